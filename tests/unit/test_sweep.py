"""A grid of scenarios: its points, its table, and going on after a stop."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from mybt_sim.analysis.compare import METRICS, compare
from mybt_sim.analysis.grid import points_of, read_axis
from mybt_sim.analysis.sweep import Sweep
from mybt_sim.base.errors import RunError, ScenarioError
from mybt_sim.cli import app
from mybt_sim.simulation.baseline import Baseline, live_baseline
from mybt_sim.simulation.block import prepare
from mybt_sim.simulation.scenario import Scenario

BASE = Scenario(subscribers=150, days=50, seed=5)
AXES: dict[str, list[Any]] = {
    "terms.promise_limit": ["5.00", "20.00"],
    "fees.T14": ["55.00"],
    "seed": [5, 6],
}


def live(scenario: Scenario) -> Baseline:
    return live_baseline(prepare(scenario))


def test_each_row_is_what_compare_tells(tmp_path: Path) -> None:
    sweep = Sweep(points_of(BASE, AXES), tmp_path, ["kind"])
    sweep.check(overwrite=False)
    seeds = []

    def live_noting_seed(base: Scenario) -> Baseline:
        seeds.append(base.seed)
        return live(base)

    table = sweep.live(live_noting_seed)
    assert seeds == [5, 6]  # each base is lived once
    assert table.columns[:5] == ["point", "digest", *AXES]
    assert table["point"].n_unique() == len(sweep.points) == 4
    variant = BASE.having(terms={"promise_limit": "20.00"}, fees={"T14": "55.00"}, seed=6)
    rows = table.filter(pl.col("terms.promise_limit") == "20.00", pl.col("seed") == "6")
    comparison = compare(BASE.having(seed=6), variant)
    for segments, effects in (("all", comparison.effects()), ("kind", comparison.effects("kind"))):
        told = rows.filter(pl.col("segments") == segments).to_dicts()
        assert [(one["metric"], one["segment"], one["difference"], one["low"]) for one in told] == [
            (one.metric, one.segment, one.difference, one.low) for one in effects
        ]
    assert pl.read_parquet(sweep.table).equals(table)
    written = pl.read_csv(sweep.table.with_suffix(".csv"))
    assert written.shape == table.shape
    assert set(written["metric"]) == set(METRICS)


def test_a_stopped_sweep_goes_on_where_it_was(tmp_path: Path) -> None:
    points = points_of(BASE, {"terms.promise_limit": ["5.00", "10.00", "20.00"]})
    left = []

    def stop() -> None:
        left.append(len(Sweep(points, tmp_path).left))
        if len(left) == 2:
            raise KeyboardInterrupt

    sweep = Sweep(points, tmp_path)
    sweep.check(overwrite=False)
    with pytest.raises(KeyboardInterrupt):
        sweep.live(live, progress=stop)
    assert not sweep.table.exists()
    again = Sweep(points, tmp_path)
    again.check(overwrite=False)
    table = again.live(live, progress=stop)
    assert left == [2, 1, 0]
    assert again.live(lambda _: pytest.fail("there is nothing left to live")).equals(table)
    fresh = Sweep(points, tmp_path / "fresh")
    fresh.check(overwrite=False)
    assert fresh.live(live).equals(table)


def test_a_table_of_another_grid_stays(tmp_path: Path) -> None:
    first = Sweep(points_of(BASE, {"terms.promise_limit": ["5.00"]}), tmp_path)
    first.check(overwrite=False)
    first.live(live)
    wider = Sweep(points_of(BASE, {"terms.promise_limit": ["5.00", "6.00"]}), tmp_path)
    wider.check(overwrite=False)
    assert len(wider.left) == 1
    other = Sweep(points_of(BASE, {"terms.promise_limit": ["6.00"]}), tmp_path)
    with pytest.raises(RunError, match="1 points that this sweep hasn't"):
        other.check(overwrite=False)
    other.check(overwrite=True)


def test_typed_values_are_those_of_a_file() -> None:
    assert read_axis("terms.promise_limit=5, 10.50") == ("terms.promise_limit", ["5", "10.50"])
    assert read_axis("terms.promise_term_days=3,5") == ("terms.promise_term_days", [3, 5])
    assert read_axis("terms.tariff_effect_next_month=true") == (
        "terms.tariff_effect_next_month",
        [True],
    )
    name, values = read_axis("behaviour.promise.late_share=0.1,1")
    assert (name, [str(one) for one in values]) == ("behaviour.promise.late_share", ["0.1", "1"])
    for text in ("", "terms.promise_limit", "terms.promise_limit=", "=5"):
        with pytest.raises(ScenarioError, match="is no axis"):
            read_axis(text)


CHANGED = BASE.having(
    changes=[{"from": "2026-02-01", "terms": {"promise_limit": "20.00"}}],
    outages=[{"from": "2026-01-10T08:00:00", "until": "2026-01-10T20:00:00", "regions": ["GRO"]}],
)


def test_axes_move_changes_and_outages(tmp_path: Path) -> None:
    typed = (
        "changes.2026-02-01.terms.promise_limit=30",
        "changes.2026-02-01.terms.promise_term_days=4",
        "changes.2026-02-01.from=2026-02-03",
        "changes.2026-02-10.fees.T14=55",
        "changes.2026-02-10.archived=T09",
        "changes.2026-02-10.behaviour.late.share=0.2",
        "outages.1.regions=MSQ",
        "outages.2.from=2026-01-12T08:00:00",
        "outages.2.until=2026-01-12T09:00:00,2026-01-12T10:00:00",
        "outages.2.regions=BRE",
    )
    first, second = points_of(CHANGED, dict(read_axis(text) for text in typed))
    assert (first.base, second.base) == (CHANGED, CHANGED)
    outage = {"from": "2026-01-12T08:00:00", "regions": ["BRE"]}
    same = CHANGED.having(
        changes=[
            {"from": "2026-02-03", "terms": {"promise_limit": "30", "promise_term_days": 4}},
            {
                "from": "2026-02-10",
                "fees": {"T14": "55"},
                "archived": ["T09"],
                "behaviour": {"late.share": Decimal("0.2")},
            },
        ],
        outages=[
            {**CHANGED.outages[0], "regions": ["MSQ"]},
            {**outage, "until": "2026-01-12T09:00:00"},
        ],
    )
    assert first.variant == same
    assert second.variant.outages[1]["until"].hour == 10
    assert second.variant.changes == same.changes
    sweep = Sweep([first, second], tmp_path)
    sweep.check(overwrite=False)
    table = sweep.live(live)
    assert table["point"].n_unique() == 2
    assert table.filter(pl.col("touched") > 0).height


def test_faults_of_dated_axes_are_told_at_once() -> None:
    with pytest.raises(ScenarioError) as told:
        points_of(
            CHANGED,
            {
                "changes.soon.fees.T14": ["55.00"],
                "changes.2026-02-01.feess.T14": ["55.00"],
                "changes.2026-02-02.from": ["2026-02-03"],
                "changes.2026-02-05.terms.promise_limt": ["5.00"],
                "changes.2027-02-05.fees.T14": ["55.00"],
                "changes.2026-02-06.archived": ["T99"],
                "outages.3.until": ["2026-01-12T09:00:00"],
                "outages.1.until": ["2026-01-09T09:00:00"],
                "outages.1.regions": [["GRO", "XYZ"]],
            },
        )
    for said in (
        "changes.soon.fees.T14: soon is no date",
        "changes.2026-02-01.feess.T14: There is no such axis",
        "changes.2026-02-02.from: The scenario changes nothing on 2026-02-02",
        "There is no term 'promise_limt'",
        "changes.2027-02-05.fees.T14: The change of 2027-02-05 is on no day of the run",
        "There is no tariff 'T99'",
        "outages.3.until: 3 is no outage of the scenario, which has 1",
        "outages.1.until: Outage 1: It begins at",
        "XYZ is no region",
    ):
        assert said in str(told.value), said
    with pytest.raises(ScenarioError, match="It names no regions"):
        points_of(BASE, {"outages.1.from": ["2026-01-12T08:00:00"]})


def test_all_faults_of_a_grid_are_told_at_once() -> None:
    with pytest.raises(ScenarioError) as told:
        points_of(
            BASE,
            {
                "terms.promise_limt": ["5.00"],
                "fees.T14": ["a", "52.00"],
                "behaviour.promise.late_share": [2],
                "term.promise_limit": ["5.00"],
                "terms.promise_min": [],
                "seed": [1, 1],
            },
        )
    for part in ("promise_limt", "of T14", "late_share can't", "no such axis"):
        assert part in str(told.value)
    assert "has no list of values" in str(told.value)
    assert "stands there twice" in str(told.value)
    with pytest.raises(ScenarioError, match="0 points"):
        points_of(BASE, {})


def test_the_command_goes_on_and_says_how_much_was_left(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text("subscribers = 60\ndays = 40\n", encoding="utf-8")
    grid = '[axes]\n"terms.promise_limit" = ["5.00", "20.00"]\n'
    (tmp_path / "grid.toml").write_text(grid, encoding="utf-8")
    command = ["sweep", str(tmp_path / "base.toml"), "--out", str(tmp_path / "out")]
    first = CliRunner().invoke(app, [*command, "--set", "terms.promise_limit=5.00"])
    assert (first.exit_code, "1 points, 1 of them" in first.output) == (0, True)
    second = CliRunner().invoke(app, [*command, str(tmp_path / "grid.toml")])
    assert (second.exit_code, "2 points, 1 of them" in second.output) == (0, True)
