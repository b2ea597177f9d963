"""Numbers of behaviour stand in data/seed/behaviour, and each of them is of consequence."""

import datetime
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from mybt_sim.base.errors import ScenarioError, SeedDataError
from mybt_sim.behaviour.layouts import BEHAVIOUR_TABLES, SPAN_DAYS
from mybt_sim.behaviour.parameters import BehaviourData, fill_behaviour
from mybt_sim.catalogue import seed_folder
from mybt_sim.catalogue.calendar import day_of
from mybt_sim.engine.records import blank
from mybt_sim.simulation.block import prepare
from mybt_sim.simulation.scenario import Scenario

OF_DAYS = {
    *("volume.net_mb_per_line_month", "volume.month_factor", "volume.weekday_factor"),
    *("volume.holiday_factor", "tv.weekend_factor", "calls.weekday_factor"),
    *("calls.level_year", "calls.year_factor"),
}
"""What goes into the profiles of days, and not into the tables for all days."""
OF_SUMS = {"details.tv_hour_weight"}
"""By what the sums of many are spread; the details of one are drawn by chances that lead there."""


def tables_of(data: BehaviourData) -> bytes:
    tables = blank(BEHAVIOUR_TABLES, 1)
    fill_behaviour(tables[0], data)
    return bytes(tables.tobytes())


def changes_of(value: Any) -> Iterator[Any]:
    """The value with one of its numbers changed, for each of them."""
    if isinstance(value, list):
        for place, part in enumerate(value):
            yield [*value[:place], part * 2 or 1, *value[place + 1 :]]
    elif isinstance(value, dict):
        for name, part in value.items():
            yield {**value, name: part * 2 or 1}
    else:
        yield value * 2 or 1


@pytest.fixture(scope="module")
def data() -> BehaviourData:
    return BehaviourData(seed_folder() / "behaviour")


def test_every_number_of_the_file_reaches_the_tables(data: BehaviourData) -> None:
    usual = tables_of(data)
    names = set(data.names())
    assert names > OF_DAYS | OF_SUMS
    for name in sorted(names - OF_DAYS - OF_SUMS):
        value = data.value(name)
        for changed in changes_of(value):
            data._values[name] = changed
            assert tables_of(data) != usual, f"{name} = {changed} changes nothing"
        data._values[name] = value
    assert tables_of(data) == usual


def test_a_part_that_is_missing_is_one_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "behaviour"
    shutil.copytree(seed_folder() / "behaviour", folder)
    path = folder / "behaviour.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("rest_days = 3", "rest_hours = 72"), encoding="utf-8")
    with pytest.raises(SeedDataError, match=r"payment\.retry has no number rest_days\. Add it"):
        tables_of(BehaviourData(folder))


@pytest.mark.parametrize("name", ["payment.retry", "promise.modest", "payment.amount"])
def test_a_scenario_changes_numbers_and_no_groups_of_them(data: BehaviourData, name: str) -> None:
    with pytest.raises(ScenarioError, match=f"There is no number called '{name}'"):
        data.having({name: 5})


def test_volume_goes_from_month_to_month_without_a_step(data: BehaviourData) -> None:
    """The factor of a month is that of its middle; every day is near the day before it."""
    simulation = prepare(Scenario(subscribers=1))
    book = simulation.book
    weekdays, holiday = data.value("volume.weekday_factor"), data.value("volume.holiday_factor")
    volumes_mb = simulation.editions[0].profiles.net_mb[SPAN_DAYS:][: book.days]
    usual = [
        float(volume_mb / weekdays[row.weekday] / (holiday if row.is_holiday else 1))
        for volume_mb, row in zip(volumes_mb, book.calendar, strict=False)
    ]
    steps = [after / before for before, after in pairwise(usual)]
    assert 0.995 < min(steps) < 1 < max(steps) < 1.005
    middles = (datetime.date(2026, month, 16) for month in (5, 7))
    may, july = (day_of(middle) - book.first_day for middle in middles)
    growth = 1 + 0.12 * 61 / 365
    assert usual[july] / usual[may] == pytest.approx(0.90 / 0.94 * growth, abs=0.003)


SPOILED = {
    "value = 0.91, least": ("value = 0, least", r"year_factor: is 0 where numbers from 0\.5 to"),
    "least = 0.5, most = 1.5": ("least = 0.5", r"year_factor: lacks the least and the most"),
    "knee_percent = 12": ("knee_percent = 61", r"line_use: has knee_percent above most_percent"),
    "round_kopecks = 500": ("round_kopecks = 0", r"amount: is 0 where numbers from 1 to 100000"),
    "[0.48, 0.27, 0.25]": ("[0, 0, 0]", r"amount_style: has no weight above 0"),
    "[0.35, 0.50, 0.15]": ("[0.35, -0.50, 0.15]", r"wish: is -0\.50 where numbers from 0 to 1000"),
    "[3.6, 4.2, 1.9": ('[3.6, "x", 1.9', r"mean_minutes: is 'x' where numbers from"),
}


@pytest.mark.parametrize("found", SPOILED)
def test_an_impossible_number_of_the_file_is_told(tmp_path: Path, found: str) -> None:
    written, told = SPOILED[found]
    folder = tmp_path / "behaviour"
    shutil.copytree(seed_folder() / "behaviour", folder)
    path = folder / "behaviour.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count(found) == 1
    path.write_text(text.replace(found, written), encoding="utf-8")
    with pytest.raises(SeedDataError, match=told):
        BehaviourData(folder)


def test_as_few_sessions_as_there_can_be_are_one(data: BehaviourData) -> None:
    tables = blank(BEHAVIOUR_TABLES, 1)
    fill_behaviour(tables[0], data.having({"app.sessions_per_active": 1}))
    assert not tables[0]["sessions"].any()
