"""Catching faults: who is caught, by which law, how fast, and by how short a story."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mybt_sim.quality.faults.fault import Fault
from mybt_sim.quality.faults.runner import STUMBLED, Runner
from mybt_sim.quality.hunt.hunting import TERMS
from mybt_sim.quality.hunt.shrinking import shrink
from mybt_sim.quality.laws.every import LAWS
from mybt_sim.quality.story import Ending, Story


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
    story: Story | None = None

    @property
    def is_killed(self) -> bool:
        """Whether a law broke."""
        return bool(self.law)


def catch(fault: Fault, *, seed: int = 1, seconds: float = 30, is_shrunk: bool = True) -> Caught:
    """Hunt an operator with a fault in it, under each terms in turn, and shrink the story."""
    started, steps = time.perf_counter(), 0
    for terms in TERMS:
        runner = Runner(fault, terms)
        found = runner.hunt(seed, seconds=seconds / len(TERMS))
        steps += runner.steps
        if found is None:
            continue
        story, law = found
        passed = time.perf_counter() - started
        laws = runner.broken_laws() if law != STUMBLED else (law,)
        if is_shrunk:
            story = shrink(story, Ending(law, len(story)), runner)
        return Caught(fault, passed, steps, law, laws, story)
    return Caught(fault, time.perf_counter() - started, steps)


def catch_all(faults: Iterable[Fault], *, seed: int = 1, seconds: float = 30) -> Iterator[Caught]:
    """One after the other, as they are caught."""
    for fault in faults:
        yield catch(fault, seed=seed, seconds=seconds)


def idle_laws(caught: Iterable[Caught]) -> tuple[str, ...]:
    """Laws that no fault breaks: each wants a fault, or is said already by others."""
    broken = {law for one in caught for law in one.laws}
    return tuple(law.name for law in LAWS if law.name not in broken)
