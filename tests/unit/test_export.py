"""A run as files for other tools: every value, word and comment arrives."""

import json
import re
import zipfile
from pathlib import Path
from typing import cast

import duckdb
import polars as pl
import pyarrow as pa
import pytest
from pyarrow import parquet
from typer.testing import CliRunner

from mybt_sim.base.errors import RunError
from mybt_sim.cli import app
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import Run, open_run
from mybt_sim.store import export as export_module
from mybt_sim.store.export import export_run, format_of
from tests.support.runs import make_run


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_run(tmp_path_factory.mktemp("run"), Scenario(subscribers=300, days=58))


@pytest.fixture(scope="module")
def run(path: Path) -> Run:
    return open_run(path)


@pytest.fixture(scope="module")
def as_parquet(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parquet")
    export_run(run, folder, "parquet")
    return folder


def words_of(run: Run, table: str) -> dict[str, list[str]]:
    relation = run.cursor().table(table)
    return {
        name: list(cast(list[str], kind.children[0][1]))
        for name, kind in zip(relation.columns, relation.types, strict=True)
        if kind.id == "enum"
    }


def test_every_table_comes_back_from_parquet(run: Run, as_parquet: Path) -> None:
    """Polars knows an Enum by its words in their order, DuckDB and Arrow know the values."""
    assert {file.stem for file in as_parquet.glob("*.parquet")} == set(run.stored_rows())
    for name, rows in run.stored_rows().items():
        file = as_parquet / f"{name}.parquet"
        frame = pl.read_parquet(file)
        assert len(frame) == rows
        for column, words in words_of(run, name).items():
            assert frame.schema[column] == pl.Enum(words)
        stored = run.cursor().table(name).fetchall()
        assert frame.rows() == stored
        assert duckdb.read_parquet(str(file)).fetchall() == stored


def test_each_column_bears_its_comment(run: Run, as_parquet: Path) -> None:
    comments = {
        (table, column): comment
        for table, column, comment in run.cursor()
        .sql("SELECT table_name, column_name, comment FROM duckdb_columns()")
        .fetchall()
    }
    described = json.loads((as_parquet / "schema.json").read_text("utf-8"))
    assert described["run"]["scenario"]["subscribers"] == 300
    assert described["run"]["digests"] == run.stored_digests()
    for name in run.stored_rows():
        schema: pa.Schema = parquet.read_schema(as_parquet / f"{name}.parquet")
        told = {field.name: field.metadata[b"comment"].decode() for field in schema}
        assert told == {column: comments[name, column] for column in schema.names}
        columns = described["tables"][name]["columns"]
        assert {column["name"]: column["comment"] for column in columns} == told
        words = {column["name"]: column["words"] for column in columns if "words" in column}
        assert words == words_of(run, name)


def test_csv_says_the_same(run: Run, tmp_path: Path) -> None:
    export_run(run, tmp_path, "csv")
    for name in run.stored_rows():
        with duckdb.connect() as connection:
            connection.execute(f"CREATE TABLE read AS FROM {run_schema(run, name)}")
            connection.execute(f"COPY read FROM '{tmp_path / name}.csv' (HEADER, NULLSTR '')")
            assert connection.sql("FROM read").fetchall() == run.cursor().table(name).fetchall()


def run_schema(run: Run, name: str) -> str:
    """A SELECT of no rows with the columns of a table."""
    relation = run.cursor().table(name)
    columns = zip(relation.columns, relation.types, strict=True)
    return f"(SELECT {', '.join(f'NULL::{kind} AS {column}' for column, kind in columns)} LIMIT 0)"


def test_a_workbook_has_a_sheet_a_table_and_shows_numbers_whole(run: Run, tmp_path: Path) -> None:
    export_run(run, tmp_path, "xlsx", tables=("account", "cash", "account"))
    with zipfile.ZipFile(tmp_path / "run.xlsx") as workbook:
        names = re.findall(r'<sheet name="(\w+)"', workbook.read("xl/workbook.xml").decode())
        sheet = workbook.read("xl/worksheets/sheet1.xml").decode()
        styles = workbook.read("xl/styles.xml").decode()
    assert names == ["account", "cash"]
    mobile = run.cursor().sql("SELECT mobile FROM account").fetchall()[0][0]
    style = re.search(rf'<c r="B2" s="(\d+)"><v>{mobile}</v>', sheet)
    assert style is not None
    formats = re.findall(r'<xf numFmtId="(\d+)"', styles.split("<cellXfs")[1])
    assert formats[int(style[1])] == "1"  # Excel's number for 0, digits alone


def test_what_cannot_be_written_is_one_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(RunError, match=r"The run has no table contracts\. Did you mean contract"):
        export_run(run, tmp_path / "none", "csv", tables=("contracts",))
    assert not (tmp_path / "none").exists()
    monkeypatch.setattr(export_module, "SHEET_ROWS", 1_599)
    with pytest.raises(RunError, match=r"contract_day has 2\d,\d+ rows; a sheet .* for 1,599\."):
        export_run(run, tmp_path, "xlsx", tables=("account", "contract_day"))
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").touch()
    with pytest.raises(RunError, match="file cannot be written: "):
        export_run(run, tmp_path / "file", "csv")
    with pytest.raises(RunError, match=r"no format 'json'\. Use one of: parquet, csv, xlsx"):
        format_of("json")


def test_the_command_says_what_it_wrote(path: Path, tmp_path: Path) -> None:
    told = CliRunner().invoke(
        app, ["export", str(path), "--out", str(tmp_path / "out"), "--table", "revenue"]
    )
    assert told.exit_code == 0
    assert re.search(r"^revenue +\d\d,\d{3} rows$", told.output, re.MULTILINE)
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == [
        "revenue.parquet",
        "schema.json",
    ]


def test_revenue_is_what_the_ledger_takes(run: Run) -> None:
    """Charges by day are those of the ledger; bills of credit contracts follow a month later."""
    ledger = """SELECT -sum(amount_kopecks) FROM ledger JOIN contract USING (contract_id)
        WHERE entry IN ('fee_tariff', 'fee_addon', 'usage', 'fee_once', 'fee_suspend', 'adjust')"""
    revenue = "SELECT sum(amount_kopecks) FROM revenue JOIN contract USING (contract_id)"
    for of, revenue_of in (
        ("settlement = 'advance'", "settlement = 'advance'"),
        ("settlement = 'credit'", "settlement = 'credit' AND day < DATE '2026-02-01'"),
    ):
        charged = run.cursor().sql(f"{ledger} AND {of}").fetchall()
        assert charged == run.cursor().sql(f"{revenue} WHERE {revenue_of}").fetchall()
        assert charged != [(None,)]
    kinds = {
        entry for (entry,) in run.cursor().sql("SELECT DISTINCT entry FROM revenue").fetchall()
    }
    assert kinds == {"fee_tariff", "fee_addon", "usage", "fee_once", "fee_suspend"}
    paid = run.cursor().sql("SELECT sum(amount_kopecks) FROM cash").fetchall()
    entered = "SELECT sum(amount_kopecks) FROM ledger WHERE entry = 'payment'"
    assert paid == run.cursor().sql(entered).fetchall()
