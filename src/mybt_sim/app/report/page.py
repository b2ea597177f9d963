"""The page of a report: the same bytes for the same run and language, with no address in it."""

import hashlib
import json
from collections.abc import Sequence
from importlib.resources import files

from mybt_sim.app.markup import Html, joined, tag
from mybt_sim.app.report.content import (
    Bars,
    Bullets,
    Curve,
    Part,
    Table,
    Words,
    content_of,
)
from mybt_sim.store import Run
from mybt_sim.store.run_file import scenario_text
from mybt_sim.text import Language, translate

MANIFEST = "manifest"
CSS = """
body{background:var(--mb-paper);color:var(--mb-ink);font:16px/1.5 var(--mb-font);margin:0}
main{max-width:960px;margin:0 auto;padding:32px 16px}h1{font-size:40px;line-height:1.15}
h2{font-size:28px;margin-top:48px}table{border-collapse:collapse;width:100%;font-size:14px}
th,td{padding:8px;border-bottom:1px solid var(--mb-line);text-align:left}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.picture{margin-top:24px}.picture svg{display:block;width:100%;min-width:560px;height:auto}
details{margin:8px 0 24px}summary{cursor:pointer;color:var(--mb-cornflower)}
.m{overflow-wrap:anywhere;font-family:var(--mb-mono)}
.wide{overflow-x:auto;background:
linear-gradient(to left,var(--mb-paper) 40%,transparent) right/48px 100% no-repeat local,
linear-gradient(to left,var(--mb-shade),transparent) right/14px 100% no-repeat scroll}
@media (max-width:640px){h1{font-size:28px}h2{font-size:20px}
table{font-size:13px}th,td{padding:6px}}
@media screen and (prefers-color-scheme:dark){.picture svg{filter:invert(.9) hue-rotate(180deg)}}
@media print{main{max-width:none}h2{break-after:avoid}}
"""


def report_html(run: Run, language: Language) -> str:
    """The report of a run with facts; `RunError` when it holds daily sums alone."""
    content = content_of(run, language)
    body = tag(
        "main",
        tag("h1", content.title),
        tag("p", content.period),
        tag("p", content.lead),
        [
            tag("section", tag("h2", heading), [_part(part, language) for part in parts])
            for heading, parts in content.sections
        ],
        _manifest(run, language),
    )
    tokens = (files("mybt_sim.app") / "static" / "tokens.css").read_text("utf-8")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{content.title}: {content.period}"),
        tag("style", Html(tokens + CSS)),
    )
    return f"<!doctype html>\n{tag('html', head, tag('body', body), lang=language)}\n"


def _part(part: Part, language: Language) -> Html:
    match part:
        case Words(text, ""):
            return tag("p", text)
        case Words(text, english):
            return tag("p", f"{text} ", tag("span", english, lang="en"))
        case Bullets(items):
            return tag("ul", [tag("li", one) for one in items])
        case Table():
            return _table(part)
        case Curve() | Bars():
            picture = tag("div", Html(part.svg), cls="wide picture", tabindex="0")
            summary = tag("summary", translate("explorer.table", language), ": ", part.title)
            return joined(picture, tag("details", summary, _table(part.table)))


def _table(table: Table) -> Html:
    def cells(name: str, row: Sequence[str]) -> Html:
        return tag(
            "tr",
            *(tag(name, one, cls=None if n < table.texts else "n") for n, one in enumerate(row)),
        )

    head = tag("thead", cells("th", table.heads))
    body = tag("tbody", *(cells("td", row) for row in table.rows))
    return tag("div", tag("table", head, body), cls="wide", tabindex="0")


def _manifest(run: Run, language: Language) -> Html:
    """What the page was made of: as a table for people, and as JSON for the proof."""
    told = manifest_of(run, language)
    rows = manifest_rows(run, language)
    cells = (tag("tr", tag("td", name), tag("td", value, cls="m")) for name, value in rows)
    text = Html(json.dumps(told, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c"))
    return tag(
        "section",
        tag("h2", translate("report.manifest", language)),
        tag("p", translate("report.manifest.note", language)),
        tag("div", tag("table", tag("tbody", *cells)), cls="wide", tabindex="0"),
        tag("script", text, type_="application/json", id=MANIFEST),
    )


def manifest_rows(run: Run, language: Language) -> list[tuple[str, str]]:
    """The manifest for people: names and values, and the digest of each table."""
    told = manifest_of(run, language).items()
    rows = [(name, str(value)) for name, value in told if name != "digests"]
    return rows + list(run.stored_digests().items())


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
