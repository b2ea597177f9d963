"""What is read of a world, at the very second, and by nobody whom it does not concern."""

import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mybt_sim import LAWS, Client, Scenario, World, breach_of, simulate
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Event, TicketState
from mybt_sim.world.reads.views import TicketView
from mybt_sim.world.state import Table
from tests.support.worlds import MOBILE, base_world, contract_of, rows_of, signed_in

OTHER = "+375 33 765-43-21"
SECOND, HOUR = datetime.timedelta(seconds=1), datetime.timedelta(hours=1)


@cache
def begun() -> tuple[World, int]:
    """A world, and a contract in it that is paid before use and costs each day the same."""
    world = base_world().fork()
    return world, world.find(tariff="T08", status="active", is_plain=True)


def bound() -> tuple[World, Client, int]:
    """A fork of it, with the contract bound."""
    world, contract = begun()
    world = world.fork()
    return world, signed_in(world, contract), contract


# support


def answers(ticket: TicketView) -> list[datetime.datetime]:
    return [message.at for message in ticket.messages if message.text is None]


@pytest.mark.parametrize("by", [-1, 0, 1])
@pytest.mark.parametrize("deed", ["reply", "close"])
def test_an_answer_that_was_seen_is_never_taken_back(deed: str, by: int) -> None:
    """Whoever writes or closes in the second of the answer has it before the eyes."""
    world, phone, _ = bound()
    ticket = phone.open_ticket("a", "b").data.ticket_id
    due_at = world.now + datetime.timedelta(
        seconds=int(world._operator.terms_at(world._state.now).support_answer_s)
    )
    world.advance(until=due_at + by * SECOND)
    (seen,) = world.outside.tickets(MOBILE)
    assert answers(seen) == ([due_at] if by >= 0 else [])
    assert (seen.state is TicketState.ANSWERED) == (by >= 0)
    asked = phone.reply_ticket(ticket, "c") if deed == "reply" else phone.close_ticket(ticket)
    assert answers(asked.data) == answers(seen)
    assert asked.data.messages[: len(seen.messages)] == seen.messages
    world.advance(days=1)
    later = answers(world.outside.tickets(MOBILE)[0])
    assert later[: len(answers(seen))] == answers(seen)
    assert len(later) == len(answers(seen)) + (deed == "reply")


def test_support_tells_each_account_its_own() -> None:
    world, phone, contract = bound()
    stranger = signed_in(world, mobile=OTHER)
    assert phone.open_ticket("mine", "a", contract).ok
    assert stranger.open_ticket("other", "b").ok
    assert [one.topic for one in world.outside.tickets(MOBILE)] == ["mine"]
    assert [(one.topic, one.contract_id) for one in world.outside.tickets(OTHER)] == [
        ("other", None)
    ]
    assert stranger.reply_ticket(1, "c").refusal is Refusal.TICKET_NOT_FOUND
    assert stranger.close_ticket(1).refusal is Refusal.TICKET_NOT_FOUND


# moments


def test_what_ends_is_told_until_the_second_before() -> None:
    """Every moment that a page tells ahead comes: then it is told no more, and not a second sooner.

    From the moment of the next order of a plan on that order is taken.
    """
    world, phone, contract = bound()
    assert phone.top_up(contract, "300.00").ok
    plans = [one.id for one in world.catalogue.tariffs]
    ordered = next(one for one in plans if phone.change_tariff(contract, one, confirmed=True).ok)
    page = phone.balance(contract).data
    assert page.pending_tariff.id == ordered
    world.advance(until=page.pending_from - SECOND)
    assert world.contract_page(contract).pending_tariff
    world.advance(seconds=1)
    page = world.contract_page(contract)
    assert (page.tariff.id, page.pending_tariff, page.pending_from) == (ordered, None, None)
    free_from = page.tariff_free_from
    assert free_from is not None
    again = [one for one in plans if one != ordered]
    for wait, is_told in ((-SECOND, True), (0 * SECOND, False)):
        world.advance(until=free_from + wait)
        phone = signed_in(world, mobile=OTHER if is_told else MOBILE)
        assert is_told is False or phone.bind_by_login(*world.outside.paper(contract)[0]).ok
        assert (world.contract_page(contract).tariff_free_from == free_from) == is_told
        assert (world.contract_page(contract).tariff_free_from is None) != is_told
        refusals = {
            phone.change_tariff(contract, one, confirmed=True, preview=True).refusal
            for one in again
        }
        assert (Refusal.TARIFF_CHANGE_TOO_SOON in refusals) == is_told
    assert phone.suspend(contract, 15).ok
    for name in ("suspended_from", "suspended_until"):
        moment = getattr(world.contract_page(contract), name)
        world.advance(until=moment - SECOND)
        assert world.contract_page(contract).suspended_until is not None
        world.advance(seconds=1)
    page = world.contract_page(contract)
    assert (page.suspended_from, page.suspended_until) == (None, None)


def test_each_promise_is_told_with_its_own_end() -> None:
    """Of several promises each notice names the term of its own."""
    world, phone, contract = bound()
    for amount in ("5.00", "6.00"):
        world.prepare(contract, balance="0.00")
        assert phone.promise_payment(contract, amount).ok
        world.advance(days=4, hours=23)
        assert world.outside.erip_payment(world.outside.paper(contract)[0][0], "20.00").ok
    with world.connect() as connection:
        ends = connection.execute(
            """SELECT amount_kopecks, due_at FROM promise WHERE contract_id = ?
            AND amount_kopecks IN (500, 600) ORDER BY event_no""",
            [contract],
        ).fetchall()
    kinds = (Event.PROMISE_GIVEN, Event.PROMISE_ENDING)
    notices = [one for one in phone.notifications().data if one.event in kinds]
    told = [(one.amount_kopecks, one.until) for one in reversed(notices)]
    assert told == [end for end in ends[-2:] for _ in kinds]  # she may have had some before


# who sees it


def test_nothing_of_a_contract_reaches_whoever_let_it_go() -> None:
    """The alert comes by SMS to who holds it then: not to who did before, nor who did not yet."""
    world, phone, contract = bound()
    third = "+375 44 111-22-33"
    world.prepare(contract, balance="10.00")
    assert phone.connect_add_on(contract, "A01").ok
    signed_in(world, contract, mobile=OTHER)
    assert phone.unbind(contract).ok
    while not contract_of(world, contract).is_blocked:
        world.advance(days=7)
    signed_in(world, contract, mobile=third)
    world.advance(days=1)
    alerts = [
        [one for one in world.outside.inbox(to) if one.code is None]
        for to in (OTHER, MOBILE, third)
    ]
    assert [len(found) for found in alerts] == [1, 0, 0]
    told = [signed_in(world, mobile=to).notifications().data for to in (OTHER, MOBILE, third)]
    assert [bool(notices) for notices in told] == [True, False, False]
    assert Event.BLOCKED in {one.event for one in told[0]}


def test_attempts_belong_to_who_was_signed_in_then() -> None:
    world, phone, contract = bound()
    assert phone.top_up(contract, "5.00").ok
    assert phone.sign_out().ok
    assert phone.top_up(contract, "6.00").refusal is Refusal.AUTH_REQUIRED
    assert phone.request_code(OTHER).ok
    assert phone.sign_in(OTHER, str(world.outside.inbox(OTHER)[-1].code)).ok
    assert phone.top_up(contract, "7.00").refusal is Refusal.CONTRACT_NOT_BOUND
    with world.connect() as connection:
        rows = connection.execute(
            """SELECT amount_kopecks, account_id FROM operation
            WHERE contract_id = ? AND operation = 'top_up' ORDER BY operation_no DESC LIMIT 3""",
            [contract],
        ).fetchall()
    account = rows_of(world, Table.ACCOUNT_OF)
    assert rows == [(700, account[375_33_765_43_21]), (600, None), (500, account[375_29_123_45_67])]


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_a_device_keeps_the_language_that_was_chosen_on_it(language: Any) -> None:
    world, phone, _ = bound()
    world.advance(minutes=2)
    other = signed_in(world)
    assert phone.set_language(language).ok
    assert other.contracts().language == language, "the account speaks it on every device"
    for one, expected in ((phone, language), (other, "ru")):
        assert one.sign_out().ok
        assert one.list_news().language == expected
        assert one.contracts().language == expected


# figures


NUMBERS = (  # one for each class of calls, by what is dialled
    *("+375 29 111-22-33", "+7 495 111-22-33", "+49 30 901820", "+1 212 736 5000", "103"),
    *("+375 212 47-00-00", "+375 17 200-00-00", "+61 2 9374 4000", "+996 312 61-00-00"),
)


def test_today_is_shown_as_it_will_be_stored() -> None:
    """Whatever a live device used is in the statistics at once, in the column of its closed day."""
    world = base_world().fork()
    contract = world.find(kind="telephony", status="active", technology="xdsl")
    package = world.find(kind="package", status="active")
    phone = signed_in(world, contract, package)
    quiet = world.fork()
    home = f"+{world.directory.holder_of(contract).home_phone}"
    for place, dialled in enumerate((home, *NUMBERS), start=1):
        assert world.outside.record_call(contract, dialled, 60 * place**2).ok, dialled
    assert world.outside.record_session(package, down_mb=100, up_mb=7).ok
    assert world.outside.record_view(package, 61).ok
    today = world.now.date()
    columns = [
        *("down_mb", "up_mb", "tv_minutes", "local_minutes", "long_distance_minutes"),
        *("mobile_minutes", "international_minutes", "service_minutes"),
    ]

    def used(one: World, number: int) -> list[int]:
        asked = Client(one, phone.device_id).usage(number, today, today)
        return [getattr(asked.data.days[0], name) for name in columns]

    shown = {number: used(world, number) for number in (contract, package)}
    assert sum(shown[contract][3:]) == sum(place**2 for place in range(1, len(NUMBERS) + 2))
    assert all(shown[contract][3:]), "a kind of call has no number here"
    assert shown[package][:3] == [100, 7, 61]
    for one in (world, quiet):
        one.advance(days=1)
    for number, expected in shown.items():
        closed, without = used(world, number), used(quiet, number)
        assert [a - b for a, b in zip(closed, without, strict=True)] == expected


def test_promises_and_blocks_of_a_statement_are_those_of_the_tables() -> None:
    """For every contract, those that ended among them: one that ends is blocked no longer."""
    world = base_world().fork()
    ended = world.find(settlement="advance", status="active", is_plain=True)
    contracts = {ended, *world.contracts_where(has_promise=True)[:5], *world.contracts_where()[:20]}
    phone = signed_in(world, *contracts)
    world.prepare(ended, balance="-1.00", blocked=True)
    world.advance(days=2)
    assert world.outside.terminate(ended).ok
    world.advance(days=2)
    first, last = world.now.date() - datetime.timedelta(days=44), world.now.date()
    with world.connect() as connection:
        blocks = {
            one: connection.execute(
                """SELECT blocked_at, restored_at, balance_kopecks FROM block_period
                WHERE contract_id = ? ORDER BY event_no""",
                [one],
            ).fetchall()
            for one in contracts
        }
        promises = {
            one: connection.execute(
                """SELECT amount_kopecks, given_at, due_at, state::VARCHAR, closed_at FROM promise
                WHERE contract_id = ? ORDER BY event_no""",
                [one],
            ).fetchall()
            for one in contracts
        }
    for one in contracts:
        told = phone.statement(one, first, last).data
        assert blocks[one] == [
            (line.blocked_at, line.restored_at, line.balance_kopecks) for line in told.blocks
        ]
        assert promises[one] == [
            (line.amount_kopecks, line.given_at, line.due_at, line.state.name.lower(),
             line.closed_at)
            for line in told.promises
        ]  # fmt: skip
    assert any(promises.values())
    assert blocks[ended][-1][1] == world.now - datetime.timedelta(days=2)


def test_a_world_that_begins_on_the_first_has_the_bills_of_that_midnight(tmp_path: Path) -> None:
    """What was posted in the second at which it begins is of its past, and there once."""
    path = simulate(Scenario(subscribers=60, days=40, seed=3), tmp_path / "run.duckdb")
    world = World.from_run(path, datetime.date(2026, 2, 1))
    with world.connect() as connection:
        for table, count, number in (
            ("ledger", "posting_count", "posting_no"),
            ("event", "event_count", "event_no"),
        ):
            missing = f"""SELECT contract_id FROM contract_now LEFT JOIN {table}
                USING (contract_id) GROUP BY contract_id, {count}
                HAVING count({number}) <> {count}"""
            assert connection.sql(missing).fetchall() == [], table
        at = "posted_at = TIMESTAMP '2026-02-01'"
        assert connection.sql(f"SELECT count(*) FROM posting WHERE {at}").fetchall()[0][0]
    world.advance(days=30)
    with world.connect() as connection:
        assert [law.name for law in LAWS if breach_of(law, connection)] == []
