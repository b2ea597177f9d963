"""Laws on a live world, and strategies for what people give."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mybt_sim.base.errors import RequestError
from mybt_sim.operations import money, outside, plans
from mybt_sim.operations.request import Request
from mybt_sim.quality.life import BrokenLawError
from mybt_sim.quality.on_world import broken_on
from mybt_sim.quality.strategies import given_with
from mybt_sim.quality.visits.on_world import Watched
from mybt_sim.world import Client, Outcome, World
from mybt_sim.world.rules import COMPILED, Compiled, Door
from mybt_sim.world.state import Table
from tests.support.worlds import base_world, rows_of

OPERATIONS: tuple[type[Request], ...] = (
    *(money.TopUp, money.PromisePayment, money.CancelPromise, plans.ChangeTariff),
    *(plans.CancelTariffChange, plans.ConnectAddOn, plans.DisconnectAddOn, plans.Suspend),
    plans.Resume,
)


def signed_in(world: World) -> tuple[Client, int]:
    """A phone of somebody who has a contract, and that contract."""
    account, rows = next(iter(rows_of(world, Table.BOUND).items()))
    mobile = f"+{world.mobile_of(account)}"
    phone = world.client("android")
    phone.request_code(mobile)
    phone.sign_in(mobile, world.outside.inbox(mobile)[-1].code or "")
    return phone, rows[0][0]


def last_request(world: World) -> Request:
    return world.log[-1].command.request


@settings(max_examples=25)
@given(data=st.data())
def test_every_operation_on_a_contract_keeps_the_laws(data: st.DataObject) -> None:
    world = base_world().fork()
    phone, contract = signed_in(world)
    for _ in range(6):
        operation = data.draw(st.sampled_from(OPERATIONS))
        asked: dict[str, Any] = data.draw(given_with(operation)) | {"contract": contract}
        before, count = world.fork(), len(world.log)
        try:
            outcome: Outcome = getattr(phone, operation.name)(**asked)
        except RequestError:
            assert len(world.log) == count
            continue
        assert not broken_on(before, last_request(world), outcome, world), outcome
        world.advance(hours=data.draw(st.sampled_from((0, 1, 30))))


def test_a_law_that_breaks_on_a_world_is_told() -> None:
    world = base_world().fork()
    phone, contract = signed_in(world)
    before = world.fork()
    outcome = phone.top_up(contract, "5.00")
    assert outcome.ok
    request = last_request(world)
    assert not broken_on(before, request, outcome, world)
    other = money.TopUp(contract_id=contract, amount_kopecks=501)
    broken = broken_on(before, other, outcome, world)
    assert "a_payment_brings_what_was_paid" in [one.name for one in broken]
    assert not broken_on(before, other, replace(outcome, is_preview=True), world)


class Miscounting(Compiled):
    """Rules that count a code twice."""

    @property
    def decide(self) -> Door:
        def decide(books: Any, contracts: Any, accesses: Any, requests: Any, now: int) -> int:
            refusal = COMPILED.decide(books, contracts, accesses, requests, now)
            accesses[0].sign_in.codes_in_day *= 2
            return refusal

        return decide


def test_every_visit_of_a_world_is_judged_as_it_is_answered() -> None:
    watched = Watched()
    signed_in(base_world().asking(watched))
    assert watched.visits >= 4
    with pytest.raises(BrokenLawError, match="codes_are_counted_by_hour_and_day"):
        signed_in(base_world().asking(Watched(Miscounting())))


def test_what_no_strategy_knows_is_an_error_with_its_name() -> None:
    with pytest.raises(LookupError, match="set_answering: say in VALUES"):
        given_with(outside.SetAnswering)
