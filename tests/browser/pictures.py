"""`make pictures`: the screenshots of README and docs, taken of a site over a small run.

Those of the analyst's pages show the year of `make run`, where it has been lived.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from mybt_sim.app.demo.sessions import DEMO_SESSIONS
from mybt_sim.app.runs import RUN_DEFAULT
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import simulate
from mybt_sim.text import Language
from tests.browser.conftest import FLAGS, LOCALES, served
from tests.support.demo import Guest

FOLDER = Path(__file__).parents[2] / "docs" / "images"


def refused_promise(guest: Guest) -> None:
    """A promise of 15.01: the reason on the phone, the line that decided beside it."""
    guest.sign_in()
    guest.open("promise", guest.bind("student"))
    guest.tap("promise", amount="15.01")


def family(guest: Guest) -> None:
    """Contracts of several people in one account."""
    guest.sign_in()
    for role in ("parents", "grandmother", "sister"):
        guest.bind(role)


def usage(guest: Guest) -> None:
    """Statistics of a month."""
    guest.sign_in()
    guest.open("usage", guest.bind("parents"), item="last")


def story(guest: Guest) -> None:
    """A story in front of an audience."""
    guest.tap("story.choose", item="grandmother")
    for _ in range(10):
        guest.tap("story.next")


def futures(guest: Guest) -> None:
    """Two phones, each in a future of its own."""
    guest.sign_in()
    contract = guest.bind("student")
    guest.open("promise", contract)
    guest.tap("promise", amount="15.00")
    guest.tap("clock.fork")
    guest.open("top_up", contract)
    guest.tap("pay", amount="60.00", brand="belkart")
    for phone in ("0", "1"):
        guest.tap("clock.on", phone=phone, item="week")
        guest.tap("go", phone=phone, screen="contract", contract=contract)


def changed_rule(guest: Guest) -> None:
    """The limit is 20 on the second phone, and both ask for 18."""
    guest.sign_in()
    guest.open("promise", guest.bind("student"))
    guest.tap("rules.toggle")
    guest.tap("rules.term", item="promise_limit", value="20.00")
    guest.tap("promise", phone="0", amount="18.00")


def quick_check(guest: Guest) -> None:
    """The balance on the web, without an account."""
    guest.tap("outside.client", item="web")
    guest.open("check")
    guest.tap("outside.login", item=0)
    guest.tap("check", **guest.handset.typed)


PICTURES: dict[str, tuple[Language, int, int, Callable[[Guest], None]]] = {
    "demo-promise": ("ru", 1440, 1000, refused_promise),
    "demo-story": ("be", 1440, 1000, story),
    "demo-futures": ("ru", 1600, 1000, futures),
    "demo-rules": ("ru", 1600, 1000, changed_rule),
    "demo-web": ("be", 1440, 900, quick_check),
    "demo-family": ("be", 768, 1000, family),
    "demo-usage": ("ru", 390, 1150, usage),
}


ANALYST: dict[str, tuple[Language, str]] = {
    "explorer": ("ru", "/explorer?from=2026-06-01&to=2026-08-31&region=MSQ&region=MIN"),
    "money": ("en", "/money?"),
}
"""A language, and the address of a page as an analyst has it before him."""


def take_of_analyst(browser: Browser, base: str, name: str) -> None:
    """The upper part of a page of the analyst."""
    language, address = ANALYST[name]
    context = browser.new_context(
        locale=LOCALES[language], viewport={"width": 1440, "height": 1120}
    )
    page = context.new_page()
    page.goto(f"{base}{address}&lang={language}")
    page.locator("svg").first.wait_for()
    page.screenshot(path=FOLDER / f"{name}.png")
    context.close()


def take(browser: Browser, base: str, name: str) -> None:
    """Prepare a demo, show it, and take its picture."""
    language, width, height, prepare = PICTURES[name]
    guest = Guest(language)
    prepare(guest)
    key, demo = DEMO_SESSIONS.enter(None, language)
    vars(demo).update(vars(guest.demo))
    context = browser.new_context(
        locale=LOCALES[language], viewport={"width": width, "height": height}
    )
    page = context.new_page()
    page.goto(f"{base}/demo/?lang={language}&key={key}")
    page.locator(".device").first.wait_for()
    page.wait_for_timeout(500)  # for fonts and the last layout
    page.screenshot(path=FOLDER / f"{name}.png")
    context.close()


@contextmanager
def site() -> Iterator[str]:
    """The address of a site over a small run."""
    with tempfile.TemporaryDirectory() as folder:
        path = simulate(Scenario(subscribers=200, days=40), Path(folder) / "run.duckdb")
        with served(path) as base:
            yield base


if __name__ == "__main__":
    with site() as base, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=sys.argv[1], args=FLAGS.split())
        for picture in PICTURES:
            take(chromium, base, picture)
        with served(RUN_DEFAULT) if RUN_DEFAULT.exists() else nullcontext(base) as year:
            for picture in ANALYST:
                take_of_analyst(chromium, year, picture)
        chromium.close()
