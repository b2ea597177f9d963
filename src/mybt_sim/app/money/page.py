"""The page of money: tables of a selection, each with its files, its query and what it means."""

from collections.abc import Sequence
from dataclasses import replace

from mybt_sim.analysis import takings
from mybt_sim.app.document import document, opening
from mybt_sim.app.explorer import choice
from mybt_sim.app.explorer import page as explorer
from mybt_sim.app.explorer.cards import FORMATS, query_box, table, tools
from mybt_sim.app.explorer.files import told_of, written
from mybt_sim.app.markup import Html, tag
from mybt_sim.app.money.books import ASKED, Books
from mybt_sim.app.money.drawing import Month, months
from mybt_sim.app.money.tables import MONTH, TABLES, bars_of, frame_of, written_rows
from mybt_sim.app.picture import bars_picture
from mybt_sim.text import date_long, money, month_names, translate

LINKS = (*explorer.LINKS, tag("link", rel="stylesheet", href="/static/money.css"))
WALKS = ("walk", "walk_by_region")
WIDE = ("earned", *WALKS, "moves", "promises", "promise_days", "held", "refusals")
ROWS_MOST = 24
"""A longer table shows its first `ROWS_FIRST`, and all of them when it is asked to."""
ROWS_FIRST = 14


def page(books: Books) -> str:
    """The whole page."""
    found = parts(books)
    language = books.language
    home = tag("a", "← ", translate("page.to_home", language), href=f"/?lang={language}")
    top = tag(
        "header", home, tag("nav", found["languages"], cls="languages", id="languages"), cls="bar"
    )
    first, last = (date_long(day, language) for day in (books.cubes.first, books.cubes.last))
    main = tag(
        "main",
        opening(books.tell("title"), tag("p", books.tell("lead", first=first, last=last))),
        choice.trouble(books),
        tag("div", found["choice"], id="choice"),
        tag(
            "div",
            [
                tag("div", found[name], id=name, cls="wide" if name in WIDE else None)
                for name in ASKED
            ],
            cls="grid two money",
        ),
        id="explorer",
        data_run=books.mark,
        data_page=books.path,
    )
    return document(language, books.tell("title"), top, main, links=LINKS)


def parts(books: Books) -> dict[str, Html]:
    """Every part by its place; all of them show one selection of one run."""
    shown = {name: _card(books, name) for name in ASKED}
    return {"languages": choice.languages(books), "choice": _choice(books), **shown}


def file_of(books: Books, name: str, kind: str) -> bytes:
    """A table as a file of a kind of `FORMATS`."""
    defined = books.tell(f"define.{name}")
    switch = {books.tell("vat"): books.tell(f"vat.{'with' if books.with_vat else 'without'}")}
    told = told_of(books, (books.tell(f"title.{name}"), defined), switch, books.query(name))
    if kind == "svg":
        drawn = books.tell(f"column.{TABLES[name].drawn}")
        return bars_picture(bars_of(books, name), drawn, told).encode()
    return written(frame_of(books, name), told, kind)


def _choice(books: Books) -> Html:
    switch = [
        tag(
            "a",
            books.tell(f"vat.{name}"),
            href=replace(books, with_vat=name == "with").href(),
            data_go=True,
            aria_current="true" if (name == "with") == books.with_vat else None,
        )
        for name in ("with", "without")
    ]
    return tag(
        "section",
        tag("nav", switch, cls="subjects", aria_label=books.tell("vat")),
        choice.period(books),
        choice.chips(books),
        choice.picks(books),
        choice.strange(books),
        cls="choice",
        aria_label=translate("filter.title", books.language),
    )


def _card(books: Books, name: str) -> Html:
    title = books.tell(f"title.{name}")
    rows, names = written_rows(books, name), TABLES[name].names
    heads = [books.tell(f"column.{one.key}") for one in TABLES[name].columns]
    nothing = tag("p", books.say("nothing"), cls="sub")
    query = f"{name}.query"
    return tag(
        "section",
        tag("h2", title),
        tag("p", books.tell(f"define.{name}"), cls="sub"),
        _walk_told(books, name) if name in WALKS else None,
        (_months(books), _next_month(books)) if name == "earned" else None,
        table(heads, _shown(books, name, rows), title, names) if rows else nothing,
        _unfold(books, name, len(rows)) if len(rows) > ROWS_MOST else None,
        tools(books, name, ("query",), FORMATS),
        query_box(books, name, books.query(name)) if query in books.opened else None,
        cls="panel",
        aria_label=title,
    )


def _shown(books: Books, name: str, rows: Sequence[list[str]]) -> Sequence[list[str]]:
    is_whole = len(rows) <= ROWS_MOST or f"{name}.all" in books.opened
    return rows if is_whole else rows[:ROWS_FIRST]


def _unfold(books: Books, name: str, count: int) -> Html:
    """Shows all rows of a long table, or the first ones again."""
    is_whole = f"{name}.all" in books.opened
    text = books.tell("first", count=ROWS_FIRST) if is_whole else books.tell("all", count=count)
    link = tag(
        "a",
        text,
        href=books.folded(f"{name}.all").href(),
        data_go=True,
        role="button",
        aria_expanded="true" if is_whole else "false",
    )
    return tag("p", link, cls="tools unfold")


def _months(books: Books) -> Html | None:
    """Revenue beside cash by month."""
    short = month_names(books.language, short=True)
    rows = [
        Month(
            short[one.month.month - 1],
            takings.net(one.revenue, with_vat=books.with_vat),
            one.cash,
        )
        for one in books.figures["earned"]
    ]
    names = [books.tell(f"column.{name}") for name in ("revenue", "cash")]
    return months(rows, names, books.language) if rows else None


def _next_month(books: Books) -> Html | None:
    """What the month after the whole ones would bring a day."""
    found = takings.next_month(books.figures["earned"])
    if found is None:
        return None
    kopecks = takings.net(found.a_day_kopecks, with_vat=books.with_vat)
    said = {"month": MONTH.text(found.month, books), "sum": money(kopecks, books.language)}
    return tag("p", books.tell("next_month", **said), cls="sub")


def _walk_told(books: Books, name: str) -> Html:
    wrong = sum(not one.adds_up for one in books.figures[name])
    return tag(
        "p",
        books.tell("walk.wrong", count=wrong) if wrong else books.tell("walk.right"),
        cls="wrong" if wrong else "right",
        role="alert" if wrong else None,
    )
