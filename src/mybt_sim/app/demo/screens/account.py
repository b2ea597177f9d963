"""Signing in, binding contracts, the menu with its settings."""

from mybt_sim.app.demo.components import (
    button,
    card,
    field,
    form,
    language_choices,
    note,
    page,
    paper_login,
    row,
    rows,
)
from mybt_sim.app.demo.correspondence import bell, newest_call, newest_message
from mybt_sim.app.demo.handset import AT_A_SERVICE_CENTRE
from mybt_sim.app.demo.icons import icon
from mybt_sim.app.demo.taps import tap
from mybt_sim.app.demo.view import View
from mybt_sim.app.markup import Html, joined, tag
from mybt_sim.text import phone
from mybt_sim.world.parsing import phone_of
from mybt_sim.world.reads.views import ContractView


def sign_in(view: View) -> Html:
    """Enter a mobile number (S10)."""
    return page(
        view,
        view.say("phone.sign_in"),
        tag("p", view.say("phone.sign_in.lead"), cls="lead"),
        form(
            "code.request",
            field(
                view,
                "mobile",
                view.say("phone.mobile"),
                kind="tel",
                hint=view.say("phone.mobile.hint"),
            ),
            button(view.say("phone.code.request")),
            cls="card",
        ),
    )


def _mobile(typed: str) -> str:
    """A mobile number as numbers are written, however it was typed."""
    number = phone_of(typed).number
    return phone(number) if number else typed


def code(view: View) -> Html:
    """Enter the code from the short message."""
    asked = view.handset.asked
    return page(
        view,
        view.say("phone.code"),
        tag("p", view.say("phone.code.lead", mobile=_mobile(asked)), cls="lead") if asked else None,
        newest_message(view),
        form(
            "code.enter",
            field(view, "code", view.say("phone.code"), inputmode="numeric", cls="code"),
            button(view.say("phone.code.enter")),
            cls="card",
        ),
        button(view.say("phone.code.again"), kind="second", **tap("code.request")),
    )


def bind(view: View) -> Html:
    """The two ways of binding (S14)."""
    ways = [
        row(
            picture,
            view.say(f"phone.{name}"),
            view.say(f"phone.{name}.note"),
            **tap("go", screen=name),
        )
        for picture, name in (("paper", "bind_login"), ("phone", "bind_phone"))
    ]
    lead = tag("p", view.say("phone.bind.lead"), cls="lead")
    return page(view, view.say("phone.bind"), lead, rows(*ways), note(view.say("phone.bind.note")))


def bind_login(view: View) -> Html:
    """Login and password from the paper contract (S15)."""
    return page(
        view,
        view.say("phone.bind_login"),
        *paper_login(view, "bind.login", view.say("phone.bind.go")),
    )


def bind_phone(view: View) -> Html:
    """Home phone and surname, then a call (S16, S17)."""
    title = view.say("phone.bind_phone")
    if view.handset.ringing is not None:
        waiting = tag(
            "div",
            icon("phone"),
            tag("h3", view.say("phone.calling")),
            tag("p", view.say("phone.calling.note", number=view.handset.ringing[0])),
            cls="empty ringing",
            role="status",
        )
        nearby = tag("div", bell(view, view.handset.ringing[0]), cls="only-narrow")
        return page(view, title, waiting, nearby)
    return page(
        view,
        title,
        form(
            "bind.call",
            field(view, "home_phone", view.say("phone.home_phone"), kind="tel"),
            field(view, "surname", view.say("phone.surname")),
            button(view.say("phone.call")),
            cls="card",
        ),
        note(view.say("phone.call.hint")),
    )


def bind_code(view: View) -> Html:
    """Enter what the auto-informer said."""
    return page(
        view,
        view.say("phone.bind_code"),
        tag("p", view.say("phone.bind_code.lead"), cls="lead"),
        newest_call(view),
        form(
            "bind.code",
            field(view, "code", view.say("phone.bind_code"), inputmode="numeric", cls="code"),
            button(view.say("phone.bind.go")),
            cls="card",
        ),
    )


def unbind(view: View, contract: ContractView) -> Html:
    """Ask once more before a contract is let go."""
    return page(
        view,
        view.say("phone.unbind"),
        card(
            tag("h3", view.say("phone.unbind.title", number=str(contract.number))),
            tag("p", view.say("phone.unbind.text")),
        ),
        button(view.say("phone.unbind"), kind="danger", **tap("unbind")),
        button(view.say("phone.keep"), kind="second", **tap("back")),
    )


def menu(view: View) -> Html:
    """Everything that is not about one contract."""
    first = row("gear", view.say("phone.settings"), **tap("go", screen="settings"))
    common = [
        row(picture, view.say(f"phone.{name}"), **tap("go", screen=name))
        for picture, name in (
            *(("news", "news"), ("tag", "tariffs"), ("pin", "centres")),
            *(("wifi", "hotspots"), ("help", "help")),
        )
    ]
    if view.is_guest:
        last = button(view.say("phone.sign_in"), **tap("sign_in"))
        return page(view, view.say("phone.menu"), rows(first, *common), last, is_start=True)
    elsewhere = row("paper", view.say("phone.service_centre"), **tap("go", screen="service_centre"))
    account = view.handset.account
    signed_in = tag("p", icon("user"), _mobile(account) if account else "", cls="who")
    last = button(view.say("phone.sign_out"), kind="second", **tap("sign_out"))
    lines = joined(rows(first, *common, elsewhere), last)
    return page(view, view.say("phone.menu"), signed_in, lines, is_start=True)


def settings(view: View) -> Html:
    """Settings: the language is the one that there is (S26)."""
    line = row("globe", view.say("phone.language"), **tap("go", screen="language"))
    return page(view, view.say("phone.settings"), rows(line))


def language(view: View) -> Html:
    """Choose a language."""
    choices = language_choices(view)
    text = note(view.say("phone.language.note"))
    return page(view, view.say("phone.language"), choices, text)


def service_centre(view: View) -> Html:
    """What only a service centre does: the operator says so (GEN-OUT)."""
    lines = [
        row("paper", view.say(f"operation.{name}"), **tap("service_centre", item=name))
        for name in AT_A_SERVICE_CENTRE
    ]
    lead = tag("p", view.say("phone.service_centre.lead"), cls="lead")
    return page(view, view.say("phone.service_centre"), lead, rows(*lines))
