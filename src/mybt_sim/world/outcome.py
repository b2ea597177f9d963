"""The answer to a request: what was decided, by which check, and what it did to the ledger."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import RULES, Check
from mybt_sim.engine.vocabulary import Entry, Event
from mybt_sim.text.formats import moment as written_moment
from mybt_sim.text.formats import money
from mybt_sim.text.html import card_html, table_html
from mybt_sim.text.messages import Language, refusal_text, translate
from mybt_sim.world.moments import seconds_of

PASSED = ("refused", "passed")


@dataclass(frozen=True)
class Rung:
    """One check of the ladder: the rule that asks, the condition, and whether it was passed."""

    rule: str
    check: Check
    is_passed: bool


@dataclass(frozen=True)
class LedgerLine:
    """One ledger entry."""

    contract_id: int
    posted_at: datetime.datetime
    entry: Entry
    amount_kopecks: int
    balance_after_kopecks: int


@dataclass(frozen=True)
class Happening:
    """Something that happened to a contract besides money; `value` by kind of event."""

    contract_id: int
    happened_at: datetime.datetime
    event: Event
    value: int


@dataclass(frozen=True)
class Asked:
    """A rule that was asked, and its answer."""

    rule: str
    refusal: Refusal


@dataclass(frozen=True)
class Outcome:
    """What a request came to.

    `refusal` is NONE when it was carried out. `allowed_from` is the moment (Minsk) from which the
    check that refused would let the same request pass, where that can be known. `data` is what the
    operation answers with: a view of `world.reads.views`, or None. `is_preview` says that nothing
    was done, `is_repeat` that an earlier request with the same idempotency key was answered so.
    """

    operation: str
    at: datetime.datetime
    refusal: Refusal = Refusal.NONE
    allowed_from: datetime.datetime | None = None
    data: Any = None
    asked: tuple[Asked, ...] = ()
    entries: tuple[LedgerLine, ...] = ()
    events: tuple[Happening, ...] = ()
    values: Mapping[str, int] = field(default_factory=dict)
    language: Language = "ru"
    is_preview: bool = False
    is_repeat: bool = False

    def __repr__(self) -> str:
        came_to = "ok" if self.ok else str(self.refusal)
        notes = (", preview" if self.is_preview else "") + (", repeat" if self.is_repeat else "")
        return f"<Outcome of {self.operation}: {came_to}, {self.at}{notes}>"

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        """For notebooks: what the person is told, and the checks that led to it."""
        came_to = "ok" if self.ok else str(self.refusal)
        heads = [f"{self.operation}: {came_to}", str(self.at)]
        rows = [
            (rung.rule, rung.check.condition, rung.check.refusal, PASSED[rung.is_passed])
            for rung in self.ladder
        ]
        table = table_html(("rule", "refused if", "with", "check"), rows)
        return card_html(self.text(), heads, table)

    @property
    def ok(self) -> bool:
        """Whether the request was, or would be, carried out."""
        return self.refusal is Refusal.NONE

    @property
    def ladder(self) -> tuple[Rung, ...]:
        """The checks that were passed, in order, and behind them the one that refused."""
        rungs = []
        for asked in self.asked:
            passed, failed = RULES[asked.rule].ladder(asked.refusal)
            rungs += [Rung(asked.rule, check, is_passed=True) for check in passed]
            rungs += [Rung(asked.rule, failed, is_passed=False)] if failed else []
        return tuple(rungs)

    def text(self, language: Language | None = None) -> str:
        """One or two sentences for the person who asked; by default in the device's language."""
        language = language or self.language
        if self.ok:
            return translate(f"operation.{self.operation}", language)
        told: dict[str, object] = {
            name: money(kopecks, language) for name, kopecks in self.values.items()
        }
        if self.allowed_from is not None:
            told["allowed_from"] = written_moment(seconds_of(self.allowed_from), language)
        return refusal_text(self.refusal.name, language, **told)
