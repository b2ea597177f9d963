"""What is compiled beside a first run is what the run needs, for the same types."""

from unittest.mock import patch

import pytest
from numba import typeof, types

from mybt_sim.base.compiled import is_kept
from mybt_sim.engine.records import blank, blank_contract
from mybt_sim.simulation import compiling
from mybt_sim.simulation.acting import live_until
from mybt_sim.simulation.block import prepare, simulate_block
from mybt_sim.simulation.kernel import live_block
from mybt_sim.simulation.layouts import LIFE
from mybt_sim.simulation.scenario import Scenario

ONE = Scenario(subscribers=1, days=1)


def test_both_processes_compile_for_the_same_types() -> None:
    """The kernel takes its records from arrays; as arguments from outside they have to be equal."""
    simulation = prepare(ONE)
    compiling.compile_the_last(simulation)
    given = (simulation.book, simulation.editions, blank_contract(), blank(LIFE, 1))
    book, *kinds = (typeof(one) for one in given)  # type: ignore[no-untyped-call]
    signature = (book, *(kind.dtype for kind in kinds), types.int64)
    assert signature in live_until.signatures  # type: ignore[attr-defined]


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


def test_a_kernel_that_was_lived_is_kept() -> None:
    simulate_block(prepare(ONE), 1, 1)
    assert is_kept(live_block)
