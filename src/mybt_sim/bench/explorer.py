"""How fast the explorer follows: a trace of events in a real browser, and in plain DuckDB.

    python -m mybt_sim.bench.explorer runs/year.duckdb --browser /usr/bin/chromium

The trace is the same for every run: periods drawn over the curve, rows clicked, subjects changed.
Playwright is needed, which is installed for development only.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from mybt_sim.analysis.cubes import Cubes, Selection, cubes_of
from mybt_sim.analysis.cubes.dimensions import DIMENSIONS
from mybt_sim.analysis.cubes.measures import SUBJECTS
from mybt_sim.app.explorer.cards import QUERIES, query_of
from mybt_sim.app.explorer.view import View, view_of
from mybt_sim.store import Run, open_run

DRAGS, MOVES = 40, 12
PLAIN_EVENTS = 6
SESSIONS = 5
EVENT_MS = """async ([address]) => {
    const begun = performance.now();
    await explorer.go(address, { push: false });
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    const drawn = performance.now() - begun;
    const last = performance.getEntriesByType("resource").at(-1);
    performance.clearResourceTimings();
    return [drawn, last.serverTiming[0].duration];
}"""


class Event(NamedTuple):
    """What a visitor does: "brush" while she draws a period, "filter" for a click."""

    kind: str
    selection: Selection


def trace(cubes: Cubes) -> Iterator[Event]:
    """The events, `DRAGS` times a click and a period that grows by `MOVES` steps."""
    subjects, chosen = list(SUBJECTS), dict[str, frozenset[str]]()
    for drag in range(DRAGS):
        subject = subjects[drag // 3 % len(subjects)]
        name = DIMENSIONS[drag * 4 % len(DIMENSIONS)]
        words = cubes.vocabulary[name]
        chosen = {name: frozenset({words[drag % len(words)]})} | dict(list(chosen.items())[:1])
        if drag % 4 == 3:
            chosen = {}
        begin = drag * 37 % (cubes.days * 2 // 3)
        yield Event("filter", Selection(begin, begin, subject, chosen))
        for move in range(1, MOVES + 1):
            end = min(cubes.days - 1, begin + move * 9)
            yield Event("brush", Selection(begin, end, subject, chosen))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("run", type=Path)
    parser.add_argument("--browser", help="a Chromium of your own")
    asked = parser.parse_args()
    with open_run(asked.run) as run:
        begun = time.perf_counter()
        cubes = cubes_of(run)
        print(f"cubes: {time.perf_counter() - begun:.1f} s, {cubes.cells:,} cells")
        events = list(trace(cubes))
        view = view_of(run, cubes, [], "ru")
        _in_a_browser(asked.run, view, events, asked.browser)
        _plain(run, view, events)


@contextmanager
def serving(path: Path) -> Iterator[str]:
    """The address of the workbench over a run, in a process of its own."""
    with served_by(path) as (base, _):
        yield base


@contextmanager
def served_by(path: Path) -> Iterator[tuple[str, int]]:
    """The same, and the process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-c",
        "from mybt_sim.cli import main; main()",
        "app",
        "--run",
        str(path),
    ]
    server = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        base = f"http://127.0.0.1:{port}"
        _await_answer(f"{base}/health")
        yield base, server.pid
    finally:
        server.terminate()
        server.wait()


def _in_a_browser(path: Path, view: View, events: Sequence[Event], browser: str | None) -> None:
    from playwright.sync_api import sync_playwright

    with served_by(path) as (base, process), sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = chromium.new_page()
        begun = time.perf_counter()
        page.goto(f"{base}/explorer?lang=ru", wait_until="load")
        print(f"first picture, cold: {time.perf_counter() - begun:.2f} s")
        found: dict[str, list[Any]] = {"brush": [], "filter": []}
        for event in events:
            found[event.kind].append(page.evaluate(EVENT_MS, [view.href(event.selection)]))
        for kind, times in found.items():
            for at, what in enumerate(("drawn", "of it the server")):
                print(f"{kind}, {len(times)} events, {what}: {told([t[at] for t in times])}")
        before = resident_mb(process)
        pages = [chromium.new_context().new_page() for _ in range(SESSIONS)]
        for one in pages:
            one.goto(f"{base}/explorer?lang=be", wait_until="load")
        grown = (resident_mb(process) - before) / SESSIONS
        print(f"a session adds {grown:.1f} MB to {before:.0f} MB")
        chromium.close()


def _plain(run: Run, view: View, events: Sequence[Event]) -> None:
    """The queries behind all charts, for some of the events."""
    times = []
    with run.cursor() as cursor:
        for event in events[5 :: len(events) // PLAIN_EVENTS]:
            asked = view_of(run, view.cubes, event.selection.address(view.cubes), "ru")
            begun = time.perf_counter()
            for name in (*QUERIES, *DIMENSIONS):
                cursor.sql(query_of(asked, name)).fetchall()
            times.append((time.perf_counter() - begun) * 1000)
    print(f"plain DuckDB, {len(times)} of the same events: {told(times)}")


def told(times: Sequence[float]) -> str:
    """Median, 95th percentile and the longest, in milliseconds."""
    ordered = sorted(times)
    p95 = ordered[-(-len(ordered) * 95 // 100) - 1]
    return f"p50 {statistics.median(ordered):.0f} ms, p95 {p95:.0f} ms, most {ordered[-1]:.0f} ms"


def _await_answer(address: str) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(address) as reply:
                json.load(reply)
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"Nothing answers at {address}.")


def resident_mb(process: int) -> float:
    """The memory that a process holds."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main()
