"""The page of the lab: levers on one side, what they come to on the other."""

from mybt_sim.analysis.chosen import region_names
from mybt_sim.analysis.what_if import WhatIf
from mybt_sim.app.document import document, opening
from mybt_sim.app.markup import Child, Html, tag
from mybt_sim.app.whatif import cards
from mybt_sim.app.whatif.levers import GROUPS, HOURS, NEW_FEE, SIZES, Lever
from mybt_sim.app.whatif.life import one_life
from mybt_sim.app.whatif.view import PATH, View
from mybt_sim.app.whatif.work import WORKROOM, Question
from mybt_sim.text import LANGUAGE_NAMES, LANGUAGES, translate

LINKS = (
    tag("link", rel="stylesheet", href="/static/explorer.css"),
    tag("link", rel="stylesheet", href="/static/whatif.css"),
    tag("script", src="/static/whatif.js", defer=True),
)
ANSWERS = ("verdict", "past", "effects", "moved", "losers", "winners", "life", "command")


def page(view: View, question: Question) -> str:
    """The whole page, with what is known by now."""
    found = parts(view, question)
    say = view.say
    main = tag(
        "main",
        opening(say("title"), tag("p", say("lead"))),
        tag("p", say("failed"), id="failed", role="alert", hidden=True),
        tag(
            "div",
            _levers(view),
            tag(
                "div",
                tag("div", found["verdict"], id="verdict", role="status"),
                tag("div", found["effects"], id="effects"),
                tag("div", found["past"], id="past"),
                _pair(found, "losers", "winners"),
                tag("div", found["life"], id="life"),
                _pair(found, "moved", "command"),
                cls="answers",
            ),
            cls="lab",
        ),
        id="explorer",
        cls="what-if",
        data_run=view.mark,
    )
    return document(view.language, say("title"), _top(view), main, links=LINKS)


def parts(view: View, question: Question) -> dict[str, Html]:
    """Every part by its place; all of them show one answer."""
    found = WORKROOM.told(question)
    return {
        "languages": _languages(view),
        "verdict": cards.verdict(view, question, found),
        "effects": cards.effects(view, found),
        "moved": cards.moved(view, found),
        "losers": cards.people(view, found, "losers"),
        "winners": cards.people(view, found, "winners"),
        "life": one_life(view, found) or Html(""),
        "past": _past(view, found),
        "command": cards.command(view),
    }


def _past(view: View, found: WhatIf | None) -> Html:
    """What was told in full; what is told now becomes a part of it when it is."""
    if found is not None and found.is_whole and not view.asked.is_today:
        keys = WORKROOM.remember(view.page, view.key)
    else:
        keys = WORKROOM.past(view.page)
    return cards.past(view, [(one, WORKROOM.answered(one)) for one in keys])


def _pair(found: dict[str, Html], *names: str) -> Html:
    return tag("div", [tag("div", found[name], id=name) for name in names], cls="grid two")


def _top(view: View) -> Html:
    home = tag("a", "← ", translate("page.to_home", view.language), href=f"/?lang={view.language}")
    return tag(
        "header", home, tag("nav", _languages(view), cls="languages", id="languages"), cls="bar"
    )


def _languages(view: View) -> Html:
    links = []
    for code in LANGUAGES:
        href = view.href(life=view.life).replace(f"lang={view.language}", f"lang={code}", 1)
        current = "true" if code == view.language else None
        links.append(tag("a", LANGUAGE_NAMES[code], href=href, lang=code, aria_current=current))
    return tag("span", links)


def _levers(view: View) -> Html:
    """The form: it is an address of its own, with or without the script."""
    levers = view.asked.levers(view.bench)
    chosen = {
        "price": [_tariffs(view, "tariff")],
        "new": [_tariffs(view, "like")],
        "outage": [_regions(view), _moment(view)],
    }
    groups = [
        tag(
            "fieldset",
            tag("legend", view.say(f"group.{group}")),
            chosen.get(group),
            [_lever(view, levers[name]) for name in names],
        )
        for group, names in GROUPS.items()
    ]
    seed = _field(
        view.say("seed"),
        tag("input", type_="number", name="seed", id="seed", min=0, value=view.asked.seed),
        "seed",
        tag("small", view.say("seed.note")),
    )
    strange = tag("p", view.say("strange"), cls="strange", role="status") if view.strange else None
    return tag(
        "form",
        tag("input", type_="hidden", name="lang", value=view.language),
        strange,
        groups,
        tag("fieldset", tag("legend", view.say("group.luck")), seed),
        tag(
            "p",
            tag("button", view.say("ask")),
            tag("a", view.say("reset"), href=f"{PATH}?lang={view.language}", data_reset=True),
            cls="chips",
        ),
        id="levers",
        data_point="." if view.language == "en" else ",",
        action=PATH,
        method="get",
        aria_label=view.say("levers"),
    )


def _lever(view: View, lever: Lever) -> Html:
    """A slider and a field of one value; today's value is what an empty field says."""
    name = lever.name
    value, is_new = view.asked.moved.get(name), name in (NEW_FEE, HOURS)
    low, high = lever.slider
    size = SIZES.get(lever.unit, 1)
    words = view.about(name, view.asked) if name == NEW_FEE else view.lever_name(name)
    unit = {"money": "BYN", "percent": "%", "day": ""}.get(lever.unit) if (
        lever.unit in ("money", "percent", "day")
    ) else translate(f"rules.unit.{lever.unit}", view.language)  # fmt: skip
    label = f"{words}, {unit}" if unit else words
    shown = lever.today if value is None else value
    slider = tag(
        "input",
        type_="range",
        min=f"{low / size:g}",
        max=f"{high / size:g}",
        step=f"{lever.reach.step / size:g}",
        value=f"{shown / size:g}",
        data_of=name,
        aria_label=label,
        aria_valuetext=view.value(lever, shown),
    )
    box = tag(
        "input",
        type_="text",
        inputmode="decimal",
        name=name,
        id=name,
        value="" if value is None else view.typed(lever, value),
        placeholder=view.say("none")
        if name in (NEW_FEE, HOURS)
        else view.typed(lever, lever.today),
        data_today=lever.written(lever.today),
    )
    is_moved = "lever moved" if value is not None else "lever"
    today = view.say("today", value=view.value(lever, lever.today))
    note = None if is_new else tag("small", today)
    return tag("div", tag("label", label, for_=name), tag("div", slider, box, cls="pair"), note,
               cls=is_moved)  # fmt: skip


def _field(label: str, control: Html, name: str, *more: Child) -> Html:
    return tag("div", tag("label", label, for_=name), control, *more, cls="lever")


def _tariffs(view: View, name: str) -> Html:
    chosen = getattr(view.asked, name)
    options = [
        tag("option", words, value=tariff.id, selected=tariff.id == chosen)
        for tariff, words in view.tariffs
    ]
    return _field(view.say(f"choice.{name}"), tag("select", options, name=name, id=name), name)


def _regions(view: View) -> Html:
    options = [
        tag("option", words, value=code, selected=code == view.asked.region)
        for code, words in region_names(view.language).items()
    ]
    control = tag("select", options, name="region", id="region")
    return _field(view.say("choice.region"), control, "region")


def _moment(view: View) -> Html:
    control = tag(
        "input",
        type_="datetime-local",
        name="outage_at",
        id="outage_at",
        value=view.asked.outage_at.isoformat(timespec="minutes"),
    )
    return _field(view.say("choice.outage_at"), control, "outage_at")
