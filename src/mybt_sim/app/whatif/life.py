"""One contract in both years: the day on which its lives part, and what was asked for on it."""

import datetime
from collections.abc import Mapping
from typing import Any

import polars as pl

from mybt_sim.analysis.compare import METRICS
from mybt_sim.analysis.parting import PartedDay, parted_day
from mybt_sim.analysis.what_if import WhatIf
from mybt_sim.app.explorer.cards import table
from mybt_sim.app.markup import Html, tag
from mybt_sim.app.whatif.cards import TOLD, card
from mybt_sim.app.whatif.view import View
from mybt_sim.app.whatif.work import WORKROOM
from mybt_sim.base.time import EPOCH
from mybt_sim.engine.records import Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Operation
from mybt_sim.simulation.block import prepare
from mybt_sim.text import money, number, refusal_text, translate, volume


def one_life(view: View, found: WhatIf | None) -> Html | None:
    """The life that is looked at; None where there is none, or it is the same in both years."""
    if not view.life or found is None or view.asked.is_today:
        return None
    rows = found.lives.filter(pl.col("contract_id") == view.life).to_dicts()
    if not rows:
        text = view.say("same_life", number=str(view.life))
        return card(view, "life", tag("p", text, cls="sub"))
    base = WORKROOM.people_of(view.asked.base(view.bench)).simulation
    parted = parted_day(base, prepare(view.asked.scenario(view.bench)), view.life)
    heads = [view.say(f"column.{one}") for one in ("what", "base", "variant")]
    label = view.say("title.life")
    return card(
        view,
        "life",
        tag("p", translate("year.contract", view.language, number=str(view.life)), cls="said"),
        None if parted is None else _day(view, parted),
        _to_whole_life(view, parted),
        table(heads, [_row(view, name, rows[0]) for name in TOLD], label),
    )


def _to_whole_life(view: View, parted: PartedDay | None) -> Html | None:
    """The way to that life in the run; people under another luck are not in it."""
    if view.asked.seed != view.bench.scenario.seed:
        return None
    day = view.run.scenario.start if parted is None else parted.day
    href = f"/life?lang={view.language}&contract={view.life}&at={day}T12:00:00"
    words = translate("life.one.to_life", view.language, number=str(view.life))
    return tag("p", tag("a", words, href=href), cls="tools")


def _row(view: View, name: str, row: Mapping[str, Any]) -> tuple[str, str, str]:
    sides = (_figure(view, name, int(row[f"{side}_{name}"])) for side in ("base", "variant"))
    return (view.say(f"metric.{name}"), *sides)  # type: ignore[return-value]


def _figure(view: View, name: str, value: int) -> str:
    unit = METRICS[name].unit
    if unit == "kopecks":
        return money(value, view.language)
    return volume(value, view.language) if unit == "MB" else number(value, view.language)


def _day(view: View, parted: PartedDay) -> Html:
    """The day, and each request of it as it went on either side."""
    told = tag("p", translate("year.parted", view.language, day=view.day(parted.day)), cls="sub")
    sides = [_by_moment(view, rows) for rows in (parted.base, parted.variant)]
    asked = sorted({*sides[0], *sides[1]})
    if not asked:
        return tag("div", told, tag("p", view.say("parted_at_midnight")))
    absent = translate("life.absent", view.language)
    heads = [view.say(f"column.{one}") for one in ("asked", "base", "variant")]
    rows = (
        (f"{_clock(second)} {what}", *(side.get((second, what), absent) for side in sides))
        for second, what in asked
    )
    inside = table(heads, rows, view.say("title.life"))
    return tag("div", told, tag("div", inside, cls="words"))


def _clock(second: int) -> str:
    return f"{EPOCH + datetime.timedelta(seconds=second):%H:%M:%S}"


def _by_moment(view: View, rows: Any) -> dict[tuple[int, str], str]:
    return {
        (int(row.attempted_at), _operation(view, row)): _came(view, row)
        for row in (rows[place] for place in range(len(rows)))
    }


def _operation(view: View, row: Record) -> str:
    name = Operation(int(row.operation)).name.lower()
    return translate(f"operation.{name}", view.language)


def _came(view: View, row: Record) -> str:
    """What was asked with, where it is a sum, and what it came to."""
    refusal = Refusal(int(row.refusal))
    is_done = refusal is Refusal.NONE
    came = translate("rerun.ok", view.language) if is_done else refusal_text(
        refusal.name, view.language
    )  # fmt: skip
    amount = int(row.amount_kopecks)
    return f"{money(amount, view.language)}: {came}" if amount else came
