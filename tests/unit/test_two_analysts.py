"""Two analysts ask while the run under their pages is replaced: no answer mixes two runs."""

import re
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Event

from mybt_sim.app.site import create_app
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import simulate
from tests.support.asking import ask

FIRST = Scenario(subscribers=25, days=12, seed=1)
SECOND = FIRST.having(seed=2)
PAGES = ("/explorer?lang=en&region=MSQ&open=daily.table", "/money?lang=ru&kind=internet")
REPLACED = 4
MARK = re.compile('data-run="([0-9a-f]+)"')


def mark_in(page: str) -> str:
    found = MARK.search(page)
    assert found is not None
    return found[1]


def test_two_analysts_and_a_new_run_at_once(tmp_path: Path) -> None:
    expected: dict[tuple[str, str], str] = {}
    for scenario in (FIRST, SECOND):
        site = create_app(simulate(scenario, tmp_path / f"{scenario.seed}.duckdb"))
        for page in PAGES:
            text = ask(site, page).text
            expected[page, mark_in(text)] = text
    assert len(expected) == 4
    path = simulate(FIRST, tmp_path / "run.duckdb")
    site = create_app(path)
    is_over = Event()

    def analyse(page: str) -> set[str]:
        seen, mark = set(), mark_in(ask(site, page).text)
        for turn in count():
            reply = ask(site, page)
            assert reply.status == 200
            seen.add(now := mark_in(reply.text))
            assert reply.text == expected[page, now]
            base, _, query = page.partition("?")
            part = ask(site, f"{base}/parts?{query}&run={mark}")
            assert part.status in (200, 409)
            mark = now if part.status == 409 else mark
            if is_over.is_set() and turn >= REPLACED:
                return seen
        raise AssertionError("unreachable")

    with ThreadPoolExecutor(2) as analysts:
        asked = [analysts.submit(analyse, page) for page in PAGES]
        for turn in range(REPLACED):
            simulate(SECOND if turn % 2 == 0 else FIRST, path, overwrite=True)
        is_over.set()
        seen = set().union(*(one.result(timeout=120) for one in asked))
    assert seen <= {mark for _, mark in expected}
    assert mark_in(ask(site, PAGES[0]).text) in seen
