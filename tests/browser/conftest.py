"""A served site and a browser that writes down every request and every complaint."""

import socket
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from mybt_sim.app.demo.sessions import DEMO_SESSIONS
from mybt_sim.app.serve import bounded
from mybt_sim.app.site import create_app
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import simulate
from mybt_sim.text import Language
from tests.support.person import Person

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
LOCALES = {"ru": "ru-RU", "be": "be-BY", "en": "en-GB"}
PATIENCE_MS = 20_000
TALL = 5_000
"""A notebook scrolls inside its page: a tall window shows all of it."""


expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Visit:
    """A page in a browser, with what it asked for and complained of."""

    page: Page
    base: str
    strangers: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to a path of the site."""
        self.page.goto(self.base + path, wait_until="load")

    def watch(self) -> None:
        """Write down requests to other machines, errors in the console, and failed answers."""
        own = urlsplit(self.base).netloc
        self.page.on(
            "request",
            lambda request: (
                self.strangers.append(request.url)
                if urlsplit(request.url).scheme not in ("data", "blob")
                and urlsplit(request.url).netloc != own
                else None
            ),
        )
        self.page.on(
            "console",
            lambda message: (
                self.complaints.append(message.text) if message.type == "error" else None
            ),
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "response",
            lambda reply: (
                self.complaints.append(f"{reply.status} {reply.url}")
                if reply.status >= 400
                else None
            ),
        )


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a site over a small run."""
    path = simulate(
        Scenario(subscribers=200, days=40), tmp_path_factory.mktemp("browser") / "run.duckdb"
    )
    with served(path) as address:
        yield address


@contextmanager
def served(run_path: Path) -> Iterator[str]:
    """The address of a site over a run, served by this process."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(bounded(create_app(run_path)))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        _await_answer(address)
        yield address
        server.should_exit = True
        thread.join()  # a thread that outlives the interpreter's end is told as a leak of DuckDB's


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def people(browser: Browser) -> Iterator[dict[str, BrowserContext]]:
    """A browser of its own for each language, which keeps its cache from page to page."""
    contexts = {
        code: browser.new_context(locale=locale, reduced_motion="reduce")
        for code, locale in LOCALES.items()
    }
    for context in contexts.values():
        context.set_default_timeout(PATIENCE_MS)
    yield contexts
    for context in contexts.values():
        context.close()


@pytest.fixture
def visit(
    people: dict[str, BrowserContext], base: str, request: pytest.FixtureRequest
) -> Iterator[Visit]:
    """A visitor; `request.param` is the language and the width of the window in px."""
    language, width = getattr(request, "param", ("ru", 1440))
    people[language].clear_cookies()
    page = people[language].new_page()
    page.set_viewport_size({"width": width, "height": TALL})
    visit = Visit(page, base)
    visit.watch()
    yield visit
    page.close()
    assert not visit.strangers, "the page asked another machine"
    assert not visit.complaints


class Audience:
    """One page for each language, on which one story follows the other."""

    def __init__(self, people: dict[str, BrowserContext], base: str) -> None:
        self._people, self._base = people, base
        self.visits: dict[str, Visit] = {}
        self._persons: dict[str, Person] = {}
        self._last = ""

    def in_front_of(self, language: Language) -> Person:
        """Somebody in front of the demo page, who speaks a language."""
        self._last = language
        if language not in self._persons:
            visit = Visit(self._people[language].new_page(), self._base)
            visit.watch()
            visit.page.set_viewport_size({"width": 1440, "height": 1000})
            key, demo = DEMO_SESSIONS.enter(None, language)
            visit.open(f"/demo/?lang={language}&key={key}")
            expect(visit.page.locator(".device")).to_be_visible()
            self.visits[language] = visit
            self._persons[language] = Person(visit.page, demo)
        person = self._persons[language]
        person.demo.tap("language", {"language": language})
        return person

    def took_ms(self) -> list[float]:
        """How long the taps took since this was last asked."""
        return self._persons[self._last].took_ms()

    def close(self) -> None:
        """Leave the pages."""
        for visit in self.visits.values():
            visit.page.close()


@pytest.fixture(scope="module")
def stalls(people: dict[str, BrowserContext], base: str) -> Iterator[Audience]:
    """The audience of all tests of a module."""
    audience = Audience(people, base)
    yield audience
    audience.close()


@pytest.fixture
def audience(
    stalls: Audience, record_property: Callable[[str, object], None]
) -> Iterator[Audience]:
    """The audience; afterwards nothing was asked of other machines, and nothing complained of."""
    yield stalls
    record_property("tap answered, ms", stalls.took_ms())
    for visit in stalls.visits.values():
        assert not visit.strangers, "the page asked another machine"
        assert not visit.complaints


def _await_answer(address: str) -> None:
    deadline = time.perf_counter() + 30
    while time.perf_counter() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    pytest.fail(f"{address} does not answer")
