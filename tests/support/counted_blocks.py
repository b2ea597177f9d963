"""Making blocks of a dataset, with a line in a book beside it whenever one is begun.

Workers import it by its name, so it stands in a module of its own.
"""

import os
import sys
from pathlib import Path

from mybt_sim import Scenario
from mybt_sim.store import dataset
from mybt_sim.store.parts import Receipt, read_receipt
from mybt_sim.store.sinks.parquet import Plan, write_block

SCENARIO = Scenario(subscribers=480, days=60, seed=7)
BLOCK = 20


def book_of(folder: Path) -> Path:
    """Where the beginnings of blocks are written down."""
    return folder.with_name(f"{folder.name}.begun")


def counted_block(plan: Plan, block: int) -> Receipt:
    """The block, and its number in the book if it is not there yet."""
    receipt = read_receipt(plan.folder, block)
    if receipt is None or not all(part.fits(plan.folder) for part in receipt.parts):
        descriptor = os.open(book_of(plan.folder), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(descriptor, f"{block}\n".encode())
        os.close(descriptor)
    return write_block(plan, block)


def begun(folder: Path) -> list[int]:
    """The blocks that were begun, in that order."""
    return [int(line) for line in book_of(folder).read_text().split()]


def simulate_counted(folder: Path, *, threads: int = 1, cluster: str | None = None) -> None:
    """The scenario as a dataset, begun or gone on with."""
    dataset.write_block = counted_block  # type: ignore[attr-defined]
    dataset.simulate_dataset(SCENARIO, folder, threads=threads, cluster=cluster, block_size=BLOCK)


if __name__ == "__main__":
    simulate_counted(Path(sys.argv[1]), threads=int(sys.argv[2]))
