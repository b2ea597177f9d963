"""Room to work in: a book, the step in hand, and what is noted of the steps so far.

One room serves one thread. `step_on` is the only way on: the state after the last step is copied,
the deed is done, and every law is asked.
"""

import datetime
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import Pointer, called, compiled
from mybt_sim.catalogue import Catalogue, load_catalogue
from mybt_sim.catalogue.calendar import day_of
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import DAY_S, Record, Records, alone, blank
from mybt_sim.engine.refusals import Refusal
from mybt_sim.quality.features import FEATURES, features_of
from mybt_sim.quality.laws.every import LAWS, NONE_BROKEN, first_broken
from mybt_sim.quality.laws.law import Predicate
from mybt_sim.quality.laws.own import pointer_to
from mybt_sim.quality.steps import (
    AFTER_WORD,
    BEFORE_WORD,
    DEED,
    START,
    STATE_WORDS,
    Deed,
    blank_step,
    words_of,
)
from mybt_sim.quality.taking import next_moment, sign, take

FIRST_DATE = datetime.date(2026, 1, 1)
LAST_DATE = datetime.date(2028, 12, 31)
PATH_MOST = 96
LAW_COUNT = len(LAWS)
REFUSALS = 256
DEEDS = len(Deed)
EVENTS_ROW = DEEDS
FEATURES_ROW = DEEDS + 1
COUNT_ROWS = FEATURES_ROW + FEATURES
EVENT_COLUMN = 2 * DEEDS
"""The rows of `counts` behind those of the deeds: one in which events are counted, and one for each
feature, with the deeds that were refused and carried out in its state, and the events."""


class Room(NamedTuple):
    """What a thread works with; arrays of length 1 where one record is meant."""

    books: Records
    steps: Records
    words: NDArray[np.int64]  # the same step as words, one row
    path: Records  # DEED: what was asked for so far, beginning with `OPEN`
    starts: Records
    counts: NDArray[np.int64]  # by Deed and refusal, by event, and by feature
    own: Pointer  # gives the place of the first law of one's own that the step breaks
    own_count: int  # so many laws of one's own are there


@cache
def the_catalogue() -> Catalogue:
    """The catalogue of the seed data."""
    return load_catalogue()


@cache
def the_book(overrides: tuple[tuple[str, Any], ...] = ()) -> Book:
    """The book of three years that hunts live in; copy it before rules write in it."""
    return the_catalogue().book(
        first_day=day_of(FIRST_DATE), last_day=day_of(LAST_DATE), overrides=dict(overrides)
    )


def make_room(book: Book | None = None, own: Sequence[Predicate] = ()) -> Room:
    """Room of one thread; `own` are laws beside those of `LAWS`."""
    steps = blank_step()
    books = alone((the_book() if book is None else book).copy())
    return Room(
        books,
        steps,
        words_of(steps),
        blank(DEED, PATH_MOST),
        blank(START, 1),
        np.zeros((COUNT_ROWS, REFUSALS), np.int64),
        pointer_to(own, books[0], steps[0]),
        len(own),
    )


@compiled
def go_on(words: NDArray[np.int64]) -> None:
    """Let the next step begin where the last one ended."""
    for word in range(STATE_WORDS):
        words[0, BEFORE_WORD + word] = words[0, AFTER_WORD + word]


@called
def step_on(book: Book, step: Record, counts: NDArray[np.int64]) -> int:
    """Take the step whose deed is written down; the place of the first law that it breaks, or -1.

    `after` is as `before` when it begins. Outcomes are counted in `counts`.
    """
    take(book, step)
    counts[step.deed.what, step.refusal] += 1
    for place in range(book.event_count):
        counts[EVENTS_ROW, book.events[place].event] += 1
    _count_features(book, step, counts)
    return first_broken(book, step)


@compiled
def first_broken_of_own(room: Room) -> int:
    """The place of the first law of one's own that the step in hand breaks, counted on behind those
    of `LAWS`; NONE_BROKEN when all hold."""
    if room.own_count == 0:
        return NONE_BROKEN
    place = room.own(room.books[0], room.steps[0])
    return NONE_BROKEN if place < 0 else LAW_COUNT + place


@compiled
def _count_features(book: Book, step: Record, counts: NDArray[np.int64]) -> None:
    """Count what was done, and told, in the row of each feature of the state before."""
    bits = features_of(book, step)
    column = column_of(step)
    row = FEATURES_ROW
    while bits != 0:
        if bits & 1:
            counts[row, column] += 1
            for place in range(book.event_count):
                counts[row, EVENT_COLUMN + book.events[place].event] += 1
        bits >>= 1
        row += 1


@compiled
def column_of(step: Record) -> int:
    """Where a deed is counted among the features: refused, or carried out."""
    return 2 * step.deed.what + (1 if step.refusal == Refusal.NONE else 0)


@compiled
def set_deed(deed: Record, wanted: Record) -> None:
    """Write a deed down as it is in a list."""
    deed.what = wanted.what
    deed.now = wanted.now
    deed.amount = wanted.amount
    deed.choice = wanted.choice
    deed.flag = wanted.flag


@compiled
def set_time(step: Record, until: int) -> bool:
    """Write down what happens by itself up to `until`, if anything does."""
    moment = next_moment(step.after)
    if moment > until:
        return False
    deed = step.deed
    deed.what = Deed.MIDNIGHT if moment % DAY_S == 0 else Deed.DUE
    deed.now = moment
    deed.amount = 0
    deed.choice = 0
    deed.flag = 0
    return True


@compiled
def set_opening(book: Book, step: Record, start: Record) -> None:
    """Write down that a contract is opened."""
    sign(book, step.after, start)
    deed = step.deed
    deed.what = Deed.OPEN
    deed.now = start.opened_day * DAY_S
    deed.amount = start.balance_kopecks
    deed.choice = start.bills
    deed.flag = start.is_new


@called
def replay(room: Room, blank_words: NDArray[np.int64], length: int) -> tuple[int, int]:
    """Live the first `length` deeds of the path; the law that breaks first, and at which deed.

    Deeds of the path that are in the past when their turn comes are done at once. -1 when none
    breaks. What happens by itself before a deed counts to that deed.
    """
    book, step = room.books[0], room.steps[0]
    for word in range(STATE_WORDS):
        room.words[0, AFTER_WORD + word] = blank_words[word]
    set_opening(book, step, room.starts[0])
    go_on(room.words)
    place, is_ready = 0, True
    while True:
        if not is_ready:
            if place + 1 >= length:
                return -1, -1
            until = max(room.path[place + 1].now, step.after.now)
            if not set_time(step, until):
                place += 1
                set_deed(step.deed, room.path[place])
                step.deed.now = until
        is_ready = False
        go_on(room.words)
        broken = step_on(book, step, room.counts)
        if broken == NONE_BROKEN:
            broken = first_broken_of_own(room)
        if broken >= 0:
            at = place if step.deed.what > Deed.DUE or step.deed.what == Deed.OPEN else place + 1
            return broken, at
