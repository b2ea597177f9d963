"""Talking to DuckDB so that no raw error of it reaches anybody."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import duckdb

from mybt_sim.base.errors import WorldError, is_disk_full
from mybt_sim.store.schema import STORAGE_VERSION

CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "storage_compatibility_version": STORAGE_VERSION,
}


SAFE = "What was acknowledged is safe."


@contextlib.contextmanager
def talking(problem: str, next_step: str) -> Iterator[None]:
    """Say what DuckDB cannot do as one sentence, and an interrupt as what it was.

    DuckDB swallows what a signal handler raises and says RuntimeError instead. A full disk has a
    next step of its own.
    """
    try:
        yield
    except duckdb.InterruptException as error:
        raise KeyboardInterrupt from error
    except duckdb.Error as error:
        remedy = f"Free space for its file. {SAFE}" if is_disk_full(error) else next_step
        raise WorldError(f"{problem}: {reason_of(error)}.", next_step=remedy) from error
    except RuntimeError as error:
        if "interrupted" in str(error):
            raise KeyboardInterrupt from error
        raise


def reason_of(error: Exception) -> str:
    """The first line of what DuckDB says."""
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")


def connect(path: Path, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection to a file that no other process has."""
    with talking(
        f"{path} cannot be opened", "Close the process that has it, or name a world; else restore."
    ):
        connection = duckdb.connect(str(path), read_only=read_only, config=CONFIG)
        connection.execute("SET enable_progress_bar = false")
    return connection


def write_plainly(connection: duckdb.DuckDBPyConnection) -> None:
    """Take the optimiser away from a connection that only adds rows: there is nothing for it to do.

    It took a tenth of the time of a command. A cursor of this connection has one again.
    """
    connection.execute("PRAGMA disable_optimizer")
