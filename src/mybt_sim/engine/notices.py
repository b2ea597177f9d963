"""What a subscriber is told at midnight, last of all (GEN-CLOCK).

All other notices are the events that rules note when something happens.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book, terms_at
from mybt_sim.engine.forecast import days_left
from mybt_sim.engine.ledger import note
from mybt_sim.engine.records import Record
from mybt_sim.engine.rule import rule
from mybt_sim.engine.status import SMS_ALERT_ADD_ON, status_of
from mybt_sim.engine.vocabulary import Event, Settlement, Status


@rule("GEN-CLOCK", "NTF-PUSH", "NTF-SMS")
def give_notices(book: Book, contract: Record, now: int) -> None:
    """The notices of the midnight `now`; most contracts have none and cost two glances."""
    announce_promise_end(book, contract, now)
    alert_by_sms(book, contract, now)


@rule("NTF-PUSH")
def announce_promise_end(book: Book, contract: Record, now: int) -> None:
    """Say once, at the first midnight with no more than a day left, that a promise will end."""
    if contract.promise_open_kopecks == 0 or contract.has_promise_notice:
        return
    if contract.promise_due_at - now > terms_at(book, now).promise_notice_s:
        return
    contract.has_promise_notice = True
    note(book, contract, Event.PROMISE_ENDING, contract.promise_open_kopecks, now)


@compiled
def has_sms_alert(contract: Record) -> bool:
    """Whether the paid add-on A01 is on."""
    return bool((contract.add_ons >> SMS_ALERT_ADD_ON) & 1)


@rule("NTF-SMS")
def alert_by_sms(book: Book, contract: Record, now: int) -> None:
    """Send one message for each approach to the block, to those who pay for it.

    An approach is over at the first midnight with more days left than the threshold. Nothing is
    sent, and nothing forgotten, while the service does not run: then no day is charged, and a block
    is told by itself.
    """
    if not has_sms_alert(contract):
        contract.has_alerted = False
        return
    if contract.settlement != Settlement.ADVANCE or status_of(contract, now) != Status.ACTIVE:
        return
    days = days_left(book, contract, now)
    is_near = days <= terms_at(book, now).sms_alert_days
    if is_near and not contract.has_alerted:
        note(book, contract, Event.SMS_ALERT, days, now)
    contract.has_alerted = is_near
