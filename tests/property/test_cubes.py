"""Cubes give what the facts give: the query behind each chart, and plain Python, say the same."""

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import floor
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mybt_sim.analysis.cubes import (
    Cubes,
    Selection,
    answers,
    by_hour,
    cubes_of,
    queries,
    read_selection,
)
from mybt_sim.analysis.cubes.building import build
from mybt_sim.analysis.cubes.dimensions import DIMENSIONS
from mybt_sim.analysis.cubes.measures import CALLS, MEASURES, SUBJECTS
from mybt_sim.catalogue import seed_folder
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import open_run, simulate
from tests.support.runs import spoiled
from tests.support.selections import HOMES_SQL, dimensions_of, matches, selections, trials


class Small(NamedTuple):
    cubes: Cubes
    cursor: duckdb.DuckDBPyConnection
    days: list[dict[str, Any]]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    """A run with everything that has to be told apart, and its contract-days as plain rows."""
    path = tmp_path_factory.mktemp("cubes") / "run.duckdb"
    simulate(Scenario(subscribers=250, days=75, seed=11, behaviour={"move.share": 0.1}), path)
    with open_run(path) as run:
        cursor = run.cursor()
        rows = cursor.sql(HOMES_SQL).pl()
        days = [
            row | dimensions_of(row)
            for row in rows.iter_rows(named=True)
            if row["ended_on"] is None or row["day"] <= row["ended_on"]
        ]
        yield Small(cubes_of(run), cursor, days)


def days_of(small: Small, asked: Selection, *but: str) -> list[dict[str, Any]]:
    """The days of contracts that a selection has, but for what it asks of a dimension."""
    first, last = (small.cubes.date_of(one) for one in (asked.first, asked.last))
    return [row for row in small.days if first <= row["day"] <= last and matches(row, asked, *but)]


def amount(row: dict[str, Any], subject: str) -> int:
    return sum(row[name] for name in SUBJECTS[subject].measures)


@settings(max_examples=trials(25))
@given(st.data())
def test_cubes_equal_plain_python(small: Small, data: st.DataObject) -> None:
    cubes, asked = small.cubes, data.draw(selections(small.cubes))
    here = days_of(small, asked)
    found = answers.totals(cubes, asked)
    assert found.contracts == len({row["contract_id"] for row in here})
    assert found.sums["contract_days"] == len(here)
    for name in MEASURES[1:]:
        assert found.sums[name] == sum(row[name] for row in here)
    curve: dict[date, int] = defaultdict(int)
    for row in small.days:
        if matches(row, asked):
            curve[row["day"]] += amount(row, asked.subject)
    summed = np.sum(list(answers.daily(cubes, asked).values()), axis=0).tolist()
    assert [curve[cubes.date_of(day)] for day in range(cubes.days)] == summed
    for dimension, bars in answers.bars(cubes, asked).items():
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for row in days_of(small, asked, dimension):
            sums[row[dimension]][0] += 1
            sums[row[dimension]][1] += amount(row, asked.subject)
        assert {
            bar.word: [bar.contract_days, bar.amount] for bar in bars if bar.contract_days
        } == sums


@settings(max_examples=trials(12))
@given(st.data())
def test_cubes_equal_the_query_behind_each_chart(small: Small, data: st.DataObject) -> None:
    cubes, cursor = small.cubes, small.cursor
    asked = data.draw(selections(cubes))

    def rows(sql: str) -> list[Any]:
        return cursor.sql(sql).fetchall()

    found = answers.totals(cubes, asked)
    sums = [found.sums[name] or None for name in MEASURES[1:]]
    told = rows(queries.totals_query(cubes, asked))[0]
    assert [found.contracts, found.sums["contract_days"], *sums] == [
        *told[:2],
        *(value or None for value in told[2:]),
    ]
    dimension = data.draw(st.sampled_from(DIMENSIONS))
    bars = {bar.word: bar for bar in answers.bars(cubes, asked)[dimension] if bar.contract_days}
    for word, days, total in rows(queries.bars_query(cubes, asked, dimension)):
        assert (bars.pop(str(word))[1:3]) == (days, total)
    assert not bars
    curve = np.sum(list(answers.daily(cubes, asked).values()), axis=0).tolist()
    by_day = {day: sum(values) for day, *values in rows(queries.daily_query(cubes, asked))}
    assert [by_day.get(cubes.date_of(day), 0) for day in range(cubes.days)] == curve
    assert {one.add_on: (one.could, one.has) for one in answers.attach(cubes, asked)} == {
        int(name[1:]) - 1: (could, has)
        for name, could, has in rows(queries.attach_query(cubes, asked))
    }
    spread = answers.distribution(cubes, asked)
    if spread is not None:
        (contracts, total, *ranks, top) = rows(queries.distribution_query(cubes, asked))[0]
        assert (spread.contracts, spread.total, spread.top_amount) == (contracts, total, top)
        assert list(spread.percentiles.values()) == ranks
        assert sum(spread.counts) == contracts
    cohorts = rows(queries.cohorts_query(cubes, asked))
    mine = {
        (one.year, one.month): [count for count in one.in_force if count]
        for one in answers.cohorts(cubes, asked)
    }
    theirs: dict[tuple[int, int], list[int]] = {key: [] for key in mine}
    for year, month, _, in_force in cohorts:
        theirs[year, month] += [in_force] if in_force else []
    assert mine == theirs


@settings(max_examples=trials(12))
@given(st.data())
def test_distribution_equals_plain_python(small: Small, data: st.DataObject) -> None:
    cubes = small.cubes
    asked = data.draw(selections(cubes))
    spread = answers.distribution(cubes, asked)
    if spread is None:
        return
    first, last = queries.days_of_months(
        cubes, spread.first_month, spread.first_month + spread.months
    )
    lines: dict[int, int] = defaultdict(int)
    for row in small.days:
        if cubes.date_of(first) <= row["day"] <= cubes.date_of(last) and matches(row, asked):
            lines[row["contract_id"]] += amount(row, asked.subject)
    ordered = sorted(value for value in lines.values() if value > 0)
    assert (spread.contracts, spread.total) == (len(ordered), sum(ordered))
    for share, value in spread.percentiles.items():
        within = [sum(other <= one for other in ordered) for one in ordered]
        enough = [count * 100 >= share * len(ordered) for count in within]
        assert value == ordered[enough.index(True)]
    assert spread.top_amount == sum(ordered[-max(1, len(ordered) // 100) :])
    assert [line.amount for line in spread.largest] == ordered[::-1][:10]
    assert all(lines[line.contract_id] == line.amount for line in spread.largest)


@settings(max_examples=trials(25))
@given(st.data())
def test_an_address_holds_the_whole_selection(small: Small, data: st.DataObject) -> None:
    asked = data.draw(selections(small.cubes))
    again = read_selection(small.cubes, asked.address(small.cubes))
    assert again == (asked, ())


@settings(max_examples=trials(25))
@given(st.lists(st.tuples(st.sampled_from([*DIMENSIONS, "subject", "from", "to", "x"]), st.text())))
def test_what_is_typed_never_gets_into_a_query(small: Small, pairs: list[tuple[str, str]]) -> None:
    asked = read_selection(small.cubes, [*pairs, ("region", "'; DROP TABLE contract; --")])
    assert "DROP" not in queries.totals_query(small.cubes, asked.selection)
    assert "region" in asked.strange
    for name, some in asked.selection.chosen.items():
        assert some <= set(small.cubes.vocabulary[name])


def test_hours_add_up_to_the_days_of_the_week(small: Small) -> None:
    assert len(CALLS) == 5
    first_week = small.cubes.date_of(7)
    for subject in by_hour.HOURLY:
        found = by_hour.hours_of_week(small.cubes, Selection(0, 6, subject))
        whole = sum(amount(row, subject) for row in small.days if row["day"] < first_week)
        assert found.days == (1,) * 7
        assert sum(map(sum, found.sums)) == sum(map(sum, found.means)) == whole > 0


@settings(max_examples=trials(25))
@given(st.data())
def test_hours_equal_plain_python(small: Small, data: st.DataObject) -> None:
    """Each measure of each day of the week, shared out by the weights of the seed's own text."""
    cubes, asked = small.cubes, data.draw(selections(small.cubes))
    here = days_of(small, asked)
    whole: dict[str, list[int]] = {}
    for subject in ("traffic", "tv", "calls"):
        week = [[0] * 24 for _ in range(7)]
        for measure in SUBJECTS[subject].measures:
            for weekday in range(7):
                total = sum(row[measure] for row in here if row["day"].weekday() == weekday)
                for hour, part in enumerate(shared_out(total, seed_weights(measure, weekday))):
                    week[weekday][hour] += part
        whole[subject] = [sum(column) for column in zip(*week, strict=True)]
        if subject == asked.subject or (asked.subject, subject) == ("charged", "traffic"):
            found = by_hour.hours_of_week(cubes, asked)
            assert [list(row) for row in found.sums] == week
            dates = [cubes.date_of(day) for day in range(asked.first, asked.last + 1)]
            days = [sum(date.weekday() == weekday for date in dates) for weekday in range(7)]
            assert list(found.days) == days
            means = [[Fraction(v, days[d]) if v else Fraction() for v in week[d]] for d in range(7)]
            assert found.means == [[floor(one + Fraction(1, 2)) for one in row] for row in means]
            highest = max(map(max, means))
            if found.peak is None:
                assert highest < Fraction(1, 1_000)
            else:
                day, hour = found.peak
                assert highest - means[day][hour] < Fraction(1, 1_000)
    assert by_hour.hours_of_day(cubes, asked) == whole


@cache
def seed_weights(measure: str, weekday: int) -> list[Decimal]:
    """The weights of 24 hours, read once more from data/seed."""
    folder = seed_folder() / "behaviour"
    if measure in ("down_mb", "up_mb"):
        lines = (folder / "hour_of_week.csv").read_text(encoding="utf-8").splitlines()
        rows = [one.split(",") for one in lines if one.startswith(measure[:-3] + ",")]
        return [Decimal(row[2 + weekday]) for row in rows]
    name = "tv" if measure == "tv_minutes" else "calls"
    text = (folder / "behaviour.toml").read_text(encoding="utf-8")
    values = tomllib.loads(text, parse_float=Decimal)["details"][f"{name}_hour_weight"]["value"]
    return [Decimal(one) for one in values]


def shared_out(total: int, weights: list[Decimal]) -> list[int]:
    """Parts by running shares that are rounded down."""
    edges = [
        int(Fraction(total) * Fraction(sum(weights[:hour])) / Fraction(sum(weights)))
        for hour in range(25)
    ]
    return [edges[hour + 1] - edges[hour] for hour in range(24)]


def test_who_comes_back_to_a_tariff_and_changes_the_line_is_counted_once(tmp_path: Path) -> None:
    """Days with one tariff in three stretches, of which fibre cuts the last in two."""
    path = simulate(Scenario(subscribers=12, days=40, seed=11), tmp_path / "run.duckdb")
    changes = (
        "UPDATE contract SET technology = 'xdsl', fibre_on = DATE '2026-01-31' WHERE contract_id ="
        " (SELECT min(contract_id) FROM contract)",
        "UPDATE contract_day SET tariff_id = (SELECT min(tariff_id) FROM contract_day AS other"
        " WHERE other.tariff_id <> contract_day.tariff_id) WHERE contract_id ="
        " (SELECT min(contract_id) FROM contract) AND day(day) IN (5, 6, 20)",
    )
    cursor = duckdb.connect(str(spoiled(path, tmp_path, ";".join(changes))))
    cubes = build(cursor)
    contract = cubes.arrays["spell.contract"] == 0
    assert np.count_nonzero(contract) >= 6
    for day in range(cubes.days):
        for line in ("pon", "xdsl"):
            asked = Selection(day, min(day + 1, 39), "traffic", {"technology": frozenset({line})})
            told = cursor.sql(queries.totals_query(cubes, asked)).fetchall()[0]
            assert answers.totals(cubes, asked).contracts == told[0], (day, line)


def test_a_period_that_is_drawn_looks_at_no_contract(small: Small) -> None:
    """What belongs to a contract is looked at once for a choice; then days and cells are enough."""
    chosen = {"kind": frozenset({"internet", "packet"})}
    arrays = dict(small.cubes.arrays)
    cubes = replace(small.cubes, arrays=arrays, remembered={})

    def told(last: int) -> tuple[Any, ...]:
        asked = Selection(0, last, "traffic", chosen)
        every = (answers.totals, answers.bars, answers.attach, answers.distribution)
        return (*(one(cubes, asked) for one in every), by_hour.hours_of_day(cubes, asked))

    kept = told(40)
    for name in list(arrays):
        if name.split(".")[0] in ("spell", "holding", "month", "contract", "add_on"):
            del arrays[name]
    assert told(40) == kept != told(41)


def test_cubes_are_kept_beside_their_run_and_no_other(tmp_path: Path) -> None:
    from mybt_sim.analysis.cubes import kept

    path = tmp_path / "run.duckdb"
    scenario = Scenario(subscribers=20, days=10, seed=1)
    simulate(scenario, path)
    with open_run(path) as run:
        cubes_of(run)
        mark = run.fingerprint()
    place = kept.kept_at(path)
    assert kept.read_cubes(place, mark) is not None
    assert kept.read_cubes(place, "another") is None
    simulate(scenario.having(seed=2), path, overwrite=True)
    with open_run(path) as run:
        assert kept.read_cubes(place, run.fingerprint()) is None
        assert cubes_of(run) is cubes_of(run)
        assert kept.read_cubes(place, run.fingerprint()) is not None
    whole = place.read_bytes()
    place.write_bytes(whole[: len(whole) // 2])
    with open_run(path) as run:
        assert kept.read_cubes(place, run.fingerprint()) is None
