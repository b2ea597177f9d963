"""The months of the page of money as a picture: revenue beside cash."""

from collections.abc import Sequence
from typing import NamedTuple

from mybt_sim.analysis.cubes.steps import round_step
from mybt_sim.app.explorer.drawing import HEADROOM, LEVELS, levels
from mybt_sim.app.markup import Html, tag
from mybt_sim.text import Language, money_short

HIGH = 160
ROOM = 0.36
"""What a column takes of its month."""


class Month(NamedTuple):
    """A month by its short name, what was charged for it and what came in, in kopecks."""

    name: str
    revenue: int
    cash: int


def months(rows: Sequence[Month], names: Sequence[str], language: Language) -> Html:
    """Two columns a month; `names` say what they are."""
    most = max(*(max(one.revenue, one.cash) for one in rows), 1)
    step = round_step("charged", most, LEVELS)
    marks = {money_short(value, language): value for value in range(step, most + 1, step)}
    width = 100 / len(rows)
    bars = [
        tag(
            "rect",
            x=f"{(at + 0.1 + place * (ROOM + 0.02)) * width:.2f}%",
            width=f"{width * ROOM:.2f}%",
            y=f"{HIGH - (HIGH - HEADROOM) * value / most:.1f}",
            height=f"{(HIGH - HEADROOM) * value / most:.1f}",
            cls=kind,
        )
        for at, one in enumerate(rows)
        for place, (kind, value) in enumerate((("revenue", one.revenue), ("cash", one.cash)))
    ]
    ticks = [
        tag("text", one.name, x=f"{(at + 0.1) * width:.2f}%", y=HIGH + 18, cls=_tick(at))
        for at, one in enumerate(rows)
    ]
    lines, words = levels(marks, most, HIGH)
    field = tag("svg", lines, bars, ticks, cls="months", height=HIGH + 24, aria_hidden="true")
    scale = tag("svg", words, cls="scale", height=HIGH + 24, aria_hidden="true")
    kinds = zip(("revenue", "cash"), names, strict=True)
    legend = [tag("span", name, cls=f"key {kind}") for kind, name in kinds]
    return tag("div", tag("p", legend, cls="legend"), tag("div", field, scale, cls="beside"))


def _tick(at: int) -> str:
    return "tick thin" if at % 2 else "tick"
