"""Record layouts: the whole state that rules read and write.

All are NumPy structured types, so that compiled code, plain Python and storage share one
definition. Money is in kopecks, prices by the month and rates in 1/10,000 BYN (`_e4`), volumes in
MB, moments (`_at`) in whole seconds of Minsk local time since 1970-01-01, days in days since then.

Whatever rules calculate with is 64 bits wide: a narrower field would overflow in plain Python
where compiled code widens it.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, get_type_hints

import numpy as np

from mybt_sim.base.attributes import Record as Record
from mybt_sim.base.attributes import Records as Records
from mybt_sim.base.attributes import alone as alone
from mybt_sim.base.attributes import with_attributes
from mybt_sim.base.time import DAY_S as DAY_S

NO_TARIFF = -1
NEVER = -1
FAR = 1 << 60
"""A moment that never comes, for the next of something that is not due."""

TIMED_SLOTS = 4

CONTRACT = np.dtype(
    [
        ("contract_id", "i8"),
        ("balance_kopecks", "i8"),
        ("add_ons", "i8"),  # one bit per add-on, by catalogue index
        ("add_ons_today", "i8"),  # every add-on that was on for any part of this day
        ("suspended_from", "i8"),  # voluntary suspension lasts [suspended_from, suspended_until)
        ("suspended_until", "i8"),  # 0: none is ordered or running
        ("promise_kopecks", "i8"),  # sum of the newest promise
        ("promise_open_kopecks", "i8"),  # its remainder; 0 when no promise is open
        ("promise_due_at", "i8"),
        ("promise_closed_at", "i8"),
        ("promise_unpaid_kopecks", "i8"),  # remainder of an expired one, until it is made good
        ("paid_since_expiry_kopecks", "i8"),
        ("tariff_effective_at", "i8"),  # when the pending tariff comes
        ("tariff_free_from", "i8"),  # next tariff change not before
        ("active_since", "i8"),  # NEVER while blocked, suspended or terminated
        ("active_s", "i8"),  # seconds of this day before `active_since`
        ("quota_mb", "i8"),  # included volume of this month
        ("month_mb", "i8"),  # volume used in this month
        ("unbilled_e4", "i8"),  # usage of this month that the next bill will carry
        ("bill_kopecks", "i8"),  # newest bill of a credit contract …
        ("previous_bill_kopecks", "i8"),  # … and the one before it
        (
            "timed_until",
            "i8",
            (TIMED_SLOTS,),
        ),  # ends of timed add-ons, by ADD_ON.timed_slot; 0: off
        ("suspension_year", "i8"),  # calendar year of the newest suspension …
        ("suspensions_in_year", "i8"),  # … and how many were ordered in it
        ("tariff", "i8"),
        ("pending_tariff", "i8"),
        ("kind", "i8"),
        ("settlement", "i8"),
        ("technology", "i8"),
        ("is_social", "?"),
        ("is_blocked", "?"),
        ("is_terminated", "?"),
        ("is_barred", "?"),  # outgoing calls of an unpaid telephone line
        ("has_alerted", "?"),  # an SMS alert went out for this approach to the block
        ("has_promise_notice", "?"),  # the end of this promise was announced
        ("unbilled_tariff_kopecks", "i8"),  # what else the next bill will carry: the tariff's …
        ("unbilled_add_on_kopecks", "i8"),  # … and the add-ons' day shares …
        ("unbilled_once_kopecks", "i8"),  # … and prices that are paid once
        ("posting_count", "i8"),  # ledger entries and events so far; the newest ones' numbers
        ("event_count", "i8"),
        ("pending_fee_kopecks", "i8"),  # what the order of the pending tariff cost …
        ("agreed_add_ons", "i8"),  # … and the add-ons that may end with it
        ("suspension_fee_kopecks", "i8"),  # what the order of the newest suspension cost
        ("terminated_at", "i8"),  # NEVER while the contract lives
    ],
    align=True,
)

SERVICE_DAY = np.dtype(
    [
        ("down_mb", "i8"),  # what was used …
        ("up_mb", "i8"),
        ("tv_minutes", "i8"),
        ("call_minutes", "i8", (7,)),  # by CallClass, started minutes
        ("usage_kopecks", "i8"),  # … and what that day cost, filled in when it is closed
        ("tariff_fee_kopecks", "i8"),
        ("add_on_fee_kopecks", "i8"),
    ],
    align=True,
)

CALENDAR_DAY = np.dtype(
    [
        ("day", "i8"),
        ("edition", "i8"),  # which edition of terms and prices holds on that day
        ("year", "i8"),
        ("month", "i8"),
        ("day_of_month", "i8"),
        ("days_in_month", "i8"),
        ("weekday", "i8"),  # Monday is 0
        ("is_holiday", "?"),
    ],
    align=True,
)

TERMS = np.dtype(
    [
        ("topup_min_kopecks", "i8"),
        ("topup_max_kopecks", "i8"),
        ("topup_erip_min_kopecks", "i8"),
        ("topup_erip_max_kopecks", "i8"),
        ("balance_most_kopecks", "i8"),  # no payment lifts a balance above it
        ("topup_window_day", "i8"),
        ("topup_window_from_s", "i8"),
        ("topup_window_until_s", "i8"),
        ("express_card_kopecks", "i8"),
        ("express_tries", "i8"),
        ("promise_limit_kopecks", "i8"),
        ("promise_min_kopecks", "i8"),
        ("promise_step_kopecks", "i8"),
        ("promise_term_s", "i8"),
        ("promise_debt_limit_kopecks", "i8"),
        ("promise_wait_s", "i8"),
        ("promise_allows_positive_balance", "i8"),
        ("block_at_kopecks", "i8"),
        ("trust_limit_kopecks", "i8"),
        ("telephony_grace_days", "i8"),
        ("bill_reminder_day", "i8"),
        ("bill_reminder_every_days", "i8"),
        ("suspensions_per_year", "i8"),
        ("tariff_wait_s", "i8"),
        ("tariff_effect_next_month", "i8"),
        ("tariff_fee_up_kopecks", "i8"),
        ("tariff_fee_same_kopecks", "i8"),
        ("tariff_fee_down_kopecks", "i8"),
        ("fee_month_days", "i8"),  # 0: days of the calendar month
        ("forecast_month_days", "i8"),
        ("promise_notice_s", "i8"),
        ("sms_alert_days", "i8"),
        # of the access rules
        ("session_term_s", "i8"),
        ("session_idle_web_s", "i8"),
        ("idempotency_term_s", "i8"),
        ("otp_digits", "i8"),
        ("otp_ttl_s", "i8"),
        ("otp_tries", "i8"),
        ("otp_resend_s", "i8"),
        ("otp_codes_per_hour", "i8"),
        ("otp_lock_s", "i8"),
        ("otp_codes_per_day", "i8"),
        ("bind_tries", "i8"),
        ("bind_window_s", "i8"),
        ("bind_lock_s", "i8"),
        ("voice_digits", "i8"),
        ("voice_ttl_s", "i8"),
        ("voice_tries", "i8"),
        ("voice_calls_per_day", "i8"),
        ("voice_wait_s", "i8"),
        ("qbal_tries", "i8"),
        ("qbal_window_s", "i8"),
        ("qbal_lock_s", "i8"),
        ("statement_days_most", "i8"),
        ("usage_days_most", "i8"),
        ("net_day_most_mb", "i8"),  # what a line can carry in a day
        ("call_day_most_minutes", "i8"),
        ("tv_day_most_minutes", "i8"),
        ("support_text_most", "i8"),  # characters
        ("support_open_most", "i8"),  # tickets of one account
        ("support_start_s", "i8"),
        ("support_answer_s", "i8"),
        ("support_silence_s", "i8"),
        ("news_per_page", "i8"),
    ],
    align=True,
)

TARIFF = np.dtype(
    [
        ("fee_e4", "i8"),  # per month
        ("included_mb", "i8"),  # NEVER: unlimited
        ("tier_until_mb", "i8", (3,)),  # excess volume of each tier ends here; last one is open
        ("tier_rate_e4", "i8", (3,)),  # per MB
        ("call_rate_e4", "i8", (7,)),  # per started minute, by CallClass
        ("fitting_add_ons", "i8"),  # bits of the add-ons that may be held with this tariff
        ("included_add_ons", "i8"),  # bits of those that belong to it and cost nothing more
        ("down_kbps", "i8"),
        ("up_kbps", "i8"),
        ("kind", "i8"),
        ("settlement", "i8"),
        ("technologies", "i8"),  # bits 1 << Technology
        ("is_social", "?"),
        ("is_archived", "?"),
        ("is_on_sale", "?"),
        ("is_known", "?"),  # false in the blank offer that an unknown tariff gets
    ],
    align=True,
)

ADD_ON = np.dtype(
    [
        ("fee_e4", "i8"),  # per month
        ("once_kopecks", "i8"),
        ("conflicts", "i8"),  # bits of add-ons
        ("requires", "i8"),  # bits of add-ons
        ("lasts_s", "i8"),  # 0: until it is switched off
        ("timed_slot", "i8"),  # place in CONTRACT.timed_until; -1: none
    ],
    align=True,
)

SUSPENSION_TERM = np.dtype(
    [
        ("days", "i8"),  # 0: a place that is not used
        ("once_kopecks", "i8"),
        ("kinds", "i8"),  # bits 1 << ServiceKind
    ],
    align=True,
)

LEDGER_ENTRY = np.dtype(
    [
        ("contract_id", "i8"),
        ("posting_no", "i8"),  # 1, 2, 3 … within the contract, daily charges included
        ("day", "i8"),  # the day it belongs to: a charge of an ended day to that day
        ("posted_at", "i8"),
        ("amount_kopecks", "i8"),
        ("balance_after_kopecks", "i8"),
        ("entry", "i1"),
        ("channel", "i1"),  # PaymentChannel
    ],
    align=True,
)

EVENT = np.dtype(
    [
        ("contract_id", "i8"),
        ("event_no", "i8"),  # 1, 2, 3 … within the contract
        ("happened_at", "i8"),
        ("value", "i8"),
        ("event", "i1"),
    ],
    align=True,
)


@cache
def layout_of(kind: type) -> np.dtype[Any]:
    """The layout of records with the fields of a typed class: whole numbers, flags and records."""
    types = [(name, _type_of(hint)) for name, hint in get_type_hints(kind).items()]
    return np.dtype(types, align=True)


def _type_of(hint: Any) -> Any:
    if issubclass(hint, tuple):
        return layout_of(hint)
    return "?" if hint is bool else "i8"


def blank(layout: np.dtype[Any], *shape: int) -> Records:
    """Records of `layout`, all zero, whose fields can be used as attributes."""
    return with_attributes(np.zeros(shape, layout))


def room_for(layout: np.dtype[Any], count: int) -> Records:
    """Room for records that are written before they are read; what stands in it is nobody's."""
    return with_attributes(np.empty(count, layout))


def records_of(value: tuple[Any, ...]) -> Records:
    """The value of a typed class as a record of its layout, in an array of length 1."""
    records = blank(layout_of(type(value)), 1)
    records[0] = value
    return records


def join(parts: Sequence[Records]) -> Records:
    """Arrays of one layout, end to end.

    As bytes, because NumPy compares layouts field by field: 13 µs for each of the arrays.
    """
    layout = parts[0].dtype
    assert all(part.dtype == layout for part in parts), "arrays of several layouts"
    plain = np.dtype((np.void, layout.itemsize))
    return with_attributes(np.concatenate([part.view(plain) for part in parts]).view(layout))


def blank_contract() -> Records:
    """One contract, as an array of length 1, with every "never" and "none" in place."""
    contracts = blank(CONTRACT, 1)
    contracts["promise_closed_at"] = NEVER
    contracts["tariff_effective_at"] = NEVER
    contracts["pending_tariff"] = NO_TARIFF
    contracts["active_since"] = NEVER
    contracts["terminated_at"] = NEVER
    return contracts
