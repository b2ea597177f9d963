"""Midnights at which nothing happens but that a day is charged, foreseen from what is to come.

Most midnights are such. Who knows the next other one can spare the questions of those before it;
what is asked there is asked in `close_day.open_next_day`, and each of its steps has a line here.
"""

from typing import NamedTuple

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book, calendar_day, terms_at
from mybt_sim.engine.contract_clock import next_due
from mybt_sim.engine.records import DAY_S, FAR, NEVER, NO_TARIFF, Record
from mybt_sim.engine.status import block_limit_kopecks
from mybt_sim.engine.usage import round_e4
from mybt_sim.engine.vocabulary import Settlement


@compiled
def quiet_until(book: Book, contract: Record, day: int) -> int:
    """The first midnight after that of `day` at which something may happen by itself, as the day
    that it begins; unless charges use up the balance before.

    It may also turn out that nothing happens then. Whoever pays or orders in between asks again.
    """
    row = calendar_day(book, day)
    until: int = day + row.days_in_month - row.day_of_month + 1  # bills and quotas
    until = min(until, next_due(contract) // DAY_S)
    if contract.pending_tariff != NO_TARIFF:
        until = min(until, contract.tariff_effective_at // DAY_S)
    if contract.suspended_until != 0:
        is_ahead = day * DAY_S < contract.suspended_from
        at = contract.suspended_from if is_ahead else contract.suspended_until
        until = min(until, at // DAY_S)
    if contract.promise_open_kopecks > 0 and not contract.has_promise_notice:
        notice_at = contract.promise_due_at - terms_at(book, day * DAY_S).promise_notice_s
        until = min(until, notice_at // DAY_S)
    if contract.balance_kopecks < 0:
        until = min(until, _next_debt_midnight(book, contract, day))
    until = min(until, book.first_day + book.days)
    if calendar_day(book, until - 1).edition != row.edition:
        return min(until, day + 1)
    return until


@compiled
def _next_debt_midnight(book: Book, contract: Record, day: int) -> int:
    """The next midnight of the month after that of `day` at which a debt may be reminded of, or be
    late from then on, as the day that it begins; FAR when the contract is paid in advance."""
    if contract.settlement != Settlement.CREDIT:
        return FAR
    terms = terms_at(book, day * DAY_S)
    day_of_month = calendar_day(book, day).day_of_month
    reminded_on = terms.bill_reminder_day
    if day_of_month >= reminded_on:
        every_days = terms.bill_reminder_every_days
        reminded_on += ((day_of_month - reminded_on) // every_days + 1) * every_days
    if day_of_month <= terms.telephony_grace_days:
        reminded_on = min(reminded_on, terms.telephony_grace_days + 1)
    return day + reminded_on - day_of_month


class Standing(NamedTuple):
    """What a contract carries from one quiet day to the next."""

    balance_kopecks: int
    posting_count: int
    month_mb: int
    unbilled_e4: int
    unbilled_tariff_kopecks: int
    unbilled_add_on_kopecks: int


@compiled
def standing_of(contract: Record) -> Standing:
    """How a contract stands before its quiet days."""
    return Standing(
        contract.balance_kopecks,
        contract.posting_count,
        contract.month_mb,
        contract.unbilled_e4,
        contract.unbilled_tariff_kopecks,
        contract.unbilled_add_on_kopecks,
    )


@compiled
def keep_standing(contract: Record, standing: Standing) -> None:
    """Write down how a contract stands after its quiet days."""
    contract.balance_kopecks = standing.balance_kopecks
    contract.posting_count = standing.posting_count
    contract.month_mb = standing.month_mb
    contract.unbilled_e4 = standing.unbilled_e4
    contract.unbilled_tariff_kopecks = standing.unbilled_tariff_kopecks
    contract.unbilled_add_on_kopecks = standing.unbilled_add_on_kopecks


@compiled
def charge_quiet_day(
    standing: Standing, service_day: Record, calls_e4: int, is_advance: bool
) -> Standing:
    """Charge an ended day as `close_day.charge_ended_day` does: for calls, and for the fees that
    stand in `service_day`, while the volume is unlimited. Nobody keeps the entries."""
    month_mb = standing.month_mb + service_day.down_mb + service_day.up_mb
    tariff_kopecks, add_on_kopecks = service_day.tariff_fee_kopecks, service_day.add_on_fee_kopecks
    if not is_advance:
        unbilled_e4 = standing.unbilled_e4 + calls_e4
        service_day.usage_kopecks = 0
        if calls_e4 > 0:
            service_day.usage_kopecks = round_e4(unbilled_e4) - round_e4(standing.unbilled_e4)
        return Standing(
            standing.balance_kopecks,
            standing.posting_count,
            month_mb,
            unbilled_e4,
            standing.unbilled_tariff_kopecks + tariff_kopecks,
            standing.unbilled_add_on_kopecks + add_on_kopecks,
        )
    usage_kopecks = round_e4(calls_e4)
    service_day.usage_kopecks = usage_kopecks
    postings = int(usage_kopecks != 0) + int(tariff_kopecks != 0) + int(add_on_kopecks != 0)
    return Standing(
        standing.balance_kopecks - usage_kopecks - tariff_kopecks - add_on_kopecks,
        standing.posting_count + postings,
        month_mb,
        standing.unbilled_e4,
        standing.unbilled_tariff_kopecks,
        standing.unbilled_add_on_kopecks,
    )


@compiled
def quiet_limit_kopecks(book: Book, contract: Record, day: int) -> int:
    """At this balance or below it the midnights up to `quiet_until` are not quiet."""
    is_safe = contract.active_since == NEVER or contract.settlement != Settlement.ADVANCE
    return -FAR if is_safe else block_limit_kopecks(book, contract, day * DAY_S)
