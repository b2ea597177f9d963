"""Numbers of behaviour stand in data/seed/behaviour, and each of them is of consequence."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mybt_sim.base.errors import ScenarioError, SeedDataError
from mybt_sim.behaviour.layouts import BEHAVIOUR_TABLES
from mybt_sim.behaviour.parameters import BehaviourData, fill_behaviour
from mybt_sim.catalogue import seed_folder
from mybt_sim.engine.records import blank

OF_DAYS = {
    *("volume.net_mb_per_line_month", "volume.month_factor", "volume.weekday_factor"),
    *("volume.holiday_factor", "tv.weekend_factor", "calls.weekday_factor"),
    *("calls.level_year", "calls.year_factor"),
}
"""What goes into the profiles of days, and not into the tables for all days."""


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
    assert names > OF_DAYS
    for name in sorted(names - OF_DAYS):
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
