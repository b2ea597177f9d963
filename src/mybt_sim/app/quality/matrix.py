"""The matrix of laws and faults by concern, from the file that is kept of it.

A row for each law, a column for each fault; where a law alone catches a fault, the cell is full.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from mybt_sim.app.explorer.cards import table
from mybt_sim.app.markup import Html, tag
from mybt_sim.app.quality.view import ALL_LAWS, View
from mybt_sim.quality.faults.fault import Fault
from mybt_sim.quality.faults.matrix import kept_matrix
from mybt_sim.quality.faults.named import FAULTS
from mybt_sim.quality.faults.runner import STUMBLED
from mybt_sim.quality.laws.law import Law

ALONE, ALSO = "●", "○"
BY_NAME: Mapping[str, Law] = {one.name: one for one in ALL_LAWS}
ROWS = (*BY_NAME, STUMBLED)


class Block(NamedTuple):
    """Faults of one concern, and the laws that they break, each in its order."""

    concern: str
    faults: tuple[Fault, ...]
    laws: tuple[str, ...]


def blocks() -> Iterator[Block]:
    """The matrix cut by concern, so that no row and no column of a block is empty."""
    for concern, ones in groupby(_by_concern(), lambda one: one.concern):
        faults = tuple(ones)
        broken = {law for one in faults for law in kept_matrix().get(one.name, ())}
        yield Block(concern, faults, tuple(law for law in ROWS if law in broken))


def _by_concern() -> list[Fault]:
    concerns = list(dict.fromkeys(one.concern for one in FAULTS))
    return sorted(FAULTS, key=lambda one: concerns.index(one.concern))


def matrix(view: View) -> Html:
    """All blocks, the one of the fault that is looked at open; what broke never; the table."""
    folded = tag("details", tag("summary", view.say("as_table")), _table(view))
    found = [_block(view, one) for one in blocks()]
    return tag("div", _legend(view), found, _silent(view), folded)


def law_words(view: View, name: str) -> str:
    """What a law says, or that the rule no longer answers."""
    return view.say("stumbled") if name == STUMBLED else view.law(BY_NAME[name])


def _legend(view: View) -> Html:
    signs = ((ALONE, "alone", "matrix.alone"), (ALSO, "also", "matrix.also"))
    return tag(
        "ul",
        [tag("li", tag("b", sign, cls=f"sign {cls}"), view.say(key)) for sign, cls, key in signs],
        cls="legend",
    )


def _block(view: View, block: Block) -> Html:
    name = view.say(f"concern.{block.concern}")
    counts = view.say(
        "matrix.counts", faults=view.count(len(block.faults)), laws=view.count(len(block.laws))
    )
    return tag(
        "details",
        tag("summary", name, " ", tag("small", counts)),
        tag("div", _grid(view, block), cls="wide", tabindex="0", role="region", aria_label=name),
        open=view.fault in block.faults,
        name_="concern",
        cls="block",
    )


def _grid(view: View, block: Block) -> Html:
    heads = [
        tag("th", tag("a", tag("span", one.name), href=view.href("#catch", fault=one.name)),
            scope="col", cls="own" if one == view.fault else None)
        for one in block.faults
    ]  # fmt: skip
    return tag(
        "table",
        tag("thead", tag("tr", tag("th", view.say("column.law"), scope="col"), heads)),
        tag("tbody", [_row(view, law, block.faults) for law in block.laws]),
        cls="matrix",
    )


def _row(view: View, law: str, faults: Sequence[Fault]) -> Html:
    cells = [_cell(law, kept_matrix().get(one.name, ()), one) for one in faults]
    return tag("tr", tag("th", law_words(view, law), scope="row", title=law), cells)


def _cell(law: str, broken: Sequence[str], fault: Fault) -> Html:
    if law not in broken:
        return tag("td")
    sign, cls = (ALONE, "alone") if len(broken) == 1 else (ALSO, "also")
    return tag("td", sign, cls=cls, title=fault.name)


def _silent(view: View) -> Html | None:
    """Laws that broke in none of the stories: another one, which says more, always broke first."""
    broken = {law for laws in kept_matrix().values() for law in laws}
    silent = [one for one in ALL_LAWS if one.name not in broken]
    if not silent:
        return None
    lines = [tag("li", tag("span", view.law(one)), " ", tag("code", one.name)) for one in silent]
    count = view.count(len(silent))
    return tag(
        "details",
        tag("summary", view.say("matrix.silent"), " ", tag("small", count)),
        tag("ul", lines, cls="laws"),
    )


def _table(view: View) -> Html:
    heads = [view.say(f"column.{name}") for name in ("concern", "fault", "rule", "law", "remark")]
    return table(heads, _rows(view), view.say("title.matrix"), texts=5)


def _rows(view: View) -> Iterator[tuple[str, ...]]:
    for block in blocks():
        concern = view.say(f"concern.{block.concern}")
        for fault in block.faults:
            broken = kept_matrix().get(fault.name, ())
            remark = view.say("matrix.alone" if len(broken) == 1 else "matrix.also")
            for law in broken:
                yield concern, fault.name, fault.rule, law_words(view, law), remark
