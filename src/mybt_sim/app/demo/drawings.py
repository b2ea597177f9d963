"""Drawings of figures as inline SVG, in the colours of the page."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from mybt_sim.app.markup import Html, tag

WIDTH, HEIGHT, GAP = 320, 96, 2
HEAD = 20
"""Room over the bars for the words of the highest."""
EDGE = 90
"""So near to a side the words would run over it, and stand against it instead."""


def bars(
    values: Sequence[int],
    names: Sequence[str],
    words: Callable[[int], str],
    *,
    title: str,
    table: str,
) -> Html:
    """A bar for each day or hour; the highest is told in words over it, first and last under it.

    `table` is the name of what unfolds to the same as a table.
    """
    if not values:
        return Html("")
    top = max(values)
    step = WIDTH / len(values)
    drawn = [
        tag(
            "rect",
            tag("title", f"{name}: {words(value)}"),
            x=f"{place * step:.1f}",
            y=f"{HEAD + HEIGHT - height:.1f}",
            width=f"{max(step - GAP, 1):.1f}",
            height=f"{height:.1f}",
            rx="1",
            cls="peak" if value == top else None,
        )
        for place, (name, value) in enumerate(zip(names, values, strict=True))
        if (height := max(value * HEIGHT / max(top, 1), 1 if value else 0))
    ]
    peak = f"{names[values.index(top)]}: {words(top)}"
    picture = tag(
        "svg",
        *drawn,
        _over((values.index(top) + 0.5) * step, peak),
        viewBox=f"0 0 {WIDTH} {HEAD + HEIGHT}",
        role="img",
        aria_label=f"{title}, {names[0]} – {names[-1]}. {peak}",
        cls="bars",
    )
    ends = tag("p", tag("span", names[0]), tag("span", names[-1]), cls="ends", aria_hidden="true")
    told = [words(value) for value in values]
    return tag("figure", picture, ends, _folded(table, list(zip(names, told, strict=True))))


def _folded(name: str, rows: Sequence[tuple[str, str]]) -> Html:
    """What is drawn as a table, for whoever wants each figure."""
    lines = [tag("tr", tag("th", one, scope="row"), tag("td", figure)) for one, figure in rows]
    return tag(
        "details", tag("summary", name), tag("table", tag("tbody", lines)), cls="drawn-table"
    )


def _over(x: float, words: str) -> Html:
    """Words over a place, kept within the drawing."""
    if x < EDGE:
        return tag("text", words, x="0", y="12")
    if x > WIDTH - EDGE:
        return tag("text", words, x=str(WIDTH), y="12", text_anchor="end")
    return tag("text", words, x=f"{x:.1f}", y="12", text_anchor="middle")


class Share(NamedTuple):
    """An amount with its name, and as people write it."""

    name: str
    amount: int
    words: str


def shares(lines: Sequence[Share]) -> Html:
    """Amounts side by side."""
    top = max(line.amount for line in lines)
    return tag(
        "dl",
        [
            tag(
                "div",
                tag("dt", name),
                tag("dd", words),
                tag(
                    "svg",
                    tag("rect", width=f"{100 * amount / top:.1f}", height="6", rx="1"),
                    viewBox="0 0 100 6",
                    preserveAspectRatio="none",
                    aria_hidden="true",
                ),
            )
            for name, amount, words in lines
        ],
        cls="shares",
    )


class Spot(NamedTuple):
    """A place on a map, between 0 and 1 from the top left."""

    x: float
    y: float
    name: str


class Area(NamedTuple):
    """Corners of an area on a map, as of a `Spot`; whether it is the one that is looked at."""

    corners: Sequence[tuple[float, float]]
    is_chosen: bool


def plan_of(
    points: Sequence[Spot],
    here: tuple[float, float] | None,
    areas: Sequence[Area],
    *,
    title: str,
    here_words: str,
) -> Html:
    """A small map with what lies around, and where on it the phone is, in words."""
    around = [
        tag(
            "polygon",
            points=" ".join(f"{10 + 300 * x:.1f},{10 + 180 * y:.1f}" for x, y in area.corners),
            cls="chosen" if area.is_chosen else None,
        )
        for area in sorted(areas, key=lambda one: one.is_chosen)
    ]
    dots = [
        tag(
            "circle",
            tag("title", name),
            cx=f"{10 + 300 * x:.1f}",
            cy=f"{10 + 180 * y:.1f}",
            r="5",
        )
        for x, y, name in points
    ]
    me = None
    if here is not None:
        x, y = 10 + 300 * here[0], 10 + 180 * here[1]
        spot = tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="7", cls="me")
        is_right = x > WIDTH - EDGE
        words_x, side = (x - 11, "end") if is_right else (x + 11, None)
        me = (spot, tag("text", here_words, x=f"{words_x:.1f}", y=f"{y + 4:.1f}", text_anchor=side))
    return tag(
        "svg", around, dots, me, viewBox="0 0 320 200", role="img", aria_label=title, cls="map"
    )
