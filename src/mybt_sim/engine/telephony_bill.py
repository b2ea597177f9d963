"""Bills of credit contracts: telephony outside packages is paid after the month (TEL-BILL)."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book, calendar_day
from mybt_sim.engine.kinds import Entry, Event, Settlement
from mybt_sim.engine.ledger import charge, note
from mybt_sim.engine.records import DAY_S, Record
from mybt_sim.engine.rule import rule
from mybt_sim.engine.usage import round_e4


@rule("TEL-BILL")
def issue_bill(book: Book, contract: Record, service_day: Record, day: int) -> None:
    """After the last day of a month bill a credit contract: monthly fee, add-ons and usage.

    The bill is dated the 1st, 00:00, and is due by the 1st of the month after.
    """
    row = calendar_day(book, day)
    if contract.settlement != Settlement.CREDIT or row.day_of_month != row.days_in_month:
        return
    if contract.is_terminated:
        return
    billed_at = (day + 1) * DAY_S
    service_day.tariff_fee_kopecks = round_e4(book.tariffs[row.edition, contract.tariff].fee_e4)
    add_on_fees_kopecks: int = contract.unbilled_add_on_kopecks
    service_day.add_on_fee_kopecks = add_on_fees_kopecks
    contract.unbilled_add_on_kopecks = 0
    service_day.usage_kopecks = round_e4(contract.unbilled_e4)
    contract.unbilled_e4 = 0
    charge(book, contract, Entry.USAGE, service_day.usage_kopecks, billed_at)
    charge(book, contract, Entry.FEE_TARIFF, service_day.tariff_fee_kopecks, billed_at)
    charge(book, contract, Entry.FEE_ADDON, service_day.add_on_fee_kopecks, billed_at)
    total_kopecks = service_day.tariff_fee_kopecks + service_day.add_on_fee_kopecks
    total_kopecks += service_day.usage_kopecks
    contract.previous_bill_kopecks = contract.bill_kopecks
    contract.bill_kopecks = total_kopecks
    note(book, contract, Event.BILL_ISSUED, total_kopecks, billed_at)


@compiled
def bill_due_at(book: Book, at: int) -> int:
    """When the newest bill of a day is due: on the 1st of the month after, 00:00."""
    row = calendar_day(book, at // DAY_S)
    return (row.day + row.days_in_month - row.day_of_month + 1) * DAY_S
