"""Tickets as they are seen: their state and the operator's answers follow from times alone."""

from mybt_sim.engine.access_records import Ticket
from mybt_sim.engine.records import NEVER, records_of
from mybt_sim.engine.support import ticket_state
from mybt_sim.engine.vocabulary import TicketState
from mybt_sim.world.context import Context
from mybt_sim.world.moments import moment_of
from mybt_sim.world.reads.views import Message, TicketView
from mybt_sim.world.state import Table


def tickets_of(context: Context) -> list[int]:
    """Ids of the tickets of the account in hand, oldest first."""
    tickets = {**context.state.tables[Table.TICKET], **context.draft.rows.get(Table.TICKET, {})}
    return sorted(
        ticket.ticket_id for ticket in tickets.values() if ticket.account_id == context.account_id
    )


def ticket_state_of(context: Context, ticket_id: int) -> TicketState:
    """Where a ticket stands now."""
    tickets = records_of(ticket_of(context, ticket_id))
    return TicketState(int(ticket_state(context.book, tickets[0], context.now)))


def ticket_of(context: Context, ticket_id: int) -> Ticket:
    """A ticket as it is kept."""
    ticket: Ticket = context.draft.get(Table.TICKET, ticket_id)
    return ticket


def ticket_view(context: Context, ticket_id: int) -> TicketView:
    """A ticket with its messages, the operator's answers among them."""
    topic, *said = context.draft.get(Table.MESSAGES, ticket_id)
    ticket = ticket_of(context, ticket_id)
    messages: list[Message] = []
    closed_at = context.now if ticket.closed_at == NEVER else ticket.closed_at
    ends = [at for at, _ in said[1:]] + [closed_at]
    for (at, text), end in zip(said, ends, strict=True):
        messages.append(Message(moment_of(at), text))
        answer_at = at + int(context.terms.support_answer_s)
        if answer_at <= end:  # a further message starts the wait again
            messages.append(Message(moment_of(answer_at), None))
    return TicketView(
        ticket_id,
        topic,
        ticket_state_of(context, ticket_id),
        ticket.contract_id or None,
        moment_of(ticket.opened_at),
        tuple(messages),
    )
