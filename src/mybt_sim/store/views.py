"""A dataset as DuckDB sees it: a view for each table, over exactly the parts of the manifest.

The views have the names, types and comments that the tables of a file have, so whoever reads runs
need not know which of both is there.
"""

import datetime
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb

from mybt_sim.base.errors import RunError
from mybt_sim.store import facts
from mybt_sim.store.batches import ARROW_TYPES
from mybt_sim.store.columns import Table, quoted
from mybt_sim.store.manifest import Manifest, read_manifest
from mybt_sim.store.parts import part_name
from mybt_sim.store.schema import VIEWS


def connect_dataset(folder: Path) -> duckdb.DuckDBPyConnection:
    """A catalogue of the dataset in memory; `RunError` when it is none, or lacks parts."""
    manifest = read_manifest(folder)
    for part in manifest.parts:
        try:
            size = (folder / part.name).stat().st_size
        except OSError:
            size = 0
        if size != part.bytes:
            raise RunError(
                f"{folder} lacks {part.name}, or has not the whole of it.",
                next_step="Restore a copy of it, or simulate into another folder.",
            )
    connection = duckdb.connect()
    connection.execute(reach_of(folder))
    connection.execute(f"SET temp_directory = {quoted(f'{folder}.tmp')}")
    fill_catalogue(connection, folder, manifest)
    return connection


def reach_of(folder: Path) -> str:
    """The setting by which the parts stay readable when all other files are closed."""
    return f"SET allowed_directories = [{quoted(str(folder))}]"


class CatalogueFile:
    """The catalogue of a dataset as a file, for a process that knows nothing but DuckDB.

    It lasts until it is closed; `settings` have to be made where it is opened.
    """

    def __init__(self, folder: Path) -> None:
        self._place = tempfile.TemporaryDirectory(prefix="mybt_sim-")
        self.path = Path(self._place.name) / f"{folder.name}.duckdb"
        self.settings = (reach_of(folder),)
        with duckdb.connect(str(self.path)) as connection:
            fill_catalogue(connection, folder, read_manifest(folder))

    def close(self) -> None:
        """Remove the file."""
        self._place.cleanup()


def fill_catalogue(connection: duckdb.DuckDBPyConnection, folder: Path, manifest: Manifest) -> None:
    """Make what a run file holds: views of the tables, and the tables `run` and `digest`."""
    blocks: dict[str, list[int]] = {}
    for part in manifest.parts:
        blocks.setdefault(part.table, []).append(part.block)
    for told in manifest.tables:
        for statement in _view_ddl(told.as_table(), folder, blocks[told.name]):
            connection.execute(statement)
    for view in VIEWS:
        for statement in view.ddl():
            connection.execute(statement)
    run = {**manifest.run, "first_day": datetime.date.fromisoformat(manifest.run["first_day"])}
    _fill_table(connection, facts.RUN, [tuple(run[one.name] for one in facts.RUN.columns)])
    digests = [(told.name, told.rows, told.sha256) for told in manifest.tables]
    _fill_table(connection, facts.DIGEST, digests)


def _view_ddl(table: Table, folder: Path, blocks: Iterable[int]) -> Iterator[str]:
    yield f"CREATE VIEW {table.name} AS {select_parts(table, folder, blocks)}"
    yield f"COMMENT ON VIEW {table.name} IS {quoted(table.grain)}"
    for column in table.columns:
        yield f"COMMENT ON COLUMN {table.name}.{column.name} IS {quoted(column.told)}"


def select_parts(table: Table, folder: Path, blocks: Iterable[int]) -> str:
    """SELECT of a table's rows from its parts, with the types of the schema."""
    for column in table.columns:
        assert column.name.isidentifier()
        assert column.type in ARROW_TYPES
    assert table.name.isidentifier()
    columns = ", ".join(f"{one.name}::{one.sql_type} AS {one.name}" for one in table.columns)
    paths = ", ".join(quoted(str(folder / part_name(table.name, block))) for block in blocks)
    return f"SELECT {columns} FROM read_parquet([{paths}], hive_partitioning = false)"


def _fill_table(
    connection: duckdb.DuckDBPyConnection, table: Table, rows: list[tuple[Any, ...]]
) -> None:
    for statement in table.ddl():
        connection.execute(statement)
    places = ", ".join("?" for _ in table.columns)
    connection.executemany(f"INSERT INTO {table.name} VALUES ({places})", rows)
