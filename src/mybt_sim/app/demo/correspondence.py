"""Short messages and calls as they are drawn: outside the phone, and where a window is narrow."""

from mybt_sim.app.demo.components import small
from mybt_sim.app.demo.icons import icon
from mybt_sim.app.demo.taps import tap
from mybt_sim.app.demo.view import View
from mybt_sim.app.markup import Attribute, Html, tag
from mybt_sim.text import spelled_out
from mybt_sim.world.outside.network import PhoneCall, ShortMessage


def fill_button(view: View, what: str, **wish: Attribute) -> Html:
    """The button that types something into the phone; to a screen reader it tells what."""
    words = view.say("outside.fill")
    return small(words, aria_label=f"{words}: {what}", **wish)


def newest_message(view: View) -> Html | None:
    """The newest short message, for windows too narrow to show it beside the phone."""
    found = view.handset.world.outside.inbox(view.handset.asked)
    return (
        tag("div", message_bubble(view, found[-1], is_newest=True), cls="only-narrow")
        if found
        else None
    )


def message_bubble(view: View, sms: ShortMessage, *, is_newest: bool) -> Html:
    """A short message; the code of the newest can be typed by one tap."""
    if sms.code is None:
        days = sms.days_left
        text = view.say("notice.SMS_ALERT", count=days) if days else view.say("sms.alert.none")
        return tag("div", tag("p", text), tag("small", view.moment(sms.at)), cls="bubble")
    text = view.say("sms.code", code=sms.code)
    fill = fill_button(view, sms.code, **tap("outside.code", code=sms.code)) if is_newest else None
    foot = tag("div", tag("small", view.moment(sms.at)), fill, cls="split")
    return tag("div", tag("p", text), foot, cls="bubble", data_attention=f"{sms.at} {sms.code}")


def call_bubble(view: View, call: PhoneCall) -> Html:
    """What the auto-informer said, or that nobody answered."""
    words, fill = view.say("outside.unanswered"), None
    if call.code is not None:
        words = view.say("call.code", code=spelled_out(call.code))
        if view.handset.screen.name == "bind_code":
            fill = fill_button(view, call.code, **tap("outside.spoken", code=call.code))
    foot = tag("div", tag("small", view.moment(call.at)), fill, cls="split")
    return tag(
        "div", tag("p", words), foot, cls="bubble", data_attention=f"call {call.at} {call.code}"
    )


def newest_call(view: View) -> Html | None:
    """The newest call, for windows too narrow to show it beside the phone."""
    found = view.handset.world.outside.calls(view.handset.screen.item)
    return tag("div", call_bubble(view, found[-1]), cls="only-narrow") if found else None


def bell(view: View, number: str) -> Html:
    """A home phone that rings."""
    choices = tag(
        "div",
        small(view.say("outside.answer"), **tap("outside.answer")),
        small(view.say("outside.let_ring"), **tap("outside.let_ring")),
        cls="steps",
    )
    words = tag("p", tag("b", view.say("outside.rings")), tag("span", number))
    return tag(
        "div",
        icon("phone"),
        words,
        choices,
        cls="bell",
        role="alert",
        data_attention=f"ring {view.now} {len(view.handset.world.log)}",
    )
