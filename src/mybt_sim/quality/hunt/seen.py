"""States that a search has been in: those that come again, at the same depth, need no second look.

What a contract can still meet is decided by its state alone, laws read one step, and a deed says
its sum and moment by the state. So two histories that meet in a state go on alike, and what lies
behind it is lived once. A state is known by two mixes of 64 bits each; that two different ones have
both in common is less likely than an error of the machine.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import key_of, mix, wrap
from mybt_sim.quality.steps import AFTER_WORD, STATE_WORDS

STREAM = 983
SLOT_BITS_MOST = 23
"""So many slots take 128 MiB; a full table takes no more in, and the search lives all the rest."""


class Seen(NamedTuple):
    """A row of two mixes for each slot, zeros where it is free, and how many are taken."""

    mixes: NDArray[np.int64]
    taken: NDArray[np.int64]


def make_seen(depth: int) -> Seen:
    """Room for the states of a search of so many deeds; each deed makes six times as many."""
    slots = 1 << min(3 * depth, SLOT_BITS_MOST)
    return Seen(np.zeros((slots, 2), np.int64), np.zeros(1, np.int64))


@compiled
def is_seen(seen: Seen, words: NDArray[np.int64], depth: int) -> bool:
    """Whether a search was in the state after a step at this depth before; it is noted if not."""
    first, second = key_of(0, STREAM, depth), key_of(1, STREAM, depth)
    for word in range(STATE_WORDS):
        value = int(words[0, AFTER_WORD + word])
        first = mix(wrap(first ^ value))
        second = mix(wrap(second + value))
    first |= 1  # zeros are a free slot
    slots = len(seen.mixes)
    slot = (second ^ (first >> 1)) & (slots - 1)
    while seen.mixes[slot, 0] != 0:
        if seen.mixes[slot, 0] == first and seen.mixes[slot, 1] == second:
            return True
        slot = (slot + 1) & (slots - 1)
    if 4 * seen.taken[0] < 3 * slots:
        seen.mixes[slot, 0], seen.mixes[slot, 1] = first, second
        seen.taken[0] += 1
    return False
