"""Random lives: what people may want of a contract, and when.

A wish is relative to how things stand ("one kopeck more than the debt, a second before the promise
ends"), so that chance finds the edges of the rules. It becomes a command when its moment comes.
"""

import datetime
import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hypothesis import strategies as st

from mybt_sim.catalogue.calendar import day_of
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import DAY_S, FAR, NEVER, Record
from mybt_sim.engine.status import CREDIT_TRUST_ADD_ON
from mybt_sim.engine.vocabulary import CallClass, CardBrand, Settlement, Technology
from tests.support.life import Command, Given, Life, Terms, book_with

OPENED = ("2017-12-28", "2019-12-27", "2024-02-26", "2026-04-03", "2026-06-01", "2026-12-28")
OPENED_DAYS = tuple(day_of(datetime.date.fromisoformat(date)) for date in OPENED)
BOUNDS: Terms = (
    *(("balance_most", "105.00"), ("net_day_most_mb", 4_096)),
    *(("call_day_most_minutes", 100), ("tv_day_most_minutes", 600)),
)
TERMS_CHOICES: tuple[Terms, ...] = (
    (),
    (("fee_month_days", 30), ("promise_wait_days", 9), ("tariff_wait_days", 3)),
    (("promise_allows_positive_balance", False), ("tariff_effect_next_month", True), *BOUNDS),
    (("express_tries", 1), ("suspensions_per_year", 1), ("telephony_grace_days", 3), *BOUNDS),
    (("promise_step", "0.50"), ("tariff_fee_down", "25.00"), ("tariff_fee_up", "3.00")),
    (("block_at", "5.00"), ("promise_debt_limit", "40.00"), ("tariff_wait_days", 0)),
)
TARIFFS = 21
TARIFF_CHOICES = (*range(TARIFFS), 19, 19)  # T20, the only one with bills, more often
TERM_CHOICES = (15, 30, 45, 90, 180, 15, 30, 45, 31, 0, -15, 2**40)
BALANCES = (-8000, -1500, -1499, -500, 0, 1, 90, 200, 500, 1500, 3000, 10_000, 30_000)
WHATS = (
    "look",  # comes first, because Hypothesis shrinks towards it
    *("promise_payment",) * 5,
    *("top_up",) * 3,
    *("erip_payment",) * 3,
    *("change_tariff",) * 4,
    *("cancel_tariff_change", "cancel_promise", "use", "use"),
    *("connect_add_on",) * 5,
    *("disconnect_add_on",) * 4,
    "rent_video",
    *("suspend",) * 3,
    *("resume", "resume", "record_session", "record_view"),
    *("redeem_express_card", "record_call") * 2,
    "terminate",
)
WHENS = (
    *("after",) * 10,
    "due",
    "due",
    "midnight",
    "midnight",
    "window",
    "free",
    "back",
    "late",
    "late",
    "ends",
)
OFFSETS_S = (0, 0, 1, 1, 60, 60, 3_600, 3_600, 40_000, 40_000, 86_399, 86_400, 200_000, 432_000)
SUMS = ("exactly", "exactly", "debt", "open", "unpaid", "limit")
KOPECKS = (-1, 0, 1, 50, 99, 100, 550, 1000, 1499, 1500, 1501, 2000, 5000, 50_000, 50_001, 10**12)
WINDOW_S = (2 * 3_600 - 1, 2 * 3_600, 3 * 3_600 - 1, 3 * 3_600)
NEAR = (1, -1, 2, -2)
TIMED_OR_RENTED = sum(1 << index for index in (8, 10, 13))
"""A09, A11 and A14: nobody begins with them."""
EDGES = (*(0, 1, 1, 1, 8, 13, 16, 17), *(2, 3, 4, 18), *(-1, 20, 59, 64))
"""Add-ons that rules treat apart, that go together or against each other, and such as are none."""
VOLUMES_MB = (0, 1, 5, 700, 1024, 4096, 10_240, 20_000)


class Wish(NamedTuple):
    """What somebody wants, and when, said relative to how the contract stands."""

    what: str
    when: str
    offset_s: int
    sum: str
    offset_kopecks: int
    tariff: int  # below zero: some places away from the present one
    chance: int  # 0 … 15, for whatever else a command needs
    volume_mb: int


def _start(tariff: int, day: int, balance: int, terms: Terms, bits: int) -> Given:
    """`bits` decide, by the bit, on everything that is seldom other than usual."""
    book = book_with(terms)
    offer = book.tariffs[book.calendar[day - book.first_day].edition, tariff]
    fits_both = int(offer.technologies) == 3
    technology = bits & 1 if fits_both else int(offer.technologies) >> 1
    is_suspended = bits >> 2 & 7 == 0
    has_add_ons = bits >> 5 & 1
    is_terminated = bits >> 2 & 31 == 31
    is_new = bits >> 24 == 0 and balance >= 0 and not is_suspended and not is_terminated
    return Given(
        tariff=tariff,
        opened_day=day,
        balance_kopecks=balance,
        technology=Technology(technology),
        is_social=bool(bits & 2),
        add_ons=holdings(book, offer, day, (bits >> 6) * has_add_ons),
        suspended_from=(day + (bits >> 6 & 3)) * DAY_S if is_suspended else 0,
        suspended_until=(day + 4 + (bits >> 8 & 7)) * DAY_S if is_suspended else 0,
        is_terminated=is_terminated,
        is_new=is_new,
        terms=terms,
    )


def holdings(book: Book, offer: Record, day: int, bits: int) -> int:
    """Of the add-ons in `bits` those that can be held together with a tariff."""
    rows = book.add_ons[book.calendar[day - book.first_day].edition]
    held = int(offer.included_add_ons)
    for index in range(book.add_on_count):
        fits = bits & int(offer.fitting_add_ons) & ~TIMED_OR_RENTED & 1 << index
        row = rows[index]
        if fits and not held & int(row.conflicts) and not int(row.requires) & ~held:
            held |= fits
    return held


BITS = 1 << 26
givens = st.builds(
    _start,
    st.sampled_from(TARIFF_CHOICES),
    st.sampled_from(OPENED_DAYS),
    st.sampled_from(BALANCES),
    st.sampled_from(TERMS_CHOICES),
    st.integers(0, BITS - 1),
)
wishes = st.lists(
    st.builds(
        Wish,
        st.sampled_from(WHATS),
        st.sampled_from(WHENS),
        st.sampled_from(OFFSETS_S),
        st.sampled_from(SUMS),
        st.sampled_from(KOPECKS),
        st.integers(-TARIFFS, TARIFFS - 1),
        st.integers(0, 15),
        st.sampled_from(VOLUMES_MB),
    ),
    min_size=10,
    max_size=40,
)


def drawn_life(seed: int) -> tuple[Given, list[Wish]]:
    """A life by its number, the same on each machine and without Hypothesis."""
    luck = random.Random(seed)
    start = _start(
        luck.choice(TARIFF_CHOICES),
        luck.choice(OPENED_DAYS),
        luck.choice(BALANCES),
        luck.choice(TERMS_CHOICES),
        luck.randrange(BITS),
    )
    return start, [
        Wish(
            luck.choice(WHATS),
            luck.choice(WHENS),
            luck.choice(OFFSETS_S),
            luck.choice(SUMS),
            luck.choice(KOPECKS),
            luck.randrange(-TARIFFS, TARIFFS),
            luck.randrange(16),
            luck.choice(VOLUMES_MB),
        )
        for _ in range(luck.randrange(10, 50))
    ]


def commands(life: Life, wanted: Sequence[Wish]) -> Iterator[Command]:
    """Let time pass up to each wish, and say what is asked then; the caller carries it out."""
    for wish in wanted:
        life.advance(_moment(life, wish))
        if wish.what == "use":
            life.use({"down": wish.volume_mb, "up": wish.chance, "local": wish.chance})
            life.use({"mobile": wish.chance % 4, "international": wish.chance // 12})
        elif wish.what != "look":
            yield _command(life, wish)


def live(start: Given, wanted: Sequence[Wish]) -> Life:
    """A whole life, and a day more, so that what was begun shows its end."""
    life = Life(start)
    for command in commands(life, wanted):
        life.do(command)
    life.advance(life.now + DAY_S)
    return life


def _moment(life: Life, wish: Wish) -> int:
    contract, now = life.contract, life.now
    about_s = wish.offset_s % 3 - 1
    moment = now + wish.offset_s
    if wish.when == "due" and contract.promise_open_kopecks > 0:
        moment = int(contract.promise_due_at) + about_s
    elif wish.when == "midnight":
        moment = (now // DAY_S + 1) * DAY_S + about_s
    elif wish.when == "window":
        day = now // DAY_S
        while life.book.calendar[day - life.book.first_day].day_of_month != 5:
            day += 1
        moment = day * DAY_S + WINDOW_S[wish.chance % 4]
    elif wish.when == "free" and contract.tariff_free_from > now:
        moment = int(contract.tariff_free_from) + about_s
    elif wish.when == "ends" and life.next_add_on_end() != FAR:
        moment = life.next_add_on_end() + about_s
    elif wish.when == "back" and contract.suspended_until > now:
        moment = int(contract.suspended_until) + about_s
    elif wish.when == "late" and contract.settlement == Settlement.CREDIT:
        day = now // DAY_S + 1
        while life.book.calendar[day - life.book.first_day].day_of_month != 11:
            day += 1
        moment = day * DAY_S + about_s
    return max(now, moment)


def _kopecks(life: Life, wish: Wish) -> int:
    contract, book = life.contract, life.book
    about = wish.offset_kopecks % 3 - 1
    edition = book.calendar[life.now // DAY_S - book.first_day].edition
    sums = {
        "exactly": wish.offset_kopecks,
        "debt": about - int(contract.balance_kopecks),
        "open": about + int(contract.promise_open_kopecks),
        "unpaid": about + int(contract.promise_unpaid_kopecks),
        "limit": about + int(book.terms[edition].promise_limit_kopecks),
    }
    return sums[wish.sum]


def _command(life: Life, wish: Wish) -> Command:
    amount = _kopecks(life, wish)
    if wish.what == "promise_payment":
        return Command(wish.what, (amount,))
    if wish.what == "top_up":
        is_odd = wish.chance == 15
        brand = CardBrand.OTHER if is_odd else wish.chance % 3
        return Command(wish.what, (amount, int(brand), wish.chance == 14))
    if wish.what == "erip_payment":
        return Command(wish.what, (amount, wish.chance < 15))
    if wish.what == "change_tariff":
        tariff = wish.tariff
        if tariff < 0:
            tariff = (int(life.contract.tariff) + NEAR[tariff % 4]) % TARIFFS
        return Command(wish.what, (tariff, wish.chance < 8))
    if wish.what.endswith("connect_add_on"):
        return Command(wish.what, (_add_on(life, wish),))
    if wish.what == "rent_video":
        return Command(wish.what, (_rented_until(life, wish),))
    return _other_command(wish)


def _other_command(wish: Wish) -> Command:
    chance = wish.chance
    if wish.what == "suspend":
        return Command(wish.what, (TERM_CHOICES[chance % len(TERM_CHOICES)],))
    if wish.what == "redeem_express_card":
        return Command(wish.what, (chance != 0, chance % 4 != 1, chance % 4 == 2))
    if wish.what == "record_session":
        return Command(wish.what, (wish.volume_mb << 20, wish.offset_s * chance))
    if wish.what == "record_call":
        return Command(wish.what, (chance % len(CallClass), min(wish.offset_s, DAY_S), chance < 12))
    if wish.what == "record_view":
        return Command(wish.what, (chance * 60,))
    return Command(wish.what)


def _add_on(life: Life, wish: Wish) -> int:
    """Any index, one at an edge, one of those that are on, or the one that a promise excludes."""
    held = [n for n in range(life.book.add_on_count) if int(life.contract.add_ons) >> n & 1]
    if wish.what.startswith("dis") and held and wish.chance < 12:
        return held[wish.tariff % len(held)]
    if life.contract.promise_open_kopecks > 0 and wish.chance < 8:
        return CREDIT_TRUST_ADD_ON
    return EDGES[wish.chance] if wish.tariff < 0 else wish.tariff


def _rented_until(life: Life, wish: Wish) -> int:
    """The end of the same title's last rental, about as long ago as the wish says."""
    if wish.chance < 8:
        return NEVER
    return life.now + (wish.chance - 13 if wish.chance > 11 else (wish.chance - 10) * 3_600)
