"""Opening a run: read-only, after its `run` row has said what it is."""

import datetime
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from mybt_sim.base.errors import RunError
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store.columns import Table, quoted
from mybt_sim.store.files import (
    OPENING,
    another_name,
    forget_served,
    may_be_replaced,
    note_served,
)
from mybt_sim.store.schema import RUN_FORMAT
from mybt_sim.store.views import connect_dataset
from mybt_sim.text.html import card_html, table_html

BATCH_ROWS = 500_000
READ_MEMORY = "1500MB"
"""What DuckDB may take for a run that is served or summed; else it keeps all that it has read."""


@dataclass(frozen=True)
class Run:
    """A finished run. Give each thread or session a `cursor()` of its own."""

    path: Path
    connection: duckdb.DuckDBPyConnection
    scenario: Scenario
    metrics_only: bool
    source: str
    seed_data: str

    def __repr__(self) -> str:
        scenario = self.scenario
        return (
            f"<Run {self.path}: {scenario.subscribers:,} subscribers, {scenario.days:,} days from "
            f"{scenario.start}, seed {scenario.seed}{', metrics only' * self.metrics_only}>"
        )

    def _repr_html_(self) -> str:
        """For notebooks: which run it is, and how many rows each table has."""
        rows = [(name, f"{count:,}") for name, count in self.stored_rows().items()]
        return card_html(repr(self), (), table_html(("table", "rows"), rows))

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection to the same file for one thread."""
        return self.connection.cursor()

    def batches(self, table: Table) -> Iterator[pa.RecordBatch]:
        """All rows of a table in stored order."""
        names = ", ".join(column.name for column in table.columns)
        with self.cursor() as cursor:
            yield from cursor.sql(f"SELECT {names} FROM {table.name}").to_arrow_reader(BATCH_ROWS)

    def stored_digests(self) -> dict[str, str]:
        """The digests that the run carries, by table."""
        with self.cursor() as cursor:
            rows = cursor.sql("SELECT table_name, sha256 FROM digest ORDER BY ALL").fetchall()
        return {str(name): str(sha256) for name, sha256 in rows}

    def stored_rows(self) -> dict[str, int]:
        """The number of rows of each table, as the run carries it."""
        with self.cursor() as cursor:
            rows = cursor.sql("SELECT table_name, row_count FROM digest ORDER BY ALL").fetchall()
        return {str(name): int(count) for name, count in rows}

    def fingerprint(self) -> str:
        """SHA-256 over the digests of all tables, in order of names: one for each content."""
        return self._fingerprint

    @cached_property
    def _fingerprint(self) -> str:
        lines = (f"{name} {sha256}\n" for name, sha256 in sorted(self.stored_digests().items()))
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def __enter__(self) -> "Run":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_run(path: Path | str) -> Run:
    """Open a run, a file or a dataset of parts. `RunError` when there is none to be read here."""
    path = Path(path)
    if not path.exists():
        raise RunError(
            f"There is no run at {path}.",
            next_step=f"Make one with: mybt-sim simulate --out {path}",
        )
    try:
        connection = connect_dataset(path.absolute()) if path.is_dir() else _connected(path)
    except (duckdb.Error, OSError) as error:
        raise RunError(
            f"{path} cannot be opened as a run: {_reason(error)}.",
            next_step="Name a file that `mybt-sim simulate` has finished writing. If it should be "
            "one, remove it and make it again, as `make run` then does with runs/year.duckdb.",
        ) from error
    try:
        return _identified(path, connection)
    except BaseException:
        connection.close()
        raise


def _connected(path: Path) -> duckdb.DuckDBPyConnection:
    """A connection to the file that stands at `path` now, whatever was opened there before."""
    with OPENING:
        if may_be_replaced(path):
            if _is_held(path):
                with another_name(path) as link:
                    connection = duckdb.connect(str(link), read_only=True)
                connection.execute(f"SET temp_directory = {quoted(f'{path}.tmp')}")
                return connection
            forget_served(path)
        note_served(path)
        return duckdb.connect(str(path), read_only=True)


def _is_held(path: Path) -> bool:
    """Whether this process has something open there: DuckDB then allows no other settings."""
    try:
        duckdb.connect(str(path), read_only=True, config={"custom_user_agent": "held?"}).close()
    except duckdb.ConnectionException:
        return True
    return False


def _identified(path: Path, connection: duckdb.DuckDBPyConnection) -> Run:
    try:
        rows = connection.sql(
            "SELECT format, version, scenario, metrics_only, source, seed_data FROM run"
        ).fetchall()
    except (duckdb.CatalogException, duckdb.BinderException):
        rows = _rows_of_other_format(connection)
    if len(rows) != 1:
        raise RunError(
            f"{path} is a DuckDB file, but no run of this simulator.",
            next_step="Name a file that `mybt-sim simulate` has finished writing.",
        )
    found, version, scenario, metrics_only, source, seed_data = rows[0]
    if found != RUN_FORMAT:
        raise RunError(
            f"{path} was written by version {version} in format {found}; this version reads "
            f"format {RUN_FORMAT}.",
            next_step="Remove it and simulate it again, as `make run` then does with "
            "runs/year.duckdb, or open it with the version that wrote it.",
        )
    return Run(path, connection, scenario_of(scenario), metrics_only, source, seed_data)


def _rows_of_other_format(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    try:
        rows = connection.sql("SELECT format, version FROM run").fetchall()
    except duckdb.Error:
        return []
    return [(*row, "", False, "", "") for row in rows]


def scenario_text(scenario: Scenario) -> str:
    """A scenario as JSON, the same text for the same scenario."""
    parts = {name: getattr(scenario, name) for name in scenario.__dataclass_fields__}
    for name in ("changes", "outages"):
        if not parts[name]:
            del parts[name]  # the text of a scenario from before there were any
    return json.dumps(parts, default=str, sort_keys=True, ensure_ascii=False)


def scenario_of(text: str) -> Scenario:
    """The scenario of `scenario_text` again."""
    parts = json.loads(text)
    parts["start"] = datetime.date.fromisoformat(parts["start"])
    parts["behaviour"] = {
        name: Decimal(value) if isinstance(value, str) else value
        for name, value in parts["behaviour"].items()
    }
    return Scenario(**parts)


def _reason(error: Exception) -> str:
    """The first line of what DuckDB says, without its own heading."""
    return str(error).strip().splitlines()[0].split("Error: ", 1)[-1].rstrip(".")
