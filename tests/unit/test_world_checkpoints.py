"""Checkpoints shorten the way back and change nothing; a wrong one is passed over and told."""

import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from mybt_sim.cli import app
from mybt_sim.engine.records import DAY_S
from mybt_sim.world import Client, Outcome, World
from mybt_sim.world.course import Course
from mybt_sim.world.durable.archive import FilePast
from mybt_sim.world.history import Earlier
from mybt_sim.world.moments import moment_of
from mybt_sim.world.state import Table
from tests.support import durable_child
from tests.support.interrupted_worlds import Person, deeds_of, settle_in
from tests.support.worlds import check_money, contract_ids, rows_of, state_of

EVERY = 20
TOLD = ("UPDATE checkpoint SET b", "UPDATE checkpoint SET c")
COMMANDS = 130


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mybt_sim.world.durable.trail.TOIL_MOST", EVERY)
    monkeypatch.setattr("mybt_sim.world.durable.trail.CHAIN_LEAST_BYTES", 9_000)
    monkeypatch.setattr("mybt_sim.world.world.found_operator", durable_child.found_operator)
    monkeypatch.setattr(
        "mybt_sim.world.durable.verify.found_operator", durable_child.found_operator
    )


@pytest.fixture
def replayed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of all commands that are carried out again."""
    seen: list[int] = []
    again = Course._carry_out_again

    def noted(self: Course, logged: object) -> None:
        seen.append(logged.number)  # type: ignore[attr-defined]
        again(self, logged)  # type: ignore[arg-type]

    monkeypatch.setattr(Course, "_carry_out_again", noted)
    return seen


def drive(world: World) -> Person:
    """A life with every kind of deed in it."""
    person = settle_in(world)
    deeds = list(deeds_of(person).values())
    for turn in range(COMMANDS - 4):
        deeds[4 + turn % 2 if turn % 7 == 0 else turn % 4](world)
    return person


def lived(world: World) -> object:
    """Everything that happened to each contract."""
    history = state_of(world).history
    return [
        (
            history.entries(one).tolist(),
            history.events(one).tolist(),
            history.days(one).tolist(),
        )
        for one in contract_ids(world)
    ]


def test_every_moment_is_reached_from_the_checkpoint_before_it(replayed: list[int]) -> None:
    world = World.create(20, 5, past_days=3)
    drive(world)
    moments = sorted({logged.at for logged in world.log})
    for at in moments[:: len(moments) // 6]:
        replayed.clear()
        there = world.as_of(moment_of(at))
        assert len(replayed) <= EVERY
        whole = there.replayed()
        assert whole.digest() == there.digest()
        assert lived(whole) == lived(there)
        check_money(there)


def test_a_durable_world_is_the_one_in_memory(tmp_path: Path, replayed: list[int]) -> None:
    path = tmp_path / "world.duckdb"
    memory = World.create(20, 5, past_days=3)
    drive(memory)
    with World.create(20, 5, past_days=3, path=path) as world:
        person = drive(world)
        assert (world.digest(), world.log) == (memory.digest(), memory.log)
        assert lived(world) == lived(memory)
        fork, log = world.fork(), world.log
    assert lived(fork) == lived(memory)
    assert log == memory.log
    replayed.clear()
    with World.open(path) as world:
        assert 0 < len(replayed) <= EVERY
        assert world.digest() == memory.digest()
        assert lived(world) == lived(memory)
        middle = moment_of(world.log[COMMANDS // 2].at)
        past = world.as_of(middle)
        assert past.digest() == memory.as_of(middle).digest()
        assert lived(past) == lived(memory.as_of(middle))
        days = (datetime.date(2025, 12, 29), world.now.date())
        told = [
            Client(one, person.device).statement(person.contract, *days).data
            for one in (world, memory)
        ]
        assert told[0] == told[1]
    check_money(past)
    assert past.replayed().digest() == past.digest()


def all_of(past: Earlier) -> object:
    """Everything that it holds, as plain values."""
    return [
        (number, part.entries.tolist(), part.events.tolist(), part.days.tolist())
        for number, part in past.numbered()
    ]


def test_what_outlives_the_file_goes_back_as_the_file_does(tmp_path: Path) -> None:
    path = tmp_path / "world.duckdb"
    with World.create(20, 5, past_days=3, path=path) as world:
        drive(world)
    with World.open(path) as world:
        from_file = state_of(world).history.earlier
        taken = from_file.shared()
        assert isinstance(taken, FilePast)
        taken.take_along()
        for number, logged in enumerate(world.log, start=1):
            day = logged.at // DAY_S
            assert all_of(taken.until(number, day)) == all_of(from_file.until(number, day))


def test_a_spoiled_checkpoint_is_passed_over_and_told(tmp_path: Path, replayed: list[int]) -> None:
    path = tmp_path / "world.duckdb"
    with World.create(20, 5, past_days=3, path=path) as world:
        drive(world)
        digest = world.digest()
    last = "(SELECT max(number) FROM checkpoint)"
    for spoil in (
        f"UPDATE checkpoint SET body = 'no body'::BLOB WHERE number = {last}",
        f"UPDATE checkpoint SET chain = 'another' WHERE number = {last}",
        "UPDATE checkpoint SET source = 'other rules'",
        "DELETE FROM checkpoint",
    ):
        with duckdb.connect(str(path)) as connection:
            connection.execute(spoil)
        said = CliRunner().invoke(app, ["verify", str(path)])
        assert ("BROKEN checkpoint" in said.stdout) == spoil.startswith(TOLD)
        replayed.clear()
        with World.open(path) as world:
            assert world.digest() == digest
        assert len(replayed) > EVERY // 2


def test_keys_leave_when_they_no_longer_count() -> None:
    world = World.create(20, 5)
    person = settle_in(world)
    phone = Client(world, person.device)
    first = phone.top_up(person.contract, "5.00", key="one")
    world.advance(hours=13)
    assert phone.top_up(person.contract, "5.00", key="one").entries == first.entries
    assert phone.top_up(person.contract, "5.00", key="two").ok
    world.advance(hours=10)
    assert len(rows_of(world, Table.ANSWER)) == 2
    world.advance(days=2)
    assert not rows_of(world, Table.ANSWER)
    assert world.replayed().digest() == world.digest()


def test_an_answer_is_given_again_by_a_reopened_world(tmp_path: Path) -> None:
    path = tmp_path / "world.duckdb"
    with World.create(20, 5, past_days=3, path=path) as world:
        person = settle_in(world)
        told = {name: ask(world, person) for name, ask in ASKED.items()}
        assert [name for name, first in told.items() if not first.ok] == []
        for _ in range(EVERY):
            world.client("web")
    with World.open(path) as world:
        for name, first in told.items():
            again = ASKED[name](world, person)
            assert again.is_repeat, name
            assert replace(again, is_repeat=False) == first, name


ASKED: dict[str, Callable[[World, Person], Outcome]] = {
    "top_up": lambda world, one: device(world, one).top_up(one.contract, "70.00", key="pay"),
    "open_ticket": lambda world, one: device(world, one).open_ticket("On", "What?", key="ask"),
    "unbind": lambda world, one: device(world, one).unbind(one.contract, key="let go"),
}
"""Requests with a key, whose answers hold money, a ticket with its moment, and nothing."""


def device(world: World, person: Person) -> Client:
    """The device in hand."""
    return Client(world, person.device)
