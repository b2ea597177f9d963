"""How fast /demo is, and what it gives back: `python -m mybt_sim.bench.demo runs/year.duckdb`.

    --browser /usr/bin/chromium    the first picture in a cold browser, and taps until shown there
    --visits 500                   so many pages opened and closed: what memory they leave
    --tabs 100                     so many pages open at once, whose people tap every few seconds

Visits and tabs speak to the server as marimo's front end does, without a browser around it; the
browser needs playwright, which is installed for development only.
"""

import argparse
import itertools
import json
import re
import statistics
import threading
import time
import urllib.request
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from mybt_sim.base.bounds import SESSION_DROPPED_SECONDS
from mybt_sim.bench.explorer import resident_mb, served_by, told

BAR_PICTURE_S, BAR_TAP_MS, BAR_TAP_P95_MS, BAR_LEFT_MB, BAR_TABS_P95_MS = 3.0, 60, 100, 50, 300
COLD, TAPS = 5, 60
SETTLE_S = 3.0 * SESSION_DROPPED_SECONDS
"""A page that was left is kept for a while, and then its memory is given back."""
PAUSE_S, AGAIN_S, PATIENCE_S = 5.0, 0.5, 120.0
TABS_TAPS = 8
WARM_VISITS = 100
TOKEN = re.compile('<marimo-server-token data-token="([^"]*)"')
WIDGET = "PhoneWidget"
NUMBERS = itertools.count(1)
APART = 0.618
"""Pauses that are spread evenly, whoever taps."""
SCREENS = ("news", "tariffs", "service_centres", "menu")
BUSY = """() => {
    const root = document.querySelector("marimo-anywidget").shadowRoot.querySelector("[data-root]");
    const taps = window.tapsTook = [];
    let asked = 0;
    new MutationObserver(() => {
        if (root.getAttribute("aria-busy") === "true") asked ||= performance.now();
        else if (asked) { taps.push(performance.now() - asked); asked = 0; }
    }).observe(root, { attributeFilter: ["aria-busy"] });
}"""
PAINTED_MS = """performance.getEntriesByName("first-contentful-paint")[0].startTime"""
GONE = """!document.getElementById("first-picture")"""


class Tab:
    """A page of the demo, as the server sees it."""

    def __init__(self, base: str) -> None:
        with urllib.request.urlopen(f"{base}/demo/?lang=ru") as reply:
            found = TOKEN.search(reply.read().decode())
        assert found is not None, "no page of the demo"
        self._base, self._token = base, found[1]
        self._session = f"s_{next(NUMBERS):06x}"
        self._taps = 0
        address = f"{base.replace('http', 'ws', 1)}/demo/ws?session_id={self._session}&lang=ru"
        self._open = ExitStack()
        self._line = self._open.enter_context(connect(address, max_size=None))
        self._model = str(self._await(lambda told: WIDGET in json.dumps(told))["model_id"])

    def tap(self, action: str, **fields: str) -> float:
        """Tap, and say how many milliseconds it took until the answer was here."""
        self._taps += 1
        tap = {"count": self._taps, "action": action, "fields": fields}
        message = {"method": "update", "state": {"tap": tap}, "bufferPaths": []}
        body = {"modelId": self._model, "message": message, "buffers": []}
        headers = {
            "content-type": "application/json",
            "marimo-session-id": self._session,
            "marimo-server-token": self._token,
        }
        address = f"{self._base}/demo/api/kernel/set_model_value"
        begun = time.perf_counter()
        request = urllib.request.Request(address, json.dumps(body).encode(), headers)
        urllib.request.urlopen(request).close()
        self._await(self._is_answer)
        return (time.perf_counter() - begun) * 1e3

    def _is_answer(self, told: dict[str, Any]) -> bool:
        state = told.get("message", {}).get("state", {})
        return told.get("model_id") == self._model and state.get("answered") == self._taps

    def _await(self, is_it: Any) -> dict[str, Any]:
        while True:
            told: dict[str, Any] = json.loads(self._line.recv(timeout=PATIENCE_S))
            told = told.get("data", told)
            if told.get("op") == "model-lifecycle" and is_it(told):
                return told

    def close(self) -> None:
        """Leave the page."""
        self._open.close()


def opened(base: str) -> Tab:
    """A page; while there is no place, it is tried again, as the page asks people to."""
    until = time.perf_counter() + PATIENCE_S
    while True:
        try:
            return Tab(base)
        except (OSError, WebSocketException, TimeoutError):  # 503 or 1013: no place for now
            if time.perf_counter() > until:
                raise
            time.sleep(AGAIN_S)


def visits(base: str, process: int, count: int) -> None:
    """Open and close pages, each with a tap, and print what memory they leave."""
    for _ in range(WARM_VISITS):  # what is made once, and pools that fill
        _visit(base)
    time.sleep(SETTLE_S)
    before = resident_mb(process)
    for _ in range(count):
        _visit(base)
    time.sleep(SETTLE_S)
    left = resident_mb(process) - before
    print(f"{count} visits opened and closed leave {left:.1f} MB (bar {BAR_LEFT_MB}) "
          f"beside {before:.0f} MB after {WARM_VISITS} earlier ones")  # fmt: skip


def _visit(base: str) -> None:
    tab = opened(base)
    tab.tap("go", screen="news")
    tab.close()


def tabs(base: str, process: int, count: int) -> None:
    """Open pages at once, let somebody tap on each every few seconds, and print the times."""
    before = resident_mb(process)
    begun = time.perf_counter()
    people = [opened(base) for _ in range(count)]
    opening_s = time.perf_counter() - begun
    took: list[float] = []

    def sit(tab: Tab, number: int) -> None:
        for screen in range(TABS_TAPS):
            time.sleep(2 * PAUSE_S * ((number + screen) * APART % 1.0))
            took.append(tab.tap("go", screen=SCREENS[screen % len(SCREENS)]))

    threads = [threading.Thread(target=sit, args=(tab, n)) for n, tab in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    size = (resident_mb(process) - before) / count
    for tab in people:
        tab.close()
    print(f"{count} tabs open at once ({opening_s:.1f} s to open, {size:.1f} MB each), "
          f"{len(took)} taps: {told(took)} (bar p95 {BAR_TABS_P95_MS})")  # fmt: skip


def in_a_browser(base: str, browser: str | None) -> None:
    """The first picture in cold browsers, and taps until their answer is shown."""
    from playwright.sync_api import sync_playwright

    first: list[float] = []
    live: list[float] = []
    taps: Sequence[float] = ()
    with sync_playwright() as playwright:
        for _ in range(COLD):
            chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
            page = chromium.new_context(viewport={"width": 1440, "height": 1000}).new_page()
            begun = time.perf_counter()
            page.goto(f"{base}/demo/?lang=ru", wait_until="commit")
            page.locator(".device").first.wait_for()
            page.wait_for_function(GONE)
            live.append(time.perf_counter() - begun)
            first.append(float(page.evaluate(PAINTED_MS)) / 1e3)
            if len(live) == COLD:
                page.evaluate(BUSY)
                for number in range(TAPS):
                    page.locator(".device .tabs button").nth(number % 2).click()
                    page.wait_for_function("n => window.tapsTook.length > n", arg=number)
                taps = page.evaluate("() => window.tapsTook")
            chromium.close()
    print(f"first picture, cold: {statistics.median(first):.2f} s (bar {BAR_PICTURE_S}), "
          f"longest {max(first):.2f}; it answers after {statistics.median(live):.2f}")  # fmt: skip
    print(f"taps until shown, {len(taps)}: {told(taps)} (bar {BAR_TAP_MS}, p95 {BAR_TAP_P95_MS})")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("run", type=Path)
    parser.add_argument("--browser", help="a Chromium of your own")
    parser.add_argument("--visits", type=int, default=500)
    parser.add_argument("--tabs", type=int, default=100)
    asked = parser.parse_args()
    with served_by(asked.run) as (base, process):
        if asked.browser:
            in_a_browser(base, asked.browser)
        if asked.tabs:
            tabs(base, process, asked.tabs)
        if asked.visits:
            visits(base, process, asked.visits)


if __name__ == "__main__":
    main()
