"""A live world by worked examples: beginnings, the passing of time, accounts, errors for people."""

import datetime
import gc
import subprocess
import sys
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mybt_sim.base.errors import RequestError, WorldError
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Entry, Event, Settlement
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.world import Client, World
from mybt_sim.world.state import Table
from tests.support.runs import make_run, rows_of
from tests.support.worlds import (
    MOBILE,
    base_world,
    check_money,
    contract_ids,
    contract_of,
    signed_in,
    state_of,
)

START = datetime.date(2026, 3, 1)
DAYS = 40
MIDDLE = 25
DAY = datetime.timedelta(days=1)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """60 subscribers for 40 days."""
    scenario = Scenario(subscribers=60, seed=4, start=START, days=DAYS)
    return make_run(tmp_path_factory.mktemp("runs"), scenario)


def bound(world: World, phone: Client, contract: int) -> int:
    """Bind a contract by its paper."""
    assert phone.bind_by_login(*world.outside.paper(contract)[0]).ok
    return contract


def advance_contract(world: World, least_kopecks: int = 0) -> int:
    """A contract that is paid before use and is not blocked."""
    for contract in contract_ids(world):
        record = contract_of(world, contract)
        is_paid = record.settlement == Settlement.ADVANCE and not record.suspended_until
        if is_paid and not record.is_blocked and int(record.balance_kopecks) >= least_kopecks:
            return contract
    raise AssertionError("no such contract among so few")


# beginnings


@pytest.mark.parametrize("past_days", [1, MIDDLE, DAYS])
def test_world_of_a_run_begins_with_the_balances_of_that_morning(run: Path, past_days: int) -> None:
    day = START + past_days * DAY
    world = World.from_run(run, day if past_days < DAYS else None)
    stored = rows_of(
        run,
        f"""SELECT contract_day.contract_id, balance_kopecks + coalesce(sum(amount_kopecks), 0)
        FROM contract_day LEFT JOIN posting ON posting.contract_id = contract_day.contract_id
            AND posting.day = DATE '{day}' AND posted_at = DATE '{day}'
        WHERE contract_day.day = DATE '{day - DAY}'
        GROUP BY contract_day.contract_id, balance_kopecks ORDER BY contract_day.contract_id""",
    )
    assert world.now == datetime.datetime.combine(day, datetime.time())
    contracts = state_of(world).contracts
    assert contracts["contract_id"].tolist() == [row[0] for row in stored]
    assert contracts["balance_kopecks"].tolist() == [row[1] for row in stored]


def test_statement_and_usage_reach_into_the_past_of_a_run(run: Path) -> None:
    day = START + MIDDLE * DAY
    world = World.from_run(run, day)
    phone = signed_in(world)
    for contract in contract_ids(world)[:20]:
        bound(world, phone, contract)
        phone.top_up(contract, "5.00")
    world.advance(days=3, hours=7)
    for contract in contract_ids(world)[:20]:
        told = phone.statement(contract, START, world.now.date())
        assert told.ok
        balance = int(contract_of(world, contract).balance_kopecks)
        assert told.data.closing_kopecks == balance
        lines = [line.amount_kopecks for line in told.data.lines]
        assert told.data.opening_kopecks + sum(lines) == balance
        paid = rows_of(
            run,
            f"""SELECT posted_at, amount_kopecks FROM posting WHERE contract_id = {contract}
            AND entry = 'payment' AND posted_at < DATE '{day}' ORDER BY posted_at""",
        )
        seen = [
            (one.posted_at, one.amount_kopecks)
            for one in told.data.lines
            if one.entry == Entry.PAYMENT
        ]
        assert seen[: len(paid)] == paid
        used = phone.usage(contract, START, world.now.date())
        rows = rows_of(
            run,
            f"""SELECT day, down_mb, up_mb, tv_minutes, local_minutes FROM contract_day
            WHERE contract_id = {contract} AND day < DATE '{day}' ORDER BY day""",
        )
        days = [
            (one.day, one.down_mb, one.up_mb, one.tv_minutes, one.local_minutes)
            for one in used.data.days
        ]
        assert days[:MIDDLE] == rows
        assert len(days) == MIDDLE + 4


def test_world_with_a_past_is_the_world_of_the_run_of_that_past(run: Path) -> None:
    """`create` lives what `simulate` stored."""
    lived = World.create(60, 4, start=START + MIDDLE * DAY, past_days=MIDDLE)
    stored = World.from_run(run, START + MIDDLE * DAY)
    one, other = state_of(lived).contracts, state_of(stored).contracts
    for name in one.dtype.names or ():
        assert np.array_equal(one[name], other[name]), name
    check_money(lived)


def test_durable_world_of_a_run_is_opened_again(run: Path, tmp_path: Path) -> None:
    path = tmp_path / "world.duckdb"
    with World.from_run(run, START + MIDDLE * DAY, path=path) as world:
        bound(world, signed_in(world), advance_contract(world))
        world.advance(days=40)
        digest = world.digest()
    with World.open(path) as world:
        assert world.digest() == digest


# time


def lived(world: World) -> dict[str, Any]:
    """A state without the way in which it was cut into commands."""
    state = state_of(world)
    told: dict[str, Any] = {
        name: state.contracts[name].tolist() for name in state.contracts.dtype.names or ()
    }
    for contract in contract_ids(world):
        told[f"entries {contract}"] = state.history.entries(contract).tolist()
        told[f"events {contract}"] = state.history.events(contract).tolist()
        told[f"days {contract}"] = state.history.days(contract).tolist()
    told["tables"] = {table.value: rows for table, rows in state.tables.items()}
    return told


def test_a_month_is_a_month_in_whatever_steps_it_passes() -> None:
    beginning = base_world().fork()
    phone = signed_in(beginning)
    for contract in contract_ids(beginning)[:30]:
        bound(beginning, phone, contract)
        phone.top_up(contract, "9.00")
        phone.promise_payment(contract, "15.00")
        phone.connect_add_on(contract, "A14")
        phone.connect_add_on(contract, "A01")
        phone.suspend(contract, 15)
        beginning.outside.record_session(contract, down_mb=900)
    at_once, by_day, odd = beginning.fork(), beginning.fork(), beginning.fork()
    at_once.advance(days=30)
    for _ in range(30):
        by_day.advance(days=1)
    luck = 1
    while odd.now < at_once.now:
        luck = luck * 75 % 65_537  # odd spans, the same on each machine
        odd.advance(until=min(at_once.now, odd.now + datetime.timedelta(seconds=luck)))
    assert lived(by_day) == lived(at_once)
    assert lived(odd) == lived(at_once)
    check_money(at_once)


@pytest.mark.parametrize("by", [-1, 0, 1])
def test_promise_ends_at_its_second(by: int) -> None:
    world = base_world().fork()
    phone = signed_in(world)
    contract = bound(world, phone, advance_contract(world, least_kopecks=500))
    world.advance(hours=13, seconds=17)
    assert phone.promise_payment(contract, "15.00").ok
    due = phone.balance(contract).data.promise.due_at
    assert due == world.now + 5 * DAY
    world.advance(until=due + datetime.timedelta(seconds=by))
    assert (phone.balance(contract).data.promise is None) == (by >= 0)


def test_use_of_live_devices_is_in_the_day_that_it_belongs_to() -> None:
    used = base_world().fork()
    phone = signed_in(used)
    contract = bound(used, phone, advance_contract(used, least_kopecks=500))
    idle = used.fork()
    day = used.now.date()
    for _ in range(2):
        assert used.outside.record_session(contract, down_mb=700, up_mb=30).ok
    assert used.outside.record_view(contract, 45).ok
    today = phone.usage(contract, day, day).data.days[0]
    assert (today.down_mb, today.up_mb, today.tv_minutes) == (1_400, 60, 45)
    for world in (used, idle):
        world.advance(days=2)
    with_use, without = (
        Client(world, phone.device_id).usage(contract, day, day + DAY).data.days
        for world in (used, idle)
    )
    assert with_use[0].down_mb - without[0].down_mb == 1_400
    assert with_use[0].up_mb - without[0].up_mb == 60
    assert with_use[0].tv_minutes - without[0].tv_minutes == 45
    assert with_use[1] == without[1]


def test_clock_refuses_what_is_not_ahead() -> None:
    world = base_world().fork()
    digest, log = world.digest(), world.log
    last = datetime.datetime(2100, 1, 1)
    wrong: list[dict[str, Any]] = [
        {"seconds": -1},
        {"days": -40},
        {"days": 10**6},
        {"days": 10**12},
        {"until": last},
        {"until": world.now - DAY},
        {"until": "tomorrow"},
        {"until": world.now.replace(tzinfo=datetime.UTC)},
        {"days": "3"},
        {"hours": None},
        {"days": float("nan")},
    ]
    for span in wrong:
        with pytest.raises(RequestError):
            world.advance(**span)
    assert (world.digest(), world.log) == (digest, log)
    for moment in (
        world.now + DAY,
        world.now - 400 * DAY,
        "then",
        None,
        last.replace(tzinfo=datetime.UTC),
    ):
        with pytest.raises(RequestError):
            world.as_of(moment)  # type: ignore[arg-type]
        with pytest.raises(RequestError):
            world.back_to(moment)  # type: ignore[arg-type]
    world.advance(until=datetime.datetime(2028, 1, 1))
    check_money(world)


# accounts


def test_relatives_share_a_contract_and_see_the_same() -> None:
    world = base_world().fork()
    child, parent = signed_in(world), signed_in(world, mobile="+375 33 654-32-10", kind="web")
    contract = bound(world, child, advance_contract(world))
    bound(world, parent, contract)
    assert parent.top_up(contract, "7.00").ok
    assert (
        child.balance(contract).data.balance_kopecks
        == parent.balance(contract).data.balance_kopecks
    )
    assert child.promise_payment(contract, "15.00").ok
    assert parent.promise_payment(contract, "1.00").refusal is Refusal.PROMISE_ALREADY_ACTIVE
    assert parent.balance(contract).data.promise.amount_kopecks == 1_500
    assert child.unbind(contract).ok
    assert child.balance(contract).refusal is Refusal.CONTRACT_NOT_BOUND
    assert parent.balance(contract).data.promise.amount_kopecks == 1_500
    assert child.contracts().data == ()


def test_second_sign_in_opens_the_same_account_and_all_it_holds() -> None:
    world = base_world().fork()
    contract = bound(world, signed_in(world), advance_contract(world))
    world.advance(days=1)
    again = signed_in(world, mobile="80291234567", kind="ios")
    assert [view.contract_id for view in again.contracts().data] == [contract]


def test_notices_begin_with_the_binding_and_tell_each_thing_once() -> None:
    world = base_world().fork()
    login = world.outside.paper(contract := advance_contract(world, least_kopecks=300))[0][0]
    assert world.outside.erip_payment(login, "3.00").ok  # before the binding: not told
    world.advance(seconds=1)
    phone = signed_in(world)
    bound(world, phone, contract)
    assert phone.notifications().data == ()
    assert world.outside.erip_payment(login, "4.00").ok
    assert phone.promise_payment(contract, "15.00").ok
    world.advance(days=6)
    told = [(one.event, one.amount_kopecks) for one in phone.notifications().data]
    assert told.count((None, 400)) == 1
    assert told.count((Event.PROMISE_GIVEN, 1_500)) == 1
    assert [event for event, _ in told].count(Event.PROMISE_ENDING) == 1
    assert [event for event, _ in told].count(Event.PROMISE_EXPIRED) == 1
    moments = [one.at for one in phone.notifications().data]
    assert moments == sorted(moments, reverse=True)


def test_alert_of_the_approaching_block_comes_by_sms() -> None:
    world = base_world().fork()
    contract = advance_contract(world, least_kopecks=500)
    phone = signed_in(world)
    bound(world, phone, contract)
    assert phone.connect_add_on(contract, "A01").refusal in (Refusal.NONE, Refusal.ADDON_ALREADY_ON)
    for _ in range(150):
        world.advance(days=1)
        if contract_of(world, contract).is_blocked:
            break
    alerts = [sms for sms in world.outside.inbox(MOBILE) if sms.code is None]
    assert len(alerts) == 1
    assert alerts[0].days_left is not None
    assert alerts[0].at < world.now
    before = world.outside.inbox(MOBILE)
    tablet = signed_in(world, kind="ios")
    notices = tablet.notifications().data
    assert {one.event for one in notices} > {Event.BLOCKED}
    assert all(one.event is not Event.SMS_ALERT for one in notices)
    assert tablet.unbind(contract).ok
    assert set(world.outside.inbox(MOBILE)) >= set(before)  # what was received is not taken back


# errors


def test_files_that_are_no_worlds_are_told_from_worlds(run: Path, tmp_path: Path) -> None:
    text = tmp_path / "text.duckdb"
    text.write_text("no world")
    empty = tmp_path / "empty.duckdb"
    empty.touch()
    for path in (tmp_path / "none.duckdb", text, empty, run, tmp_path):
        with pytest.raises(WorldError) as caught:
            World.open(path)
        assert "Traceback" not in str(caught.value)
        assert caught.value.next_step.endswith((".", "."))
    for path in (text, run, tmp_path, tmp_path / "no folder" / "world.duckdb"):
        with pytest.raises(WorldError):
            World.create(20, 5, path=path)
    assert text.read_text() == "no world"
    assert not list(tmp_path.glob(".*"))


def test_world_in_use_is_not_opened_by_another_process(tmp_path: Path) -> None:
    path = tmp_path / "world.duckdb"
    code = f"""
from mybt_sim.base.errors import WorldError
from mybt_sim.world import World
try:
    World.open({str(path)!r})
except WorldError as error:
    print("refused:", error)
"""
    with World.create(20, 5, path=path) as world:
        world.client("web")
        said = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
        )
        assert said.stdout.startswith("refused:")
        assert "Close the process that has it" in said.stdout
        with pytest.raises(WorldError):  # nor twice by the same one
            World.open(path)
        assert world.client("ios").help().ok
    with World.open(path) as world:
        assert len(world.log) == 3


def test_spoiled_log_is_noticed(tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "world.duckdb"
    with World.create(20, 5, path=path) as world:
        world.advance(days=2)
        world.client("web").help()
    for statement in (
        "UPDATE command SET refusal = 'NO_NETWORK' WHERE number = 3",
        "UPDATE command SET arguments = replace(arguments, '1', '2') WHERE number = 1",
        "UPDATE command SET arguments = '{' WHERE number = 2",
        "UPDATE command SET arguments = '[]' WHERE number = 2",
        "UPDATE command SET arguments = '{}' WHERE number = 1",
        "UPDATE command SET name = 'pass' WHERE number = 2",
        "UPDATE command SET device = 7 WHERE number = 3",
        "UPDATE command SET happened_at = happened_at + INTERVAL 1 SECOND WHERE number = 2",
        "DELETE FROM command WHERE number = 2",
    ):
        spoiled = tmp_path / "spoiled.duckdb"
        spoiled.write_bytes(path.read_bytes())
        with duckdb.connect(str(spoiled)) as connection:
            connection.execute(statement)
        with pytest.raises(WorldError):
            World.open(spoiled)


def test_durable_world_goes_back_only_as_a_fork(tmp_path: Path) -> None:
    with World.create(20, 5, path=tmp_path / "world.duckdb") as world:
        world.advance(days=3)
        with pytest.raises(WorldError):
            world.back_to(world.now - DAY)
        fork = world.fork()
        fork.back_to(world.now - DAY)
        fork.client("web")
        assert len(world.log) == 1
        assert state_of(fork).tables[Table.DEVICE]


@pytest.mark.parametrize(
    "values", [{"past_days": -1}, {"past_days": True}, {"past_days": "3"}, {"past_days": 10**9}]
)
def test_wrong_beginnings_are_told(values: dict[str, Any]) -> None:
    from mybt_sim.base.errors import MybtError

    with pytest.raises(MybtError):
        World.create(20, 5, **values)


@pytest.mark.parametrize("day", [START - DAY, START + (DAYS + 1) * DAY])
def test_a_day_outside_the_run_is_no_beginning(run: Path, day: datetime.date) -> None:
    with pytest.raises(WorldError):
        World.from_run(run, day)


def test_a_world_that_nobody_has_is_freed_at_once() -> None:
    """What lies outside of it and its devices know the world; it knows none of them."""
    world = base_world(5, 7).fork()
    outside, phone = world.outside, world.client("web")
    assert outside.inbox("+375 29 123-45-67") == ()
    assert phone.help().ok
    known = weakref.ref(world)
    gc.disable()
    try:
        del world, outside, phone
        assert known() is None
    finally:
        gc.enable()
