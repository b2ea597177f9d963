"""Details of a day add up to it, lie where the service could be used, and are the drawn calls."""

import hashlib
import itertools
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mybt_sim import Run, details, open_run
from mybt_sim.analysis.hours import day_weights
from mybt_sim.base.draws import draw, key_of
from mybt_sim.behaviour.details import DAY_USE, DETAILS, draw_details, started_minutes
from mybt_sim.behaviour.layouts import Q16
from mybt_sim.behaviour.spans import cut
from mybt_sim.behaviour.streams import Stream
from mybt_sim.behaviour.usable import OUTAGE
from mybt_sim.behaviour.usage import class_of_call, draw_use, length_cell
from mybt_sim.engine.contract_clock import keep_usable_use
from mybt_sim.engine.records import (
    DAY_S,
    EVENT,
    SERVICE_DAY,
    Record,
    Records,
    blank,
    blank_contract,
)
from mybt_sim.engine.vocabulary import Event
from mybt_sim.simulation.block import prepare
from mybt_sim.simulation.layouts import LIFE
from mybt_sim.simulation.scenario import Scenario
from tests.support.runs import make_run

SIMULATION = prepare(Scenario(subscribers=1, days=1))
TABLES = SIMULATION.editions[:1].copy()[0]
"""The same mean on all days, without ups and downs, and nobody is away."""
TABLES.profiles.net_mb[:], TABLES.profiles.tv_q16[:], TABLES.profiles.calls_q16[:] = 9_000, Q16, Q16
TABLES.net_span[:], TABLES.away_month_q16[:] = Q16, 0
FIRST_DAY = SIMULATION.scenario.first_day
CONTRACT_ID = 11

moments = st.lists(st.integers(0, DAY_S - 1), max_size=6, unique=True).map(sorted)
habits = st.fixed_dictionaries(
    {
        "seed": st.integers(0, 2**62),
        "day": st.integers(FIRST_DAY, FIRST_DAY + 365),
        "net_q16": st.integers(1, 40 * Q16),
        "tv_minutes": st.integers(1, 2_000),
        "calls_q16": st.integers(1, 12 * Q16),
        "is_barred": st.booleans(),
        "is_suspended": st.booleans(),
    }
)


def usable_spans(flips: Sequence[int], outage: tuple[int, int] | None) -> list[tuple[int, int]]:
    """The service works from midnight on until the first of `flips`, and so on."""
    edges = [0, *flips, DAY_S]
    spans = [(edges[n], edges[n + 1]) for n in range(0, len(edges) - 1, 2)]
    if outage is None:
        return [span for span in spans if span[0] < span[1]]
    left = [(a, min(b, outage[0])) for a, b in spans] + [(max(a, outage[1]), b) for a, b in spans]
    return sorted(span for span in left if span[0] < span[1])


def use_of(habit: dict[str, Any], active_s: int) -> Record:
    """What is stored of a day with these habits."""
    life, service_day, contract = blank(LIFE, 1)[0], blank(SERVICE_DAY, 1)[0], blank_contract()[0]
    subject = habit["seed"], CONTRACT_ID
    traits = life.traits
    traits.net_key = key_of(subject[0], Stream.NET, CONTRACT_ID)
    traits.tv_key = key_of(subject[0], Stream.TV, CONTRACT_ID)
    traits.calls_key = key_of(subject[0], Stream.CALLS, CONTRACT_ID)
    traits.call_key = key_of(subject[0], Stream.CALL, CONTRACT_ID)
    traits.tv_on_q16, traits.up_q16 = Q16, Q16 // 10
    for name in ("net_q16", "tv_minutes", "calls_q16"):
        setattr(traits, name, habit[name])
    draw_use(TABLES, SIMULATION.book.tariffs[0, 7], life, service_day, (habit["day"], habit["day"]))
    contract.is_barred = habit["is_barred"]
    keep_usable_use(contract, service_day, active_s)
    use: Record = blank(DAY_USE, 1)[0]
    use.contract_id, use.day, use.weekday = CONTRACT_ID, habit["day"], habit["day"] % 7
    for name in ("down_mb", "up_mb", "tv_minutes"):
        setattr(use, name, getattr(service_day, name))
    use.call_minutes[:] = service_day.call_minutes[:5]
    return use


def events_of(flips: Sequence[int], habit: dict[str, Any]) -> Records:
    """What ends and begins the use at these seconds, which are seldom alone in a life."""
    stops = (Event.SUSPENSION_STARTED, Event.BLOCKED, Event.TERMINATED)
    starts = (Event.SUSPENSION_ENDED, Event.RESTORED)
    events = blank(EVENT, 2 * len(flips))
    for n, second in enumerate(flips):
        days_ago = 3 if second == 0 else 0  # what holds at midnight has begun before
        is_last = n == len(flips) - 1
        noise, event = events[2 * n], events[2 * n + 1]
        noise.happened_at = event.happened_at = (habit["day"] - days_ago) * DAY_S + second
        noise.event = Event.SMS_ALERT
        kind = 0 if habit["is_suspended"] else 1
        event.event = starts[kind] if n % 2 else stops[2 if is_last else kind]
    return events


def outages_of(outage: tuple[int, int] | None, day: int) -> Records:
    outages = blank(OUTAGE, 0 if outage is None else 1)
    if outage is not None:
        outages[0].from_at, outages[0].until_at = (day * DAY_S + second for second in outage)
    return outages


def spans_of(rows: Records, count: int) -> list[tuple[int, int]]:
    kept = rows[:count]
    ends = kept["until_s"] if "until_s" in (kept.dtype.names or ()) else None
    ends = kept["from_s"] + kept["length_s"] if ends is None else ends
    return sorted(zip(kept["from_s"].tolist(), ends.tolist(), strict=True))


def drawn_calls(seed: int, day: int, count: int) -> Iterator[tuple[int, int]]:
    """Class and started minutes of the first calls that `usage` draws."""
    tables = SIMULATION.editions[0]
    for call in range(count):
        bits = draw(key_of(seed, Stream.CALL, CONTRACT_ID), day, call)
        call_class = class_of_call(tables, bits)
        yield int(call_class), int(tables.call_minutes[call_class, length_cell(bits)])


@given(
    habit=habits,
    flips=moments,
    outage=st.none() | st.lists(st.integers(0, DAY_S), min_size=2, max_size=2, unique=True),
)
def test_details_of_any_day_add_up_and_lie_in_usable_seconds(
    habit: dict[str, Any], flips: list[int], outage: list[int] | None
) -> None:
    dark = None if outage is None else (min(outage), max(outage))
    active_s = sum(b - a for a, b in usable_spans(flips, None))
    counted_s = max(0, active_s - (dark[1] - dark[0] if dark else 0))
    use, found = use_of(habit, counted_s), blank(DETAILS, 1)[0]
    events, outages = events_of(flips, habit), outages_of(dark, habit["day"])
    draw_details(SIMULATION.editions[0], habit["seed"], use, events, outages, found)

    usable = usable_spans(flips, dark)
    calls, views = found.calls[: found.call_count], found.views[: found.view_count]
    sessions, hours = found.sessions[: found.session_count], found.hours[: found.hour_count]
    for direction in ("down_mb", "up_mb"):
        assert sessions[direction].sum() == hours[direction].sum() == getattr(use, direction)
    assert views["minutes"].sum() == use.tv_minutes
    for call_class in range(5):
        kept = calls[calls["call_class"] == call_class]
        assert kept["minutes"].sum() == use.call_minutes[call_class]
    for rows in (calls, views):
        assert (rows["minutes"] == started_minutes(rows["length_s"])).all()
    for spans in (
        spans_of(found.calls, found.call_count),
        spans_of(found.views, found.view_count),
        spans_of(found.sessions, found.session_count),
    ):
        assert all(a < b and any(c <= a and b <= d for c, d in usable) for a, b in spans)
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
    if counted_s == DAY_S and not habit["is_barred"]:
        told = list(zip(calls["call_class"].tolist(), calls["minutes"].tolist(), strict=True))
        assert told == list(drawn_calls(habit["seed"], habit["day"], len(told)))


@given(
    spans=st.lists(st.integers(0, 40), max_size=10, unique=True).map(sorted),
    taken=st.tuples(st.integers(-2, 42), st.integers(1, 20)),
)
def test_what_is_cut_out_of_spans_is_out_and_nothing_else(
    spans: list[int], taken: tuple[int, int]
) -> None:
    pairs = list(zip(spans[::2], spans[1::2], strict=False))
    room = np.zeros((12, 2), np.int64)
    room[: len(pairs)] = np.array(pairs, np.int64).reshape(-1, 2)
    left = {s for a, b in pairs for s in range(a, b)} - set(range(taken[0], sum(taken)))
    count = cut(room, len(pairs), taken[0], sum(taken))
    rows = room[:count].tolist()
    assert [s for a, b in rows for s in range(a, b)] == sorted(left)
    assert all(a < b for a, b in rows)


SCENARIO = Scenario(
    subscribers=300,
    days=60,
    seed=7,
    outages=[{"from": "2026-01-10 18:00", "until": "2026-01-11 02:30", "regions": ["MSQ", "GOM"]}],
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    with open_run(make_run(tmp_path_factory.mktemp("details"), SCENARIO)) as opened:
        yield opened


@pytest.fixture(scope="module")
def everything(run: Run) -> Any:
    """A cursor that has the details of all contracts on all days beside the run."""
    cursor = run.cursor()
    details(run, *all_of(run)).register(cursor)
    return cursor


def all_of(run: Run) -> tuple[list[int], list[object]]:
    rows = run.cursor().sql("SELECT DISTINCT contract_id FROM contract_day").fetchall()
    days = run.cursor().sql("SELECT DISTINCT day FROM contract_day").fetchall()
    return [row[0] for row in rows], [row[0] for row in days]


def test_every_stored_day_of_a_run_is_what_its_details_add_up_to(everything: Any) -> None:
    differing = everything.sql("""
        WITH calls AS (PIVOT call_record ON call_class IN
            ('local', 'long_distance', 'mobile', 'international', 'service')
            USING sum(minutes) GROUP BY contract_id, day),
        views AS (SELECT contract_id, day, sum(minutes) AS tv FROM tv_view GROUP BY ALL),
        net AS (SELECT contract_id, day, sum(down_mb) AS down, sum(up_mb) AS up
            FROM internet_session GROUP BY ALL),
        hours AS (SELECT contract_id, day, sum(down_mb) AS down, sum(up_mb) AS up
            FROM usage_hour GROUP BY ALL)
        SELECT * FROM contract_day LEFT JOIN calls USING (contract_id, day)
        LEFT JOIN views USING (contract_id, day) LEFT JOIN net USING (contract_id, day)
        LEFT JOIN hours USING (contract_id, day)
        WHERE down_mb <> coalesce(net.down, 0) OR up_mb <> coalesce(net.up, 0)
            OR down_mb <> coalesce(hours.down, 0) OR up_mb <> coalesce(hours.up, 0)
            OR tv_minutes <> coalesce(tv, 0) OR local_minutes <> coalesce("local", 0)
            OR long_distance_minutes <> coalesce(long_distance, 0)
            OR mobile_minutes <> coalesce(mobile, 0)
            OR international_minutes <> coalesce(international, 0)
            OR service_minutes <> coalesce(service, 0)""").fetchall()
    assert differing == []


RECORDS_SQL = """
SELECT contract_id, started_at, started_at + to_seconds(length_s) AS stopped_at FROM call_record
UNION ALL SELECT contract_id, started_at, started_at + to_minutes(minutes - 1) FROM tv_view
UNION ALL SELECT contract_id, started_at, stopped_at FROM internet_session
"""


def test_nothing_is_used_in_a_block_or_an_outage(everything: Any) -> None:
    blocked = everything.sql(f"""SELECT count(*) FROM block_period JOIN ({RECORDS_SQL})
        USING (contract_id) WHERE stopped_at > blocked_at
        AND (restored_at IS NULL OR started_at < restored_at)""")
    assert blocked.fetchall() == [(0,)]
    dark = everything.sql(f"""SELECT count(*) FROM ({RECORDS_SQL}) JOIN contract USING (contract_id)
        JOIN household ON household_id = subscriber_id WHERE region IN ('MSQ', 'GOM')
        AND stopped_at > TIMESTAMP '2026-01-10 18:00' AND started_at < TIMESTAMP '2026-01-11 02:30'
        """)
    assert dark.fetchall() == [(0,)]
    of_both = everything.sql("SELECT count(*) FROM block_period").fetchall()
    assert of_both[0][0] > 20


def shares(rows: pl.DataFrame) -> list[float]:
    counted = dict(rows.iter_rows())
    whole = sum(counted.values())
    return [counted.get(hour, 0) / whole for hour in range(24)]


def test_hours_have_about_the_shares_of_their_weights(everything: Any) -> None:
    tables = SIMULATION.editions[0]
    asked = (
        ("calls", 0.010, "SELECT hour(started_at), count(*) FROM call_record GROUP BY ALL"),
        (
            "tv",
            0.006,
            """SELECT hour(minute), count(*) FROM (SELECT unnest(generate_series(started_at,
            started_at + to_minutes(minutes - 1), INTERVAL 1 MINUTE)) AS minute FROM tv_view)
            GROUP BY ALL""",
        ),
        (
            "net",
            0.004,
            """SELECT hour, sum(down_mb / whole) FROM usage_hour JOIN (SELECT contract_id, day,
            sum(down_mb) AS whole FROM usage_hour GROUP BY ALL) USING (contract_id, day)
            WHERE whole > 500 GROUP BY ALL""",
        ),
    )
    for name, most_apart, sql in asked:
        weights = (
            tables.net_hour_e4[0].mean(axis=0) if name == "net" else np.array(day_weights(name))
        )
        expected = weights / weights.sum()
        apart = np.abs(np.array(shares(everything.sql(sql).pl())) - expected)
        assert apart.max() < most_apart, name


def test_uncompiled_details_are_the_same(run: Run) -> None:
    contracts, days = all_of(run)
    code = (
        "import sys; from mybt_sim import open_run; "
        "from tests.property.test_details import told; "
        f"print(told(open_run(sys.argv[1]), {contracts[:30]}, {[str(day) for day in days[:9]]}))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code, str(run.path)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        cwd=Path(__file__).parents[2],
    )
    assert answer.stdout.strip() == told(run, contracts[:30], days[:9])


def told(run: Run, contracts: list[int], days: Sequence[object]) -> str:
    """A digest of the details."""
    found = details(run, contracts, days)
    parts = (found.calls, found.views, found.sessions, found.hours)
    return hashlib.sha256("".join(part.write_csv() for part in parts).encode()).hexdigest()


def test_a_second_call_and_another_sample_tell_the_same(run: Run) -> None:
    contracts, days = all_of(run)
    few = details(run, contracts[5:9], days[3:5])
    many = details(run, contracts, days)
    for part in ("calls", "views", "sessions", "hours"):
        of_many = getattr(many, part).filter(
            pl.col("contract_id").is_in(contracts[5:9]), pl.col("day").is_in(days[3:5])
        )
        assert getattr(few, part).equals(of_many)


@pytest.mark.parametrize(
    ("contracts", "days", "told"),
    [([11, 99], ["2026-01-05"], "no contract 99"), ([11], ["2026-03-02"], "no day 2026-03-02")],
)
def test_what_a_run_does_not_have_is_told(
    run: Run, contracts: list[int], days: list[str], told: str
) -> None:
    from mybt_sim import RunError

    with pytest.raises(RunError, match=told):
        details(run, contracts, days)
