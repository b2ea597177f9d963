"""Planting: chains of situations that contracts come by, with the life that shows the way.

A contract is opened and lives as many deeds as the chain is to be deep. Of the outcomes that some
drawn deeds would have from where it stands one is taken, whatever its chance; it, with something
that is so at that moment, is the next situation. The life goes through the chain by one deed for
each situation, and no deed can pass two: so its depth is known.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.draws import below, draw, key_of
from mybt_sim.engine.records import DAY_S
from mybt_sim.engine.refusals import Refusal
from mybt_sim.quality.features import FEATURES, features_of
from mybt_sim.quality.hunt.asking import Asked
from mybt_sim.quality.hunt.drawing import DAYS_KEPT
from mybt_sim.quality.hunt.maze import ALWAYS, DEPTH_MOST, Situation
from mybt_sim.quality.hunt.outcomes import OUTCOMES
from mybt_sim.quality.hunt.path import story_in
from mybt_sim.quality.hunt.trials import ALL_OPERATIONS, Hunter
from mybt_sim.quality.steps import AFTER_WORD, Deed
from mybt_sim.quality.story import Story

STREAM = 991
CANDIDATES = 16
LIVES_MOST = 64
THE_END = (Deed.TERMINATE, Refusal.NONE)


class Planted(NamedTuple):
    """A chain, and the shortest life that goes through it: a deed for each situation."""

    situations: tuple[Situation, ...]
    story: Story


def plant(count: int, seed: int = 1) -> list[Planted]:
    """So many chains, of 1 to `DEPTH_MOST` situations in turn."""
    asked = Asked()
    return [
        _planted(asked, int(key_of(seed, STREAM, one)), one % DEPTH_MOST + 1)
        for one in range(count)
    ]


def _planted(asked: Asked, key: int, depth: int) -> Planted:
    for life in range(LIVES_MOST):
        situations = _chain(asked, int(key_of(key, STREAM, life)), depth)
        if situations is not None:
            return Planted(situations, story_in(asked.hunter.room, depth + 1))
    raise AssertionError("no life is long enough")


def _chain(asked: Asked, key: int, depth: int) -> tuple[Situation, ...] | None:
    """Live a chain; None when the life is not long enough for it."""
    hunter = asked.hunter
    book, step = hunter.room.books[0], hunter.room.steps[0]
    last_at = (int(book.first_day) + int(book.days) - DAYS_KEPT) * DAY_S
    asked.open(key)
    chain: list[Situation] = []
    for place in range(depth):
        standing, length = hunter.room.words[0, AFTER_WORD:].copy(), place + 1
        tried: dict[int, int] = {}
        for candidate in range(CANDIDATES):
            deed_key = int(draw(key, length, candidate))
            tried.setdefault(_try(asked, standing, length, deed_key), deed_key)
        known = {one.outcome for one in chain}
        if length < depth:
            known.add(OUTCOMES.index(THE_END))
        new = [one for one in tried if one not in known and one >= 0]
        if not new or int(step.after.now) > last_at:
            return None
        outcome = new[below(int(draw(key, length, CANDIDATES)), len(new))]
        _try(asked, standing, length, tried[outcome])
        chain.append(Situation(outcome, _feature(hunter, int(draw(key, length, CANDIDATES + 1)))))
    return tuple(chain)


def _try(asked: Asked, standing: NDArray[np.int64], length: int, key: int) -> int:
    """Live on from where the contract stands by a drawn deed; the place of its outcome."""
    hunter = asked.hunter
    hunter.room.words[0, AFTER_WORD:] = standing
    hunter.found[0].length = length
    asked.ask(ALL_OPERATIONS, key)
    step = hunter.room.steps[0]
    return int(hunter.outcomes[step.deed.what, step.refusal])


def _feature(hunter: Hunter, bits: int) -> int:
    """Something that was so when the deed in hand was done, or that nothing has to be."""
    features = int(features_of(hunter.room.books[0], hunter.room.steps[0]))
    so = [ALWAYS, *(one for one in range(FEATURES) if features >> one & 1)]
    return so[below(bits, len(so))]
