"""Rules that no single function carries out: order of checks, previews, versions, many hands."""

import datetime
import itertools
from collections.abc import Callable

import pytest

from mybt_sim import World
from mybt_sim.catalogue import load_catalogue, load_content
from mybt_sim.catalogue.calendar import day_of
from mybt_sim.engine.book import Book, terms_at
from mybt_sim.engine.records import DAY_S, blank_contract
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.status import status_of
from mybt_sim.engine.vocabulary import Status
from mybt_sim.rulebook.book import engine_rules
from mybt_sim.world.clients import Client
from mybt_sim.world.outcome import Outcome

DEMO_SESSIONS = """
NO_NETWORK
CLIENT_UNSUPPORTED QBAL_WEB_ONLY
AUTH_REQUIRED SESSION_EXPIRED
PHONE_INVALID PHONE_NOT_MOBILE OTP_FORMAT BIND_FORMAT HOME_PHONE_INVALID CARD_FORMAT \
PERIOD_INVALID CARD_UNSUPPORTED SUPPORT_TEXT_INVALID LANGUAGE_UNSUPPORTED IDEMPOTENCY_CONFLICT
CONTRACT_NOT_BOUND NOT_BOUND
CONTRACT_TERMINATED CONTRACT_SUSPENDED CONTRACT_BLOCKED TOPUP_NOT_ALLOWED PROMISE_SUSPENDED \
SERVICE_BLOCKED CALL_BARRED VOL_ALREADY VOL_NOT_ACTIVE VOL_NOT_SUSPENDED
NEWS_NOT_FOUND LOCATION_NOT_FOUND TICKET_NOT_FOUND VIDEO_NOT_FOUND ERIP_UNKNOWN_ACCOUNT OTP_NONE \
BINDP_NO_MATCH VOICE_NO_ANSWER BIND_BAD_CREDENTIALS CARD_UNKNOWN TARIFF_NO_PENDING TARIFF_SAME
PROMISE_NOT_PREPAID PROMISE_CREDIT_TRUST NOT_SELF_SERVICE TARIFF_ARCHIVED TARIFF_NOT_AVAILABLE \
TARIFF_TECH_MISMATCH TARIFF_NOT_ELIGIBLE ADDON_ALREADY_ON SMS_NOT_PREPAID TRUST_NOT_ELIGIBLE \
ADDON_NOT_AVAILABLE ADDON_CONFLICT ADDON_REQUIRES ADDON_NOT_ON ADDON_NOT_REMOVABLE OTP_USED \
OTP_ATTEMPTS_EXCEEDED OTP_EXPIRED OTP_WRONG VOICE_CODE_ATTEMPTS VOICE_CODE_EXPIRED \
VOICE_CODE_WRONG BINDP_NOTHING_TO_BIND BIND_SERVICE_INACTIVE BIND_ALREADY CARD_ALREADY_USED \
VOL_TERM_INVALID SUPPORT_CLOSED PROMISE_NOT_CANCELLABLE
PROMISE_ALREADY_ACTIVE PROMISE_LOCKED_UNPAID PROMISE_TOO_OFTEN TARIFF_CHANGE_PENDING \
TARIFF_CHANGE_TOO_SOON TARIFF_CONFIRM_REQUIRED PAYMENT_MAINTENANCE CARD_TRIES_EXCEEDED \
OTP_QUOTA_EXCEEDED OTP_RESEND_TOO_SOON BIND_RATE_LIMITED QBAL_RATE_LIMITED VOICE_QUOTA_EXCEEDED \
VOICE_TOO_SOON VOL_PROMISE_ACTIVE VOL_QUOTA_EXCEEDED
PROMISE_BALANCE_POSITIVE PROMISE_DEBT_TOO_HIGH PROMISE_AMOUNT_INVALID PROMISE_ABOVE_LIMIT \
PROMISE_BELOW_DEBT TOPUP_AMOUNT_RANGE BALANCE_LIMIT LINE_DAY_FULL \
SUPPORT_TOO_MANY_OPEN
TARIFF_BALANCE_LOW TARIFF_FUNDS ADDON_FUNDS TRUST_DEBT VOD_FUNDS VOL_FUNDS CARD_DECLINED
"""
DEMO = {
    name: n for n, line in enumerate(DEMO_SESSIONS.strip().splitlines()) for name in line.split()
}

GUARDED = {
    "bind_by_login": ["BIND_RATE_LIMITED"],
    "check_balance": ["QBAL_RATE_LIMITED"],
    "redeem_express_card": ["PAYMENT_MAINTENANCE", "CARD_TRIES_EXCEEDED"],
    "request_voice_code": ["BIND_RATE_LIMITED", "VOICE_QUOTA_EXCEEDED", "VOICE_TOO_SOON"],
    "erip_payment": ["ERIP_UNKNOWN_ACCOUNT"],
}
"""Checks out of their demo: limits before a secret is looked at; a number before its contract."""


def out_of_order(names: list[str]) -> list[str]:
    """The refusals that stand behind one of a later demo."""
    return [name for n, name in enumerate(names) if any(DEMO[name] < DEMO[one]
                                                        for one in names[:n])]  # fmt: skip


def test_every_refusal_has_its_stage() -> None:
    """GEN-ORDER: no refusal stands outside of it."""
    assert set(DEMO) == set(Refusal.__members__) - {"NONE"}


def test_every_ladder_goes_from_stage_to_stage() -> None:
    """GEN-ORDER: but for limits on guessing, every rule asks in the same order."""
    for place, rule in engine_rules().items():
        names = [check.refusal.name for check in rule.checks]
        guarded = GUARDED.get(rule.name, [])
        assert out_of_order([name for name in names if name not in guarded]) == [], place
        assert not guarded or out_of_order(names), f"{place} needs no exception any more"


def test_a_ladder_out_of_order_is_noticed() -> None:
    """GEN-ORDER is not kept by this."""
    assert out_of_order(["PROMISE_ABOVE_LIMIT", "PROMISE_ALREADY_ACTIVE"])
    assert out_of_order(["CONTRACT_BLOCKED", "CONTRACT_NOT_BOUND"])


@pytest.fixture(scope="module")
def origin() -> World:
    return World.create(subscribers=40, seed=1)


@pytest.fixture
def world(origin: World) -> World:
    """A world of one's own; time stands at the morning of 1 January 2026."""
    return origin.fork()


def signed_in(world: World, phone: str) -> Client:
    device = world.client("android")
    assert device.request_code(phone).ok
    code = world.outside.inbox(phone)[-1].code
    assert code is not None
    assert device.sign_in(phone, code).ok
    return device


def contracts_of(world: World) -> list[int]:
    return [int(one) for one in world._state.contracts["contract_id"]]


def bind(world: World, device: Client, contract: int) -> None:
    login, password = world.outside.paper(contract)[0]
    assert device.bind_by_login(login, password).ok


def changes(device: Client, contract: int) -> list[Callable[[bool], Outcome]]:
    """Requests that change a contract, each to be asked as a preview or in earnest."""
    return [
        lambda preview: device.promise_payment(contract, "5.00", preview=preview),
        lambda preview: device.change_tariff(contract, "T09", preview=preview),
        lambda preview: device.suspend(contract, 30, preview=preview),
    ]


def test_the_first_check_that_fails_answers(world: World) -> None:
    """GEN-ORDER: one request, with a fault less each time; its sum would be refused last."""
    contract = contracts_of(world)[0]
    device = world.client("android")
    device.set_online(False)
    assert device.promise_payment(contract, "0.01").refusal is Refusal.NO_NETWORK
    device.set_online(True)
    assert device.promise_payment(contract, "0.01").refusal is Refusal.AUTH_REQUIRED
    device = signed_in(world, "+375291234567")
    assert device.promise_payment(contract, "0.01").refusal is Refusal.CONTRACT_NOT_BOUND
    bind(world, device, contract)
    assert device.promise_payment(contract, "0.01").refusal is Refusal.PROMISE_NOT_PREPAID


def test_a_preview_answers_as_the_request_does_and_changes_nothing(world: World) -> None:
    """GEN-PREVIEW: accepted or refused, with entries and dates."""
    device = signed_in(world, "+375291234567")
    accepted = set()
    for contract in contracts_of(world)[:12]:
        bind(world, device, contract)
        for ask in changes(device, contract):
            before = world.digest()
            seen = ask(True)
            assert world.digest() == before
            done = ask(False)
            assert (seen.refusal, seen.allowed_from) == (done.refusal, done.allowed_from)
            assert (seen.entries, seen.events) == (done.entries, done.events)
            accepted.add(done.ok)
    assert accepted == {True, False}


def test_an_account_holds_as_many_contracts_as_there_are(world: World) -> None:
    """BIND-NOCAP: all contracts of all people, at all their addresses."""
    device = signed_in(world, "+375291234567")
    everything = contracts_of(world)
    for contract in everything:
        bind(world, device, contract)
    assert [one.contract_id for one in device.contracts().data] == everything


def test_what_one_account_changes_the_other_sees(world: World) -> None:
    """BIND-SHARED, BIND-RELATIVE: both hold a contract that belongs to neither."""
    contract = contracts_of(world)[0]
    mine, yours = (signed_in(world, phone) for phone in ("+375291234567", "+375291234568"))
    for device in (mine, yours):
        bind(world, device, contract)
    before = yours.balance(contract).data.balance_kopecks
    assert mine.top_up(contract, "7.00").ok
    assert yours.balance(contract).data.balance_kopecks == before + 700


def test_the_first_code_opens_an_account_and_the_next_one_finds_it(world: World) -> None:
    """AUTH-CREATE: one number, one account, with what was bound to it."""
    contract = contracts_of(world)[0]
    bind(world, signed_in(world, "+375291234567"), contract)
    world.advance(minutes=2)
    again = signed_in(world, "80291234567")
    assert [one.contract_id for one in again.contracts().data] == [contract]
    other = signed_in(world, "+375291234568")
    assert other.contracts().data == ()


def test_a_promise_puts_its_sum_on_the_balance_and_nothing_else(world: World) -> None:
    """PROMISE-FEE, PROMISE-EFFECT: one entry, of exactly the sum, at this second."""
    device = signed_in(world, "+375291234567")
    for contract in contracts_of(world):
        bind(world, device, contract)
    given = [device.promise_payment(one, "15.00") for one in contracts_of(world)]
    accepted = [one for one in given if one.ok]
    assert len(accepted) > 5
    for outcome in accepted:
        entries = [(one.entry.name, one.amount_kopecks) for one in outcome.entries]
        assert entries == [("PROMISE", 1500)]
        assert outcome.entries[0].posted_at == world.now


def test_the_guide_is_open_to_a_guest(world: World) -> None:
    """HELP: before signing in, on every kind of device, all of it."""
    for kind in ("web", "android", "ios"):
        outcome = world.client(kind).help()
        assert outcome.ok
        assert outcome.data == load_content().help


def test_every_device_of_an_account_tells_what_happened(world: World) -> None:
    """NTF-PUSH: the newest first, with the sum."""
    device, other = (signed_in(world, phone) for phone in ("+375291234567", "+375291234568"))
    contract = contracts_of(world)[0]
    for one in (device, other):
        bind(world, one, contract)
    assert device.top_up(contract, "7.00").ok
    for one in (device, other):
        assert one.notifications().data[0].amount_kopecks == 700


def limit_on(book: Book, day: datetime.date) -> int:
    return int(terms_at(book, day_of(day) * DAY_S).promise_limit_kopecks)


def test_each_day_keeps_its_own_terms() -> None:
    """GEN-VERS: the limit of promises is that of the version in force, from its first day on."""
    catalogue = load_catalogue()
    versions = catalogue.terms["promise_limit"].versions
    first, last = versions[0].since, versions[-1].since
    book = catalogue.book(first_day=day_of(first), last_day=day_of(last))
    eve = datetime.timedelta(days=1)
    for old, new in itertools.pairwise(versions):
        expected = [round(float(one.value) * 100) for one in (old, new)]
        assert [limit_on(book, day) for day in (new.since - eve, new.since)] == expected
    assert len({limit_on(book, one.since) for one in versions}) == len(versions) > 2


@pytest.mark.parametrize("bits", range(8))
def test_of_several_states_the_highest_shows(bits: int) -> None:
    """SUS-PRIOR: terminated, then suspended, then blocked, then active."""
    contract = blank_contract()[0]
    contract.is_blocked = bool(bits & 1)
    contract.suspended_until = 2 * DAY_S if bits & 2 else 0
    contract.is_terminated = bool(bits & 4)
    names = (Status.ACTIVE, Status.FINANCIAL_BLOCK, Status.VOLUNTARY_SUSPENSION, Status.TERMINATED)
    assert status_of(contract, DAY_S) == names[bits.bit_length()]
