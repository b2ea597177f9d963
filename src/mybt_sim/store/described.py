"""What the tables and views of a run are and hold, as the file itself tells it."""

from typing import cast

import duckdb

from mybt_sim.base.errors import RunError
from mybt_sim.catalogue.findings import did_you_mean


def grains_of(cursor: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """What one row is, of every table and view."""
    rows = cursor.sql(
        """SELECT table_name, comment FROM duckdb_tables()
        UNION ALL SELECT view_name, comment FROM duckdb_views() WHERE NOT internal"""
    ).fetchall()
    return {str(name): str(comment) for name, comment in rows}


def comments_of(cursor: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """What each column holds that says so; those of views say nothing."""
    rows = cursor.execute(
        "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = $1 AND comment <> ''",
        [table],
    ).fetchall()
    return {str(column): str(comment) for column, comment in rows}


def words_of(kind: duckdb.sqltypes.DuckDBPyType) -> tuple[str, ...]:
    """The words of an ENUM in their order; none of other types."""
    return tuple(cast(list[str], kind.children[0][1])) if kind.id == "enum" else ()


def check_table(name: str, known: dict[str, str]) -> None:
    """`RunError` when a run has no such table or view."""
    if name not in known:
        raise RunError(
            f"The run has no table {name}.",
            next_step=did_you_mean(name, known).strip() or f"Name {', '.join(known)}.",
        )
