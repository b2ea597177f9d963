"""What the notebook of usage statistics says and offers, apart from its figures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

import duckdb
import msgspec

from mybt_sim.analysis import days
from mybt_sim.analysis.chosen import KINDS, Chosen, region_names
from mybt_sim.analysis.play import Answer, Refused
from mybt_sim.analysis.sql_field import SqlField
from mybt_sim.app.first_picture import over_page
from mybt_sim.app.markup import Html, joined, tag
from mybt_sim.app.notebooks.parts import notice, opening, sub
from mybt_sim.app.runs import is_replaced
from mybt_sim.base.bounds import SQL_ROWS, SQL_SECONDS
from mybt_sim.base.errors import MybtError
from mybt_sim.store import Run
from mybt_sim.store.described import grains_of
from mybt_sim.text import Language, date_long, translate

TARIFFS_SQL = """
-- One row per tariff that a contract of the run was charged by, by its number.
SELECT tariff_id::VARCHAR AS tariff_id,
    CASE $language WHEN 'ru' THEN name_ru WHEN 'be' THEN name_be ELSE name_en END AS name
FROM tariff
ORDER BY tariff_index
"""


@dataclass(frozen=True)
class Choices:
    """What the filters offer: arguments for `mo.ui.date_range` and `mo.ui.dropdown`."""

    period: dict[str, Any]
    region: dict[str, Any]
    kind: dict[str, Any]
    tariff: dict[str, Any]


class QuestionWords(NamedTuple):
    """The words around the field for SQL."""

    title: str
    subtitle: str
    field: str
    run: str
    tables: Html


class PageWords(NamedTuple):
    """Which page this is, and the buttons to the others."""

    text: str
    previous: str
    next: str
    is_first: bool
    is_last: bool


def choices(
    cursor: duckdb.DuckDBPyConnection, run: Run, language: Language, asked: Mapping[str, str]
) -> Choices:
    """What can be chosen in this run; `asked` is what the page's address has chosen already."""
    first, last = _period(run)
    tariffs = cursor.sql(TARIFFS_SQL, params={"language": language}).fetchall()
    kinds = ((code, translate(f"kind.{code}", language)) for code in KINDS)
    period = {
        "start": first,
        "stop": last,
        "value": _asked_period(first, last, asked),
        "label": translate("filter.period", language),
    }
    return Choices(
        period,
        _options("region", language, region_names(language).items(), asked),
        _options("kind", language, kinds, asked),
        _options("tariff", language, tariffs, asked),
    )


def address_of(chosen: Chosen) -> dict[str, str]:
    """What a page's address says of what is chosen, for the same page in another language."""
    period = {"first": str(chosen.first), "last": str(chosen.last)}
    filters = {"region": chosen.region, "kind": chosen.kind, "tariff": chosen.tariff}
    return period | {name: str(value) for name, value in filters.items() if value is not None}


def _asked_period(first: date, last: date, asked: Mapping[str, str]) -> tuple[date, date]:
    """The days of the address, as far as they are days of the run in order; else all days."""
    try:
        since, until = (date.fromisoformat(asked.get(name, "")) for name in ("first", "last"))
    except ValueError:
        return first, last
    return (since, until) if first <= since <= until <= last else (first, last)


def lead(run: Run, language: Language) -> str:
    """How many people and which period the page is about."""
    first, last = _period(run)
    return translate(
        "usage.lead",
        language,
        count=run.scenario.subscribers,
        first=date_long(first, language),
        last=date_long(last, language),
    )


def head(chosen: Chosen, run: Run, language: Language) -> Html:
    """The head of the page, and a notice when its run has been replaced meanwhile."""
    kept = address_of(chosen)
    top = opening("usage", language, lead(run, language), kept)
    return joined(top, replaced(language, kept) if is_replaced(run) else None)


def replaced(language: Language, kept: Mapping[str, str]) -> Html:
    """Says that another run stands there now, and opens it; `kept` are the filters."""
    href = f"?{urlencode({'lang': language, **kept})}"
    again = tag("a", translate("explorer.again", language), href=href, target="_self")
    text = translate("explorer.replaced", language)
    return tag("section", tag("p", text), tag("p", again), cls="notice refused", role="alert")


def no_run(trouble: str, language: Language) -> Html:
    """In place of the page when there is no run with days of contracts; `trouble` says why."""
    text = translate("error.metrics", language)
    if trouble:
        text = translate("error.text", language, detail=trouble)
    return notice(translate("error.title", language), text, kind="error")


def nothing(language: Language) -> Html:
    """In place of figures when no contract fits the filters."""
    return notice(translate("empty.title", language), translate("empty.text", language))


def no_traffic(language: Language) -> Html:
    """In place of charts when the contracts chosen have no internet."""
    return notice(translate("empty.title", language), translate("empty.traffic", language))


def first_picture(run: Run, language: Language) -> Html:
    """What the page shows until its notebook stands: its head, and that figures are gathered."""
    head = opening("usage", language, lead(run, language), {})
    styles = [
        tag("link", rel="stylesheet", href=f"/static/{name}.css") for name in ("notebook", "first")
    ]
    return over_page(styles, (head, tag("p", counting(language), cls="gathering")), "of-notebook")


def counting(language: Language) -> str:
    """While the figures are gathered."""
    return translate("loading.text", language)


def table_words(rows: int, language: Language) -> tuple[str, str]:
    """Title and subtitle of the table of days."""
    return translate("table.title", language), translate("table.subtitle", language, count=rows)


def order_options(language: Language) -> dict[str, Any]:
    """Arguments of the dropdown that orders the table."""
    names = {translate(f"order.{order}", language): order for order in days.ORDERS}
    return {
        "options": names,
        "value": next(iter(names)),
        "label": translate("table.order", language),
    }


def first_page(*_: object) -> int:
    """Where the table starts again when any of the arguments has changed."""
    return 0


def page_words(page: int, rows: int, language: Language) -> PageWords:
    """The words of the pager; `page` counts from 0."""
    pages = days.pages(rows)
    return PageWords(
        translate("table.page", language, page=page + 1, pages=pages),
        translate("table.previous", language),
        translate("table.next", language),
        page == 0,
        page + 1 == pages,
    )


def question_words(run: Run, language: Language) -> QuestionWords:
    """The words around the field for SQL."""
    with run.cursor() as cursor:
        names = ", ".join(sorted(grains_of(cursor)))
    return QuestionWords(
        translate("sql.title", language),
        translate("sql.subtitle", language, rows=SQL_ROWS, seconds=SQL_SECONDS),
        translate("sql.field", language),
        translate("sql.run", language),
        sub(translate("sql.tables", language, names=names)),
    )


def running(language: Language) -> str:
    """While a query is carried out."""
    return translate("sql.running", language)


def asked(sql_field: SqlField, text: str) -> Answer:
    """The answer to a query; what goes wrong with its process is told like any other fault."""
    try:
        return sql_field.ask(text)
    except (MybtError, OSError, msgspec.MsgspecError) as error:
        return Answer(refused=Refused.FAILED, detail=str(error))


def hint(language: Language) -> Html:
    """In place of an answer until something has been asked."""
    return sub(translate("sql.hint", language))


def _period(run: Run) -> tuple[date, date]:
    first = run.scenario.start
    return first, first + timedelta(days=run.scenario.days - 1)


def _options(
    subject: str,
    language: Language,
    pairs: Iterable[tuple[str, str]],
    asked: Mapping[str, str],
) -> dict[str, Any]:
    """Arguments of a dropdown whose first option is all."""
    everything = translate(f"filter.all_{subject}s", language)
    options = {everything: None, **{name: code for code, name in pairs}}
    named = (name for name, code in options.items() if code and code == asked.get(subject))
    return {
        "options": options,
        "value": next(named, everything),
        "label": translate(f"filter.{subject}", language),
    }
