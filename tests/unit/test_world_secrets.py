"""What nobody may learn or use twice: codes, passwords, cards; and whose session it is."""

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Settlement
from mybt_sim.world import Client, Outcome, World
from mybt_sim.world.state import Table, plain
from tests.support.worlds import base_world, contract_ids, contract_of, rows_of, signed_in, state_of

MOBILE, OTHER = "+375291234567", "+375336543210"
LANGUAGES: tuple[Any, ...] = ("ru", "be", "en")
NO_LOGIN = "9" * 13


def code_of(world: World, mobile: str = MOBILE) -> str:
    """The code that was sent last."""
    return world.outside.inbox(mobile)[-1].code or ""


def wrong(code: str) -> str:
    """Another code of the same form."""
    return "".join(str((int(digit) + 1) % 10) for digit in code)


def advance_contract(world: World) -> int:
    """A contract that is paid before use."""
    ids = contract_ids(world)
    return next(one for one in ids if contract_of(world, one).settlement == Settlement.ADVANCE)


def home(world: World, place: int = 0) -> tuple[str, str]:
    """A home phone and the surname for which it is registered."""
    people = world._operator.directory
    holders = [people.holder_of(one) for one in contract_ids(world)]
    named = {who.home_phone: who.surname["ru"] for who in holders if who.home_phone}
    phone, surname = sorted(named.items())[place]
    return f"+{phone}", surname


# an unknown login and a wrong password


def shape(world: World, before: World) -> list[tuple[str, Any]]:
    """What changed in the tables, without the keys under which it stands."""
    found = []
    for table in Table:
        old, new = rows_of(before, table), rows_of(world, table)
        found += [
            (table.value, plain(value)) for key, value in new.items() if old.get(key) != value
        ]
    return sorted(found, key=repr)


def told(outcome: Outcome) -> tuple[Any, ...]:
    """All that a device is told."""
    texts = tuple(outcome.text(language) for language in LANGUAGES)
    return (
        *(getattr(outcome, item.name) for item in dataclasses.fields(outcome)),
        texts,
        outcome.ladder,
    )


@pytest.mark.parametrize("operation", ["bind_by_login", "check_balance"])
def test_unknown_login_and_wrong_password_cannot_be_told_apart(operation: str) -> None:
    before = base_world().fork()
    phone = signed_in(before, kind="web")
    login, password = before.outside.paper(advance_contract(before))[0]
    tries = ((NO_LOGIN, password), (login, "wrong"), (login, ""), (NO_LOGIN, ""))
    worlds = [before.fork() for _ in tries]
    for _ in range(7):  # until both are locked, and after
        answers = [
            getattr(Client(world, phone.device_id), operation)(*paper)
            for world, paper in zip(worlds, tries, strict=True)
        ]
        assert not answers[0].ok
        assert [told(answer) for answer in answers] == [told(answers[0])] * len(tries)
        shapes = [shape(world, before) for world in worlds]
        assert shapes == [shapes[0]] * len(tries)
    assert answers[0].refusal in (Refusal.BIND_RATE_LIMITED, Refusal.QBAL_RATE_LIMITED)
    right = getattr(Client(worlds[1], phone.device_id), operation)(login, password)
    assert told(right) == told(
        getattr(Client(worlds[0], phone.device_id), operation)(NO_LOGIN, "x")
    )


def test_unknown_home_phone_and_wrong_surname_cannot_be_told_apart() -> None:
    before = base_world().fork()
    phone = signed_in(before)
    number, surname = home(before)
    tries = (("+375172999999", surname), (number, "Nobody"))
    worlds = [before.fork() for _ in tries]
    for _ in range(6):
        answers = [
            Client(world, phone.device_id).request_voice_code(*told_by)
            for world, told_by in zip(worlds, tries, strict=True)
        ]
        assert answers[0].refusal in (Refusal.BINDP_NO_MATCH, Refusal.BIND_RATE_LIMITED)
        assert told(answers[0]) == told(answers[1])
        assert shape(worlds[0], before) == shape(worlds[1], before)
    assert worlds[1].outside.calls(number) == ()


# codes


def test_code_works_once() -> None:
    world = base_world().fork()
    signed_in(world)
    assert world.client("ios").sign_in(MOBILE, code_of(world)).refusal is Refusal.OTP_USED


def test_code_dies_at_its_second() -> None:
    for seconds, refusal in ((299, Refusal.NONE), (300, Refusal.OTP_EXPIRED)):
        world = base_world().fork()
        phone = world.client("ios")
        phone.request_code(MOBILE)
        world.advance(seconds=seconds)
        assert phone.sign_in(MOBILE, code_of(world)).refusal is refusal


def test_code_of_another_number_is_wrong() -> None:
    world = base_world().fork()
    phone = world.client("ios")
    assert phone.sign_in(OTHER, "123456").refusal is Refusal.OTP_NONE
    phone.request_code(MOBILE)
    phone.request_code(OTHER)
    assert code_of(world) != code_of(world, OTHER)
    assert phone.sign_in(OTHER, code_of(world)).refusal is Refusal.OTP_WRONG
    assert phone.sign_in(OTHER, code_of(world, OTHER)).ok


def test_secrets_of_two_like_subjects_have_nothing_in_common() -> None:
    """Numbers that differ in one digit, wherever it stands, are sent codes of their own."""
    vault = base_world()._operator.vault
    mobile = int(MOBILE.removeprefix("+"))
    for place in range(12):
        other = mobile + (1 if mobile // 10**place % 10 < 9 else -1) * 10**place
        mine, theirs = (
            [vault.sms_code(one, count, 6) for count in range(1, 30)] for one in (mobile, other)
        )
        assert not set(mine) & set(theirs), f"digit {place} does not matter"
        assert len(set(mine)) == len(mine), "the count does not matter"
    spoken = [vault.voice_code(account, 1, 6) for account in range(1, 200)]
    cards = [vault.express_card(card) for card in range(1, 200)]
    assert len(set(spoken)) == len(spoken)
    assert len(set(cards)) == len(cards)
    logins = [vault.password_digest(service) for service in range(11, 200)]
    assert len(set(logins)) == len(logins)
    assert vault.sms_code(mobile, 1, 6) != base_world(seed=4)._operator.vault.sms_code(mobile, 1, 6)


def test_new_code_voids_the_one_before() -> None:
    world = base_world().fork()
    phone = world.client("ios")
    phone.request_code(MOBILE)
    first = code_of(world)
    world.advance(seconds=60)
    phone.request_code(MOBILE)
    assert first != code_of(world)
    assert phone.sign_in(MOBILE, first).refusal is Refusal.OTP_WRONG
    assert phone.sign_in(MOBILE, code_of(world)).ok


def test_code_dies_of_wrong_tries_even_for_who_knows_it() -> None:
    world = base_world().fork()
    phone = world.client("ios")
    phone.request_code(MOBILE)
    code = code_of(world)
    answers = [phone.sign_in(MOBILE, wrong(code)).refusal for _ in range(3)]
    assert answers[:2] == [Refusal.OTP_WRONG] * 2
    assert phone.sign_in(MOBILE, code).refusal is Refusal.OTP_ATTEMPTS_EXCEEDED
    assert not phone.contracts().ok


def test_spoken_code_is_for_one_line_one_account_and_one_time() -> None:
    world = base_world().fork()
    phone, stranger = signed_in(world), signed_in(world, mobile=OTHER)
    (number, surname), (elsewhere, _) = home(world), home(world, 1)
    assert phone.request_voice_code(number, surname).ok
    code = world.outside.calls(number)[-1].code or ""
    assert not stranger.bind_by_voice_code(number, code).ok
    assert phone.bind_by_voice_code(elsewhere, code).refusal is Refusal.VOICE_CODE_WRONG
    world.advance(seconds=120)
    assert phone.request_voice_code(number, surname).ok
    newer = world.outside.calls(number)[-1].code or ""
    assert newer != code
    assert phone.bind_by_voice_code(number, code).refusal is Refusal.VOICE_CODE_WRONG
    assert phone.bind_by_voice_code(number, newer).ok
    assert not phone.bind_by_voice_code(number, newer).ok
    assert stranger.contracts().data == ()


def test_nobody_at_home_hears_no_code() -> None:
    world = base_world().fork()
    phone, (number, surname) = signed_in(world), home(world)
    world.outside.set_answering(number, False)
    assert phone.request_voice_code(number, surname).refusal is Refusal.VOICE_NO_ANSWER
    assert [call.code for call in world.outside.calls(number)] == [None]
    assert not phone.bind_by_voice_code(number, "0000").ok
    world.outside.set_answering(number, True)
    world.advance(seconds=120)
    assert phone.request_voice_code(number, surname).ok
    assert phone.bind_by_voice_code(number, world.outside.calls(number)[-1].code or "").ok


def test_card_is_used_once_by_whoever_comes_first() -> None:
    world = base_world().fork()
    one, two = signed_in(world), signed_in(world, mobile=OTHER)
    contract = advance_contract(world)
    for phone in (one, two):
        assert phone.bind_by_login(*world.outside.paper(contract)[0]).ok
    card = world.outside.buy_express_card()
    assert re.fullmatch(r"\d{16}", card)
    assert two.redeem_express_card(contract, f"{card[:8]} {card[8:]}").ok
    assert one.redeem_express_card(contract, card).refusal is Refusal.CARD_ALREADY_USED


# sessions


def test_devices_are_signed_in_and_out_by_themselves() -> None:
    world = base_world().fork()
    one = signed_in(world)
    world.advance(seconds=60)
    two = signed_in(world, kind="ios")
    assert one.sign_out().ok
    assert one.contracts().refusal is Refusal.AUTH_REQUIRED
    assert two.contracts().ok
    guest = world.client("android")
    assert guest.contracts().refusal is Refusal.AUTH_REQUIRED
    two.set_online(False)
    assert two.contracts().refusal is Refusal.NO_NETWORK
    assert guest.help().ok
    two.set_online(True)
    assert two.contracts().ok


@pytest.mark.parametrize(
    ("kind", "waits", "ends"),
    [
        ("web", [1_799], False),
        ("web", [1_800], True),
        ("web", [1_799, 1_799], False),
        ("android", [30 * 86_400 - 1], False),
        ("android", [30 * 86_400], True),
        ("ios", [15 * 86_400, 15 * 86_400], True),
    ],
)
def test_session_ends_at_its_second(kind: str, waits: list[int], ends: bool) -> None:
    world = base_world().fork()
    phone = signed_in(world, kind=kind)
    for wait in waits:
        world.advance(seconds=wait)
        last = phone.contracts().refusal
    assert last is (Refusal.SESSION_EXPIRED if ends else Refusal.NONE)


def test_guest_on_a_device_with_an_old_session_is_nobody() -> None:
    """What needs no session does not act for the account that was signed in once."""
    world = base_world().fork()
    phone = signed_in(world, kind="web")
    account = phone.set_language("be").ok and rows_of(world, Table.ACCOUNT_OF)[int(MOBILE[1:])]
    world.advance(seconds=1_800)
    assert phone.contracts().text() == phone.contracts().text("be")
    assert phone.set_language("en").ok
    assert rows_of(world, Table.ACCOUNT)[account].language == "be"
    assert phone.help().language == "en"
    assert phone.request_code(MOBILE, key="mine").ok
    assert [owner for owner, _ in rows_of(world, Table.ANSWER)] == [-phone.device_id]


def test_sign_in_ends_what_the_device_had_before() -> None:
    world = base_world().fork()
    phone = signed_in(world)
    contract = advance_contract(world)
    assert phone.bind_by_login(*world.outside.paper(contract)[0]).ok
    assert phone.request_code(OTHER).ok
    assert phone.sign_in(OTHER, code_of(world, OTHER)).ok
    assert phone.contracts().data == ()
    assert phone.balance(contract).refusal is Refusal.CONTRACT_NOT_BOUND


# what is stored


def play_with_secrets(world: World) -> set[str]:
    """Every way in which a secret reaches a world; the secrets."""
    phone, (number, surname) = signed_in(world), home(world)
    contract = advance_contract(world)
    login, password = world.outside.paper(contract)[0]
    secrets = {code_of(world), password, "hunter2secret", "hunter3secret"}
    phone.bind_by_login(login, "hunter2secret", key="one")
    phone.bind_by_login(login, password, key="two")
    phone.request_voice_code(number, surname, key="three")
    spoken = world.outside.calls(number)[-1].code or ""
    phone.bind_by_voice_code(number, wrong(spoken), key="four")
    phone.bind_by_voice_code(number, spoken, key="five")
    card, another = world.outside.buy_express_card(), world.outside.buy_express_card()
    phone.redeem_express_card(contract, card, key="six")
    phone.redeem_express_card(contract, card)
    phone.redeem_express_card(contract, "1234567890123456")
    web = world.client("web")
    web.check_balance(login, password)
    web.check_balance(login, "hunter3secret")
    web.request_code(OTHER)
    web.sign_in(OTHER, wrong(code_of(world, OTHER)))
    secrets |= {card, another, "1234567890123456", card[:8], card[8:], code_of(world, OTHER)}
    return secrets | {wrong(code_of(world, OTHER))}


def words_in(value: Any) -> set[str]:
    """Runs of letters and digits that are written somewhere."""
    return set(re.findall(r"\w+", value if isinstance(value, str) else repr(plain(value))))


def test_no_secret_stands_in_state_or_log() -> None:
    world = base_world().fork()
    secrets = play_with_secrets(world)
    number, _ = home(world)
    secrets |= {call.code for call in world.outside.calls(number) if call.code}
    for table in Table:
        for key, value in rows_of(world, table).items():
            found = (words_in(key) | words_in(value)) & secrets
            assert not found, f"{table.value} holds {found}"
    for logged in world.log:
        command = logged.command
        written = words_in(command.text) | words_in(command.key or "") | words_in(command.name)
        assert not written & secrets, f"command {logged.number} holds {written & secrets}"
        assert json.loads(command.text) == msgspec.structs.asdict(command.request)
    assert state_of(world).history.digest


def test_no_secret_stands_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "world.duckdb"
    with World.create(20, 5, path=path) as world:
        secrets = play_with_secrets(world)
        log = path.with_name(path.name + ".wal")
        stored = [path.read_bytes(), log.read_bytes() if log.exists() else b""]
        everything = {
            password for one in contract_ids(world) for _, password in world.outside.paper(one)
        }
    stored.append(path.read_bytes())
    for secret in sorted(secrets | everything):
        for place, content in enumerate(stored):
            at = content.find(secret.encode())
            assert at < 0, f"{secret} stands in file {place}: {content[at - 20 : at + 40]!r}"
