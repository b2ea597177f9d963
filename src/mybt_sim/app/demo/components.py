"""The components of screens: headings, rows, fields, buttons, messages."""

from mybt_sim.app.demo.handset import WEB
from mybt_sim.app.demo.icons import icon
from mybt_sim.app.demo.steps import next_steps
from mybt_sim.app.demo.taps import ActionName, tap
from mybt_sim.app.demo.view import View, held_together
from mybt_sim.app.markup import NOTHING, Attribute, Attributes, Child, Html, joined, tag
from mybt_sim.engine.vocabulary import Entry, Event
from mybt_sim.text import LANGUAGE_NAMES, LANGUAGES
from mybt_sim.world.clients import Client
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.reads.views import BalanceView

SAID = frozenset(
    {
        *("request_code", "sign_in", "sign_out", "set_language", "open_ticket", "close_ticket"),
        *("bind_by_login", "bind_by_voice_code", "unbind"),
    }
)
"""What no notice tells of, and a sentence does."""


def page(view: View, title: str, *body: Child, is_start: bool = False) -> Html:
    """A screen: its bar with the way back, its message, its body."""
    way_back = (
        NOTHING
        if is_start
        else tag(
            "button",
            icon("back"),
            cls="round",
            type_="button",
            aria_label=view.say("phone.back"),
            **tap("back"),
        )
    )
    return joined(
        tag("header", way_back, tag("h2", title, tabindex="-1", id=view.id("title")), cls="bar"),
        tag("div", message(view), *body, cls="body"),
    )


def message(view: View) -> Html:
    """What came of the last request, or that something typed cannot be read.

    The page tells it to a screen reader, once: see `page._announced`.
    """
    if view.handset.trouble:
        text = view.say(view.handset.trouble)
        return tag("div", icon("warn"), tag("p", text), cls="message refused")
    outcome = view.handset.banner
    if outcome is None:
        return NOTHING
    if isinstance(outcome.data, BalanceView):
        return NOTHING  # the balance itself is shown
    if outcome.ok:
        return _success(view, outcome)
    return refusal_card(view, outcome)


def _success(view: View, outcome: Outcome) -> Html:
    told = told_by(view, outcome)
    return tag(
        "div",
        icon("check"),
        tag("div", tag("strong", view.say("phone.done")), tag("p", told)),
        cls="message done",
    )


def told_by(view: View, outcome: Outcome) -> str:
    """What the operator notifies of an outcome, or at least its name.

    Of what happened in the same second only that counts which the outcome itself brought about.
    """
    own: set[tuple[int, Event | None]] = {
        (happening.contract_id, happening.event) for happening in outcome.events
    }
    own |= {(line.contract_id, None) for line in outcome.entries if line.entry is Entry.PAYMENT}
    if own:
        for notice in view.handset.look(Client.notifications).data or ():
            if notice.at == outcome.at and (notice.contract_id, notice.event) in own:
                return held_together(str(notice.text(view.language)))
    if outcome.operation in SAID:
        return view.say(f"done.{outcome.operation}")
    return outcome.text(view.language)


def refusal_card(view: View, outcome: Outcome, *, is_foretold: bool = False) -> Html:
    """A refusal: what, why, from when, and what can be done next; foretold, when nobody asked."""
    steps = [
        tag(
            "button",
            view.say(step.words, **step.values(view)),
            cls="small",
            type_="button",
            **step.tap(view),
        )
        for step in next_steps(outcome.refusal)
    ]
    return tag(
        "div",
        icon("warn"),
        tag(
            "div",
            tag("strong", view.say("phone.tariff.later" if is_foretold else "phone.refused")),
            tag("p", outcome.text(view.language)),
            tag("div", steps, cls="steps") if steps else None,
        ),
        cls=f"message {'foretold' if is_foretold else 'refused'}",
        data_refusal=outcome.refusal.name,
    )


def why_empty(view: View, outcome: Outcome) -> Html:
    """Why a screen has nothing to show; nothing where its message says the same."""
    told = None if view.handset.trouble else view.handset.banner
    is_told = told is not None and told.refusal is outcome.refusal
    return NOTHING if is_told else refusal_card(view, outcome)


def row(picture: str, title: str, note: str = "", *, value: str = "", **wish: Attribute) -> Html:
    """A line that leads somewhere; `wish` comes from `tap`."""
    return tag(
        "button",
        tag("span", icon(picture), cls="picture"),
        tag("span", tag("b", title), tag("small", note) if note else None, cls="text"),
        tag("span", value, cls="value") if value else None,
        icon("next"),
        cls="row",
        type_="button",
        **wish,
    )


def rows(*lines: Child) -> Html:
    """Lines in one card."""
    return tag("div", *lines, cls="card rows")


def section(title: str, *body: Child) -> Html:
    """A part of a screen under its heading."""
    return tag("section", tag("h3", title), *body)


def card(*body: Child, kind: str = "") -> Html:
    """A card."""
    return tag("div", *body, cls=f"card {kind}".strip())


def note(text: str) -> Html:
    """A quiet sentence."""
    return tag("p", text, cls="quiet")


def empty(picture: str, title: str, text: str, *more: Child) -> Html:
    """What stands where there is nothing yet."""
    return tag("div", icon(picture), tag("h3", title), tag("p", text), *more, cls="empty")


def button(words: str, *, kind: str = "first", **wish: Attribute) -> Html:
    """A button over the whole width; without a wish it sends the form around it."""
    way = "button" if wish else "submit"
    return tag("button", words, cls=f"button {kind}", type_=way, **wish)


def small(words: str, **wish: Attribute) -> Html:
    """A small button."""
    return tag("button", words, cls="small", type_="button", **wish)


def form(action: ActionName, *body: Child, **more: Attribute) -> Html:
    """A form that sends its fields with an action."""
    return tag("form", *body, data_tap=action, novalidate=True, **more)


def once(view: View) -> Html:
    """An idempotency key: a form that is sent twice is carried out once (GEN-IDEM)."""
    return tag("input", type="hidden", name="key", value=str(len(view.handset.world.log)))


def field(
    view: View,
    name: str,
    label: str,
    *,
    kind: str = "text",
    hint: str = "",
    id_: str = "",
    **more: Attribute,
) -> Html:
    """A field with its label; it keeps what was typed. `id_` tells fields of one name apart."""
    identity = view.id(f"field-{name}{id_ and f'-{id_}'}")
    described = f"{identity}-hint" if hint else None
    typed = view.handset.typed.get(name, "")
    attributes: Attributes = {
        "type": kind,
        "name": name,
        "id": identity,
        "value": view.typed(typed) if more.get("inputmode") == "decimal" else typed,
        "autocomplete": "off",
        "aria-describedby": described,
    }
    return tag(
        "p",
        tag("label", label, for_=identity),
        tag("input", **(attributes | more)),
        tag("small", hint, id=described) if hint else None,
        cls="field",
    )


def paper_login(view: View, action: ActionName, words: str) -> tuple[Html, Html]:
    """The form for login and password, and where to find them: on the paper contract (S15)."""
    return (
        form(
            action,
            field(view, "login", view.say("phone.login"), inputmode="numeric"),
            field(view, "password", view.say("phone.password"), kind=_secret(view)),
            button(words),
            cls="card",
        ),
        note(view.say("phone.paper.hint")),
    )


def _secret(view: View) -> str:
    """A web page hides a password, as browsers do; a phone lies in one's own hand."""
    return "password" if view.handset.kind == WEB else "text"


def choice(view: View, name: str, value: str, label: Child, *, is_chosen: bool) -> Html:
    """One of several; `name` ties them together."""
    identity = view.id(f"{name}-{value}")
    radio = tag("input", type="radio", name=name, value=value, id=identity, checked=is_chosen)
    return tag("label", radio, tag("span", label), for_=identity, cls="choice")


def chips(*lines: tuple[str, bool, Attributes]) -> Html:
    """Short choices side by side: words, whether it is chosen, its wish."""
    return tag(
        "div",
        [
            tag(
                "button",
                words,
                cls="chip",
                type_="button",
                aria_pressed="true" if chosen else "false",
                **wish,
            )
            for words, chosen, wish in lines
        ],
        cls="chips",
    )


def balance(view: View, kopecks: int) -> Html:
    """A balance in a line; what is owed is marked, beside its minus."""
    return tag("span", view.money(kopecks), cls=tone(kopecks) or None)


def tone(balance_kopecks: int) -> str:
    """How a balance looks: what is owed is marked."""
    return "owed" if balance_kopecks < 0 else ""


def facts(*pairs: tuple[str, Child]) -> Html:
    """Names with their values."""
    return tag("dl", [(tag("dt", name), tag("dd", value)) for name, value in pairs], cls="facts")


def language_choices(view: View) -> Html:
    """The languages, each by its own name."""
    return tag(
        "div",
        [
            tag(
                "button",
                tag("span", LANGUAGE_NAMES[code]),
                icon("check") if code == view.language else None,
                cls="row",
                type_="button",
                lang=code,
                aria_pressed="true" if code == view.language else "false",
                **tap("language", language=code),
            )
            for code in LANGUAGES
        ],
        cls="card rows",
    )
