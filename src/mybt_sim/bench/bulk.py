"""Speeds in bulk: living, storing, memory; ratios are taken within one run."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import duckdb
import pyarrow as pa

from mybt_sim.bench.measure import Measurement, best_seconds
from mybt_sim.catalogue import load_catalogue
from mybt_sim.engine.access_records import Access
from mybt_sim.engine.book import BOOK
from mybt_sim.engine.decide import Question, door, request_of
from mybt_sim.engine.records import DAY_S, blank, blank_contract, records_of
from mybt_sim.engine.refusals import Refusal
from mybt_sim.simulation.block import lived_days, prepare
from mybt_sim.simulation.executors.threads import simulate_blocks
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store.columns import Table
from mybt_sim.store.run_file import open_run
from mybt_sim.store.schema import run_tables
from mybt_sim.store.stream import insert
from mybt_sim.store.writer import simulate

TURNS = 7
GIB = 2**30


def kernel_rate(scenario: Scenario) -> Measurement:
    """Contract-days per second, metrics only, population included."""
    simulation = prepare(scenario)
    contract_days = 0

    def live() -> None:
        nonlocal contract_days
        lives = simulate_blocks(simulation, threads=os.cpu_count() or 1, metrics_only=True)
        contract_days = sum(
            int(lived_days(life.population.facts, scenario.first_day, scenario.days).sum())
            for life in lives
        )

    seconds = best_seconds(live, 5)
    return Measurement(
        "kernel, metrics only",
        round(contract_days / seconds / 1e6, 1),
        "M contract-days/s",
        "≥ 30",
        "Starsim 3.5, mesa-frames 1.5, Mesa 0.39 M agent-steps/s",
    )


def live_promise() -> Measurement:
    """A promised payment through the rule, called from Python on a single record."""
    simulation = prepare(Scenario(subscribers=1, days=31))
    books, accesses = blank(BOOK, 1), records_of(Access())
    books[0] = simulation.book
    requests = request_of(Question.PROMISE_PAYMENT, amount_kopecks=1_500)
    now = simulation.scenario.first_day * DAY_S
    calls = 20_000
    room = [blank_contract() for _ in range(calls)]

    decide = door()

    def promise() -> None:
        for contracts in room:
            decide(books, contracts, accesses, requests, now)

    assert decide(books, blank_contract(), accesses, requests, now) is Refusal.NONE
    microseconds = best_seconds(promise, repeats=1) / calls * 1e6
    return Measurement(
        "live promise", round(microseconds, 2), "µs", "≤ 10", "15 to 45 µs uncompiled"
    )


def storing(scenario: Scenario) -> Iterator[Measurement]:
    """Simulating into a file, over DuckDB alone storing the same rows from memory.

    They take turns, because the machine's speed drifts; ratios are medians over the turns. DuckDB
    alone stores plain tables, and beside that tables whose compression is named, like ours.
    """
    with tempfile.TemporaryDirectory(prefix="mybt_sim-") as folder:
        out, raw = Path(folder) / "run.duckdb", Path(folder) / "raw.duckdb"
        threads = os.cpu_count() or 1
        simulate(scenario, out, threads=threads)
        contents = _contents_of(out)
        ways: list[Callable[[], object]] = [
            lambda: simulate(scenario, out, overwrite=True),
            lambda: _ingest(contents, raw, threads, plain=True),
            lambda: _ingest(contents, raw, threads, plain=False),
        ]
        turns = [[best_seconds(way, 1) for way in ways] for _ in range(TURNS)]
    ours_s, raw_s, told_s = (median(seconds) for seconds in zip(*turns, strict=True))
    rows = sum(content.num_rows for _, content in contents)
    yield Measurement("20,000 × 365 days, stored", round(ours_s, 2), "s", "≤ 15", "")
    yield Measurement(
        "stored rows over raw ingest",
        round(median(raw / ours for ours, raw, _ in turns), 2),
        "ratio",
        "≥ 0.9",
        f"{rows / ours_s / 1e6:.2f} against {rows / raw_s / 1e6:.2f} M rows/s",
    )
    yield Measurement(
        "the same, compression named",
        round(median(told / ours for ours, _, told in turns), 2),
        "ratio",
        "",
        f"DuckDB alone then stores {rows / told_s / 1e6:.2f} M rows/s",
    )


def _contents_of(run_path: Path) -> list[tuple[Table, pa.Table]]:
    """All tables of a run, in Arrow memory."""
    tables = run_tables(load_catalogue())
    with open_run(run_path) as run:
        return [(table, pa.Table.from_batches(run.batches(table))) for table in tables]


def _ingest(
    contents: list[tuple[Table, pa.Table]], path: Path, threads: int, *, plain: bool
) -> None:
    """DuckDB alone: create the tables and insert the rows, one statement each."""
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path), config={"threads": threads}) as connection:
        for table, rows in contents:
            connection.execute(table.create_sql(plain=plain))
            insert(connection, table, rows)
        connection.execute("CHECKPOINT")


def peak_memory() -> Measurement:
    """Largest memory of a process that stores a million subscribers, less the bare interpreter."""
    with tempfile.TemporaryDirectory(prefix="mybt_sim-") as folder:
        out = str(Path(folder) / "million.duckdb")
        size = ["--subscribers", "1000000", "--days", "90", "--out", out]
        whole = _peak_bytes(["-m", "mybt_sim.cli", "simulate", *size])
        bare = _peak_bytes(["-c", "import mybt_sim.store.writer"])
    return Measurement(
        "peak memory, 1 M × 90 days",
        round((whole - bare) / GIB, 2),
        "GiB above the interpreter",
        "≤ 2",
        f"interpreter and libraries alone {bare / GIB:.2f} GiB",
    )


def _peak_bytes(arguments: list[str]) -> int:
    """Peak resident memory of a child interpreter."""
    code = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True); "
    code += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    command = [sys.executable, "-c", code, sys.executable, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return int(done.stdout.split()[-1]) * 1024
