"""Parts of a notebook's page as HTML; what comes in as text is escaped here."""

from collections.abc import Callable, Iterable
from html import escape
from typing import Any, NamedTuple

import polars as pl

from mybt_sim.analysis.figures import Figure
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


def opening(words: str, language: Language, lead: str) -> str:
    """The head of a notebook's page: the way home, the languages, its title and one sentence."""
    to_home = escape(translate("page.to_home", language))
    here = ' aria-current="true"'
    languages = "".join(
        f'<a href="?lang={code}" lang="{code}"{here if code == language else ""}>{code}</a>'
        for code in LANGUAGES
    )
    return (
        f'<header class="opening" lang="{language}"><nav>'
        f'<a href="/?lang={language}">← {to_home}</a>'
        f'<span class="languages">{languages}</span></nav>'
        f"<h1>{escape(translate(f'{words}.title', language))}</h1><p>{escape(lead)}</p></header>"
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


def stat_cards(stats: Iterable[Stat]) -> str:
    """Figures as a row of cards."""
    cards = "".join(
        f"<div><dt>{escape(stat.name)}</dt><dd>{escape(stat.figure)}</dd>"
        f"<dd class='note'>{escape(stat.note)}</dd></div>"
        for stat in stats
    )
    return f'<dl class="stats">{cards}</dl>'


def figure_card(figure: Figure, chart: str) -> str:
    """A figure as a card; `chart` is its drawing as marimo makes it."""
    return card(figure.title, figure.subtitle, chart)


def card(title: str, subtitle: str, inside: str) -> str:
    """A card with a heading; `inside` is HTML."""
    return (
        f'<section class="card"><h2>{escape(title)}</h2><p class="sub">{escape(subtitle)}</p>'
        f"{inside}</section>"
    )


def side_by_side(*cards: str) -> str:
    """Cards next to each other where there is room."""
    return f'<div class="pair">{"".join(cards)}</div>'


def filter_bar(language: Language, *fields: str) -> str:
    """Fields of marimo in one bar that wraps."""
    title = escape(translate("filter.title", language))
    inside = "".join(f'<div class="field">{field}</div>' for field in fields)
    return f'<div class="filters" role="group" aria-label="{title}">{inside}</div>'


def notice(title: str, text: str, *, kind: str = "empty", inside: str = "") -> str:
    """What stands where there is nothing to show; `kind` is empty, refused or error.

    `inside` is HTML that follows the text.
    """
    role = "status" if kind == "empty" else "alert"
    return (
        f'<section class="notice {kind}" role="{role}"><h2>{escape(title)}</h2>'
        f"<p>{escape(text)}</p>{inside}</section>"
    )


def days_table(frame: pl.DataFrame, language: Language) -> str:
    """Days of contracts as a table; its headings are messages `column.NAME`."""
    headings = [translate(f"column.{name}", language) for name in frame.columns]
    return _table(frame, headings, language)


def _table(frame: pl.DataFrame, headings: Iterable[str], language: Language) -> str:
    """Rows as a table that scrolls in its own frame."""
    types = frame.schema.items()
    classes = [
        ' class="number"' if kind.is_numeric() and not is_identity(name) else ""
        for name, kind in types
    ]
    head = "".join(
        f"<th{kind}>{escape(name)}</th>" for name, kind in zip(headings, classes, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{kind}{_whole(text := written(name, value, language))}>{escape(text)}</td>"
            for name, value, kind in zip(frame.columns, row, classes, strict=True)
        )
        + "</tr>"
        for row in frame.iter_rows()
    )
    return (
        '<div class="scroll" tabindex="0"><table class="data">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _whole(text: str) -> str:
    """A long text can be read in full by pointing at it."""
    return f' title="{escape(text)}"' if len(text) > CELL_SHOWN else ""


def toolbar(*fields: str) -> str:
    """Fields of marimo in a row above what they govern."""
    return f'<div class="toolbar">{"".join(fields)}</div>'


def pager(text: str, *fields: str) -> str:
    """Fields of marimo around the words that say which page this is."""
    first, *others = fields
    words = f'<span role="status">{escape(text)}</span>'
    return f'<div class="pager">{first}{words}{"".join(others)}</div>'
