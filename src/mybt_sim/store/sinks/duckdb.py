"""All facts of a run, in the tables of a DuckDB file."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import duckdb

from mybt_sim.simulation.block import BlockLife, Simulation
from mybt_sim.store.columns import Table
from mybt_sim.store.digests import TableDigest
from mybt_sim.store.reference import reference_frames
from mybt_sim.store.schema import DERIVED_TABLES, PARALLEL_STATEMENTS, VIEWS
from mybt_sim.store.stream import Progress, insert, store_lives


@dataclass(frozen=True)
class FactsSink:
    """Every day, entry, event and operation, who the people are, and what follows from them."""

    simulation: Simulation
    connection: duckdb.DuckDBPyConnection
    tables: Mapping[str, Table]
    metrics_only: bool = False

    def take(self, lives: Iterator[BlockLife], progress: Progress) -> dict[str, TableDigest]:
        """Reference tables, the lives, then the tables and views that are made from those."""
        connection = self.connection
        for name, frame in reference_frames(self.simulation).items():
            insert(connection, self.tables[name], frame)
        digests = store_lives(connection, self.tables, lives, progress)
        with ThreadPoolExecutor(PARALLEL_STATEMENTS) as executor:
            list(executor.map(self._derive, DERIVED_TABLES))
        for view in VIEWS:
            for statement in view.ddl():
                connection.execute(statement)
        return digests

    def _derive(self, table: Table) -> None:
        """Fill a table from others; the connection's other users are not disturbed."""
        with self.connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {table.name} {table.derived}")
