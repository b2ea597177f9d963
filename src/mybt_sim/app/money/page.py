"""The page of money: tables of a run, each with the query behind it and what its figures mean."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from mybt_sim.analysis import takings
from mybt_sim.app.document import document, opening
from mybt_sim.app.explorer.cards import table
from mybt_sim.app.explorer.drawing import bar
from mybt_sim.app.markup import Child, Html, tag
from mybt_sim.store import Run
from mybt_sim.text import (
    LANGUAGE_NAMES,
    LANGUAGES,
    Language,
    money,
    month_names,
    number,
    percent,
    refusal_text,
    translate,
)

PATH = "/money"
LINKS = (tag("link", rel="stylesheet", href="/static/explorer.css"),)
RUNS_KEPT = 2


class Asking(NamedTuple):
    """A question to a run, and its query."""

    rows: Callable[[Any], Sequence[Any]]
    query: str


ASKED = {
    "earned": Asking(takings.earned, takings.EARNED_SQL),
    "walk": Asking(takings.walk, takings.WALK_SQL),
    "blocked": Asking(takings.blocked, takings.BLOCKED_SQL),
    "promises": Asking(takings.promises, takings.PROMISES_SQL),
    "promise_days": Asking(takings.promises_by_day, takings.PROMISE_DAYS_SQL),
    "payments": Asking(takings.payments, takings.PAYMENTS_SQL),
    "hours": Asking(takings.hours, takings.HOURS_SQL),
    "debts": Asking(takings.debts, takings.DEBTS_SQL),
    "balances": Asking(takings.balances, takings.BALANCES_SQL),
    "funnel": Asking(takings.funnel, takings.FUNNEL_SQL),
    "refusals": Asking(takings.refusals, takings.REFUSALS_SQL),
}
_figures: dict[str, dict[str, Sequence[Any]]] = {}


@dataclass(frozen=True)
class Books:
    """The figures of a run, and how they are to be told."""

    figures: dict[str, Sequence[Any]]
    language: Language
    with_vat: bool

    def say(self, key: str, **values: object) -> str:
        """A text of the page."""
        return translate(f"money.{key}", self.language, **values)

    def byn(self, kopecks: int) -> str:
        """An amount."""
        return money(kopecks, self.language)

    def earned(self, kopecks: int) -> str:
        """A charge, with VAT or without."""
        return money(takings.net(kopecks, with_vat=self.with_vat), self.language)

    def count(self, value: int) -> str:
        """How many."""
        return number(value, self.language)

    def part(self, value: int, whole: int) -> str:
        """A share."""
        return percent(value / whole, self.language, digits=1) if whole else "—"

    def month(self, row: Any) -> str:
        """The month of a row."""
        return f"{month_names(self.language)[row.month.month - 1]} {row.month.year}"


def books_of(run: Run, language: Language, *, with_vat: bool) -> Books:
    """The figures of a run, asked once."""
    mark = run.fingerprint()
    if mark not in _figures:
        with run.cursor() as cursor:
            found = {name: asking.rows(cursor) for name, asking in ASKED.items()}
        while len(_figures) >= RUNS_KEPT:
            _figures.pop(next(iter(_figures)), None)
        _figures[mark] = found
    return Books(_figures[mark], language, with_vat)


def page(books: Books) -> str:
    """The whole page."""
    say = books.say
    cards = [
        _card(books, "earned", _earned(books), _arpu(books)),
        _card(books, "walk", _walk(books)),
        _card(books, "blocked", _blocked(books)),
        _card(books, "promises", _promises(books, "promises", "explorer.persona.")),
        _card(books, "promise_days", _promises(books, "promise_days", "money.third.")),
        _card(books, "payments", _payments(books)),
        _card(books, "hours", _hours(books)),
        _card(books, "debts", _debts(books)),
        _card(books, "balances", _balances(books)),
        _card(books, "funnel", _funnel(books)),
        _card(books, "refusals", _refusals(books)),
    ]
    switch = tag(
        "nav",
        [
            tag(
                "a",
                say(f"vat.{value}"),
                href=_href(books.language, with_vat=value == "with"),
                aria_current="true" if (value == "with") == books.with_vat else None,
            )
            for value in ("with", "without")
        ],
        cls="subjects",
        aria_label=say("vat"),
    )
    main = tag(
        "main",
        opening(say("title"), tag("p", say("lead"))),
        switch,
        tag("div", cards, cls="grid two money"),
        id="explorer",
    )
    return document(books.language, say("title"), _top(books), main, links=LINKS)


def _href(language: str, *, with_vat: bool) -> str:
    return f"{PATH}?lang={language}" + ("" if with_vat else "&vat=without")


def _top(books: Books) -> Html:
    language = books.language
    home = tag("a", "← ", translate("page.to_home", language), href=f"/?lang={language}")
    links = [
        tag(
            "a",
            LANGUAGE_NAMES[code],
            href=_href(code, with_vat=books.with_vat),
            lang=code,
            aria_current="true" if code == language else None,
        )
        for code in LANGUAGES
    ]
    return tag("header", home, tag("nav", links, cls="languages"), cls="bar")


def _card(books: Books, name: str, *inside: Child) -> Html:
    title = books.say(f"title.{name}")
    query = tag("pre", ASKED[name].query.strip(), tabindex="0", role="region", aria_label=title)
    return tag(
        "section",
        tag("h2", title),
        tag("p", books.say(f"define.{name}"), cls="sub"),
        *inside,
        tag("details", tag("summary", translate("explorer.query", books.language)), query),
        cls="panel",
        aria_label=title,
    )


def _table(books: Books, name: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Html:
    return table([books.say(f"column.{one}") for one in heads], rows, books.say(f"title.{name}"))


def _earned(books: Books) -> Html:
    heads = ("month", "tariffs", "add_ons", "usage", "others", "revenue", "cash", "arpu")
    rows = (
        (
            books.month(one),
            *(books.earned(value) for value in (one.tariffs, one.add_ons, one.usage, one.others)),
            books.earned(one.revenue),
            books.byn(one.cash),
            books.byn(one.arpu(with_vat=books.with_vat)),
        )
        for one in books.figures["earned"]
    )
    return _table(books, "earned", heads, rows)


def _arpu(books: Books) -> Html:
    rows = books.figures["earned"]
    most = max((one.revenue for one in rows), default=0)
    lines = [
        tag(
            "li",
            tag("span", books.month(one), cls="name"),
            tag("span", books.earned(one.revenue), cls="figure"),
            bar(one.revenue, most),
        )
        for one in rows
    ]
    return tag("ul", lines, cls="bars all")


def _walk(books: Books) -> Html:
    rows = books.figures["walk"]
    heads = ("month", "line", "opening", "came", "gone", "moved", "closing", "check")
    table_rows = (
        (
            books.month(one),
            translate(f"explorer.technology.{one.line}", books.language),
            *(books.count(value) for value in one[2:7]),
            books.say("adds_up" if one.adds_up else "adds_not_up"),
        )
        for one in rows
    )
    wrong = sum(not one.adds_up for one in rows)
    told = tag(
        "p",
        books.say("walk.wrong", count=wrong) if wrong else books.say("walk.right"),
        cls="wrong" if wrong else "right",
        role="alert" if wrong else None,
    )
    return tag("div", told, _table(books, "walk", heads, table_rows))


def _blocked(books: Books) -> Html:
    heads = ("month", "days", "contracts", "not_charged")
    rows = (
        (books.month(one), books.count(one.days), books.count(one.contracts),
         books.earned(one.not_charged_kopecks))
        for one in books.figures["blocked"]
    )  # fmt: skip
    return _table(books, "blocked", heads, rows)


def _promises(books: Books, name: str, words: str) -> Html:
    heads = ("who" if name == "promises" else "when", "limit", "given", "sum", "kept", "broken")
    rows = (
        (
            translate(f"{words}{one.by}", books.language),
            books.byn(one.limit_kopecks),
            books.count(one.given),
            books.byn(one.amount_kopecks),
            f"{books.count(one.kept)} · {books.part(one.kept, one.kept + one.broken)}",
            books.count(one.broken),
        )
        for one in books.figures[name]
    )
    return _table(books, name, heads, rows)


def _payments(books: Books) -> Html:
    rows = books.figures["payments"]
    whole = sum(one.amount_kopecks for one in rows)
    heads = ("channel", "payer", "payments", "sum", "share")
    shown = (
        (
            books.say(f"channel.{one.channel}"),
            books.say(f"payer.{one.payer}"),
            books.count(one.payments),
            books.byn(one.amount_kopecks),
            books.part(one.amount_kopecks, whole),
        )
        for one in rows
    )
    return _table(books, "payments", heads, shown)


def _hours(books: Books) -> Html:
    rows = (
        (f"{one.hour:02}:00", books.count(one.payments), books.byn(one.amount_kopecks))
        for one in books.figures["hours"]
    )
    return _table(books, "hours", ("hour", "payments", "sum"), rows)


def _debts(books: Books) -> Html:
    rows = (
        (books.say(f"late.{one.late_from}"), books.count(one.bills), books.byn(one.amount_kopecks))
        for one in books.figures["debts"]
    )
    return _table(books, "debts", ("late", "bills", "sum"), rows)


def _balances(books: Books) -> Html:
    rows = (
        (
            books.say(f"settlement.{one.settlement}"),
            books.say("owing" if one.is_owing else "not_owing"),
            books.count(one.contracts),
            books.byn(one.balance_kopecks),
        )
        for one in books.figures["balances"]
    )
    return _table(books, "balances", ("settlement", "side", "contracts", "sum"), rows)


def _funnel(books: Books) -> Html:
    rows = (
        (
            translate(f"operation.{one.operation}", books.language),
            books.count(one.people),
            books.count(one.attempts),
            books.count(one.accepted),
            books.part(one.accepted, one.attempts),
        )
        for one in books.figures["funnel"]
    )
    return _table(books, "funnel", ("operation", "people", "attempts", "accepted", "share"), rows)


def _refusals(books: Books) -> Html:
    rows = (
        (
            translate(f"operation.{one.operation}", books.language),
            books.count(one.attempts),
            refusal_text(one.refusal, books.language),
        )
        for one in books.figures["refusals"]
    )
    inside = _table(books, "refusals", ("operation", "attempts", "told"), rows)
    return tag("div", inside, cls="words")
