"""Random lives and stories by plain rules: the same trials as those of the compiled hunt, slower.

Good for what is compiled nowhere: an operator with a fault.
"""

import time
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from mybt_sim.base.draws import below, draw, key_of
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import DAY_S
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Status
from mybt_sim.quality.faults.fault import Change
from mybt_sim.quality.faults.plain import (
    Plain,
    faulty_copies,
    plain_law,
    plain_of,
    sound_copies,
)
from mybt_sim.quality.hunt.corpus import load_corpus
from mybt_sim.quality.hunt.drawing import DAYS_KEPT, FIRST_OPERATION, OPERATION_COUNT
from mybt_sim.quality.hunt.shrinking import shrink
from mybt_sim.quality.laws.law import Predicate
from mybt_sim.quality.room import the_book
from mybt_sim.quality.steps import OPERATIONS, START, Deed, blank_step
from mybt_sim.quality.story import Done, Ending, Start, Story, Told

STREAM = 978
TRIAL_DEEDS = 12
NEAR_MOST = 64
WAITS_MOST = 2_000
"""So often can time pass before one deed; rules that let it stand still would never end."""
JOURNAL_ROWS = 64
EDITIONS_KEPT = 32


@cache
def plain_book(terms: tuple[tuple[str, Any], ...] = ()) -> Any:
    """The book of hunts as plain objects; it is worked in, so one runner at a time uses it."""
    return plain_book_of(the_book(terms))


def plain_book_of(book: Book) -> Any:
    """A book as plain objects, without the rows that it has no use for."""
    plain = Plain()
    for name in book.dtype.names or ():
        value = book[name]
        if name in ("entries", "events"):
            value = value[:JOURNAL_ROWS]
        elif name == "calendar":
            value = value[: int(book.days)]
        elif name in ("terms", "tariffs", "add_ons", "suspension_terms"):
            value = value[: int(book.editions)]
        setattr(plain, name, plain_of(value))
    return plain


class Runner:
    """Rules with a fault, or without; laws are asked after every step."""

    def __init__(
        self,
        fault: Change | None = None,
        terms: tuple[tuple[str, Any], ...] = (),
        without: frozenset[Deed] = frozenset(),
        own: Sequence[Predicate] = (),
    ) -> None:
        self.copies = copies = faulty_copies(fault)
        self.rules = copies.module("mybt_sim.quality.taking")
        self.laws = sound_copies().module("mybt_sim.quality.laws.every")
        self.own = tuple(map(plain_law, own))
        self.drawing = sound_copies().module("mybt_sim.quality.hunt.drawing")
        self.book = plain_book(terms)
        self.terms = terms
        self.step = plain_of(blank_step()[0])
        self.blank = plain_of(blank_step()[0]).after
        self.corpus = [
            one.story
            for one in load_corpus()
            if one.story.terms == terms and (fault is None or fault.place in one.functions)
            if not any(deed.what in without for deed in one.story.deeds)
        ]
        self.without = without
        self.kinds = sum(1 << (one - FIRST_OPERATION) for one in OPERATIONS if one not in without)
        self.near: dict[tuple[bool, ...], list[Story]] = {}
        self.trial = self.steps = 0
        self.broken: int | None = None

    def __call__(self, story: Story) -> Ending | None:
        """Where a story breaks first; None when all laws hold."""
        if not self._open(story.start):
            return Ending(self._law(), 0)
        for place, deed in enumerate(story.deeds, start=1):
            if not self._do(deed):
                return Ending(self._law(), place)
        return None

    def hunt(self, seed: int, *, seconds: float, steps: int = 1 << 40) -> tuple[Story, str] | None:
        """A story that breaks a law, and that law; None when none was found in time.

        The stories of the corpus are lived first; `steps` are those of random lives after them.
        Stories that come by the place of the fault are kept: most lives begin by one of them.
        """
        until, goal = time.perf_counter() + seconds, steps
        while time.perf_counter() < until:
            if self.trial == len(self.corpus):
                goal = self.steps + steps
            if self.trial >= len(self.corpus) and self.steps >= goal:
                break
            self.copies.met = None
            lived, is_broken = self._next_trial(seed)
            if is_broken:
                return lived, self._law()
            if self.copies.met is not None:
                self._keep(lived, self.copies.met)
        return None

    def _next_trial(self, seed: int) -> tuple[Story, bool]:
        """Each story of the corpus once, then random lives; what was lived, and if it broke."""
        trial, key = self.trial, int(key_of(seed, STREAM, self.trial))
        self.trial += 1
        if trial < len(self.corpus):
            return self._replay(self.corpus[trial])
        return self._live_on(self._beginning(key), key)

    def _keep(self, story: Story, met: tuple[bool, ...]) -> None:
        """Keep a story that has come by the place, the first of each way to stand there."""
        kept = self.near.setdefault(met, [])
        if len(kept) < NEAR_MOST:
            kept.append(story)

    def _replay(self, story: Story) -> tuple[Story, bool]:
        """Live a story again; the whole of it, or up to where it breaks."""
        ending = self(story)
        if ending is None:
            return story, False
        return story.having(deeds=story.deeds[: ending.place]), True

    def shrink(self, story: Story, law: str) -> Story:
        """The plainest story that breaks the same law."""
        return shrink(story, Ending(law, len(story)), self)

    def tell(self, story: Story) -> list[Told]:
        """What each deed was answered, and what it led to, up to the one that breaks a law.

        Where a law breaks before a deed, at a midnight or an end, that stands in its place.
        """
        status_of = sound_copies().module("mybt_sim.engine.status").status_of
        told: list[Told] = []
        holds = self._open(story.start)
        for deed in story.deeds:
            if not holds:
                break
            holds = self._do(deed)
            done = self.step.deed
            if done.what != deed.what:
                deed = Done(Deed(done.what), done.now)
            contract = self.step.after.contract
            status = Status(int(status_of(contract, self.step.after.now)))
            kopecks = int(contract.balance_kopecks)
            told.append(Told(deed, Refusal(int(self.step.refusal)), kopecks, status))
        return told

    def broken_laws(self) -> tuple[str, ...]:
        """Names of all laws that the last step breaks."""
        known = self.laws.broken_laws(self.book, self.step)
        own = (one.__name__ for one in self.own if not one(self.book, self.step))
        return (*(one.name for one in known), *own)

    def _live_on(self, story: Story, key: int) -> tuple[Story, bool]:
        """Live a story, and go on from there at random; what was lived, and whether it broke."""
        story, is_broken = self._replay(story)
        if is_broken:
            return story, True
        deeds = list(story.deeds)
        swarm = self._swarm(key)
        last_at = (self.book.first_day + self.book.days - DAYS_KEPT) * DAY_S
        wish = plain_of(blank_step()[0].deed)
        for left in range(TRIAL_DEEDS):
            if self.step.after.now > last_at:
                break
            self.drawing.draw_deed(self.book, self.step.after, wish, swarm, (key, 1 + left))
            deed = Done(Deed(wish.what), wish.now, wish.amount, wish.choice, wish.flag)
            if deed.what in self.without:  # nobody ends so soon: a payment was drawn instead
                deed = Done(Deed.LOOK, wish.now)
            deeds.append(deed)
            if not self._do(deed):
                return story.having(deeds=tuple(deeds)), True
        return story.having(deeds=tuple(deeds)), False

    def _swarm(self, key: int) -> int:
        """The swarm of a life, without what is taken away; everything left, if that was all."""
        swarm = int(self.drawing.draw_swarm(key))
        reach = swarm >> OPERATION_COUNT << OPERATION_COUNT
        return reach | (swarm & self.kinds or self.kinds)

    def _beginning(self, key: int) -> Story:
        """A story that came by the place, or any of the corpus, with its end or without; or a start
        of its own."""
        known = self.corpus
        if self.near and key & 8:
            known = list(self.near.values())[below(draw(key, 0, 8), len(self.near))]
        if known and key & 5:
            story = known[below(draw(key, 0, 9), len(known))]
            return story if key & 2 else story.having(deeds=story.deeds[:-1])
        start = plain_of(_blank_start())
        self.drawing.draw_start(self.book, start, key)
        return Story(Start(*(getattr(start, name) for name in Start._fields)), (), self.terms)

    def _open(self, start: Start) -> bool:
        record = plain_of(_blank_start())
        record.__dict__.update(start._asdict())
        self.step.after.copy_from(self.blank)
        self.rules.sign(self.book, self.step.after, record)
        amount, at = start.balance_kopecks, start.opened_day * DAY_S
        return self._take(Done(Deed.OPEN, at, amount, start.bills, start.is_new))

    def _do(self, deed: Done) -> bool:
        """Let time pass up to a deed and do it; whether all laws hold."""
        until, waits = max(deed.now, self.step.after.now), 0
        while (moment := self.rules.next_moment(self.step.after)) <= until:
            what = Deed.MIDNIGHT if moment % DAY_S == 0 else Deed.DUE
            waits += 1
            if waits > WAITS_MOST:
                self.broken = None
            if waits > WAITS_MOST or not self._take(Done(what, moment, 0, 0, 0)):
                return False
        return self._take(deed._replace(now=until))

    def _take(self, deed: Done) -> bool:
        step = self.step
        step.before.copy_from(step.after)
        step.deed.__dict__.update(deed._asdict())
        self.steps += 1
        self.copies.rounds = 0
        try:
            self.rules.take(self.book, step)
        except STUMBLES:
            self.broken = None
            return False
        self.broken = int(self.laws.first_broken(self.book, step))
        return self.broken < 0 and all(one(self.book, step) for one in self.own)

    def _law(self) -> str:
        """What broke last: a law, or the rules themselves."""
        return STUMBLED if self.broken is None else self.broken_laws()[0]


STUMBLES = (*(AssertionError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError),)
"""What a rule that does not work any more may raise."""

STUMBLED = "the_rules_come_to_an_end"
"""In place of a law where a rule did not answer at all."""


def _blank_start() -> Any:
    return np.zeros(1, START)[0]
