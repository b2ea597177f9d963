"""The time machine: the date, steps ahead, ways back, and the second phone."""

from mybt_sim.app.demo.components import field, form, small
from mybt_sim.app.demo.icons import icon
from mybt_sim.app.demo.session import HANDSETS_MOST
from mybt_sim.app.demo.taps import tap
from mybt_sim.app.demo.view import View
from mybt_sim.app.markup import Child, Html, tag
from mybt_sim.text import date_long, weekday_names

SPANS = ("minute", "hour", "day", "week", "month")


def clock_panel(view: View) -> Html:
    """The bar over the page."""
    now = view.now
    weekday = weekday_names(view.language)[now.weekday()]
    face = tag(
        "p",
        tag("strong", f"{now:%H:%M}", cls="time"),
        tag("span", date_long(now.date(), view.language), cls="date"),
        tag("small", weekday),
        cls="face",
        role="status",
        id="clock-face",
    )
    steps: list[Child] = [
        small(view.say(f"clock.{span}"), **tap("clock.on", item=span)) for span in SPANS
    ]
    if (ends_at := view.handset.promise_ends_at) is not None:
        words = f"{view.say('clock.promise')}: {view.moment(ends_at)}"
        steps.append(small(words, **tap("clock.promise")))
    if (allowed_from := view.handset.allowed_from) is not None:
        words = f"{view.say('clock.allowed')}: {view.moment(allowed_from)}"
        steps.append(small(words, **tap("clock.allowed")))
    bar = tag("div", steps, cls="steps", role="group", aria_label=view.say("clock.title"))
    return tag(
        "section",
        face,
        bar,
        _date(view),
        _ways_back(view),
        _second(view),
        cls="clock",
        data_part="clock",
        aria_label=view.say("clock.title"),
    )


def _date(view: View) -> Html:
    """Any later moment, to the second."""
    moment = field(
        view,
        "moment",
        view.say("clock.at"),
        kind="datetime-local",
        step=1,
        value=f"{view.now:%Y-%m-%dT%H:%M:%S}",
        min=f"{view.now:%Y-%m-%dT%H:%M:%S}",
    )
    go = tag("button", view.say("clock.to"), cls="small", type_="submit")
    words = view.say("clock.at")
    summary = tag("summary", icon("calendar"), tag("span", words), cls="small", title=words)
    asked = form("clock.to", moment, go, cls="card date-form")
    return tag("details", summary, asked, cls="ways", id="any-date")


def _ways_back(view: View) -> Html:
    moments = view.handset.moments
    if not moments:
        return Html("")
    lines = [
        tag(
            "button",
            view.moment(moment.at),
            cls="row",
            type_="button",
            **tap("clock.back", item=place),
        )
        for place, moment in reversed(list(enumerate(moments)))
    ]
    words = view.say("clock.back")
    summary = tag("summary", icon("undo"), tag("span", words), cls="small", title=words)
    return tag("details", summary, tag("div", lines, cls="card rows"), cls="ways", id="ways-back")


def _second(view: View) -> Html:
    """The switch of the second phone, beside the first."""
    if len(view.demo.handsets) < HANDSETS_MOST:
        words = icon("fork"), tag("span", view.say("clock.fork"))
        title = view.say("clock.fork.note")
        return tag("button", words, cls="small", type_="button", title=title, **tap("clock.fork"))
    away = view.say("clock.join", count=view.demo.active + 1)
    words = icon("cross"), tag("span", away)
    return tag("button", words, cls="small", type_="button", **tap("clock.join"))
