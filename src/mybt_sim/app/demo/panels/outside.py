"""Outside the phone: people and their paper, messages, calls, money, the network."""

from mybt_sim.app.demo.components import chips, field, form, small
from mybt_sim.app.demo.correspondence import bell, call_bubble, fill_button, message_bubble
from mybt_sim.app.demo.handset import KINDS
from mybt_sim.app.demo.icons import icon
from mybt_sim.app.demo.panels.at_home import at_home
from mybt_sim.app.demo.panels.part import part
from mybt_sim.app.demo.setting import Person
from mybt_sim.app.demo.taps import ActionName, tap
from mybt_sim.app.demo.view import View
from mybt_sim.app.markup import Child, Html, tag
from mybt_sim.text import phone
from mybt_sim.world.directory import Service

MESSAGES_SHOWN = 3
CALLS_SHOWN = 3
CARD_GROUP = 4


def outside_panel(view: View) -> Html:
    """Everything beside the phone that is not the phone."""
    parts = (
        _messages(view),
        _calls(view),
        _people(view),
        _paper(view),
        at_home(view),
        _money(view),
        _device(view),
    )
    return tag("div", parts, cls="outside")


def _people(view: View) -> Html:
    """The cast; a tap lays somebody's paper beside the phone."""
    cards = [
        tag(
            "button",
            _introduced(view, person),
            cls="person",
            type_="button",
            aria_pressed="true" if place == view.demo.person else "false",
            **tap("outside.person", item=place),
        )
        for place, person in enumerate(view.demo.setting.people)
    ]
    return part(
        "user", view.say("outside.people"), tag("div", cards, cls="people"), identity="people"
    )


def _introduced(view: View, person: Person) -> list[Child]:
    """Who somebody is: in the words of the application, or by what the person has."""
    name = view.name(person.holder.full_name)
    if view.demo.setting.has_words:
        note = tag("small", view.say(f"cast.{person.role}.note"), cls="story")
        return [tag("b", view.say(f"cast.{person.role}")), tag("small", name), note]
    directory = view.handset.world.directory
    kinds = (service.kind for one in person.contracts for service in directory.services(one))
    held = ", ".join(view.say(f"service.{kind}").lower() for kind in dict.fromkeys(kinds))
    return [tag("b", name), tag("small", held), tag("small", view.name(person.holder.address))]


def _paper(view: View) -> Html:
    """The paper of the chosen person: login and password of each service, home phone, surname."""
    person = view.demo.setting.people[view.demo.person]
    world = view.handset.world
    papers = [
        (service, login, password)
        for contract in person.contracts
        for service, (login, password) in zip(
            world.directory.services(contract), world.outside.paper(contract), strict=True
        )
    ]
    lines = [_login_line(view, place, *paper) for place, paper in enumerate(papers)]
    who = tag(
        "p",
        tag("b", view.name(person.holder.full_name)),
        tag("small", view.name(person.holder.address)),
        cls="holder",
    )
    home = _home_line(view, person) if person.holder.home_phone else None
    sheet = tag("div", who, tag("ul", lines), home, cls="sheet")
    return part("paper", view.say("outside.paper"), sheet, identity="paper")


def _login_line(view: View, place: int, service: Service, login: str, password: str) -> Html:
    number = view.handset.world.directory.number(service.contract_id)
    return tag(
        "li",
        tag("span", view.say(f"service.{service.kind}"), f" · №\xa0{number}", cls="quiet"),
        tag(
            "dl",
            tag("dt", view.say("phone.login")),
            tag("dd", login),
            tag("dt", view.say("phone.password")),
            tag("dd", password),
        ),
        fill_button(view, login, **tap("outside.login", item=place)),
    )


def _home_line(view: View, person: Person) -> Html:
    number = phone(person.holder.home_phone)
    return tag(
        "p",
        tag("span", icon("phone"), number, cls="number"),
        fill_button(view, number, **tap("outside.home_phone")),
        cls="split",
    )


def _messages(view: View) -> Html:
    """Short messages to the number that a code was asked for, newest first."""
    number = view.handset.asked or view.handset.mobile
    found = list(view.handset.world.outside.inbox(number))[-MESSAGES_SHOWN:]
    body: list[Child] = [
        tag(
            "p",
            tag("span", icon("mobile"), view.handset.mobile, cls="number"),
            fill_button(view, view.handset.mobile, **tap("outside.mobile")),
            cls="split",
        )
    ]
    if not found:
        body.append(tag("p", view.say("outside.sms.none"), cls="quiet"))
    body += [
        message_bubble(view, sms, is_newest=not place) for place, sms in enumerate(reversed(found))
    ]
    return part("sms", view.say("outside.sms"), body, identity="sms")


def _calls(view: View) -> Html:
    """The home phone: ringing now, or what the auto-informer said."""
    title = view.say("outside.calls")
    if view.handset.ringing is not None:
        return part("phone", title, bell(view, view.handset.ringing[0]), identity="calls")
    number = _number_of(view)
    found = list(view.handset.world.outside.calls(number))[-CALLS_SHOWN:] if number else []
    if not found:
        nobody = tag("p", view.say("outside.calls.none"), cls="quiet")
        return part("phone", title, nobody, identity="calls")
    return part(
        "phone", title, [call_bubble(view, one) for one in reversed(found)], identity="calls"
    )


def _number_of(view: View) -> str:
    """The home phone that matters: the one that was called last, or the chosen person's."""
    if view.handset.screen.name == "bind_code":
        return view.handset.screen.item
    holder = view.demo.setting.people[view.demo.person].holder
    return f"+{holder.home_phone}" if holder.home_phone else ""


def _money(view: View) -> Html:
    """The bank behind the card, a shop that sells express cards, and a payment through ЕРИП."""
    cards = [
        tag(
            "p",
            tag(
                "code",
                " ".join(card[at : at + CARD_GROUP] for at in range(0, len(card), CARD_GROUP)),
            ),
            fill_button(view, card, **tap("outside.card", item=place)),
            cls="split",
        )
        for place, card in enumerate(view.handset.cards)
    ]
    bank = _switch(view, "outside.decline", view.say("outside.bank"), is_on=view.demo.is_declining)
    shop = small(view.say("outside.shop"), **tap("outside.buy_card"))
    erip = form(
        "outside.erip",
        field(
            view, "erip", view.say("outside.erip"), inputmode="decimal", value=view.typed("20.00")
        ),
        tag("button", view.say("phone.pay"), cls="small", type_="submit"),
        cls="erip",
    )
    return part(
        "bank",
        view.say("outside.money"),
        bank,
        tag("p", shop, cls="split"),
        cards,
        erip,
        identity="money",
    )


def _switch(view: View, action: ActionName, words: str, *, is_on: bool) -> Html:
    state = "true" if is_on else "false"
    knob = tag("span", cls="knob")
    return tag(
        "button",
        tag("span", words),
        knob,
        cls="switch",
        type_="button",
        role="switch",
        aria_checked=state,
        **tap(action),
    )


def _device_name(view: View, name: str) -> str:
    """What a device is; its own name where it is none of ours."""
    kind = view.handset.devices[name]
    words = view.say(f"client.{kind}") if kind in KINDS else kind
    return words + name.removeprefix(kind).replace("_", " ")


def _device(view: View) -> Html:
    """The network, and which client is in hand."""
    kinds = chips(
        *(
            (_device_name(view, name), name == view.handset.hand, tap("outside.client", item=name))
            for name in view.handset.devices
        )
    )
    net = _switch(
        view, "outside.network", view.say("outside.network"), is_on=view.handset.is_online
    )
    return part("signal", view.say("outside.device"), kinds, net, identity="device")
