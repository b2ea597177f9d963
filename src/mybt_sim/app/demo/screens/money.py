"""Topping up and the promised payment."""

from mybt_sim.app.demo.components import (
    balance,
    button,
    card,
    chips,
    choice,
    facts,
    field,
    form,
    note,
    once,
    page,
    row,
    rows,
)
from mybt_sim.app.demo.taps import tap
from mybt_sim.app.demo.view import View
from mybt_sim.app.markup import Child, Html, tag
from mybt_sim.base.errors import RequestError
from mybt_sim.base.money import KOPECKS_PER_BYN
from mybt_sim.engine.vocabulary import Event, Settlement
from mybt_sim.world.clients import Client
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.parsing import kopecks_of
from mybt_sim.world.reads.views import ContractView

BRANDS = {"visa": "Visa", "mastercard": "Mastercard", "belkart": "Белкарт"}
SUMS = ("10.00", "20.00", "50.00")
PROMISES_BYN = (5, 10)
"""Sums that a promise offers below its limit."""


def top_up(view: View, contract: ContractView) -> Html:
    """Pay by bank card (S19d)."""
    chosen = view.handset.typed.get("brand", "visa")
    amount = view.handset.typed.get("amount", "")
    sums = list(SUMS)
    if (needed := _needed_kopecks(view, contract)) > 0:
        sums.insert(0, _typed(needed))
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


def _needed_kopecks(view: View, contract: ContractView) -> int:
    """What settles the account: a bill to the kopeck; where all is paid in advance, the roubles
    that lift the balance over the threshold of the block, for at the threshold it stays blocked."""
    if contract.settlement is Settlement.CREDIT:
        return -contract.balance_kopecks
    limit = view.handset.world.block_limit_kopecks(contract.contract_id)
    if contract.balance_kopecks > limit:
        return -contract.balance_kopecks
    missing = limit + 1 - contract.balance_kopecks
    return -(-missing // KOPECKS_PER_BYN) * KOPECKS_PER_BYN


def _brand(view: View, name: str) -> str:
    return "Belkart" if name == "Белкарт" and view.language == "en" else name


def _short(view: View, amount: str) -> str:
    return view.money(kopecks_of(amount))


def _typed(kopecks: int) -> str:
    return "{}.{:02}".format(*divmod(kopecks, KOPECKS_PER_BYN))


def promises_offered(limit_kopecks: int) -> list[str]:
    """Sums that the limit allows, the limit itself the last."""
    sums = {byn * KOPECKS_PER_BYN for byn in PROMISES_BYN} | {limit_kopecks}
    return [_typed(kopecks) for kopecks in sorted(sums) if 0 < kopecks <= limit_kopecks]


def _whose(view: View, contract: ContractView) -> Html:
    return tag(
        "p",
        tag("span", view.name(contract.tariff.name)),
        tag("b", balance(view, contract.balance_kopecks)),
        cls="whose",
    )


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


def promise(view: View, contract: ContractView) -> Html:
    """Take a promised payment; what would come of it is told beforehand (S24, GEN-PREVIEW)."""
    if contract.promise:
        return page(view, view.say("phone.promise"), _whose(view, contract), _open(view, contract))
    amount = view.handset.typed.get("amount", "")
    limit = view.money(contract.promise_limit_kopecks)
    sums = promises_offered(contract.promise_limit_kopecks)
    choices = ((_short(view, one), one == amount, tap("typing", amount=one)) for one in sums)
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
        number = contract.contract_id
        outcome = view.handset.look(Client.promise_payment, contract=number, amount=amount)
    except RequestError:
        words = view.say("phone.trouble.amount")
        return tag("div", tag("p", words), id=view.id("beforehand"), cls="beforehand no")
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
