"""Fees by the day: a monthly fee is split so that a full month adds up to the kopeck."""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.money import E4_PER_KOPECK
from mybt_sim.base.whole import place, quotient
from mybt_sim.engine.book import Book, calendar_day, own_tariff, terms_at
from mybt_sim.engine.ledger import charge_day
from mybt_sim.engine.records import DAY_S, Record
from mybt_sim.engine.rule import rule
from mybt_sim.engine.status import active_seconds
from mybt_sim.engine.vocabulary import Entry, Settlement


@compiled
def fee_until(fee_e4: int, day_of_month: int, days: int) -> int:
    """Kopecks of a monthly fee that are due after `day_of_month` of `days` days, half up."""
    rounded_e4 = fee_e4 * day_of_month + E4_PER_KOPECK // 2 * days
    # the usual lengths as constants: compiled code then multiplies instead of dividing
    if days == 31:
        return quotient(rounded_e4, E4_PER_KOPECK * 31)
    if days == 30:
        return quotient(rounded_e4, E4_PER_KOPECK * 30)
    if days == 28:
        return quotient(rounded_e4, E4_PER_KOPECK * 28)
    return quotient(rounded_e4, E4_PER_KOPECK * days)


@rule("FEE-DAILY", "GEN-MONEY")
def day_share_kopecks(fee_e4: int, day_of_month: int, days: int) -> int:
    """What one day costs: the difference of two cumulative roundings.

    `days` is the length of the month; with a fixed 30-day basis (an alternative of FEE-DAILY)
    the 31st costs nothing and a short February leaves the rest of the fee uncharged.
    """
    if day_of_month > days:
        return 0
    return fee_until(fee_e4, day_of_month, days) - fee_until(fee_e4, day_of_month - 1, days)


@rule("FEE-DAILY", "FEE-NOBLOCK", "ADD-EFFECT")
def charge_day_fees(book: Book, contract: Record, service_day: Record, day: int) -> None:
    """Charge a contract for an ended day in which it was active at all.

    Fees of the tariff and of every add-on that was on for any part of the day, each rounded by
    itself. A day without an active second costs nothing. What it cost is told in `service_day`.
    An advance contract pays at once, a credit one by its next bill.
    """
    if active_seconds(contract, (day + 1) * DAY_S) == 0:
        return
    row = calendar_day(book, day)
    days = basis_days(book, day)
    # nothing is written before all is known: a write makes compiled code look everything up again
    add_on_kopecks = _add_on_fees_kopecks(book, contract, day, days)
    fee_e4 = own_tariff(book, contract, day).fee_e4
    is_billed = contract.settlement != Settlement.ADVANCE
    tariff_days = row.days_in_month if is_billed else days
    tariff_kopecks = day_share_kopecks(fee_e4, row.day_of_month, tariff_days)
    service_day.tariff_fee_kopecks = tariff_kopecks
    service_day.add_on_fee_kopecks = add_on_kopecks
    if is_billed:
        contract.unbilled_tariff_kopecks += tariff_kopecks
        contract.unbilled_add_on_kopecks += add_on_kopecks
        return
    charge_day(book, contract, Entry.FEE_TARIFF, tariff_kopecks, day)
    charge_day(book, contract, Entry.FEE_ADDON, add_on_kopecks, day)


@rule("TEL-BILL")
def line_fee_before_kopecks(book: Book, contract: Record, day: int) -> int:
    """The tariff's fee for the days of the month before `day`, as a credit contract is billed.

    A bill carries the fee of a calendar month, whatever basis splits the fees of advance contracts.
    """
    row = calendar_day(book, day)
    fee_e4 = own_tariff(book, contract, day).fee_e4
    return fee_until(fee_e4, row.day_of_month - 1, row.days_in_month)


@compiled
def basis_days(book: Book, day: int) -> int:
    """In how many parts a monthly fee is split: the days of the month, or a fixed number."""
    fixed_days = terms_at(book, day * DAY_S).fee_month_days
    if fixed_days > 0:
        return fixed_days
    return int(calendar_day(book, day).days_in_month)


@compiled
def paid_add_ons(book: Book, contract: Record, day: int) -> int:
    """Bits of the add-ons of this day that the tariff does not already include."""
    return contract.add_ons_today & ~own_tariff(book, contract, day).included_add_ons


@compiled
def _add_on_fees_kopecks(book: Book, contract: Record, day: int, days: int) -> int:
    bits = paid_add_ons(book, contract, day)
    row = calendar_day(book, day)
    fees_kopecks = 0
    add_on = 0
    while bits != 0:
        if bits & 0xF == 0:
            bits >>= 4
            add_on += 4
            continue
        if bits & 1:
            fee_e4 = book.add_ons[place(row.edition), place(add_on)].fee_e4
            fees_kopecks += day_share_kopecks(fee_e4, row.day_of_month, days)
        bits >>= 1
        add_on += 1
    return fees_kopecks
