"""What people type, as the operator answers it: no money, no code goes where it was not meant."""

from typing import Any

import numpy as np
import pytest

from mybt_sim.app.demo.sessions import new_demo
from mybt_sim.base.errors import RequestError
from mybt_sim.engine.records import SERVICE_DAY
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import CallClass, Settlement
from mybt_sim.text.formats import money, phone
from mybt_sim.world import Client, World
from mybt_sim.world.state import Table
from tests.support.worlds import base_world, contract_of, rows_of

MOBILE = "+375 29 123-45-67"


def signed_in(world: World) -> Client:
    device = world.client("android", language="be")
    assert device.request_code(MOBILE).ok
    assert device.sign_in(MOBILE, world.outside.inbox(MOBILE)[-1].code or "").ok
    return device


def paying(world: World) -> tuple[Client, int]:
    """A device and an advance contract that is bound to it."""
    device = signed_in(world)
    ids = (int(one) for one in world.contract_records()["contract_id"])
    contract = next(one for one in ids if contract_of(world, one).settlement == Settlement.ADVANCE)
    assert device.bind_by_login(*world.outside.paper(contract)[0]).ok
    return device, contract


def test_only_what_means_one_sum_is_paid() -> None:
    world = base_world().fork()
    device, contract = paying(world)
    before = int(world.contract_record(contract).balance_kopecks)
    for typed in ("1,000", "1.000", "1e2", "1_0", "٥", "１０", "+5", ""):
        with pytest.raises(RequestError, match="amount of money"):
            device.top_up(contract, typed)
        with pytest.raises(RequestError, match="amount of money"):
            world.outside.erip_payment(world.outside.paper(contract)[0][0], typed)
    assert int(world.contract_record(contract).balance_kopecks) == before
    for typed, kopecks in (("15,00", 1_500), (" 15.5 ", 1_550), (money(10_000, "ru"), 10_000)):
        before = int(world.contract_record(contract).balance_kopecks)
        assert device.top_up(contract, typed).ok
        assert world.contract_record(contract).balance_kopecks - before == kopecks
    for language in ("ru", "be", "en"):
        below = money(-1_500, language)
        assert device.top_up(contract, below).refusal is Refusal.TOPUP_AMOUNT_RANGE
        assert device.promise_payment(contract, below, preview=True).refusal is not Refusal.NONE


@pytest.mark.parametrize(
    "typed",
    [
        *("+375 29 1OO-OO-O7", "8 029 ABC-45-67", "+375 29 ABC-DEFG", "+375337654321;ext=7"),
        *("810375337654321", "337654321", "+375 33 765-43-21 доб. 5", "+٣٧٥٣٣٧٦٥٤٣٢١"),
    ],
)
def test_a_slip_in_a_number_sends_no_code(typed: str) -> None:
    """AUTH-PHONE."""
    world = base_world().fork()
    device = world.client("android")
    assert device.request_code(typed).refusal is Refusal.PHONE_INVALID
    assert not rows_of(world, Table.SMS)


@pytest.mark.parametrize("sign", "'’ʼ‘`´′")
def test_a_surname_with_any_apostrophe_rings_the_phone(sign: str) -> None:
    """BINDP-INPUT."""
    world = base_world(3_000, 3, 0).fork()
    holder = marked_holder(world)
    outcome = signed_in(world).request_voice_code(
        phone(holder.home_phone), holder.surname["be"].replace("'", sign)
    )
    assert outcome.refusal is Refusal.NONE
    assert world.outside.calls(phone(holder.home_phone))[-1].code


def marked_holder(world: World) -> Any:
    holders = (world.directory.holder_of(int(row.contract_id)) for row in world.contract_records())
    return next(one for one in holders if "'" in one.surname["be"] and one.home_phone)


def test_slips_of_the_keyboard_do_not_lock_the_account() -> None:
    """Six surnames with a Latin letter are no guesses; five wrong ones are (BINDP-INPUT)."""
    world = base_world(3_000, 3, 0).fork()
    holder, device = marked_holder(world), signed_in(world)
    for _ in range(6):
        with pytest.raises(RequestError, match="mixes Latin and Cyrillic"):
            device.request_voice_code(f"+{holder.home_phone}", f"{holder.surname['be']}a")
    for _ in range(5):
        wrong = device.request_voice_code(f"+{holder.home_phone}", "Іншы")
        assert wrong.refusal is Refusal.BINDP_NO_MATCH
    locked = device.request_voice_code(f"+{holder.home_phone}", holder.surname["be"])
    assert locked.refusal is Refusal.BIND_RATE_LIMITED


def test_a_call_is_counted_in_the_class_of_the_number_that_was_dialled() -> None:
    """222-33-44 from Minsk is a local call, freephone costs nothing (USE-TEL)."""
    world = base_world(300, 1, 5).fork()
    line = next(
        int(row.contract_id)
        for row in world.contract_records()
        if str(world.directory.holder_of(int(row.contract_id)).home_phone).startswith("37517")
        and world.directory.services(int(row.contract_id))[-1].kind == "telephony"
        and row.balance_kopecks > 0
    )
    for number, expected in (
        ("222-33-44", CallClass.LOCAL),
        ("8 801 100-11-00", CallClass.SERVICE),
        ("8 0152 22-33-44", CallClass.LONG_DISTANCE),
    ):
        fork = world.fork()
        assert fork.outside.record_call(line, number, 61).ok
        use = np.array(rows_of(fork, Table.USE)[line], SERVICE_DAY)
        minutes = use["call_minutes"].tolist()
        assert minutes[expected] == 2 == sum(minutes), number
    for number in ("22-33-44", "8 902 123-45-67", "29 123-45-67"):
        with pytest.raises(RequestError):
            world.outside.record_call(line, number, 61)


@pytest.mark.parametrize(
    ("action", "fields", "trouble"),
    [
        ("home.call", {"number": "222-33-4O", "seconds": "61"}, "phone.trouble.number"),
        ("home.call", {"number": "8 902 123-45-67", "seconds": "61"}, "phone.trouble.paid"),
        ("home.call", {"number": "112", "seconds": "6l"}, "phone.trouble.input"),
        ("home.browse", {"down_mb": "٥"}, "phone.trouble.input"),
        ("home.watch", {"minutes": "1.5"}, "phone.trouble.input"),
        ("clock.to", {"moment": "2026-W40-1"}, "clock.trouble"),
        ("clock.to", {"moment": "2026-12-01T10:00+03:00"}, "clock.trouble"),
        ("outside.erip", {"erip": "1,000"}, "phone.trouble.amount"),
    ],
)
def test_the_page_says_that_what_was_typed_cannot_be_read(
    action: str, fields: dict[str, str], trouble: str
) -> None:
    demo = new_demo()
    digest = demo.handset.world.digest()
    assert demo.tap(action, fields)
    assert (demo.notice or demo.handset.trouble) == trouble
    assert demo.handset.world.digest() == digest


def test_blanks_around_a_field_are_no_fault() -> None:
    demo = new_demo()
    assert demo.tap("home.call", {"number": " 112 ", "seconds": " 61\u00a0"})
    assert not demo.handset.trouble
