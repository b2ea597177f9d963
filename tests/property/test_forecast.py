"""The forecast says what a month really costs, and never a day too many."""

import datetime
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mybt_sim.base.compiled import in_python
from mybt_sim.catalogue.calendar import day_of
from mybt_sim.engine.book import Book
from mybt_sim.engine.forecast import DAYS_LEFT_MOST, days_left, monthly_sum_kopecks
from mybt_sim.engine.records import DAY_S, NO_TARIFF, Record, blank_contract
from mybt_sim.engine.status import CREDIT_TRUST_ADD_ON, status_of
from mybt_sim.engine.vocabulary import Entry, Status, Technology
from mybt_sim.quality.facts import add_on_on, plan_on, terms_on
from mybt_sim.quality.hunt.drawing import TIMED_OR_RENTED, held_together
from mybt_sim.quality.life import Life, book_with
from mybt_sim.quality.steps import Deed
from mybt_sim.quality.story import Start

MONTHS = ("2023-04-01", "2024-02-01", "2026-06-01", "2026-07-01")
"""Months without a change of prices, of every length but one."""
FEES = (Entry.FEE_TARIFF, Entry.FEE_ADDON)
TARIFFS = 21
DAYS_WALKED = 100


def held_by(book: Book, tariff: int, day: int, bits: int) -> int:
    """Of the add-ons in `bits` those that can be held together with a tariff."""
    plan = book.tariffs[book.calendar[day - book.first_day].edition, tariff]
    wanted = bits & int(plan.fitting_add_ons) & ~TIMED_OR_RENTED
    return int(in_python(held_together)(book, wanted, int(plan.included_add_ons), day))


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
    held = held_by(book, tariff, first_day, bits)
    life = Life(Start(first_day, tariff, 100_000, add_ons=held))
    expected = monthly_sum_kopecks(life.book, life.contract, life.now)
    days = int(book.calendar[first_day - book.first_day].days_in_month)
    life.advance((first_day + days) * DAY_S)
    assert -sum(one.amount_kopecks for one in life.entries if one.entry in FEES) == expected


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
    bits = chance["bits"] & ~(1 << CREDIT_TRUST_ADD_ON)
    held = held_by(book, chance["tariff"], first_day, bits)
    technology = Technology.PON if int(offer.technologies) & 2 else Technology.XDSL
    start = Start(first_day, chance["tariff"], chance["balance"], technology, 1, held)
    life = Life(start, chance["terms"])
    life.advance(first_day * DAY_S + chance["second"])
    if chance["promise"]:
        life.do(Deed.PROMISE_PAYMENT, chance["promise"])
    if chance["ordered"] >= 0:
        plans = [one for one in ADVANCE if can_follow(life, one)]
        life.do(Deed.CHANGE_TARIFF, choice=plans[chance["ordered"] % len(plans)])
    if chance["term_days"]:
        life.do(Deed.SUSPEND, choice=chance["term_days"])
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


def days_told(book: Book, contract: Record, now: int) -> int:
    """The forecast once more: day by day through the calendar, with a thirtieth of the month each.

    A day of a suspension costs nothing and is not counted; borrowed money goes when whole days have
    passed up to its end; an ordered tariff holds from its own day on.
    """
    month_days = int(in_python(terms_on)(book, now).forecast_month_days)
    money, days = Fraction(max(0, int(contract.balance_kopecks))), 0
    borrowed = int(contract.promise_open_kopecks)
    promise_days = (int(contract.promise_due_at) - now) // DAY_S if borrowed else -1
    for passed in range(DAYS_WALKED):
        if passed == promise_days:
            money = max(Fraction(0), money - borrowed)
        midnight = (now // DAY_S + passed) * DAY_S
        if contract.suspended_from <= midnight + now % DAY_S < contract.suspended_until:
            continue
        has_order = contract.pending_tariff != NO_TARIFF
        has_changed = has_order and midnight >= contract.tariff_effective_at
        a_day = Fraction(month_kopecks(book, contract, now, has_changed=has_changed), month_days)
        if money < a_day:
            return days
        money, days = money - a_day, days + 1
    return days


def month_kopecks(book: Book, contract: Record, now: int, *, has_changed: bool) -> int:
    """The monthly sum, fee by fee; `has_changed`, that with the ordered tariff."""
    plan = in_python(plan_on)(book, int(contract.tariff), now)
    own = int(contract.add_ons) & ~int(plan.included_add_ons)
    if has_changed:
        plan = in_python(plan_on)(book, int(contract.pending_tariff), now)
        own &= int(plan.fitting_add_ons) & ~int(plan.included_add_ons)
    rows = [in_python(add_on_on)(book, one, now) for one in range(60) if own >> one & 1]
    return sum((int(row.fee_e4) + 50) // 100 for row in (plan, *rows))


@given(chance=chances)
def test_the_days_told_are_walked_through_the_calendar(chance: dict[str, Any]) -> None:
    """To the day, suspended days left out, by an addition that knows no formula."""
    life = life_with(chance)
    told = min(DAYS_WALKED, int(days_left(life.book, life.contract, life.now)))
    walked = days_told(life.book, life.contract, life.now)
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
