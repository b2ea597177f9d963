"""The statement: money, promised payments and blocks of a period (LED-HISTORY)."""

from typing import Any

from mybt_sim.app.demo.components import (
    balance,
    button,
    card,
    chips,
    empty,
    facts,
    field,
    form,
    page,
    refusal_card,
    section,
)
from mybt_sim.app.demo.filters import period_of
from mybt_sim.app.demo.taps import tap
from mybt_sim.app.demo.view import View
from mybt_sim.app.markup import Child, Html, tag
from mybt_sim.engine.vocabulary import PaymentChannel, PromiseState
from mybt_sim.world.clients import Client
from mybt_sim.world.reads.views import (
    BlockLine,
    ContractView,
    PromiseLine,
    Statement,
    StatementLine,
)

PERIODS = ("this", "last", "days90")


def statement(view: View, contract: ContractView) -> Html:
    """Movements of money in a period, and what was promised and blocked in it."""
    item = view.handset.screen.item or "this"
    outcome = view.handset.look(Client.statement, **days_asked(view, contract, item))
    body: list[Child] = [period_choice(view, item)]
    if outcome.ok:
        body += _movements(view, outcome.data)
        body += _standing(view, outcome.data)
    elif view.handset.banner is None:
        body.append(refusal_card(view, outcome))
    return page(view, view.say("phone.statement"), body)


def days_asked(view: View, contract: ContractView, item: str) -> dict[str, Any]:
    """Arguments of a question about a period."""
    first, last = period_of(item, view.now.date())
    return {"contract": contract.contract_id, "from_day": first, "until_day": last}


def period_choice(view: View, item: str) -> Html:
    """Short periods to choose from, and two dates."""
    first, last = period_of(item, view.now.date())
    lines = (
        (view.say(f"phone.period.{one}"), one == item, tap("filter", item=one)) for one in PERIODS
    )
    dates = form(
        "filter",
        field(view, "from", view.say("phone.from"), kind="date", value=first.isoformat()),
        field(view, "until", view.say("phone.to"), kind="date", value=last.isoformat()),
        button(view.say("phone.show"), kind="second"),
        cls="dates",
    )
    own = tag(
        "details", tag("summary", view.say("phone.period.own")), dates, id=view.id("own-period")
    )
    return tag("div", chips(*lines), own, cls="period")


def _movements(view: View, found: Statement) -> list[Child]:
    summary = card(
        facts(
            (
                view.say("phone.statement.opening", date=view.day(found.from_day)),
                balance(view, found.opening_kopecks),
            ),
            (
                view.say("phone.statement.closing", date=view.day(found.until_day)),
                balance(view, found.closing_kopecks),
            ),
        )
    )
    if not found.lines:
        words = view.say("phone.statement.empty"), view.say("phone.statement.empty.text")
        return [summary, empty("list", *words)]
    lines = [_movement(view, line) for line in reversed(found.lines)]
    return [summary, tag("div", lines, cls="card rows")]


def _movement(view: View, line: StatementLine) -> Html:
    sign = "+" if line.amount_kopecks > 0 else ""
    kind = "in" if line.amount_kopecks > 0 else "out"
    return _row(
        view.say(f"entry.{line.entry.name.lower()}"),
        [_when(view, line)],
        tag("b", f"{sign}{view.money(line.amount_kopecks)}", cls=kind),
        balance(view, line.balance_after_kopecks),
    )


def _when(view: View, line: StatementLine) -> str:
    """Moment and, of a payment, its way; the charges of a day stand at its end, 24:00."""
    if line.posted_at.date() != line.day:
        return f"{view.day(line.day)},\N{NO-BREAK SPACE}24:00"
    when = view.moment(line.posted_at)
    if line.channel is PaymentChannel.NONE:
        return when
    return f"{when} · {view.say(f'channel.{line.channel.name.lower()}')}"


def _standing(view: View, found: Statement) -> list[Child]:
    """Promised payments and blocks, newest first; nothing where there were none."""
    parts: list[Child] = []
    if found.promises:
        lines = [_promise(view, line) for line in reversed(found.promises)]
        title = view.say("phone.statement.promises")
        parts.append(section(title, tag("div", lines, cls="card rows")))
    if found.blocks:
        lines = [_block(view, line) for line in reversed(found.blocks)]
        title = view.say("phone.statement.blocks")
        parts.append(section(title, tag("div", lines, cls="card rows")))
    return parts


def _promise(view: View, line: PromiseLine) -> Html:
    closed = "" if line.closed_at is None else view.moment(line.closed_at)
    notes = [view.say("phone.statement.given", date=view.moment(line.given_at))]
    if line.state is PromiseState.OPEN:
        notes.append(view.say("phone.statement.due", date=view.moment(line.due_at)))
    state = view.say(f"promise_state.{line.state.name.lower()}", date=closed)
    return _row(state, notes, tag("b", view.money(line.amount_kopecks)))


def _block(view: View, line: BlockLine) -> Html:
    began = view.say("phone.statement.blocked", date=view.moment(line.blocked_at))
    ended = (
        view.say("phone.statement.goes_on")
        if line.restored_at is None
        else view.say("phone.statement.restored", date=view.moment(line.restored_at))
    )
    value = tag("b", balance(view, line.balance_kopecks))
    return _row(began, [ended], value, view.say("phone.balance"))


def _row(title: str, notes: list[str], value: Html, note: Child = "") -> Html:
    return tag(
        "div",
        tag("span", tag("b", title), [tag("small", one) for one in notes], cls="text"),
        tag("span", value, tag("small", note) if note else None, cls="value"),
        cls="row still",
    )
