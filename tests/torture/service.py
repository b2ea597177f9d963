"""A server that is killed while people pay: what was acknowledged is there, and once."""

from pathlib import Path

import pytest

from mybt_sim.bench.load import PEOPLE, Server, load, prepaid_contracts


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_nothing_that_was_acknowledged_is_lost_or_doubled(tmp_path: Path) -> None:
    """Tokens and keys go on as well; how long it takes is not asked for here."""
    contracts = prepaid_contracts(200)
    server = Server(tmp_path / "world.duckdb", subscribers=200)
    server.start()
    try:
        came_to = load(server, contracts, per_second=100, seconds=2, kill_after=1)
    finally:
        server.stop()
    assert came_to.answered == 2 * 100 // PEOPLE * PEOPLE
    assert came_to.refused == 0
    assert came_to.wrong_balances == 0
