"""Random lives and stories by plain rules: the same trials as those of the compiled hunt, slower.

Good for what is compiled nowhere: an operator with a fault.
"""

import time
from functools import cache
from typing import Any

import numpy as np

from mybt_sim.base.draws import below, draw, key_of
from mybt_sim.engine.records import DAY_S
from mybt_sim.quality.faults.fault import Fault
from mybt_sim.quality.faults.plain import Plain, faulty_copies, plain_of, sound_copies
from mybt_sim.quality.hunt.corpus import load_corpus
from mybt_sim.quality.room import the_book
from mybt_sim.quality.steps import START, Deed, blank_step
from mybt_sim.quality.story import Done, Ending, Start, Story

STREAM = 978
TRIAL_DEEDS = 12
JOURNAL_ROWS = 64
EDITIONS_KEPT = 32


@cache
def plain_book(terms: tuple[tuple[str, Any], ...] = ()) -> Any:
    """The book of hunts as plain objects; it is worked in, so one runner at a time uses it."""
    book = the_book(terms)
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

    def __init__(self, fault: Fault | None = None, terms: tuple[tuple[str, Any], ...] = ()) -> None:
        copies = faulty_copies(fault)
        self.rules = copies.module("mybt_sim.quality.taking")
        self.laws = sound_copies().module("mybt_sim.quality.laws.every")
        self.drawing = sound_copies().module("mybt_sim.quality.hunt.drawing")
        self.book = plain_book(terms)
        self.terms = terms
        self.step = plain_of(blank_step()[0])
        self.blank = plain_of(blank_step()[0]).after
        self.corpus = tuple(one for one in load_corpus() if one.terms == terms)
        self.steps = 0

    def __call__(self, story: Story) -> Ending | None:
        """Where a story breaks first; None when all laws hold."""
        if not self._open(story.start):
            return Ending(self._law(), 0)
        for place, deed in enumerate(story.deeds, start=1):
            if not self._do(deed):
                return Ending(self._law(), place)
        return None

    def hunt(self, seed: int, *, seconds: float, steps: int = 1 << 40) -> tuple[Story, str] | None:
        """A story that breaks a law, and that law; None when none was found in time."""
        until, trial = time.perf_counter() + seconds, 0
        goal = self.steps + steps
        while self.steps < goal and time.perf_counter() < until:
            key = int(key_of(seed, STREAM, trial))
            story = self._trial(self._beginning(trial, key), key)
            trial += 1
            if story is not None:
                return story, self._law()
        return None

    def broken_laws(self) -> tuple[str, ...]:
        """Names of all laws that the last step breaks."""
        return tuple(one.name for one in self.laws.broken_laws(self.book, self.step))

    def _trial(self, story: Story, key: int) -> Story | None:
        """Live a story, and go on from there at random; the whole of it, if a law breaks."""
        deeds = list(story.deeds)
        ending = self(story)
        if ending is not None:
            return story.having(deeds=story.deeds[: ending.place])
        swarm = self.drawing.draw_swarm(key)
        last_at = (self.book.first_day + self.book.days - 120) * DAY_S
        wish = plain_of(blank_step()[0].deed)
        for left in range(TRIAL_DEEDS):
            if self.step.after.now > last_at:
                break
            self.drawing.draw_deed(self.book, self.step.after, wish, swarm, (key, 1 + left))
            deed = Done(Deed(wish.what), wish.now, wish.amount, wish.choice, wish.flag)
            deeds.append(deed)
            if not self._do(deed):
                return story.having(deeds=tuple(deeds))
        return None

    def _beginning(self, trial: int, key: int) -> Story:
        """Each story of the corpus once; then a random one of them, with its end or without, or a
        start of its own."""
        if trial < len(self.corpus):
            return self.corpus[trial]
        if key & 1:
            story = self.corpus[below(draw(key, 0, 9), len(self.corpus))]
            return story if key & 2 else story.having(deeds=story.deeds[:-1])
        start = plain_of(_blank_start())
        self.drawing.draw_start(self.book, start, key)
        return Story(Start(*(getattr(start, name) for name in Start._fields)), (), self.terms)

    def _open(self, start: Start) -> bool:
        record = plain_of(_blank_start())
        record.__dict__.update(start._asdict())
        self.step.after.copy_from(self.blank)
        self.rules.sign(self.book, self.step.after, record)
        opening = Done(Deed.OPEN, start.opened_day * DAY_S, start.balance_kopecks, 0, start.is_new)
        return self._take(opening)

    def _do(self, deed: Done) -> bool:
        """Let time pass up to a deed and do it; whether all laws hold."""
        until = max(deed.now, self.step.after.now)
        while (moment := self.rules.next_moment(self.step.after)) <= until:
            what = Deed.MIDNIGHT if moment % DAY_S == 0 else Deed.DUE
            if not self._take(Done(what, moment, 0, 0, 0)):
                return False
        return self._take(deed._replace(now=until))

    def _take(self, deed: Done) -> bool:
        step = self.step
        step.before.copy_from(step.after)
        step.deed.__dict__.update(deed._asdict())
        self.steps += 1
        try:
            self.rules.take(self.book, step)
        except (AssertionError, IndexError, ZeroDivisionError):
            self.broken = None
            return False
        self.broken = self.laws.first_broken(self.book, step)
        return bool(self.broken < 0)

    def _law(self) -> str:
        """What broke last: a law, or the rules themselves."""
        return STUMBLED if self.broken is None else str(self.laws.LAWS[self.broken].name)


STUMBLED = "the_rules_come_to_an_end"
"""In place of a law where a rule did not answer at all."""


def _blank_start() -> Any:
    return np.zeros(1, START)[0]
