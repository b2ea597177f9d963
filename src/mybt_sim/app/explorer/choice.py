"""What is chosen, as a visitor sees and changes it: period, values of dimensions, language.

Each is a link or a form of the page's own address, so all of it works without a script as well.
"""

from mybt_sim.analysis.cubes.dimensions import DIMENSIONS
from mybt_sim.app.explorer.view import View
from mybt_sim.app.markup import Html, tag
from mybt_sim.text import LANGUAGE_NAMES, LANGUAGES, number


def languages(view: View) -> Html:
    """The same page in each language."""
    links = []
    for code in LANGUAGES:
        href = view.href().replace(f"lang={view.language}", f"lang={code}", 1)
        current = "true" if code == view.language else None
        links.append(tag("a", LANGUAGE_NAMES[code], href=href, lang=code, aria_current=current))
    return tag("span", links)


def period(view: View) -> Html:
    """The form with the first and the last day."""
    asked, cubes = view.selection, view.cubes
    hidden = [
        tag("input", type_="hidden", name=name, value=text)
        for name, text in view.address()
        if name not in ("from", "to", "open")
    ]
    ends = [
        tag(
            "label",
            view.say(name),
            tag(
                "input",
                type_="date",
                name=name,
                value=cubes.date_of(day).isoformat(),
                min=cubes.first.isoformat(),
                max=cubes.last.isoformat(),
            ),
        )
        for name, day in (("from", asked.first), ("to", asked.last))
    ]
    return tag("form", hidden, ends, tag("button", view.say("show")), action=view.path)


def chips(view: View) -> Html:
    """Each value that is chosen, to be taken out again; undo, and clear."""
    chosen = [
        tag(
            "a",
            view.names[name][word],
            " ×",
            href=view.href(view.toggled(name, word)),
            data_go=True,
            aria_label=view.say("remove", name=view.names[name][word]),
        )
        for name in DIMENSIONS
        for word in view.names[name]
        if word in view.selection.chosen.get(name, ())
    ]
    undo = tag("button", view.say("undo"), type_="button", data_undo=True)
    clear = tag("a", view.say("clear"), href=f"{view.path}?lang={view.language}", data_go=True)
    return tag("div", chosen, undo, clear, cls="chips")


def picks(view: View) -> Html:
    """A list for each dimension that unfolds, on pages that have no chart of it."""
    return tag("div", [_pick(view, name) for name in DIMENSIONS], cls="picks")


def _pick(view: View, name: str) -> Html:
    chosen = view.selection.chosen.get(name, frozenset())
    count = tag("b", number(len(chosen), view.language)) if chosen else None
    links = [
        tag(
            "li",
            tag(
                "a",
                tag("span", text, cls="name"),
                href=view.href(view.toggled(name, word)),
                data_go=True,
                role="checkbox",
                aria_checked="true" if word in chosen else "false",
            ),
        )
        for word, text in view.names[name].items()
    ]
    summary = tag("summary", view.say(f"title.{name}"), " ", count)
    return tag(
        "details",
        summary,
        tag("ul", links, cls="bars"),
        id=f"pick-{name}",
        cls="pick",
        name_="pick",
    )


def strange(view: View) -> Html | None:
    """Says that a part of the address was not understood."""
    if not view.strange:
        return None
    return tag("p", view.say("strange"), cls="strange", role="status")


def trouble(view: View) -> tuple[Html, Html]:
    """What a page says while it waits, and when no answer comes or the run was replaced."""
    again = tag("a", view.say("again"), href=view.href(), id="again", hidden=True)
    failed = tag("p", tag("span", view.say("failed")), " ", again, id="failed", role="alert",
        hidden=True)  # fmt: skip
    return tag("p", view.say("loading"), id="busy", role="status", hidden=True), failed
