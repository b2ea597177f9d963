"""Unpaid telephone bills: reminders, then outgoing calls barred until they are paid (SUS-TEL)."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book, calendar_day, terms_at
from mybt_sim.engine.ledger import note
from mybt_sim.engine.records import DAY_S, Record
from mybt_sim.engine.rule import rule
from mybt_sim.engine.vocabulary import Event, Settlement


@compiled
def overdue_kopecks(book: Book, contract: Record, now: int) -> int:
    """What is still unpaid of bills whose grace is over; payments go to the oldest bill first.

    A bill of the 1st is due on the next 1st, and late when the grace after that is over. So two
    bills are not late yet: that of this month, and, while this month's grace lasts, the one before.
    Whatever the debt is above those two is left of older ones.
    """
    debt_kopecks = -contract.balance_kopecks
    if debt_kopecks <= 0 or contract.settlement != Settlement.CREDIT:
        return 0
    not_late_kopecks = contract.bill_kopecks
    day_of_month = calendar_day(book, now // DAY_S).day_of_month
    if day_of_month <= terms_at(book, now).telephony_grace_days:
        not_late_kopecks += contract.previous_bill_kopecks
    return max(0, debt_kopecks - not_late_kopecks)


@rule("SUS-TEL")
def reassess_barring(book: Book, contract: Record, now: int) -> None:
    """Bar the outgoing calls of a credit contract while anything is overdue past its grace.

    Runs at every midnight and after every posting. Incoming calls and charges go on.
    """
    if contract.balance_kopecks >= 0 and not contract.is_barred:
        return
    if contract.is_terminated:
        return
    late_kopecks = overdue_kopecks(book, contract, now)
    must_bar = late_kopecks > 0
    if must_bar == contract.is_barred:
        return
    contract.is_barred = must_bar
    if must_bar:
        note(book, contract, Event.BARRED, late_kopecks, now)
    else:
        note(book, contract, Event.UNBARRED, contract.balance_kopecks, now)


@rule("SUS-TEL", "NTF-PUSH", "END-DEBT")
def remind_of_bill(book: Book, contract: Record, now: int) -> None:
    """At midnight remind of a debt on the 16th and then every five days of the month.

    What a contract owes that has ended is reminded of as well, until it is paid.
    """
    if contract.settlement != Settlement.CREDIT or contract.balance_kopecks >= 0:
        return
    terms = terms_at(book, now)
    days_since_first = calendar_day(book, now // DAY_S).day_of_month - terms.bill_reminder_day
    is_time = days_since_first >= 0 and days_since_first % terms.bill_reminder_every_days == 0
    if is_time:
        note(book, contract, Event.BILL_REMINDER, -contract.balance_kopecks, now)
