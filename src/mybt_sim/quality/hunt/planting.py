"""Planting: chains of situations that contracts come by, with the life that shows the way.

A contract is opened and lives as many deeds as the chain is to be deep. Of the outcomes that some
drawn deeds would have from where it stands one is taken, whatever its chance; it, with something
that is so at that moment, is the next situation. The life goes through the chain by one deed for
each situation, and no deed can pass two: so its depth is known.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import called, compiled
from mybt_sim.base.draws import below, draw, key_of, low_below
from mybt_sim.engine.records import DAY_S
from mybt_sim.engine.refusals import Refusal
from mybt_sim.quality.features import FEATURES, features_of
from mybt_sim.quality.hunt.drawing import (
    DAYS_KEPT,
    OPERATION_COUNT,
    draw_deed,
    draw_start,
    draw_swarm,
)
from mybt_sim.quality.hunt.maze import ALWAYS, DEPTH_MOST, Situation
from mybt_sim.quality.hunt.outcomes import places_of_outcomes
from mybt_sim.quality.hunt.path import story_in
from mybt_sim.quality.room import Room, go_on, make_room, set_deed, set_opening, set_time, step_on
from mybt_sim.quality.steps import AFTER_WORD, STATE_WORDS, Deed, blank_states, words_of
from mybt_sim.quality.story import Story

STREAM = 991
CANDIDATES = 16
LIVES_MOST = 64
ALL_OPERATIONS = (1 << OPERATION_COUNT) - 1


class Planter(NamedTuple):
    """A room to live in, and what is known of the chain in hand."""

    room: Room
    blank_words: NDArray[np.int64]
    standing: NDArray[np.int64]  # the state from which candidates are tried
    outcomes: NDArray[np.int64]  # the place of an outcome among all, by deed and refusal
    chain: NDArray[np.int64]  # outcome and feature of each situation


class Planted(NamedTuple):
    """A chain, and the shortest life that goes through it: a deed for each situation."""

    situations: tuple[Situation, ...]
    story: Story


def plant(count: int, seed: int = 1) -> list[Planted]:
    """So many chains, of 1 to `DEPTH_MOST` situations in turn."""
    planter = Planter(
        make_room(),
        words_of(blank_states(1))[0],
        np.zeros(STATE_WORDS, np.int64),
        places_of_outcomes(),
        np.zeros((DEPTH_MOST, 2), np.int64),
    )
    return [_planted(planter, key_of(seed, STREAM, one), one % DEPTH_MOST + 1)
            for one in range(count)]  # fmt: skip


def _planted(planter: Planter, key: int, depth: int) -> Planted:
    for life in range(LIVES_MOST):
        if live_chain(planter, key_of(key, STREAM, life), depth):
            rows = planter.chain[:depth].tolist()
            return Planted(
                tuple(Situation(*row) for row in rows), story_in(planter.room, depth + 1)
            )
    raise AssertionError("no life is long enough")


@called
def live_chain(planter: Planter, key: int, depth: int) -> bool:
    """Live a chain; whether the life was long enough for it."""
    room = planter.room
    step, book = room.steps[0], room.books[0]
    last_at = (book.first_day + book.days - DAYS_KEPT) * DAY_S
    for word in range(STATE_WORDS):
        room.words[0, AFTER_WORD + word] = planter.blank_words[word]
    draw_start(book, room.starts[0], key)
    set_opening(book, step, room.starts[0])
    set_deed(room.path[0], step.deed)
    go_on(room.words)
    step_on(book, step, room.counts)
    for place in range(depth):
        for word in range(STATE_WORDS):
            planter.standing[word] = room.words[0, AFTER_WORD + word]
        chosen = _chosen(planter, key, place, is_last=place + 1 == depth)
        if chosen < 0 or step.after.now > last_at:
            return False
        _try(planter, key, place, chosen)
        planter.chain[place, 0] = planter.outcomes[step.deed.what, step.refusal]
        planter.chain[place, 1] = _feature(planter, draw(key, place, CANDIDATES + 1))
    return True


@compiled
def _chosen(planter: Planter, key: int, place: int, is_last: bool) -> int:
    """The candidate whose outcome is the next situation, each outcome as likely; -1: there is none.

    No outcome comes twice in a chain, and nobody ends a contract but with the last deed."""
    step, bits = planter.room.steps[0], draw(key, place, CANDIDATES)
    chosen, outcomes = -1, 0
    met_low, met_high = 0, 0
    for candidate in range(CANDIDATES):
        _try(planter, key, place, candidate)
        outcome = planter.outcomes[step.deed.what, step.refusal]
        is_end = step.deed.what == Deed.TERMINATE and step.refusal == Refusal.NONE
        is_new = outcome >= 0 and (is_last or not is_end)
        is_new = is_new and ((met_low if outcome < 60 else met_high) >> (outcome % 60)) & 1 == 0
        for before in range(place):
            is_new = is_new and planter.chain[before, 0] != outcome
        if not is_new:
            continue
        if outcome < 60:
            met_low |= 1 << outcome
        else:
            met_high |= 1 << (outcome - 60)
        outcomes += 1
        if below(draw(bits, candidate, 0), outcomes) == 0:
            chosen = candidate
    return chosen


@called
def _try(planter: Planter, key: int, place: int, candidate: int) -> None:
    """Live on from where the contract stands by a drawn deed."""
    room = planter.room
    step, book, wish = room.steps[0], room.books[0], room.path[place + 1]
    for word in range(STATE_WORDS):
        room.words[0, AFTER_WORD + word] = planter.standing[word]
    swarm = draw_swarm(draw(key, place, candidate)) | ALL_OPERATIONS
    draw_deed(book, step.after, wish, swarm, (key, 1 + place * CANDIDATES + candidate))
    is_done = False
    while not is_done:
        if not set_time(step, wish.now):
            set_deed(step.deed, wish)
            is_done = True
        go_on(room.words)
        step_on(book, step, room.counts)


@compiled
def _feature(planter: Planter, bits: int) -> int:
    """Something that was so when the deed in hand was done, or that nothing has to be."""
    features = features_of(planter.room.books[0], planter.room.steps[0])
    chosen, count = ALWAYS, 1
    for feature in range(FEATURES):
        if (features >> feature) & 1:
            count += 1
            if low_below(draw(bits, feature, 0), count) == 0:
                chosen = feature
    return chosen
