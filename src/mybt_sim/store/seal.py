"""The digests of a dataset: every table is read back from its parts, as one table.

They are those of a file with the same rows. Large tables are read column by column, so that a
cluster reads many of them at a time: a digest goes through its column from the first row to the
last, and cannot be divided further.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import duckdb

from mybt_sim.simulation.executors import Executor
from mybt_sim.store.columns import Table
from mybt_sim.store.digests import TableDigest, joined_digest
from mybt_sim.store.manifest import TableSchema, schema_told
from mybt_sim.store.parts import Part
from mybt_sim.store.run_file import BATCH_ROWS
from mybt_sim.store.views import select_parts

WHOLE_ROWS = 1_000_000
"""Tables up to here are read whole."""


class Share(NamedTuple):
    """Columns of a table that are read together, from the parts of these blocks."""

    folder: Path
    table: Table
    first_column: int
    blocks: tuple[int, ...]


class ShareDigest(NamedTuple):
    """The digests of the columns of a share."""

    table: str
    first_column: int
    rows: int
    columns: tuple[bytes, ...]


def sealed(
    executor: Executor, folder: Path, tables: Iterable[Table], parts: Iterable[Part]
) -> tuple[TableSchema, ...]:
    """The tables with the digests of what stands in the parts."""
    parts_of = defaultdict(list)
    for part in parts:
        parts_of[part.table].append(part)
    tables = tuple(tables)
    shares = [one for table in tables for one in _shares(folder, table, parts_of[table.name])]
    found = defaultdict(list)
    for digest in executor.each(read_share, shares):
        found[digest.table].append(digest)
    return tuple(_told(table, sorted(found[table.name])) for table in tables)


def read_share(share: Share) -> ShareDigest:
    """The digests of some columns, from the first part to the last."""
    digest = TableDigest(share.table)
    rows = select_parts(share.table, share.folder, share.blocks)
    with duckdb.connect(config={"threads": 1}) as connection:
        for batch in connection.sql(rows).to_arrow_reader(BATCH_ROWS):
            digest.update(batch)
    return ShareDigest(share.table.name, share.first_column, digest.rows, digest.column_digests())


def _shares(folder: Path, table: Table, parts: list[Part]) -> Iterator[Share]:
    blocks = tuple(part.block for part in parts)
    if sum(part.rows for part in parts) <= WHOLE_ROWS:
        yield Share(folder, table, 0, blocks)
        return
    for position, column in enumerate(table.columns):
        yield Share(folder, replace(table, columns=(column,)), position, blocks)


def _told(table: Table, digests: list[ShareDigest]) -> TableSchema:
    columns = [column for digest in digests for column in digest.columns]
    rows = digests[0].rows
    return schema_told(table, rows, joined_digest(table, rows, columns))
