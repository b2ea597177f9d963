"""The cards of hours: of the week for one subject, of the day for all that have hours."""

from collections.abc import Iterable, Sequence

from mybt_sim.analysis.cubes.by_hour import HOURLY, Week, hourly, hours_of_day, hours_of_week
from mybt_sim.app.explorer.cards import card, table, title_of
from mybt_sim.app.explorer.drawing import clock as drawn
from mybt_sim.app.explorer.drawing import heat
from mybt_sim.app.explorer.view import View
from mybt_sim.app.markup import NOTHING, Html, tag
from mybt_sim.text import number, percent, weekday_names


def hour_text(hour: int) -> str:
    """An hour from its beginning to its end."""
    return f"{hour:02}:00–{hour + 1:02}:00"


def hours(view: View) -> Html:
    """The subject by hour of the week."""
    found = hours_of_week(view.cubes, view.selection)
    if found.peak is None:
        return card(view, "hours", view.say("nothing"))
    days, means = weekday_names(view.language), found.means
    rows: Iterable[Sequence[str]] = (
        (days[day], *(number(value, view.language) for value in means[day]))
        for day in range(len(days))
    )
    heads = [view.say("weekday"), *(f"{hour}" for hour in range(24))]
    return card(
        view,
        "hours",
        busiest(view, found),
        heat(found.shades, weekday_names(view.language, short=True)),
        table=table(heads, rows, title_of(view, "hours")) if _is_open(view, "hours") else NOTHING,
    )


def busiest(view: View, found: Week) -> str:
    """What is told, and its hour of the week with most."""
    if found.peak is None:
        return view.say("nothing")
    subject, (day, hour) = hourly(view.selection.subject), found.peak
    return view.say(
        "sub.hours",
        subject=view.say(f"subject.{subject}"),
        hour=f"{weekday_names(view.language)[day]}, {hour_text(hour)}",
        figure=view.amount(found.means[day][hour], subject),
    )


def clock(view: View) -> Html:
    """Traffic, television and calls by hour of the day, each with its busiest hour."""
    found = hours_of_day(view.cubes, view.selection)
    heads = [view.say("hour"), *(view.say(f"measure.{name}") for name in HOURLY)]
    rows = (
        (hour_text(hour), *(number(found[name][hour], view.language) for name in HOURLY))
        for hour in range(24)
    )
    return card(
        view,
        "clock",
        view.say("sub.clock"),
        tag("div", [_dial(view, name, found[name]) for name in HOURLY], cls="clocks"),
        table=table(heads, rows, title_of(view, "clock")) if _is_open(view, "clock") else NOTHING,
    )


def _dial(view: View, name: str, sums: Sequence[int]) -> Html:
    told = view.say("nothing")
    if any(sums):
        peak = max(range(len(sums)), key=sums.__getitem__)
        share = percent(sums[peak] / sum(sums), view.language, digits=1)
        told = view.say("peak", hour=hour_text(peak), share=share)
    shown = drawn(sums) if any(sums) else None
    return tag("div", tag("h3", view.say(f"subject.{name}")), tag("p", told, cls="sub"), shown)


def _is_open(view: View, name: str) -> bool:
    return f"{name}.table" in view.opened
