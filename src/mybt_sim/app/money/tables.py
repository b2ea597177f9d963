"""The tables of the page of money: each column once, for the page, the files and the picture."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import polars as pl

from mybt_sim.analysis import takings
from mybt_sim.app.money.books import Books
from mybt_sim.app.picture import Bar
from mybt_sim.text import money, month_names, number, percent, refusal_text, translate

KINDS: dict[str, Any] = {
    "month": pl.Date,
    "word": pl.String,
    "hour": pl.Int64,
    "count": pl.Int64,
    "amount": pl.Int64,
    "charge": pl.Int64,
    "arpu": pl.Int64,
    "share": pl.Float64,
}
"""What a column holds. A charge has VAT inside, and is told with it or without; amounts as paid."""


class Column(NamedTuple):
    """A column: the key of its heading, its kind, where its value comes from, whose words."""

    key: str
    kind: str
    value: Callable[[Any], Any]
    words: str = ""

    @property
    def name(self) -> str:
        """Its name in a file."""
        return f"{self.key}_kopecks" if self.kind in ("amount", "charge", "arpu") else self.key

    def of(self, row: Any, books: Books) -> Any:
        """The value in a row, as in a file."""
        value = self.value(row)
        if self.kind == "charge":
            return takings.net(value, with_vat=books.with_vat)
        return value(with_vat=books.with_vat) if self.kind == "arpu" else value

    def text(self, value: Any, books: Books) -> str:
        """A value as people read it."""
        language = books.language
        if value is None:
            return "—"
        if self.kind == "month":
            return f"{month_names(language)[value.month - 1]} {value.year}"
        if self.kind == "word":
            return worded(self.words, value, books)
        if self.kind == "hour":
            return f"{value:02}:00"
        if self.kind == "count":
            return number(value, language)
        return (
            percent(value, language, digits=1) if self.kind == "share" else money(value, language)
        )


class Table(NamedTuple):
    """A table: its columns, by how many of them a row is named, and which one is drawn."""

    columns: Sequence[Column]
    names: int
    drawn: str


def worded(words: str, value: str, books: Books) -> str:
    """The words for a value."""
    if words == "tariff":
        return books.names["tariff"][value]
    if words == "refusal":
        return refusal_text(value, books.language)
    return translate(f"{words}{value}", books.language)


def _part(value: int, whole: int) -> float | None:
    return value / whole if whole else None


MONTH = Column("month", "month", lambda one: one.month)
SUM = Column("sum", "amount", lambda one: one.amount_kopecks)
CONTRACTS = Column("contracts", "count", lambda one: one.contracts)
GONE = Column("gone", "count", lambda one: one.gone)
PEOPLE = Column("people", "count", lambda one: one.people)
PAYMENTS = Column("payments", "count", lambda one: one.payments)
OPERATION = Column("operation", "word", lambda one: one.operation, "operation.")
ATTEMPTS = Column("attempts", "count", lambda one: one.attempts)


def _promises(first: Column) -> Table:
    return Table(
        (
            first,
            Column("limit", "amount", lambda one: one.limit_kopecks),
            Column("given", "count", lambda one: one.given),
            SUM,
            Column("kept", "count", lambda one: one.kept),
            Column("share", "share", lambda one: _part(one.kept, one.kept + one.broken)),
            Column("broken", "count", lambda one: one.broken),
        ),
        2,
        "given",
    )


def _walk(by: str, words: str) -> Table:
    return Table(
        (
            MONTH,
            Column(by, "word", lambda one: one.by, words),
            Column("opening", "count", lambda one: one.opening),
            Column("came", "count", lambda one: one.came),
            GONE,
            Column("moved_in", "count", lambda one: one.moved_in),
            Column("moved_out", "count", lambda one: one.moved_out),
            Column("closing", "count", lambda one: one.closing),
            Column("check", "word", lambda one: "up" if one.adds_up else "not_up", "money.adds_"),
        ),
        2,
        "closing",
    )


TABLES = {
    "earned": Table(
        (
            MONTH,
            Column("tariffs", "charge", lambda one: one.tariffs),
            Column("add_ons", "charge", lambda one: one.add_ons),
            Column("usage", "charge", lambda one: one.usage),
            Column("others", "charge", lambda one: one.others),
            Column("revenue", "charge", lambda one: one.revenue),
            Column("cash", "amount", lambda one: one.cash),
            Column("arpu", "arpu", lambda one: one.arpu),
        ),
        1,
        "revenue",
    ),
    "walk": _walk("line", "explorer.technology."),
    "walk_by_region": _walk("region", "region."),
    "moves": Table(
        (
            Column("from_tariff", "word", lambda one: one.from_tariff, "tariff"),
            Column("to_tariff", "word", lambda one: one.to_tariff, "tariff"),
            Column("cause", "word", lambda one: one.cause, "money.cause."),
            Column("moves", "count", lambda one: one.moves),
            Column("fee_before", "charge", lambda one: one.before_kopecks),
            Column("fee_after", "charge", lambda one: one.after_kopecks),
            Column("fee_change", "charge", lambda one: one.change_kopecks),
        ),
        3,
        "moves",
    ),
    "plans": Table(
        (
            Column("tariff", "word", lambda one: one.tariff, "tariff"),
            CONTRACTS,
            Column("revenue", "charge", lambda one: one.charged_kopecks),
            Column("arpu", "arpu", lambda one: one.arpu),
        ),
        1,
        "revenue",
    ),
    "blocked": Table(
        (
            MONTH,
            Column("days", "count", lambda one: one.days),
            CONTRACTS,
            Column("not_charged", "charge", lambda one: one.not_charged_kopecks),
        ),
        1,
        "days",
    ),
    "promises": _promises(Column("who", "word", lambda one: one.by, "explorer.persona.")),
    "promise_days": _promises(Column("when", "word", lambda one: one.by, "money.third.")),
    "payments": Table(
        (
            Column("channel", "word", lambda one: one.channel, "money.channel."),
            Column("payer", "word", lambda one: one.payer, "money.payer."),
            PAYMENTS,
            SUM,
        ),
        2,
        "sum",
    ),
    "hours": Table((Column("hour", "hour", lambda one: one.hour), PAYMENTS, SUM), 1, "payments"),
    "debts": Table(
        (
            Column("late", "word", lambda one: str(one.late_from), "money.late."),
            Column("bills", "count", lambda one: one.bills),
            SUM,
        ),
        1,
        "sum",
    ),
    "paying": Table(
        (
            MONTH,
            Column("bills", "count", lambda one: one.bills),
            Column("paid", "count", lambda one: one.paid),
            Column("half_days", "count", lambda one: one.half_days),
            Column("most_days", "count", lambda one: one.most_days),
        ),
        1,
        "half_days",
    ),
    "balances": Table(
        (
            Column("settlement", "word", lambda one: one.settlement, "money.settlement."),
            Column("side", "word", lambda one: "owing" if one.is_owing else "not_owing", "money."),
            CONTRACTS,
            Column("sum", "amount", lambda one: one.balance_kopecks),
        ),
        2,
        "contracts",
    ),
    "leaving": Table(
        (
            Column(
                "block", "word", lambda one: "long" if one.was_blocked else "none", "money.block."
            ),
            CONTRACTS,
            GONE,
            Column("share", "share", lambda one: _part(one.gone, one.contracts)),
        ),
        1,
        "share",
    ),
    "held": Table(
        (
            CONTRACTS,
            PEOPLE,
            Column("accounts", "count", lambda one: one.accounts),
        ),
        1,
        "people",
    ),
    "reached": Table(
        (
            Column("age", "word", lambda one: one.age, "explorer.age."),
            CONTRACTS,
            Column("bound", "count", lambda one: one.bound),
            Column("share", "share", lambda one: _part(one.bound, one.contracts)),
            Column("by_a_relative", "count", lambda one: one.by_a_relative),
        ),
        1,
        "bound",
    ),
    "funnel": Table(
        (
            OPERATION,
            PEOPLE,
            ATTEMPTS,
            Column("accepted", "count", lambda one: one.accepted),
            Column("share", "share", lambda one: _part(one.accepted, one.attempts)),
        ),
        1,
        "attempts",
    ),
    "refusals": Table(
        (OPERATION, Column("told", "word", lambda one: one.refusal, "refusal"), ATTEMPTS),
        2,
        "attempts",
    ),
}


def written_rows(books: Books, name: str) -> list[list[str]]:
    """The rows of a table as people read them."""
    columns = TABLES[name].columns
    return [[one.text(one.of(row, books), books) for one in columns] for row in books.figures[name]]


def frame_of(books: Books, name: str) -> pl.DataFrame:
    """The rows of a table for a file: amounts are kopecks, words have their code and their text."""
    data: dict[str, list[Any]] = {}
    schema: dict[str, Any] = {}
    rows = books.figures[name]
    for one in TABLES[name].columns:
        values = [one.of(row, books) for row in rows]
        data[one.name], schema[one.name] = values, KINDS[one.kind]
        if one.kind == "word":
            text = f"{one.name}_name"
            data[text], schema[text] = [one.text(value, books) for value in values], pl.String
    return pl.DataFrame(data, schema=schema)


def bars_of(books: Books, name: str) -> list[Bar]:
    """What a picture draws: the name of each row, its figure in words, and its size."""
    table = TABLES[name]
    drawn = next(one for one in table.columns if one.key == table.drawn)
    found = []
    for row in books.figures[name]:
        words = [one.text(one.of(row, books), books) for one in table.columns[: table.names]]
        value = drawn.of(row, books) or 0
        found.append(Bar(" · ".join(words), drawn.text(value, books), value))
    return found
