"""All facts of a run, in the tables of a DuckDB file."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import duckdb

from mybt_sim.simulation.block import BlockLife, Simulation
from mybt_sim.store.columns import Table
from mybt_sim.store.digests import TableDigest
from mybt_sim.store.reference import reference_frames
from mybt_sim.store.schema import PARALLEL_STATEMENTS, VIEWS
from mybt_sim.store.stream import Progress, create, insert, store_lives, stored_digest

LONGEST = "bill"
"""The derived table that takes the longest: it is begun first."""


@dataclass(frozen=True)
class FactsSink:
    """Every day, entry, event and operation, who the people are, and what follows from them."""

    simulation: Simulation
    connection: duckdb.DuckDBPyConnection
    tables: Mapping[str, Table]
    metrics_only: bool = False

    def take(self, lives: Iterator[BlockLife], progress: Progress) -> dict[str, TableDigest]:
        """The lives, and reference tables beside them; then what is made from all of these."""
        digests = store_lives(self.connection, self.tables, lives, progress, self._make_others)
        others = [table for table in self.tables.values() if table.name not in digests]
        others.sort(key=lambda table: table.name != LONGEST)
        with ThreadPoolExecutor(PARALLEL_STATEMENTS) as executor:
            found = executor.map(self._finish, others)
            digests |= {table.name: digest for table, digest in zip(others, found, strict=True)}
        for view in VIEWS:
            for statement in view.ddl():
                self.connection.execute(statement)
        return digests

    def _make_others(self) -> None:
        """Make all tables but that of the days, and fill those that no life decides."""
        with self.connection.cursor() as cursor:
            create(cursor, (one for one in self.tables.values() if one.name != "contract_day"))
            for name, frame in reference_frames(self.simulation).items():
                insert(cursor, self.tables[name], frame)

    def _finish(self, table: Table) -> TableDigest:
        """Fill a table that is made from others, and read its digest; the connection's other users
        are not disturbed."""
        with self.connection.cursor() as cursor:
            if table.derived:
                cursor.execute(f"INSERT INTO {table.name} {table.derived}")
            return stored_digest(cursor, table)
