"""Streaming a run into DuckDB while it is being lived.

`contract_day` is one stream: the kernel's threads make blocks, the stream cuts them into row
groups, DuckDB stores them, and another thread takes their digest. The journal goes in beside it as
soon as it fills row groups, the population some blocks at a time. Sizes here bound memory and
change no result.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mybt_sim.population import Block, frames, join_blocks
from mybt_sim.simulation.block import BlockLife
from mybt_sim.store.batches import (
    ROW_GROUP,
    coded_schema,
    day_batch,
    event_batch,
    operation_batch,
    posting_batch,
    row_groups,
)
from mybt_sim.store.columns import Table
from mybt_sim.store.digests import TableDigest, digest_of
from mybt_sim.store.run_file import BATCH_ROWS

SUBSCRIBERS_AT_ONCE = 10_000
"""Who is stored by one statement for each table."""

JOURNAL = {"posting": posting_batch, "operation": operation_batch, "event": event_batch}
"""Tables of what the rules wrote down and what was asked for, and who makes their rows."""

Progress = Callable[[int, int], None]
"""Told how many more subscribers and contract-days are done."""


class _Background:
    """Work in order on one other thread; a failure there is raised here by the next call."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._pending: list[Future[None]] = []

    def run(self, work: Callable[..., None], *arguments: Any, ahead: int) -> Future[None]:
        """Do `work` after what was asked before, once no more than `ahead` of them wait."""
        while len(self._pending) > ahead:
            self._pending.pop(0).result()
        self._pending.append(self._executor.submit(work, *arguments))
        return self._pending[-1]

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
    make_others: Callable[[], None],
) -> dict[str, TableDigest]:
    """Store all blocks; digests of contract_day and the journal are taken on the way.

    `make_others` makes all tables but contract_day, while the first blocks are lived.
    """
    table = tables["contract_day"]
    create(connection, [table])
    digests = {name: TableDigest(tables[name]) for name in ("contract_day", *JOURNAL)}
    with (
        _Background("digest") as hasher,
        _Background("journal") as scribe,
        _Background("population") as population,
    ):
        journal = _Journal(connection, digests, population.run(make_others, ahead=0))

        def store_journal(life: BlockLife) -> None:
            scribe.run(journal.add, life, ahead=2)

        def store_people(blocks: Sequence[Block]) -> None:
            population.run(_store_population, connection, tables, blocks, ahead=0)

        blocks = _Blocks(lives, progress, store_journal, store_people)
        schema = coded_schema(table)
        batches = _hashed(schema, row_groups(blocks.days()), digests[table.name], hasher)
        reader = pa.RecordBatchReader.from_batches(schema, batches)
        try:
            insert(connection, table, reader, are_codes=True)
        except duckdb.Error:
            if blocks.failure:  # a life failed, not the database that was reading it
                raise blocks.failure from None
            raise
        scribe.run(journal.finish, ahead=0)
        for work in (hasher, scribe, population):
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
    """Blocks as they come: days and journal go on at once, people some blocks at a time."""

    lives: Iterator[BlockLife]
    progress: Progress
    store_journal: Callable[[BlockLife], None]
    store_people: Callable[[Sequence[Block]], None]
    waiting: list[Block] = field(default_factory=list)
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
            self.store_journal(life.without_days())
            self.waiting.append(life.population)
            self.subscribers += life.population.count
            yield life.days
            self.progress(life.population.count, life.days.shape[1])
            if self.subscribers >= SUBSCRIBERS_AT_ONCE:
                self._hand_over()
        if self.waiting:
            self._hand_over()

    def _hand_over(self) -> None:
        self.store_people(self.waiting)
        self.waiting, self.subscribers = [], 0


class _Journal:
    """What the rules wrote down and what was asked for; rows wait until they fill row groups."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        digests: Mapping[str, TableDigest],
        tables: Future[None],
    ) -> None:
        self._connection = connection
        self._tables = tables
        self._digests = {name: digests[name] for name in JOURNAL}
        self._waiting: dict[str, list[pa.RecordBatch]] = {name: [] for name in JOURNAL}

    def add(self, life: BlockLife) -> None:
        """Take the rows of a block, and store the row groups that they fill."""
        for name, make in JOURNAL.items():
            batch = make(self._digests[name].table, life)
            self._digests[name].update(batch)
            self._waiting[name].append(batch)
            rows = sum(one.num_rows for one in self._waiting[name])
            if rows >= ROW_GROUP:
                self._store(name, rows - rows % ROW_GROUP)

    def finish(self) -> None:
        """Store what is left."""
        for name, batches in self._waiting.items():
            if batches:
                self._store(name, sum(one.num_rows for one in batches))

    def _store(self, name: str, rows: int) -> None:
        """Store the first `rows` that wait, once there are tables for them."""
        self._tables.result()
        waiting = pa.Table.from_batches(self._waiting[name])
        groups = waiting.slice(0, rows).combine_chunks().to_batches(max_chunksize=ROW_GROUP)
        self._waiting[name] = waiting.slice(rows).to_batches()
        with self._connection.cursor() as cursor:
            table = self._digests[name].table
            insert(cursor, table, pa.Table.from_batches(groups, waiting.schema), are_codes=True)


def _store_population(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Table], blocks: Sequence[Block]
) -> None:
    """Store who the subscribers are."""
    with connection.cursor() as cursor:
        for name, frame in frames(join_blocks(blocks)).items():
            insert(cursor, tables[name], frame)


def create(connection: duckdb.DuckDBPyConnection, tables: Iterable[Table]) -> None:
    """Make tables, with what is said of them."""
    connection.execute("BEGIN")
    for table in tables:
        for statement in table.ddl():
            connection.execute(statement)
    connection.execute("COMMIT")


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


def stored_digest(connection: duckdb.DuckDBPyConnection, table: Table) -> TableDigest:
    """The digest of a table, read back from what was stored."""
    names = ", ".join(column.name for column in table.columns)
    rows = connection.sql(f"SELECT {names} FROM {table.name}")
    return digest_of(table, rows.to_arrow_reader(BATCH_ROWS))
