"""One theme for all charts, made of the colour tokens that the pages use.

A chart on a page names a token (`var(--mb-pine, #0F6B5C)`), so that it follows the light or dark
page by itself; `settled` puts the colours in for a chart that leaves the page. Nothing is fetched.
"""

import re
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

import altair as alt

from mybt_sim.text import Language, month_names, number, weekday_names

Drawing: TypeAlias = alt.Chart | alt.LayerChart | alt.FacetChart
Scheme: TypeAlias = Literal["light", "dark"]

TOKENS: Mapping[str, tuple[str, str]] = {
    "paper": ("#F7F5F0", "#12161C"),
    "surface": ("#FFFFFF", "#1B222B"),
    "ink": ("#1B2430", "#E8ECF1"),
    "muted": ("#5B6673", "#9AA6B2"),
    "line": ("#DDD8CE", "#2C3641"),
    "pine": ("#0F6B5C", "#4FBFA8"),
    "cornflower": ("#3F5FD0", "#8FA6FF"),
    "amber": ("#9A5B00", "#F0B35A"),
    "brick": ("#B3261E", "#F28B82"),
    # categories: Okabe–Ito, the shades that stand out on each background
    "series-1": ("#0072B2", "#56B4E9"),
    "series-2": ("#D55E00", "#E69F00"),
    "series-3": ("#009E73", "#009E73"),
    "series-4": ("#CC79A7", "#CC79A7"),
    # sequence: pine, from least to most
    "pine-1": ("#DFEDE9", "#20312F"),
    "pine-2": ("#BFDDD6", "#245049"),
    "pine-3": ("#8CC2B6", "#2B7366"),
    "pine-4": ("#52A091", "#389684"),
    "pine-5": ("#1F7B6B", "#5CC2AC"),
    "pine-6": ("#084A3F", "#A5EBDC"),
}
"""Each token with its colour on a light and on a dark page; app/static/tokens.css has the same."""

SEQUENCE = tuple(f"pine-{step}" for step in range(1, 7))
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif'
TEXT_PX = 12

_TOKEN = re.compile(r"var\(--mb-([a-z0-9-]+), #[0-9A-F]{6}\)")


def token(name: str) -> str:
    """The colour of a token as a page resolves it."""
    return f"var(--mb-{name}, {TOKENS[name][0]})"


def themed(chart: Drawing, language: Language) -> Drawing:
    """The chart with our colours and type, and with figures and dates of the language."""
    quiet = {"domain": False, "ticks": False, "title": None, "labelPadding": 8}
    drawing: Drawing = chart.configure(
        background="transparent",
        font=FONT,
        padding={"left": 0, "right": 0, "top": 4, "bottom": 6},
        locale=_locale(language),
        axis={
            **quiet,
            "labelColor": token("muted"),
            "labelFontSize": TEXT_PX,
            "gridColor": token("line"),
        },
        legend={
            "labelColor": token("muted"),
            "labelFontSize": TEXT_PX,
            "title": None,
            "orient": "top",
            "direction": "horizontal",
        },
        text={"color": token("ink"), "fontSize": TEXT_PX},
        view={"stroke": None},
    ).properties(
        autosize={"type": "fit-x", "contains": "padding"},
        usermeta={"embedOptions": {"renderer": "svg", "actions": False}},
    )
    return drawing


def day_labels(language: Language) -> str:
    """The format of a day on an axis, as a date is written: 24 мая, May 24."""
    return "%B %-d" if language == "en" else "%-d %B"


MONTH_LABELS = "%b"
"""The format of a month on an axis, where it stands alone: май."""


def decimal_labels(language: Language) -> str:
    """Labels of a legend without groups: Vega does not give its locale to every legend."""
    decimal = number(0.5, language, digits=1)[1]
    return f"datum.label ? replace(datum.label, '.', '{decimal}') : ''"


def settled(spec: Any, scheme: Scheme) -> Any:
    """A chart as a dictionary with the colours of a scheme in place of tokens."""
    if isinstance(spec, dict):
        return {name: settled(part, scheme) for name, part in spec.items()}
    if isinstance(spec, list):
        return [settled(part, scheme) for part in spec]
    if isinstance(spec, str):
        return _TOKEN.sub(lambda found: TOKENS[found[1]][scheme == "dark"], spec)
    return spec


def _locale(language: Language) -> dict[str, Any]:
    """What Vega would otherwise take from American English."""
    sample = number(12345.6, language, digits=1)
    shape = {"decimal": sample[-2], "thousands": sample[2], "grouping": [3], "currency": ["", ""]}
    days, short_days = weekday_names(language), weekday_names(language, short=True)
    return {
        "number": {**shape, "minus": "\N{MINUS SIGN}"},
        "time": {
            "dateTime": "%x %X",
            "date": "%d.%m.%Y",
            "time": "%H:%M",
            "periods": ["", ""],
            "days": [days[-1], *days[:-1]],
            "shortDays": [short_days[-1], *short_days[:-1]],
            "months": list(month_names(language, beside_a_day=True)),
            "shortMonths": list(month_names(language, short=True)),
        },
    }
