"""`make bench-peers`: the simplified day in every tool, one after the other, as ratios to ours.

Each is measured in a process of its own, with as many contracts as keep it busy for some seconds.
It counts only if it comes to the kopeck to what the compiled day comes to, which is compared with
plain Python first. Called with the interpreter that has Mesa and mesa-frames.
"""

import json
import subprocess
import sys
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from mybt_sim.bench.bulk import kernel_rate
from mybt_sim.simulation.scenario import Scenario
from peers import day, kernel_days
from peers.day import Sums

DAYS = 365
PLAIN_CONTRACTS = 2_000


class Peer(NamedTuple):
    """A tool, its model, for how many contracts, and whether it lives in the peers' environment."""

    tool: str
    model: str
    contracts: int
    is_apart: bool = False


PEERS = (
    Peer("plain Python", "day", PLAIN_CONTRACTS),
    Peer("Mesa", "mesa_days", 2_000, is_apart=True),
    Peer("mesa-frames", "mesa_frames_days", 20_000, is_apart=True),
    Peer("DuckDB SQL", "duckdb_days", 20_000),
    Peer("Polars", "polars_days", 50_000),
    Peer("NumPy", "numpy_days", 50_000),
    Peer("Numba, our way", "kernel_days", 200_000),
)


def main(peers_python: str) -> None:
    """Measure all, and print them."""
    console = Console()
    assert kernel_days.run(PLAIN_CONTRACTS, DAYS) == day.run(PLAIN_CONTRACTS, DAYS)
    rates = {}
    for peer in PEERS:
        with console.status(peer.tool):
            rates[peer] = _rate(peer, peers_python if peer.is_apart else sys.executable)
    with console.status("The whole kernel"):
        whole = kernel_rate(Scenario()).value
    console.print(_table(rates, whole))


def _rate(peer: Peer, python: str) -> float:
    """Millions of contract-days a second, once the sums are found right."""
    command = [python, "-m", "peers.measure", peer.model, str(peer.contracts), str(DAYS)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    told = json.loads(done.stdout)
    expected = kernel_days.run(peer.contracts, DAYS)
    if Sums(*told["sums"]) != expected:
        raise SystemExit(f"{peer.tool} comes to {told['sums']} instead of {list(expected)}.")
    return float(peer.contracts * DAYS / told["seconds"] / 1e6)


def _table(rates: dict[Peer, float], whole: float) -> Table:
    table = Table("tool", title=f"The simplified day, {DAYS} times")
    for heading in ("contracts", "M days/s", "Numba is", "whole kernel is"):
        table.add_column(heading, justify="right")
    ours = rates[PEERS[-1]]
    for peer, rate in rates.items():
        ratios = (f"{ours / rate:,.1f} ×", f"{whole / rate:,.1f} ×")
        table.add_row(peer.tool, f"{peer.contracts:,}", f"{rate:.2f}", *ratios)
    table.add_row("whole kernel", "20,000", f"{whole:.2f}", "", "1.0 ×")
    return table


if __name__ == "__main__":
    main(sys.argv[1])
