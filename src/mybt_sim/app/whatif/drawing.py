"""Pictures of the lab as SVG: what a change does, and to how many. Tables beside say it too."""

from math import copysign, sqrt
from typing import NamedTuple

from mybt_sim.app.markup import Html, tag

ROW, TOP = 34, 6
LEFT, RIGHT = 30, 100
"""Where the scale lies, in per cent of the width; names stand on its left."""


class Span(NamedTuple):
    """A difference and its interval as shares of the baseline, with what is written beside it."""

    name: str
    told: str
    middle: float
    low: float
    high: float
    is_sure: bool


def spans(rows: list[Span]) -> Html:
    """Differences on one scale: the baseline is the grey line, intervals are bars across it.

    The scale goes by the square root, so that a small difference is seen beside a large one.
    """
    reach = max((max(abs(one.low), abs(one.high)) for one in rows), default=0) or 1
    high = TOP * 2 + ROW * len(rows)

    def at(share: float) -> str:
        part = copysign(sqrt(abs(share) / reach), share)
        return f"{LEFT + (RIGHT - LEFT) * (0.5 + 0.46 * part):.2f}%"

    zero = tag("line", x1=at(0), x2=at(0), y1=0, y2=high, cls="zero")
    marks = []
    for place, one in enumerate(rows):
        y = TOP + ROW * place + ROW // 2
        kind = "sure" if one.is_sure else "unsure"
        marks.append(
            tag(
                "g",
                tag("text", one.name, x=0, y=y + 4, cls="what"),
                tag("line", x1=at(one.low), x2=at(one.high), y1=y + 6, y2=y + 6, cls="range"),
                tag("circle", cx=at(one.middle), cy=y + 6, r=5),
                tag("text", one.told, x=at(one.middle), y=y - 4, text_anchor="middle"),
                cls=kind,
            )
        )
    return tag("svg", zero, marks, cls="spans", width="100%", height=high, aria_hidden="true")


class Sides(NamedTuple):
    """How many have less of something and how many more, with their words."""

    name: str
    fewer: int
    more: int
    told: tuple[str, str]


def sides(rows: list[Sides]) -> Html:
    """Bars to the left for those who have less, to the right for those who have more."""
    most = max((max(one.fewer, one.more) for one in rows), default=0) or 1
    drawn = []
    for place, one in enumerate(rows):
        y = place * 52
        left, right = (38 * count / most for count in (one.fewer, one.more))
        drawn.append(
            tag(
                "g",
                tag("text", one.name, x="50%", y=y + 14, text_anchor="middle", cls="what"),
                tag("rect", x=f"{50 - left:.2f}%", width=f"{left:.2f}%", y=y + 20, height=16,
                    cls="fewer"),
                tag("rect", x="50%", width=f"{right:.2f}%", y=y + 20, height=16, cls="more"),
                tag("text", one.told[0], x=f"{49.2 - left:.2f}%", y=y + 33, text_anchor="end"),
                tag("text", one.told[1], x=f"{50.8 + right:.2f}%", y=y + 33),
            )
        )  # fmt: skip
    high = 52 * len(rows)
    return tag("svg", drawn, cls="sides", width="100%", height=high, aria_hidden="true")
