"""Places: states from which lives go on, each with the way that leads there.

Whatever is seldom met has places of its own, so that nothing which is met often pushes out what is
hard to come by. Of two places that are drawn, that one is gone on from which was tried less often.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, low_below
from mybt_sim.engine.records import Record, Records, blank
from mybt_sim.quality.room import PATH_MOST, Room, set_deed
from mybt_sim.quality.steps import AFTER_WORD, DEED, START, STATE_WORDS

SELDOM_SLOTS = 2_048
"""Slots for what is seldom met in lives; behind them are those of a maze."""


class Places(NamedTuple):
    """What is known of each slot; `numbers` has 0 where it is free."""

    words: NDArray[np.int64]  # states, a row for each slot
    starts: Records
    paths: Records
    lengths: NDArray[np.int64]
    lasts: NDArray[np.int64]  # the outcome that was met last, by its place; -1: none
    progress: NDArray[np.uint8]  # in the chains of a maze
    numbers: NDArray[np.int64]  # the keeping after which it is so
    tries: NDArray[np.int64]  # lives that went on from there
    filled: NDArray[np.int64]  # slots in the order in which they were filled
    kept: NDArray[np.int64]  # [0]: how often a place was kept; [1]: slots that are filled


def make_places(maze_slots: int = 0, chains: int = 0) -> Places:
    """Room for places; none is known yet."""
    slots = SELDOM_SLOTS + maze_slots
    whole = {
        name: np.zeros(slots, np.int64)
        for name in ("lengths", "lasts", "numbers", "tries", "filled")
    }
    return Places(
        words=np.zeros((slots, STATE_WORDS), np.int64),
        starts=blank(START, slots),
        paths=blank(DEED, slots, PATH_MOST),
        progress=np.zeros((slots, chains), np.uint8),
        kept=np.zeros(2, np.int64),
        **whole,
    )


@compiled
def slot_of(row: int, column: int) -> int:
    """The slot of something seldom, by where it is counted."""
    return (row * 151 + column) % SELDOM_SLOTS


@compiled
def keep_place(places: Places, slot: int, room: Room, first: int, length: int) -> None:
    """Keep a state of the step in hand, whose words begin at `first`, and the way to it."""
    for word in range(STATE_WORDS):
        places.words[slot, word] = room.words[0, first + word]
    for at in range(length):
        set_deed(places.paths[slot, at], room.path[at])
    places.lengths[slot] = length
    copy_start(places.starts[slot], room.starts[0])
    places.tries[slot] = 0
    places.kept[0] += 1
    if places.numbers[slot] == 0:
        places.filled[places.kept[1]] = slot
        places.kept[1] += 1
    places.numbers[slot] = places.kept[0]


@compiled
def drawn_place(places: Places, bits: int) -> int:
    """Of two slots that are drawn, the one from which fewer lives went on."""
    one = places.filled[below(bits, places.kept[1])]
    other = places.filled[low_below(bits, places.kept[1])]
    return int(one if places.tries[one] <= places.tries[other] else other)


@compiled
def go_to(places: Places, slot: int, room: Room) -> None:
    """Put the state of a place, and the way to it, into a room."""
    for word in range(STATE_WORDS):
        room.words[0, AFTER_WORD + word] = places.words[slot, word]
    for at in range(places.lengths[slot]):
        set_deed(room.path[at], places.paths[slot, at])
    copy_start(room.starts[0], places.starts[slot])
    places.tries[slot] += 1


@compiled
def copy_start(start: Record, wanted: Record) -> None:
    """Write a start down as another one."""
    start.opened_day = wanted.opened_day
    start.tariff = wanted.tariff
    start.balance_kopecks = wanted.balance_kopecks
    start.technology = wanted.technology
    start.is_social = wanted.is_social
    start.add_ons = wanted.add_ons
    start.is_new = wanted.is_new
    start.bills = wanted.bills
