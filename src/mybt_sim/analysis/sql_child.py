"""The process that answers one question in SQL, and is gone. `sql_field` starts it.

It knows nothing of the rest of the project, so that it starts quickly: standard library and DuckDB.
One JSON line comes in (the question), one JSON text goes out: {"refused": …, "detail": …,
"columns": [[name, kind], …], "rows": [[text, …], …], "is_cut": …}. Every value is made a text by
DuckDB itself: it knows all of its types, and no conversion on the way can refuse one.

Walls: the run is open read-only; `settings` close files, network and extensions and lock
themselves; the kernel bounds memory, time of work and files; a watcher ends the process when its
parent is gone or memory is over, where the kernel does not see to it (macOS).
"""

import json
import os
import re
import resource
import select
import sys
import threading
from pathlib import Path
from typing import Any

import duckdb

OVER_MEMORY = 3
LOOK_SECONDS = 0.05
MB = 2**20

CHANGING = {"INSERT", "UPDATE", "DELETE", "MERGE_INTO", "CREATE", "CREATE_FUNC", "DROP", "ALTER"}
CHANGING |= {"VACUUM", "ANALYZE"}
STEERING = {"TRANSACTION", "PREPARE", "EXECUTE", "RELATION", "LOGICAL_PLAN", "INVALID"}
READING = {"SELECT", "EXPLAIN", "MULTI"}
"""MULTI is a PIVOT whose columns must be found first, and whatever holds one."""
READS = {"pivot", "select", "from", "with", "explain", "values", "table"}

WHOLE = {f"{sign}{size}INT" for sign in ("", "U") for size in ("TINY", "SMALL", "BIG", "HUGE")}
WHOLE |= {"INTEGER", "UINTEGER", "BIGNUM"}
REAL = {"FLOAT", "DOUBLE"}
OPENING = re.compile(r"(?:\s|\(|--[^\n]*(?:\n|$)|/\*.*?\*/)*([a-z]+)", re.DOTALL | re.IGNORECASE)

WARMING = """SELECT table_name, round(avg(estimated_size) / 100, 2) AS mean FROM duckdb_tables()
WHERE table_name IS NOT NULL GROUP BY ALL ORDER BY mean DESC LIMIT 10"""

Reply = dict[str, Any]


def main() -> None:
    """Be ready; answer one question; leave without a farewell."""
    told = json.loads(sys.argv[1])
    channel = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever prints must not disturb the answer
    _be_bounded(told)
    connection = _opened(told)
    question = sys.stdin.buffer.readline()
    if question:
        threading.Thread(target=_watch, args=(told["process_mb"],), daemon=True).start()
        reply = json.dumps(_scrubbed(answered(connection, json.loads(question), told), told))
        with os.fdopen(channel, "w", encoding="utf-8") as out:
            out.write(reply)
    os._exit(0)


def _be_bounded(told: dict[str, Any]) -> None:
    """What the kernel sees to: time of work, no files, no core; others go first."""
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_CPU, (told["cpu_seconds"], told["cpu_seconds"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _opened(told: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    config = {
        "threads": told["threads"],
        "memory_limit": f"{told['memory_mb']}MiB",
        "temp_directory": "",  # what does not fit is refused, not written beside the run
    }
    connection = duckdb.connect(told["run"], read_only=True, config=config)
    for setting in told["settings"]:
        connection.execute(setting)
    answered(connection, WARMING, told)  # what is slow the first time
    if told["is_kept_by_kernel"]:  # elsewhere the watcher looks
        most = _pages()[0] * resource.getpagesize() + told["process_mb"] * MB
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    return connection


def _watch(process_mb: int) -> None:
    """End the process when its parent has closed the line, or memory is over."""
    while not select.select([0], [], [], LOOK_SECONDS)[0]:
        if resident_bytes() > process_mb * MB:
            os._exit(OVER_MEMORY)
    os._exit(1)


def resident_bytes() -> int:
    """Memory of this process; where there is no /proc, its peak."""
    if sys.platform == "linux":
        return _pages()[1] * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _pages() -> tuple[int, int]:
    """Address space and memory, in pages."""
    size, resident = Path("/proc/self/statm").read_text().split()[:2]
    return int(size), int(resident)


def answered(connection: duckdb.DuckDBPyConnection, text: str, told: dict[str, Any]) -> Reply:
    """The answer to a question, or why there is none."""
    try:
        refused, is_plan = _judged(text)
        return _refusal(refused) if refused else _rows(connection, text, told, is_plan=is_plan)
    except duckdb.ParserException as error:
        return _refusal("syntax", str(error))
    except (duckdb.OutOfMemoryException, MemoryError):
        return _refusal("too_large")
    except duckdb.PermissionException as error:
        return _refusal("outside", str(error))
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        return _refusal("failed", _with_place(connection, text, error))
    except Exception as error:
        words = str(error)
        if "configuration has been locked" in words:
            return _refusal("outside", words)
        return _refusal("changes" if "read-only mode" in words else "failed", words)


def _judged(text: str) -> tuple[str, bool]:
    """Why a text is no question, empty when it is one; and whether it asks for a plan."""
    statements = duckdb.extract_statements(text)
    if len(statements) != 1:
        return ("several" if statements else "empty"), False
    try:
        kind = statements[0].type.name
    except ValueError:  # a kind of statement that the binding has no name for
        return "outside", False
    opening = OPENING.match(text)
    word = opening[1].lower() if opening else ""
    if kind == "MULTI" and word not in READS:  # a PIVOT inside of something that writes
        kind = "COPY" if word == "copy" else "CREATE"
    if kind in READING:
        return "", kind == "EXPLAIN" or word == "explain"
    if kind in CHANGING:
        return "changes", False
    return ("steering" if kind in STEERING else "outside"), False


def _rows(
    connection: duckdb.DuckDBPyConnection, text: str, told: dict[str, Any], *, is_plan: bool
) -> Reply:
    relation = connection.sql(text)
    if relation is None:
        return _reply([], [], is_cut=False)
    if is_plan:
        plan = [str(row[-1])[: told["plan"]] for row in relation.fetchall()]
        return _reply([["", "plan"]], [[part] for part in plan], is_cut=False)
    names, kinds = relation.columns[: told["columns"]], relation.types[: told["columns"]]
    columns = [
        [name[: told["cell"]], kind_of(str(kind))] for name, kind in zip(names, kinds, strict=True)
    ]
    most = min(told["rows"], told["cells"] // max(len(columns), 1))
    # by place, because names may be there twice
    texts = (f"left(CAST(#{n} AS VARCHAR), {told['cell'] + 1})" for n in range(1, len(columns) + 1))
    found = relation.project(", ".join(texts)).limit(most + 1).fetchall()
    kept = _within(found[:most], told["answer"])
    is_cut = len(kept) < len(found) or len(columns) < len(relation.columns)
    return _reply(columns, kept, is_cut=is_cut)


def _within(rows: list[tuple[Any, ...]], most: int) -> list[tuple[Any, ...]]:
    """The first rows that have together no more characters than may be."""
    for place, row in enumerate(rows):
        most -= sum(len(cell or "") for cell in row)
        if most < 0:
            return rows[:place]
    return rows


def kind_of(name: str) -> str:
    """How a type is to be shown: whole, decimal, real, date, or text."""
    if name in WHOLE:
        return "whole"
    if name.startswith("DECIMAL("):
        return "whole" if name.endswith(",0)") else "decimal"
    if name in REAL:
        return "real"
    return "date" if name == "DATE" else "text"


def _with_place(connection: duckdb.DuckDBPyConnection, text: str, error: Exception) -> str:
    """What is wrong with where it is: `sql` leaves the place out, `execute` tells it."""
    if "\nLINE " in str(error):
        return str(error)
    try:
        connection.execute(text)
    except duckdb.Error as told:
        return str(told)
    return str(error)


def _reply(columns: list[list[str]], rows: list[Any], *, is_cut: bool) -> Reply:
    return {"refused": "", "detail": "", "columns": columns, "rows": rows, "is_cut": is_cut}


def _refusal(refused: str, detail: str = "") -> Reply:
    return {**_reply([], [], is_cut=False), "refused": refused, "detail": detail}


def _scrubbed(reply: Reply, told: dict[str, Any]) -> Reply:
    """A reply that does not tell where on this machine things lie."""

    def clean(text: str | None) -> str | None:
        for place in told["places"]:
            text = text and text.replace(place, "…")
        return text

    detail = clean(reply["detail"]) or ""
    return {
        **reply,
        "detail": detail[: told["detail"]],
        "rows": [[clean(cell) for cell in row] for row in reply["rows"]],
    }


if __name__ == "__main__":
    main()
