"""What a world in memory holds of its past is what happened, not the room made for it."""

import tracemalloc
from typing import Any

from numpy.typing import NDArray

from mybt_sim.world import World
from tests.support.worlds import parts_of

TURNS = 50


def test_a_part_of_the_past_owns_its_rows_alone() -> None:
    world = World.create(80, past_days=40)
    for days in (0, 1, 40):
        world.advance(days=days, seconds=1)
        newest = parts_of(world)[-1]
        for rows in (newest.entries, newest.events):
            owner: NDArray[Any] = rows
            while owner.base is not None:
                owner = owner.base
            assert owner.nbytes == rows.nbytes


def test_an_hour_in_which_nothing_happens_keeps_next_to_nothing() -> None:
    world = World.create(200)
    world.advance(hours=1)
    tracemalloc.start()
    for _ in range(TURNS):
        world.advance(seconds=1)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept / TURNS < 5_000
