"""Two phones side by side: what each is, and what differs between them."""

from collections.abc import Sequence

from mybt_sim.app.demo.differences import Difference, differences
from mybt_sim.app.demo.icons import icon
from mybt_sim.app.demo.taps import tap
from mybt_sim.app.demo.view import View
from mybt_sim.app.markup import NOTHING, Child, Html, tag

SHOWN_MOST = 1
"""The decision comes first; the rest can be unfolded."""


def phone_label(view: View, place: int) -> Html:
    """What stands over a phone when there are two."""
    is_changed = view.handset.world.change is not None
    words = view.say("beside.changed" if is_changed else "beside.today")
    deed, trouble = view.handset.deed, view.handset.trouble
    verdict = NOTHING
    if deed is not None or trouble:  # what could not be read was not even asked
        is_done = deed is not None and deed.outcome.ok and not trouble
        sign, key = ("check", "phone.done") if is_done else ("cross", "phone.refused")
        kind = "yes" if is_done else "no"
        verdict = tag("span", icon(sign), view.say(key), cls=f"verdict {kind}")
    return tag(
        "p",
        tag("b", view.say("phone.device", count=place + 1)),
        verdict,
        tag("span", words, cls="changed" if is_changed else "quiet"),
        cls="stand-label",
        data_part=f"label-{place}",
        id=f"label-{place}",
    )


def beside_panel(view: View, views: Sequence[View]) -> Html:
    """What differs between the phones, and whether a tap is done on both."""
    demo = view.demo
    if len(demo.handsets) < 2:
        return NOTHING
    found = differences(*views)
    switch = tag(
        "button",
        tag("span", view.say("beside.both")),
        tag("span", cls="knob"),
        cls="switch",
        type_="button",
        role="switch",
        aria_checked="true" if demo.is_both else "false",
        **tap("rules.both"),
    )
    return tag(
        "section",
        _table(view, found[:SHOWN_MOST]),
        tag("div", _more(view, found[SHOWN_MOST:]), switch, cls="split"),
        cls="differences",
        data_part="differences",
        id="differences",
        aria_label=view.say("beside.title"),
    )


def _table(view: View, found: tuple[Difference, ...]) -> Html:
    heads = [
        tag("th", words, scope="col")
        for words in (
            view.say("beside.title"),
            *(view.say("phone.device", count=place) for place in (1, 2)),
        )
    ]
    nothing = tag("tr", tag("td", view.say("beside.same"), colspan=3, cls="quiet"))
    return tag(
        "table", tag("thead", tag("tr", heads)), tag("tbody", _lines(view, found) or nothing)
    )


def _lines(view: View, found: tuple[Difference, ...]) -> list[Child]:
    phones = [view.say("phone.device", count=place) for place in (1, 2)]
    return [
        tag(
            "tr",
            tag("th", one.what, scope="row"),
            tag("td", one.first, data_told=phones[0]),
            tag("td", one.second, data_told=phones[1]),
        )
        for one in found
    ]


def _more(view: View, found: tuple[Difference, ...]) -> Html:
    """What is folded away."""
    if not found:
        return tag("span")
    summary = tag("summary", view.say("beside.more", number=str(len(found))))
    table = tag("table", tag("tbody", _lines(view, found)))
    return tag("details", summary, table, id="more-differences")


def rules_button(view: View) -> Html:
    """Opens the drawer."""
    is_open = view.demo.drawer.is_open
    count = sum(len(part) for part in view.demo.rules.written.values())
    words = view.say("rules.title")
    return tag(
        "button",
        icon("gear"),
        tag("span", words),
        tag("b", str(count), cls="count") if count else None,
        type_="button",
        cls="small rules-button",
        aria_pressed="true" if is_open else "false",
        id="rules-button",
        **tap("rules.toggle"),
    )


def show_button(view: View) -> Html:
    """Lets the phones stand alone before an audience, and back."""
    is_on_show = view.demo.is_on_show
    words = view.say("show.end" if is_on_show else "show.begin")
    return tag(
        "button",
        icon("show"),
        tag("span", words),
        type_="button",
        cls="small",
        aria_pressed="true" if is_on_show else "false",
        id="show-button",
        **tap("show"),
    )
