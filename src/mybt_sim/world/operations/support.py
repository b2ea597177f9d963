"""Online support: tickets and what is said in them; notifications (S20, NTF-PUSH)."""

from mybt_sim.engine.front_desk import Step
from mybt_sim.engine.kinds import Operation, TicketState
from mybt_sim.engine.records import NEVER
from mybt_sim.engine.refusals import Refusal
from mybt_sim.world.notices import notices_of
from mybt_sim.world.operations.register import service
from mybt_sim.world.state import Table
from mybt_sim.world.tickets import ticket_state_of, ticket_view, tickets_of
from mybt_sim.world.visit import Rows, Visit


@service(Operation.OPEN_TICKET)
def open_ticket(visit: Visit, topic: str, text: str, contract_id: int) -> Refusal:
    """Ask support something, about one contract or none (`contract_id` 0)."""
    if contract_id and (refused := visit.own(contract_id)):
        return refused
    draft = visit.draft
    states = [ticket_state_of(visit, ticket_id) for ticket_id in tickets_of(visit)]
    still_open = sum(state is not TicketState.CLOSED for state in states)
    ticket_id = draft.take_number("ticket")
    draft.put(Table.TICKET, ticket_id, (ticket_id, visit.account_id, contract_id, 0, 0, NEVER))
    facts = {"text_length": _length(text), "count": still_open}
    if refused := visit.front(Step.OPEN_TICKET, _rows(ticket_id), **facts):
        return refused
    draft.put(Table.MESSAGES, ticket_id, (topic, (visit.now, text)))
    visit.data = ticket_view(visit, ticket_id)
    return Refusal.NONE


@service(Operation.REPLY_TICKET)
def reply_ticket(visit: Visit, ticket_id: int, text: str) -> Refusal:
    """Write again in a ticket that is not closed."""
    facts = {"is_known": _is_own(visit, ticket_id), "text_length": _length(text)}
    if refused := visit.front(Step.REPLY_TICKET, _rows(ticket_id), **facts):
        return refused
    draft = visit.draft
    draft.put(Table.MESSAGES, ticket_id, (*draft.get(Table.MESSAGES, ticket_id), (visit.now, text)))
    visit.data = ticket_view(visit, ticket_id)
    return Refusal.NONE


@service(Operation.CLOSE_TICKET)
def close_ticket(visit: Visit, ticket_id: int) -> Refusal:
    """Say that the question is settled."""
    facts = {"is_known": _is_own(visit, ticket_id)}
    if refused := visit.front(Step.CLOSE_TICKET, _rows(ticket_id), **facts):
        return refused
    visit.data = ticket_view(visit, ticket_id)
    return Refusal.NONE


@service(Operation.NOTIFICATIONS)
def notifications(visit: Visit) -> Refusal:
    """What happened to the account's contracts since they were bound, newest first."""
    visit.data = notices_of(visit)
    return Refusal.NONE


def _rows(ticket_id: int) -> Rows:
    return {"ticket": (Table.TICKET, ticket_id)}


def _is_own(visit: Visit, ticket_id: int) -> bool:
    ticket = visit.draft.get(Table.TICKET, ticket_id)
    return ticket is not None and ticket[1] == visit.account_id


def _length(text: str) -> int:
    return len(text.strip())
