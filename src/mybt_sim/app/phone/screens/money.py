"""Topping up, the promised payment, and the statement."""

import datetime

from mybt_sim.app.phone.acts.periods import period_of
from mybt_sim.app.phone.markup import Child, Html, tag, tap
from mybt_sim.app.phone.pieces import (
    button,
    card,
    chips,
    choice,
    empty,
    facts,
    field,
    form,
    note,
    once,
    page,
    refusal_card,
    row,
    rows,
)
from mybt_sim.app.phone.screens.register import contract_screen
from mybt_sim.app.phone.view import View
from mybt_sim.base.errors import RequestError
from mybt_sim.engine.kinds import Event
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.parsing import kopecks_of
from mybt_sim.world.views import ContractView, Statement, StatementLine

BRANDS = {"visa": "Visa", "mastercard": "Mastercard", "belkart": "Белкарт"}
SUMS = ("10.00", "20.00", "50.00")
PROMISES = ("5.00", "10.00", "15.00", "15.01")
EPOCH_ORDINAL = datetime.date(1970, 1, 1).toordinal()
PERIODS = ("this", "last", "days90")


@contract_screen("top_up")
def top_up(view: View, contract: ContractView) -> Html:
    """Pay by bank card (S19d)."""
    chosen = view.handset.typed.get("brand", "visa")
    amount = view.handset.typed.get("amount", "")
    sums = list(SUMS)
    if contract.balance_kopecks < 0:
        sums.insert(0, "{}.{:02}".format(*divmod(-contract.balance_kopecks, 100)))
    return page(
        view,
        view.say("phone.top_up"),
        _whose(view, contract),
        form(
            "pay",
            once(view),
            field(view, "amount", view.say("phone.amount"), inputmode="decimal", cls="amount"),
            chips(*((_short(view, one), one == amount, tap("typing", amount=one)) for one in sums)),
            tag(
                "fieldset",
                tag("legend", view.say("phone.card")),
                [
                    choice(view, "brand", code, _brand(view, name), is_chosen=code == chosen)
                    for code, name in BRANDS.items()
                ],
            ),
            button(view.say("phone.pay")),
            cls="card",
        ),
        rows(
            row(
                "card",
                view.say("phone.express"),
                view.say("phone.express.note"),
                **tap("go", screen="express", contract=contract.contract_id),
            )
        ),
    )


def _brand(view: View, name: str) -> str:
    return "Belkart" if name == "Белкарт" and view.language == "en" else name


def _short(view: View, amount: str) -> str:
    return view.money(kopecks_of(amount))


def _whose(view: View, contract: ContractView) -> Html:
    return tag(
        "p",
        tag("span", view.name(contract.tariff.name)),
        tag("b", view.money(contract.balance_kopecks)),
        cls="whose",
    )


@contract_screen("express")
def express(view: View, contract: ContractView) -> Html:
    """Pay by the sixteen digits of an express-payment card."""
    return page(
        view,
        view.say("phone.express"),
        _whose(view, contract),
        form(
            "express",
            field(view, "pin1", view.say("phone.pin1"), inputmode="numeric", cls="code"),
            field(view, "pin2", view.say("phone.pin2"), inputmode="numeric", cls="code"),
            button(view.say("phone.pay")),
            cls="card",
        ),
        note(view.say("phone.express.hint")),
    )


@contract_screen("promise")
def promise(view: View, contract: ContractView) -> Html:
    """Take a promised payment; what would come of it is told beforehand (S24, GEN-PREVIEW)."""
    if contract.promise:
        return page(view, view.say("phone.promise"), _whose(view, contract), _open(view, contract))
    amount = view.handset.typed.get("amount", "")
    limit = view.money(contract.promise_limit_kopecks)
    choices = ((_short(view, one), one == amount, tap("typing", amount=one)) for one in PROMISES)
    return page(
        view,
        view.say("phone.promise"),
        _whose(view, contract),
        tag("p", view.say("phone.promise.lead", limit=limit), cls="lead"),
        form(
            "promise",
            field(
                view,
                "amount",
                view.say("phone.amount"),
                inputmode="decimal",
                cls="amount",
                aria_describedby=view.id("beforehand"),
            ),
            chips(*choices),
            _beforehand(view, contract, amount),
            button(view.say("phone.promise.take")),
            cls="card",
            data_typing="typing",
        ),
    )


def _open(view: View, contract: ContractView) -> Html:
    assert contract.promise
    return card(
        facts(
            (view.say("phone.promise.sum"), view.money(contract.promise.amount_kopecks)),
            (view.say("phone.promise.rest"), view.money(contract.promise.open_kopecks)),
            (view.say("phone.promise.due"), view.moment(contract.promise.due_at)),
        ),
        button(
            view.say("phone.top_up"),
            **tap("go", screen="top_up", contract=contract.contract_id),
        ),
        button(view.say("phone.promise.cancel"), kind="second", **tap("promise.cancel")),
    )


def _beforehand(view: View, contract: ContractView, amount: str) -> Html:
    """What the operator says to this amount before it is asked for."""
    if not amount or view.handset.banner is not None:
        return tag("div", id=view.id("beforehand"))
    try:
        kopecks = kopecks_of(amount)
    except RequestError:
        words = view.say("phone.trouble.amount")
        return tag("div", tag("p", words), id=view.id("beforehand"), cls="beforehand no")
    asked = {"contract_id": contract.contract_id, "amount_kopecks": kopecks}
    outcome = view.handset.look("promise_payment", **asked)
    if not outcome.ok:
        text = tag("p", outcome.text(view.language))
        return tag("div", text, id=view.id("beforehand"), cls="beforehand no")
    return tag(
        "div", *_told(view, contract, outcome), id=view.id("beforehand"), cls="beforehand yes"
    )


def _told(view: View, contract: ContractView, outcome: Outcome) -> list[Child]:
    after = outcome.entries[-1].balance_after_kopecks
    told: list[Child] = [tag("p", view.say("phone.promise.would", balance=view.money(after)))]
    if any(happening.event is Event.RESTORED for happening in outcome.events):
        told.append(tag("p", view.say("phone.promise.restores")))
    return told


@contract_screen("statement")
def statement(view: View, contract: ContractView) -> Html:
    """Movements of money in a period."""
    item = view.handset.screen.item or "this"
    asked = days_asked(view, contract, item)
    outcome = view.handset.look("statement", **asked)
    body: list[Child] = [period_choice(view, item)]
    if outcome.ok:
        body += _movements(view, outcome.data)
    elif view.handset.banner is None:
        body.append(refusal_card(view, outcome))
    return page(view, view.say("phone.statement"), body)


def days_asked(view: View, contract: ContractView, item: str) -> dict[str, int]:
    """Arguments of a question about a period."""
    first, last = period_of(item, view.now.date())
    return {
        "contract_id": contract.contract_id,
        "from_day": first.toordinal() - EPOCH_ORDINAL,
        "until_day": last.toordinal() - EPOCH_ORDINAL,
    }


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
            (view.say("phone.statement.opening"), view.money(found.opening_kopecks)),
            (view.say("phone.statement.closing"), view.money(found.closing_kopecks)),
        )
    )
    if not found.lines:
        words = view.say("phone.statement.empty"), view.say("phone.statement.empty.text")
        return [summary, empty("list", *words)]
    lines = [_movement(view, line) for line in reversed(found.lines)]
    return [summary, tag("div", lines, cls="card rows")]


def _movement(view: View, line: StatementLine) -> Html:
    sign = "+" if line.amount_kopecks > 0 else ""
    amount = f"{sign}{view.money(line.amount_kopecks)}"
    kind = "in" if line.amount_kopecks > 0 else "out"
    return tag(
        "div",
        tag(
            "span",
            tag("b", view.say(f"entry.{line.entry.name.lower()}")),
            tag("small", view.moment(line.posted_at)),
            cls="text",
        ),
        tag(
            "span",
            tag("b", amount, cls=kind),
            tag("small", view.money(line.balance_after_kopecks)),
            cls="value",
        ),
        cls="row still",
    )
