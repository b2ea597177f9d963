"""One contract that lives by the rules of the engine, with a clock that only goes forward.

Its clock is `contract_clock`, as in a run and in a world. That nothing outlives its end is said
once more in plain Python. All that happens is kept as steps, which tables and laws read.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np

from mybt_sim import engine
from mybt_sim.catalogue import Catalogue, load_catalogue
from mybt_sim.catalogue.calendar import LAST_DATE, day_of
from mybt_sim.catalogue.model import FIRST_DATE
from mybt_sim.engine import (
    add_on,
    express_card,
    promise,
    suspension,
    tariff_change,
    termination,
    top_up,
    traffic,
    video,
)
from mybt_sim.engine.access_records import DayTries
from mybt_sim.engine.book import Book
from mybt_sim.engine.close_day import (
    charge_ended_day,
    connect_contract,
    open_contract,
    open_next_day,
)
from mybt_sim.engine.contract_clock import next_due, run_due
from mybt_sim.engine.records import (
    CONTRACT,
    DAY_S,
    FAR,
    NEVER,
    SERVICE_DAY,
    Record,
    blank,
    blank_contract,
    records_of,
)
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import RULES
from mybt_sim.engine.vocabulary import CallClass, Entry, Event, PaymentChannel, Technology

for module in pkgutil.iter_modules(engine.__path__):  # a rule is known once its file is imported
    importlib.import_module(f"{engine.__name__}.{module.name}")

OPERATIONS = (
    top_up.top_up.__name__,
    top_up.erip_payment.__name__,
    promise.promise_payment.__name__,
    promise.cancel_promise.__name__,
    tariff_change.change_tariff.__name__,
    tariff_change.cancel_tariff_change.__name__,
    add_on.connect_add_on.__name__,
    add_on.disconnect_add_on.__name__,
    video.rent_video.__name__,
    suspension.suspend.__name__,
    suspension.resume.__name__,
    express_card.redeem_express_card.__name__,
    traffic.record_session.__name__,
    traffic.record_call.__name__,
    traffic.record_view.__name__,
    termination.terminate.__name__,
)
"""What a subscriber, somebody who pays, the network, or a service centre can ask of a contract."""

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
    is_new: bool = False
    bills: int = 1
    terms: Terms = ()


class Command(NamedTuple):
    """One of OPERATIONS, with its arguments beside book, contract and moment."""

    operation: str
    arguments: tuple[int, ...] = ()


class Posted(NamedTuple):
    """A ledger entry."""

    contract_id: int
    posting_no: int
    day: int
    posted_at: int
    amount_kopecks: int
    balance_after_kopecks: int
    entry: Entry
    channel: PaymentChannel


class Told(NamedTuple):
    """An event."""

    contract_id: int
    event_no: int
    happened_at: int
    value: int
    event: Event


def _posted(row: Sequence[int]) -> Posted:
    number, posting_no, day, at, amount, after, entry, channel = row
    kinds = Entry(entry), PaymentChannel(channel)
    return Posted(number, posting_no, day, at, amount, after, *kinds)


def _told(row: Sequence[int]) -> Told:
    number, event_no, at, value, event = row
    return Told(number, event_no, at, value, Event(event))


class State(SimpleNamespace):
    """A contract at one moment, by the names of its fields; two compare equal field by field."""


FIELDS = CONTRACT.names or ()


def state_of(contract: Record) -> State:
    """A copy that stays as it is. (The bytes of two equal records may differ in their padding.)"""
    values = (tuple(v) if isinstance(v, np.ndarray) else v for v in contract.tolist())
    return State(**dict(zip(FIELDS, values, strict=True)))


@dataclass
class Beside:
    """Records beside the contract that some rules take, by the names of their arguments."""

    service_day: Record = field(default_factory=lambda: blank(SERVICE_DAY, 1)[0])
    card_tries: Record = field(default_factory=lambda: records_of(DayTries())[0])

    def copy(self) -> "Beside":
        return Beside(self.service_day.copy(), self.card_tries.copy())

    def state(self) -> "BesideState":
        day, failures = self.card_tries.tolist()
        row = self.service_day
        used = (row["down_mb"], row["up_mb"], row["tv_minutes"], *row["call_minutes"])
        cost = (row["usage_kopecks"], row["tariff_fee_kopecks"], row["add_on_fee_kopecks"])
        return BesideState(day, failures, tuple(map(int, used)), tuple(map(int, cost)))


class BesideState(NamedTuple):
    """A copy of those records that stays as it is."""

    tries_day: int
    mistakes: int
    used: tuple[int, ...]  # MB down, MB up, minutes of television, started minutes by `CallClass`
    cost: tuple[int, ...]  # of a day that was closed: use, tariff, add-ons


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
    beside_before: BesideState
    beside_after: BesideState


@cache
def parameters_of(operation: str) -> tuple[str, ...]:
    """The names of what a rule takes, in order."""
    function = RULES[operation].function
    return tuple(inspect.signature(getattr(function, "py_func", function)).parameters)


def ask(
    book: Book, contract: Record, command: Command, now: int, beside: Beside | None = None
) -> Refusal:
    """Run the rule itself; what is neither its own argument nor a record comes from the command."""
    records = vars(beside or Beside()) | {"book": book, "contract": contract, "now": now}
    own = iter(command.arguments)
    arguments = [
        records[name] if name in records else next(own) for name in parameters_of(command.operation)
    ]
    assert not list(own), f"{command} has more arguments than its rule"
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
    beside: Beside = field(init=False, default_factory=Beside)
    now: int = field(init=False)
    steps: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.book = book_with(self.given.terms)
        self.contract = make_contract(self.given, self.book)
        self.now = self.given.opened_day * DAY_S
        before = self._begin()
        balance_kopecks = self.given.balance_kopecks
        if self.given.is_new:
            connect_contract(self.book, self.contract, balance_kopecks, self.now)
        else:
            open_contract(self.book, self.contract, balance_kopecks, self.given.bills, self.now)
        self._end("open", (), before, Refusal.NONE)

    def advance(self, until: int) -> None:
        """Let time pass; a midnight or an expiry that falls on `until` itself has happened."""
        assert until >= self.now, "the clock only goes forward"
        while (moment := min(self.midnight(), int(next_due(self.contract)))) <= until:
            self.now = moment
            before = self._begin()
            if moment % DAY_S == 0:
                day = moment // DAY_S - 1
                use = self.used_today()
                charge_ended_day(self.book, self.contract, self.service_day, day)
                open_next_day(self.book, self.contract, day + 1)
                self._end("midnight", use, before, Refusal.NONE)
                self.beside.service_day = blank(SERVICE_DAY, 1)[0]
            else:
                run_due(self.book, self.contract, moment)
                self._end("expire", (), before, Refusal.NONE)
            is_over = self.contract["promise_due_at"] > moment
            assert is_over or not self.contract["promise_open_kopecks"], (
                "a promise outlived its end"
            )
            assert self.next_add_on_end() > moment, "an add-on outlived its end"
        self.now = until

    def do(self, command: Command) -> Step:
        """Carry out a command now."""
        before = self._begin()
        refusal = ask(self.book, self.contract, command, self.now, self.beside)
        return self._end(command.operation, command.arguments, before, refusal)

    def use(self, amounts: Mapping[str, int]) -> None:
        """Use the service today: "down" and "up" in MB, call classes in started minutes.

        Nothing is asked; what the network may be refused goes through `record_session` and others.
        """
        for name, amount in amounts.items():
            if name in ("down", "up"):
                self.service_day[f"{name}_mb"] += amount
            else:
                self.service_day.call_minutes[CallClass[name.upper()]] += amount

    def used_today(self) -> tuple[int, ...]:
        """MB down, MB up, and started minutes by `CallClass`."""
        row = self.service_day
        return (int(row["down_mb"]), int(row["up_mb"]), *row["call_minutes"].tolist())

    def midnight(self) -> int:
        """The end of this day."""
        return (self.now // DAY_S + 1) * DAY_S

    def next_add_on_end(self) -> int:
        """The next of the moments that the contract keeps for its timed add-ons."""
        return min((int(end) for end in self.contract["timed_until"] if end > 0), default=FAR)

    @property
    def service_day(self) -> Record:
        return self.beside.service_day

    def _begin(self) -> State:
        self._beside_before = self.beside.state()
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
            tuple(map(_posted, entries)),
            tuple(map(_told, events)),
            self._beside_before,
            self.beside.state(),
        )
        self.steps.append(step)
        return step
