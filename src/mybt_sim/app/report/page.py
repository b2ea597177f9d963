"""The page of a report: the same bytes for the same run and language, with no address in it."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

from mybt_sim.analysis import Chosen, charts, money, usage
from mybt_sim.app.markup import Html, tag
from mybt_sim.app.report.figures import months, promises, refusals
from mybt_sim.base.errors import RunError
from mybt_sim.base.files import why_unreadable
from mybt_sim.store import Run
from mybt_sim.store.files import written_aside
from mybt_sim.store.realism.report import realism_of, why_left_out
from mybt_sim.store.run_file import scenario_text
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

MANIFEST = "manifest"
CSS = """
body{background:var(--mb-paper);color:var(--mb-ink);font:16px/1.5 var(--mb-font);margin:0}
main{max-width:960px;margin:0 auto;padding:32px 16px}h1{font-size:40px;line-height:1.15}
h2{font-size:28px;margin-top:48px}table{border-collapse:collapse;width:100%;font-size:14px}
th,td{padding:8px;border-bottom:1px solid var(--mb-line);text-align:left}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
svg{max-width:100%;height:auto}.m{overflow-wrap:anywhere;font-family:var(--mb-mono)}
.wide{overflow-x:auto}@media print{main{max-width:none}h2{break-after:avoid}}
"""


def report_html(run: Run, language: Language) -> str:
    """The report of a run with facts; `RunError` when it holds daily sums alone."""
    if run.metrics_only:
        raise RunError(
            f"{run.path} holds daily sums only, no subscribers.",
            next_step="Simulate it again without --metrics-only.",
        )
    chosen = _whole(run)
    period = f"{date_long(chosen.first, language)} – {date_long(chosen.last, language)}"
    title = translate("report.title", language)
    body = tag(
        "main",
        tag("h1", title),
        tag("p", period),
        tag("p", translate("report.lead", language, count=run.scenario.subscribers)),
        _usage(run, chosen, language),
        _money(run, chosen, language),
        _promises(run, language),
        _refusals(run, language),
        _realism(run, language),
        _manifest(run, language),
    )
    tokens = (files("mybt_sim.app") / "static" / "tokens.css").read_text("utf-8")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{title}: {period}"),
        tag("style", Html(tokens + CSS)),
    )
    return f"<!doctype html>\n{tag('html', head, tag('body', body), lang=language)}\n"


def write_report(run: Run, folder: Path, language: Language) -> Path:
    """Write the report of a run into `folder`; `RunError` when that cannot be done."""
    path = folder / f"{run.path.stem}.{language}.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with written_aside(path) as aside:
            aside.write_text(report_html(run, language), "utf-8")
    except OSError as error:
        raise RunError(
            f"{path} cannot be written: {why_unreadable(error)}.",
            next_step="Name another folder with --out.",
        ) from error
    return path


def _whole(run: Run) -> Chosen:
    start = run.scenario.start
    return Chosen(first=start, last=start + timedelta(days=run.scenario.days - 1))


def _section(name: str, language: Language, *parts: Html) -> Html:
    return tag("section", tag("h2", translate(f"report.{name}", language)), *parts)


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]], texts: int = 1) -> Html:
    """A table whose first `texts` columns are words and whose others are figures."""

    def cells(name: str, row: Sequence[str]) -> Html:
        return tag(
            "tr", *(tag(name, one, cls=None if n < texts else "n") for n, one in enumerate(row))
        )

    head = tag("thead", cells("th", headings))
    body = tag("tbody", *(cells("td", row) for row in rows))
    return tag("div", tag("table", head, body), cls="wide")


def _words(language: Language, *keys: str) -> list[str]:
    return [translate(key, language) for key in keys]


def _month(day: date, language: Language) -> str:
    return f"{month_name(day, language)} {day.year}"


def _usage(run: Run, chosen: Chosen, language: Language) -> Html:
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
    pictures: tuple[Html, ...] = ()
    if int(daily["down_mb"].sum()) > 0:
        figures = (charts.daily_figure(daily, language), charts.region_figure(regions, language))
        pictures = tuple(Html(figure.picture()) for figure in figures)
    return _section(
        "usage", language, _table(_words(language, *heads, "usage.calls"), rows), *pictures
    )


def _money(run: Run, chosen: Chosen, language: Language) -> Html:
    heads = ("report.month", "entry.fee_tariff", "entry.fee_addon", "entry.usage", "report.cash")
    with run.cursor() as cursor:
        rows = [
            (_month(month, language), *(money_text(kopecks, language) for kopecks in sums))
            for month, *sums in money.by_month(cursor, chosen)
            .select(
                "month",
                "tariff_fee_kopecks",
                "add_on_fee_kopecks",
                "usage_kopecks",
                "paid_kopecks",
            )
            .rows()
        ]
    note = tag("p", translate("report.money.note", language))
    return _section("money", language, note, _table(_words(language, *heads), rows))


def _promises(run: Run, language: Language) -> Html:
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
    return _section("promises", language, _table(_words(language, *heads), rows))


def _refusals(run: Run, language: Language) -> Html:
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
    return _section("refusals", language, _table(_words(language, *heads), rows, texts=2))


def _realism(run: Run, language: Language) -> Html:
    reason = why_left_out(run)
    if reason is not None:
        left_out = translate("report.realism.left_out", language)
        return _section(
            "realism", language, tag("p", f"{left_out} ", tag("span", f"{reason}.", lang="en"))
        )
    realism = realism_of(run)
    met = len(realism.measured) - len(realism.missed)
    said = translate(
        "report.realism.met",
        language,
        met=number(met, language),
        of=number(len(realism.measured), language),
    )
    missed = tag("ul", *(tag("li", str(one.target.name)) for one in realism.missed), lang="en")
    return _section("realism", language, tag("p", said), missed)


def _manifest(run: Run, language: Language) -> Html:
    """What the page was made of: as a table for people, and as JSON for the proof."""
    told = manifest_of(run, language)
    rows = [(name, str(value)) for name, value in told.items() if name != "digests"]
    rows += [(name, sha256) for name, sha256 in run.stored_digests().items()]
    cells = (tag("tr", tag("td", name), tag("td", value, cls="m")) for name, value in rows)
    text = Html(json.dumps(told, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c"))
    return _section(
        "manifest",
        language,
        tag("p", translate("report.manifest.note", language)),
        tag("div", tag("table", tag("tbody", *cells)), cls="wide"),
        tag("script", text, type_="application/json", id=MANIFEST),
    )


def manifest_of(run: Run, language: Language) -> dict[str, object]:
    """What leads to the same page again: scenario, rules, seed data, digests of the tables."""
    text = json.dumps(run.stored_digests(), sort_keys=True)
    return {
        "language": language,
        "scenario": scenario_text(run.scenario),
        "source": run.source,
        "seed_data": run.seed_data,
        "digests": hashlib.sha256(text.encode()).hexdigest(),
    }
