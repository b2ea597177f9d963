"""Online support: tickets and what is said in them; notifications (S20, NTF-PUSH)."""

from mybt_sim.engine.access_records import Ticket
from mybt_sim.engine.decide import Question
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Operation, TicketState
from mybt_sim.world.context import Context
from mybt_sim.world.handlers.register import service
from mybt_sim.world.kept import TICKET
from mybt_sim.world.reads.notices import notices_of
from mybt_sim.world.reads.tickets import ticket_state_of, ticket_view, tickets_of
from mybt_sim.world.state import Table


@service(Operation.OPEN_TICKET)
def open_ticket(context: Context, topic: str, text: str, contract_id: int) -> Refusal:
    """Ask support something, about one contract or none (`contract_id` 0)."""
    if contract_id and (refused := context.own(contract_id)):
        return refused
    draft = context.draft
    states = [ticket_state_of(context, ticket_id) for ticket_id in tickets_of(context)]
    still_open = sum(state is not TicketState.CLOSED for state in states)
    ticket_id = draft.take_number("ticket")
    draft.put(Table.TICKET, ticket_id, Ticket(ticket_id, context.account_id, contract_id))
    if refused := context.decide(
        Question.OPEN_TICKET, TICKET.of(ticket_id), text_length=_length(text), count=still_open
    ):
        return refused
    draft.put(Table.MESSAGES, ticket_id, (topic, (context.now, text)))
    context.data = ticket_view(context, ticket_id)
    return Refusal.NONE


@service(Operation.REPLY_TICKET)
def reply_ticket(context: Context, ticket_id: int, text: str) -> Refusal:
    """Write again in a ticket that is not closed."""
    is_own, length = _is_own(context, ticket_id), _length(text)
    if refused := context.decide(
        Question.REPLY_TICKET, TICKET.of(ticket_id), is_known=is_own, text_length=length
    ):
        return refused
    draft = context.draft
    draft.put(
        Table.MESSAGES, ticket_id, (*draft.get(Table.MESSAGES, ticket_id), (context.now, text))
    )
    context.data = ticket_view(context, ticket_id)
    return Refusal.NONE


@service(Operation.CLOSE_TICKET)
def close_ticket(context: Context, ticket_id: int) -> Refusal:
    """Say that the question is settled."""
    is_own = _is_own(context, ticket_id)
    if refused := context.decide(Question.CLOSE_TICKET, TICKET.of(ticket_id), is_known=is_own):
        return refused
    context.data = ticket_view(context, ticket_id)
    return Refusal.NONE


@service(Operation.NOTIFICATIONS)
def notifications(context: Context) -> Refusal:
    """What happened to the account's contracts since they were bound, newest first."""
    context.data = notices_of(context)
    return Refusal.NONE


def _is_own(context: Context, ticket_id: int) -> bool:
    ticket: Ticket | None = context.draft.get(Table.TICKET, ticket_id)
    return ticket is not None and ticket.account_id == context.account_id


def _length(text: str) -> int:
    return len(text.strip())
