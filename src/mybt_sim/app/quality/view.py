"""What a visitor of the page looks at: a rule, a fault, and what was hunted last."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from mybt_sim.app.quality.reports import CATCH, HUNT, Task
from mybt_sim.app.quality.work import Known
from mybt_sim.catalogue import load_catalogue
from mybt_sim.catalogue.calendar import day_of
from mybt_sim.catalogue.terms import TERM_FIELDS
from mybt_sim.quality.faults.fault import Fault
from mybt_sim.quality.faults.named import BY_NAME, FAULTS
from mybt_sim.quality.laws.every import LAWS
from mybt_sim.quality.laws.law import Law
from mybt_sim.quality.visits.every import LAWS as DOOR_LAWS
from mybt_sim.rulebook.book import USUAL_DAY, Rulebook, RuleEntry, load_rulebook
from mybt_sim.rulebook.words import rule_sentence
from mybt_sim.text import Language, money, number, translate
from mybt_sim.world.parsing.numbers import number_in

PATH = "/quality"
FIRST_RULE = "PROMISE-LIMIT"
SECONDS_MOST, SEED_MOST = 60, 999_999_999
"""A fault is hunted for so long too: nearly all are caught in a second."""
ALL_LAWS = (*LAWS, *DOOR_LAWS)


@dataclass(frozen=True)
class View:
    """All that the page depends on."""

    language: Language
    rule: RuleEntry
    fault: Fault
    known: Known

    def say(self, key: str, **values: object) -> str:
        """A text of the page."""
        return translate(f"quality.{key}", self.language, **values)

    def sentence(self, rule: str) -> str:
        """What a rule says, by the terms of the usual day."""
        return rule_sentence(rule, self.language, usual_terms())

    def law(self, law: Law) -> str:
        """What a law says."""
        return translate(f"law.{law.name}", self.language)

    def href(self, place: str = "", **more: str) -> str:
        """The address of this page with another rule or fault, at a place of it."""
        pairs = {"lang": self.language, "rule": self.rule.rule, "fault": self.fault.name, **more}
        return f"{PATH}?{urlencode(pairs)}{place}"

    def count(self, value: int) -> str:
        """How many."""
        return number(value, self.language)

    def seconds(self, value: float) -> str:
        """How long, to a tenth."""
        return number(value, self.language, digits=1)

    def byn(self, kopecks: int) -> str:
        """An amount."""
        return money(kopecks, self.language)


@cache
def the_rulebook() -> Rulebook:
    """The rulebook, read once."""
    return load_rulebook()


@cache
def usual_terms() -> Mapping[str, int]:
    """The terms of the usual day by the engine's fields."""
    day = day_of(USUAL_DAY)
    book = load_catalogue().book(first_day=day, last_day=day)
    record = book.terms[book.calendar[0].edition]
    return {name: int(record[name]) for name in TERM_FIELDS}


@cache
def laws_guarding(rule: str) -> tuple[Law, ...]:
    """The laws that guard a rule."""
    return tuple(one for one in ALL_LAWS if rule in one.rules)


@cache
def faults_of(rule: str) -> tuple[Fault, ...]:
    """The faults of the catalogue that break a rule."""
    return tuple(one for one in FAULTS if one.rule == rule)


def view_of(pairs: Iterable[tuple[str, str]], language: Language, known: Known) -> View:
    """The view that an address asks for; what there is none of is the usual one."""
    given = dict(reversed(list(pairs)))
    rules = {one.rule: one for one in the_rulebook().entries}
    rule = rules.get(given.get("rule", ""), rules[FIRST_RULE])
    fault = BY_NAME.get(given.get("fault", "")) or _usual_fault(known, rule.rule)
    return View(language, rule, fault, known)


def _usual_fault(known: Known, rule: str) -> Fault:
    """That which was caught last, or the first of the rule, or any."""
    if known.caught:
        return BY_NAME[list(known.caught)[-1]]
    return next(iter(faults_of(rule)), FAULTS[0])


def task_of(what: str, given: Mapping[str, str]) -> Task | None:
    """What a form asks for, in bounds; None for a fault or a number that there is not."""
    if what == CATCH:
        name = given.get("fault", "")
        return Task(what=CATCH, fault=name, seconds=SECONDS_MOST) if name in BY_NAME else None
    seconds, seed = (number_in(given.get(name, "")) for name in ("seconds", "seed"))
    if seconds is None or seed is None or not (1 <= seconds <= SECONDS_MOST and seed <= SEED_MOST):
        return None
    return Task(what=HUNT, seconds=seconds, seed=seed)
