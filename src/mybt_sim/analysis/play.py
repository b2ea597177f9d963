"""A statement of SQL that a visitor has typed: what may be asked, and what comes back.

Who asks is `sql_field.SqlField`, by a process for each question (`sql_child`).
"""

from enum import StrEnum

import duckdb
import msgspec

from mybt_sim.store.run_file import READ_MEMORY

SETTINGS = (
    "SET enable_external_access = false",
    "SET python_enable_replacements = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
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
    CHANGES = "changes"
    OUTSIDE = "outside"
    STEERING = "steering"
    LONG_TEXT = "long_text"
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    BUSY = "busy"
    FAILED = "failed"
    STOPPED = "stopped"


class Kind(StrEnum):
    """How the texts of a column are shown."""

    WHOLE = "whole"
    DECIMAL = "decimal"
    REAL = "real"
    DATE = "date"
    TEXT = "text"
    PLAN = "plan"


class Column(msgspec.Struct, frozen=True, array_like=True):
    """A column of an answer; several may have one name."""

    name: str
    kind: Kind


class Answer(msgspec.Struct, frozen=True):
    """Rows of a statement, or why there are none. `detail` is what DuckDB says, in English.

    Every value is the text that DuckDB makes of it; None is NULL.
    """

    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[str | None, ...], ...] = ()
    is_cut: bool = False
    refused: Refused | None = None
    detail: str = ""


def secure(connection: duckdb.DuckDBPyConnection) -> None:
    """Close all ways out of this connection's database, for good; a second time is harmless.

    What it may keep in memory is bounded with it.
    """
    locked = connection.sql("SELECT current_setting('lock_configuration')").fetchall()
    if locked != [(True,)]:
        for setting in (f"SET memory_limit = '{READ_MEMORY}'", *SETTINGS):
            connection.execute(setting)
