"""Which run a page shows. A run is opened once for the whole process, read-only and secured.

A notebook learns of its run in this order: the site that serves it says so in the ASGI scope
(`scope["meta"]["run"]`, which marimo hands on as `mo.app_meta().request.meta`); else the variable
MYBT_SIM_RUN of the environment, for `marimo edit` and scripts; else runs/year.duckdb, which `make
run` makes. A browser session takes a cursor of its own: DuckDB refuses a connection that two
threads use at once.
"""

import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mybt_sim.analysis import play
from mybt_sim.analysis.sql_field import SqlField
from mybt_sim.base.errors import MybtError
from mybt_sim.store import Run, open_run
from mybt_sim.store.files import FileIdentity, file_identity

RUN_VARIABLE = "MYBT_SIM_RUN"
RUN_DEFAULT = Path("runs/year.duckdb")

_opened: dict[Path, tuple[FileIdentity | None, Run]] = {}
_sql_fields: dict[Path, tuple[FileIdentity | None, SqlField]] = {}
_door = threading.Lock()


def named_run(meta: Mapping[str, Any] | None = None) -> Path:
    """Path of the run that a page shows; `meta` is what the site said, if there is one."""
    said = (meta or {}).get("run") or os.environ.get(RUN_VARIABLE)
    return Path(said) if said else RUN_DEFAULT


def shared_run(path: Path) -> Run:
    """The run at `path`, opened once and secured; `RunError` when it cannot be opened."""
    path = path.resolve()
    with _door:
        identity = file_identity(path)
        known, run = _opened.get(path, (None, None))
        if run is None or known != identity:  # not opened yet, or simulated anew since
            run = open_run(path)
            play.secure(run.connection)
            _opened[path] = identity, run
        return run


def shared_sql_field(path: Path) -> SqlField:
    """Where questions in SQL over the run at `path` are asked; a process stands ready for one."""
    path = path.resolve()
    with _door:
        identity = file_identity(path)
        known, sql_field = _sql_fields.get(path, (None, None))
        if sql_field is None or known != identity:  # none yet, or the run was simulated anew since
            if sql_field is not None:
                sql_field.close()
            sql_field = SqlField(path)
            _sql_fields[path] = identity, sql_field
    sql_field.make_ready()
    return sql_field


def close_sql_fields() -> None:
    """End the processes that stand ready; a sql_field that is asked for later is a new one."""
    with _door:
        while _sql_fields:
            _sql_fields.popitem()[1][1].close()


def attempted_run(path: Path) -> tuple[Run | None, str]:
    """The run, or None and the sentence that says what to do: for pages that show their errors."""
    try:
        return shared_run(path), ""
    except MybtError as error:
        return None, str(error)


def is_replaced(run: Run) -> bool:
    """Whether another run, or none, stands now where this shared one was opened."""
    return attempted_run(run.path)[0] is not run


def run_fingerprint(run: Run) -> str:
    """SHA-256 over the digests of all tables of a run, in order of names."""
    return run.fingerprint()
