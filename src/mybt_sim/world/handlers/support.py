"""Online support: tickets and what is said in them; notifications (S20, NTF-PUSH)."""

from mybt_sim.engine.access_records import Ticket
from mybt_sim.engine.decide import Question
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import TicketState
from mybt_sim.operations.support import CloseTicket, Notifications, OpenTicket, ReplyTicket
from mybt_sim.world.context import Context
from mybt_sim.world.kept import TICKET
from mybt_sim.world.reads.notices import notices_of
from mybt_sim.world.reads.tickets import ticket_state_of, ticket_view, tickets_of
from mybt_sim.world.state import Table


def open_ticket(context: Context, request: OpenTicket) -> Refusal:
    """Ask support something, about one contract or none (`contract_id` 0)."""
    if request.contract_id and (refused := context.own(request.contract_id)):
        return refused
    draft = context.draft
    states = [ticket_state_of(context, ticket_id) for ticket_id in tickets_of(context)]
    still_open = sum(state is not TicketState.CLOSED for state in states)
    ticket_id = draft.take_number("ticket")
    draft.put(Table.TICKET, ticket_id, Ticket(ticket_id, context.account_id, request.contract_id))
    if refused := context.decide(
        Question.OPEN_TICKET,
        TICKET.of(ticket_id),
        text_length=_length(request.text),
        count=still_open,
    ):
        return refused
    draft.put(Table.MESSAGES, ticket_id, (request.topic, (context.now, request.text)))
    context.data = ticket_view(context, ticket_id)
    return Refusal.NONE


def reply_ticket(context: Context, request: ReplyTicket) -> Refusal:
    """Write again in a ticket that is not closed."""
    is_own, length = _is_own(context, request.ticket_id), _length(request.text)
    if refused := context.decide(
        Question.REPLY_TICKET, TICKET.of(request.ticket_id), is_known=is_own, text_length=length
    ):
        return refused
    draft = context.draft
    draft.put(
        Table.MESSAGES,
        request.ticket_id,
        (*draft.get(Table.MESSAGES, request.ticket_id), (context.now, request.text)),
    )
    context.data = ticket_view(context, request.ticket_id)
    return Refusal.NONE


def close_ticket(context: Context, request: CloseTicket) -> Refusal:
    """Say that the question is settled."""
    is_own = _is_own(context, request.ticket_id)
    if refused := context.decide(
        Question.CLOSE_TICKET, TICKET.of(request.ticket_id), is_known=is_own
    ):
        return refused
    context.data = ticket_view(context, request.ticket_id)
    return Refusal.NONE


def notifications(context: Context, _: Notifications) -> Refusal:
    """What happened to the account's contracts since they were bound, newest first."""
    context.data = notices_of(context)
    return Refusal.NONE


def _is_own(context: Context, ticket_id: int) -> bool:
    ticket: Ticket | None = context.draft.get(Table.TICKET, ticket_id)
    return ticket is not None and ticket.account_id == context.account_id


def _length(text: str) -> int:
    return len(text.strip())
