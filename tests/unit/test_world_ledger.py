"""The ledger of a live world: days, order, history and bounds, the same in memory and on disk."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import duckdb
import polars as pl
import pytest

from mybt_sim.catalogue.notation import byn
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import (
    Entry,
    Event,
    PaymentChannel,
    PromiseState,
    ServiceKind,
    Status,
)
from mybt_sim.operations.binding import Contracts
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store.derived import LEDGER_SQL
from mybt_sim.store.laws import LAWS
from mybt_sim.text import LANGUAGES
from mybt_sim.world import World
from mybt_sim.world.clients import Client
from mybt_sim.world.command import Command
from mybt_sim.world.reads.notices import oldest_unpaid_at
from mybt_sim.world.reads.views import Notice, Statement
from tests.support.runs import make_run
from tests.support.worlds import check_money, signed_in

DAY = datetime.timedelta(days=1)
MAY = datetime.date(2026, 5, 1)
ORDERED = ("ledger_day", "ledger_order", "ledger_time", "event_order")


Days = datetime.date | str


def world_of(start: datetime.date, subscribers: int = 60, seed: int = 3) -> World:
    """A world of its own; making one takes longer than forking it."""
    return made_world(start, subscribers, seed).fork()


@cache
def made_world(start: datetime.date, subscribers: int, seed: int) -> World:
    return World.create(subscribers, seed, start=start)


def find(world: World, tariff: str, least: int = -(10**9), most: int = 10**9) -> int:
    """The first contract of a tariff with such a balance."""
    ids = [one.id for one in world.catalogue.tariffs]
    return next(
        int(row.contract_id)
        for row in world.contract_records()
        if ids[int(row.tariff)] == tariff and least <= row.balance_kopecks <= most
    )


def paid_up(world: World) -> int:
    """A telephone contract whose bill of the month before is paid."""
    contract = find(world, "T20", most=-1)
    pay(world, contract, byn(-int(world.contract_record(contract).balance_kopecks)))
    return contract


def soon_blocked(world: World) -> int:
    """An internet contract with a few roubles left."""
    return world.find(
        settlement="advance", kind="internet", status="active", balance=("3.00", "10.00")
    )


def pay(world: World, contract: int, amount: str) -> None:
    assert world.outside.erip_payment(world.outside.paper(contract)[0][0], amount).ok


def statement_of(phone: Client, contract: int, first: Days, last: Days) -> Statement:
    told = phone.statement(contract, first, last)
    assert told.ok
    found: Statement = told.data
    return found


def closing_of(world: World, contract: int) -> dict[datetime.date, int]:
    """Closing balances by day."""
    days = world.tables()["contract_day"].filter(pl.col("contract_id") == contract)
    return dict(zip(days["day"], days["balance_kopecks"], strict=True))


def broken_laws(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Which laws of the order of things do not hold over these tables."""
    connection.execute("CREATE OR REPLACE TABLE calendar AS SELECT DISTINCT day FROM contract_day")
    connection.execute(f"CREATE OR REPLACE VIEW ledger AS {LEDGER_SQL}")
    laws = [law for law in LAWS if law.name in ORDERED]
    return [law.name for law in laws if connection.sql(law.broken_sql).fetchall()]


# days


def test_a_statement_of_june_holds_june() -> None:
    """T08 costs 27.00: thirty shares of it, and the balance of 30 June at the end."""
    world = world_of(datetime.date(2026, 5, 20))
    contract = find(world, "T08", least=100)
    pay(world, contract, "300.00")
    world.advance(until=datetime.datetime(2026, 7, 5, 12))
    phone, closing = signed_in(world, contract), closing_of(world, contract)
    june = statement_of(phone, contract, "2026-06-01", "2026-06-30")
    fees = [line for line in june.lines if line.entry is Entry.FEE_TARIFF]
    assert [line.day.day for line in fees] == list(range(1, 31))
    assert sum(line.amount_kopecks for line in fees) == -2_700
    assert all(line.posted_at.date() == line.day + DAY for line in fees)
    assert june.opening_kopecks == closing[datetime.date(2026, 5, 31)]
    assert june.closing_kopecks == closing[datetime.date(2026, 6, 30)]


def test_statements_of_single_days_follow_from_each_other() -> None:
    world = world_of(MAY)
    advance, credit = find(world, "T08", least=300), paid_up(world)
    phone = signed_in(world, advance, credit)
    for _ in range(34):
        world.advance(days=1)  # to 00:00:00, where a payment belongs to the day that begins
        phone.top_up(advance, "1.00")
        phone.top_up(credit, "1.00")
    phone = signed_in(world)
    for contract in (advance, credit):
        closing = closing_of(world, contract)
        before = None
        for day in sorted(closing):
            one = statement_of(phone, contract, day, day)
            assert before in (None, one.opening_kopecks), day
            assert one.closing_kopecks == closing[day], day
            assert {line.day for line in one.lines} <= {day}
            before = one.closing_kopecks
    with world.connect() as connection:
        assert broken_laws(connection) == []
    check_money(world)


def test_what_is_paid_at_midnight_is_of_the_day_that_begins() -> None:
    world = world_of(MAY)
    contract = find(world, "T08", least=300)
    phone = signed_in(world, contract)
    world.advance(days=1)
    first = MAY + DAY
    assert phone.top_up(contract, "7.00").ok
    paid = [
        line
        for line in statement_of(phone, contract, MAY, first).lines
        if line.entry is Entry.PAYMENT
    ]
    assert [(line.day, line.posted_at.date()) for line in paid] == [(first, first)]
    yesterday = statement_of(phone, contract, MAY, MAY)
    assert yesterday.closing_kopecks == closing_of(world, contract)[MAY]


# order


def test_a_world_is_numbered_alike_in_memory_on_disk_and_again(tmp_path: Path) -> None:
    def live(world: World) -> World:
        contract = find(world, "T08", least=300)
        phone = signed_in(world, contract)
        for _ in range(3):
            world.advance(days=1)
            assert phone.promise_payment(contract, "1.00").ok
            assert phone.top_up(contract, "2.00").ok  # four entries of one second
        return world

    start = datetime.date(2026, 5, 30)
    memory = live(world_of(start))
    durable = live(World.create(60, 3, start=start, path=tmp_path / "a.world"))
    tables = memory.tables()
    for name in ("posting", "event"):
        assert durable.tables()[name].equals(tables[name])
        assert memory.replayed().tables()[name].equals(tables[name])
        assert memory.fork().tables()[name].equals(tables[name])
    durable.close()
    with duckdb.connect(str(tmp_path / "a.world")) as connection:
        for name in ("posting", "event"):
            columns = ", ".join(tables[name].columns)
            order = "contract_id, " + ("posting_no" if name == "posting" else "event_no")
            rows = connection.sql(f"SELECT {columns} FROM {name} ORDER BY {order}").fetchall()
            assert rows == tables[name].rows()
        assert broken_laws(connection) == []
    with memory.connect() as connection:
        assert broken_laws(connection) == []
    reopened = World.open(tmp_path / "a.world")
    assert reopened.tables()["posting"].equals(tables["posting"])
    reopened.close()


def test_a_file_holds_what_happened_to_the_last_sign(tmp_path: Path) -> None:
    """By few rows at a time and by many: both ways of writing keep every value."""
    path = tmp_path / "a.world"
    with World.create(60, 3, start=MAY, path=path) as world:
        for _ in range(40):
            world.advance(days=1)
        world.advance(days=60)
        happened = world.tables()["event"]
    assert any(value < 0 for value in happened["value"].to_list())
    columns = ", ".join(happened.columns)
    with duckdb.connect(str(path)) as connection:
        ways = connection.sql(
            """SELECT count(*) FROM (SELECT count(*) AS rows FROM event WHERE value < 0
            GROUP BY command_number HAVING rows <= 20 OR rows > 50)"""
        ).fetchall()
        rows = connection.sql(f"SELECT {columns} FROM event ORDER BY contract_id, event_no")
        assert rows.fetchall() == happened.rows()
    assert ways[0][0] > 1, "one way of writing had no negative value"


def test_a_preview_and_a_refusal_take_no_number() -> None:
    world = world_of(MAY)
    contract = find(world, "T08", least=300)
    phone = signed_in(world, contract)
    before = world.contract_record(contract)
    assert phone.top_up(contract, "7.00", preview=True).ok
    assert not phone.top_up(contract, "0.50").ok
    assert world.contract_record(contract).posting_count == before.posting_count
    assert phone.top_up(contract, "7.00").ok
    assert world.contract_record(contract).posting_count == before.posting_count + 1


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two months of a few subscribers."""
    scenario = Scenario(subscribers=120, days=61, start=MAY, seed=3)
    return make_run(tmp_path_factory.mktemp("past"), scenario)


def test_numbers_go_on_from_the_past_of_a_run(run: Path) -> None:
    world = World.from_run(run, MAY + 40 * DAY)
    contract = find(world, "T08", least=300)
    count = int(world.contract_record(contract).posting_count)
    phone = signed_in(world, contract)
    assert phone.top_up(contract, "5.00").ok
    past = world._operator.past
    for row in world.contract_records():  # the run goes on, its contracts of that morning do not
        entries, events = past.entries(int(row.contract_id)), past.events(int(row.contract_id))
        assert entries[0].posting_no == 1
        assert entries[-1].posting_no <= row.posting_count
        assert [int(one.event_no) for one in events] == list(range(1, int(row.event_count) + 1))
    posted = world.tables()["posting"].filter(pl.col("contract_id") == contract)
    assert posted["posting_no"].to_list()[0] == count + 1
    lines = statement_of(phone, contract, MAY, MAY + 40 * DAY).lines
    assert len(lines) == count + 1
    assert lines[-1].balance_after_kopecks == world.contract_record(contract).balance_kopecks


def test_two_films_of_one_second_are_told_by_their_titles() -> None:
    world = world_of(datetime.date(2026, 1, 1))
    contract = next(
        int(row.contract_id) for row in world.contract_records() if row.kind == ServiceKind.PACKAGE
    )
    phone = signed_in(world, contract)
    assert phone.top_up(contract, "100.00").ok
    films = world.content.videos[:2]
    assert all(phone.rent_video(contract, film.id).ok for film in films)
    told = [one for one in notices_of(phone) if one.event is Event.VIDEO_RENTED]
    assert len(told) == 2
    for language in LANGUAGES:
        texts = [one.text(language) for one in told]
        for film in films:
            title = getattr(film.title, language)
            assert sum(title in text for text in texts) == 1, title


# credit contracts


def test_a_day_of_calls_costs_what_was_called_and_the_days_add_up_to_the_bill() -> None:
    """Ten minutes of zone 2 at 0.60; the line at 4.05 a month; May has 31 days."""
    world = world_of(MAY)
    contract = paid_up(world)
    assert world.outside.record_call(contract, "+49 30 901820", 600).ok
    world.advance(until=datetime.datetime(2026, 6, 1))
    phone = signed_in(world, contract)
    days = {one.day: one for one in phone.usage(contract, MAY, "2026-06-01").data.days}
    assert (days[MAY].international_minutes, days[MAY].usage_kopecks) == (10, 600)
    assert days[datetime.date(2026, 5, 31)].usage_kopecks == 0
    rows = world.tables()["contract_day"].filter(pl.col("contract_id") == contract)
    bill = statement_of(phone, contract, "2026-06-01", "2026-06-01")
    booked = {line.entry: -line.amount_kopecks for line in bill.lines}
    assert rows["tariff_fee_kopecks"].sum() == booked[Entry.FEE_TARIFF] == 405
    assert set(rows["tariff_fee_kopecks"]) == {13, 14}
    assert rows["usage_kopecks"].sum() == booked[Entry.USAGE]
    assert bill.opening_kopecks - bill.closing_kopecks == sum(booked.values())
    assert statement_of(phone, contract, MAY, "2026-05-31").lines[2:] == ()  # opening, payment


def notices_of(phone: Client) -> list[Notice]:
    return list(phone.notifications().data)


def plain(text: str) -> str:
    """With spaces of one kind."""
    return " ".join(text.split())


def reminders(phone: Client) -> Iterator[Notice]:
    for one in notices_of(phone):
        if one.event is Event.BILL_REMINDER:
            yield one


def test_a_reminder_names_the_oldest_unpaid_bill() -> None:
    """A bill of 1 February is due on 1 March. Until then the reminder says by when, later since."""
    world = world_of(datetime.date(2026, 1, 1))
    contract = paid_up(world)
    phone = signed_in(world, contract)
    world.advance(until=datetime.datetime(2026, 2, 16, 0, 0, 1))
    phone = signed_in(world)
    newest = next(reminders(phone))
    assert (newest.until, newest.is_overdue) == (datetime.datetime(2026, 3, 1), False)
    assert plain(newest.text("ru")).endswith("Срок — до 1 марта 2026 г., 00:00.")
    world.advance(until=datetime.datetime(2026, 4, 16, 0, 0, 1))
    phone = signed_in(world)
    late = next(reminders(phone))
    assert (late.until, late.is_overdue) == (datetime.datetime(2026, 3, 1), True)
    assert "срок оплаты истёк 1 марта" in plain(late.text("ru"))
    assert "тэрмін аплаты скончыўся 1 сакавіка" in plain(late.text("be"))
    assert "overdue since March 1" in plain(late.text("en"))
    bills = [one for one in notices_of(phone) if one.event is Event.BILL_ISSUED]
    newest_bill = bills[0].amount_kopecks or 0
    owed = -int(world.contract_record(contract).balance_kopecks)
    pay(world, contract, f"{(owed - newest_bill) // 100}.{(owed - newest_bill) % 100:02}")
    world.advance(until=datetime.datetime(2026, 4, 21, 0, 0, 1))
    phone = signed_in(world)
    last = next(reminders(phone))
    assert (last.amount_kopecks, last.until) == (newest_bill, datetime.datetime(2026, 5, 1))
    assert not last.is_overdue


def test_a_debt_that_was_brought_along_is_older_than_every_bill() -> None:
    world = World.create(60, 3, start=MAY, past_days=40)
    contract = find(world, "T20")
    context = world._context(Command(Contracts()))
    rows = context.state.history.events(contract)
    bills = [row for row in rows if row.event == Event.BILL_ISSUED]
    billed = sum(int(row.value) for row in bills)
    assert oldest_unpaid_at(context, contract, rows, 1) == bills[-1].happened_at
    assert oldest_unpaid_at(context, contract, rows, billed) == bills[0].happened_at
    opened = context.state.history.entries(contract)[0]
    assert opened.entry == Entry.OPENING
    assert oldest_unpaid_at(context, contract, rows, billed + 1) == opened.posted_at


# history


def test_a_statement_tells_payments_by_their_way_promises_and_blocks() -> None:
    world = world_of(MAY)
    contract = soon_blocked(world)
    phone = signed_in(world, contract)
    world.advance(days=16, hours=10)
    assert world.contract_page(contract).status is Status.FINANCIAL_BLOCK
    assert phone.promise_payment(contract, "10.00").ok
    card = world.outside.buy_express_card()
    assert phone.redeem_express_card(contract, card).ok
    assert phone.top_up(contract, "1.00").ok
    pay(world, contract, "2.00")
    assert phone.promise_payment(contract, "9.00").ok
    world.advance(days=6)
    phone = signed_in(world)
    found = statement_of(phone, contract, MAY, world.now.date())
    ways = [line.channel for line in found.lines if line.entry is Entry.PAYMENT]
    assert ways == [PaymentChannel.EXPRESS_CARD, PaymentChannel.BANK_CARD, PaymentChannel.ERIP]
    given_at = datetime.datetime(2026, 5, 17, 10)
    repaid, expired = found.promises
    assert (repaid.amount_kopecks, repaid.state) == (1_000, PromiseState.REPAID)
    assert repaid.given_at == repaid.closed_at == given_at
    assert (expired.amount_kopecks, expired.state) == (900, PromiseState.EXPIRED)
    assert expired.closed_at == expired.due_at == given_at + 5 * DAY
    first, *later = found.blocks
    assert first.restored_at == given_at
    assert first.balance_kopecks <= 0
    assert first.blocked_at.time() == datetime.time()
    assert all(one.blocked_at > given_at for one in later)


def test_history_of_a_period_is_what_overlaps_it() -> None:
    world = world_of(MAY)
    contract = soon_blocked(world)
    phone = signed_in(world, contract)
    world.advance(days=16, hours=10)
    before = statement_of(phone, contract, MAY, world.now.date())
    blocked_at = before.blocks[0].blocked_at
    assert blocked_at.time() == datetime.time()  # a period ends at such a midnight as well
    assert statement_of(phone, contract, MAY, blocked_at.date() - DAY).blocks == ()
    assert statement_of(phone, contract, MAY, blocked_at.date()).blocks == before.blocks
    assert before.promises == ()
    assert phone.promise_payment(contract, "15.00").ok
    today = world.now.date()
    assert statement_of(phone, contract, today, today).promises[0].state is PromiseState.OPEN
    assert statement_of(phone, contract, today, today).promises[0].closed_at is None
    assert len(statement_of(phone, contract, today, today).blocks) == 1
    world.advance(days=2)
    phone = signed_in(world)
    tomorrow = statement_of(phone, contract, today + DAY, today + DAY)
    assert (len(tomorrow.promises), tomorrow.blocks) == (1, ())
    assert statement_of(phone, contract, MAY, MAY).promises == ()


def test_history_reaches_into_the_past_of_a_run(run: Path) -> None:
    day = MAY + 61 * DAY
    world = World.from_run(run, day)
    with duckdb.connect(str(run), read_only=True) as connection:
        promises = connection.sql(
            "SELECT contract_id, given_at, due_at, amount_kopecks, state, closed_at FROM promise"
        ).fetchall()
        blocks = connection.sql("SELECT * EXCLUDE (event_no) FROM block_period").fetchall()
    assert promises
    assert blocks
    phone = signed_in(world)
    for contract in sorted({row[0] for row in (*promises, *blocks[:5])})[:8]:
        phone.bind_by_login(*world.outside.paper(contract)[0])
        found = statement_of(phone, contract, MAY, day)
        assert [row[1:] for row in promises if row[0] == contract] == [
            (one.given_at, one.due_at, one.amount_kopecks, one.state.name.lower(), one.closed_at)
            for one in found.promises
        ]
        assert [row[1:] for row in blocks if row[0] == contract] == [
            (one.blocked_at, one.restored_at, one.balance_kopecks) for one in found.blocks
        ]


# bounds


def test_a_payment_beyond_all_bounds_is_refused_by_rule_in_memory_and_on_disk(
    tmp_path: Path,
) -> None:
    answers = []
    for path in (None, tmp_path / "big.world"):
        world = World.create(60, 3, start=MAY, path=path)
        contract = find(world, "T08")
        login = world.outside.paper(contract)[0][0]
        asked = ["30000000.00", *["10000.00"] * 11]
        answers.append([world.outside.erip_payment(login, amount).refusal for amount in asked])
        world.advance(days=2)
        closing = closing_of(world, contract)
        assert min(closing.values()) > 9_000_000
        assert max(closing.values()) <= 10_000_000
        check_money(world)
        world.close()
    assert answers[0] == answers[1]
    assert answers[0][0] is Refusal.TOPUP_AMOUNT_RANGE
    assert answers[0][-1] is Refusal.BALANCE_LIMIT
    assert answers[0].count(Refusal.NONE) == 9


def test_volumes_that_no_line_carries_never_turn_negative() -> None:
    world = world_of(MAY)
    contract = find(world, "T08", least=300)
    most = 2**29
    answers = [
        world.outside.record_session(contract, down_mb=most, up_mb=most).refusal for _ in range(5)
    ]
    assert answers == [Refusal.LINE_DAY_FULL] * 5
    assert world.outside.record_session(contract, down_mb=25_000_000).ok
    refused = world.outside.record_session(contract, down_mb=1_000_000)
    assert refused.refusal is Refusal.LINE_DAY_FULL
    assert refused.allowed_from == datetime.datetime(2026, 5, 2)
    for language in LANGUAGES:
        assert refused.text(language)
    world.advance(days=1)
    row = world.tables()["contract_day"].filter(pl.col("contract_id") == contract)
    assert row["down_mb"].to_list()[0] >= 25_000_000


def test_notices_of_one_second_are_told_newest_first() -> None:
    """NTF-PUSH: a later command stands above an earlier one, and first what it was asked for."""
    world = world_of(datetime.date(2026, 5, 1)).fork()
    contract = world.find(settlement="advance", kind="internet", status="active", is_plain=True)
    phone = signed_in(world, contract)
    before = int(world.contract_record(contract).balance_kopecks)
    assert world.outside.correct_balance(contract, Decimal(-before - 100) / 100, reason="a test").ok
    assert phone.promise_payment(contract, "5.00").ok
    assert phone.top_up(contract, "5.00").ok
    told = [one.event for one in phone.notifications().data[:5]]
    given = [Event.PROMISE_GIVEN, Event.RESTORED, Event.BLOCKED]
    assert told == [None, Event.PROMISE_REPAID, *given]
