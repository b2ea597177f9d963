"""The field for SQL: what it answers, and everything that it must refuse."""

from __future__ import annotations  # what pytest keeps of a fixture must hold no type of DuckDB

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb
import pytest

from mybt_sim.analysis import play, sql_child
from mybt_sim.analysis.play import Refused
from mybt_sim.analysis.sql_field import Bounds, SqlField, _end
from mybt_sim.base import bounds

TOLD: dict[str, Any] = {**asdict(Bounds()), "places": []}
ENDLESS = "SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b"
ONE_LONG_CALL = "SELECT len(range(100000000))"
"""DuckDB works it out while it plans, and looks neither at an interrupt nor at its own limits."""
LARGE_CALL = "SELECT length(repeat('x', 3500000000))"
PARENT = """
import sys, threading, time
from pathlib import Path
from mybt_sim.analysis.sql_field import SqlField
sql_field = SqlField(Path(sys.argv[1]))
sql_field.make_ready()
child = sql_field._ready.pid
if sys.argv[2]:
    threading.Thread(target=sql_field.ask, args=(sys.argv[2],), daemon=True).start()
    stat = Path(f"/proc/{child}/stat")
    while int(stat.read_text().rpartition(")")[2].split()[11]) < 300:  # 3 s of work: it counts
        time.sleep(0.05)
print(child, flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("play") / "small.duckdb"
    with duckdb.connect(str(path)) as writer:
        writer.execute(
            "CREATE TABLE bill AS SELECT range AS amount, 'k' || range % 3 AS kind FROM range(3000)"
        )
    return path


@pytest.fixture(scope="module")
def connection(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(path), read_only=True) as reader:
        play.secure(reader)
        play.secure(reader)
        yield reader


def asked(connection: duckdb.DuckDBPyConnection, text: str) -> dict[str, Any]:
    """What the process of a question would answer, without the process."""
    return sql_child.answered(connection.cursor(), text, TOLD)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("SELECT count(*) FROM bill", 1),
        ("-- note\nWITH few AS (SELECT * FROM bill LIMIT 3) SELECT * FROM few;", 3),
        ("FROM bill LIMIT 5", 5),
        ("SELECT * FROM bill WHERE false", 0),
        ("VALUES (1), (2)", 2),
        ("TABLE bill LIMIT 2", 2),
        ("DESCRIBE bill", 2),
        ("DESCRIBE SELECT 1", 1),
        ("SHOW TABLES", 1),
        ("SUMMARIZE bill", 2),
        ("PIVOT bill ON kind USING count(*) GROUP BY kind", 3),
        ("/* note */ (PIVOT bill ON kind USING count(*) GROUP BY kind)", 3),
        ("PIVOT bill ON kind IN ('k1') USING count(*) GROUP BY kind", 3),
        ("WITH p AS (PIVOT bill ON kind USING max(amount) GROUP BY kind) FROM p", 3),
        ("UNPIVOT (SELECT 1 AS a, 2 AS b) ON a, b", 2),
        ("EXPLAIN SELECT * FROM bill", 1),
        ("EXPLAIN ANALYZE SELECT * FROM bill", 1),
        ("EXPLAIN PIVOT bill ON kind USING count(*)", 1),
        ("SELECT 1 AS a, 2 AS a", 1),
    ],
)
def test_what_only_reads_is_answered(
    connection: duckdb.DuckDBPyConnection, text: str, rows: int
) -> None:
    answer = asked(connection, text)
    assert not answer["refused"], answer["detail"]
    assert len(answer["rows"]) == rows
    assert not answer["is_cut"]


def test_long_and_wide_answers_are_cut(connection: duckdb.DuckDBPyConnection) -> None:
    long = asked(connection, "SELECT * FROM bill ORDER BY amount")
    assert len(long["rows"]) == bounds.SQL_ROWS
    assert long["rows"][999] == ("999", "k0")
    wide = asked(connection, f"SELECT {', '.join(map(str, range(300)))} FROM bill")
    assert len(wide["columns"]) == bounds.SQL_COLUMNS
    assert len(wide["rows"]) == bounds.SQL_CELLS // bounds.SQL_COLUMNS
    heavy = asked(connection, "SELECT * FROM (SELECT repeat('я', 100000) FROM bill) LIMIT 10")
    assert [len(row[0]) for row in heavy["rows"]] == [bounds.SQL_CELL + 1] * 10
    many = f"SELECT {', '.join(['repeat(kind, 200)'] * 30)} FROM bill"
    total = sum(len(cell) for row in asked(connection, many)["rows"] for cell in row)
    assert bounds.SQL_ANSWER - 30 * (bounds.SQL_CELL + 1) < total <= bounds.SQL_ANSWER
    assert long["is_cut"]
    assert wide["is_cut"]
    assert not heavy["is_cut"]


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("  -- only a note", Refused.EMPTY),
        ("selec 1", Refused.SYNTAX),
        ("SELECT 1; SELECT 2", Refused.SEVERAL),
        ("SELECT 1; DROP TABLE bill", Refused.SEVERAL),
        ("PIVOT bill ON kind USING count(*); DROP TABLE bill", Refused.SEVERAL),
        ("INSERT INTO bill VALUES (1)", Refused.CHANGES),
        ("UPDATE bill SET amount = 0", Refused.CHANGES),
        ("DELETE FROM bill", Refused.CHANGES),
        ("TRUNCATE bill", Refused.CHANGES),
        ("DROP TABLE bill", Refused.CHANGES),
        ("CREATE TEMP TABLE mine AS SELECT 1", Refused.CHANGES),
        ("CREATE TEMP TABLE mine AS PIVOT bill ON kind USING count(*)", Refused.CHANGES),
        ("INSERT INTO bill SELECT * FROM (PIVOT bill ON kind USING count(*))", Refused.CHANGES),
        ("EXPLAIN INSERT INTO bill VALUES (1, 'a')", Refused.CHANGES),
        ("EXPLAIN ANALYZE DELETE FROM bill", Refused.CHANGES),
        ("WITH w AS (DELETE FROM bill RETURNING *) SELECT * FROM w", Refused.CHANGES),
        ("BEGIN", Refused.STEERING),
        ("PREPARE v AS SELECT 1", Refused.STEERING),
        ("EXECUTE v", Refused.STEERING),
        ("COPY bill TO '/tmp/bill.csv'", Refused.OUTSIDE),
        ("COPY (PIVOT bill ON kind USING count(*)) TO '/tmp/bill.csv'", Refused.OUTSIDE),
        ("EXPORT DATABASE '/tmp/all'", Refused.OUTSIDE),
        ("ATTACH '/tmp/other.duckdb'", Refused.OUTSIDE),
        ("INSTALL httpfs", Refused.OUTSIDE),
        ("LOAD httpfs", Refused.OUTSIDE),
        ("UPDATE EXTENSIONS", Refused.OUTSIDE),
        ("SET enable_external_access = true", Refused.OUTSIDE),
        ("FROM enable_logging('QueryLog')", Refused.OUTSIDE),
        ("PRAGMA database_list", Refused.OUTSIDE),
        ("CALL pragma_version()", Refused.OUTSIDE),
        ("SELECT * FROM read_csv('/etc/passwd')", Refused.OUTSIDE),
        ("SELECT * FROM read_text('/etc/passwd')", Refused.OUTSIDE),
        ("SELECT * FROM read_blob('/etc/passwd')", Refused.OUTSIDE),
        ("SELECT * FROM glob('/etc/*')", Refused.OUTSIDE),
        ("SELECT * FROM '/etc/passwd.csv'", Refused.OUTSIDE),
        ("SELECT * FROM read_parquet('https://example.com/x')", Refused.OUTSIDE),
        ("SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')", Refused.OUTSIDE),
        ("SELECT * FROM secret_frame", Refused.FAILED),
        ("SELECT nothing FROM bill", Refused.FAILED),
        ("SELECT $1", Refused.FAILED),
        ("SELECT 1 / 'a'::INTEGER", Refused.FAILED),
    ],
)
def test_everything_else_is_refused_for_its_own_reason(
    connection: duckdb.DuckDBPyConnection, text: str, refused: Refused
) -> None:
    secret_frame = [1]
    answer = asked(connection, text)
    assert (answer["refused"], answer["rows"]) == (refused, [])
    assert secret_frame


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        (
            "SELECT *\nFROM bil",
            'Catalog Error: Table with name bil does not exist!\nDid you mean "bill"?\n\n'
            "LINE 2: FROM bil\n             ^^^",
        ),
        (
            "SELECT amont FROM bill",
            'Binder Error: Referenced column "amont" not found in FROM clause!\n'
            'Candidate bindings: "amount"\n\nLINE 1: SELECT amont FROM bill\n               ^^^^^',
        ),
        (
            "selec 1",
            'Parser Error: syntax error at or near "selec"\n\nLINE 1: selec 1\n        ^^^^^',
        ),
    ],
)
def test_a_fault_is_told_whole_with_its_place(
    connection: duckdb.DuckDBPyConnection, text: str, detail: str
) -> None:
    assert asked(connection, text)["detail"] == detail


def test_nothing_was_changed_and_nothing_was_written(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    asked(connection, "COPY bill TO '/tmp/mybt_sim_must_not_appear.csv'")
    assert not Path("/tmp/mybt_sim_must_not_appear.csv").exists()
    assert connection.cursor().sql("SELECT count(*) FROM bill").fetchall() == [(3000,)]


def test_secured_connection_stays_locked(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.Error, match="locked"):
        connection.cursor().execute("SET enable_external_access = true")


@pytest.fixture
def sql_field(path: Path) -> Iterator[SqlField]:
    sql_field = SqlField(path, Bounds(memory_mb=256))
    yield sql_field
    sql_field.close()


def test_a_process_answers_one_question_and_another_the_next(path: Path) -> None:
    sql_field = SqlField(path)
    sql_field.make_ready()
    first = sql_field._ready
    answer = sql_field.ask("SELECT kind, sum(amount) AS n FROM bill GROUP BY kind ORDER BY kind")
    assert answer == play.Answer(
        columns=(play.Column("kind", play.Kind.TEXT), play.Column("n", play.Kind.WHOLE)),
        rows=(("k0", "1498500"), ("k1", "1499500"), ("k2", "1500500")),
    )
    assert first is not None
    assert first.poll() is not None
    assert sql_field._ready is not None
    assert sql_field._ready.pid != first.pid
    sql_field.close()
    assert sql_field._ready is None


@pytest.mark.parametrize("text", [ENDLESS, ONE_LONG_CALL])
def test_what_does_not_end_is_ended(path: Path, text: str) -> None:
    sql_field = SqlField(path, Bounds(seconds=2))
    assert sql_field.ask(text).refused is Refused.TOO_LONG
    sql_field.close()


def test_time_of_work_is_bounded_by_the_kernel_too(path: Path) -> None:
    sql_field = SqlField(path, Bounds(cpu_seconds=2))
    assert sql_field.ask(ENDLESS).refused is Refused.TOO_LONG
    sql_field.close()


@pytest.mark.parametrize("is_kept_by_kernel", [True, False])
def test_a_call_that_takes_all_memory_is_ended(path: Path, is_kept_by_kernel: bool) -> None:
    sql_field = SqlField(path, Bounds(process_mb=256, is_kept_by_kernel=is_kept_by_kernel))
    assert sql_field.ask(LARGE_CALL).refused is Refused.TOO_LARGE
    sql_field.close()


def test_what_duckdb_itself_has_no_memory_for_is_told(sql_field: SqlField) -> None:
    text = "SELECT length(string_agg(repeat('x', 1000000), '')) FROM range(100000)"
    assert sql_field.ask(text).refused is Refused.TOO_LARGE


def test_all_places_taken_is_told(path: Path) -> None:
    sql_field = SqlField(path, Bounds(seconds=60, processes=1, wait_seconds=0))
    sql_field.make_ready()
    working = sql_field._ready
    first = threading.Thread(target=sql_field.ask, args=(ENDLESS,))
    first.start()
    while sql_field._ready is working:
        time.sleep(0.01)
    assert sql_field.ask("SELECT 1").refused is Refused.BUSY
    assert working is not None
    working.kill()
    first.join()
    assert sql_field.ask("SELECT 1").rows == (("1",),)
    sql_field.close()


def test_a_process_that_died_with_a_question_unread_is_put_away() -> None:
    process = subprocess.Popen(["true"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.wait()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"SELECT 1")  # kept until it is flushed
    _end(process)
    assert process.stdin.closed
    assert process.stdout.closed


def test_empty_and_very_long_texts_need_no_process(sql_field: SqlField) -> None:
    assert sql_field.ask(" \n").refused is Refused.EMPTY
    assert sql_field.ask("x" * (bounds.SQL_TEXT + 1)).refused is Refused.LONG_TEXT
    assert sql_field._ready is None


@pytest.mark.parametrize(
    "text",
    [
        "SELECT path FROM duckdb_databases()",
        "SELECT * FROM duckdb_extensions()",
        "SELECT current_setting('allowed_paths'), current_setting('secret_directory')",
    ],
)
def test_no_folder_of_this_machine_is_told(path: Path, text: str) -> None:
    sql_field = SqlField(path)
    answer = sql_field.ask(text)
    sql_field.close()
    said = answer.detail + str(answer.rows)
    assert said
    assert str(path.parent) not in said
    assert str(Path.home()) not in said


@pytest.mark.parametrize("question", ["", ENDLESS])
def test_a_process_does_not_outlive_the_site(path: Path, question: str) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(path), question],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    deadline = time.perf_counter() + 15
    while is_running(child):
        assert time.perf_counter() < deadline, "the process is still there"
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """Whether a process is there and has not ended; it may wait for its new parent to bury it."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False
    return state != "Z"
