"""A first run is compiled by two processes, since compiling takes the most of a minute.

The kernel is one function made of hundreds, and each of them is kept in the cache as soon as it is
compiled. Where nothing is kept yet, another process begins with those that this one comes to last.
What both come to at once is compiled twice, which does no harm.
"""

import os
import subprocess
import sys
from functools import cache

import numpy as np

from mybt_sim.base.compiled import IS_COMPILED, compile_part, is_kept
from mybt_sim.behaviour.usable import OUTAGE
from mybt_sim.engine.records import EVENT, SERVICE_DAY, blank, blank_contract
from mybt_sim.population.layouts import ACCOUNT, FACT, PERSON
from mybt_sim.simulation.accounts import Population, live_accounts
from mybt_sim.simulation.acting import live_until
from mybt_sim.simulation.block import Simulation, make_room, prepare
from mybt_sim.simulation.calm import calm_until, live_calm_days
from mybt_sim.simulation.day import end_day, next_morning, use_day
from mybt_sim.simulation.kernel import live_block
from mybt_sim.simulation.layouts import LIFE, OPERATION_ROW, PERSON_LIFE, Attempts
from mybt_sim.simulation.scenario import Scenario

_beside: list["subprocess.Popen[bytes]"] = []
"""The other process; who is collected while it runs would warn."""


@cache
def share_compiling() -> None:
    """Let another process compile a part, once, if no kernel is kept and there is a core for it."""
    cores = os.cpu_count() or 1
    if IS_COMPILED and cores > 1 and sys.executable and not is_kept(live_block):
        command = [sys.executable, "-m", __name__]
        nothing = subprocess.DEVNULL
        _beside.append(subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing))


def compile_the_last(simulation: Simulation) -> None:
    """Compile what a block comes to last: parts of the kernel, and then the lives of accounts."""
    book, tables = simulation.book.copy(), simulation.editions[0]
    contract, life, service_day = blank_contract()[0], blank(LIFE, 1)[0], blank(SERVICE_DAY, 1)[0]
    compile_part(live_until, book, tables, contract, life, 0)
    compile_part(next_morning, book, tables, contract, life, service_day, 0)
    compile_part(use_day, book, tables, contract, life, service_day, 0)
    compile_part(end_day, book, contract, service_day, 0)
    compile_part(calm_until, book, tables, contract, life, 0)
    facts = make_room(0, 0, np.zeros(3, np.int64), metrics_only=True)
    compile_part(live_calm_days, book, tables, contract, life, service_day, facts, (0, 0, 0))
    nobody = Population(
        blank(PERSON, 0),
        blank(FACT, 0),
        blank(ACCOUNT, 0),
        blank_contract()[:0],
        blank(EVENT, 0),
        blank(OUTAGE, 0),
    )
    attempts = Attempts(blank(OPERATION_ROW, 0), np.zeros(1, np.int64))
    room = blank(PERSON_LIFE, 1)
    live_accounts(book, simulation.editions, attempts, nobody, room, (0, 0, 0))


if __name__ == "__main__":
    compile_the_last(prepare(Scenario(subscribers=1, days=1)))
