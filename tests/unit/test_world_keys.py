"""Idempotency keys in a world: whose they are, and what a repetition says of itself (GEN-IDEM)."""

import datetime

from mybt_sim.engine.refusals import Refusal
from mybt_sim.world import Client, World
from tests.support.worlds import base_world

MOBILES = ("+375291234567", "+375297654321")


def bound(world: World | None = None) -> tuple[Client, int]:
    """A phone that is signed in, and a contract that obeys it."""
    world = world or base_world().fork()
    phone = world.client("android")
    phone.request_code(MOBILES[0])
    phone.sign_in(MOBILES[0], world.outside.inbox(MOBILES[0])[-1].code or "")
    contract = world.contracts_where(settlement="advance", limit=1)[0]
    phone.bind_by_login(*world.outside.paper(contract)[0])
    return phone, contract


def test_a_key_is_free_again_at_the_second_of_its_end() -> None:
    world = base_world().fork()
    phone, second = world.client("android"), datetime.timedelta(seconds=1)
    assert phone.request_code(MOBILES[0], key="a day").ok
    world.advance(until=world.now + datetime.timedelta(days=1) - second)
    other = phone.request_code(MOBILES[1], key="a day")
    assert other.refusal is Refusal.IDEMPOTENCY_CONFLICT
    assert other.allowed_from == world.now + second
    world.advance(seconds=1)
    assert phone.request_code(MOBILES[1], key="a day").ok


def test_guests_with_the_same_key_are_answered_each() -> None:
    world = base_world().fork()
    one, other = world.client("android"), world.client("android")
    assert one.request_code(MOBILES[0], key="the first").ok
    answer = other.request_code(MOBILES[1], key="the first")
    assert (answer.refusal, answer.is_repeat) == (Refusal.NONE, False)
    assert world.outside.inbox(MOBILES[1])


def test_a_preview_of_a_request_that_was_made_says_that_it_is_one() -> None:
    phone, contract = bound()
    paid = phone.top_up(contract, "10.00", key="once")
    seen = phone.top_up(contract, "10.00", key="once", preview=True)
    assert paid.ok
    assert (seen.is_repeat, seen.is_preview, paid.is_preview) == (True, True, False)


def test_a_key_stands_for_one_operation_with_the_same_arguments_as_another() -> None:
    phone, contract = bound()
    assert phone.resume(contract, key="once").refusal is Refusal.VOL_NOT_SUSPENDED
    other = phone.cancel_tariff_change(contract, key="once")
    assert other.refusal is Refusal.IDEMPOTENCY_CONFLICT


def test_a_repetition_is_no_attempt_and_what_a_free_key_asks_is_one_from_then_on() -> None:
    world = base_world().fork()
    phone, contract = bound(world)
    repeated = []
    for pause_h in (1, 24, 1, 22, 1, 24):
        repeated.append(phone.top_up(contract, "10.00", key="pocket money").is_repeat)
        world.advance(hours=pause_h)
    assert repeated == [False, True, False, True, True, False]
    with world.connect() as connection:
        (attempts,) = connection.execute(
            "SELECT list(attempted_at ORDER BY attempted_at) FROM operation "
            "WHERE operation = 'top_up' AND contract_id = ?",
            [contract],
        ).fetchall()[0]
    first = attempts[0]
    assert [(at - first).total_seconds() / 3600 for at in attempts] == [0, 25, 49]
