"""The ground under every stage: one small world for the whole process, and who is shown of it."""

import datetime
import threading
from dataclasses import dataclass

import numpy as np

from mybt_sim.app.phone.cast import Person, chosen_cast
from mybt_sim.text import phone
from mybt_sim.world import World

SUBSCRIBERS = 1_000
SEED = 1
START = datetime.date(2026, 5, 14)
"""In the middle of a month, so that there is something of it to look at."""
PAST_DAYS = 133
OPENING_HOUR = 10
FIRST_MOBILE = 375_29_700_00_01


@dataclass(frozen=True)
class Ground:
    """A world that nobody changes: each stage takes a fork. `mobile` belongs to nobody yet."""

    world: World
    cast: tuple[Person, ...]
    mobile: str


_made: list[Ground] = []
_door = threading.Lock()


def ground() -> Ground:
    """The ground, made when it is first asked for."""
    with _door:
        if not _made:
            world = World.create(SUBSCRIBERS, SEED, start=START, past_days=PAST_DAYS)
            world.advance(hours=OPENING_HOUR)
            _made.append(Ground(world, chosen_cast(world), _free_mobile(world)))
        return _made[0]


def _free_mobile(world: World) -> str:
    """A mobile number that no account has, as people write it."""
    taken = set(np.asarray(world.directory.block.accounts["mobile"]).tolist())
    number = next(
        number for number in range(FIRST_MOBILE, FIRST_MOBILE + 1000) if number not in taken
    )
    return phone(number).replace("\N{NO-BREAK SPACE}", " ")
