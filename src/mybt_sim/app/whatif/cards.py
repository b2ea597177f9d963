"""What the lab tells of a change: its effects, whom it touches, and what was asked before."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

from mybt_sim.analysis.compare import Effect
from mybt_sim.analysis.what_if import WORSE, WhatIf, losers, winners
from mybt_sim.app.demo.warm import is_compiling
from mybt_sim.app.explorer.cards import table
from mybt_sim.app.markup import Child, Html, tag
from mybt_sim.app.whatif.asked import read_asked, scenario_file
from mybt_sim.app.whatif.drawing import Sides, Span, sides, spans
from mybt_sim.app.whatif.view import View
from mybt_sim.app.whatif.work import Question
from mybt_sim.text import money, number, percent, translate
from mybt_sim.text.formats import MINUS

TOLD = (
    "promises",
    "promised",
    "refusals",
    "tariff_orders",
    "paid",
    "charged",
    "blocked_days",
    "volume",
    "balance",
)
IN_STRIP = ("promises", "charged", "blocked_days")
PER = 1_000
"""Figures are told for so many contracts, so that they stand still while more people answer."""
SCALES = {"kopecks": 100, "MB": 1_024}
PEOPLE_MOST = 5


def card(view: View, name: str, *inside: Child) -> Html:
    """A card with its title."""
    title = view.say(f"title.{name}")
    return tag("section", tag("h2", title), *inside, cls="panel", aria_label=title)


def verdict(view: View, question: Question, found: WhatIf | None) -> Html:
    """How many are touched, and how many people the answer is from."""
    if question.trouble:
        return tag("p", view.say("trouble"), " ", tag("span", question.trouble, lang="en"),
                   cls="wrong", role="alert")  # fmt: skip
    if found is None:
        still = is_compiling() and translate("year.compiling", view.language)
        return tag("p", still or view.say("waiting"), " ", tag("progress"))
    language = view.language
    told = {
        "touched": number(found.touched, language),
        "contracts": number(found.contracts, language),
        "share": percent(found.touched / found.contracts, language, digits=1),
    }
    words = view.say("untouched" if view.asked.is_today else "touched", **told)
    bar = None
    from_whom = view.say("from_all", count=found.subscribers)
    if not found.is_whole:
        from_whom = view.say("from_some", some=number(found.subscribers, language),
                             all=number(found.everybody, language))  # fmt: skip
        bar = tag("progress", max=found.everybody, value=found.subscribers, aria_label=from_whom)
    return tag(
        "div",
        tag("p", words, cls="said"),
        None if view.asked.is_today else _brief(view, found),
        tag("p", from_whom, " ", bar, cls="sub"),
    )


def _brief(view: View, found: WhatIf) -> Html:
    """The most important differences in one line, as shares of today's."""
    shown = [found.effects[name] for name in IN_STRIP if found.effects[name].base_mean]
    pairs = [
        tag("div", tag("dt", one.name), tag("dd", one.told, None if one.is_sure else " ",
                                            None if one.is_sure else view.say("unsure")))
        for one in (_span(view, effect) for effect in shown)
    ]  # fmt: skip
    return tag("dl", pairs, cls="brief")


def effects(view: View, found: WhatIf | None) -> Html:
    """The baseline beside the variant: a picture, and a table with all its figures."""
    if found is None:
        return card(view, "effects", tag("p", view.say("waiting"), cls="sub"))
    days = view.run.scenario.days
    shown = [found.effects[name] for name in TOLD]
    drawn = [_span(view, one) for one in shown if one.base_mean]
    heads = [view.say(f"column.{one}") for one in ("what", "base", "variant", "more", "range")]
    rows = [_row(view, one) for one in shown]
    return card(
        view,
        "effects",
        tag("p", view.say("sub.effects", count=days), cls="sub"),
        None if view.asked.is_today else spans(drawn),
        tag("div", table(heads, rows, view.say("title.effects")), cls="figures"),
        tag("p", view.say("note.effects"), cls="sub"),
    )


def _span(view: View, one: Effect) -> Span:
    middle, low, high = (
        value / abs(one.base_mean) for value in (one.difference, one.low, one.high)
    )
    words, told = view.say(f"metric.{one.metric}"), _signed_share(middle, view)
    return Span(words, told, middle, low, high, one.is_sure)


def _signed_share(share: float, view: View) -> str:
    sign = "+" if share > 0 else MINUS if share < 0 else ""
    return f"{sign}{percent(abs(share), view.language, digits=1)}"


def _row(view: View, one: Effect) -> tuple[str, ...]:
    unit = {"kopecks": ", BYN", "MB": f", {view.say('unit.gb')}"}.get(one.unit, "")
    sums = (one.base_mean, one.base_mean + one.difference)
    differences = (one.difference, one.low, one.high)
    less, *ends = (figure_of(value, one.unit, view, is_signed=True) for value in differences)
    return (
        f"{view.say(f'metric.{one.metric}')}{unit}",
        *(figure_of(value, one.unit, view) for value in sums),
        less if one.is_sure or not one.difference else f"{less} {view.say('unsure')}",
        " … ".join(ends),
    )


def figure_of(value: float, unit: str, view: View, *, is_signed: bool = False) -> str:
    """A mean of a contract as that of `PER`: whole, or with a decimal where it is small."""
    scaled = value * PER / SCALES.get(unit, 1)
    text = number(abs(scaled), view.language, digits=0 if abs(scaled) >= PER else 1)
    is_zero = not any(digit in text for digit in "123456789")
    sign = "" if is_zero else MINUS if scaled < 0 else "+" if is_signed else ""
    return f"{sign}{text}"


def moved(view: View, found: WhatIf | None) -> Html:
    """How many have more of what hurts, and how many less."""
    if found is None or view.asked.is_today:
        return card(view, "moved", tag("p", view.say("move_first"), cls="sub"))
    language = view.language
    drawn, rows = [], []
    for name, counts in found.moved.items():
        told = number(counts.fewer, language), number(counts.more, language)
        words = view.say(f"metric.{name}")
        drawn.append(Sides(words, counts.fewer, counts.more, told))
        rows.append((words, *told))
    heads = [view.say(f"column.{one}") for one in ("what", "fewer", "rising")]
    return card(
        view,
        "moved",
        tag("p", view.say("sub.moved"), cls="sub"),
        sides(drawn),
        tag("div", table(heads, rows, view.say("title.moved")), cls="figures"),
    )


def people(view: View, found: WhatIf | None, name: str) -> Html:
    """Those who are hit hardest, or helped most; each row opens that life."""
    rows = [] if found is None else _SHOWN[name](found.lives, PEOPLE_MOST)
    if not rows:
        text = view.say("move_first" if view.asked.is_today else f"no_{name}")
        return card(view, name, tag("p", text, cls="sub"))
    heads = [view.say("column.contract"), *(view.say(f"metric.{one}") for one in WORSE)]
    lines = [
        tag("tr", tag("th", _to_life(view, row), scope="row"),
            [tag("td", _both(view, one, row)) for one in WORSE])
        for row in rows
    ]  # fmt: skip
    head = tag("thead", tag("tr", [tag("th", one, scope="col") for one in heads]))
    inside = tag("table", head, tag("tbody", lines))
    scroll = tag("div", inside, cls="scroll", tabindex="0", role="region",
                 aria_label=view.say(f"title.{name}"))  # fmt: skip
    return card(view, name, tag("p", view.say("sub.people"), cls="sub"), scroll)


_SHOWN = {"losers": losers, "winners": winners}


def _to_life(view: View, row: dict[str, Any]) -> Html:
    contract = int(row["contract_id"])
    current = "true" if contract == view.life else None
    return tag("a", str(contract), href=view.href(life=contract), data_go=True,
               aria_current=current)  # fmt: skip


def _both(view: View, name: str, row: dict[str, Any]) -> str:
    values = [int(row[f"{side}_{name}"]) for side in ("base", "variant")]
    told = [money(one, view.language) if name == "charged" else number(one, view.language)
            for one in values]  # fmt: skip
    return told[0] if told[0] == told[1] else f"{told[0]} → {told[1]}"


def past(view: View, answers: Sequence[tuple[str, WhatIf | None]]) -> Html:
    """The strip of what was told in full before, the newest first."""
    tiles = []
    for key, found in answers:
        if found is None:
            continue
        asked, _ = read_asked(view.bench, parse_qsl(key.partition(" ")[2]))
        figures = [
            tag("div", tag("dt", view.say(f"metric.{name}")),
                tag("dd", figure_of(found.effects[name].difference, found.effects[name].unit, view,
                                    is_signed=True)))
            for name in IN_STRIP
        ]  # fmt: skip
        is_now = asked == view.asked
        tiles.append(
            tag("li", tag("a", view.told(asked), href=view.href(asked), data_go=True,
                          aria_current="true" if is_now else None), tag("dl", figures))
        )  # fmt: skip
    if not tiles:
        return card(view, "past", tag("p", view.say("no_past"), cls="sub"))
    label = view.say("title.past")
    strip = tag(
        "div",
        tag("ol", tiles, cls="past"),
        cls="strip",
        tabindex="0",
        role="region",
        aria_label=label,
    )
    return card(view, "past", tag("p", view.say("sub.past"), cls="sub"), strip)


def command(view: View) -> Html:
    """The same on the command line: two files, and what to call."""
    files = [
        tag("a", name, href=view.href(path="/what-if/file") + f"&side={side}", download=name)
        for side, name in (("base", "base.toml"), ("variant", "what-if.toml"))
    ]
    label = view.say("title.command")
    text = "mybt-sim compare base.toml what-if.toml --by kind"
    shown = tag("pre", text, id="command-text", tabindex="0", role="region", aria_label=label)
    written = scenario_file(view.asked.scenario(view.bench))
    file = tag("pre", written, tabindex="0", role="region", aria_label="what-if.toml")
    copy = tag("button", view.say("copy"), type_="button", data_copy="command-text")
    inside = tag("div", shown, copy, file, cls="query")
    lead = tag("p", view.say("sub.command"), cls="sub")
    return card(view, "command", lead, tag("p", files, cls="tools"), inside)
