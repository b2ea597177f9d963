"""All facts of a block, as parts of a dataset.

What a DuckDB file holds of these subscribers is made in the same way, by a database in memory that
lasts as long as the block; the days go straight into their part. So the memory of a run is that of
the blocks at work, and a table is the parts of all blocks in their order.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pyarrow as pa
from numpy.typing import NDArray

from mybt_sim.base.errors import RunError
from mybt_sim.population import frames
from mybt_sim.simulation.block import (
    CONTRACTS_PER_SUBSCRIBER,
    BlockLife,
    Simulation,
    join_lives,
    prepare,
    simulate_block,
)
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store.batches import schema_of, worded
from mybt_sim.store.columns import Table
from mybt_sim.store.identity import run_row
from mybt_sim.store.parts import Part, Receipt, read_receipt, write_part, write_receipt
from mybt_sim.store.reference import reference_frames
from mybt_sim.store.run_file import BATCH_ROWS, scenario_of
from mybt_sim.store.schema import DERIVED_TABLES, REFERENCE_TABLES, run_tables
from mybt_sim.store.stream import JOURNAL, insert

PART_ROWS = 4_000_000
"""Contract-days of a block, about: a part of some 20 MB, made in a few seconds."""

SUBSCRIBERS_MOST = 40_000
"""Subscribers of a block of a short run."""

BLOCK_MEMORY = "1GB"


@dataclass(frozen=True)
class Plan:
    """A dataset that is to be: where, of what, in how many blocks. Workers are told nothing else.

    `run` is the row of the table `run`, as JSON.
    """

    folder: Path
    run: str
    subscribers: int
    block_size: int

    @property
    def blocks(self) -> int:
        """How many blocks there are; they are numbered from 1."""
        return -(-self.subscribers // self.block_size)

    @property
    def digest(self) -> str:
        """The same for plans whose blocks have the same bytes."""
        return hashlib.sha256(f"{self.block_size} {self.run}".encode()).hexdigest()

    def range_of(self, block: int) -> tuple[int, int]:
        """First id and number of subscribers of a block."""
        first = 1 + (block - 1) * self.block_size
        return first, min(self.block_size, self.subscribers + 1 - first)


def plan_of(scenario: Scenario, folder: Path, block_size: int | None) -> Plan:
    """How a scenario becomes a dataset in `folder`."""
    by_rows = int(PART_ROWS / (CONTRACTS_PER_SUBSCRIBER * scenario.days))
    size = block_size or max(16, min(SUBSCRIBERS_MOST, by_rows))
    return Plan(folder, _run_text(scenario), scenario.subscribers, size)


def _run_text(scenario: Scenario) -> str:
    return msgspec.json.encode(run_row(scenario, metrics_only=False)).decode()


def write_block(plan: Plan, block: int) -> Receipt:
    """The parts of a block, made unless they are there and what they should be.

    `RunError` when this machine has other rules than the plan, or the folder another run.
    """
    receipt = read_receipt(plan.folder, block)
    if receipt is not None:
        check_same_plan(plan, receipt)
        if all(part.fits(plan.folder) for part in receipt.parts):
            return receipt
    receipt = Receipt(plan.digest, block, tuple(_parts(plan, block)))
    write_receipt(plan.folder, receipt)
    return receipt


def check_same_plan(plan: Plan, receipt: Receipt) -> None:
    """`RunError` when a block that is there belongs to another run."""
    if receipt.plan != plan.digest:
        raise RunError(
            f"{plan.folder} holds parts of another scenario, seed or version.",
            next_step="Choose another folder with --out, or remove that one.",
        )


def _parts(plan: Plan, block: int) -> Iterator[Part]:
    """Live a block and write its parts; reference tables belong to the first block."""
    simulation = _simulation_of(plan)
    tables = {table.name: table for table in run_tables(simulation.catalogue)}
    days, lives = tables.pop("contract_day"), list[BlockLife]()
    batches = _days(days, simulation, plan.range_of(block), lives)
    yield write_part(plan.folder, block, days, schema_of(days), batches)
    with duckdb.connect(config={"threads": 1, "memory_limit": BLOCK_MEMORY}) as connection:
        for table in tables.values():
            connection.execute(table.create_sql(plain=True))
        _fill(connection, tables, simulation, join_lives(lives))
        shared = {table.name for table in REFERENCE_TABLES} if block > 1 else set()
        for name in (one for one in tables if one not in shared):
            reader = connection.sql(f"SELECT * FROM {name}").to_arrow_reader(BATCH_ROWS)
            yield write_part(plan.folder, block, tables[name], reader.schema, reader)


def _simulation_of(plan: Plan) -> Simulation:
    if not plan.folder.is_dir():
        raise RunError(
            f"{plan.folder} is not there on every machine.",
            next_step="Name a folder that all workers share under the same name.",
        )
    return _prepared(plan.run)


@lru_cache(maxsize=2)
def _prepared(run: str) -> Simulation:
    """What the blocks of a run share, made once in each process."""
    scenario = scenario_of(msgspec.json.decode(run)["scenario"])
    if _run_text(scenario) != run:
        own, told = msgspec.json.decode(_run_text(scenario)), msgspec.json.decode(run)
        differing = ", ".join(name for name in told if own.get(name) != told[name])
        raise RunError(
            f"A worker differs from the client in {differing}.",
            next_step="Install the same version of everything on all machines.",
        )
    return prepare(scenario)


def _days(
    table: Table, simulation: Simulation, whole: tuple[int, int], lives: list[BlockLife]
) -> Iterator[pa.RecordBatch]:
    """Rows of contract_day, lived piece by piece; `lives` gets what else there is of them."""
    first, count = whole
    for start in range(first, first + count, simulation.block_size):
        life = simulate_block(simulation, start, min(simulation.block_size, first + count - start))
        lives.append(life.without_days())
        yield _day_rows(table, life.days)


def _day_rows(table: Table, days: NDArray[Any]) -> pa.RecordBatch:
    schema = schema_of(table)
    arrays = [
        worded(column, values) if column.values else pa.array(values).view(kind)
        for column, values, kind in zip(table.columns, days, schema.types, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _fill(
    connection: duckdb.DuckDBPyConnection,
    tables: dict[str, Table],
    simulation: Simulation,
    life: BlockLife,
) -> None:
    """The tables of a block, as a file would hold them for all blocks."""
    rows: dict[str, Any] = {**reference_frames(simulation), **frames(life.population)}
    for name, content in rows.items():
        insert(connection, tables[name], content)
    for name, make in JOURNAL.items():
        journal = pa.Table.from_batches([make(tables[name], life)])
        insert(connection, tables[name], journal, are_codes=True)
    for table in DERIVED_TABLES:
        connection.execute(f"INSERT INTO {table.name} {table.derived}")
