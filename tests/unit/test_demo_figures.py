"""Every figure on the phone is that of the world, as SQL over the world's ledger and days says."""

import datetime
import re
from functools import cache
from typing import Any, NamedTuple

import duckdb
import pytest

from mybt_sim.text import LANGUAGES, Language, date_short, duration, minutes, money, volume
from tests.support.demo import Guest, words

ROLES = ("student", "grandmother", "parents", "sister", "pensioner")
each_language = pytest.mark.parametrize("language", LANGUAGES)


class Row(NamedTuple):
    """A row of a statement: its class (in or out), the amount, the balance after it."""

    kind: str
    amount: str
    after: str


@cache
def a_family(language: Language) -> Guest:
    """Contracts of the whole cast, some days later, with payments, calls and traffic."""
    guest = Guest(language)
    guest.sign_in()
    world = guest.handset.world
    for role in ROLES:
        contract = guest.bind(role)
        login = world.outside.paper(contract)[0][0]
        world.outside.erip_payment(login, "0.01")
        world.outside.erip_payment(login, "31.99")
    world.advance(days=20)
    for contract in guest.handset.contracts():
        world.outside.record_session(contract, down_mb=1_030, up_mb=7)
        world.outside.record_view(contract, 61)
        world.outside.record_call(contract, "103", 61)
        world.outside.erip_payment(world.outside.paper(contract)[0][0], "1.50")
    return guest


@cache
def database(guest: Guest) -> duckdb.DuckDBPyConnection:
    """The world of a guest as a database; looking at pages changes nothing in it."""
    return guest.handset.world.connect()


def asked(guest: Guest, sql: str, **parameters: Any) -> list[Any]:
    """Rows of a question to the world's database."""
    return database(guest).execute(sql, parameters).fetchall()


def plain(text: str) -> str:
    return " ".join(text.split())


IN_A_SPAN = r"(?:<span[^>]*>)?([^<]*)(?:</span>)?"
"""A text, and what marks a balance as owed around it."""


def facts_of(page: str) -> list[str]:
    """The values of the lists of facts of a page."""
    return [plain(one) for one in re.findall(rf"<dd[^>]*>{IN_A_SPAN}</dd>", page)]


def rows_of(page: str) -> list[Row]:
    """The movements of a statement as they are shown, newest first."""
    shown = re.findall(rf'<b class="(in|out)">([^<]*)</b><small>{IN_A_SPAN}</small>', page)
    return [Row(kind, plain(amount), plain(after)) for kind, amount, after in shown]


def period(guest: Guest, item: str) -> tuple[datetime.date, datetime.date]:
    """Both days of a period, counted here by hand."""
    today = guest.handset.world.now.date()
    if item == "this":
        return today.replace(day=1), today
    last = today.replace(day=1) - datetime.timedelta(days=1)
    return last.replace(day=1), last


LEDGER = """
SELECT amount_kopecks, balance_after_kopecks FROM ledger
WHERE contract_id = $contract AND day BETWEEN $first AND $last ORDER BY posting_no
"""
BALANCE_BEFORE = """
SELECT coalesce(arg_max(balance_after_kopecks, posting_no), 0) FROM ledger
WHERE contract_id = $contract AND day < $day
"""


@each_language
@pytest.mark.parametrize("item", ["this", "last"])
def test_a_statement_shows_the_ledger(item: str, language: Language) -> None:
    guest = a_family(language)
    first, last = period(guest, item)
    seen = 0
    for contract in guest.handset.contracts():
        page = guest.open("statement", contract, item)
        found = asked(guest, LEDGER, contract=contract, first=first, last=last)
        following = last + datetime.timedelta(days=1)
        opening, closing = (
            asked(guest, BALANCE_BEFORE, contract=contract, day=day)[0][0]
            for day in (first, following)
        )
        assert facts_of(page)[:2] == [plain(money(one, language)) for one in (opening, closing)]
        expected = [
            Row(
                "in" if amount > 0 else "out",
                ("+" if amount > 0 else "") + plain(money(amount, language)),
                plain(money(after, language)),
            )
            for amount, after in reversed(found)
        ]
        assert rows_of(page) == expected
        seen += opening != closing and any(0 < -amount < 100 for amount, _ in found)
    assert seen, "no statement has a small charge and another balance at its end"


@each_language
def test_balances_are_those_of_the_ledger(language: Language) -> None:
    guest = a_family(language)
    home = words(guest.open("home"))
    for contract in guest.handset.contracts():
        later = guest.handset.world.now.date() + datetime.timedelta(days=1)
        kopecks = asked(guest, BALANCE_BEFORE, contract=contract, day=later)[0][0]
        page = guest.open("contract", contract)
        figure = re.search(r'<p class="figure[^"]*">([^<]*)</p>', page)
        assert figure
        assert plain(figure[1]) == plain(money(kopecks, language))
        assert plain(money(kopecks, language)) in home


@each_language
def test_statistics_add_up_to_what_was_used(language: Language) -> None:
    guest = a_family(language)
    first, last = period(guest, "this")
    for contract in guest.handset.contracts():
        days = "WHERE contract_id = $contract AND day BETWEEN $first AND $last"
        used = asked(
            guest,
            f"""SELECT sum(down_mb)::BIGINT, sum(up_mb)::BIGINT, sum(tv_minutes)::BIGINT,
            sum(local_minutes + long_distance_minutes + mobile_minutes + international_minutes
            + service_minutes)::BIGINT FROM contract_day {days}""",
            contract=contract,
            first=first,
            last=last,
        )[0]
        today = guest.handset.world.contract_page(contract)
        page = words(guest.open("usage", contract))
        down_mb, up_mb, tv_minutes, call_minutes = used
        record = guest.handset.world.contract_record(contract)
        if record.kind == 0 and record.is_blocked == 0 and not today.is_barred:  # internet
            assert plain(volume(down_mb + 1_030, language)) in page
            assert plain(volume(up_mb + 7, language)) in page
        if tv_minutes:
            assert plain(duration(tv_minutes + 61, language)) in page
        if call_minutes:
            assert plain(minutes(call_minutes + 2, language)) in page


@each_language
def test_a_promise_is_told_with_its_sum_and_its_end(language: Language) -> None:
    guest = Guest(language)
    guest.sign_in()
    contract = guest.bind("student")
    world = guest.handset.world
    balance = world.contract_record(contract).balance_kopecks
    world.prepare(contract, balance=f"{min(int(balance), 97) / 100:.2f}", promise_open="12.34")
    page = words(guest.open("contract", contract))
    given, due_at = asked(
        guest,
        """SELECT event_no, happened_at + INTERVAL 5 DAY FROM event
        WHERE contract_id = $contract AND event = 'promise_given' ORDER BY event_no DESC LIMIT 1""",
        contract=contract,
    )[0]
    assert given
    assert plain(money(1_234, language)) in page
    assert plain(date_short(due_at.date(), language)) in page
    assert f"{due_at:%H:%M}" in page
