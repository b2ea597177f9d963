"""The home screen: contracts by address, each with its balance and what is going on."""

from itertools import groupby

from mybt_sim.app.demo.components import button, empty, page, refusal_card, tone
from mybt_sim.app.demo.icons import icon
from mybt_sim.app.demo.taps import tap
from mybt_sim.app.demo.view import View
from mybt_sim.app.markup import Child, Html, tag
from mybt_sim.base.time import DAY_S, HOUR_S, MINUTE_S
from mybt_sim.engine.vocabulary import ServiceKind, Status
from mybt_sim.text import alphabetical, minutes, phone
from mybt_sim.world.reads.views import ContractView

PICTURES = {
    ServiceKind.INTERNET: "wifi",
    ServiceKind.TV: "film",
    ServiceKind.TELEPHONY: "phone",
    ServiceKind.PACKAGE: "home",
}
LOW_DAYS = 3


def home(view: View) -> Html:
    """All contracts of the account (S3, S4)."""
    if not view.mine.ok:
        refused = refusal_card(view, view.mine) if view.handset.banner is None else None
        return page(view, view.say("phone.contracts"), refused, is_start=True)
    add = button(view.say("phone.bind"), **tap("go", screen="bind"))
    if not view.contracts:
        words = view.say("phone.home.empty"), view.say("phone.home.empty.text")
        return page(view, view.say("phone.contracts"), empty("paper", *words, add), is_start=True)
    parts: list[Child] = []
    letters = alphabetical(view.language)
    by_address = sorted(view.contracts, key=lambda one: letters(view.name(one.address)))
    for address, group in groupby(by_address, key=lambda one: view.name(one.address)):
        parts.append(tag("h3", icon("pin"), address, cls="address"))
        parts += [tile(view, contract) for contract in group]
    more = button(view.say("phone.bind"), kind="second", **tap("go", screen="bind"))
    return page(view, view.say("phone.contracts"), parts, more, is_start=True)


def tile(view: View, contract: ContractView) -> Html:
    """A contract on the home screen."""
    holder = view.name(contract.holder) if contract.is_relative else view.say("phone.mine")
    return tag(
        "button",
        tag("span", icon(PICTURES[contract.kind]), cls="picture"),
        tag(
            "span",
            tag("b", view.name(contract.tariff.name)),
            tag("small", f"{view.say(f'service.{contract.kind.name.lower()}')} · {holder}"),
            cls="text",
        ),
        tag(
            "span",
            view.money(contract.balance_kopecks),
            cls=f"sum {tone(contract.balance_kopecks)}",
        ),
        tag("span", [badge(words, kind) for words, kind in states(view, contract)], cls="badges"),
        cls="card tile",
        type_="button",
        **tap("go", screen="contract", contract=contract.contract_id),
    )


def badge(words: str, kind: str) -> Html:
    """A short state; its words say all that its colour says."""
    return tag("span", words, cls=f"badge {kind}")


def states(view: View, contract: ContractView) -> list[tuple[str, str]]:
    """What is going on with a contract, in a few words, the most important first."""
    found = []
    if contract.status is not Status.ACTIVE:
        found.append((view.say(f"status.{contract.status.name.lower()}"), "bad"))
    if contract.is_barred:
        found.append((view.say("phone.barred"), "bad"))
    if contract.promise:
        found.append((view.say("phone.promise.left", left=left(view, contract)), "warm"))
    if contract.suspended_from and contract.status is Status.ACTIVE:
        found.append((view.say("phone.suspend.ordered"), "warm"))
    if contract.pending_tariff:
        found.append((view.say("phone.tariff.pending"), "cool"))
    if contract.status is Status.ACTIVE and contract.days_left is not None:
        kind = "warm" if contract.days_left <= LOW_DAYS else "good"
        words = view.say("phone.days_left", count=contract.days_left)
        found.append((words if contract.days_left else view.say("phone.days_left.none"), kind))
    if not found:
        found.append((view.say("phone.by_bill"), "good"))
    return found


def left(view: View, contract: ContractView) -> str:
    """Time until the promised payment ends: days, in its last day hours, then minutes."""
    assert contract.promise
    seconds = int((contract.promise.due_at - view.now).total_seconds())
    if seconds >= DAY_S:
        return view.say("phone.days", count=seconds // DAY_S)
    if seconds >= HOUR_S:
        return view.say("phone.hours", count=seconds // HOUR_S)
    return minutes(seconds // MINUTE_S, view.language)


def line_of(view: View, contract: ContractView) -> str:
    """The home phone of a contract, where it has one."""
    return phone(contract.home_phone) if contract.home_phone else view.say("phone.none")
