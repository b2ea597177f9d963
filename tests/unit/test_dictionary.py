"""The data dictionary and the comments in a run say the same as the schema."""

from pathlib import Path

from mybt_sim.catalogue import load_catalogue
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store.dictionary import data_dictionary
from mybt_sim.store.schema import run_tables
from tests.support.runs import make_run, rows_of

PAGE = Path(__file__).parents[2] / "docs" / "data-dictionary.md"


def test_the_page_is_made_from_the_schema() -> None:
    assert PAGE.read_text(encoding="utf-8") == data_dictionary(), "run `make docs`"


def test_every_table_and_column_of_a_run_has_its_comment(tmp_path: Path) -> None:
    run = make_run(tmp_path, Scenario(subscribers=5, days=2))
    tables = dict(rows_of(run, "SELECT table_name, comment FROM duckdb_tables()"))
    columns = {
        (table, column): comment
        for table, column, comment in rows_of(
            run,
            "SELECT table_name, column_name, comment FROM duckdb_columns() "
            "WHERE table_name IN (SELECT table_name FROM duckdb_tables())",
        )
    }
    assert all(tables.values())
    assert all(columns.values())
    for table in run_tables(load_catalogue()):
        assert tables[table.name] == table.grain
        for column in table.columns:
            assert columns[table.name, column.name] == column.told
