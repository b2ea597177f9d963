"""Light pictures as SVG. A picture says nothing that a list or table beside it does not say."""

import datetime
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mybt_sim.app.markup import Html, tag
from mybt_sim.text import Language, date_short, month_names

WIDE, HIGH = 1000, 200
STEPS = 6
MONTHS_FROM = 93
LEVELS = 4
"""So many lines across a picture at most."""
HEADROOM = 8
"""What a picture leaves above its highest value."""


def bar(value: int, most: int) -> Html:
    """A bar as long as its part of the largest."""
    part = 100 * value / most if most > 0 else 0
    return Html(
        '<svg class="part" height="6" width="100%" aria-hidden="true">'
        f'<rect width="{max(part, 0):.2f}%" height="6" rx="3"></rect></svg>'
    )


def curve(
    values: Sequence[int],
    dates: Sequence[datetime.date],
    chosen: tuple[int, int],
    language: Language,
    marks: Mapping[str, int],
) -> Html:
    """A curve of days with the chosen ones marked; `explorer.js` draws over it.

    `marks` are values at which a line goes across, by their words.
    """
    count, most = len(values), max(max(values), 1)
    points = " ".join(
        f"{WIDE * (day + 0.5) / count:.1f},{HIGH - (HIGH - HEADROOM) * value / most:.1f}"
        for day, value in enumerate(values)
    )
    line = tag("polyline", points=points, fill="none", vector_effect="non-scaling-stroke")
    first, last = chosen
    band = tag(
        "rect",
        x=f"{100 * first / count:.3f}%",
        width=f"{100 * (last + 1 - first) / count:.3f}%",
        height=HIGH,
        cls="band",
    )
    inner = tag(
        "svg", line, viewBox=f"0 0 {WIDE} {HIGH}", preserveAspectRatio="none", height=HIGH,
        width="100%",
    )  # fmt: skip
    return tag(
        "svg",
        band,
        *levels(marks, most, HIGH),
        inner,
        ticks(dates, language, HIGH + 18),
        cls="curve",
        width="100%",
        height=HIGH + 24,
        aria_hidden="true",
        data_days=count,
        data_first=dates[0].isoformat(),
    )


class Levels(NamedTuple):
    """Lines across a picture at some values, and the words above them."""

    lines: list[Html]
    words: list[Html]


def levels(marks: Mapping[str, int], most: int, floor: int) -> Levels:
    """Lines at `marks` in a picture whose highest value is `HEADROOM` below its top."""
    high = {
        text: f"{floor - (floor - HEADROOM) * value / most:.1f}" for text, value in marks.items()
    }
    return Levels(
        [tag("line", x1=0, x2="100%", y1=y, y2=y, cls="level") for y in high.values()],
        [
            tag("text", text, x="100%", y=y, dy=-4, text_anchor="end", cls="level")
            for text, y in high.items()
        ],
    )


def ticks(dates: Sequence[datetime.date], language: Language, y: int) -> list[Html]:
    """Names of months below a curve of days, or of some days where there are few."""
    count = len(dates)
    if count >= MONTHS_FROM:
        short = month_names(language, short=True)
        shown = [(day, short[one.month - 1]) for day, one in enumerate(dates) if one.day == 1]
        shown = shown[:: -(-len(shown) // 13)]
    else:
        shown = [(d, date_short(dates[d], language)) for d in range(0, count, -(-count // STEPS))]
    return [
        tag(
            "text",
            text,
            x=f"{100 * (day + 0.2) / count:.2f}%",
            y=y,
            cls="tick thin" if at % 2 else "tick",
        )
        for at, (day, text) in enumerate(shown)
    ]


def columns(counts: Sequence[int], edges: Sequence[str]) -> Html:
    """Columns side by side, as high as their part of the highest; a few are still seen.

    `edges` are the words of every so-manieth left edge, from the first one on.
    """
    bars = _bars([max(120 * one / max(*counts, 1), 1 if one else 0) for one in counts], 120)
    marks = [
        tag("text", text, x=f"{100 * at / len(edges):.2f}%", y=138) for at, text in enumerate(edges)
    ]
    return tag("svg", bars, marks, cls="columns", width="100%", height=144, aria_hidden="true")


def clock(sums: Sequence[int]) -> Html:
    """A column for each hour of the day; that of the busiest one stands out."""
    most = max(*sums, 1)
    bars = _bars([96 * one / most for one in sums], 96, peak=sums.index(max(sums)))
    marks = [
        tag("text", str(hour), x=f"{hour * 100 / len(sums):.2f}%", y=114)
        for hour in range(0, len(sums), 6)
    ]
    return tag("svg", bars, marks, cls="columns", width="100%", height=120, aria_hidden="true")


def _bars(heights: Sequence[float], floor: int, peak: int | None = None) -> list[Html]:
    """Columns from a floor up, side by side over the whole width."""
    width = 100 / len(heights)
    return [
        tag(
            "rect",
            x=f"{at * width:.2f}%",
            width=f"{width * 0.86:.2f}%",
            y=f"{floor - height:.1f}",
            height=f"{height:.1f}",
            cls="peak" if at == peak else None,
        )
        for at, height in enumerate(heights)
    ]


def heat(rows: Sequence[Sequence[int]], names: Sequence[str]) -> Html:
    """Cells of hours by weekday, in six steps from least to most."""
    most = max(max(map(max, rows)), 1)
    cells = [
        Html(
            f'<rect x="{6 + 94 * hour / 24:.2f}%" y="{day * 22}" width="3.6%" height="20" rx="2"'
            f' class="step-{min(value * STEPS // most, STEPS - 1) + 1}"></rect>'
        )
        for day, row in enumerate(rows)
        for hour, value in enumerate(row)
    ]
    days = [tag("text", name, x=0, y=day * 22 + 15) for day, name in enumerate(names)]
    marks = [
        tag("text", str(hour), x=f"{6 + 94 * hour / 24:.2f}%", y=7 * 22 + 15)
        for hour in range(0, 24, 3)
    ]
    return tag(
        "svg", cells, days, marks, cls="heat", width="100%", height=7 * 22 + 24, aria_hidden="true"
    )
