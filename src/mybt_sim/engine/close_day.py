"""Midnight: what happens at 00:00, in the order of GEN-CLOCK."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.barring import remind_of_bill
from mybt_sim.engine.book import Book, calendar_day
from mybt_sim.engine.contract_clock import run_due
from mybt_sim.engine.daily_fee import charge_day_fees, line_fee_before_kopecks
from mybt_sim.engine.ledger import note, post
from mybt_sim.engine.notices import give_notices
from mybt_sim.engine.records import DAY_S, NEVER, Record
from mybt_sim.engine.rule import rule
from mybt_sim.engine.status import reassess_block, status_of
from mybt_sim.engine.suspension import apply_suspension
from mybt_sim.engine.tariff_change import apply_tariff_change
from mybt_sim.engine.telephony_bill import issue_bill
from mybt_sim.engine.usage import charge_usage, open_quota
from mybt_sim.engine.vocabulary import Entry, Event, Settlement, Status


@rule("GEN-CLOCK", "FEE-DAILY", "TEL-BILL")
def charge_ended_day(book: Book, contract: Record, service_day: Record, day: int) -> None:
    """First of all the ended day is charged for its use and its fees.

    These entries belong to `day`; whatever else is posted at this second belongs to the next one.
    """
    charge_usage(book, contract, service_day, day)
    charge_day_fees(book, contract, service_day, day)


@rule("GEN-CLOCK")
def open_next_day(book: Book, contract: Record, day: int) -> None:
    """Then the bill of a month that is over, what ends at this second, scheduled changes, the
    state of the contract, and notices."""
    assert day - book.first_day < book.days, "the book ends before the day that is opened"
    now = day * DAY_S
    issue_bill(book, contract, now)
    run_due(book, contract, now)
    apply_tariff_change(book, contract, now)
    apply_suspension(book, contract, now)
    reassess_block(book, contract, now)
    if calendar_day(book, day).day_of_month == 1:
        open_quota(book, contract, day)
    start_activity(contract, now)
    give_notices(book, contract, now)
    remind_of_bill(book, contract, now)


@compiled
def start_activity(contract: Record, now: int) -> None:
    """Begin the count of a day's seconds of service, and of the add-ons that it is charged for."""
    contract.add_ons_today = contract.add_ons
    contract.active_s = 0
    contract.active_since = now if status_of(contract, now) == Status.ACTIVE else NEVER


@rule("GEN-OUT", "LED-MODEL", "USE-QUOTA")
def connect_contract(book: Book, contract: Record, paid_kopecks: int, now: int) -> None:
    """Bring a new contract to life at the start of its first day; a service centre has made it.

    It begins with what was paid there. Nothing was used, charged or billed before: its first bill
    is for the days from this one on, and so is the included volume of this month.
    """
    note(book, contract, Event.CONNECTED, paid_kopecks, now)
    post(book, contract, Entry.OPENING, paid_kopecks, now)
    _begin_use(book, contract, now)


@rule("LED-MODEL", "SUS-FIN")
def open_contract(book: Book, contract: Record, balance_kopecks: int, bills: int, now: int) -> None:
    """Bring a contract to life at the start of a day with a balance carried over.

    The balance carried over is a ledger entry as well, so that balance = sum of entries always.
    The debt of a credit contract counts as so many `bills` of one amount, the newest of them that
    of the 1st of this month, and its next bill carries the tariff's fee of the whole month.
    """
    post(book, contract, Entry.OPENING, balance_kopecks, now)
    if contract.settlement == Settlement.CREDIT:
        contract.bill_kopecks = max(0, -balance_kopecks) // max(1, bills)
        if bills > 1:
            contract.previous_bill_kopecks = contract.bill_kopecks
        contract.unbilled_tariff_kopecks = line_fee_before_kopecks(book, contract, now // DAY_S)
    _begin_use(book, contract, now)


@compiled
def _begin_use(book: Book, contract: Record, now: int) -> None:
    open_quota(book, contract, now // DAY_S)
    reassess_block(book, contract, now)
    start_activity(contract, now)
