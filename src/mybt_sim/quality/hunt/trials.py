"""Trials: random lives of one contract, every law asked at every step, until one breaks.

A trial begins anew, or where some earlier one met an outcome that is still rare: so what lies
behind a seldom state is looked at as well. Such places are kept with the path that leads to them.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import called, compiled
from mybt_sim.base.draws import below, draw, key_of
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import DAY_S, Record, Records, blank
from mybt_sim.quality.features import features_of
from mybt_sim.quality.hunt.drawing import DAYS_KEPT, draw_deed, draw_start, draw_swarm
from mybt_sim.quality.room import (
    EVENTS_ROW,
    FEATURES_ROW,
    PATH_MOST,
    Room,
    column_of,
    go_on,
    make_room,
    set_deed,
    set_opening,
    set_time,
    step_on,
)
from mybt_sim.quality.steps import (
    AFTER_WORD,
    BEFORE_WORD,
    DEED,
    START,
    STATE_WORDS,
    Deed,
    blank_states,
    words_of,
)

STREAM = 977
TRIAL_DEEDS = 24
PLACES = 256
RARE = 8
RARE_FEATURE = 3
FOUND = np.dtype(
    [
        ("steps", "i8"),  # checked so far
        ("trials", "i8"),
        ("places", "i8"),  # rare outcomes so far
        ("broken", "i8"),  # place of the law that was broken; -1: none
        ("length", "i8"),  # deeds of the path in hand
        ("asked", "i8"),  # operations among the steps
    ],
    align=True,
)


class Hunter(NamedTuple):
    """A thread's room, and what it keeps of earlier trials."""

    room: Room
    blank_words: NDArray[np.int64]
    place_words: NDArray[np.int64]  # states, a row for each place
    place_starts: Records
    place_paths: Records
    place_lengths: NDArray[np.int64]
    found: Records


def make_hunter(room: Room | None = None) -> Hunter:
    """A hunter that has seen nothing yet."""
    found = blank(FOUND, 1)
    found["broken"] = -1
    return Hunter(
        room or make_room(),
        words_of(blank_states(1))[0],
        np.zeros((PLACES, STATE_WORDS), np.int64),
        blank(START, PLACES),
        blank(DEED, PLACES, PATH_MOST),
        np.zeros(PLACES, np.int64),
        found,
    )


@called
def hunt_trials(hunter: Hunter, seed: int, most_steps: int) -> bool:
    """Live trials until so many more steps are checked; whether a law was broken.

    Then the path in `room` leads to the break, of `found.length` deeds.
    """
    found = hunter.found[0]
    goal = found.steps + most_steps
    while found.steps < goal:
        if _live_trial(hunter, key_of(seed, STREAM, found.trials)):
            return True
        found.trials += 1
    return False


@compiled
def _live_trial(hunter: Hunter, key: int) -> bool:
    room, found = hunter.room, hunter.found[0]
    book, step = room.books[0], room.steps[0]
    last_at = (book.first_day + book.days - DAYS_KEPT) * DAY_S
    swarm = draw_swarm(key)
    is_ready = _begin(hunter, key)
    wish = room.path[0]
    has_wish = False
    deeds_left = TRIAL_DEEDS
    while True:
        if not is_ready:
            if not has_wish:
                if deeds_left == 0 or found.length == PATH_MOST or step.after.now > last_at:
                    return False
                deeds_left -= 1
                wish = room.path[found.length]
                draw_deed(book, step.after, wish, swarm, (key, 1 + deeds_left))
                found.length += 1
                has_wish = True
            if not set_time(step, wish.now):
                set_deed(step.deed, wish)
                has_wish = False
        is_ready = False
        go_on(room.words)
        broken = step_on(book, step, room.counts)
        found.steps += 1
        found.asked += step.deed.what > Deed.DUE
        if broken >= 0:
            found.broken = broken
            return True
        if step.deed.what != Deed.OPEN and _is_rare(book, step, room.counts):
            _keep_place(hunter)


@compiled
def _is_rare(book: Book, step: Record, counts: NDArray[np.int64]) -> bool:
    """Whether the outcome of the step, or an event that it noted, was met but a few times."""
    for place in range(book.event_count):
        if counts[EVENTS_ROW, book.events[place].event] <= RARE:
            return True
    if step.deed.what <= Deed.DUE:
        return False
    bits, column, row = features_of(book, step), column_of(step), FEATURES_ROW
    while bits != 0:
        if bits & 1 and counts[row, column] <= RARE_FEATURE:
            return True
        bits >>= 1
        row += 1
    return bool(counts[step.deed.what, step.refusal] <= RARE)


@compiled
def _begin(hunter: Hunter, key: int) -> bool:
    """Begin a trial; whether its contract is still to be opened."""
    room, found, bits = hunter.room, hunter.found[0], draw(key, 0, 4)
    step, kept = room.steps[0], min(found.places, PLACES)
    if kept > 0 and bits & 3 == 0:
        place = below(bits, kept)
        for word in range(STATE_WORDS):
            room.words[0, AFTER_WORD + word] = hunter.place_words[place, word]
        found.length = hunter.place_lengths[place]
        for at in range(found.length):
            set_deed(room.path[at], hunter.place_paths[place, at])
        _copy_start(room.starts[0], hunter.place_starts[place])
        return False
    for word in range(STATE_WORDS):
        room.words[0, AFTER_WORD + word] = hunter.blank_words[word]
    draw_start(room.books[0], room.starts[0], key)
    set_opening(room.books[0], step, room.starts[0])
    set_deed(room.path[0], step.deed)
    found.length = 1
    return True


@compiled
def _copy_start(start: Record, wanted: Record) -> None:
    start.opened_day = wanted.opened_day
    start.tariff = wanted.tariff
    start.balance_kopecks = wanted.balance_kopecks
    start.technology = wanted.technology
    start.is_social = wanted.is_social
    start.add_ons = wanted.add_ons
    start.is_new = wanted.is_new
    start.bills = wanted.bills


@compiled
def _keep_place(hunter: Hunter) -> None:
    """Keep the state before the deed in hand, the way to it, and behind that the deed itself.

    Of what falls due by itself the state after it is kept, for it would not fall due once more.
    """
    room, found = hunter.room, hunter.found[0]
    place = found.places % PLACES
    first = BEFORE_WORD if room.steps[0].deed.what > Deed.DUE else AFTER_WORD
    for word in range(STATE_WORDS):
        hunter.place_words[place, word] = room.words[0, first + word]
    length = found.length - 1  # without the deed in hand
    for at in range(length):
        set_deed(hunter.place_paths[place, at], room.path[at])
    set_deed(hunter.place_paths[place, length], room.steps[0].deed)
    hunter.place_lengths[place] = length
    _copy_start(hunter.place_starts[place], room.starts[0])
    found.places += 1
