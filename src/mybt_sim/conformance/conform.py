"""Holding another system against the engine: stories, then random trials, until time is over."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from mybt_sim.conformance.compare import Difference, Kind
from mybt_sim.conformance.mapping import Mapping
from mybt_sim.conformance.stories import START, Story, play_both, shrunk, story_of, trial
from mybt_sim.journeys.model import Setting
from mybt_sim.journeys.reading import load_journeys

SHRINKING_SECONDS = 20.0


@dataclass(frozen=True, kw_only=True)
class Budget:
    """When it is enough: after so many seconds, so much compared, or so many classes of mismatch;
    the first counts."""

    seconds: float = 60.0
    operations: int | None = None
    kinds: int = len(Kind)

    def is_spent(self, verdict: "Verdict") -> bool:
        """Whether it is."""
        is_late = verdict.seconds >= self.seconds or len(verdict.mismatches) >= self.kinds
        return is_late or (self.operations is not None and verdict.asked >= self.operations)


@dataclass(frozen=True, kw_only=True)
class Mismatch:
    """A class of mismatch: the first difference of it, as the shortest story that was found."""

    kind: Kind
    difference: Difference
    story: Story
    steps_at_first: int


@dataclass
class Verdict:
    """What came of it."""

    stories: int = 0
    asked: int = 0
    differing: int = 0
    seconds: float = 0.0
    mismatches: dict[Kind, Mismatch] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether nothing differed."""
        return not self.mismatches


def conform(
    elsewhere: Mapping,
    *,
    budget: Budget,
    seed: int = 1,
    setting: Setting | None = None,
    has_journeys: bool = True,
    told: Callable[[Verdict], None] | None = None,
) -> Verdict:
    """Hold a system against the engine.

    `setting` is the world of the random trials. `ConformError` when the system cannot be asked.
    """
    verdict, started = Verdict(), time.perf_counter()
    chosen = setting or Setting(start=START)
    for story in _stories(elsewhere, seed, chosen, has_journeys=has_journeys):
        ended = play_both(story, elsewhere)
        verdict.stories += 1
        verdict.asked += ended.asked
        if ended.difference is not None:
            verdict.differing += 1
            kind = ended.difference.kind
            if kind not in verdict.mismatches:
                left = max(1.0, budget.seconds - (time.perf_counter() - started))
                seconds = min(SHRINKING_SECONDS, left)
                short = shrunk(story, ended, elsewhere, seconds=seconds)
                again = play_both(short, elsewhere).difference or ended.difference
                verdict.mismatches[kind] = Mismatch(
                    kind=kind, difference=again, story=short, steps_at_first=ended.steps
                )
        verdict.seconds = time.perf_counter() - started
        if told is not None:
            told(verdict)
        if budget.is_spent(verdict):
            break
    return verdict


def _stories(
    elsewhere: Mapping, seed: int, setting: Setting, *, has_journeys: bool
) -> Iterator[Story]:
    """Trials without end; after the first of them the stories of the seed data."""
    yield trial(seed, 0, setting, elsewhere)
    if has_journeys:
        yield from map(story_of, load_journeys().values())
    number = 1
    while True:
        yield trial(seed, number, setting, elsewhere)
        number += 1
