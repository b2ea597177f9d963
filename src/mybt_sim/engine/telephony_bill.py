"""Bills of credit contracts: telephony outside packages is paid after the month (TEL-BILL)."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book, calendar_day
from mybt_sim.engine.daily_fee import fee_until
from mybt_sim.engine.kinds import Entry, Event, Settlement
from mybt_sim.engine.ledger import charge, note
from mybt_sim.engine.records import DAY_S, Record
from mybt_sim.engine.rule import rule
from mybt_sim.engine.usage import round_e4


@rule("TEL-BILL", "END-BILL")
def issue_bill(book: Book, contract: Record, service_day: Record, day: int) -> None:
    """After the last day of a month bill a credit contract: monthly fee, add-ons and usage.

    The bill is dated the 1st, 00:00, and is due by the 1st of the month after. A contract that ends
    within a month gets its last bill at the midnight that ends its last day, for the days it had.
    """
    row = calendar_day(book, day)
    is_last_bill = is_last_day(contract, day)
    if contract.settlement != Settlement.CREDIT:
        return
    if not is_last_bill and (contract.is_terminated or row.day_of_month != row.days_in_month):
        return
    billed_at = (day + 1) * DAY_S
    fee_e4 = book.tariffs[row.edition, contract.tariff].fee_e4
    service_day.tariff_fee_kopecks = fee_until(fee_e4, row.day_of_month, row.days_in_month)
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
def is_last_day(contract: Record, day: int) -> bool:
    """Whether the contract ended on this day."""
    return bool(contract.is_terminated and contract.terminated_at // DAY_S == day)


@compiled
def bill_due_at(book: Book, at: int) -> int:
    """When the newest bill of a day is due: on the 1st of the month after, 00:00."""
    row = calendar_day(book, at // DAY_S)
    return (row.day + row.days_in_month - row.day_of_month + 1) * DAY_S
