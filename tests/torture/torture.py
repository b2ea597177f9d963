"""The long durability runs: `pytest tests/torture/torture.py -s`; short ones are in `unit`.

TORTURE_INTERRUPTS, TORTURE_KILLS and TORTURE_DAMAGES say how many; by default 1,000, 1,000, 500.
"""

import os
import random
import shutil
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from mybt_sim.base.errors import WorldError
from mybt_sim.world import World
from tests.support import durable_child
from tests.support.damaged_worlds import copy_world, damage, make_open_and_closed, result_of
from tests.support.interrupted_worlds import check_reopened, interrupted_deeds, settle_in
from tests.support.worlds import check_money
from tests.unit.test_world_durable import Zygote, check_file, kill_after, zygote  # noqa: F401

INTERRUPTS = int(os.environ.get("TORTURE_INTERRUPTS", "1000"))
KILLS = int(os.environ.get("TORTURE_KILLS", "1000"))
DAMAGES = int(os.environ.get("TORTURE_DAMAGES", "500"))
INTERRUPTS_PER_FILE = 50
KILLS_PER_FILE = 10
MAKINGS_EACH = 10
"""One of so many kills and interrupts comes while a world is made."""


@pytest.fixture(autouse=True)
def _known_origins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mybt_sim.world.world.found_operator", durable_child.found_operator)


class Alarm:
    """A signal after some milliseconds, as Ctrl-C would come; it stays inside the `with`."""

    def __init__(self, seconds: float, error: type[BaseException]) -> None:
        self.seconds, self.error, self.came = seconds, error, False

    def _ring(self, *_: Any) -> None:
        self.came = True
        raise self.error

    def __enter__(self) -> "Alarm":
        self.before = signal.signal(signal.SIGALRM, self._ring)
        signal.setitimer(signal.ITIMER_REAL, self.seconds)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self.before)
        # DuckDB swallows what a handler raises: it is told as a KeyboardInterrupt, or, where DuckDB
        # was reading what we gave it, as a command that could not be written
        return self.came and kind in (self.error, KeyboardInterrupt, WorldError)


# a compiler that is interrupted while it begins has something to say of itself
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_interrupts_by_signals(tmp_path: Path) -> None:
    luck, told = random.Random(17), Counter[str]()
    first = tmp_path / "first.duckdb"
    durable_child.make(first)
    for file in range(INTERRUPTS // INTERRUPTS_PER_FILE):
        folder = tmp_path / str(file)
        folder.mkdir()
        shutil.copy(first, folder / "world.duckdb")
        told += _interrupts(folder / "world.duckdb", luck)
        assert [one.name for one in folder.iterdir()] == ["world.duckdb"]
    print(f"\n{INTERRUPTS} interrupts: {dict(told)}")


def _interrupts(path: Path, luck: random.Random) -> Counter[str]:
    """Interrupt one world many times; it goes on, and nothing acknowledged is lost."""
    told = Counter[str]()
    world = World.open(path)
    person = settle_in(world)
    for turn in range(INTERRUPTS_PER_FILE):
        error = luck.choice((KeyboardInterrupt, SystemExit, MemoryError))
        what = luck.choice(("deeds", "deeds", "deeds", "fork", "as_of", "open", "create"))
        made, done = path.with_name(f"{turn}.duckdb"), [len(world.log)]
        before = (world.digest(), list(world.log)) if what == "open" else ()
        with Alarm(luck.uniform(0.0005, 0.04), error) as alarm:
            _go_on(world, person.login, what, luck, made, done, alarm)
        told[f"{what}, {'interrupted' if alarm.came else 'done before'}"] += 1
        if made.exists():
            World.open(made).close()
            made.unlink()
        if what == "open":
            world.close()
            world = World.open(path)
            assert (world.digest(), list(world.log)) == before
        assert done[-1] <= len(world.log) <= done[-1] + 1
        for _ in range(2):
            world.outside.erip_payment(person.login, "1.00")
        check_money(world)
        if turn % 5 == 0:
            world = check_reopened(world, path)
    check_reopened(world, path).close()
    return told


def _go_on(
    world: World,
    login: str,
    what: str,
    luck: random.Random,
    made: Path,
    done: list[int],
    alarm: Alarm,
) -> None:
    """Do it again and again, or close the world, until the signal comes.

    Python drops what a handler raises while an object is being finalised: then the loop ends here.
    """
    while not alarm.came:
        if what == "deeds":
            if luck.random() < 0.8:
                world.outside.erip_payment(login, "1.00")
            else:
                world.advance(hours=3)
            done.append(done[-1] + 1)
        elif what == "fork":
            world.fork().advance(hours=3)
        elif what == "as_of":
            world.as_of(world.now)
        elif what == "open":
            world.close()
            return
        else:
            World.create(20, 5, past_days=3, path=made).close()
            made.unlink()


def test_interrupts_at_every_instruction() -> None:
    """Not by luck: each instruction of each deed, in memory."""
    world = World.create(20, 5, past_days=3)
    person = settle_in(world)
    count = sum(1 for _ in interrupted_deeds(world, person, range(1, 100_000, 2), fine=True))
    check_money(world)
    assert world.replayed().digest() == world.digest()
    print(f"\n{count} interrupts at instructions, in memory")


def test_interrupts_at_every_line_of_a_durable_world(tmp_path: Path) -> None:
    path = tmp_path / "world.duckdb"
    durable_child.make(path)
    world = World.open(path)
    person = settle_in(world)
    count = sum(1 for _ in interrupted_deeds(world, person, range(1, 100_000)))
    check_money(world)
    check_reopened(world, path).close()
    print(f"\n{count} interrupts at lines, durable")


def test_kills(zygote: Zygote, tmp_path: Path) -> None:  # noqa: F811
    first, commands, ahead = tmp_path / "first.duckdb", 0, 0
    durable_child.make(first)
    for file in range(KILLS // KILLS_PER_FILE):
        path = tmp_path / f"{file}.duckdb"
        shutil.copy(first, path)
        for kill in range(KILLS_PER_FILE):
            acknowledged = kill_after(zygote, path, file * KILLS_PER_FILE + kill)
            count = check_file(path, acknowledged)
            if acknowledged:
                assert acknowledged[-1][0] <= count <= acknowledged[-1][0] + 1
                ahead += count > acknowledged[-1][0]
        commands += count
        path.unlink()
    print(f"\n{KILLS} kills, {commands} commands, {ahead} stored but not yet acknowledged, 0 lost")


def test_kills_of_making(zygote: Zygote, tmp_path: Path) -> None:  # noqa: F811
    luck, made = random.Random(11), 0
    for kill in range(KILLS // MAKINGS_EACH):
        path = tmp_path / f"{kill}.duckdb"
        pid = zygote.ask(f"make {path} 5")
        time.sleep(luck.random() * 0.5)
        os.kill(pid, signal.SIGKILL)
        zygote.until("gone")
        made += path.exists()
        if not path.exists():
            durable_child.make(path)
        assert check_file(path, []) == 0
        path.unlink()
    print(f"\n{KILLS // MAKINGS_EACH} kills of making, {made} were whole, the others not there")


def test_damages(tmp_path: Path) -> None:
    unclosed, closed, digest = make_open_and_closed(tmp_path)
    found: Counter[str] = Counter()
    for seed in range(DAMAGES):
        luck, path = random.Random(seed), tmp_path / f"{seed}.duckdb"
        state = "unclosed" if seed % 2 else "closed"
        copy_world(unclosed if seed % 2 else closed, path)
        what = damage(path, luck)
        found[f"{state}, {what}: {result_of(path, digest)}"] += 1
        for left in tmp_path.glob(f"{seed}.duckdb*"):
            left.unlink()
    lines = [f"  {what:<40} {count}" for what, count in sorted(found.items())]
    print("\n" + "\n".join([f"{DAMAGES} damages:", *lines]))
