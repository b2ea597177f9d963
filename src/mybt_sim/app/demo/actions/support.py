"""Questions to support."""

from mybt_sim.app.demo.handset import Handset, Screen
from mybt_sim.app.demo.session import DemoSession, Fields
from mybt_sim.world.clients import Client
from mybt_sim.world.parsing import number_in


def open_ticket(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Ask something, about one contract or none."""
    handset.typed = dict(fields)
    topic, text = fields.get("topic", ""), fields.get("text", "")
    contract = number_in(fields.get("contract", "")) or None
    outcome = handset.ask(Client.open_ticket, topic=topic, text=text, contract=contract)
    if outcome.ok:
        handset.open(Screen("ticket", item=str(outcome.data.ticket_id)))
        handset.back = [screen for screen in handset.back if screen.name != "support"]
        handset.back.append(Screen("support"))


def reply(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Write again."""
    handset.typed = dict(fields)
    ticket, text = number_in(handset.screen.item) or 0, fields.get("text", "")
    outcome = handset.ask_quietly(Client.reply_ticket, ticket=ticket, text=text)
    if outcome.ok:
        handset.typed = {}


def close(_: DemoSession, handset: Handset, __: Fields) -> None:
    """Say that the question is settled."""
    ticket = number_in(handset.screen.item) or 0
    handset.ask(Client.close_ticket, ticket=ticket)
