"""The lab is a notebook of the worked questions that runs as it stands, and stays as it is."""

import importlib.util
import re
from pathlib import Path

import duckdb
import polars as pl
import pytest

from mybt_sim.analysis import dictionary, frame
from mybt_sim.app.lab import lab_page, make_lab, questions_page
from mybt_sim.base.errors import RunError
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import Run, open_run
from mybt_sim.store.described import words_of
from tests.support.runs import make_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return open_run(make_run(tmp_path_factory.mktemp("run"), Scenario(subscribers=200, days=100)))


def test_a_lab_is_made_runs_and_stays(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "click.py").write_text("raise SystemExit", "utf-8")
    monkeypatch.chdir(tmp_path)
    notebook = tmp_path / "lab.py"
    make_lab(notebook, run.path)
    spec = importlib.util.spec_from_file_location("lab", notebook)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    _, values = module.app.run()
    results = [name for name in values if re.fullmatch(r"(answer|again|chart)_\d+", name)]
    assert len(results) == len(re.findall(r"^### ", questions_page(), re.MULTILINE)) * 3 - 2
    assert values["answer_1"].height > 0
    notebook.write_text("mine", "utf-8")
    with pytest.raises(RunError, match="is there already"):
        make_lab(notebook, run.path)
    assert notebook.read_text("utf-8") == "mine"


def test_a_name_of_a_run_is_text_in_the_notebook() -> None:
    path = Path('it\'s "mine"\\n.duckdb')
    code = lab_page(path).partition("open_run(")[2].partition(")\n")[0]
    assert code == repr(str(path))


def test_a_frame_counts_in_64_bits_and_sorts_as_sql_does(run: Run) -> None:
    with run.cursor() as cursor:
        for table in ("contract_day", "operation", "holder", "revenue"):
            relation, found = cursor.table(table), frame(run, table)
            assert found.height == relation.shape[0]
            for name, kind in zip(relation.columns, relation.types, strict=True):
                words = words_of(kind)
                assert not words or found[name].dtype == pl.Enum(words)
            assert not {pl.Int8, pl.Int16, pl.Int32, pl.Decimal} & set(found.dtypes)
        ordered = "SELECT DISTINCT operation FROM operation ORDER BY operation"
        by_sql = [str(word) for (word,) in cursor.sql(ordered).fetchall()]
    assert frame(run, "operation", "operation")["operation"].unique().sort().to_list() == by_sql


@pytest.mark.parametrize(
    ("asked", "next_step"),
    [
        (("contract_dya",), "Did you mean contract_day"),
        (("bill", "amount"), "Did you mean amount_kopecks"),
        (("bill", "paid_at; DROP TABLE bill"), "Name "),
    ],
)
def test_a_table_or_column_that_is_not_there_is_named(
    run: Run, asked: tuple[str, ...], next_step: str
) -> None:
    with pytest.raises(RunError) as error:
        frame(run, *asked)
    assert next_step in str(error.value)


def test_the_dictionary_tells_every_column(run: Run) -> None:
    told = dictionary(run)
    tables = told.filter(pl.col("holds") != "")
    assert {"contract_day", "operation"} <= set(tables["table"])
    with run.cursor() as cursor:
        count = "SELECT count(*) FROM duckdb_columns() WHERE NOT internal"
        (columns,) = cursor.sql(count).fetchall()[0]
    assert told.height == columns
    assert told["grain"].str.len_chars().min() > 0  # type: ignore[operator]
    assert isinstance(run.connection, duckdb.DuckDBPyConnection)
