"""What a visitor of the lab looks at: a run, what is moved, a language, a page of the browser."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from mybt_sim.app.whatif.asked import Asked, read_asked
from mybt_sim.app.whatif.levers import FEE, HOURS, MONEY, NEW_FEE, PERCENT, Bench, Lever
from mybt_sim.catalogue.model import Tariff
from mybt_sim.store import Run
from mybt_sim.store.again import simulation_of
from mybt_sim.text import (
    Language,
    alphabetical,
    date_long,
    money,
    number,
    percent,
    translate,
)
from mybt_sim.world.parsing import number_in

PATH = "/what-if"
PAGE = re.compile("[0-9a-z]{8,32}")
LIFE = "life"
KNOWN = ("lang", "run", "page", "lived", "side", LIFE)


@dataclass(frozen=True)
class View:
    """All that the page depends on.

    page  by which the browser's page is known again; empty where it is none
    life  the contract that is looked at; 0 for none
    """

    run: Run
    mark: str
    bench: Bench
    asked: Asked
    language: Language
    page: str = ""
    life: int = 0
    strange: tuple[str, ...] = ()

    def say(self, key: str, **values: object) -> str:
        """A text of the lab."""
        return translate(f"whatif.{key}", self.language, **values)

    def href(self, asked: Asked | None = None, life: int = 0, path: str = PATH) -> str:
        """The address of this page, with something else moved or with a life."""
        pairs = [("lang", self.language), *(asked or self.asked).address(self.bench)]
        return f"{path}?{urlencode(pairs + [(LIFE, str(life))] * bool(life))}"

    @property
    def key(self) -> str:
        """Tells what is asked from everything else that can be."""
        return f"{self.mark} {urlencode(self.asked.address(self.bench))}"

    @property
    def tariffs(self) -> list[tuple[Tariff, str]]:
        """What is sold, with its name, in the order of the alphabet."""
        letters = alphabetical(self.language)
        named = [(one, str(getattr(one.name, self.language))) for one in self.bench.tariffs]
        return sorted(named, key=lambda one: letters(one[1]))

    def tariff_name(self, tariff_id: str) -> str:
        """A tariff in the language."""
        return next(name for one, name in self.tariffs if one.id == tariff_id)

    def lever_name(self, name: str) -> str:
        """What is moved, in words."""
        if name in self.bench.terms:
            return translate(f"term.{name}", self.language)
        return self.say(f"lever.{name}")

    def value(self, lever: Lever, value: int) -> str:
        """A value of a lever as people read it."""
        if lever.unit == MONEY:
            return money(value, self.language)
        if lever.unit == PERCENT:
            return percent(value / 1_000, self.language, digits=1 if value % 10 else 0)
        figure = number(value, self.language)
        if lever.unit == "day":
            return figure
        return f"{figure}\N{NO-BREAK SPACE}{translate(f'rules.unit.{lever.unit}', self.language)}"

    def typed(self, lever: Lever, value: int) -> str:
        """A value as it is typed into its field."""
        written = lever.written(value)
        return written if self.language == "en" else written.replace(".", ",")

    def told(self, asked: Asked) -> str:
        """What is moved, in one line."""
        levers = asked.levers(self.bench)
        parts = [
            f"{self.about(name, asked)}: {self.value(levers[name], value)}"
            for name, value in asked.moved.items()
        ]
        if asked.seed != self.bench.scenario.seed:
            parts.append(f"{self.say('seed')}: {asked.seed}")
        return "; ".join(parts) or self.say("as_today")

    def about(self, name: str, asked: Asked) -> str:
        """A lever's name with what it is about."""
        about = ""
        if name == FEE:
            about = f" «{self.tariff_name(asked.tariff)}»"
        elif name == NEW_FEE:
            about = f" ({self.tariff_name(asked.like)})"
        elif name == HOURS:
            about = f" ({translate(f'region.{asked.region}', self.language)})"
        return f"{self.lever_name(name)}{about}"

    def day(self, day: datetime.date) -> str:
        """A date in words."""
        return date_long(day, self.language)


def view_of(run: Run, pairs: Iterable[tuple[str, str]], language: Language) -> View:
    """The view that an address asks for; `RunError` for a run that can't be lived again."""
    given = list(pairs)
    bench = Bench.of(run.scenario, simulation_of(run).catalogue)
    asked, strange = read_asked(bench, [one for one in given if one[0] not in KNOWN])
    named = dict(reversed(given))
    page = named.get("page", "")
    return View(
        run,
        run.fingerprint(),
        bench,
        asked,
        language,
        page if PAGE.fullmatch(page) else "",
        number_in(named.get(LIFE, "")) or 0,
        strange,
    )
