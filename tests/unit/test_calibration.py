"""A year of the default population meets the targets of data/seed/realism, or they say why not."""

from collections.abc import Mapping

import pytest

from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import open_run
from mybt_sim.store.realism.report import Measured, realism_of
from mybt_sim.store.realism.targets import Target, load_targets
from tests.support.runs import make_run

TARGETS = load_targets().targets


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Measured]:
    path = make_run(tmp_path_factory.mktemp("year"), Scenario(subscribers=6_000))
    with open_run(path) as run:
        return {one.target.name: one for one in realism_of(run).measured}


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_a_year_meets_its_target(measured: Mapping[str, Measured], target: Target) -> None:
    found = measured[target.name]
    is_explained = target.missed is not None
    is_seen = found.figure is not None
    assert found.is_met != (is_explained and is_seen), f"{found.figure}, {found.found}"
    assert is_seen or is_explained, "nothing was measured"
