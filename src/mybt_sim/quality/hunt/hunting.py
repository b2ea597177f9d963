"""The hunt: random lives on all threads, under usual and under other terms, until a law breaks."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mybt_sim.engine.refusals import Refusal
from mybt_sim.quality.hunt.path import story_in
from mybt_sim.quality.hunt.shrinking import shrink
from mybt_sim.quality.hunt.trials import Hunter, hunt_trials, make_hunter
from mybt_sim.quality.laws.every import LAWS
from mybt_sim.quality.laws.law import Predicate
from mybt_sim.quality.room import COUNT_ROWS, PATH_MOST, REFUSALS, make_room, replay, the_book
from mybt_sim.quality.steps import blank_states, words_of
from mybt_sim.quality.story import Done, Ending, Start, Story, Told

CHUNK_STEPS = 500_000
TERMS: tuple[tuple[tuple[str, Any], ...], ...] = (
    (),
    (
        ("fee_month_days", 30),
        ("promise_allows_positive_balance", False),
        ("promise_wait_days", 5),
        ("tariff_effect_next_month", True),
        ("tariff_fee_up", "3.00"),
        ("tariff_wait_days", 0),
    ),
)
"""Terms under which is hunted: those of the seed, and others that open other ways."""


@dataclass(frozen=True)
class Break:
    """A law that broke: the story as it was found, and the plainest one that breaks it too."""

    law: str
    found: Story
    story: Story


@dataclass(frozen=True)
class Hunted:
    """What a hunt came to. `steps` were all checked by every law; `asked` of them were operations,
    the others midnights and ends that fell due between them. `pairs` has how often one outcome
    directly followed another in a life, both by their places in `OUTCOMES`."""

    seed: int
    steps: int
    asked: int
    trials: int
    seconds: float
    counts: NDArray[np.int64]
    pairs: NDArray[np.int64]
    broken: Break | None

    @property
    def steps_per_s(self) -> float:
        """Checked steps a second."""
        return self.steps / self.seconds if self.seconds else 0.0


def hunt(
    *,
    seed: int = 1,
    steps: int | None = None,
    operations: int | None = None,
    seconds: float | None = None,
    threads: int = 1,
    own: Sequence[Predicate] = (),
    progress: Callable[[int, int], None] = lambda steps, asked: None,
) -> Hunted:
    """Hunt until a law breaks, so many steps or operations were checked, or time is over.

    The same seed, goal and threads see the same lives. Each thread takes the terms in turn.
    `progress` is told the steps and the operations among them. Memory does not grow. `own` are laws
    of one's own, asked beside all others.
    """
    bands = [_Band(seed * threads + one, own) for one in range(threads)]
    for band in bands[:1]:
        band.go(1)  # compiles, or reads what was compiled
    started, done, asked = time.perf_counter(), 0, 0
    with ThreadPoolExecutor(threads, thread_name_prefix="hunt") as executor:
        while True:
            left = CHUNK_STEPS
            if steps is not None:
                left = min(left, -(-(steps - done) // threads))
            if operations is not None:  # so many steps have no more operations than are left
                left = min(left, -(-(operations - asked) // threads))
            found = any(list(executor.map(_Band.go, bands, [left] * threads)))
            done, asked = (sum(band.total(name) for band in bands) for name in ("steps", "asked"))
            progress(done, asked)
            passed = time.perf_counter() - started
            is_over = (
                (steps is not None and done >= steps)
                or (operations is not None and asked >= operations)
                or (seconds is not None and passed >= seconds)
            )
            if found or is_over:
                return _hunted(seed, bands, passed)


class _Band:
    """The hunters of one thread, one for each terms; they take turns."""

    def __init__(self, seed: int, own: Sequence[Predicate]) -> None:
        self.seed = seed
        self.own = own
        self.hunters = [make_hunter(make_room(the_book(one), own)) for one in TERMS]
        self.turn = 0
        self.broken: int | None = None

    def total(self, name: str) -> int:
        """Steps, or operations that were asked for, so far."""
        return sum(int(one.found[0][name]) for one in self.hunters)

    def go(self, steps: int) -> bool:
        """Hunt so many steps on; whether a law was broken."""
        place = self.turn % len(self.hunters)
        self.turn += 1
        if hunt_trials(self.hunters[place], self.seed, steps):
            self.broken = place
        return self.broken is not None

    def story(self) -> Break:
        """The story that broke a law, and the plainest like it."""
        assert self.broken is not None
        hunter = self.hunters[self.broken]
        story = story_in(hunter.room, int(hunter.found[0].length), TERMS[self.broken])
        return _shrunk(story, self.own)


def _hunted(seed: int, bands: Sequence[_Band], seconds: float) -> Hunted:
    counts = np.zeros((COUNT_ROWS, REFUSALS), np.int64)
    hunters: list[Hunter] = [one for band in bands for one in band.hunters]
    pairs = np.zeros_like(hunters[0].pairs)
    for hunter in hunters:
        counts += hunter.room.counts
        pairs += hunter.pairs
    broken = None
    for band in bands:
        if band.broken is not None:
            broken = band.story()
            break
    steps, asked, trials = (
        sum(band.total(name) for band in bands) for name in ("steps", "asked", "trials")
    )
    return Hunted(seed, steps, asked, trials, seconds, counts, pairs, broken)


def _shrunk(found: Story, own: Sequence[Predicate]) -> Break:
    replay_it = Replayer(found.terms, own)
    ending = replay_it(found)
    assert ending is not None, "the story does not break when it is lived again"
    return Break(ending.law, found, shrink(found, ending, replay_it))


class Replayer:
    """Lives stories by compiled rules, in one room."""

    def __init__(
        self, terms: tuple[tuple[str, Any], ...] = (), own: Sequence[Predicate] = ()
    ) -> None:
        self.room = make_room(the_book(terms), own)
        self.laws = (*(one.name for one in LAWS), *(one.__name__ for one in own))
        self.blank_words = words_of(blank_states(1))[0]

    def __call__(self, story: Story) -> Ending | None:
        """Where a story breaks first; None when all laws hold."""
        length = self._write(story.start, story.deeds)
        broken, place = replay(self.room, self.blank_words, length)
        return None if broken < 0 else Ending(self.laws[broken], place)

    def _write(self, start: Start, deeds: Sequence[Done]) -> int:
        assert len(deeds) < PATH_MOST, "the story is too long for the room"
        self.room.starts[0] = tuple(start)
        for place, deed in enumerate(deeds):
            self.room.path[place + 1] = tuple(deed)
        return len(deeds) + 1

    def tell(self, story: Story) -> list[Told]:
        """What each deed was answered, and the balance after it; the last one may break a law."""
        told = []
        for length in range(1, len(story) + 1):
            replay(self.room, self.blank_words, self._write(story.start, story.deeds[:length]))
            step = self.room.steps[0]
            balance = int(step.after.contract.balance_kopecks)
            told.append(Told(story.deeds[length - 1], Refusal(int(step.refusal)), balance))
        return told
