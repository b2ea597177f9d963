"""Questions to support: a ticket is opened, answered by the rule's clock, and returned to."""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below
from mybt_sim.behaviour.layouts import BehaviourTables
from mybt_sim.behaviour.visits import Visit, gives_up, is_lucky, luck, remember, typed_after
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.support import close_ticket, open_ticket, reply_ticket, ticket_state
from mybt_sim.engine.vocabulary import Operation, TicketState
from mybt_sim.simulation.layouts import TICKETS_KEPT, Attempts
from mybt_sim.simulation.people import write_attempt


@compiled
def ask(
    book: Book,
    tables: BehaviourTables,
    attempts: Attempts,
    life: Record,
    contract_id: int,
    now: int,
) -> None:
    """Open a ticket about a contract or none."""
    for _ in range(tables.tries_most):
        place = life.ticket_count % TICKETS_KEPT
        ticket = life.tickets[place]
        still_open = _count_open(book, life, now)
        length = _text_length(tables, life.key, now)
        refusal = open_ticket(book, ticket, length, still_open, now)
        write_attempt(attempts, life, Operation.OPEN_TICKET, refusal, contract_id, now)
        if refusal == Refusal.NONE:
            ticket.ticket_id = life.ticket_count + 1
            ticket.account_id = life.account_id
            ticket.contract_id = contract_id
            life.ticket_count += 1
            _mean_to_return(tables, life, place, now)
            return
        if gives_up(tables, life.key, now):
            return
        now = typed_after(tables, life.key, now)


@compiled
def _count_open(book: Book, life: Record, now: int) -> int:
    still_open = 0
    for place in range(min(life.ticket_count, TICKETS_KEPT)):
        if ticket_state(book, life.tickets[place], now) != TicketState.CLOSED:
            still_open += 1
    return still_open


@compiled
def _text_length(tables: BehaviourTables, key: int, now: int) -> int:
    """Characters of a message; some are sent before there is any."""
    bits = luck(key, Visit.QUESTION, now, 4)
    if is_lucky(bits, tables.empty_text_q16):
        return 0
    return tables.text_least + below(bits, max(1, tables.text_spread))


@compiled
def _mean_to_return(tables: BehaviourTables, life: Record, place: int, now: int) -> None:
    """After a message some write again, some close the ticket, the others leave it."""
    bits = luck(life.key, Visit.REPLY, now, 0)
    return_at = now + tables.read_after_s + below(bits, max(1, tables.read_within_s))
    if is_lucky(bits, tables.reply_q16):
        remember(life, return_at, Visit.REPLY, place)
    elif is_lucky(luck(life.key, Visit.CLOSING, now, 0), tables.close_q16):
        remember(life, return_at, Visit.CLOSING, place)


@compiled
def follow_up(
    book: Book,
    tables: BehaviourTables,
    attempts: Attempts,
    life: Record,
    matter: tuple[int, int],
    now: int,
) -> None:
    """Write again in a ticket or close it."""
    kind, place = matter
    ticket = life.tickets[place]
    if kind == Visit.CLOSING:
        refusal = close_ticket(book, ticket, True, now)
        write_attempt(attempts, life, Operation.CLOSE_TICKET, refusal, ticket.contract_id, now)
        return
    length = _text_length(tables, life.key, now)
    refusal = reply_ticket(book, ticket, True, length, now)
    write_attempt(attempts, life, Operation.REPLY_TICKET, refusal, ticket.contract_id, now)
    if refusal == Refusal.NONE:
        _mean_to_return(tables, life, place, now)
