"""The end of a contract in a world: its last bill, its debt, its orders, and every text of it."""

import datetime

import pytest

from mybt_sim.base.time import EPOCH_DATE
from mybt_sim.engine.records import DAY_S
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Entry, Event, Status
from mybt_sim.text.messages import LANGUAGES
from mybt_sim.world import Client, World
from mybt_sim.world.outcome import Outcome
from tests.support.worlds import check_money, contract_of, state_of

MOBILE = "+375 29 123-45-67"
T08, T13, T20 = 7, 12, 19


def world_with(tariff: int, balance_kopecks: int) -> tuple[World, Client, int]:
    """A world on 4 May 2026, a phone in it, and a contract with a tariff and a balance."""
    world = World.create(60, seed=3, start=datetime.date(2026, 5, 4))
    contracts = state_of(world).contracts
    of_tariff = contracts["contract_id"][contracts["tariff"] == tariff]
    contract = int(of_tariff[0])
    missing = balance_kopecks - int(contract_of(world, contract).balance_kopecks)
    if missing > 0:
        annex = world.outside.paper(contract)[0][0]
        assert world.outside.erip_payment(annex, f"{missing // 100}.{missing % 100:02}").ok
    phone = world.client("android")
    assert phone.request_code(MOBILE).ok
    assert phone.sign_in(MOBILE, world.outside.inbox(MOBILE)[-1].code or "").ok
    assert phone.bind_by_login(*world.outside.paper(contract)[0]).ok
    return world, phone, contract


def test_a_line_that_ends_in_a_month_is_billed_once_and_can_be_paid() -> None:
    """END-BILL, END-DEBT: an hour to Europe is 36.00; 18 of 31 days of 4.05 are 2.35."""
    world, phone, contract = world_with(T20, 0)
    assert world.outside.record_call(contract, "+49 30 901820", 3600).ok
    world.advance(days=14, hours=10)
    before = int(contract_of(world, contract).balance_kopecks)
    assert world.outside.terminate(contract).events[-1].event is Event.TERMINATED
    world.advance(days=10)
    record = contract_of(world, contract)
    assert record.unbilled_e4 == record.unbilled_add_on_kopecks == 0
    events = state_of(world).history.events(contract)
    (bill,) = [one for one in events if one.event == Event.BILL_ISSUED]
    assert bill.happened_at == (datetime.date(2026, 5, 19) - EPOCH_DATE).days * DAY_S
    assert bill.value >= 3_600 + 235
    owed = int(bill.value) - before
    assert record.balance_kopecks == -owed
    assert contract in [one.contract_id for one in phone.contracts().data]
    assert phone.top_up(contract, f"{owed // 100}.{owed % 100:02}").ok
    assert phone.top_up(contract, "1.00").refusal is Refusal.TOPUP_NOT_ALLOWED
    told = [one.event for one in phone.notifications().data]
    assert {Event.TERMINATED, Event.BILL_ISSUED, Event.BILL_REMINDER} <= set(told)
    check_money(world)


@pytest.mark.parametrize("is_running", [False, True])
def test_a_suspension_does_not_outlive_its_contract(is_running: bool) -> None:
    """END-VOID: nothing says that services work again."""
    world, phone, contract = world_with(T13, 10_000)
    assert phone.suspend(contract, 15).ok
    world.advance(days=int(is_running), hours=1)
    assert world.outside.terminate(contract).ok
    world.advance(days=20)
    page = world.contract_page(contract)
    assert (page.status, page.suspended_until, page.days_left) == (Status.TERMINATED, None, None)
    told = {one.event for one in phone.notifications().data}
    assert not told & {Event.SUSPENSION_ENDED, Event.RESTORED, Event.UNBARRED}
    assert (Event.SUSPENSION_LAPSED in told) != is_running
    check_money(world)


def test_an_end_is_told_in_every_language() -> None:
    world, phone, contract = world_with(T13, 10_000)
    outcomes: list[Outcome] = [world.outside.terminate(contract), world.outside.terminate(contract)]
    outcomes += [phone.top_up(contract, "1.00"), phone.promise_payment(contract, "1.00")]
    for language in LANGUAGES:
        texts = [outcome.text(language) for outcome in outcomes]
        assert all(texts)
        for notice in phone.notifications().data:
            assert notice.text(language)


def test_a_block_that_was_over_stays_so_when_the_contract_ends() -> None:
    """LED-HISTORY: an end closes the block that holds, and none before it."""
    world, phone, contract = world_with(T08, 1_000)
    assert world.outside.correct_balance(contract, "-100.00").ok
    world.advance(hours=3)
    restored_at = world.now
    assert world.outside.correct_balance(contract, "200.00").ok
    world.advance(hours=3)
    assert world.outside.terminate(contract).ok
    today = world.now.date()
    (block,) = phone.statement(contract, from_day=today, until_day=today).data.blocks
    assert block.restored_at == restored_at
    before = today - datetime.timedelta(days=1)
    assert block.blocked_at == datetime.datetime.combine(today, datetime.time())
    assert not phone.statement(contract, from_day=before, until_day=before).data.blocks


def test_what_a_day_costs_stands_behind_its_postings() -> None:
    world, phone, contract = world_with(T13, 10_000)
    today = world.now.date()
    assert world.outside.record_call(contract, "+49 30 901820", 60).ok
    assert world.outside.correct_balance(contract, "-1.00").ok
    world.advance(days=1)
    lines = phone.statement(contract, from_day=today, until_day=today).data.lines
    assert [one.entry for one in lines][-3:] == [Entry.ADJUST, Entry.USAGE, Entry.FEE_TARIFF]
