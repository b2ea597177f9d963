"""What the field for SQL answers, as HTML: rows, a plan, or why there are none."""

from datetime import date
from decimal import Decimal
from math import isfinite, isnan

from babel.numbers import get_decimal_symbol, get_group_symbol

from mybt_sim.analysis.play import Answer, Column, Kind, Refused
from mybt_sim.app.markup import Html, tag
from mybt_sim.app.notebooks.cells import is_identity
from mybt_sim.app.notebooks.parts import CELL_SHOWN, notice, sub, table
from mybt_sim.base.bounds import SQL_CELL, SQL_COLUMNS, SQL_SECONDS, SQL_TEXT
from mybt_sim.text import Language, date_numeric, number, translate
from mybt_sim.text.formats import MINUS

SMALL, LARGE = 0.01, 1e15
"""Outside of these a real number is shown by its power of ten."""
FIGURES = 6
REAL_DIGITS = 2
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
PLACE = "\n\nLINE "
"""With this DuckDB begins to show where a fault is."""
UNSEEN = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"}
"""Control characters by their pictures: HTML cannot hold them."""


def answer_card(answer: Answer, language: Language) -> Html:
    """The rows of a query, or one sentence that says why there are none."""
    if answer.refused:
        return _refusal(answer, answer.refused, language)
    if [column.kind for column in answer.columns] == [Kind.PLAN]:
        plan = "\n".join(row[0] or "" for row in answer.rows)
        return _card(translate("sql.plan", language), _as_typed(plan, "sql.plan", language))
    count = len(answer.rows)
    said = translate("sql.rows", language, count=count)
    if answer.is_cut:
        said = translate("sql.cut", language, count=count, columns=str(SQL_COLUMNS))
    return _card(said, _table(answer, language))


def _refusal(answer: Answer, refused: Refused, language: Language) -> Html:
    values = {"seconds": SQL_SECONDS, "characters": number(SQL_TEXT, language)}
    text = translate(f"sql.refused.{refused}", language, **values)
    title = translate("sql.refused", language)
    told = refused in (Refused.SYNTAX, Refused.FAILED) and answer.detail
    inside = _as_typed(answer.detail, "sql.detail", language) if told else None
    return notice(title, text, inside, kind="refused")


def _card(said: str, inside: Html) -> Html:
    return tag("section", sub(said, role="status"), inside, cls="card answer")


def _as_typed(text: str, label: str, language: Language) -> Html:
    """A text whose places matter, as a mark below a line does; before it, lines may wrap."""
    words, start, place = text.translate(UNSEEN).rpartition(PLACE)
    name, kept = translate(label, language), tag("span", start, place)
    return tag("pre", words, kept, cls="typed", tabindex="0", role="region", aria_label=name)


def _table(answer: Answer, language: Language) -> Html:
    columns = answer.columns
    heads = [tag("th", _shown(column.name), cls=_class(column)) for column in columns]
    rows = (
        [_cell(text, column, language) for text, column in zip(row, columns, strict=True)]
        for row in answer.rows
    )
    return table(heads, rows)


def _class(column: Column) -> str | None:
    is_number = column.kind in (Kind.WHOLE, Kind.DECIMAL, Kind.REAL) and not _names(column)
    return "number" if is_number else None


def _cell(text: str | None, column: Column, language: Language) -> Html:
    if text is None:
        return tag("td", "NULL", cls="null")
    words = _shown(cell_text(text, column, language))
    title = words if len(text) > CELL_SHOWN else None
    return tag("td", words, cls=_class(column), title=title)


def _shown(text: str) -> str:
    cut = text if len(text) <= SQL_CELL else text[:SQL_CELL] + "…"
    return cut.translate(UNSEEN)


def cell_text(text: str, column: Column, language: Language) -> str:
    """A value as the language writes it; what names something keeps its digits together."""
    if column.kind is Kind.DECIMAL or (column.kind is Kind.WHOLE and not _names(column)):
        return grouped(text, language)
    if column.kind is Kind.REAL:
        return real(float(text), language)
    return _day(text, language) if column.kind is Kind.DATE else text


def grouped(text: str, language: Language) -> str:
    """The digits of a number as they are, in groups: Babel rounds to 28 figures, or raises."""
    whole, point, part = text.removeprefix("-").partition(".")
    figures = f"{int(whole or 0):,}".replace(",", get_group_symbol(language))
    decimals = get_decimal_symbol(language) + part if point else ""
    return (MINUS if text.startswith("-") else "") + figures + decimals


def _names(column: Column) -> bool:
    """Whether a whole number is no quantity but the name of something."""
    return column.kind is Kind.WHOLE and is_identity(column.name)


def real(value: float, language: Language) -> str:
    """A real number; very large and very small ones by their power of ten: 1·10²⁶."""
    if isnan(value):
        return "NaN"
    if not isfinite(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if value == 0 or SMALL <= abs(value) < LARGE:
        return number(value, language, digits=REAL_DIGITS)
    figures, _, power = f"{value:.{FIGURES - 1}e}".partition("e")
    digits = len(figures.rstrip("0").partition(".")[2])
    shown = number(Decimal(figures), language, digits=digits)
    return f"{shown}{'×' if language == 'en' else '·'}10{str(int(power)).translate(RAISED)}"


def _day(text: str, language: Language) -> str:
    """A date; those that our calendar does not reach stay as DuckDB writes them."""
    try:
        return date_numeric(date.fromisoformat(text), language)
    except ValueError:
        return text
