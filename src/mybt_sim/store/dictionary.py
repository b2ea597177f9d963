"""The data dictionary, written from the schema: `python -m mybt_sim.store.dictionary`."""

from mybt_sim.catalogue import load_catalogue
from mybt_sim.store import facts
from mybt_sim.store.columns import Column, Table
from mybt_sim.store.schema import VIEWS, run_tables

HEAD = """# Data dictionary of a run

Made from the schema by `make docs`; a test compares. Every table and column carries its comment in
the file itself as well. Money is in kopecks, volumes in MB (1 GB = 1024 MB), moments in Minsk local
time. All people, numbers and addresses are synthetic.
"""


def data_dictionary() -> str:
    """All tables of a run as Markdown."""
    tables = [*run_tables(load_catalogue()), facts.METRIC_DAY, facts.DIGEST, facts.RUN]
    views = (f"## {view.name} (view)\n\n{view.grain}\n" for view in VIEWS)
    return "\n".join([HEAD, *(_section(table) for table in tables), *views])


def _section(table: Table) -> str:
    key = f" Key: {', '.join(f'`{name}`' for name in table.key)}." if table.key else ""
    rows = "\n".join(_row(column) for column in table.columns)
    return (
        f"## {table.name}\n\n{table.grain}{key}\n\n"
        f"| column | type | what it holds |\n|---|---|---|\n{rows}\n"
    )


def _row(column: Column) -> str:
    null = ", NULL allowed" if column.nullable else ""
    return f"| `{column.name}` | {column.type}{null} | {column.told} |"


if __name__ == "__main__":
    print(data_dictionary(), end="")
