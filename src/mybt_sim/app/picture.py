"""A picture that stands alone, and under it what it is and means, with what was chosen."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mybt_sim.app.markup import Child, Html, tag

WIDE, MARGIN, TOP = 960, 32, 98
ROW, BAR, LINE = 30, 8, 18
NAME_WIDE, FIGURE_WIDE = 400, 150
NAME_LETTERS, NOTE_LETTERS = 58, 120
INK, MUTED, TRACK, FILL, PAPER = "#1B2430", "#5B6673", "#DDD8CE", "#0F6B5C", "#FFFFFF"
FONT = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif"


class Bar(NamedTuple):
    """A bar: the name of its row, its figure in words, its size."""

    name: str
    figure: str
    size: int


def bars_picture(rows: Sequence[Bar], drawn: str, told: Mapping[str, str]) -> str:
    """An SVG of bars with the name, the figure and the size of each, under the first of `told`.

    `drawn` says what the bars are. All of `told` stands below them, its last part, the query, in
    the description alone.
    """
    most = max((abs(one.size) for one in rows), default=0) or 1
    inside: list[Child] = []
    for place, one in enumerate(rows):
        inside += _row(TOP + place * ROW, one, abs(one.size) / most)
    return alone(inside, len(rows) * ROW, drawn, told)


def table_picture(
    heads: Sequence[str], rows: Sequence[Sequence[str]], drawn: str, told: Mapping[str, str]
) -> str:
    """An SVG of a table; its first column has the names of the rows, on the left."""
    room = (WIDE - 2 * MARGIN) / (len(heads) + 1)
    inside: list[Child] = []
    for place, row in enumerate((heads, *rows)):
        y = TOP + place * LINE + LINE
        inside.append(_text(row[0], MARGIN, y, size=12))
        for at, text in enumerate(row[1:], 3):
            x = round(MARGIN + at * room)
            inside.append(_text(text, x, y, size=12, anchor="end", fill=INK if place else MUTED))
    return alone(inside, (len(rows) + 2) * LINE, drawn, told)


def alone(inside: Child, high: int, drawn: str, told: Mapping[str, str]) -> str:
    """What is drawn `high` below `TOP`, as an SVG with its title and all of `told`."""
    title, *notes = told.items()
    heads = [
        _text(title[1], MARGIN, MARGIN + 24, size=24, weight=650),
        _text(drawn, MARGIN, MARGIN + LINE + 32, fill=MUTED),
    ]
    y = TOP + high + LINE
    lines = []
    for name, text in notes[:-1]:
        for line in textwrap.wrap(f"{name}: {text}", NOTE_LETTERS):
            lines.append(_text(line, MARGIN, y, size=12, fill=MUTED))
            y += LINE
    whole = y + MARGIN - LINE
    return tag(
        "svg",
        tag("title", title[1]),
        tag("desc", "\n".join(f"{name}: {text}" for name, text in told.items())),
        tag("rect", width=WIDE, height=whole, fill=PAPER),
        heads,
        inside,
        lines,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDE} {whole}",
        width=WIDE,
        height=whole,
        font_family=FONT,
        font_size=14,
        role="img",
    )


def _row(y: int, one: Bar, part: float) -> list[Html]:
    left = MARGIN + NAME_WIDE
    room = WIDE - MARGIN - FIGURE_WIDE - left
    middle = y + ROW // 2
    short = one.name  # a name that fits keeps its no-break spaces
    if len(short) > NAME_LETTERS:
        short = textwrap.shorten(short, NAME_LETTERS, placeholder=" …")
    ends = {"y": middle - BAR // 2, "x": left, "height": BAR, "rx": BAR // 2}
    return [
        _text(short, MARGIN, middle + 5),
        tag("rect", width=room, fill=TRACK, **ends),
        tag("rect", width=f"{room * part:.1f}", fill=FILL, **ends),
        _text(one.figure, WIDE - MARGIN, middle + 5, anchor="end"),
    ]


def _text(
    text: str,
    x: int,
    y: int,
    *,
    size: int | None = None,
    fill: str = INK,
    weight: int | None = None,
    anchor: str | None = None,
) -> Html:
    return tag("text", text, x=x, y=y, fill=fill, font_size=size, font_weight=weight,
        text_anchor=anchor)  # fmt: skip
