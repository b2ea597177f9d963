"""Waves: blocks are stored several at a time, while the next ones are being lived.

`contract_day` goes into DuckDB as one stream per wave; everything else a block holds is kept until
the wave is in. The size of a wave bounds memory and changes no result.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mybt_sim.population import frames
from mybt_sim.simulation.block import BlockLife, join_lives
from mybt_sim.store.batches import (
    day_batch,
    day_schema,
    event_batch,
    operation_batch,
    posting_batch,
    row_groups,
)
from mybt_sim.store.columns import Table
from mybt_sim.store.digests import TableDigest

WAVE_GROUPS = 12
"""Row groups of contract_day in one wave."""

Progress = Callable[[int, int], None]
"""Told how many more subscribers and contract-days are done."""


def store_waves(
    connection: duckdb.DuckDBPyConnection,
    tables: dict[str, Table],
    lives: Iterator[BlockLife],
    progress: Progress,
) -> TableDigest:
    """Store all blocks; the digest of contract_day is taken on the way."""
    table = tables["contract_day"]
    blocks = _Blocks(lives, progress)
    groups = row_groups(blocks.days())
    with (
        ThreadPoolExecutor(1, thread_name_prefix="digest") as hasher,
        ThreadPoolExecutor(1, thread_name_prefix="rows") as writer,
        connection.cursor() as cursor,
    ):
        stream = _HashedStream(day_schema(table), TableDigest(table), hasher)
        rest: Future[None] | None = None
        for first in groups:
            wave = stream.batches(chain([first], islice(groups, WAVE_GROUPS - 1)))
            reader = pa.RecordBatchReader.from_batches(stream.schema, wave)
            insert(connection, table, reader, are_codes=True)
            stream.wait()
            if rest:
                rest.result()
            rest = writer.submit(_store_rest, cursor, tables, blocks.taken())
        if rest:
            rest.result()
    return stream.digest


def _store_rest(
    cursor: duckdb.DuckDBPyConnection, tables: dict[str, Table], lives: Sequence[BlockLife]
) -> None:
    """Store what the blocks of a wave hold besides their days, while the next wave is coming."""
    if not lives:
        return
    life = join_lives(lives)
    makers = {"posting": posting_batch, "operation": operation_batch, "event": event_batch}
    for name, make in makers.items():
        insert(cursor, tables[name], pa.Table.from_batches([make(tables[name], life)]))
    for name, frame in frames(life.population).items():
        insert(cursor, tables[name], frame)


@dataclass
class _HashedStream:
    """Batches on their way into DuckDB, while another thread takes their digest."""

    schema: pa.Schema
    digest: TableDigest
    executor: ThreadPoolExecutor
    pending: list[Future[None]] = field(default_factory=list)

    def batches(self, groups: Iterable[NDArray[np.int32]]) -> Iterator[pa.RecordBatch]:
        for days in groups:
            batch = day_batch(self.schema, days)
            self.pending.append(self.executor.submit(self.digest.update, batch))
            yield batch

    def wait(self) -> None:
        for future in self.pending:
            future.result()
        self.pending.clear()


@dataclass
class _Blocks:
    """Blocks as they come: their days go on at once, everything else is kept for a while."""

    lives: Iterator[BlockLife]
    progress: Progress
    waiting: list[BlockLife] = field(default_factory=list)

    def days(self) -> Iterator[NDArray[np.int32]]:
        """The columns of contract_day, block by block."""
        for life in self.lives:
            self.waiting.append(life.without_days())
            yield life.days
            self.progress(life.population.count, life.days.shape[1])

    def taken(self) -> list[BlockLife]:
        """The blocks since the last time, without their days."""
        lives, self.waiting = self.waiting, []
        return lives


def insert(
    connection: duckdb.DuckDBPyConnection, table: Table, rows: Any, *, are_codes: bool = False
) -> None:
    """Add rows (a frame or Arrow data with the table's column names) to a table.

    `are_codes` says that columns of closed vocabulary hold codes instead of words.
    """
    names = ", ".join(column.name for column in table.columns)
    values = ", ".join(column.decoding_sql for column in table.columns) if are_codes else names
    connection.register("incoming_rows", rows)
    connection.execute(f"INSERT INTO {table.name} ({names}) SELECT {values} FROM incoming_rows")
    connection.unregister("incoming_rows")
