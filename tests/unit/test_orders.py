"""What is ordered now and takes effect later: judged at both moments by the same conditions."""

from collections.abc import Callable

import pytest

from mybt_sim.engine.book import Book
from mybt_sim.engine.close_day import open_next_day
from mybt_sim.engine.records import DAY_S, NO_TARIFF, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.status import reassess_block
from mybt_sim.engine.suspension import suspend
from mybt_sim.engine.tariff_change import change_tariff
from mybt_sim.engine.vocabulary import Entry, Event, Status, Technology
from mybt_sim.quality.life import book_with, signed
from mybt_sim.quality.story import Start
from mybt_sim.text.messages import LANGUAGES, refusal_text
from mybt_sim.world import Client, World
from mybt_sim.world.reads.notices import SILENT_EVENTS, TELLERS
from mybt_sim.world.reads.views import Notice
from tests.support.tables import moment
from tests.support.worlds import base_world, state_of

MOBILE = "+375 29 123-45-67"
NOON, MIDNIGHT = moment("2026-06-10 12:00"), moment("2026-06-11 00:00")
T08, T09 = 7, 8
STATIC_IP = 1 << 2  # A03, which T09 carries unless the price list changes

Change = Callable[[Book, Record], object]


def the_offer(book: Book) -> Record:
    offer: Record = book.tariffs[book.calendar[MIDNIGHT // DAY_S - book.first_day].edition, T09]
    return offer


def suspended_for_long(_book: Book, contract: Record) -> None:
    contract.suspended_from, contract.suspended_until = NOON + 1, MIDNIGHT + 9 * DAY_S


def set_offer(**fields: int) -> Change:
    def change(book: Book, _contract: Record) -> None:
        for name, value in fields.items():
            the_offer(book)[name] = value

    return change


def set_contract(**fields: int) -> Change:
    def change(_book: Book, contract: Record) -> None:
        for name, value in fields.items():
            contract[name] = value

    return change


AGAINST_TARIFF: dict[Refusal, Change] = {
    Refusal.CONTRACT_SUSPENDED: suspended_for_long,
    Refusal.CONTRACT_BLOCKED: set_contract(balance_kopecks=0),
    Refusal.TARIFF_ARCHIVED: set_offer(is_archived=True),
    Refusal.TARIFF_NOT_AVAILABLE: set_offer(is_on_sale=False),
    Refusal.TARIFF_TECH_MISMATCH: set_offer(technologies=1),
    Refusal.TARIFF_NOT_ELIGIBLE: set_offer(is_social=True),
    Refusal.TARIFF_CONFIRM_REQUIRED: set_offer(fitting_add_ons=0),
    Refusal.TARIFF_BALANCE_LOW: set_contract(balance_kopecks=0, add_ons=STATIC_IP | 2),
}
AGAINST_SUSPENSION: dict[Refusal, Change] = {
    Refusal.VOL_NOT_ACTIVE: set_contract(balance_kopecks=0),
    Refusal.VOL_PROMISE_ACTIVE: set_contract(
        promise_open_kopecks=100, promise_due_at=MIDNIGHT + DAY_S
    ),
    Refusal.VOL_FUNDS: set_contract(balance_kopecks=0, add_ons=STATIC_IP | 2),
}


def a_contract(book: Book) -> Record:
    contract = signed(Start(NOON // DAY_S, T08, technology=Technology.PON), book)
    contract.balance_kopecks, contract.add_ons = 10_000, STATIC_IP
    contract.active_since = NOON - NOON % DAY_S
    return contract


def a_book() -> Book:
    book = book_with((("tariff_fee_up", "3.00"),)).copy()
    book["entry_count"] = book["event_count"] = 0
    return book


def told(book: Book) -> list[tuple[Event, int]]:
    rows = book["events"][: int(book["event_count"])]
    return [(Event(int(row["event"])), int(row["value"])) for row in rows]


def given_back(book: Book) -> list[int]:
    rows = book["entries"][: int(book["entry_count"])]
    return [int(row["amount_kopecks"]) for row in rows if row["entry"] == Entry.ADJUST]


@pytest.mark.parametrize("against", AGAINST_TARIFF, ids=lambda one: one.name)
def test_a_tariff_lapses_for_what_would_refuse_its_order_then(against: Refusal) -> None:
    """ORD-EFFECT, ORD-BACK: and by the same words, with the fee given back."""
    book = a_book()
    contract = a_contract(book)
    assert change_tariff(book, contract, T09, False, NOON) is Refusal.NONE
    AGAINST_TARIFF[against](book, contract)
    asked = contract.copy()
    asked.pending_tariff = NO_TARIFF
    reassess_block(book, asked, MIDNIGHT)
    assert change_tariff(book, asked, T09, False, MIDNIGHT) is against
    book["entry_count"] = book["event_count"] = 0
    open_next_day(book, contract, MIDNIGHT // DAY_S)
    assert (Event.TARIFF_LAPSED, against) in told(book)
    assert (contract.tariff, contract.pending_tariff) == (T08, NO_TARIFF)
    assert contract.tariff_free_from == 0
    assert given_back(book) == [300]


def test_nothing_against_it_and_the_tariff_comes() -> None:
    book = a_book()
    contract = a_contract(book)
    assert change_tariff(book, contract, T09, False, NOON) is Refusal.NONE
    open_next_day(book, contract, MIDNIGHT // DAY_S)
    assert (Event.TARIFF_CHANGED, T09) in told(book)
    assert given_back(book) == []


@pytest.mark.parametrize("against", AGAINST_SUSPENSION, ids=lambda one: one.name)
def test_a_suspension_lapses_for_what_would_refuse_its_order_then(against: Refusal) -> None:
    """ORD-EFFECT, ORD-BACK: the price comes back, and the year is as before."""
    book = a_book()
    contract = a_contract(book)
    assert suspend(book, contract, 15, NOON) is Refusal.NONE
    AGAINST_SUSPENSION[against](book, contract)
    asked = contract.copy()
    asked.suspended_from = asked.suspended_until = 0
    reassess_block(book, asked, MIDNIGHT)
    assert suspend(book, asked, 15, MIDNIGHT) is against
    book["entry_count"] = book["event_count"] = 0
    open_next_day(book, contract, MIDNIGHT // DAY_S)
    assert (Event.SUSPENSION_LAPSED, against) in told(book)
    assert (contract.suspended_from, contract.suspended_until) == (0, 0)
    assert contract.suspensions_in_year == 0
    assert given_back(book) == [310]


# --- in a world ---


def world_with(contract_kopecks: int) -> tuple[World, Client, int]:
    """A world, a phone in it, and a contract with T08 and so much money that is bound to it."""
    world = base_world().fork()
    contracts = state_of(world).contracts
    contract = int(contracts["contract_id"][contracts["tariff"] == T08][0])
    contracts["balance_kopecks"][contracts["contract_id"] == contract] = contract_kopecks
    contracts["is_blocked"][contracts["contract_id"] == contract] = False
    phone = world.client("android")
    assert phone.request_code(MOBILE).ok
    assert phone.sign_in(MOBILE, world.outside.inbox(MOBILE)[-1].code or "").ok
    assert phone.bind_by_login(*world.outside.paper(contract)[0]).ok
    return world, phone, contract


def test_promise_and_suspension_never_meet_in_a_world() -> None:
    """ORD-APART: in either order of asking the second is refused, with its date."""
    world, phone, contract = world_with(10_000)
    assert phone.suspend(contract, 15).ok
    refused = phone.promise_payment(contract, "10.00")
    assert refused.refusal is Refusal.PROMISE_SUSPENDED
    assert refused.allowed_from == world.contract_page(contract).suspended_until
    world.advance(days=1)
    page = world.contract_page(contract)
    assert (page.status, page.promise) == (Status.VOLUNTARY_SUSPENSION, None)
    world, phone, contract = world_with(10_000)
    assert phone.promise_payment(contract, "10.00").ok
    assert phone.suspend(contract, 15).refusal is Refusal.VOL_PROMISE_ACTIVE


@pytest.mark.parametrize("order", ["change_tariff", "suspend", "promise_payment"])
def test_letting_a_contract_go_leaves_all_that_was_ordered(order: str) -> None:
    """UNBIND: only the link ends."""
    world, phone, contract = world_with(9_000)
    asked = {
        "change_tariff": lambda: phone.change_tariff(contract, "T09", confirmed=True),
        "suspend": lambda: phone.suspend(contract, 15),
        "promise_payment": lambda: phone.promise_payment(contract, "10.00"),
    }
    assert asked[order]().ok
    before = world.contract_record(contract)
    assert phone.unbind(contract).ok
    assert world.contract_record(contract) == before


def test_a_notice_says_why_a_suspension_lapsed_in_every_language() -> None:
    world, phone, contract = world_with(311)
    assert phone.suspend(contract, 15).ok
    world.advance(days=1)
    notice = notice_of(phone, Event.SUSPENSION_LAPSED)
    for language in LANGUAGES:
        assert refusal_text("VOL_NOT_ACTIVE", language) in notice.text(language)
        assert notice.title(language)
    assert world.contract_page(contract).suspended_until is None


def test_a_notice_says_why_a_tariff_did_not_come_and_which() -> None:
    world, phone, contract = world_with(1)
    assert phone.change_tariff(contract, "T09", confirmed=True).ok
    world.advance(days=1)
    notice = notice_of(phone, Event.TARIFF_LAPSED)
    for language in LANGUAGES:
        assert refusal_text("CONTRACT_BLOCKED", language) in notice.text(language)
        assert "200" in notice.text(language), "the plan is named"
    assert world.contract_page(contract).tariff.id == "T08"


def notice_of(phone: Client, event: Event) -> Notice:
    notices: tuple[Notice, ...] = phone.notifications().data
    return next(one for one in notices if one.event is event)


def test_every_event_that_can_happen_is_told_or_told_elsewhere() -> None:
    assert set(TELLERS) | SILENT_EVENTS == set(Event)
    assert not set(TELLERS) & SILENT_EVENTS
