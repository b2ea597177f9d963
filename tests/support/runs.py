"""Small runs for tests, and ways to look into them."""

import shutil
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from mybt_sim.engine.records import Records
from mybt_sim.simulation.block import BlockLife, prepare, simulate_block
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import open_run, simulate

SMALL = Scenario(subscribers=300, days=60, seed=7)


def digests_of(path: Path) -> dict[str, str]:
    """The digests that a run carries."""
    with open_run(path) as run:
        return run.stored_digests()


def make_run(folder: Path, scenario: Scenario, **options: Any) -> Path:
    """A run of `scenario` in `folder`, under the next free name."""
    return simulate(scenario, folder / f"run{len(list(folder.iterdir()))}.duckdb", **options)


def spoiled(path: Path, folder: Path, statement: str) -> Path:
    """A copy of a run in which `statement` has done some harm."""
    copy = folder / "spoiled.duckdb"
    shutil.copy(path, copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute(statement)
    return copy


def rows_of(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a query on a run answers."""
    with open_run(path) as run:
        return run.cursor().sql(sql).fetchall()


def lived(scenario: Scenario) -> BlockLife:
    """All subscribers of a scenario as one block."""
    return simulate_block(prepare(scenario), 1, scenario.subscribers)


def of_contracts(rows: Records, contract_ids: NDArray[np.int64]) -> Records:
    """The rows that are about one of these contracts."""
    found: Records = rows[np.isin(rows["contract_id"], contract_ids)]
    return found
