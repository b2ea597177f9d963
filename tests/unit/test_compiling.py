"""What is compiled beside a first run is what the run needs, for the same types."""

import inspect
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from numba import typeof, types
from rich.console import Console

from mybt_sim import progress
from mybt_sim.base.compiled import is_kept
from mybt_sim.engine.records import SERVICE_DAY, blank, blank_contract
from mybt_sim.simulation import compiling
from mybt_sim.simulation.acting import live_until
from mybt_sim.simulation.block import make_room, prepare, simulate_block
from mybt_sim.simulation.calm import calm_until, live_calm_days
from mybt_sim.simulation.day import end_day, next_morning, use_day
from mybt_sim.simulation.kernel import live_block
from mybt_sim.simulation.layouts import LIFE
from mybt_sim.simulation.scenario import Scenario

PARTS = (live_until, next_morning, use_day, end_day, calm_until, live_calm_days)
ONE = Scenario(subscribers=1, days=1)


@pytest.mark.parametrize("part", PARTS)
def test_both_processes_compile_for_the_same_types(part: Any) -> None:
    """The kernel takes its records from arrays; a record that stands for them has to be equal."""
    simulation = prepare(ONE)
    compiling.compile_the_last(simulation)
    kinds: dict[str, Any] = {
        name: typeof(array).dtype  # type: ignore[no-untyped-call]
        for name, array in {
            "tables": simulation.editions,
            "contract": blank_contract(),
            "life": blank(LIFE, 1),
            "service_day": blank(SERVICE_DAY, 1),
        }.items()
    }
    kinds["book"] = typeof(simulation.book)  # type: ignore[no-untyped-call]
    facts = make_room(1, 1, np.ones(3, int), metrics_only=False)
    for name, value in (("facts", facts), ("at", (0, 0, 0))):
        kinds[name] = typeof(value)  # type: ignore[no-untyped-call]
    names = inspect.signature(part.py_func).parameters
    assert tuple(kinds.get(name, types.int64) for name in names) in part.merged.signatures


def test_no_process_is_begun_where_a_kernel_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    simulate_block(prepare(ONE), 1, 1)
    for is_there in (True, False):
        monkeypatch.setattr(compiling, "is_kept", lambda function, is_there=is_there: is_there)
        monkeypatch.setattr(compiling, "_beside", [])
        compiling.share_compiling.cache_clear()
        with patch("subprocess.Popen") as begun:
            compiling.share_compiling()
            compiling.share_compiling()
        assert begun.call_count == (0 if is_there else 1)
    compiling.share_compiling.cache_clear()


def test_the_command_shares_it_before_it_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """It compiles under a notice of its own, ahead of the run."""
    done: list[str] = []
    monkeypatch.setattr(progress, "share_compiling", lambda: done.append("share"))
    monkeypatch.setattr(progress, "simulate_block", lambda *_: done.append("compile"))
    progress.warm_up(Console(quiet=True))
    assert done == ["share", "compile"]


def test_a_kernel_that_was_lived_is_kept() -> None:
    simulate_block(prepare(ONE), 1, 1)
    assert is_kept(live_block)
