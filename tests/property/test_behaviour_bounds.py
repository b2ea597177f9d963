"""A number of behaviour is possible, and lives keep the laws, or it is one clear error."""

import datetime
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mybt_sim.base.errors import ScenarioError
from mybt_sim.behaviour.bounds import Bounds
from mybt_sim.behaviour.parameters import BehaviourData
from mybt_sim.catalogue import seed_folder
from mybt_sim.catalogue.model import FIRST_DATE
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import open_run, simulate
from mybt_sim.store.laws import LAWS, breach_of

DATA = BehaviourData(seed_folder() / "behaviour")
NUMBERS = [name for name in DATA.names() if isinstance(DATA.value(name), int | Decimal)]
KNEE, MOST = "tv.knee_minutes", "tv.most_minutes"
IMPOSSIBLE = (-1, Decimal("-0.0001"), 10**9, 10**40, Decimal("1e400"), float("inf"), float("nan"))


def bounds_of(name: str) -> Bounds:
    bounds = DATA.bounds(name)
    assert bounds is not None, name
    return bounds


@pytest.mark.parametrize("name", NUMBERS)
def test_what_is_out_of_bounds_is_one_error_with_the_next_step(name: str) -> None:
    bounds = bounds_of(name)
    assert bounds.have(Decimal(DATA.value(name)))
    near = (bounds.least - Decimal("0.001"), bounds.most + Decimal("0.001"))
    for value in (*IMPOSSIBLE, *near, *([0] if bounds.least > 0 else [])):
        with pytest.raises(
            ScenarioError, match=r"can't be .* Give a (whole )?number from "
        ) as told:
            DATA.having({name: value})
        assert name in str(told.value)
        assert f"{bounds.least:f} to {bounds.most:f}." in str(told.value)


@st.composite
def extremes(draw: st.DrawFn) -> dict[str, Any]:
    """Numbers at the ends of their bounds or between, as far as they go together."""
    chosen: dict[str, Any] = {}
    for name in draw(st.lists(st.sampled_from(NUMBERS), min_size=5, max_size=60, unique=True)):
        bounds = bounds_of(name)
        is_count = isinstance(DATA.value(name), int)
        inside = st.integers(int(bounds.least), int(bounds.most)).map(Decimal)
        if not is_count:
            inside = st.decimals(bounds.least, bounds.most, places=3)
        value = draw(st.sampled_from([*bounds]) | inside)
        chosen[name] = int(value) if is_count else value
    if chosen.get(KNEE, DATA.value(KNEE)) > chosen.get(MOST, DATA.value(MOST)):
        chosen[KNEE] = chosen.get(MOST, DATA.value(MOST))
    return chosen


@settings(max_examples=12)
@given(behaviour=extremes(), start=st.dates(FIRST_DATE, datetime.date(2040, 9, 1)))
def test_whatever_is_possible_is_lived_by_the_laws(
    behaviour: dict[str, Any], start: datetime.date
) -> None:
    scenario = Scenario(subscribers=30, days=70, start=start, seed=3, behaviour=behaviour)
    with tempfile.TemporaryDirectory() as folder:
        path = simulate(scenario, Path(folder) / "run.duckdb", threads=1)
        with open_run(path) as run:
            broken = [breach_of(law, run.cursor()) for law in LAWS]
    assert not any(broken), broken


def test_a_knee_above_its_most_is_told() -> None:
    with pytest.raises(
        ScenarioError, match=r"knee_minutes can't be 720 where tv.most_minutes is 7"
    ):
        DATA.having({MOST: 7})
    assert DATA.having({MOST: 7, KNEE: 7}).value(KNEE) == 7
