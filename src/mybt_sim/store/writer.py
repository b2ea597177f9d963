"""Writing a run: aside, while it is being lived, and renamed only when it is complete."""

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import polars as pl

from mybt_sim.base.errors import RunError, is_disk_full
from mybt_sim.simulation.block import Simulation, prepare
from mybt_sim.simulation.compiling import share_compiling
from mybt_sim.simulation.executors.threads import simulate_blocks
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import facts
from mybt_sim.store.digests import TableDigest
from mybt_sim.store.files import OPENING, left_beside, written_aside
from mybt_sim.store.identity import run_row
from mybt_sim.store.schema import (
    STORAGE_VERSION,
    run_tables,
)
from mybt_sim.store.sinks import Sink
from mybt_sim.store.sinks.duckdb import FactsSink
from mybt_sim.store.sinks.metrics import MetricsSink
from mybt_sim.store.stream import Progress, create, insert

MEMORY_LIMIT = "1GB"


def no_progress(_subscribers: int, _rows: int) -> None:
    """Say nothing."""


def simulate(
    scenario: Scenario,
    out: Path | str,
    *,
    threads: int = 2,
    block_size: int | None = None,
    metrics_only: bool = False,
    overwrite: bool = False,
    progress: Progress = no_progress,
) -> Path:
    """Live a scenario and store it as one DuckDB file at `out`.

    Threads and block size change the speed, never the result. The file appears when it is
    complete; until then, and after any failure, there is nothing at `out`.

    Raises `ScenarioError`, `SeedDataError`, or `RunError` when the file cannot be written.
    """
    out = Path(out)
    check_target(out, overwrite=overwrite)
    share_compiling()
    simulation = prepare(scenario)
    with failures_told(out), written_aside(out) as aside:
        _write(simulation, aside, threads, block_size, metrics_only, progress)
    return out


@contextlib.contextmanager
def failures_told(out: Path) -> Iterator[None]:
    """What the disk or a library says against writing, as `RunError`."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        remedy = "Free space there, or choose" if is_disk_full(error) else "Choose"
        raise RunError(
            f"The run cannot be written to {out}: {str(error).strip().splitlines()[0]}.",
            next_step=f"{remedy} another place with --out.",
        ) from error


def check_target(out: Path, *, overwrite: bool) -> None:
    """`RunError` when no run can be written to `out`, before any work is done for it."""
    if out.is_dir():
        raise RunError(
            f"{out} is a folder.",
            next_step="Name a file, such as run.duckdb, or say --dataset for a folder of parts.",
        )
    if left := left_beside(out):
        raise RunError(
            f"There is {left.name} without its file; the new run would be taken for it.",
            next_step="Put that file back, or move this one away.",
        )
    if out.exists() and not overwrite:
        raise RunError(
            f"There is already a file at {out}.",
            next_step="Choose another name, or say --overwrite.",
        )
    if out.exists():
        _refuse_world(out)
    folder = out.absolute().parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise RunError(
            f"The folder {folder} does not exist or cannot be written to.",
            next_step="Make it, or choose another place with --out.",
        )


def _refuse_world(out: Path) -> None:
    """A world is no run: what stands in its log cannot be made again."""
    try:
        with OPENING, duckdb.connect(str(out), read_only=True) as connection:
            tables = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        is_world = ("world",) in tables
    except duckdb.ConnectionException:  # this process has it open for writing
        is_world = True
    except duckdb.Error as error:
        is_world = "lock" in str(error)  # another process has; what is no database may be replaced
    if is_world:
        raise RunError(
            f"{out} is a world, or open for writing, and no run.",
            next_step="Choose another name, or remove it by hand.",
        )


def _write(
    simulation: Simulation,
    aside: Path,
    threads: int,
    block_size: int | None,
    metrics_only: bool,
    progress: Progress,
) -> None:
    tables = {
        table.name: table for table in run_tables(simulation.catalogue, metrics_only=metrics_only)
    }
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": threads,
        "memory_limit": MEMORY_LIMIT,
        "storage_compatibility_version": STORAGE_VERSION,
        "autoinstall_known_extensions": False,
    }
    with duckdb.connect(str(aside), config=config) as connection:
        connection.execute("SET enable_progress_bar = false")
        # one checkpoint at the end; in between each would rewrite what is already on disk
        connection.execute("SET checkpoint_threshold = '1TB'")
        create(connection, (facts.DIGEST, facts.RUN))
        sink: Sink = (
            MetricsSink(simulation.scenario, connection)
            if metrics_only
            else FactsSink(simulation, connection, tables)
        )
        # storing a row takes longer than living it: DuckDB gets the larger part of the cores
        block_threads = threads if metrics_only else max(1, threads // 2)
        lives = simulate_blocks(
            simulation,
            threads=block_threads,
            block_size=block_size,
            metrics_only=sink.metrics_only,
        )
        digests = sink.take(lives, progress)
        _seal(connection, digests)
        row = run_row(simulation.scenario, metrics_only=sink.metrics_only)
        insert(connection, facts.RUN, pl.DataFrame(row))
        connection.execute("CHECKPOINT")


def _seal(connection: duckdb.DuckDBPyConnection, digests: Mapping[str, TableDigest]) -> None:
    """Write the digests of all tables."""
    rows = [
        {"table_name": name, "row_count": digest.rows, "sha256": digest.hexdigest()}
        for name, digest in sorted(digests.items())
    ]
    insert(connection, facts.DIGEST, pl.DataFrame(rows))
