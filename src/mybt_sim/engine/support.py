"""Questions to support (S20). Where one stands follows from its times; nothing is scheduled."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book, terms_at
from mybt_sim.engine.records import NEVER, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import rule
from mybt_sim.engine.vocabulary import TicketState


@rule("SUP-CHAT", seed=("S20",))
def open_ticket(book: Book, ticket: Record, text_length: int, count: int, now: int) -> Refusal:
    """Ask support; `count` tickets of the account are open already.

    `ticket` is blank but for its ids, and begins its life here.
    """
    if not is_text(book, text_length, now):
        return Refusal.SUPPORT_TEXT_INVALID
    if count >= terms_at(book, now).support_open_most:
        return Refusal.SUPPORT_TOO_MANY_OPEN
    ticket.opened_at = now
    ticket.asked_at = now
    ticket.closed_at = NEVER
    return Refusal.NONE


@rule("SUP-CHAT", seed=("S20",))
def reply_ticket(book: Book, ticket: Record, is_known: bool, text_length: int, now: int) -> Refusal:
    """Write on in a ticket, which waits for an answer again.

    `is_known` says that the ticket exists and is one of this account.
    """
    if not is_text(book, text_length, now):
        return Refusal.SUPPORT_TEXT_INVALID
    if not is_known:
        return Refusal.TICKET_NOT_FOUND
    if ticket_state(book, ticket, now) == TicketState.CLOSED:
        return Refusal.SUPPORT_CLOSED
    ticket.asked_at = now
    return Refusal.NONE


@rule("SUP-CHAT", seed=("S20",))
def close_ticket(book: Book, ticket: Record, is_known: bool, now: int) -> Refusal:
    """Close a ticket, answered or not; it can't be opened again."""
    if not is_known:
        return Refusal.TICKET_NOT_FOUND
    if ticket_state(book, ticket, now) == TicketState.CLOSED:
        return Refusal.SUPPORT_CLOSED
    ticket.closed_at = now
    return Refusal.NONE


@rule("SUP-CHAT", seed=("S20",))
def ticket_state(book: Book, ticket: Record, now: int) -> TicketState:
    """Where a ticket stands at `now`, by the terms of `now`.

    Somebody takes it up soon after it was opened and answers each message some time after it; a
    ticket closes by itself after a long silence that follows an answer.
    """
    terms = terms_at(book, now)
    answered_at = ticket.asked_at + terms.support_answer_s
    if ticket.closed_at != NEVER or now >= answered_at + terms.support_silence_s:
        return TicketState.CLOSED
    if now >= answered_at:
        return TicketState.ANSWERED
    if now >= ticket.opened_at + terms.support_start_s:
        return TicketState.IN_PROGRESS
    return TicketState.NEW


@compiled
def is_text(book: Book, text_length: int, now: int) -> bool:
    """Whether a message has a length in characters that SUP-CHAT allows."""
    return bool(1 <= text_length <= terms_at(book, now).support_text_most)
