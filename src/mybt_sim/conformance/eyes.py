"""What a comparison sees: our own operator served with faults, and answers of it falsified.

`look_for` serves one fault after the other; `falsified` changes one value of one answer of a sound
operator, and tells whether that was seen.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from mybt_sim.conformance.conform import Budget, Mismatch, conform
from mybt_sim.conformance.faults import OUTSIDE
from mybt_sim.conformance.mutation import Mutating
from mybt_sim.conformance.own import Own
from mybt_sim.conformance.stories import START, play_both, trial
from mybt_sim.conformance.transport import HttpTransport, Transport
from mybt_sim.conformance.trials import Luck, Stream
from mybt_sim.journeys.model import Setting
from mybt_sim.journeys.target import WorldTarget
from mybt_sim.quality.faults.fault import Fault
from mybt_sim.quality.faults.in_world import faulty_world
from mybt_sim.service.operator import ServedOperator
from mybt_sim.service.serve import answering

SETTING = Setting(subscribers=200, start=START)
SECONDS = 20.0


EARLY_ANSWERS = 45
"""An answer is falsified after so many at most; stories have some more."""


@dataclass(frozen=True)
class Falsified:
    """A value that was falsified, by its operation and its place in the answer."""

    path: str
    is_seen: bool


@dataclass(frozen=True)
class Sight:
    """What became of a fault: the mismatch by which it was seen, if it was, and how long it took,
    shrinking included."""

    fault: Fault
    mismatch: Mismatch | None
    seconds: float
    asked: int


def faulty_operator(fault: Fault | None, setting: Setting = SETTING) -> ServedOperator:
    """An operator with a fault, which it keeps when a test begins anew."""
    made = partial(faulty_world, fault)
    return ServedOperator(WorldTarget(made(setting)), made=made)


def falsified(
    transport: Transport, count: int, *, seed: int = 1, setting: Setting = SETTING
) -> Iterator[Falsified]:
    """Falsify so many answers of a system that is right, each in a story of its own."""
    number = 0
    while count:
        luck = Luck(seed, Stream.MUTANT, number)
        eyes = Mutating(transport, luck, after=luck.below(EARLY_ANSWERS) + 2)
        ended = play_both(trial(seed, number, setting, Own(eyes)), Own(eyes))
        number += 1
        if eyes.path:
            count -= 1
            yield Falsified(eyes.path, ended.difference is not None)


def falsified_of_our_own(count: int, *, seed: int = 1) -> Iterator[Falsified]:
    """The same of our own server, served for it."""
    with answering(faulty_operator(None)) as url, HttpTransport(url) as transport:
        yield from falsified(transport, count, seed=seed)


def look_for(
    faults: Iterable[Fault] = OUTSIDE, *, seed: int = 1, seconds: float = SECONDS
) -> Iterator[Sight]:
    """Serve each fault and hold it against the engine, up to the first class of mismatch."""
    for fault in faults:
        started = time.perf_counter()
        with answering(faulty_operator(fault)) as url, HttpTransport(url) as transport:
            verdict = conform(
                Own(transport),
                budget=Budget(seconds=seconds, kinds=1),
                seed=seed,
                setting=SETTING,
            )
        mismatch = next(iter(verdict.mismatches.values()), None)
        yield Sight(fault, mismatch, time.perf_counter() - started, verdict.asked)
