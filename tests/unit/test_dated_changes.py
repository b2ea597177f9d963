"""What a scenario changes in the midst of a run: nothing before that day, everything from it on."""

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mybt_sim.base.errors import ScenarioError
from mybt_sim.catalogue.calendar import day_of
from mybt_sim.engine.book import EDITIONS, Book
from mybt_sim.engine.records import DAY_S
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Operation
from mybt_sim.simulation.block import BlockLife, prepare
from mybt_sim.simulation.layouts import DayColumn
from mybt_sim.simulation.reading import read_scenario
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import open_run
from mybt_sim.store.run_file import scenario_text
from mybt_sim.store.verify import verify_run
from mybt_sim.world import World
from mybt_sim.world.origin import HORIZON_DAYS, _reaching, origin_of
from tests.support.runs import lived, make_run

START = datetime.date(2026, 1, 1)
MIDDLE = datetime.date(2026, 2, 11)
USUAL = Scenario(
    subscribers=500,
    days=75,
    seed=4,
    start=START,
    behaviour={"promise.spontaneous_share": 1, "promise.above_limit_share": 0.5},
)
DEARER = {"T09": "60.00", "T14": "80.00", "T01": "5.00"}


def changing(since: datetime.date = MIDDLE, **parts: Mapping[str, Any]) -> Scenario:
    return USUAL.having(changes=[{"from": since, **parts}])


def told_until(life: BlockLife, day: datetime.date) -> list[Any]:
    """All that is known of a life when `day` begins."""
    until = day_of(day)
    return [
        life.days[:, life.days[DayColumn.DAY] < until].tolist(),
        life.entries[life.entries["day"] < until].tolist(),
        life.events[life.events["happened_at"] < until * DAY_S].tolist(),
        life.operations[life.operations["attempted_at"] < until * DAY_S].tolist(),
    ]


def promises(life: BlockLife, refusal: Refusal) -> Any:
    rows = life.operations
    is_promise = rows["operation"] == Operation.PROMISE_PAYMENT
    return rows[is_promise & (rows["refusal"] == refusal)]


@pytest.fixture(scope="module")
def usual() -> BlockLife:
    return lived(USUAL)


@pytest.mark.parametrize(
    "parts",
    [
        {"terms": {"promise_limit": "2.00"}},
        {"terms": {"block_at": "5.00"}},
        {"terms": {"fee_month_days": 30}},
        {"fees": DEARER},
        {"behaviour": {"calls.per_day": 2, "volume.up_pon_share": 0.5}},
        {"behaviour": {"away.net_share": 0.9}},
    ],
    ids=str,
)
def test_a_change_leaves_every_day_before_it_as_it_was(
    usual: BlockLife, parts: Mapping[str, Any]
) -> None:
    changed = lived(changing(**parts))
    assert told_until(changed, MIDDLE) == told_until(usual, MIDDLE)
    next_day = MIDDLE + datetime.timedelta(days=1)
    if "promise_limit" not in str(parts):
        assert told_until(changed, next_day) != told_until(usual, next_day)


def test_a_limit_holds_from_its_day_on(usual: BlockLife) -> None:
    changed = lived(changing(terms={"promise_limit": "12.00"}))
    first_s = day_of(MIDDLE) * DAY_S
    for life, most in ((usual, 1_500), (changed, 1_200)):
        given = promises(life, Refusal.NONE)
        later = given[given["attempted_at"] >= first_s]
        assert given["amount_kopecks"].max() > 1_200
        assert len(later) > 0
        assert later["amount_kopecks"].max() <= most
    for life, most in ((usual, 1_500), (changed, 1_200)):
        refused = promises(life, Refusal.PROMISE_ABOVE_LIMIT)
        later = refused[refused["attempted_at"] >= first_s]
        assert len(later) > 10
        assert later["amount_kopecks"].min() > most


def test_a_change_on_the_first_day_holds_on_every_day() -> None:
    terms = {"promise_limit": "2.00", "promise_term_days": 2}
    habits = {"calls.per_day": 2, "late.share": 0.9, "payment.relative_share": 0.5}
    early = lived(changing(since=START, terms=terms, fees=DEARER, behaviour=habits))
    habits = {**USUAL.behaviour, **habits}
    always = lived(USUAL.having(terms=terms, fees=DEARER, behaviour=habits))
    end = START + datetime.timedelta(days=USUAL.days + 1)
    assert told_until(early, end) == told_until(always, end)


def use_by_day(life: BlockLife) -> dict[tuple[int, ...], list[int]]:
    """What was used, by contract, day, tariff and state at its end."""
    keys = (DayColumn.CONTRACT_ID, DayColumn.DAY, DayColumn.TARIFF, DayColumn.STATUS)
    use = life.days[DayColumn.DOWN_MB : DayColumn.USAGE_KOPECKS].T.tolist()
    return dict(zip(zip(*life.days[list(keys)].tolist(), strict=True), use, strict=True))


def test_from_their_day_on_habits_are_those_of_who_always_had_them() -> None:
    habits = {
        "volume.net_scale": 0.8,
        "volume.level_sigma": 0.2,
        "volume.span_sigma": 0.1,
        "tv.active_share": 0.3,
        "calls.zero_share": 0.9,
        "calls.per_day": 2,
    }
    dated, always = lived(changing(behaviour=habits)), lived(USUAL.having(behaviour=habits))
    ours, theirs = use_by_day(dated), use_by_day(always)
    first = day_of(MIDDLE)
    same = [
        key
        for key in ours.keys() & theirs.keys()
        if key[1] > first and all((key[0], key[1] - 1, *key[2:]) in one for one in (ours, theirs))
    ]
    assert len(same) > 20_000
    assert sum(ours[key] != theirs[key] for key in same) <= len(same) // 100  # parts of days
    before = [key for key in ours.keys() & theirs.keys() if key[1] < first]
    assert sum(ours[key] != theirs[key] for key in before) > len(before) // 3


def limits(book: Book) -> list[int]:
    return [int(book.terms[row.edition].promise_limit_kopecks) for row in book.calendar[:75]]


def test_changes_hold_until_the_next_of_the_same_and_over_what_holds_every_day() -> None:
    days = [START + datetime.timedelta(days=n) for n in (10, 20, 30)]
    scenario = USUAL.having(
        terms={"promise_limit": "9.00", "promise_term_days": 3},
        fees={"T09": "40.00"},
        changes=[
            {"from": days[2], "terms": {"promise_limit": "12.00"}},
            {"from": days[0], "terms": {"promise_limit": "11.00"}, "fees": {"T09": "41.00"}},
            {"from": days[1], "terms": {"promise_term_hours": 36}},
        ],
    )
    simulation = prepare(scenario)
    book, tariff = simulation.book, simulation.catalogue.tariff_index("T09")
    assert limits(book) == [900] * 10 + [1_100] * 20 + [1_200] * 45
    editions = [int(row.edition) for row in book.calendar[:75]]
    terms_s = [int(book.terms[edition].promise_term_s) for edition in editions]
    assert terms_s == [3 * DAY_S] * 20 + [DAY_S * 3 // 2] * 55
    fees_e4 = [int(book.tariffs[edition, tariff].fee_e4) for edition in editions]
    assert fees_e4 == [400_000] * 10 + [410_000] * 65


def test_a_run_with_changes_proves_itself(tmp_path: Path) -> None:
    habits = {"late.forget_share": 0.1, "calls.per_day": 2}
    scenario = changing(terms={"promise_limit": "2.00"}, fees=DEARER, behaviour=habits)
    scenario = scenario.having(subscribers=150)
    with open_run(make_run(tmp_path, scenario)) as run:
        assert run.scenario == scenario
        said: list[str] = []
        verdict = verify_run(run, say=lambda name, holds, found: said.append(f"{name}: {found}"))
        assert not verdict.failures, said
        assert "lived again: the same bits in every table" in said
        with run.cursor() as cursor:
            found = cursor.sql("""
                SELECT promise_limit_kopecks, min(day), max(fee_kopecks)
                FROM calendar JOIN tariff_price USING (edition) WHERE tariff_id = 'T09'
                GROUP BY ALL ORDER BY 2
            """).fetchall()
    assert [row[:2] for row in found] == [(1_500, START), (200, MIDDLE)]
    assert found[1][2] == 6_000


@pytest.mark.parametrize("morning", [START, MIDDLE, None])
def test_a_world_from_such_a_run_lives_by_its_changes(
    tmp_path: Path, morning: datetime.date | None
) -> None:
    scenario = changing(terms={"promise_limit": "2.00"}).having(subscribers=20)
    world = World.from_run(make_run(tmp_path, scenario), morning)
    book = world._operator.simulation.book
    days = (MIDDLE - START).days
    assert limits(book) == [1_500] * days + [200] * (75 - days)
    world.advance(days=60)
    assert world.replayed().now == world.now


def test_a_world_reaches_the_last_change_of_its_run() -> None:
    far = START + datetime.timedelta(days=HORIZON_DAYS + 100)
    long_run = changing(since=MIDDLE, fees=DEARER).having(days=HORIZON_DAYS + 200)
    assert _reaching(long_run, 0).days == HORIZON_DAYS
    changes = [*long_run.changes, {"from": far, "fees": {"T09": "61.00"}}]
    assert _reaching(long_run.having(changes=changes), 0).days == HORIZON_DAYS + 101


@pytest.mark.parametrize("past_days", [0, 100])
def test_a_world_can_begin_with_a_scenario_that_has_changes(past_days: int) -> None:
    scenario = changing(fees=DEARER).having(subscribers=3)
    world = World._begin(origin_of(scenario, past_days), None)
    changed = world._operator.tariff_at(8, day_of(MIDDLE) * DAY_S)
    assert world._operator.tariff_at(8, day_of(MIDDLE) * DAY_S - 1).fee_e4 < changed.fee_e4
    assert changed.fee_e4 == 600_000


def test_a_scenario_without_changes_is_told_as_ever() -> None:
    assert "changes" not in scenario_text(USUAL)
    assert scenario_text(USUAL.having(changes=[])) == scenario_text(USUAL)
    assert "changes" not in repr(USUAL)


def test_changes_are_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "what-if.toml"
    path.write_text(
        "days = 75\n[[changes]]\nfrom = 2026-02-11\n"
        'terms = { promise_limit = "2.00" }\nfees.T09 = "60.00"\n',
        encoding="utf-8",
    )
    (change,) = read_scenario(path).dated_changes
    assert change.since == MIDDLE
    assert (change.terms, change.fees) == ({"promise_limit": "2.00"}, {"T09": "60.00"})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (5, "changes is not a list"),
        ({"from": MIDDLE}, "changes is not a list"),
        ([5], "Change 1: it is not a table"),
        ([{"terms": {"promise_limit": "2.00"}}], "Change 1: from is None, which is no date"),
        ([{"from": "soon", "fees": DEARER}], "from is soon"),
        ([{"from": MIDDLE}], "changes nothing"),
        ([{"from": MIDDLE, "fees": 5}], "fees is not a table"),
        ([{"from": MIDDLE, "term": {"promise_limit": "2.00"}}], "Did you mean terms?"),
        ([{"from": MIDDLE, "fees": DEARER}] * 2, "Change 2: 2026-02-11 has a change already"),
        ([{"from": datetime.date(2025, 12, 31), "fees": DEARER}], "on no day of the run"),
        ([{"from": START + datetime.timedelta(days=75), "fees": DEARER}], "to 2026-03-16"),
    ],
    ids=str,
)
def test_a_change_that_cannot_be_made(changes: Any, said: str) -> None:
    with pytest.raises(ScenarioError) as error:
        USUAL.having(changes=changes)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("habits", "said"),
    [
        ({"move.share": 0.1}, "From 2026-02-11: move.share holds for the whole run"),
        ({"details.view_minutes": 5}, "details.view_minutes holds for the whole run"),
        ({"late.shar": 0.1}, "From 2026-02-11: There is no number called 'late.shar'"),
        ({"late.share": 1.5}, "From 2026-02-11: "),
        ({"tv.knee_minutes": 1_300}, "From 2026-02-11: "),
    ],
    ids=str,
)
def test_habits_that_cannot_be_had(habits: Mapping[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError) as error:
        prepare(changing(behaviour=habits))
    assert said in str(error.value)


def test_habits_are_held_against_what_the_scenario_has_changed_before() -> None:
    usual = USUAL.having(behaviour={"tv.most_minutes": 1_400})
    later = MIDDLE + datetime.timedelta(days=9)
    changes = [
        {"from": later, "behaviour": {"calls.per_day": 2}},
        {"from": MIDDLE, "behaviour": {"tv.knee_minutes": 1_300}},
    ]
    editions = prepare(usual.having(changes=changes)).editions
    assert editions["since"].tolist() == [0, day_of(MIDDLE), day_of(later)]
    assert editions["tv_knee_minutes"].tolist() == [720, 1_300, 1_300]
    assert editions["calls_per_day_q16"].tolist() == [56_361, 56_361, 2 << 16]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    wrong: Any = {"subscribers": 0, "days": -1, "terms": 5, "changes": [{"from": 1}, 2]}
    with pytest.raises(ScenarioError) as error:
        Scenario(**wrong)
    for said in ("subscribers is 0", "days is -1", "terms is not", "Change 1: from", "Change 2:"):
        assert said in str(error.value)
    scenario = USUAL.having(
        terms={"promise_limti": "1.00", "promise_term_days": -1},
        fees={"T99": "1.00", "T09": "much"},
        behaviour={"promise.in_term_shar": 1},
        changes=[{"from": MIDDLE, "terms": {"block_a": "1.00"}, "fees": {"T9": "1.00"}}],
    )
    with pytest.raises(ScenarioError) as error:
        prepare(scenario)
    assert "The scenario has 7 faults." in str(error.value)
    for said in (
        "Did you mean promise_limit",
        "promise_term_days",
        "There is no tariff 'T99'",
        "The fee 'much' of T09",
        "Did you mean promise.in_term_share",
        "From 2026-02-11: There is no term 'block_a'. Did you mean block_at",
        "From 2026-02-11: There is no tariff 'T9'",
    ):
        assert said in str(error.value)


FAULTY = """
subscribers = -5
colour = "red"
days = 100
[terms]
promise_limt = "20.00"
[behaviour]
"promise.never" = 1
[[changes]]
from = 2031-01-01
terms = { promise_min_x = "1.00" }
[[changes]]
from = 2026-03-01
feess = 1
fees = { T98 = "3.00" }
archived = ["T97", "T90"]
[[changes.tariffs]]
id = "T90"
like = "T00"
name = { ru = "а", be = "а", en = "a" }
fee = "25.00"
[[changes]]
from = "soon"
fees = { T96 = "3.00" }
[[outages]]
from = 2026-03-10T08:00:00
until = 2026-03-10T07:00:00
regions = ["GRO"]
"""


def test_a_fault_of_form_hides_no_other(tmp_path: Path) -> None:
    path = tmp_path / "faulty.toml"
    path.write_text(FAULTY, encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        read_scenario(path)
    for said in (
        "colour is no part of a scenario",
        "subscribers is -5",
        "Change 2: feess is no part of a change",
        "Change 3: from is soon",
        "Outage 1: It begins at",
        "The change of 2031-01-01 is on no day of the run",
        "From 2026-03-01: There is no tariff T00 for T90",
        "There is no term 'promise_limt'",
        "There is no term 'promise_min_x'",
        "From 2026-03-01: There is no tariff 'T98'",
        "From 2026-03-01: There is no tariff 'T97'",
        "There is no tariff 'T96'",
        "There is no number called 'promise.never'",
    ):
        assert str(error.value).count(f"{path}: {said}") == 1
    assert "The scenario has 13 faults." in str(error.value)
    assert all(part.problem.startswith(f"{path}: ") for part in error.value.parts)


def test_there_may_be_as_many_changes_as_a_book_has_room_for() -> None:
    simulation = prepare(USUAL)
    room = EDITIONS - int(simulation.book.editions)
    days = [START + datetime.timedelta(days=1 + n) for n in range(room + 1)]
    changes = [
        {"from": day, "terms": {"promise_limit": f"{n + 16}.00"}} for n, day in enumerate(days)
    ]
    book = prepare(USUAL.having(changes=changes[:-1])).book
    assert np.unique(limits(book)).size == room + 1
    with pytest.raises(
        ScenarioError, match=f"{room + 1} dated changes are too many. Keep to {room}"
    ):
        prepare(USUAL.having(changes=changes))
