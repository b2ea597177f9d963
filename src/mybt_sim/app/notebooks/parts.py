"""Parts of a notebook's page as HTML."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

import marimo as mo
import polars as pl

from mybt_sim.analysis.figures import Figure
from mybt_sim.app.markup import Child, Html, tag
from mybt_sim.app.notebooks.cells import is_identity, written
from mybt_sim.text import (
    LANGUAGES,
    Language,
    duration,
    minutes_short,
    money,
    money_short,
    number,
    percent,
    translate,
    volume,
)

CELL_SHOWN = 18
DAYS_PER_MONTH = 30


class Stat(NamedTuple):
    """A figure with its name and what puts it in proportion."""

    name: str
    figure: str
    note: str


def of_marimo(element: object) -> Html:
    """What marimo draws: a chart, or a field."""
    return Html(mo.as_html(element).text)


def shown(html: Html) -> mo.Html:
    """HTML as a cell shows it: a plain text, for what carries it to the browser knows no other."""
    return mo.Html(str(html))


def opening(words: str, language: Language, lead: str, kept: Mapping[str, str]) -> Html:
    """The head of a notebook's page: the way home, the languages, its title and one sentence.

    `kept` is what the page's address says beside the language, so that another one keeps it.
    """
    languages = [
        tag(
            "a",
            code,
            href=f"?{urlencode({'lang': code, **kept})}",
            lang=code,
            aria_current="true" if code == language else None,
        )
        for code in LANGUAGES
    ]
    to_home = tag("a", f"← {translate('page.to_home', language)}", href=f"/?lang={language}")
    return tag(
        "header",
        tag("nav", to_home, tag("span", languages, cls="languages")),
        tag("h1", translate(f"{words}.title", language)),
        tag("p", lead),
        cls="opening",
        lang=language,
    )


def usage_stats(totals: dict[str, Any], language: Language) -> list[Stat]:
    """The six figures of usage from one row of `usage.totals`; its `days` must not be 0."""
    days, contracts = totals["days"], round(totals["contract_days"] / totals["days"])
    down, up = totals["down_mb"], totals["up_mb"]
    month_fee = round(totals["charged_kopecks"] * DAYS_PER_MONTH / totals["contract_days"])

    def say(key: str, **values: object) -> str:
        return translate(f"usage.{key}", language, **values)

    def lasting(name: str, amount: int, written: Callable[[float, Language], str]) -> Stat:
        a_day = say("a_day", figure=written(amount / days, language))
        return Stat(say(name), written(amount, language), a_day)

    charged = money_short(totals["charged_kopecks"], language)
    return [
        Stat(
            say("received"),
            volume(down, language),
            say("a_day", figure=volume(down / days, language)),
        ),
        Stat(
            say("sent"),
            volume(up, language),
            say("of_all", share=percent(up / max(down + up, 1), language)),
        ),
        lasting("tv", totals["tv_minutes"], duration),
        lasting("calls", totals["call_minutes"], minutes_short),
        Stat(say("contracts"), number(contracts, language), say("contracts.note")),
        Stat(say("charged"), charged, say("charged.note", figure=money(month_fee, language))),
    ]


def stat_cards(stats: Iterable[Stat]) -> Html:
    """Figures as a row of cards."""
    cards = [
        tag("div", tag("dt", stat.name), tag("dd", stat.figure), tag("dd", stat.note, cls="note"))
        for stat in stats
    ]
    return tag("dl", cards, cls="stats")


def figure_card(figure: Figure) -> Html:
    """A figure as a card."""
    return card(figure.title, figure.subtitle, of_marimo(figure.chart))


def card(title: str, subtitle: str, *inside: Child) -> Html:
    """A card with a heading."""
    return tag("section", tag("h2", title), sub(subtitle), *inside, cls="card")


def sub(text: str, **more: str) -> Html:
    """A quiet sentence under a heading."""
    return tag("p", text, cls="sub", **more)


def side_by_side(*cards: Html) -> Html:
    """Cards next to each other where there is room."""
    return tag("div", *cards, cls="pair")


def filter_bar(language: Language, *fields: object) -> Html:
    """Fields of marimo in one bar that wraps."""
    inside = [tag("div", of_marimo(field), cls="field") for field in fields]
    title = translate("filter.title", language)
    return tag("div", inside, cls="filters", role="group", aria_label=title)


def notice(title: str, text: str, *inside: Child, kind: str = "empty") -> Html:
    """What stands where there is nothing to show; `kind` is empty, refused or error."""
    role = "status" if kind == "empty" else "alert"
    return tag(
        "section", tag("h2", title), tag("p", text), *inside, cls=f"notice {kind}", role=role
    )


def days_table(frame: pl.DataFrame, language: Language) -> Html:
    """Days of contracts as a table; its headings are messages `column.NAME`."""
    kinds = {
        name: "number" if kind.is_numeric() and not is_identity(name) else None
        for name, kind in frame.schema.items()
    }
    heads = [tag("th", translate(f"column.{name}", language), cls=kinds[name]) for name in kinds]
    rows = (
        [
            _cell(written(name, value, language), kind)
            for (name, kind), value in zip(kinds.items(), row, strict=True)
        ]
        for row in frame.iter_rows()
    )
    return table(heads, rows)


def _cell(text: str, kind: str | None) -> Html:
    """A value; a long one can be read in full by pointing at it."""
    return tag("td", text, cls=kind, title=text if len(text) > CELL_SHOWN else None)


def table(heads: Iterable[Html], rows: Iterable[Iterable[Html]]) -> Html:
    """Rows of cells as a table that scrolls in its own frame."""
    lines = [tag("tr", row) for row in rows]
    inside = tag("table", tag("thead", tag("tr", heads)), tag("tbody", lines), cls="data")
    return tag("div", inside, cls="scroll", tabindex="0")


def toolbar(*fields: object) -> Html:
    """Fields of marimo in a row above what they govern."""
    return tag("div", [of_marimo(field) for field in fields], cls="toolbar")


def pager(text: str, previous: object, following: object) -> Html:
    """Two buttons of marimo around the words that say which page this is."""
    words = tag("span", text, role="status")
    return tag("div", of_marimo(previous), words, of_marimo(following), cls="pager")
