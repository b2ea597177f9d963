"""A statement of SQL that a visitor has typed: one SELECT, read-only, in bounds, no files.

Three walls, each enough for most of what can be thought of: the run is open read-only; `secure`
closes files, network, extensions and Python variables to the whole connection, and then locks
those settings; and only one statement that DuckDB's own parser calls a SELECT gets through.
"""

import threading
from dataclasses import dataclass, field
from enum import StrEnum

import duckdb
import polars as pl

ROWS_MAX = 1_000
SECONDS_MAX = 20
MEMORY_MAX = "4GB"

SETTINGS = (
    "SET enable_external_access = false",
    "SET python_enable_replacements = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
    f"SET memory_limit = '{MEMORY_MAX}'",
    "SET lock_configuration = true",
)

EXAMPLE = """SELECT operation, refusal, count(*) AS attempts,
    round(avg(amount_kopecks) / 100, 2) AS mean_byn
FROM operation
WHERE refusal IS NOT NULL
GROUP BY ALL
ORDER BY attempts DESC
LIMIT 10"""
"""What stands in the field at first; it goes well with every run."""


class Refused(StrEnum):
    """Why a statement was not answered; the page says it in words (`sql.refused.REASON`)."""

    EMPTY = "empty"
    SYNTAX = "syntax"
    SEVERAL = "several"
    NOT_SELECT = "not_select"
    OUTSIDE = "outside"
    TOO_LONG = "too_long"
    FAILED = "failed"


@dataclass(frozen=True)
class Answer:
    """Rows of a statement, or why there are none. `detail` is what DuckDB says, in English."""

    rows: pl.DataFrame = field(default_factory=pl.DataFrame)
    is_cut: bool = False
    refused: Refused | None = None
    detail: str = ""


def secure(connection: duckdb.DuckDBPyConnection) -> None:
    """Close all ways out of this connection's database, for good; a second time is harmless."""
    locked = connection.sql("SELECT current_setting('lock_configuration')").fetchall()
    if locked != [(True,)]:
        for setting in SETTINGS:
            connection.execute(setting)


def answer(cursor: duckdb.DuckDBPyConnection, text: str) -> Answer:
    """The first 1,000 rows of one SELECT. `cursor` must be a session's own, of a secured run."""
    try:
        statements = duckdb.extract_statements(text)
    except duckdb.Error as error:
        return Answer(refused=Refused.SYNTAX, detail=_reason(error))
    if len(statements) != 1:
        return Answer(refused=Refused.SEVERAL if statements else Refused.EMPTY)
    if statements[0].type != duckdb.StatementType.SELECT:
        return Answer(refused=Refused.NOT_SELECT)
    return _within_bounds(cursor, text)


def _within_bounds(cursor: duckdb.DuckDBPyConnection, text: str) -> Answer:
    alarm = threading.Timer(SECONDS_MAX, cursor.interrupt)
    alarm.start()
    try:
        rows = cursor.sql(text).limit(ROWS_MAX + 1).pl()
    except duckdb.InterruptException:
        return Answer(refused=Refused.TOO_LONG)
    except duckdb.PermissionException as error:
        return Answer(refused=Refused.OUTSIDE, detail=_reason(error))
    except (duckdb.Error, pl.exceptions.PolarsError) as error:
        return Answer(refused=Refused.FAILED, detail=_reason(error))
    finally:
        alarm.cancel()
    return Answer(rows.head(ROWS_MAX), is_cut=rows.height > ROWS_MAX)


def _reason(error: Exception) -> str:
    """The first line of what was said, without the heading that names the kind of error."""
    return str(error).strip().splitlines()[0].split("Error: ", 1)[-1]
