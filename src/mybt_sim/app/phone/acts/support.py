"""Questions to support."""

from mybt_sim.app.phone.handset import Handset, Screen
from mybt_sim.app.phone.stage import Fields, Stage, action


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 16 else 0


@action("ticket.open")
def open_ticket(_: Stage, handset: Handset, fields: Fields) -> None:
    """Ask something, about one contract or none."""
    handset.typed = dict(fields)
    topic, text = fields.get("topic", ""), fields.get("text", "")
    contract = _number(fields.get("contract", "")) or None
    outcome = handset.ask("open_ticket", topic=topic, text=text, contract=contract)
    if outcome.ok:
        handset.open(Screen("ticket", item=str(outcome.data.ticket_id)))
        handset.back = [screen for screen in handset.back if screen.name != "support"]
        handset.back.append(Screen("support"))


@action("ticket.reply")
def reply(_: Stage, handset: Handset, fields: Fields) -> None:
    """Write again."""
    handset.typed = dict(fields)
    ticket, text = _number(handset.screen.item), fields.get("text", "")
    outcome = handset.ask("reply_ticket", quiet=True, ticket=ticket, text=text)
    if outcome.ok:
        handset.typed = {}


@action("ticket.close")
def close(_: Stage, handset: Handset, __: Fields) -> None:
    """Say that the question is settled."""
    ticket = _number(handset.screen.item)
    handset.ask("close_ticket", ticket=ticket)
