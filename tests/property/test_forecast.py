"""The forecast says what a month really costs, and never a day too many."""

import datetime
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mybt_sim.catalogue.calendar import day_of
from mybt_sim.engine.forecast import DAYS_LEFT_MOST, days_left, monthly_sum_kopecks
from mybt_sim.engine.records import DAY_S, Record, blank_contract
from mybt_sim.engine.status import CREDIT_TRUST_ADD_ON, status_of
from mybt_sim.engine.vocabulary import Entry, Status, Technology
from tests.support.add_on_laws import DAYS_WALKED, days_told
from tests.support.life import Command, Given, Life, book_with, state_of
from tests.support.wishes import TARIFFS, holdings

MONTHS = ("2023-04-01", "2024-02-01", "2026-06-01", "2026-07-01")
"""Months without a change of prices, of every length but one."""
FEES = (Entry.FEE_TARIFF, Entry.FEE_ADDON)


def start_of(month: str) -> int:
    return day_of(datetime.date.fromisoformat(month))


@given(
    month=st.sampled_from(MONTHS),
    tariff=st.integers(0, TARIFFS - 1),
    bits=st.integers(0, (1 << 20) - 1),
)
def test_the_fees_of_a_month_add_up_to_the_monthly_sum(month: str, tariff: int, bits: int) -> None:
    """By the day or by the bill, add-on by add-on."""
    first_day = start_of(month)
    book = book_with()
    offer = book.tariffs[book.calendar[first_day - book.first_day].edition, tariff]
    held = holdings(book, offer, first_day, bits)
    life = Life(Given(tariff, first_day, 100_000, add_ons=held))
    expected = monthly_sum_kopecks(life.book, life.contract, life.now)
    days = int(book.calendar[first_day - book.first_day].days_in_month)
    life.advance((first_day + days) * DAY_S)
    entries = [entry for step in life.steps for entry in step.entries]
    assert -sum(one.amount_kopecks for one in entries if one.entry in FEES) == expected


def contract_with(tariff: int, balance_kopecks: int, add_ons: int = 0) -> Record:
    contract: Record = blank_contract()[0]
    contract.tariff, contract.balance_kopecks, contract.add_ons = tariff, balance_kopecks, add_ons
    return contract


@given(
    tariff=st.integers(0, TARIFFS - 1),
    balance_kopecks=st.one_of(st.integers(-10_000, 200_000), st.integers(-(10**11), 10**11)),
    month_days=st.integers(1, 31),
)
def test_the_balance_pays_so_many_days_and_not_one_more(
    tariff: int, balance_kopecks: int, month_days: int
) -> None:
    book, now = book_with((("forecast_month_days", month_days),)), start_of("2026-06-01") * DAY_S
    contract = contract_with(tariff, balance_kopecks)
    days = days_left(book, contract, now)
    a_day = Fraction(int(monthly_sum_kopecks(book, contract, now)), month_days)
    assert 0 <= days <= DAYS_LEFT_MOST
    if days < DAYS_LEFT_MOST:
        assert days * a_day <= max(0, balance_kopecks) < (days + 1) * a_day
    else:
        assert days * a_day <= balance_kopecks


def test_nothing_to_pay_lasts_longest() -> None:
    book, now = book_with().copy(), start_of("2026-06-01") * DAY_S
    book["tariffs"]["fee_e4"] = 0
    assert days_left(book, contract_with(0, 0), now) == DAYS_LEFT_MOST
    assert days_left(book, contract_with(0, -500), now) == DAYS_LEFT_MOST


# --- what is ordered and what is borrowed ---

ADVANCE = [one for one in range(TARIFFS) if one != 19]
THIRTIETHS = (("fee_month_days", 30), ("tariff_effect_next_month", False))
NEXT_MONTH = (("fee_month_days", 30), ("tariff_effect_next_month", True))
SEEN_DAYS = 25
"""June has thirty days, and a contract is opened on the 1st or a few days later."""

sums = st.integers(1, 1_500)
chances = st.fixed_dictionaries(
    {
        "tariff": st.sampled_from(ADVANCE),
        "balance": st.integers(1, 9_000),
        "bits": st.integers(0, (1 << 20) - 1),
        "promise": st.one_of(st.just(0), sums),
        "ordered": st.integers(-1, TARIFFS),
        "second": st.integers(1, DAY_S - 1),
        "term_days": st.sampled_from((0, 0, 0, 15)),
        "terms": st.sampled_from((THIRTIETHS, NEXT_MONTH)),
    }
)


def life_with(chance: dict[str, Any]) -> Life:
    """A contract of June with what was wanted, as far as the rules let it."""
    first_day = start_of("2026-06-01")
    book = book_with(chance["terms"])
    offer = book.tariffs[book.calendar[first_day - book.first_day].edition, chance["tariff"]]
    held = holdings(book, offer, first_day, chance["bits"] & ~(1 << CREDIT_TRUST_ADD_ON))
    technology = Technology.PON if int(offer.technologies) & 2 else Technology.XDSL
    given = Given(
        *(chance["tariff"], first_day, chance["balance"], technology, True, held),
        terms=chance["terms"],
    )
    life = Life(given)
    life.advance(first_day * DAY_S + chance["second"])
    if chance["promise"]:
        life.do(Command("promise_payment", (chance["promise"],)))
    if chance["ordered"] >= 0:
        plans = [one for one in ADVANCE if can_follow(life, one)]
        life.do(Command("change_tariff", (plans[chance["ordered"] % len(plans)], True)))
    if chance["term_days"]:
        life.do(Command("suspend", (chance["term_days"],)))
    return life


def can_follow(life: Life, tariff: int) -> bool:
    """Whether the tariff is for this kind of contract and line; one of them is the present one."""
    row = life.book.tariffs[life.book.calendar[life.now // DAY_S - life.book.first_day].edition]
    is_alike = row[tariff].kind == life.contract.kind and not row[tariff].is_archived
    return bool(is_alike and int(row[tariff].technologies) >> int(life.contract.technology) & 1)


def days_that_come(life: Life) -> int:
    """Whole days from now in which the service can be used, if nobody pays; at most those seen."""
    now = life.now
    for day in range(SEEN_DAYS):
        life.advance(now + (day + 1) * DAY_S - 1)
        if status_of(life.contract, life.now) != Status.ACTIVE:
            return day
    return SEEN_DAYS


@given(chance=chances)
def test_the_days_told_are_those_that_come(chance: dict[str, Any]) -> None:
    """FORECAST-DUE: the engine itself lives on, day by day; a begun day is the only doubt."""
    life = life_with(chance | {"term_days": 0})
    told = min(SEEN_DAYS, int(days_left(life.book, life.contract, life.now)))
    assert abs(told - days_that_come(life)) <= 1


@given(chance=chances)
def test_the_days_told_are_walked_through_the_calendar(chance: dict[str, Any]) -> None:
    """To the day, suspended days left out, by an addition that knows no formula."""
    life = life_with(chance)
    told = min(DAYS_WALKED, int(days_left(life.book, life.contract, life.now)))
    walked = days_told(life.book, state_of(life.contract), life.now)
    is_seen = walked + chance["term_days"] < DAYS_WALKED
    assert told == walked if is_seen else told >= walked


@given(chance=chances, more=st.integers(1, 5_000))
def test_more_money_never_lasts_shorter(chance: dict[str, Any], more: int) -> None:
    life = life_with(chance)
    days = days_left(life.book, life.contract, life.now)
    life.contract.balance_kopecks += more
    assert days_left(life.book, life.contract, life.now) >= days


@given(chance=chances)
def test_borrowed_money_lasts_no_longer_than_its_term(chance: dict[str, Any]) -> None:
    """Whatever is told beyond the whole days of the term is paid by own money."""
    life = life_with(chance | {"ordered": -1, "term_days": 0})
    days = days_left(life.book, life.contract, life.now)
    contract = life.contract
    borrowed, term_days = (
        contract.promise_open_kopecks,
        (contract.promise_due_at - life.now) // DAY_S,
    )
    contract.promise_open_kopecks = 0
    with_it = days_left(life.book, contract, life.now)
    contract.balance_kopecks -= borrowed
    without_it = days_left(life.book, contract, life.now)
    if borrowed:
        assert days == (with_it if with_it <= term_days else max(term_days, without_it))
    else:
        assert days == with_it == without_it
