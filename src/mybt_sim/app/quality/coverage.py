"""What a hunt has covered: every operation with every outcome that its rule can have."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from mybt_sim.app.explorer.cards import table
from mybt_sim.app.markup import Html, tag
from mybt_sim.app.quality.view import View
from mybt_sim.base.named import Named
from mybt_sim.engine.refusals import Refusal
from mybt_sim.quality.hunt.coverage import SEEN_ENOUGH, Seen, coverage_of
from mybt_sim.quality.room import DEEDS, REFUSALS
from mybt_sim.rulebook.words import rule_of
from mybt_sim.text import refusal_text, translate

SHADES = 6


def seen_by(view: View) -> tuple[Seen, ...]:
    """Every outcome with how often the last hunt met it; 0 before there was one."""
    counts = np.zeros((DEEDS, REFUSALS), np.int64)
    for deed, refusal, times in view.known.hunted.counts if view.known.hunted else ():
        counts[deed, refusal] = times
    return coverage_of(counts)


def shade_of(times: int) -> int:
    """The shade of a cell: one for each power of ten, the lightest for what was met too seldom."""
    if times < SEEN_ENOUGH:
        return 1
    return min(len(str(times)) - 1, SHADES)


def coverage(view: View) -> Html:
    """The map, what it leaves out, and the same as a table."""
    if view.known.hunted is None:
        return tag("p", view.say("not_hunted"), cls="sub")
    seen = seen_by(view)
    folded = tag("details", tag("summary", view.say("as_table")), _table(view, seen))
    return tag("div", _legend(view), _map(view, seen), _never(view, seen), folded)


def _legend(view: View) -> Html:
    shades = [
        tag("li", tag("i", cls=f"cell step-{shade}"), words)
        for shade, words in (
            (1, view.say("legend.seldom", most=view.count(SEEN_ENOUGH))),
            (3, view.say("legend.thousands")),
            (SHADES, view.say("legend.millions")),
        )
    ]
    never = tag("li", tag("i", cls="cell never"), view.say("legend.never"))
    return tag("ul", shades, never, cls="legend")


def operation_words(view: View, deed: Named) -> str:
    """The name of an operation."""
    return translate(f"operation.{deed.name.lower()}", view.language)


def outcome_words(view: View, refusal: Refusal) -> str:
    """What an operation came to, in words."""
    if refusal is Refusal.NONE:
        return view.say("done")
    return refusal_text(refusal.name, view.language)


def _map(view: View, seen: Sequence[Seen]) -> Html:
    """A row for each operation, a column for each rung of its ladder."""
    rows = [(deed, list(ones)) for deed, ones in groupby(seen, lambda one: one.deed)]
    width = max(len(ones) for _, ones in rows)
    heads = [view.say("column.operation"), view.say("column.done"), *map(str, range(1, width))]
    head = tag("tr", [tag("th", one, scope="col") for one in heads])
    body = [
        tag(
            "tr",
            tag("th", operation_words(view, deed), scope="row"),
            [_cell(view, one) for one in ones],
            tag("td", colspan=width - len(ones), cls="none") if len(ones) < width else None,
        )
        for deed, ones in rows
    ]
    inside = tag("table", tag("thead", head), tag("tbody", body), cls="map")
    return tag("div", inside, cls="wide", tabindex="0", role="region",
               aria_label=view.say("title.coverage"))  # fmt: skip


def _cell(view: View, one: Seen) -> Html:
    words = outcome_words(view, one.refusal)
    if one.why_not:
        return tag("td", "—", title=f"{words} {why_not(view, one)}", cls="cell cannot")
    cls = f"cell step-{shade_of(one.times)}" if one.times else "cell never"
    return tag("td", view.count(one.times), title=words, cls=cls)


def why_not(view: View, one: Seen) -> str:
    """Why an outcome was never met."""
    if one.why_not:
        return view.say(f"unreachable.{one.deed.name.lower()}.{one.refusal.name}")
    return view.say("never.yet")


def _never(view: View, seen: Sequence[Seen]) -> Html:
    missing = [
        tag(
            "li",
            tag("b", operation_words(view, one.deed)),
            ": ",
            outcome_words(view, one.refusal),
            " ",
            tag("span", why_not(view, one), cls="sub"),
        )
        for one in seen
        if one.times == 0
    ]
    return tag("div", tag("h3", view.say("title.never")), tag("ul", missing, cls="missing"))


def _table(view: View, seen: Sequence[Seen]) -> Html:
    heads = [view.say(f"column.{name}") for name in ("operation", "outcome", "rule", "met")]
    return table(heads, _rows(view, seen), view.say("title.coverage"), texts=3)


def _rows(view: View, seen: Sequence[Seen]) -> Iterator[tuple[str, ...]]:
    for one in seen:
        words = outcome_words(view, one.refusal)
        rule = rule_of(one.deed.name.lower(), one.refusal)
        yield operation_words(view, one.deed), words, rule, view.count(one.times)
