"""How fast the what-if lab follows: sliders moved in a real browser, over a run of any size.

    python -m mybt_sim.bench.lab runs/large.duckdb --browser /usr/bin/chromium

Times are from the move to the picture. Playwright is needed, which comes with development alone.
"""

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mybt_sim.bench.explorer import serving, told

MOVE = """([name, value]) => {
    const slider = document.querySelector(`[data-of="${name}"]`);
    slider.value = value;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
}"""
DRAWN_MS = """() => performance.getEntriesByName("drawn").map((one) => one.duration)"""
FRAMES = """() => {
    window.longest = 0;
    let last = performance.now();
    const look = (now) => { window.longest = Math.max(window.longest, now - last); last = now;
        requestAnimationFrame(look); };
    requestAnimationFrame(look);
}"""
LEVERS = {
    "promise_limit": [16, 18, 20, 22, 25, 28, 30, 33, 36, 40, 10, 8, 5, 45],
    "promise_term_days": [3, 4, 6, 7, 8, 9, 10, 12, 14, 16],
    "fee": [20, 22, 25, 28, 30, 33, 35, 40],
    "late.share": [5, 8, 10, 15, 20, 25],
    "block_at": [1, 2, 4, 6, 8, -2, -4, -8],
    "new_fee": [10, 15, 20, 25],
    "outage_hours": [6, 12, 24, 48],
}
MOVES = 200
MOVES_S = 2
SETTLED_S = 600


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("run", type=Path)
    parser.add_argument("--browser", help="a Chromium of your own")
    parser.add_argument("--lever", action="append", choices=LEVERS, help="these alone")
    asked = parser.parse_args()
    with serving(asked.run) as base, _page(base, asked.browser) as page:
        begun = time.perf_counter()
        _settle(page)
        print(f"today's year is lived: {time.perf_counter() - begun:.1f} s")
        chosen = asked.lever or list(LEVERS)
        for name in chosen:
            _one_by_one(page, name, LEVERS[name])
        for name in ("promise_limit", "block_at"):
            if name in chosen:
                _in_a_row(page, name)


@contextmanager
def _page(base: str, browser: str | None) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = chromium.new_page()
        page.goto(f"{base}/what-if?lang=en", wait_until="load")
        if not page.evaluate("'whatif' in window"):
            raise SystemExit(page.inner_text("main"))
        yield page
        chromium.close()


def _settle(page: Any) -> None:
    """Wait until the last value is answered in full."""
    ends = time.perf_counter() + SETTLED_S
    while page.evaluate("whatif.counts().running"):
        if time.perf_counter() > ends:
            raise SystemExit("The lab does not come to an end.")
        time.sleep(0.02)


def _one_by_one(page: Any, name: str, values: list[int]) -> None:
    """Each value on its own: when it is drawn first, and when in full."""
    first, whole = [], []
    for value in values:
        page.evaluate("performance.clearMeasures()")
        begun = time.perf_counter()
        page.evaluate(MOVE, [name, value])
        _settle(page)
        whole.append((time.perf_counter() - begun) * 1_000)
        first += page.evaluate(DRAWN_MS)
    page.evaluate(MOVE, [name, page.evaluate(f'document.getElementById("{name}").dataset.today')])
    _settle(page)
    print(f"{name}, {len(values)} moves, drawn: {told(first)}; in full: {told(whole)}")


def _in_a_row(page: Any, name: str) -> None:
    """Many moves in two seconds: what is lived in vain, and whether the last one is shown."""
    low, high = (float(page.evaluate(f'document.querySelector(`[data-of="{name}"]`).{end}'))
                 for end in ("min", "max"))  # fmt: skip
    step = (high - low) / MOVES
    before = page.evaluate("whatif.counts()")
    page.evaluate("performance.clearMeasures()")
    page.evaluate(FRAMES)
    begun = time.perf_counter()
    for move in range(MOVES):
        page.evaluate(MOVE, [name, low + (move + 1) * step])
        ends = begun + MOVES_S * (move + 1) / MOVES
        time.sleep(max(0, ends - time.perf_counter()))
    moved_s = time.perf_counter() - begun
    _settle(page)
    after = page.evaluate("whatif.counts()")
    sheets = page.evaluate("whatif.counts().count")
    lived = (after["sheets"] - before["sheets"]) / sheets
    drawn = after["drawn"] - before["drawn"]
    value = page.evaluate(f'document.getElementById("{name}").value')
    print(
        f"{name}, {MOVES} moves in {moved_s:.1f} s: {after['asked'] - before['asked']} asked, "
        f"{drawn} drawn, {lived:.2f} computations of everybody for all of them "
        f"({after['whole'] - before['whole']} told in full); shown at the end: {after['last']} "
        f"for {value}; longest frame {page.evaluate('window.longest'):.0f} ms"
    )


if __name__ == "__main__":
    main()
