"""One contract that lives by the rules of the engine, with a clock that only goes forward.

The clock does what GEN-CLOCK asks of whoever moves it: `close_day` at each midnight, and
`expire_promise` at its exact second. All that happens is kept as steps, which tables and laws read.
"""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np

from mybt_sim.catalogue import Catalogue, load_catalogue
from mybt_sim.catalogue.calendar import LAST_DATE, day_of
from mybt_sim.catalogue.model import FIRST_DATE
from mybt_sim.engine import close_day, promise, tariff_change, top_up
from mybt_sim.engine.book import Book
from mybt_sim.engine.kinds import CallClass, Entry, Event, Technology
from mybt_sim.engine.records import (
    CONTRACT,
    DAY_S,
    NEVER,
    SERVICE_DAY,
    Record,
    blank,
    blank_contract,
)
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import RULES

OPERATIONS = (
    top_up.top_up.__name__,
    top_up.erip_payment.__name__,
    promise.promise_payment.__name__,
    promise.cancel_promise.__name__,
    tariff_change.change_tariff.__name__,
    tariff_change.cancel_tariff_change.__name__,
)
"""What a subscriber, or somebody who pays for him, can ask of a contract."""

Terms = tuple[tuple[str, object], ...]


@cache
def the_catalogue() -> Catalogue:
    return load_catalogue()


@cache
def book_with(terms: Terms = (), copy: int = 0) -> Book:
    """The book of all supported days; `copy` asks for another one with the same content."""
    first_day, last_day = day_of(FIRST_DATE), day_of(LAST_DATE)
    return the_catalogue().book(first_day=first_day, last_day=last_day, overrides=dict(terms))


@dataclass(frozen=True)
class Given:
    """How a contract stands at the midnight on which it is opened."""

    tariff: int
    opened_day: int
    balance_kopecks: int
    technology: int = Technology.PON
    is_social: bool = False
    add_ons: int = 0
    suspended_from: int = 0
    suspended_until: int = 0
    is_terminated: bool = False
    terms: Terms = ()


class Command(NamedTuple):
    """One of OPERATIONS, with its arguments beside book, contract and moment."""

    operation: str
    arguments: tuple[int, ...] = ()


class Posted(NamedTuple):
    """A ledger entry."""

    contract_id: int
    posted_at: int
    amount_kopecks: int
    balance_after_kopecks: int
    entry: Entry


class Told(NamedTuple):
    """An event."""

    contract_id: int
    happened_at: int
    value: int
    event: Event


class State(SimpleNamespace):
    """A contract at one moment, by the names of its fields; two compare equal field by field."""


FIELDS = CONTRACT.names or ()


def state_of(contract: Record) -> State:
    """A copy that stays as it is. (The bytes of two equal records may differ in their padding.)"""
    return State(**dict(zip(FIELDS, contract.tolist(), strict=True)))


class Step(NamedTuple):
    """What happened at one second: "open", "midnight", "expire", or an operation.

    `arguments` are those of the operation; at midnight, the use of the ended day.
    """

    what: str
    arguments: tuple[int, ...]
    now: int
    before: State
    after: State
    refusal: Refusal
    allowed_from: int
    entries: tuple[Posted, ...]
    events: tuple[Told, ...]


@cache
def free_arguments(operation: str) -> tuple[bool, bool]:
    """Whether a rule takes a book, and whether it takes a moment."""
    function = RULES[operation].function
    names = inspect.signature(getattr(function, "py_func", function)).parameters
    return "book" in names, "now" in names


def ask(book: Book, contract: Record, command: Command, now: int) -> Refusal:
    """Run the rule itself."""
    takes_book, takes_now = free_arguments(command.operation)
    arguments: list[Any] = [book] if takes_book else []
    arguments += [contract, *command.arguments]
    arguments += [now] if takes_now else []
    return Refusal(int(RULES[command.operation].function(*arguments)))


def make_contract(given: Given, book: Book) -> Record:
    """The record of a contract that is about to be opened."""
    tariff = book.tariffs[book.calendar[given.opened_day - book.first_day].edition, given.tariff]
    contract = blank_contract()[0]
    contract.contract_id = 7
    contract.tariff = given.tariff
    contract.kind, contract.settlement = tariff.kind, tariff.settlement
    contract.technology, contract.is_social = given.technology, given.is_social
    contract.add_ons = given.add_ons | tariff.included_add_ons
    contract.suspended_from = given.suspended_from
    contract.suspended_until = given.suspended_until
    contract.is_terminated = given.is_terminated
    assert isinstance(contract, np.record)
    return contract


@dataclass
class Life:
    """A contract from its opening on; `steps` tells everything that happened."""

    given: Given
    book: Book = field(init=False)
    contract: Record = field(init=False)
    service_day: Record = field(init=False)
    now: int = field(init=False)
    steps: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.book = book_with(self.given.terms)
        self.contract = make_contract(self.given, self.book)
        self.service_day = blank(SERVICE_DAY, 1)[0]
        self.now = self.given.opened_day * DAY_S
        before = self._begin()
        close_day.open_contract(self.book, self.contract, self.given.balance_kopecks, self.now)
        self._end("open", (), before, Refusal.NONE)

    def advance(self, until: int) -> None:
        """Let time pass; a midnight or an expiry that falls on `until` itself has happened."""
        assert until >= self.now, "the clock only goes forward"
        while (moment := self._next_moment()) <= until:
            self.now = moment
            before = self._begin()
            if moment % DAY_S == 0:
                day = moment // DAY_S - 1
                use = self.used_today()
                close_day.close_day(self.book, self.contract, self.service_day, day)
                self._end("midnight", use, before, Refusal.NONE)
                self.service_day = blank(SERVICE_DAY, 1)[0]
            else:
                promise.expire_promise(self.book, self.contract, moment)
                self._end("expire", (), before, Refusal.NONE)
            is_over = self.contract["promise_due_at"] > moment
            assert is_over or not self.contract["promise_open_kopecks"], (
                "a promise outlived its end"
            )
        self.now = until

    def do(self, command: Command) -> Step:
        """Carry out a command now."""
        before = self._begin()
        refusal = ask(self.book, self.contract, command, self.now)
        return self._end(command.operation, command.arguments, before, refusal)

    def use(self, amounts: Mapping[str, int]) -> None:
        """Use the service today: "down" and "up" in MB, call classes in started minutes."""
        for name, amount in amounts.items():
            if name in ("down", "up"):
                self.service_day[f"{name}_mb"] += amount
            else:
                self.service_day.call_minutes[CallClass[name.upper()]] += amount

    def used_today(self) -> tuple[int, ...]:
        """MB down, MB up, and started minutes by `CallClass`."""
        row = self.service_day
        return (int(row["down_mb"]), int(row["up_mb"]), *row["call_minutes"].tolist())

    def _next_moment(self) -> int:
        midnight = (self.now // DAY_S + 1) * DAY_S
        if self.contract["promise_open_kopecks"] > 0:
            return min(midnight, int(self.contract["promise_due_at"]))
        return midnight

    def _begin(self) -> State:
        self.book["entry_count"] = self.book["event_count"] = 0  # item access is ten times faster
        self.book["allowed_from"] = NEVER
        return state_of(self.contract)

    def _end(self, what: str, arguments: tuple[int, ...], before: State, refusal: Refusal) -> Step:
        book = self.book
        entries = book["entries"][: book["entry_count"]].tolist()
        events = book["events"][: book["event_count"]].tolist()
        allowed_from = int(book["allowed_from"])
        assert refusal is not Refusal.NONE or allowed_from == NEVER
        step = Step(
            what,
            arguments,
            self.now,
            before,
            state_of(self.contract),
            refusal,
            allowed_from,
            tuple(Posted(*row)._replace(entry=Entry(row[-1])) for row in entries),
            tuple(Told(*row)._replace(event=Event(row[-1])) for row in events),
        )
        self.steps.append(step)
        return step
