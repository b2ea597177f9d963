"""Notifications and online support (S20)."""

from mybt_sim.app.demo.components import (
    button,
    card,
    empty,
    field,
    form,
    note,
    page,
    row,
    why_empty,
)
from mybt_sim.app.demo.taps import tap
from mybt_sim.app.demo.view import View
from mybt_sim.app.markup import Child, Html, tag
from mybt_sim.engine.vocabulary import TicketState
from mybt_sim.world.clients import Client
from mybt_sim.world.reads.views import TicketView


def notifications(view: View) -> Html:
    """What happened to the contracts, newest first (NTF-PUSH)."""
    title = view.say("phone.notifications")
    outcome = view.handset.look(Client.notifications)
    if not outcome.ok:
        return page(view, title, why_empty(view, outcome), is_start=True)
    if not outcome.data:
        words = view.say("phone.notifications.empty"), view.say("phone.notifications.empty.text")
        return page(view, title, empty("bell", *words), is_start=True)
    lines = [
        tag(
            "div",
            tag(
                "span",
                tag("b", notice.title(view.language)),
                tag("span", notice.text(view.language)),
                tag("small", view.moment(notice.at)),
                cls="text",
            ),
            cls="row still",
        )
        for notice in outcome.data
    ]
    return page(view, title, tag("div", lines, cls="card rows"), is_start=True)


def support(view: View) -> Html:
    """Questions that were asked, and a form for a new one."""
    title = view.say("phone.support")
    if not view.mine.ok:
        return page(view, title, why_empty(view, view.mine), is_start=True)
    asked = view.handset.world.outside.tickets(view.handset.account)
    lines = [_ticket_row(view, ticket) for ticket in reversed(asked)]
    past = card(lines, kind="rows") if lines else note(view.say("phone.support.empty"))
    chosen = view.handset.typed.get("contract", "")
    options = [tag("option", view.say("phone.support.general"), value="")] + [
        tag(
            "option",
            f"{view.name(one.tariff.name)} · {one.number}",
            value=str(one.contract_id),
            selected=str(one.contract_id) == chosen,
        )
        for one in view.contracts
    ]
    select = tag("select", options, name="contract", id=view.id("field-contract"))
    about = tag("label", view.say("phone.support.about"), for_=view.id("field-contract"))
    new = form(
        "ticket.open",
        tag("p", about, select, cls="field"),
        field(view, "topic", view.say("phone.support.topic"), maxlength=200),
        _text_field(view),
        button(view.say("phone.support.send")),
        cls="card",
    )
    heading = tag("h3", view.say("phone.support.new"))
    return page(view, title, past, heading, new, note(view.say("phone.support.123")), is_start=True)


def _text_field(view: View) -> Html:
    label = tag("label", view.say("phone.support.text"), for_=view.id("field-text"))
    typed = view.handset.typed.get("text", "")
    area = tag("textarea", typed, name="text", id=view.id("field-text"), rows=4, maxlength=3_000)
    return tag("p", label, area, cls="field")


def _ticket_row(view: View, ticket: TicketView) -> Html:
    state = view.say(f"ticket.{ticket.state.name.lower()}")
    topic = ticket.topic or view.say("phone.support.no_topic")
    words = f"{state} · {view.moment(ticket.opened_at)}"
    return row("chat", topic, words, **tap("go", screen="ticket", item=ticket.ticket_id))


def ticket(view: View) -> Html:
    """A question with what was said."""
    asked = view.handset.world.outside.tickets(view.handset.account) if view.mine.ok else ()
    wanted = view.handset.screen.item
    found = next((one for one in asked if str(one.ticket_id) == wanted), None)
    if found is None:
        text = view.say("refusal.TICKET_NOT_FOUND")
        return page(view, view.say("phone.support"), empty("chat", view.say("phone.support"), text))
    return page(view, found.topic or view.say("phone.support.no_topic"), _conversation(view, found))


def _conversation(view: View, found: TicketView) -> list[Child]:
    said: list[Child] = []
    for message in found.messages:
        is_own = message.text is not None
        text = message.text if message.text is not None else view.say("support.answer")
        who = "own" if is_own else "theirs"
        said.append(
            tag("div", tag("p", text), tag("small", view.moment(message.at)), cls=f"said {who}")
        )
    state = tag("p", view.say(f"ticket.{found.state.name.lower()}"), cls="label state")
    if found.state is TicketState.CLOSED:
        return [state, *said]
    reply = form(
        "ticket.reply", _text_field(view), button(view.say("phone.support.send")), cls="card"
    )
    close = button(view.say("phone.support.close"), kind="second", **tap("ticket.close"))
    waiting = note(view.say("phone.support.wait")) if found.state < TicketState.ANSWERED else None
    return [state, *said, waiting, reply, close]
