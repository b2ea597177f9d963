"""Online support: tickets and what is said in them; notifications (S20, NTF-PUSH)."""

from typing import Annotated, ClassVar

from mybt_sim.operations.arguments import CONTRACT, TEXT, TICKET, TOPIC
from mybt_sim.operations.request import Look, SelfService


class OpenTicket(SelfService, frozen=True, kw_only=True):
    """Ask support something.

    It is about one contract, or about none where `contract_id` is 0.
    """

    answer: ClassVar[str] = "TicketView"
    topic: Annotated[str, TOPIC]
    text: Annotated[str, TEXT]
    contract_id: Annotated[int, CONTRACT] = 0


class ReplyTicket(SelfService, frozen=True, kw_only=True):
    """Write again in a ticket."""

    answer: ClassVar[str] = "TicketView"
    ticket_id: Annotated[int, TICKET]
    text: Annotated[str, TEXT]


class CloseTicket(SelfService, frozen=True, kw_only=True):
    """Say that the question is settled."""

    answer: ClassVar[str] = "TicketView"
    ticket_id: Annotated[int, TICKET]


class Notifications(Look, frozen=True, kw_only=True):
    """What happened to the contracts, newest first."""

    answer: ClassVar[str] = "tuple[Notice, ...]"
