"""Sessions of a live world: what an ended one may still do, and in whose language it is told."""

from mybt_sim.engine.refusals import Refusal
from mybt_sim.world import World
from tests.support.worlds import signed_in


def test_a_session_on_the_web_ends_when_idle_and_one_on_a_phone_does_not() -> None:
    world = World.create(20)
    web = signed_in(world, kind="web")
    world.advance(minutes=2)
    phone = signed_in(world)
    world.advance(minutes=28)
    assert web.contracts().refusal is Refusal.SESSION_EXPIRED
    assert phone.contracts().ok
    world.advance(days=30)
    assert phone.contracts().refusal is Refusal.SESSION_EXPIRED


def test_an_ended_session_is_a_guest_that_changes_nothing_of_the_account() -> None:
    world = World.create(20)
    phone = signed_in(world)
    assert phone.set_language("be").ok
    world.advance(days=31)
    assert phone.set_language("ru").ok  # as a guest: the device, not the account
    again = signed_in(world)
    assert again.contracts().language == "be"


def test_the_answer_to_an_ended_session_is_in_its_own_language() -> None:
    world = World.create(20)
    phone = signed_in(world)
    phone.set_language("be")
    world.advance(days=31)
    refused = phone.contracts()
    assert refused.refusal is Refusal.SESSION_EXPIRED
    assert refused.text() == refused.text("be") != refused.text("ru")


def test_signing_out_ends_one_device_alone() -> None:
    world = World.create(20)
    fork = world.fork()
    one, other = signed_in(world), signed_in(fork)
    assert one.sign_out().ok
    assert one.contracts().refusal is Refusal.AUTH_REQUIRED
    assert one.sign_out().refusal is Refusal.AUTH_REQUIRED
    assert other.contracts().ok


def test_two_devices_of_one_account_see_the_same() -> None:
    world = World.create(20)
    one = signed_in(world)
    contract = int(world.directory.block.facts["contract_id"][0])
    assert one.bind_by_login(*world.outside.paper(contract)[0]).ok
    world.advance(minutes=2)
    other = signed_in(world, kind="web")
    assert [view.contract_id for view in other.contracts().data] == [contract]
    assert other.unbind(contract).ok
    assert one.balance(contract).refusal is Refusal.CONTRACT_NOT_BOUND


def test_a_device_without_network_can_do_nothing() -> None:
    world = World.create(20)
    phone = signed_in(world)
    phone.set_online(False)
    assert phone.list_news().refusal is Refusal.NO_NETWORK
    phone.set_online(True)
    assert phone.list_news().ok
    assert world.client("television").list_news().refusal is Refusal.CLIENT_UNSUPPORTED
