"""The charts of the explorer as pictures that stand alone, with the colours of the light look."""

from collections.abc import Callable, Mapping

from mybt_sim.analysis.cubes import answers, by_hour
from mybt_sim.analysis.cubes.dimensions import DIMENSIONS
from mybt_sim.app.explorer import cards, drawing
from mybt_sim.app.explorer.hours import busiest
from mybt_sim.app.explorer.view import View
from mybt_sim.app.markup import Html, tag
from mybt_sim.app.picture import MARGIN, TOP, WIDE, Bar, alone, bars_picture, table_picture
from mybt_sim.text import weekday_names

STYLE = """
svg svg text { fill: #5B6673; font-size: 12px }
polyline { stroke: #0072B2; stroke-width: 2 }
.band { fill: #3F5FD0; fill-opacity: 0.14 }
line.level { stroke: #DDD8CE }
.columns rect { fill: #0F6B5C }
.columns rect.peak { fill: #3F5FD0 }
.step-1 { fill: #DFEDE9 } .step-2 { fill: #BFDDD6 } .step-3 { fill: #8CC2B6 }
.step-4 { fill: #52A091 } .step-5 { fill: #1F7B6B } .step-6 { fill: #084A3F }
"""
Told = Mapping[str, str]


def picture(view: View, chart: str, told: Told) -> str:
    """A chart as an SVG of its own, over what it is, what is chosen, and the query."""
    if chart in DIMENSIONS:
        return _dimension(view, chart, told)
    return _PICTURES[chart](view, told)


def _dimension(view: View, name: str, told: Told) -> str:
    found = {one.word: one for one in answers.bars(view.cubes, view.selection)[name]}
    rows = [
        Bar(text, view.amount(found[word].amount), found[word].amount)
        for word, text in view.names[name].items()
        if found[word].contract_days
    ]
    return bars_picture(rows, view.say(f"sub.bars.{view.selection.subject}"), told)


def _totals(view: View, told: Told) -> str:
    return table_picture(*cards.totals_told(view), cards.period_of(view), told)


def _calls(view: View, told: Told) -> str:
    return bars_picture(cards.calls_told(view), view.say("sub.calls"), told)


def _attach(view: View, told: Told) -> str:
    rows = [
        Bar(*cards.add_on_told(one, view), one.has * 10_000 // one.could)
        for one in cards.attached(view)
    ]
    return bars_picture(rows, cards.attach_subtitle(view), told)


def _cohorts(view: View, told: Told) -> str:
    return table_picture(*cards.cohorts_told(view), view.say("sub.cohorts"), told)


def _daily(view: View, told: Told) -> str:
    found = [one.tolist() for one in answers.daily(view.cubes, view.selection).values()]
    subtitle, drawn = cards.curve_told(view, [sum(one) for one in zip(*found, strict=True)])
    return _placed(drawn, drawing.HIGH + 24, subtitle, told)


def _hours(view: View, told: Told) -> str:
    found = by_hour.hours_of_week(view.cubes, view.selection)
    names = weekday_names(view.language, short=True)
    return _placed(drawing.heat(found.shades, names), 178, busiest(view, found), told)


def _clock(view: View, told: Told) -> str:
    found = by_hour.hours_of_day(view.cubes, view.selection)
    shown = [
        tag(
            "svg",
            tag("text", view.say(f"subject.{name}"), x=0, y=12),
            tag("svg", drawing.clock(sums), y=24, height=120) if any(sums) else None,
            x=f"{place * 34}%",
            width="30%",
        )
        for place, (name, sums) in enumerate(found.items())
    ]
    return _placed(shown, 150, view.say("sub.clock"), told)


def _distribution(view: View, told: Told) -> str:
    found = answers.distribution(view.cubes, view.selection)
    if found is None:
        return bars_picture([], view.say("no_month"), told)
    subtitle = cards.distribution_told(view, found)
    return _placed(cards.spread(view, found), 150, subtitle, told)


def _placed(drawn: Html | list[Html], high: int, subtitle: str, told: Told) -> str:
    room = tag("svg", drawn, x=MARGIN, y=TOP, width=WIDE - 2 * MARGIN, height=high)
    return alone([tag("style", STYLE), room], high, subtitle, told)


_PICTURES: dict[str, Callable[[View, Told], str]] = {
    "totals": _totals,
    "daily": _daily,
    "clock": _clock,
    "hours": _hours,
    "distribution": _distribution,
    "calls": _calls,
    "cohorts": _cohorts,
    "attach": _attach,
}
