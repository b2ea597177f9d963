"""Compiling ahead what the year's answer needs, aside: a cold machine takes the most of a minute.

Numba compiles under the interpreter's lock, and in the site's own process every page would wait
for it. So another process does it, which gives way to all others and leaves the compiled code in
the cache that both share.
"""

import os
import subprocess
import sys
import threading
from contextlib import suppress

from mybt_sim.analysis.compare import compare_with, effects_of
from mybt_sim.engine.records import DAY_S
from mybt_sim.simulation.baseline import live_baseline
from mybt_sim.simulation.block import prepare
from mybt_sim.simulation.one_life import lives_at
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.world import World

GIVES_WAY = 15
COMPILING_MOST_S = 300

_begun: list["subprocess.Popen[bytes]"] = []
_door = threading.Lock()


def begin_to_compile() -> None:
    """Compile aside, once; call it when the site starts."""
    with _door:
        if not _begun:
            command = [sys.executable, "-m", __name__]
            nothing = subprocess.DEVNULL
            _begun.append(subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing))


def is_begun() -> bool:
    """Whether a site was started here that prepares ahead what visitors may ask for."""
    return bool(_begun)


def is_compiling() -> bool:
    """Whether it is not done yet."""
    return any(one.poll() is None for one in _begun)


def await_compiled() -> None:
    """Wait until it is done, however it ends: what is missing is compiled where it is needed."""
    for one in list(_begun):
        with suppress(subprocess.TimeoutExpired):
            one.wait(COMPILING_MOST_S)


def stop_compiling() -> None:
    """Nobody needs it any more; call it when the site ends."""
    with _door:
        while _begun:
            process = _begun.pop()
            process.terminate()
            process.wait()


def compile_all() -> None:
    """Live one day of one subscriber by two rules: that compiles whatever a year's answer calls."""
    one = Scenario(subscribers=1, days=1)
    baseline, variant = live_baseline(prepare(one)), one.having(terms={"promise_limit": "20.00"})
    compare_with(baseline, variant)
    effects_of(baseline, variant)
    lives_at(baseline.simulation, 1, one.first_day * DAY_S + 1)
    World.of_subscriber(one, 1, one.start).advance(days=1)


if __name__ == "__main__":
    with suppress(OSError):
        os.nice(GIVES_WAY)
    compile_all()
