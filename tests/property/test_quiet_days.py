"""Quiet days come to what they come to one by one, and none of their midnights does more."""

from itertools import cycle
from typing import Any, TypeAlias

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mybt_sim.base.time import HOUR_S
from mybt_sim.engine.book import Book, calendar_day, clear_journal, own_tariff
from mybt_sim.engine.close_day import charge_ended_day, open_next_day
from mybt_sim.engine.day_prices import (
    ADD_ON_FEES,
    DAY_PRICES,
    add_up_add_ons,
    forget_prices,
    tariff_shares,
)
from mybt_sim.engine.notices import has_sms_alert
from mybt_sim.engine.quiet import (
    charge_quiet_day,
    keep_standing,
    quiet_limit_kopecks,
    quiet_until,
    standing_of,
)
from mybt_sim.engine.records import (
    DAY_S,
    NEVER,
    NO_TARIFF,
    SERVICE_DAY,
    Record,
    blank,
    blank_contract,
)
from mybt_sim.engine.status import SMS_ALERT_ADD_ON, status_of
from mybt_sim.engine.usage import call_charge_e4, has_telephone
from mybt_sim.engine.vocabulary import Settlement, Status
from mybt_sim.simulation.block import prepare
from mybt_sim.simulation.scenario import Scenario

SCENARIO = Scenario(
    subscribers=1,
    days=200,
    changes=[
        {"from": f"2026-{month:02}-11", "terms": {"promise_limit": f"{month}.00"}}
        for month in range(1, 7)
    ],
)
SIMULATION = prepare(SCENARIO)
BOOK: Book = SIMULATION.book.copy()
for edition in range(BOOK.editions):  # all prices of each are others
    BOOK.tariffs[edition]["fee_e4"] += 900 * edition
    BOOK.add_ons[edition]["fee_e4"] += 300 * edition
    BOOK.terms[edition].promise_notice_s = 60 * HOUR_S
    BOOK.terms[edition].telephony_grace_days = 18  # and not the day before a reminder
PRICES = blank(DAY_PRICES, 1)[0]
forget_prices(PRICES)
FIRST = SCENARIO.first_day
UNLIMITED = [n for n in range(BOOK.tariff_count) if BOOK.tariffs[0, n].included_mb == NEVER]
ADVANCE = [n for n in UNLIMITED if BOOK.tariffs[0, n].settlement == Settlement.ADVANCE]
CREDIT = [n for n in UNLIMITED if n not in ADVANCE]
ADD_ONS = (1 << int(BOOK.add_on_count)) - 1
SMS_ALERT = 1 << SMS_ALERT_ADD_ON
HALF_DAY_S = DAY_S // 2
Days: TypeAlias = tuple[int, int]
KEPT = (
    *("promise_open_kopecks", "promise_due_at", "has_promise_notice", "add_ons", "add_ons_today"),
    *("suspended_from", "suspended_until", "tariff", "pending_tariff", "tariff_effective_at"),
    *("is_blocked", "is_barred", "is_terminated", "quota_mb", "bill_kopecks", "event_count"),
    *("unbilled_once_kopecks", "active_s", "previous_bill_kopecks"),
)
"""Fields that no quiet midnight touches."""


@st.composite
def contracts(draw: st.DrawFn) -> tuple[Record, int]:
    """A contract on the morning of a day, with whatever may end or begin in the weeks after it."""
    contract: Record = blank_contract()[0]
    day = FIRST + draw(st.integers(1, 145))
    contract.tariff = draw(st.sampled_from(ADVANCE) | st.sampled_from(CREDIT))
    tariff = BOOK.tariffs[0, contract.tariff]
    contract.kind, contract.settlement = tariff.kind, tariff.settlement
    most_kopecks = 9_000 if contract.settlement == Settlement.ADVANCE else 500
    contract.balance_kopecks = draw(st.integers(-3_000, most_kopecks))
    contract.add_ons = draw(st.integers(0, ADD_ONS)) & draw(st.integers(0, ADD_ONS)) & ~SMS_ALERT
    contract.add_ons |= draw(st.sampled_from((0, 0, 0, SMS_ALERT)))
    soon = st.integers(1, 20)
    ahead = draw(st.sets(st.sampled_from(("promise", "order", "pause", "add-on")), max_size=2))
    if "promise" in ahead:
        contract.promise_open_kopecks = draw(st.integers(1, 1_500))
        contract.promise_due_at = day * DAY_S + draw(soon) * HALF_DAY_S + draw(soon)
    if "order" in ahead:
        contract.pending_tariff = draw(st.sampled_from(ADVANCE))
        contract.tariff_effective_at = (day + draw(soon)) * DAY_S
    if "pause" in ahead:
        contract.suspended_from = (day + draw(st.integers(-5, 20))) * DAY_S
        contract.suspended_until = contract.suspended_from + draw(soon) * DAY_S
    if "add-on" in ahead:
        contract.timed_until[0] = day * DAY_S + draw(soon) * HALF_DAY_S
    bills = draw(st.tuples(st.integers(0, 2_000), st.integers(0, 2_000)))
    contract.bill_kopecks, contract.previous_bill_kopecks = bills
    if contract.settlement == Settlement.CREDIT and draw(st.booleans()):
        contract.balance_kopecks = -bills[0] - draw(st.integers(0, bills[1]))  # late before long
    contract.unbilled_e4 = draw(st.integers(0, 9_999))
    return contract, day


USES = st.tuples(
    *(st.integers(0, 90_000), st.integers(0, 9_000)),
    *(st.integers(0, 6), st.sampled_from((0, 1, 3, 120))),
)
"""Received and sent MB, a class of calls, and minutes."""


def used(numbers: tuple[int, int, int, int]) -> Record:
    """What is used on a day, as SERVICE_DAY."""
    use: Record = blank(SERVICE_DAY, 1)[0]
    use.down_mb, use.up_mb = numbers[:2]
    use.call_minutes[numbers[2]] = numbers[3]
    return use


def charge_quietly(contract: Record, use: Record, shares: Record, fees: Record, days: Days) -> None:
    """Charge an ended day as those do who live quiet days in a row; `days` are it and the first."""
    nth = calendar_day(BOOK, days[0]).day_of_month - 1
    use.tariff_fee_kopecks, use.add_on_fee_kopecks = shares.kopecks[nth], fees.kopecks[nth]
    calls_e4 = 0
    if has_telephone(contract):
        calls_e4 = call_charge_e4(own_tariff(BOOK, contract, days[1]), use)
    is_advance = contract.settlement == Settlement.ADVANCE
    keep_standing(contract, charge_quiet_day(standing_of(contract), use, calls_e4, is_advance))


def as_plain(record: Any) -> dict[str, Any]:
    """All fields of a record, as values that can be compared."""
    return {name: np.asarray(record[name]).tolist() for name in record.dtype.names}


@settings(max_examples=400)
@given(contracts(), st.lists(USES, min_size=1, max_size=7))
def test_quiet_days_come_to_what_they_come_to_one_by_one(
    begun: tuple[Record, int], uses: list[tuple[int, int, int, int]]
) -> None:
    contract, day = begun
    clear_journal(BOOK)
    open_next_day(BOOK, contract, day)
    until = quiet_until(BOOK, contract, day)
    limit_kopecks = quiet_limit_kopecks(BOOK, contract, day)
    shares, fees = tariff_shares(BOOK, contract, day, PRICES), blank(ADD_ON_FEES, 1)[0]
    add_up_add_ons(BOOK, contract, day, PRICES, fees)
    is_active = status_of(contract, day * DAY_S) == Status.ACTIVE
    for today, numbers in zip(range(day, until - 1), cycle(uses), strict=False):
        quiet, before = contract.copy(), contract.copy()
        can_be_used = numbers if is_active else (0, 0, 0, 0)
        use, its_use = used(can_be_used), used(can_be_used)
        charge_ended_day(BOOK, contract, use, today)
        if is_active:
            charge_quietly(quiet, its_use, shares, fees, (today, day))
            assert as_plain(its_use) == as_plain(use)
            assert as_plain(quiet) == as_plain(contract)
        if contract.balance_kopecks <= limit_kopecks:
            return
        charged = contract.copy()
        open_next_day(BOOK, contract, today + 1)
        if not has_sms_alert(contract):
            assert contract.event_count == before.event_count
        for name in set(KEPT) - {"event_count"}:
            assert contract[name] == before[name], name
        for name in ("balance_kopecks", "unbilled_e4", "month_mb", "posting_count"):
            assert contract[name] == charged[name], name
        assert contract.active_since == ((today + 1) * DAY_S if is_active else NEVER)
    assert contract.pending_tariff == NO_TARIFF or until * DAY_S <= contract.tariff_effective_at
