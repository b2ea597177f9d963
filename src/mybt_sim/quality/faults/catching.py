"""Catching faults: who is caught, by which law, how fast, and by how short a story."""

import itertools
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from mybt_sim.quality.faults.families import taken_away
from mybt_sim.quality.faults.fault import Fault
from mybt_sim.quality.faults.runner import STUMBLED, Runner
from mybt_sim.quality.hunt.hunting import TERMS
from mybt_sim.quality.laws.law import Predicate
from mybt_sim.quality.story import Story
from mybt_sim.quality.visits.drawing import FAMILIES
from mybt_sim.quality.visits.living import VisitRunner, VisitStory

TURN_SECONDS = 1.0
"""So long is hunted under some terms before it is the turn of the next."""


class Hunter(Protocol):
    """Whoever hunts by plain rules: `Runner`, or `VisitRunner` at the door."""

    steps: int

    def hunt(self, seed: int, *, seconds: float, steps: int = 1 << 40) -> tuple[Any, str] | None:
        """A story that breaks a law, and that law."""

    def broken_laws(self) -> tuple[str, ...]:
        """All laws that the last step breaks."""

    def shrink(self, story: Any, law: str) -> Any:
        """The plainest story that breaks the same law."""


@dataclass(frozen=True)
class Caught:
    """What became of a fault: the law that broke first, all that its story breaks, the story.

    `law` is empty for a fault that was not found in time. `seconds` are those up to the break.
    """

    fault: Fault
    seconds: float
    steps: int
    law: str = ""
    laws: tuple[str, ...] = ()
    story: Story | VisitStory | None = None

    @property
    def is_killed(self) -> bool:
        """Whether a law broke."""
        return bool(self.law)


def catch(
    fault: Fault,
    *,
    seed: int = 1,
    seconds: float = 30,
    is_shrunk: bool = True,
    without: str = "",
    own: Sequence[Predicate] = (),
) -> Caught:
    """Hunt an operator with a fault in it, under all terms by turns, and shrink the story.

    `without` names a family of operations that nobody asks for, as in `families`; `own` are laws
    of a module of one's own, asked beside all others.
    """
    started = time.perf_counter()
    runners = runners_of(fault, without, own)
    for runner in itertools.cycle(runners):
        found = runner.hunt(seed, seconds=TURN_SECONDS)
        passed = time.perf_counter() - started
        if found is not None or passed >= seconds:
            break
    caught = Caught(fault, passed, sum(one.steps for one in runners))
    if found is None:
        return caught
    story, law = found
    laws = runner.broken_laws() if law != STUMBLED else (law,)
    if is_shrunk:
        story = runner.shrink(story, law)
    return replace(caught, law=law, laws=laws, story=story)


def runners_of(fault: Fault, without: str = "", own: Sequence[Predicate] = ()) -> Sequence[Hunter]:
    """Who hunts for a fault: visits at the door, or lives of a contract under each terms."""
    deeds, questions = taken_away(without)
    if fault.is_at_door:
        families = tuple(one for one in FAMILIES if not questions.intersection(one))
        return (VisitRunner(fault, families),)
    return tuple(Runner(fault, terms, deeds, own) for terms in TERMS)


def catch_all(
    faults: Iterable[Fault], *, seed: int = 1, seconds: float = 30, without: str = ""
) -> Iterator[Caught]:
    """One after the other, as they are caught."""
    for fault in faults:
        yield catch(fault, seed=seed, seconds=seconds, without=without)
