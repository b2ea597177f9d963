"""A process to be killed: it carries out operations on a durable world and says which are done.

`python -m tests.support.durable_child` reads lines from its input, forks a child for each, and says
"gone" when that has ended:  live PATH SEED  ·  make PATH SEED
"""

import os
import random
import signal
import sys
import traceback
from pathlib import Path

from mybt_sim.engine.vocabulary import Settlement
from mybt_sim.world import Client, World, operator
from mybt_sim.world.operator import Operator
from mybt_sim.world.origin import Origin
from mybt_sim.world.state import State
from tests.support.worlds import contract_ids, contract_of

SUBSCRIBERS = 20
HARMLESS = {"python", "python3", "jemalloc_bg_thd", "polars-ooc-clea"}
"""Threads that a fork may lose: the memory allocator's, and one that tidies after large queries."""

KNOWN: dict[str, tuple[Operator, State]] = {}


def found_operator(origin: Origin) -> tuple[Operator, State]:
    """Worlds of one origin begin alike, and nobody changes what this returns: once is enough."""
    if repr(origin) not in KNOWN:
        KNOWN[repr(origin)] = operator.found_operator(origin)
    return KNOWN[repr(origin)]


def know_origins() -> None:
    """Draw each population once per process."""
    setattr(sys.modules["mybt_sim.world.world"], "found_operator", found_operator)  # noqa: B010


def say(*words: object) -> None:
    """One line, in one piece."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def make(path: Path, seed: int = 5) -> None:
    """A world with a small past."""
    World.create(SUBSCRIBERS, seed, past_days=3, path=path).close()


def live(path: Path, seed: int) -> None:
    """Operations without end; each number is said when its outcome is known."""
    luck = random.Random(seed)
    with World.open(path) as world:
        say("open", len(world.log))
        phone = world.client("android")
        mobile = f"+37529{luck.randrange(2_000_000, 3_000_000)}"
        phone.request_code(mobile)
        phone.sign_in(mobile, world.outside.inbox(mobile)[-1].code or "")
        ids = contract_ids(world)
        mine = [one for one in ids if contract_of(world, one).settlement == Settlement.ADVANCE]
        for contract in mine[:3]:
            phone.bind_by_login(*world.outside.paper(contract)[0])
        while True:
            step(world, phone, luck, mine)
            say("done", len(world.log), world.log[-1].chain)


def step(world: World, phone: Client, luck: random.Random, mine: list[int]) -> None:
    """One operation: paid, promised, refused, or time."""
    contract = luck.choice(mine[:4])
    choice = luck.randrange(12)
    if choice < 4:
        phone.top_up(contract, luck.randrange(1, 40), key=f"pay {luck.randrange(5)}")
    elif choice < 7:
        phone.promise_payment(contract, luck.choice(("15.00", "3.00", "99.00")))
    elif choice == 7:
        world.outside.erip_payment(world.outside.paper(luck.choice(mine))[0][0], "2.50")
    elif choice == 8:
        phone.open_ticket("Topic", "'; DROP TABLE command; --")
    elif choice == 9:
        phone.connect_add_on(contract, f"A{luck.randrange(1, 21):02}")
    else:
        world.advance(hours=luck.choice((1, 7, 30, 24 * 6)))


def child(line: str) -> None:
    """What a line asks for; never returns."""
    try:
        what, path, seed = line.split()
        (make if what == "make" else live)(Path(path), int(seed))
        say("end")
        signal.pause()  # until it is killed: its number is not given to anybody else
    except BaseException:
        say("failed", traceback.format_exc().replace("\n", "|"))
    finally:
        os._exit(0)


def main() -> None:
    """Warm up, then fork for each line: no thread works and no connection exists by then."""
    know_origins()
    World.create(SUBSCRIBERS, 5, past_days=3).advance(days=2)
    tasks = Path("/proc/self/task").iterdir()
    names = {(task / "comm").read_text().strip() for task in tasks}
    say("ready" if names <= HARMLESS else f"busy {names}")
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            child(line)
        say("pid", pid)
        os.waitpid(pid, 0)
        say("gone")


if __name__ == "__main__":
    main()
