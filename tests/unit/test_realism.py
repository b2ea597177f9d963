"""The realism report: distances are what they say, targets are read whole, a missed one is told."""

import json
import math
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from mybt_sim.analysis.lives import draw_lives
from mybt_sim.base.errors import RunError, SeedDataError
from mybt_sim.cli import app
from mybt_sim.population.parameters import age_weights
from mybt_sim.population.pools import load_population_data
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import open_run
from mybt_sim.store.realism import report
from mybt_sim.store.realism.report import Realism, measure, realism_of, why_left_out
from mybt_sim.store.realism.statistics import Profile, chi, largest, srmse
from mybt_sim.store.realism.targets import FILE, Targets, load_targets
from mybt_sim.store.realism.view import wanted
from mybt_sim.text import LANGUAGES, Language, translate
from tests.support.runs import SMALL, make_run, spoiled


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_run(tmp_path_factory.mktemp("small"), SMALL)


@pytest.fixture
def no_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run of any size is held against the targets."""
    monkeypatch.setattr(report, "SUBSCRIBERS_LEAST", 1)
    monkeypatch.setattr(report, "DAYS_LEAST", 1)


def targets_of(tmp_path: Path, text: str) -> Targets:
    (tmp_path / "realism").mkdir(exist_ok=True)
    (tmp_path / FILE).write_text("[tolerance]\nFOUND = 0.05\n[part]\n" + text, encoding="utf-8")
    load_targets.cache_clear()
    return load_targets(tmp_path)


def target(sql: str, *lines: str, name: str = "one", basis: str = "FOUND") -> str:
    head = f'[[target]]\ngroup = "g"\nname = "{name}"\nsql = "{sql}"\nbasis = "{basis}"\n'
    return head + 'source = "here"\n' + "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("statistic", "found", "cells", "distance"),
    [
        (srmse, {"a": 3, "b": 1}, {"a": 0.75, "b": 0.25}, 0),
        (srmse, {"a": 1, "b": 1}, {"a": 0.75, "b": 0.25}, 0.5),
        (chi, {"a": 2, "b": 2}, {"a": 1, "b": 1}, 0),
        (chi, {"a": 60, "b": 40}, {"a": 1, "b": 1}, 0.2),
        (chi, {"a": 1, "b": 1, "c": 1}, {"a": 1, "b": 1}, math.inf),
        (chi, {}, {"a": 1, "b": 1}, 1),
        (largest, {"p50": 2.0, "p90": 11.0}, {"p50": 2.0, "p90": 10.0}, 0.1),
        (largest, {"p50": 2.0, "p90": 8.0}, {"p50": 2.0, "p90": 10.0}, 0.25),
        (largest, {"p50": 2.0}, {"p50": 2.0, "p90": 10.0}, math.inf),
    ],
)
def test_a_distance_is_what_it_says(
    statistic: Callable[[Profile, Profile], float], found: Profile, cells: Profile, distance: float
) -> None:
    assert statistic(found, cells) == pytest.approx(distance)


@pytest.mark.parametrize(
    ("line", "figure", "is_met", "told"),
    [
        ("value = 2.0", 2.09, True, "2 ± 5%"),
        ("value = 2.0", 2.11, False, "2 ± 5%"),
        ("value = 2.0", 1.89, False, "2 ± 5%"),
        ("least = 1\nmost = 2", 2, True, "1 … 2"),
        ("least = 1\nmost = 2", 2.01, False, "1 … 2"),
        ("least = 1", 0.99, False, "≥ 1"),
        ("most = 0", 1, False, "≤ 0"),
        ("most = 0", 0, True, "≤ 0"),
    ],
)
def test_a_figure_meets_its_value_or_band(
    tmp_path: Path, small: Path, line: str, figure: float, is_met: bool, told: str
) -> None:
    targets = targets_of(tmp_path, target(f"SELECT {figure}", line))
    with open_run(small) as run:
        (one,) = measure(run, targets)
    assert (one.figure, one.is_met) == (figure, is_met)
    assert wanted(one.target, targets.tolerances) == told


def test_what_is_measured_and_missed_breaks_a_run(tmp_path: Path, small: Path) -> None:
    text = (
        target("SELECT 2", "most = 1", name="guessed", basis="ASSUMPTION")
        + target("SELECT NULL", "most = 1", name="unseen")
        + target("SELECT 2", "most = 1", 'missed = "nobody does it"', name="explained")
    )
    with open_run(small) as run:
        first = Realism(tuple(measure(run, targets_of(tmp_path, text))))
        more = text + target("SELECT 2", "most = 1", name="measured", basis="COMPARABLE")
        second = Realism(tuple(measure(run, targets_of(tmp_path, more))))
    assert [one.target.name for one in first.broken] == ["explained"]
    assert not first.unexplained
    assert not first.passes
    assert [one.target.name for one in second.unexplained] == ["measured"]
    assert str(second).startswith("does not pass: 1 of 4 targets met")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (target("SELECT 1", "value = 1.0", "most = 2"), "is not said once"),
        (target("SELECT 1"), "is not said once"),
        (target("SELECT 1", "cells = { a = 1 }"), "has one of cells and statistic"),
        (target("SELECT 1", "value = 1.0", basis="HEARSAY"), "Invalid enum value 'HEARSAY'"),
        (target("SELECT 1", "value = 1.0", basis="ASSUMPTION"), "ASSUMPTION has no tolerance"),
        (target("SELECT 1", "value = 1.0") * 2, "two targets are called 'one'"),
        ("[targets]\n", "is not known here"),
    ],
)
def test_a_fault_in_the_targets_is_told(tmp_path: Path, text: str, finding: str) -> None:
    with pytest.raises(SeedDataError, match=finding):
        targets_of(tmp_path, text)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"subscribers": 4_999}, "5,000 subscribers and 330 days"),
        ({"days": 329}, "5,000 subscribers and 330 days"),
        ({"terms": {"promise_limit": "20.00"}}, "changes something"),
    ],
)
def test_only_a_year_of_thousands_is_held_against_targets(
    small: Path, changes: dict[str, object], reason: str | None
) -> None:
    scenario = Scenario(subscribers=5_000, days=330).having(**changes)
    with open_run(small) as run:
        why = why_left_out(replace(run, scenario=scenario))
        assert why is None if reason is None else why is not None and reason in why
        with pytest.raises(RunError, match="can't be held"):
            realism_of(run)


def test_verify_says_why_it_is_left_out(small: Path) -> None:
    said = CliRunner().invoke(app, ["verify", str(small), "--no-relive"])
    assert said.exit_code == 0
    assert "realism" in said.output
    assert "left out: it takes 5,000 subscribers" in said.output


@pytest.mark.usefixtures("no_bounds")
def test_cash_at_night_is_found(small: Path, tmp_path: Path) -> None:
    """A fault planted in a run shows in the figure that looks for it, and in its JSON."""
    load_targets.cache_clear()
    harm = """UPDATE operation SET attempted_at = date_trunc('day', attempted_at) + INTERVAL 3 HOUR
    WHERE channel = 'cash_bank_post'"""
    name = "cash at a counter from 21 to 8"
    found = {}
    for path in (small, spoiled(small, tmp_path, harm)):
        with open_run(path) as run:
            found[path] = {one.target.name: one for one in realism_of(run).measured}[name]
    before, after = found.values()
    assert before.is_met
    assert not after.is_met
    assert json.loads(json.dumps(after.as_dict()))["figure"] > 0


def test_a_run_that_misses_what_was_measured_ends_with_1(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_targets.cache_clear()
    monkeypatch.setattr(report, "why_left_out", lambda run: None)
    said = CliRunner().invoke(app, ["realism", str(small), "--json"])
    assert said.exit_code == 1
    rows = json.loads(said.stdout)
    assert {row["name"] for row in rows} == {one.name for one in load_targets().targets}
    assert "does not pass" in CliRunner().invoke(app, ["realism", str(small)]).output


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_a_dozen_lives_are_drawn(small: Path, tmp_path: Path, suffix: str) -> None:
    picture = tmp_path / f"lives{suffix}"
    said = CliRunner().invoke(app, ["realism", str(small), "--picture", str(picture)])
    assert said.exit_code == 0
    assert picture.stat().st_size > 10_000
    if suffix == ".svg":
        text = picture.read_text(encoding="utf-8")
        assert len(re.findall(r">(internet|tv|package|telephony) \d+<", text)) == 12


def test_a_picture_has_a_name_that_says_its_kind(small: Path, tmp_path: Path) -> None:
    with open_run(small) as run, pytest.raises(RunError, match=r"\.svg or \.png"):
        draw_lives(run, tmp_path / "lives.gif")


def test_ages_are_smooth_and_bands_as_heavy_as_said() -> None:
    bands = {
        "holder.age_from": (18, 25, 35, 45, 55, 65, 75),
        "holder.age_until": (24, 34, 44, 54, 64, 74, 92),
        "holder.age": (30, 140, 210, 190, 200, 150, 80),
    }
    weights = age_weights(bands, "holder.age")
    ages = dict(zip(range(18, 93), weights, strict=True))
    for low, high, weight in zip(*bands.values(), strict=True):
        held = sum(ages[age] for age in range(low, high + 1))
        assert held == pytest.approx(weight * 1000, rel=0.01)
    steps = [abs(math.log(ages[age + 1] / ages[age])) for age in range(25, 85)]
    assert max(steps) < 0.2  # flat bands: 1.2 between 74 and 75


@pytest.mark.parametrize(("row", "most"), [(0, 0.36), (1, 0.15)])
def test_streets_are_hundreds_and_ten_names_do_not_rule(row: int, most: float) -> None:
    weights = np.diff(load_population_data().tables.streets[row], prepend=0)
    leading = np.sort(weights)[-10:]
    assert len(weights) > 300
    assert leading.sum() / weights.sum() < most


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_target_has_a_name_in_each_language(language: Language) -> None:
    names = [target.name for target in load_targets().targets]
    told = [translate(f"realism.{name}", language) for name in names]
    assert len(set(told)) == len(names)
    assert not any(text.startswith("realism.") for text in told)
