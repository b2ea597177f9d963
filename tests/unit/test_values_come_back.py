"""What our own frames and arrays give back is taken again by our own calls."""

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mybt_sim import Scenario, World, open_run
from mybt_sim.base.errors import RequestError, ScenarioError
from mybt_sim.engine.vocabulary import Settlement
from mybt_sim.simulation.changes import fee_e4
from mybt_sim.world import Client
from tests.support.runs import make_run
from tests.support.worlds import base_world

MOBILE = "+375 29 123-45-67"


@pytest.fixture
def world() -> World:
    return base_world().fork()


def as_sent(world: World, contract: Any, wrap: Any) -> list[Any]:
    """Every call that takes a number or a day, with values wrapped as a table wraps them."""
    device = world.client("android")
    device.request_code(MOBILE)
    device.sign_in(MOBILE, world.outside.inbox(MOBILE)[-1].code or "")
    login, password = world.outside.paper(contract)[0]
    device.bind_by_login(wrap(int(login)), password)
    day = wrap(world.now.date())
    asked = [
        *_money_and_plans(device, contract, wrap),
        *(getattr(device, name)(contract, day, day) for name in ("statement", "usage")),
        *(getattr(device, name)(contract) for name in ("balance", "forecast")),
        device.open_ticket("Topic", "Why?", contract),
        device.reply_ticket(wrap(1), "So?"),
        device.close_ticket(wrap(1)),
        device.list_news(wrap(1)),
        device.list_hotspots(near=[wrap(53_902_000), wrap(27_561_000)], limit=wrap(3)),
        *(world.outside.record_session(contract, down_mb=wrap(5), up_mb=wrap(1)),),
        *(
            world.outside.record_call(contract, "112", wrap(61)),
            world.outside.record_view(contract, wrap(5)),
        ),
        world.outside.erip_payment(wrap(int(login)), wrap(15)),
        device.unbind(contract),
        world.outside.terminate(contract),
    ]
    world.outside.set_answering(wrap(375172223344), wrap(True))
    return [(one.operation, one.refusal, one.data) for one in asked]


def _money_and_plans(device: Client, contract: Any, wrap: Any) -> list[Any]:
    return [
        device.top_up(contract, wrap(15), declined=wrap(False)),
        device.promise_payment(contract, wrap(5), preview=wrap(True)),
        device.cancel_promise(contract),
        device.change_tariff(contract, "T01", confirmed=wrap(True)),
        device.cancel_tariff_change(contract),
        device.connect_add_on(contract, "A01"),
        device.disconnect_add_on(contract, "A01"),
        device.suspend(contract, wrap(15)),
        device.resume(contract),
    ]


def of_numpy(value: Any) -> Any:
    """A value as an array holds it."""
    return np.datetime64(value) if isinstance(value, datetime.date) else np.array([value])[0]


def of_sum(value: Any) -> Any:
    """A value as a sum in SQL holds it, or a moment at midnight."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return Decimal(value)
    return np.datetime64(value, "us")


@pytest.mark.parametrize("wrap", [of_numpy, of_sum])
def test_every_call_takes_numbers_as_tables_hold_them(world: World, wrap: Any) -> None:
    rows = world.contract_records()
    contract = rows["contract_id"][rows["settlement"] == Settlement.ADVANCE][0]
    assert isinstance(contract, np.int64)
    twin = world.fork()
    expected = as_sent(twin, int(contract), lambda value: value)
    assert as_sent(world, wrap(int(contract)), wrap) == expected
    assert world.log == twin.log
    assert {refusal.name for _, refusal, _ in expected} >= {"NONE"}


def test_ids_of_every_frame_are_taken(world: World) -> None:
    tables = world.tables()
    for frame, take in (
        ("contract", "contract_id"),
        ("contract_now", "contract_id"),
        ("service", "contract_id"),
        ("binding", "contract_id"),
    ):
        column = tables[frame][take]
        for contract in (column[0], column.to_numpy()[-1]):
            assert world.contract_record(contract).contract_id == contract
            assert world.contract_page(contract).contract_id == contract
            assert world.outside.paper(contract)
    login = tables["service"]["login"].to_numpy()[0]
    assert world.outside.erip_payment(login, Decimal("5.00")).ok
    mobile = tables["account"]["mobile"].to_numpy()[0]
    assert world.outside.inbox(mobile) == ()
    assert world.has_account(mobile)
    assert world.client().request_code(mobile).ok
    assert [one.mobile for one in world.outside.inbox(mobile)] == [mobile]
    assert world.outside.tickets(mobile) == ()
    home = tables["household"]["home_phone"].drop_nulls().to_numpy()[0]
    assert world.outside.calls(home) == ()


def test_moments_of_arrays_move_the_clock(world: World) -> None:
    numbers: list[Any] = [np.int64(1), np.int32(1)]
    for days in numbers:
        world.advance(days=days)
    at: Any = np.datetime64(world.now) + np.timedelta64(3, "h")
    assert world.advance(until=at) == at.item()
    before: Any = np.datetime64(world.now, "ns") - np.timedelta64(1, "D")
    earlier = world.as_of(before)
    assert earlier.now == world.now - datetime.timedelta(days=1)
    world.back_to(before)
    assert world.now == earlier.now
    never: Any = np.datetime64("NaT")
    with pytest.raises(RequestError):
        world.advance(until=never)


def test_a_scenario_of_an_array_is_the_same_scenario(tmp_path: Path) -> None:
    day = datetime.date(2026, 2, 1)
    plain = Scenario(subscribers=20, days=3, seed=5, start=day)
    for start in (np.datetime64(day), "2026-02-01", datetime.datetime(2026, 2, 1)):
        numbers = {name: np.int64(getattr(plain, name)) for name in ("subscribers", "days", "seed")}
        scenario = Scenario(**numbers, start=start)  # type: ignore[arg-type]
        assert scenario == plain
        assert {type(one) for one in (scenario.seed, scenario.days)} == {int}
    for start in ("20260201", "2026-W05-7", datetime.datetime(2026, 2, 1, 10), "2026-02-30"):
        with pytest.raises(ScenarioError, match="start is"):
            Scenario(start=start)  # type: ignore[arg-type]
    with open_run(make_run(tmp_path, plain)) as run, run.cursor() as cursor:
        found = cursor.execute("SELECT max(day) AS day, sum(contract_id) AS ids FROM contract_day")
        columns = found.fetchnumpy()
        made = World.from_run(run, columns["day"][0])
    assert made.now.date() == day + datetime.timedelta(days=2)


@pytest.mark.parametrize("fee", ["1e1", "1_0", "１０", "1,0", "10 000"])
def test_a_fee_of_a_scenario_is_written_one_way(fee: str) -> None:
    with pytest.raises(ScenarioError, match="not an amount"):
        fee_e4({"T09": fee}, "T09")


@pytest.mark.parametrize("value", [1.0, np.float64(15), "15", Decimal("1.5"), True, None])
def test_no_float_and_no_text_is_a_contract(world: World, value: object) -> None:
    with pytest.raises(RequestError, match="The contract is"):
        world.contract_record(value)  # type: ignore[arg-type]
