"""Pictures of a life as SVG; the tables beside them say the same."""

import datetime
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from mybt_sim.app.explorer.drawing import HIGH, WIDE, ticks
from mybt_sim.app.markup import Html, tag
from mybt_sim.text import Language, money

TOP = 18
"""Room over the lines for the highest balance; that for the lowest is below `FLOOR`."""
FLOOR = TOP + HIGH
Scale: TypeAlias = Callable[[float], float]


class Balance(NamedTuple):
    """A balance after each day; `is_off` on days that ended without service."""

    days: Sequence[datetime.date]
    kopecks: Sequence[int]
    is_off: Sequence[bool]


def balances(sides: Sequence[Balance], marked: datetime.date | None, language: Language) -> Html:
    """Balances as steps, the first in grey where there are two; days without service below."""
    days = sides[0].days
    every = [value for side in sides for value in side.kopecks] + [0]
    low, high = min(every), max(every)
    count, span = len(days), (high - low) or 1

    def across(place: float) -> float:
        return WIDE * place / count

    def down(kopecks: float) -> float:
        return 8 + (HIGH - 16) * (high - kopecks) / span

    kinds = ["variant"] if len(sides) == 1 else ["base", "variant"]
    lines = [
        tag("polyline", points=_steps(side.kopecks, across, down), fill="none", cls=kind,
            vector_effect="non-scaling-stroke")
        for side, kind in zip(sides, kinds, strict=True)
    ]  # fmt: skip
    zero = tag("line", x1=0, x2=WIDE, y1=f"{down(0):.1f}", y2=f"{down(0):.1f}", cls="zero",
               vector_effect="non-scaling-stroke")  # fmt: skip
    off = [
        tag("rect", x=f"{across(place):.1f}", width=f"{WIDE / count:.2f}", y=0, height=HIGH,
            cls="off")
        for place, is_off in enumerate(sides[-1].is_off)
        if is_off
    ]  # fmt: skip
    inner = tag("svg", off, zero, lines, _mark(days, marked, across), y=TOP, height=HIGH,
                width="100%", viewBox=f"0 0 {WIDE} {HIGH}", preserveAspectRatio="none",
                )  # fmt: skip
    ends = [
        tag("text", money(amount, language), x="100%", y=y, text_anchor="end")
        for amount, y in ((high, TOP - 4), (low, FLOOR + 14))
    ]
    return tag("svg", inner, ticks(days, language, FLOOR + 32), ends, cls="balances", width="100%",
               height=FLOOR + 38, aria_hidden="true")  # fmt: skip


def _steps(values: Sequence[int], across: Scale, down: Scale) -> str:
    return " ".join(
        f"{across(place + end):.1f},{down(value):.1f}"
        for place, value in enumerate(values)
        for end in (0, 1)
    )


def _mark(days: Sequence[datetime.date], marked: datetime.date | None, across: Scale) -> Html:
    if marked is None or marked not in days:
        return Html("")
    x = f"{across(list(days).index(marked) + 0.5):.1f}"
    return tag("line", x1=x, x2=x, y1=0, y2=HIGH, cls="now", vector_effect="non-scaling-stroke")


def hours(values: Sequence[int]) -> Html:
    """24 columns as high as their part of the highest, with every third hour below."""
    most = max(max(values), 1)
    bars = [
        tag("rect", x=f"{100 * hour / 24:.2f}%", width="3.6%", y=f"{120 - 120 * value / most:.1f}",
            height=f"{120 * value / most:.1f}")
        for hour, value in enumerate(values)
    ]  # fmt: skip
    marks = [
        tag("text", f"{hour}", x=f"{100 * (hour + 0.43) / 24:.2f}%", y=138, text_anchor="middle")
        for hour in range(0, 24, 3)
    ]
    return tag("svg", bars, marks, cls="columns", width="100%", height=144, aria_hidden="true")
