"""The page of a life: its state at a second, balance, month and day, and another payment."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from mybt_sim.analysis.contract_story import RequestOf
from mybt_sim.analysis.details import details
from mybt_sim.analysis.one_life import ContractAt, Due
from mybt_sim.analysis.paid_later import DELAY_DAYS_MOST, PAYMENTS, Side
from mybt_sim.app.document import document, opening
from mybt_sim.app.explorer.cards import table
from mybt_sim.app.life.drawing import Balance, balances, hours
from mybt_sim.app.life.view import DAY, PATH, View, bounds
from mybt_sim.app.markup import Child, Html, tag
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Status
from mybt_sim.text import (
    LANGUAGE_NAMES,
    LANGUAGES,
    date_numeric,
    duration,
    refusal_text,
    translate,
    volume,
)

LINKS = (
    tag("link", rel="stylesheet", href="/static/explorer.css"),
    tag("link", rel="stylesheet", href="/static/life.css"),
)
ACTIVE = Status.ACTIVE.name.lower()
DONE = Refusal.NONE.name
TALKS = ("open_ticket", "reply_ticket", "close_ticket")
NOTICES_MOST = 12
TALL_ROWS = 20
"""A longer month scrolls within its card."""


class Tile(NamedTuple):
    """A figure with its name above and a note below."""

    name: str
    figure: str
    note: str


class Line(NamedTuple):
    """Something of a moment: requests stand before what they led to."""

    at: datetime.datetime
    order: int
    what: Child
    amount: str = ""
    after: str = ""


def page(view: View) -> str:
    """The whole page."""
    title = view.say("one.title", number=str(view.contract))
    main = tag(
        "main",
        opening(title, tag("p", view.say("one.lead"))),
        _choice(view),
        tag("p", translate("year.compiling", view.language), cls="strange", role="status")
        if view.is_compiling
        else None,
        _state(view),
        _balance(view),
        _later(view),
        tag("div", _month(view), tag("div", _day(view), _notices(view), _talks(view), cls="side"),
            cls="grid two life"),
        id="explorer",
        cls="one-life",
    )  # fmt: skip
    return document(view.language, title, _top(view), main, links=LINKS)


def _top(view: View) -> Html:
    home = tag("a", "← ", translate("page.to_home", view.language), href=f"/?lang={view.language}")
    links = [
        tag("a", LANGUAGE_NAMES[code], lang=code,
            href=view.href(**_paid(view)).replace(f"lang={view.language}", f"lang={code}", 1),
            aria_current="true" if code == view.language else None)
        for code in LANGUAGES
    ]  # fmt: skip
    return tag("header", home, tag("nav", links, cls="languages"), cls="bar")


def _paid(view: View) -> dict[str, Any]:
    return {} if view.paid is None else {"paid": view.paid.isoformat(), "delay": view.delay}


def _card(view: View, name: str, *inside: Child) -> Html:
    title = view.say(f"one.title.{name}")
    return tag("section", tag("h2", title), *inside, cls="panel", aria_label=title, id=name)


def _choice(view: View) -> Html:
    """Which contract and second; and steps to those beside it."""
    begins, ends = bounds(view.run)
    contract = tag("input", type_="number", name="contract", value=view.contract, min=1)
    at = tag("input", type_="datetime-local", name="at", step=1, value=view.at.isoformat(),
             min=begins.isoformat(), max=ends.isoformat())  # fmt: skip
    form = tag(
        "form",
        tag("input", type_="hidden", name="lang", value=view.language),
        tag("label", view.say("one.contract"), contract),
        tag("label", view.say("one.moment"), at),
        tag("button", translate("explorer.show", view.language)),
        action=PATH,
        method="get",
    )
    hour = datetime.timedelta(hours=1)
    steps = [("before", view.story.before), ("day_back", view.at - DAY),
             ("hour_back", view.at - hour), ("hour_on", view.at + hour),
             ("day_on", view.at + DAY), ("after", view.story.after)]  # fmt: skip
    links = [
        tag("a", view.say(f"one.step.{name}"), href=view.href(moment, **_paid(view)))
        for name, moment in steps
        if moment is not None and begins <= moment <= ends
    ]
    nav = tag("nav", links, cls="chips", aria_label=view.say("one.steps"))
    return tag("section", form, nav, cls="choice", aria_label=view.say("one.moment"))


def _state(view: View) -> Html:
    """How the contract stands at the second."""
    one = view.state
    if one is None:
        text = "" if view.is_compiling else view.say("one.not_yet")
        return tag("p", text, cls="strange") if text else Html("")
    tiles = [
        tag("div", tag("dt", name), tag("dd", figure), tag("dd", note, cls="note"))
        for name, figure, note in _tiles(view, one)
    ]
    due = [tag("li", f"{view.moment(item.at)}: {words}") for item, words in _due(view, one.due)]
    ahead = tag("ul", due, cls="due") if due else tag("p", view.say("one.no_due"), cls="sub")
    return tag(
        "div",
        tag("p", view.moment(view.at), cls="said", role="status"),
        tag("dl", tiles, cls="tiles", id="state"),
        _card(view, "due", ahead),
        cls="state",
    )


def _tiles(view: View, one: ContractAt) -> Iterator[Tile]:
    language = view.language
    tariff = next(t for t in view.tariffs if t.id == one.tariff_id)
    promise = view.byn(one.promise_open_kopecks) if one.promise_open_kopecks else "—"
    status = translate(f"status.{one.status.name.lower()}", language)
    kind = translate(f"kind.{one.kind.name.lower()}", language)
    yield Tile(view.say("one.balance"), view.byn(one.balance_kopecks), f"{kind}, {status}")
    add_ons = ", ".join(view.add_on_names(one.add_on_ids))
    yield Tile(view.say("one.tariff"), str(getattr(tariff.name, language)), add_ons)
    yield Tile(view.say("one.promise"), promise, "")
    yield Tile(view.say("one.month_volume"), volume(one.month_mb, language), "")
    today = volume(one.today.down_mb + one.today.up_mb, language)
    watched = duration(one.today.tv_minutes, language)
    called = duration(one.today.call_minutes, language)
    yield Tile(view.say("one.today"), today, view.say("one.today.note", tv=watched, calls=called))


def _due(view: View, due: Sequence[Due]) -> Iterator[tuple[Due, str]]:
    """What comes by itself; what people mean to do is theirs."""
    for item in due:
        if item.what.startswith("intent"):
            continue
        name, tariff, _ = (*item.what.split(), "", "")[:3]
        if name == "tariff":
            found = next(t for t in view.tariffs if t.id == tariff)
            yield item, view.say("one.due.tariff", name=str(getattr(found.name, view.language)))
        else:
            yield item, view.say(f"one.due.{item.what.replace(' ', '_').replace('-', '_')}")


def _balance(view: View) -> Html:
    """The balance of all days, with the second marked."""
    days = view.story.days
    if not days:
        return Html("")
    drawn = Balance(
        [one.day for one in days],
        [one.balance_kopecks for one in days],
        [one.status != ACTIVE for one in days],
    )
    off = sum(drawn.is_off)
    lead = view.say("one.sub.balance", count=len(days), off=view.count(off))
    rows = (
        (date_numeric(one.day, view.language), view.byn(one.balance_kopecks),
         translate(f"status.{one.status}", view.language))
        for one in days
    )  # fmt: skip
    heads = [view.say(f"one.column.{name}") for name in ("day", "balance", "status")]
    folded = tag(
        "details",
        tag("summary", translate("explorer.table", view.language)),
        table(heads, rows, view.say("one.title.balance")),
    )
    picture = balances([drawn], view.at.date(), view.language)
    return _card(view, "balance", tag("p", lead, cls="sub"), picture, folded)


def _month(view: View) -> Html:
    """Everything that was posted, happened or was asked for in the month, in order of time."""
    lines = sorted(_lines(view), key=lambda line: (line.at, line.order))
    rows = [
        tag(
            "tr",
            tag("th", tag("a", f"{at:%d.%m %H:%M:%S}", href=view.href(at, **_paid(view))),
                scope="row"),
            tag("td", what, cls="words"),
            tag("td", amount),
            tag("td", after),
            cls="ahead" if at > view.at else None,
        )
        for at, _, what, amount, after in lines
    ]  # fmt: skip
    heads = [view.say(f"one.column.{name}") for name in ("when", "what", "sum", "balance")]
    head = tag("thead", tag("tr", [tag("th", one, scope="col") for one in heads]))
    label = view.say("one.title.month")
    inside = tag("div", tag("table", head, tag("tbody", rows)), tabindex="0",
                 cls="scroll tall" if len(rows) > TALL_ROWS else "scroll whole",
                 role="region", aria_label=label)  # fmt: skip
    return _card(view, "month", tag("p", view.say("one.sub.month"), cls="sub"), inside)


def _lines(view: View) -> Iterator[Line]:
    language = view.language
    for asked in view.story.requests:
        words = _request(view, asked)
        yield Line(
            asked.at, 0, words, view.byn(asked.amount_kopecks) if asked.amount_kopecks else ""
        )
    for entry in view.story.entries:
        amounts = (view.byn(entry.amount_kopecks), view.byn(entry.balance_kopecks))
        yield Line(entry.at, 1, translate(f"entry.{entry.entry}", language), *amounts)
    for event in view.story.events:
        yield Line(event.at, 2, translate(f"event.{event.event}", language))


def _asked(view: View, asked: RequestOf) -> str:
    """What somebody asked for, or that they called."""
    if asked.is_call:
        return view.say("one.call")
    return translate(f"operation.{asked.operation}", view.language)


def _request(view: View, asked: RequestOf) -> Child:
    words = _asked(view, asked)
    if asked.refusal != DONE:
        return f"{words}: {refusal_text(asked.refusal, view.language)}"
    if asked.operation not in PAYMENTS:
        return words
    later = view.href(paid=asked.at.isoformat(), delay=1)
    return [words, " ", tag("a", view.say("one.a_day_later"), href=f"{later}#later")]


def _day(view: View) -> Html:
    """What was used within the day."""
    language, day = view.language, view.at.date()
    if not any(one.day == day for one in view.story.days):
        return _card(view, "hours", tag("p", view.say("one.no_day"), cls="sub"))
    found = details(view.run, [view.contract], [day])
    by_hour = [0] * 24
    for hour, down_mb, up_mb in found.hours.select("hour", "down_mb", "up_mb").rows():
        by_hour[hour] += down_mb + up_mb
    heads = [view.say(f"one.column.{name}") for name in ("hour", "volume")]
    rows = (
        (f"{hour:02}:00", volume(value, language)) for hour, value in enumerate(by_hour) if value
    )
    calls = [
        (f"{at:%H:%M:%S}", translate(f"phone.calls.{kind}", language),
         duration(minutes, language))
        for at, kind, minutes in found.calls.select("started_at", "call_class", "minutes").rows()
    ]  # fmt: skip
    views = [
        (f"{at:%H:%M:%S}", view.say("one.view"), duration(minutes, language))
        for at, minutes in found.views.select("started_at", "minutes").rows()
    ]
    begun = [view.say(f"one.column.{name}") for name in ("when", "what", "length")]
    title = view.say("one.title.hours")
    return _card(
        view,
        "hours",
        tag("p", view.day(day), cls="sub"),
        hours(by_hour) if any(by_hour) else None,
        table(heads, rows, title) if any(by_hour) else None,
        table(begun, sorted([*calls, *views]), title, 2) if calls or views else None,
        None if any(by_hour) or calls or views else tag("p", view.say("one.no_use"), cls="sub"),
    )


def _notices(view: View) -> Html:
    """What the contract's people have been told by then."""
    rows = [
        tag("li", tag("small", view.moment(one.at)), tag("p", one.text(view.language)))
        for one in view.notices[:NOTICES_MOST]
    ]
    inside = _scrolled(view, "notices", rows)
    return _card(view, "notices", tag("p", view.say("one.sub.notices"), cls="sub"), inside)


def _scrolled(view: View, name: str, rows: list[Html]) -> Html:
    """A list that scrolls inside its card, by keyboard as well."""
    if not rows:
        return tag("p", view.say(f"one.no_{name}"), cls="sub")
    return tag("ol", rows, cls="notices", tabindex="0")


def _talks(view: View) -> Html:
    """Conversations with support in the month."""
    rows = [
        tag("li", tag("small", view.moment(one.at)),
            tag("p", _asked(view, one)))
        for one in view.story.requests
        if one.operation in TALKS
    ]  # fmt: skip
    return _card(view, "talks", _scrolled(view, "talks", rows))


def _later(view: View) -> Html:
    """Both lives from a payment on: as it was, and with it later."""
    found = view.later
    if found is None:
        return Html("")
    language = view.language
    delay = tag("input", type_="number", name="delay", value=view.delay, min=1,
                max=DELAY_DAYS_MOST)  # fmt: skip
    hidden = [
        tag("input", type_="hidden", name=name, value=value)
        for name, value in (("lang", language), ("contract", str(view.contract)),
                            ("at", view.at.isoformat()), ("paid", found.paid.at.isoformat()))
    ]  # fmt: skip
    form = tag("form", hidden, tag("label", view.say("one.delay"), delay),
               tag("button", translate("explorer.show", language)), action=f"{PATH}#later",
               method="get", cls="later")  # fmt: skip
    sides = [_side(one) for one in (found.base, found.variant)]
    told = view.say("one.sub.later", amount=view.byn(found.paid.amount_kopecks),
                    then=view.moment(found.paid.at), later=view.moment(found.later))  # fmt: skip
    return _card(
        view,
        "later",
        tag("p", told, cls="sub"),
        form,
        tag("p", _differs(view, sides), cls="said"),
        balances(sides, found.later.date(), language),
        _days_apart(view, sides),
        tag("p", view.say("one.note.later"), cls="sub"),
    )


def _side(side: Side) -> Balance:
    return Balance(
        side.days["day"].to_list(),
        side.days["balance_kopecks"].to_list(),
        [str(one) != ACTIVE for one in side.days["status"].to_list()],
    )


def _differs(view: View, sides: Sequence[Balance]) -> str:
    off = [sum(side.is_off) for side in sides]
    if off[0] == off[1]:
        return view.say("one.same_off", off=view.count(off[0]))
    return view.say("one.other_off", then=view.count(off[0]), later=view.count(off[1]))


def _days_apart(view: View, sides: Sequence[Balance]) -> Html:
    """The days on which the two differ."""
    language = view.language
    words = {True: view.say("one.off"), False: view.say("one.on")}
    rows = [
        (date_numeric(day, language), *(f"{view.byn(balance)}, {words[is_off]}" for balance, is_off
                                        in (then, later)))
        for day, then, later in zip(
            sides[0].days,
            zip(sides[0].kopecks, sides[0].is_off, strict=True),
            zip(sides[1].kopecks, sides[1].is_off, strict=True),
            strict=True,
        )
        if then != later
    ]  # fmt: skip
    heads = [view.say(f"one.column.{name}") for name in ("day", "then", "later")]
    return table(heads, rows, view.say("one.title.later"))
