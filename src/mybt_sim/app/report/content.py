"""What a report says, before it is a page or a print: sections of tables, words and pictures."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple, TypeAlias

import polars as pl

from mybt_sim.analysis import Chosen, charts, money, usage
from mybt_sim.app.picture import Bar
from mybt_sim.app.report.figures import months, promises, refusals
from mybt_sim.base.errors import RunError
from mybt_sim.store import Run
from mybt_sim.store.realism.report import realism_of, why_left_out
from mybt_sim.text import (
    Language,
    date_long,
    duration,
    month_name,
    number,
    percent,
    refusal_text,
    translate,
    volume,
)
from mybt_sim.text import money as money_text
from mybt_sim.text.formats import NO_BREAK


class Words(NamedTuple):
    """A paragraph; `english` is what follows in English, whatever the language."""

    text: str
    english: str = ""


class Bullets(NamedTuple):
    """A list in English."""

    items: Sequence[str]


class Table(NamedTuple):
    """A table whose first `texts` columns are words and whose others are figures."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    texts: int = 1


class Curve(NamedTuple):
    """A picture of days: as SVG, as a table, and as the values for those who draw it themselves."""

    title: str
    svg: str
    table: Table
    values: Sequence[int]
    first: str
    last: str


class Bars(NamedTuple):
    """A picture of bars: as SVG, as a table, and as name, figure and size of each."""

    title: str
    svg: str
    table: Table
    bars: Sequence[Bar]


Part: TypeAlias = Words | Bullets | Table | Curve | Bars


class Section(NamedTuple):
    """A heading and what stands under it."""

    heading: str
    parts: Sequence[Part]


class Content(NamedTuple):
    """A whole report but for its manifest."""

    language: Language
    title: str
    period: str
    lead: str
    sections: Sequence[Section]


def content_of(run: Run, language: Language) -> Content:
    """What a run with facts has to tell; `RunError` when it holds daily sums alone."""
    if run.metrics_only:
        raise RunError(
            f"{run.path} holds daily sums only, no subscribers.",
            next_step="Simulate it again without --metrics-only.",
        )
    start = run.scenario.start
    chosen = Chosen(first=start, last=start + timedelta(days=run.scenario.days - 1))
    told = (
        ("usage", _usage(run, chosen, language)),
        ("money", _money(run, chosen, language)),
        ("promises", _promises(run, language)),
        ("refusals", _refusals(run, language)),
        ("realism", _realism(run, language)),
    )
    return Content(
        language,
        translate("report.title", language),
        f"{date_long(chosen.first, language)} – {date_long(chosen.last, language)}",
        translate("report.lead", language, count=run.scenario.subscribers),
        [Section(translate(f"report.{name}", language), parts) for name, parts in told],
    )


def _words(language: Language, *keys: str) -> list[str]:
    return [translate(key, language) for key in keys]


def _month(day: date, language: Language) -> str:
    return f"{month_name(day, language)}{NO_BREAK}{day.year}"


def _usage(run: Run, chosen: Chosen, language: Language) -> list[Part]:
    heads = ("report.month", "usage.contracts", "usage.received", "usage.sent", "usage.tv")
    with run.cursor() as cursor:
        rows = [
            (
                _month(row.month, language),
                number(round(row.contract_days / row.days), language),
                volume(row.down_mb, language),
                volume(row.up_mb, language),
                duration(row.tv_minutes, language),
                duration(row.call_minutes, language),
            )
            for row in months(cursor, chosen)
        ]
        daily = usage.daily(cursor, chosen)
        regions = usage.by_region(cursor, chosen)
    parts: list[Part] = [Table(_words(language, *heads, "usage.calls"), rows)]
    if daily["down_mb"].sum() > 0:
        parts += [_days(daily, language), _regions(regions, language)]
    return parts


def _days(frame: pl.DataFrame, language: Language) -> Curve:
    figure = charts.daily_figure(frame, language)
    used = frame.select("day", "down_mb", "up_mb").rows()
    rows = [
        (date_long(day, language), volume(down, language), volume(up, language))
        for day, down, up in used
    ]
    heads = _words(language, "daily.day", "usage.received", "usage.sent")
    used_mb = [down + up for _, down, up in used]
    table = Table(heads, rows)
    return Curve(figure.title, figure.picture(), table, used_mb, rows[0][0], rows[-1][0])


def _regions(frame: pl.DataFrame, language: Language) -> Bars:
    figure = charts.region_figure(frame, language)
    bars, rows = [], []
    for code, down, up in frame.select("region", "down_mb", "up_mb").rows():
        name, told = translate(f"region.{code}", language), volume(down + up, language)
        bars.append(Bar(name, told, down + up))
        rows.append((name, volume(down, language), volume(up, language), told))
    heads = ("filter.region", "usage.received", "usage.sent", "report.together")
    return Bars(figure.title, figure.picture(), Table(_words(language, *heads), rows), bars)


def _money(run: Run, chosen: Chosen, language: Language) -> list[Part]:
    heads = ("report.month", "entry.fee_tariff", "entry.fee_addon", "entry.usage", "report.cash")
    sums = ("tariff_fee_kopecks", "add_on_fee_kopecks", "usage_kopecks", "paid_kopecks")
    with run.cursor() as cursor:
        rows = [
            (_month(month, language), *(money_text(kopecks, language) for kopecks in some))
            for month, *some in money.by_month(cursor, chosen).select("month", *sums).rows()
        ]
    note = Words(translate("report.money.note", language))
    return [note, Table(_words(language, *heads), rows)]


def _promises(run: Run, language: Language) -> list[Part]:
    heads = ("report.month", "report.given", "report.sum", "report.repaid", "report.expired")
    with run.cursor() as cursor:
        rows = [
            (
                _month(row.month, language),
                number(row.given, language),
                money_text(row.amount_kopecks, language),
                number(row.repaid, language),
                number(row.expired, language),
            )
            for row in promises(cursor)
        ]
    return [Table(_words(language, *heads), rows)]


def _refusals(run: Run, language: Language) -> list[Part]:
    heads = ("report.operation", "report.told", "report.attempts", "report.share")
    with run.cursor() as cursor:
        rows = [
            (
                translate(f"operation.{row.operation}", language),
                refusal_text(row.refusal, language),
                number(row.attempts, language),
                percent(row.share, language, digits=1),
            )
            for row in refusals(cursor)
        ]
    return [Table(_words(language, *heads), rows, texts=2)]


def _realism(run: Run, language: Language) -> list[Part]:
    reason = why_left_out(run)
    if reason is not None:
        return [Words(translate("report.realism.left_out", language), f"{reason}.")]
    realism = realism_of(run)
    met = len(realism.measured) - len(realism.missed)
    said = translate(
        "report.realism.met",
        language,
        met=number(met, language),
        of=number(len(realism.measured), language),
    )
    names = [translate(f"realism.{one.target.name}", language) for one in realism.missed]
    return [Words(said), Bullets(names)]
