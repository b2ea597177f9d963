"""The field for SQL: what it answers, and everything that it must refuse."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from mybt_sim.analysis import play
from mybt_sim.analysis.play import Refused


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    path = tmp_path_factory.mktemp("play") / "small.duckdb"
    with duckdb.connect(str(path)) as writer:
        writer.execute("CREATE TABLE bill AS SELECT range AS amount FROM range(3000)")
    with duckdb.connect(str(path), read_only=True) as reader:
        play.secure(reader)
        play.secure(reader)
        yield reader


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("SELECT count(*) FROM bill", 1),
        ("-- note\nWITH few AS (SELECT * FROM bill LIMIT 3) SELECT * FROM few;", 3),
        ("FROM bill LIMIT 5", 5),
        ("SELECT * FROM bill WHERE false", 0),
        ("DESCRIBE bill", 1),
    ],
)
def test_one_select_is_answered(
    connection: duckdb.DuckDBPyConnection, text: str, rows: int
) -> None:
    answer = play.answer(connection.cursor(), text)
    assert answer.refused is None, answer.detail
    assert answer.rows.height == rows
    assert not answer.is_cut


def test_long_answer_is_cut(connection: duckdb.DuckDBPyConnection) -> None:
    answer = play.answer(connection.cursor(), "SELECT * FROM bill")
    assert answer.rows.height == play.ROWS_MAX
    assert answer.is_cut


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("", Refused.EMPTY),
        ("  -- only a note", Refused.EMPTY),
        ("selec 1", Refused.SYNTAX),
        ("SELECT 1; SELECT 2", Refused.SEVERAL),
        ("SELECT 1; DROP TABLE bill", Refused.SEVERAL),
        ("INSERT INTO bill VALUES (1)", Refused.NOT_SELECT),
        ("UPDATE bill SET amount = 0", Refused.NOT_SELECT),
        ("DELETE FROM bill", Refused.NOT_SELECT),
        ("DROP TABLE bill", Refused.NOT_SELECT),
        ("CREATE TEMP TABLE mine AS SELECT 1", Refused.NOT_SELECT),
        ("COPY bill TO '/tmp/bill.csv'", Refused.NOT_SELECT),
        ("COPY (SELECT 1) TO '/tmp/one.csv'", Refused.NOT_SELECT),
        ("EXPORT DATABASE '/tmp/all'", Refused.NOT_SELECT),
        ("ATTACH '/tmp/other.duckdb'", Refused.NOT_SELECT),
        ("INSTALL httpfs", Refused.NOT_SELECT),
        ("LOAD httpfs", Refused.NOT_SELECT),
        ("SET enable_external_access = true", Refused.NOT_SELECT),
        ("PRAGMA database_list", Refused.NOT_SELECT),
        ("CALL pragma_version()", Refused.NOT_SELECT),
        ("EXPLAIN ANALYZE SELECT 1", Refused.NOT_SELECT),
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
def test_everything_else_is_refused(
    connection: duckdb.DuckDBPyConnection, text: str, refused: Refused
) -> None:
    secret_frame = [1]
    answer = play.answer(connection.cursor(), text)
    assert (answer.refused, answer.rows.height) == (refused, 0)
    assert "\n" not in answer.detail
    assert secret_frame


def test_nothing_was_changed_and_nothing_was_written(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    play.answer(connection.cursor(), "COPY bill TO '/tmp/mybt_sim_must_not_appear.csv'")
    assert not Path("/tmp/mybt_sim_must_not_appear.csv").exists()
    assert connection.cursor().sql("SELECT count(*) FROM bill").fetchall() == [(3000,)]


def test_secured_connection_stays_locked(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.Error, match="locked"):
        connection.cursor().execute("SET enable_external_access = true")


def test_endless_query_is_stopped(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(play, "SECONDS_MAX", 0.2)
    text = "SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b"
    cursor = connection.cursor()
    assert play.answer(cursor, text).refused is Refused.TOO_LONG
    assert play.answer(cursor, "SELECT 1").rows.height == 1
