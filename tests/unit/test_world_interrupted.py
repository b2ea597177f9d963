"""An interrupt at any step: what was done is whole or not at all, and the world goes on."""

import shutil
from pathlib import Path

import pytest

from mybt_sim.world import World
from mybt_sim.world.durable.world_file import IN_USE
from tests.support import durable_child
from tests.support.interrupted_worlds import (
    ERRORS,
    check_reopened,
    interrupted_deeds,
    settle_in,
)
from tests.support.interrupts import Interrupt
from tests.support.worlds import base_world, check_money

MANY = 10_000
"""More steps than any deed has."""


@pytest.fixture(autouse=True)
def _known_origins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mybt_sim.world.world.found_operator", durable_child.found_operator)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    path = tmp_path / "world.duckdb"
    durable_child.make(path)
    return path


def test_a_world_in_memory_is_whole_at_every_few_lines() -> None:
    world = World.create(20, 5, past_days=3)
    places = list(interrupted_deeds(world, settle_in(world), range(1, MANY, 7)))
    assert len(places) > 250
    check_money(world)
    assert world.replayed().digest() == world.digest()


def test_a_durable_world_is_whole_at_every_few_lines(made: Path) -> None:
    world = World.open(made)
    person = settle_in(world)
    places = list(interrupted_deeds(world, person, range(1, MANY, 13)))
    assert {"world_file.py", "machine.py", "draft.py"} <= {one.split(":")[0] for one in places}
    check_money(world)
    check_reopened(world, made).close()


@pytest.mark.parametrize("deed", ["fork", "as_of", "replayed"])
def test_a_world_is_left_alone_by_an_interrupted_look(deed: str) -> None:
    world = World.create(20, 5, past_days=3)
    settle_in(world)
    moment = world.now
    world.advance(days=3)
    digest, arguments = world.digest(), (moment,) if deed == "as_of" else ()
    for step in range(1, MANY, 43):
        with Interrupt(step, KeyboardInterrupt) as interrupt:
            getattr(world, deed)(*arguments)
        assert world.digest() == digest, interrupt.place
        if not interrupt.came:
            break
    assert not interrupt.came


def test_a_world_goes_back_at_once_or_not_at_all() -> None:
    world = base_world(20, 5).fork()
    settle_in(world)
    moment, early = world.now, world.digest()
    world.advance(days=3)
    late, step = world.digest(), 1
    while world.digest() == late:
        with Interrupt(step, KeyboardInterrupt):
            world.back_to(moment)
        assert world.digest() in (early, late)
        step += 7
    assert world.digest() == early
    assert world.replayed().digest() == early


def test_an_interrupted_closing_can_be_done_again(made: Path) -> None:
    step, came = 1, True
    while came:
        world = World.open(made)
        world.client("web")
        digest = world.digest()
        with Interrupt(step, ERRORS[step % 3]) as interrupt:
            world.close()
        world.close()
        assert not list(made.parent.glob("*.head")), interrupt.place
        with World.open(made) as again:
            assert again.digest() == digest, interrupt.place
        came, step = interrupt.came, step + 5


def test_an_interrupted_opening_can_be_done_again(made: Path) -> None:
    with World.open(made) as world:
        settle_in(world)
        digest = world.digest()
    step, came = 1, True
    while came:
        world = None  # type: ignore[assignment]
        with Interrupt(step, ERRORS[step % 3]) as interrupt:
            world = World.open(made)
        came, step = interrupt.came, step + 61
        if came:
            world = World.open(made)
        assert world.digest() == digest, interrupt.place
        world.close()
    assert not IN_USE


def test_an_interrupted_creation_leaves_a_whole_world_or_nothing(tmp_path: Path) -> None:
    step, came = 1, True
    while came:
        folder = tmp_path / str(step)
        folder.mkdir()
        path = folder / "world.duckdb"
        world = None
        with Interrupt(step, ERRORS[step % 3]) as interrupt:
            world = World.create(20, 5, past_days=3, path=path)
        came, step = interrupt.came, step + 61
        if world is not None:
            world.close()
        left = {one.name for one in folder.iterdir()} - {"world.duckdb.head", "world.duckdb.wal"}
        assert left <= {"world.duckdb"}, (interrupt.place, left)
        if path.exists():
            World.open(path).close()
        shutil.rmtree(folder)
    assert not IN_USE
