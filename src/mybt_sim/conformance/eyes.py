"""What a comparison sees: our own operator served with one fault after the other, over HTTP."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from mybt_sim.conformance.conform import Budget, Mismatch, conform
from mybt_sim.conformance.faults import OUTSIDE
from mybt_sim.conformance.own import Own
from mybt_sim.conformance.stories import START
from mybt_sim.conformance.transport import HttpTransport
from mybt_sim.journeys.model import Setting
from mybt_sim.journeys.target import WorldTarget
from mybt_sim.quality.faults.fault import Fault
from mybt_sim.quality.faults.in_world import faulty_world
from mybt_sim.service.operator import ServedOperator
from mybt_sim.service.serve import answering

SETTING = Setting(subscribers=200, start=START)
SECONDS = 20.0


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
