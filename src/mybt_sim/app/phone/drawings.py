"""Drawings of figures as inline SVG, in the colours of the page."""

from collections.abc import Callable, Sequence

from mybt_sim.app.phone.markup import Html, tag

WIDTH, HEIGHT, GAP = 320, 96, 2


def bars(
    values: Sequence[int], names: Sequence[str], words: Callable[[int], str], *, title: str
) -> Html:
    """A bar for each day; the highest is told in words, and so are the first day and the last."""
    if not values:
        return Html("")
    top = max(max(values), 1)
    step = WIDTH / len(values)
    drawn = [
        tag(
            "rect",
            tag("title", f"{name}: {words(value)}"),
            x=f"{place * step:.1f}",
            y=f"{HEIGHT - (height := max(value * HEIGHT / top, 1 if value else 0)):.1f}",
            width=f"{max(step - GAP, 1):.1f}",
            height=f"{height:.1f}",
            rx="1.5",
            cls="peak" if value == top else None,
        )
        for place, (name, value) in enumerate(zip(names, values, strict=True))
    ]
    peak = f"{names[values.index(max(values))]}: {words(max(values))}"
    picture = tag(
        "svg",
        *drawn,
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
        aria_label=f"{title}. {peak}",
        cls="bars",
        preserveAspectRatio="none",
    )
    ends = tag("p", tag("span", names[0]), tag("b", peak), tag("span", names[-1]), cls="ends")
    return tag("figure", picture, ends)


def shares(lines: Sequence[tuple[str, int, str]]) -> Html:
    """Amounts side by side: name, amount, the amount in words."""
    top = max(amount for _, amount, _ in lines)
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


def plan_of(
    points: Sequence[tuple[float, float, str]], here: tuple[float, float], *, title: str
) -> Html:
    """A small map: points between 0 and 1 from the top left, and where the phone is."""
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
    me = tag(
        "circle", cx=f"{10 + 300 * here[0]:.1f}", cy=f"{10 + 180 * here[1]:.1f}", r="7", cls="me"
    )
    return tag("svg", dots, me, viewBox="0 0 320 200", role="img", aria_label=title, cls="map")
