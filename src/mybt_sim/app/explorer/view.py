"""What a visitor of the explorer looks at: a run with its cubes, a selection, a language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import ClassVar, Self
from urllib.parse import urlencode

from mybt_sim.analysis.chosen import region_names
from mybt_sim.analysis.cubes import Cubes, Selection, read_selection
from mybt_sim.analysis.cubes.dimensions import DIMENSIONS
from mybt_sim.analysis.cubes.measures import SUBJECTS
from mybt_sim.store import Run
from mybt_sim.text import (
    Language,
    allowance,
    alphabetical,
    duration,
    minutes_short,
    money_short,
    speed,
    translate,
    volume,
)

PATH = "/explorer"
OPEN = "open"
"""A pair of the address for each table and query that stands open, such as `daily.table`."""
PAIRS_KEPT = 4_096
KNOWN = ("lang", "run", "chart", "format", OPEN)
BY_LETTERS = ("place", "kind", "tariff", "technology", "persona")
"""Dimensions whose values have no order but that of the alphabet."""

_names: dict[tuple[str, Language], Mapping[str, Mapping[str, str]]] = {}


@dataclass(frozen=True)
class View:
    """All that the page depends on."""

    run: Run
    mark: str
    cubes: Cubes
    selection: Selection
    language: Language
    opened: frozenset[str]
    strange: tuple[str, ...] = ()
    path: ClassVar[str] = PATH

    def say(self, key: str, **values: object) -> str:
        """A text of the explorer."""
        return translate(f"explorer.{key}", self.language, **values)

    def href(self, selection: Selection | None = None, **more: str) -> str:
        """The address of this page, with another selection or with more said."""
        return f"{self.path}?{_encoded([*self.address(selection), *more.items()])}"

    def file_href(self, chart: str, kind: str) -> str:
        """The address of a chart as a file: of this run and of no other."""
        said = [one for one in self.address() if one[0] != OPEN]
        said += [("run", self.mark), ("chart", chart), ("format", kind)]
        return f"{self.path}/download?{_encoded(said)}"

    def address(self, selection: Selection | None = None) -> list[tuple[str, str]]:
        """All that the address says, in pairs."""
        pairs = [("lang", self.language), *(selection or self.selection).address(self.cubes)]
        return pairs + [(OPEN, name) for name in sorted(self.opened)]

    def toggled(self, dimension: str, word: str) -> Selection:
        """The selection with a value of a dimension put in, or taken out."""
        now = self.selection.chosen.get(dimension, frozenset()) ^ {word}
        others = self.selection.without(dimension)
        return replace(others, chosen={**others.chosen, dimension: now}) if now else others

    def folded(self, name: str) -> Self:
        """The view with a table or query opened, or closed again."""
        return replace(self, opened=self.opened ^ {name})

    @property
    def names(self) -> Mapping[str, Mapping[str, str]]:
        """The words of all dimensions in the language, in the order in which they are listed."""
        key = (self.mark, self.language)
        if key not in _names:
            if len(_names) >= 8:
                _names.clear()
            _names[key] = _named(self)
        return _names[key]

    def amount(self, value: int, subject: str | None = None) -> str:
        """An amount of a subject as people read it."""
        name = subject or self.selection.subject
        if name == "tv":
            return duration(value, self.language)
        unit = SUBJECTS[name].unit
        written = {"mb": volume, "minutes": minutes_short}
        if unit in written:
            return written[unit](value, self.language)
        return money_short(value, self.language)

    def round_amount(self, value: int) -> str:
        """A round amount of the subject that is looked at: volumes without needless decimals."""
        if self.selection.subject == "traffic":
            return allowance(value, self.language)
        return self.amount(value)


def _encoded(pairs: Iterable[tuple[str, str]]) -> str:
    return "&".join(_pair(name, text) for name, text in pairs)


@lru_cache(PAIRS_KEPT)
def _pair(name: str, text: str) -> str:
    """A page has hundreds of addresses, made of few pairs."""
    return urlencode([(name, text)])


def view_of(run: Run, cubes: Cubes, pairs: Iterable[tuple[str, str]], language: Language) -> View:
    """The view that an address asks for."""
    pairs = list(pairs)
    asked = read_selection(cubes, [pair for pair in pairs if pair[0] not in KNOWN])
    opened = frozenset(text for name, text in pairs if name == OPEN and text in OPENABLE)
    return View(run, run.fingerprint(), cubes, asked.selection, language, opened, asked.strange)


CHARTS = (
    "totals",
    "daily",
    "clock",
    "hours",
    "distribution",
    "calls",
    "cohorts",
    "attach",
    *DIMENSIONS,
)
OPENABLE = frozenset(f"{chart}.{what}" for chart in CHARTS for what in ("table", "query"))


def _named(view: View) -> dict[str, dict[str, str]]:
    language, cubes = view.language, view.cubes
    column = "be" if language == "be" else "ru"
    with view.run.cursor() as cursor:
        localities = dict(
            cursor.sql(f"SELECT locality_id, locality_{column} FROM locality").fetchall()
        )
        tariffs = dict(
            cursor.sql(f"SELECT tariff_id::VARCHAR, name_{language} FROM tariff").fetchall()
        )
        add_ons = dict(
            cursor.sql(f"SELECT add_on_index::VARCHAR, name_{language} FROM add_on").fetchall()
        )
    regions = dict(region_names(language))
    words = {
        "region": regions,
        "tariff": tariffs,
        "place": {
            word: localities[int(word[1:])]
            if word.startswith("L")
            else view.say(f"place.{word[4:]}", region=regions[word[:3]])
            for word in cubes.vocabulary["place"]
        },
        "kind": {word: translate(f"kind.{word}", language) for word in cubes.vocabulary["kind"]},
        "speed": {
            word: speed(int(word), language) if word != "0" else view.say("speed.none")
            for word in sorted(cubes.vocabulary["speed"], key=int)
        },
    }
    for name in ("technology", "age", "household", "persona"):
        words[name] = {word: view.say(f"{name}.{word}") for word in cubes.vocabulary[name]}
    letters = alphabetical(language)
    for name in BY_LETTERS:
        words[name] = dict(sorted(words[name].items(), key=lambda pair: letters(pair[1])))
    for name in DIMENSIONS:
        known = set(cubes.vocabulary[name])
        words[name] = {word: text for word, text in words[name].items() if word in known}
    return {**words, "add_on": add_ons}
