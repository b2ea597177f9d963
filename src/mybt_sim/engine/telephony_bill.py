"""Bills of credit contracts: telephony outside packages is paid after the month (TEL-BILL)."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book, calendar_day
from mybt_sim.engine.ledger import charge, note
from mybt_sim.engine.records import DAY_S, Record
from mybt_sim.engine.rule import rule
from mybt_sim.engine.usage import round_e4
from mybt_sim.engine.vocabulary import Entry, Event, Settlement


@rule("TEL-BILL", "END-BILL")
def issue_bill(book: Book, contract: Record, now: int) -> None:
    """At a midnight at which one is due, bill what has come together since the last bill.

    Usage, the tariff's fee and the add-ons' by their days, and prices that are paid once. The bill
    belongs to the day that begins, and is due by the 1st of the month after. A contract that ends
    within a month gets its last bill at the midnight that ends its last day, for the days it had.
    """
    if contract.settlement != Settlement.CREDIT or not is_bill_due(book, contract, now):
        return
    before_kopecks: int = contract.balance_kopecks
    charge(book, contract, Entry.USAGE, round_e4(contract.unbilled_e4), now)
    charge(book, contract, Entry.FEE_TARIFF, contract.unbilled_tariff_kopecks, now)
    charge(book, contract, Entry.FEE_ADDON, contract.unbilled_add_on_kopecks, now)
    charge(book, contract, Entry.FEE_ONCE, contract.unbilled_once_kopecks, now)
    contract.unbilled_e4 = 0
    contract.unbilled_tariff_kopecks = 0
    contract.unbilled_add_on_kopecks = 0
    contract.unbilled_once_kopecks = 0
    contract.previous_bill_kopecks = contract.bill_kopecks
    bill_kopecks = before_kopecks - contract.balance_kopecks
    contract.bill_kopecks = bill_kopecks
    note(book, contract, Event.BILL_ISSUED, bill_kopecks, now)


@compiled
def is_bill_due(book: Book, contract: Record, now: int) -> bool:
    """Whether a bill is due at the midnight `now`: on the 1st, and when the last day is over."""
    if contract.is_terminated:
        return is_last_day(contract, now // DAY_S - 1)
    return bool(calendar_day(book, now // DAY_S).day_of_month == 1)


@compiled
def is_last_day(contract: Record, day: int) -> bool:
    """Whether the contract ended on this day."""
    return bool(contract.is_terminated and contract.terminated_at // DAY_S == day)


@compiled
def bill_due_at(book: Book, at: int) -> int:
    """When the newest bill of a day is due: on the 1st of the month after, 00:00."""
    row = calendar_day(book, at // DAY_S)
    return (row.day + row.days_in_month - row.day_of_month + 1) * DAY_S
