"""A picture that stands alone: bars with their figures, and under them what they are and mean."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mybt_sim.app.markup import Html, tag

WIDE, MARGIN = 960, 32
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
    title, *notes = told.items()
    most = max((abs(one.size) for one in rows), default=0) or 1
    y = MARGIN + 24
    inside = [_text(title[1], MARGIN, y, size=24, weight=650)]
    y += LINE + 8
    inside.append(_text(drawn, MARGIN, y, fill=MUTED))
    y += 16
    for one in rows:
        inside += _row(y, one, abs(one.size) / most)
        y += ROW
    y += LINE
    for name, text in notes[:-1]:
        for line in textwrap.wrap(f"{name}: {text}", NOTE_LETTERS):
            inside.append(_text(line, MARGIN, y, size=12, fill=MUTED))
            y += LINE
    high = y + MARGIN - LINE
    return tag(
        "svg",
        tag("title", title[1]),
        tag("desc", "\n".join(f"{name}: {text}" for name, text in told.items())),
        tag("rect", width=WIDE, height=high, fill=PAPER),
        inside,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDE} {high}",
        width=WIDE,
        height=high,
        font_family=FONT,
        font_size=14,
        role="img",
    )


def _row(y: int, one: Bar, part: float) -> list[Html]:
    left = MARGIN + NAME_WIDE
    room = WIDE - MARGIN - FIGURE_WIDE - left
    middle = y + ROW // 2
    short = textwrap.shorten(one.name, NAME_LETTERS, placeholder=" …")
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
