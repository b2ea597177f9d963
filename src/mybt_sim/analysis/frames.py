"""Tables of a run as Polars frames to count with: the way into a question of your own."""

import duckdb
import polars as pl
from duckdb.sqltypes import DuckDBPyType

from mybt_sim.base.errors import RunError
from mybt_sim.catalogue.findings import did_you_mean
from mybt_sim.store import Run
from mybt_sim.store.described import check_table, comments_of, grains_of, words_of

WHOLE = ("tinyint", "smallint", "integer", "bigint")


def frame(run: Run, table: str, *columns: str) -> pl.DataFrame:
    """All rows of a table or view of a run, with all its columns or with those named.

    Grain and units are those of the table. Whole numbers have 64 bits, so that no sum of them runs
    over; words are Enums in their order, so that they sort as in SQL. Raises `RunError` for a table
    or a column that is not there.
    """
    with run.cursor() as cursor:
        check_table(table, grains_of(cursor))
        relation = cursor.table(table)
        for column in columns:
            if column not in relation.columns:
                raise RunError(
                    f"The table {table} has no column {column}.",
                    next_step=did_you_mean(column, relation.columns).strip()
                    or f"Name {', '.join(relation.columns)}.",
                )
        if columns:
            relation = relation.select(*map(duckdb.ColumnExpression, columns))
        counted = {
            name: _counted(kind)
            for name, kind in zip(relation.columns, relation.types, strict=True)
        }
        found: pl.DataFrame = relation.pl()
        return found.cast({name: kind for name, kind in counted.items() if kind})


def _counted(kind: DuckDBPyType) -> pl.DataType | None:
    """The type by which Polars counts; None where it chooses well by itself."""
    if words_of(kind):
        return pl.Enum(words_of(kind))
    return pl.Int64() if kind.id in WHOLE else None


def dictionary(run: Run) -> pl.DataFrame:
    """The data dictionary of a run: one row per column of every table and view.

    Columns: `table` and `grain`, `column`, `type`, `holds` (with its unit; of a view it is empty).
    """
    with run.cursor() as cursor:
        rows = []
        for table, grain in grains_of(cursor).items():
            relation, told = cursor.table(table), comments_of(cursor, table)
            for column, kind in zip(relation.columns, relation.types, strict=True):
                rows.append((table, grain, column, str(kind.id).upper(), told.get(column, "")))
    return pl.DataFrame(rows, ["table", "grain", "column", "type", "holds"], orient="row")
