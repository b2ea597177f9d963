"""Streaming a run into DuckDB while it is being lived.

`contract_day` is one stream: the kernel's threads make blocks, the stream cuts them into row
groups, DuckDB stores them, and another thread takes their digest. Whatever else the blocks hold is
stored beside it, several blocks at a time. Sizes here bound memory and change no result.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mybt_sim.population import frames
from mybt_sim.simulation.block import BlockLife, join_lives
from mybt_sim.store.batches import (
    ROW_GROUP,
    day_batch,
    day_schema,
    event_batch,
    operation_batch,
    posting_batch,
    row_groups,
)
from mybt_sim.store.columns import Table
from mybt_sim.store.digests import TableDigest

SUBSCRIBERS_AT_ONCE = 40_000
"""Whose other rows are stored by one statement for each table."""

JOURNAL = {"posting": posting_batch, "operation": operation_batch, "event": event_batch}
"""Tables of what the rules wrote down and what was asked for, and who makes their rows."""

Progress = Callable[[int, int], None]
"""Told how many more subscribers and contract-days are done."""


class _Background:
    """Work in order on one other thread; a failure there is raised here by the next call."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._pending: list[Future[None]] = []

    def run(self, work: Callable[..., None], *arguments: Any, ahead: int) -> None:
        """Do `work` after what was asked before, once no more than `ahead` of them wait."""
        while len(self._pending) > ahead:
            self._pending.pop(0).result()
        self._pending.append(self._executor.submit(work, *arguments))

    def finish(self) -> None:
        """Wait for all of it."""
        while self._pending:
            self._pending.pop(0).result()

    def __enter__(self) -> "_Background":
        return self

    def __exit__(self, *_: object) -> None:
        self._executor.shutdown(cancel_futures=True)


def store_lives(
    connection: duckdb.DuckDBPyConnection,
    tables: Mapping[str, Table],
    lives: Iterator[BlockLife],
    progress: Progress,
) -> dict[str, TableDigest]:
    """Store all blocks; digests of contract_day and the journal are taken on the way."""
    table = tables["contract_day"]
    digests = {name: TableDigest(tables[name]) for name in ("contract_day", *JOURNAL)}
    with (
        _Background("digest") as hasher,
        _Background("journal") as journal,
        _Background("population") as population,
    ):

        def store_rest(some: Sequence[BlockLife]) -> None:
            life = join_lives(some)
            journal.run(_store_journal, connection, digests, life, ahead=0)
            population.run(_store_population, connection, tables, life, ahead=0)

        blocks = _Blocks(lives, progress, store_rest)
        schema = day_schema(table)
        batches = _hashed(schema, row_groups(blocks.days()), digests[table.name], hasher)
        reader = pa.RecordBatchReader.from_batches(schema, batches)
        try:
            insert(connection, table, reader, are_codes=True)
        except duckdb.Error:
            if blocks.failure:  # a life failed, not the database that was reading it
                raise blocks.failure from None
            raise
        for work in (hasher, journal, population):
            work.finish()
    return digests


def _hashed(
    schema: pa.Schema,
    groups: Iterable[NDArray[np.int32]],
    digest: TableDigest,
    hasher: _Background,
) -> Iterator[pa.RecordBatch]:
    """Batches on their way into DuckDB, while another thread takes their digest."""
    for days in groups:
        batch = day_batch(schema, days)
        hasher.run(digest.update, batch, ahead=4)
        yield batch


@dataclass
class _Blocks:
    """Blocks as they come: their days go on at once, the rest is stored some blocks at a time."""

    lives: Iterator[BlockLife]
    progress: Progress
    store_rest: Callable[[Sequence[BlockLife]], None]
    waiting: list[BlockLife] = field(default_factory=list)
    subscribers: int = 0
    failure: Exception | None = None

    def days(self) -> Iterator[NDArray[np.int32]]:
        """The columns of contract_day, block by block; DuckDB reads them, so failures are kept."""
        try:
            yield from self._days()
        except Exception as failure:
            self.failure = failure
            raise

    def _days(self) -> Iterator[NDArray[np.int32]]:
        for life in self.lives:
            self.waiting.append(life.without_days())
            self.subscribers += life.population.count
            yield life.days
            self.progress(life.population.count, life.days.shape[1])
            if self.subscribers >= SUBSCRIBERS_AT_ONCE:
                self._hand_over()
        if self.waiting:
            self._hand_over()

    def _hand_over(self) -> None:
        self.store_rest(self.waiting)
        self.waiting, self.subscribers = [], 0


def _store_journal(
    connection: duckdb.DuckDBPyConnection, digests: dict[str, TableDigest], life: BlockLife
) -> None:
    """Store what the rules wrote down and what was asked for."""
    with connection.cursor() as cursor:
        for name, make in JOURNAL.items():
            table = digests[name].table
            batch = make(table, life)
            digests[name].update(batch)
            groups = pa.Table.from_batches([batch]).to_batches(max_chunksize=ROW_GROUP)
            insert(cursor, table, pa.Table.from_batches(groups, batch.schema))


def _store_population(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Table], life: BlockLife
) -> None:
    """Store who the subscribers are."""
    with connection.cursor() as cursor:
        for name, frame in frames(life.population).items():
            insert(cursor, tables[name], frame)


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
