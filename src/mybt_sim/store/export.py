"""A run as files for other tools: Parquet, CSV or an Excel workbook, with what its words mean.

Nothing is lost on the way: a column of closed vocabulary reaches Polars as an Enum in its order,
comments stand in the files, numbers that are names (phones, logins) are shown whole in Excel.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Literal, TypeAlias, cast, get_args

import duckdb
import polars as pl
import pyarrow as pa
from pyarrow import csv, parquet

from mybt_sim.base.errors import RunError
from mybt_sim.base.files import why_unreadable
from mybt_sim.store.described import check_table, comments_of, grains_of, words_of
from mybt_sim.store.files import written_aside
from mybt_sim.store.run_file import BATCH_ROWS, Run, scenario_text

Format: TypeAlias = Literal["parquet", "csv", "xlsx"]

SHEET_ROWS = 1_048_575
"""Rows of a sheet of Excel, without its heading."""

FITTED_ROWS = 1_000
"""Up to so many rows the widths of a sheet's columns are fitted, which takes most of its time."""

WORKBOOK = "run.xlsx"
SCHEMA = "schema.json"
WHOLE = "0"
"""Excel's format for a number as it is: left to itself it writes a phone as 3.75E+11."""

Told: TypeAlias = Callable[[str, int], None]
"""Told of each table when it is written: its name and number of rows."""


def format_of(word: str) -> Format:
    """A format by its name; `RunError` when there is none."""
    for known in get_args(Format):
        if word == known:
            return cast(Format, known)
    raise RunError(
        f"There is no format {word!r}.", next_step=f"Use one of: {', '.join(get_args(Format))}."
    )


def export_run(
    run: Run,
    folder: Path,
    file_format: Format,
    *,
    tables: Sequence[str] = (),
    told: Told = lambda name, rows: None,
) -> None:
    """Write tables and views of a run into `folder`; all tables when none is named.

    Beside them stands schema.json: which run it is, and of each table the grain, columns, types,
    comments and words. `RunError` when a name is no table, a table is too long for Excel, or the
    folder cannot be written.
    """
    with run.cursor() as cursor:
        known = grains_of(cursor)
        names = tuple(dict.fromkeys(tables)) or tuple(run.stored_rows())
        for name in names:
            check_table(name, known)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if file_format == "xlsx":
                _write_workbook(cursor, folder / WORKBOOK, names, told)
            else:
                write = _write_parquet if file_format == "parquet" else _write_csv
                for name in names:
                    with written_aside(folder / f"{name}.{file_format}") as aside:
                        told(name, write(cursor, name, aside))
            described = {
                "run": _identity(run),
                "tables": {name: _described(cursor, name, known[name]) for name in names},
            }
            with written_aside(folder / SCHEMA) as aside:
                aside.write_text(json.dumps(described, ensure_ascii=False, indent=1), "utf-8")
        except OSError as error:
            raise RunError(
                f"{folder} cannot be written: {why_unreadable(error)}.",
                next_step="Name another folder with --out.",
            ) from error


def _identity(run: Run) -> dict[str, object]:
    """Which run it is: its scenario, what made it, and the digests of all its tables."""
    return {
        "scenario": json.loads(scenario_text(run.scenario)),
        "source": run.source,
        "seed_data": run.seed_data,
        "digests": run.stored_digests(),
    }


def _described(cursor: duckdb.DuckDBPyConnection, name: str, grain: str) -> dict[str, object]:
    """A table for schema.json."""
    comments = comments_of(cursor, name)
    relation = cursor.table(name)
    columns = [
        {"name": column, "type": str(kind.id).upper(), "comment": comments.get(column, "")}
        | ({"words": list(words_of(kind))} if words_of(kind) else {})
        for column, kind in zip(relation.columns, relation.types, strict=True)
    ]
    return {"grain": grain, "columns": columns}


def _batches(
    cursor: duckdb.DuckDBPyConnection, name: str
) -> tuple[pa.Schema, Iterable[pa.RecordBatch]]:
    reader = cursor.table(name).to_arrow_reader(BATCH_ROWS)
    return reader.schema, reader


def _write_parquet(cursor: duckdb.DuckDBPyConnection, name: str, path: Path) -> int:
    """One table; columns bear their comments, words are an Enum for Polars."""
    comments = comments_of(cursor, name)
    words = {
        column: words_of(kind)
        for column, kind in zip(cursor.table(name).columns, cursor.table(name).types, strict=True)
    }
    plain, batches = _batches(cursor, name)
    fields = [
        field.with_metadata(
            _enum_metadata(words[field.name]) | {"comment": comments.get(field.name, "")}
        )
        for field in plain
    ]
    schema = pa.schema(fields)
    rows = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
            rows += batch.num_rows
    return rows


def _enum_metadata(words: tuple[str, ...]) -> dict[bytes | str, bytes | str]:
    """By which Polars knows an Enum again: said by Polars itself."""
    if not words:
        return {}
    field = pl.DataFrame(schema={"word": pl.Enum(words)}).to_arrow().schema.field("word")
    return dict(field.metadata)


def _write_csv(cursor: duckdb.DuckDBPyConnection, name: str, path: Path) -> int:
    """One table as text; what is NULL is an empty field, what is text is in quotes."""
    schema, batches = _batches(cursor, name)
    written = pa.schema(
        [
            field.with_type(pa.string()) if pa.types.is_dictionary(field.type) else field
            for field in schema
        ]
    )
    rows = 0
    with csv.CSVWriter(path, written) as writer:
        for batch in batches:
            writer.write_batch(batch.cast(written))
            rows += batch.num_rows
    return rows


def _write_workbook(
    cursor: duckdb.DuckDBPyConnection, path: Path, names: Sequence[str], told: Told
) -> None:
    """A sheet for each table."""
    from xlsxwriter import Workbook  # only here: nothing else needs it

    for name in names:
        rows = int(cursor.table(name).aggregate("count(*)").fetchall()[0][0])
        if rows > SHEET_ROWS:
            raise RunError(
                f"{name} has {rows:,} rows; a sheet of Excel has room for {SHEET_ROWS:,}.",
                next_step="Name shorter tables with --table, or write Parquet.",
            )
    with written_aside(path) as aside, Workbook(aside) as workbook:
        for name in names:
            frame = cursor.table(name).pl()
            frame.write_excel(
                workbook,
                name,
                table_name=f"{name}_rows",
                dtype_formats={pl.Int64: WHOLE, pl.Int32: WHOLE, pl.Int16: WHOLE},
                autofit=len(frame) < FITTED_ROWS,
                freeze_panes=(1, 0),
            )
            told(name, len(frame))
