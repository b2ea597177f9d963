"""One contract that lives by the rules, for tests: say what is asked and when, read what came.

    life = Life(Start(opened_day=20_605, tariff=7, balance_kopecks=-100))
    life.advance(life.now + 36_000)
    assert life.do(Deed.PROMISE_PAYMENT, 1_500).refusal is Refusal.NONE

Its clock is `contract_clock`, as in a run and in a world, and only goes forward. Every law is asked
after every step, so whoever lives a life need not say what always holds: a law that breaks is
`BrokenLawError`, with the story that leads there.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from mybt_sim.catalogue.calendar import LAST_DATE, day_of
from mybt_sim.catalogue.model import FIRST_DATE
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import Record, blank
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import CallClass, Entry, Event, PaymentChannel
from mybt_sim.quality.laws.every import LAWS, NONE_BROKEN
from mybt_sim.quality.room import go_on, make_room, set_opening, set_time, step_on, the_catalogue
from mybt_sim.quality.steps import START, Deed, blank_states
from mybt_sim.quality.story import Done, Start, Story, Terms, done_of
from mybt_sim.quality.taking import begin_day, sign


class BrokenLawError(AssertionError):
    """A law broke: its name, what it says, and the story up to the break."""


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


class Noted(NamedTuple):
    """An event."""

    contract_id: int
    event_no: int
    happened_at: int
    value: int
    event: Event


class Taken(NamedTuple):
    """What happened at one second, asked for or not: the answer, the journal, both states (STATE).

    `allowed_from` is the second from which the same would be allowed, NEVER where none is told.
    """

    deed: Done
    refusal: Refusal
    allowed_from: int
    entries: tuple[Posted, ...]
    events: tuple[Noted, ...]
    before: Record
    after: Record


@cache
def book_with(terms: Terms = ()) -> Book:
    """The book of all days that the catalogue supports; copy it before something is written in."""
    first_day, last_day = day_of(FIRST_DATE), day_of(LAST_DATE)
    return the_catalogue().book(first_day=first_day, last_day=last_day, overrides=dict(terms))


class Life:
    """A contract from its opening on; `steps` has everything that happened, as `Taken`.

    `standing` are fields of the contract that no start knows, as `is_terminated`. The book belongs
    to this life alone and may be changed.
    """

    def __init__(self, start: Start, terms: Terms = (), **standing: int) -> None:
        self.story = Story(start, (), terms)
        self.room = make_room(book_with(terms))
        self.room.starts[0] = tuple(start)
        self.room.steps["after"] = blank_states(1)[0]
        self.book: Book = self.room.books[0]
        set_opening(self.book, self.room.steps[0], self.room.starts[0])
        for name, value in standing.items():
            self.contract[name] = value
        self.now = int(self.state.now)
        self.steps: list[Taken] = []
        self._take()

    @property
    def state(self) -> Record:
        """How everything stands (STATE)."""
        return self.room.steps[0].after

    @property
    def contract(self) -> Record:
        """How the contract stands."""
        return self.state.contract

    @property
    def service_day(self) -> Record:
        """What was used on this day."""
        if self.state.is_day_over:
            begin_day(self.state)
        return self.state.service_day

    @property
    def entries(self) -> list[Posted]:
        """The whole ledger."""
        return [one for step in self.steps for one in step.entries]

    def advance(self, until: int) -> None:
        """Let time pass; a midnight or an end that falls on `until` itself has happened."""
        assert until >= self.now, "the clock only goes forward"
        while set_time(self.room.steps[0], until):
            self._take()
        self.now = until

    def use(self, **amounts: int) -> None:
        """Use the service today without asking: MB `down` and `up`, started minutes by the class of
        call in lower case."""
        for name, amount in amounts.items():
            if name in ("down", "up"):
                self.service_day[f"{name}_mb"] += amount
            else:
                self.service_day.call_minutes[CallClass[name.upper()]] += amount

    def do(self, what: Deed, amount: int = 0, choice: int = 0, flag: int = 1) -> Taken:
        """Do a deed now; its arguments are those of `Done`."""
        deed = Done(what, self.now, amount, choice, flag)
        self.story = self.story.having(deeds=(*self.story.deeds, deed))
        self.room.steps["deed"] = tuple(deed)
        return self._take()

    def aside(self) -> "Life":
        """Another life that goes on from here and leaves this one as it is."""
        other = Life(self.story.start, self.story.terms)
        for mine, its in zip(self.room, other.room, strict=True):
            if isinstance(its, np.ndarray):
                its[:] = mine
        other.story, other.now, other.steps = self.story, self.now, list(self.steps)
        return other

    def _take(self) -> Taken:
        book, step = self.book, self.room.steps[0]
        go_on(self.room.words)
        broken = step_on(book, step, self.room.counts)
        taken = Taken(
            done_of(step.deed),
            Refusal(int(step.refusal)),
            int(step.allowed_from),
            tuple(map(_posted, book["entries"][: book["entry_count"]].tolist())),
            tuple(map(_noted, book["events"][: book["event_count"]].tolist())),
            step.before.copy(),
            step.after.copy(),
        )
        self.steps.append(taken)
        if broken != NONE_BROKEN:
            law = LAWS[broken]
            raise BrokenLawError(f"{law.name}: {law.says}\n{self.story}\n{taken[:5]}")
        return taken


def relive(story: Story) -> Life:
    """A story lived from its start on; `BrokenLawError` where a law breaks."""
    life = Life(story.start, story.terms)
    for deed in story.deeds:
        life.advance(max(deed.now, life.now))
        life.do(deed.what, deed.amount, deed.choice, deed.flag)
    return life


def signed(start: Start, book: Book) -> Record:
    """A contract as it is about to be opened."""
    state, starts = blank_states(1)[0], blank(START, 1)
    starts[0] = tuple(start)
    sign(book, state, starts[0])
    return state.contract


def _posted(row: tuple[int, ...]) -> Posted:
    number, posting_no, day, at, amount, after, entry, channel = row
    return Posted(number, posting_no, day, at, amount, after, Entry(entry), PaymentChannel(channel))


def _noted(row: tuple[int, ...]) -> Noted:
    number, event_no, at, value, event = row
    return Noted(number, event_no, at, value, Event(event))
