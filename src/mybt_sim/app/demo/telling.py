"""What is told of a contract in plain words: sums in roubles, names, dates."""

from mybt_sim.app.demo.view import View
from mybt_sim.world.reads.views import ContractView

NO_VALUE = "–"


def told_of(view: View, contract: ContractView) -> dict[str, str]:
    """Everything about a contract that a deed can change, by the keys of its words."""
    promise, pending = contract.promise, contract.pending_tariff
    suspended = [
        view.moment(at) for at in (contract.suspended_from, contract.suspended_until) if at
    ]
    free_from = contract.tariff_free_from
    add_ons = ", ".join(view.name(one.name) for one in contract.add_ons)
    return {
        "differs.balance": view.money(contract.balance_kopecks),
        "differs.status": view.say(f"status.{contract.status.name.lower()}"),
        "differs.barred": view.say("rules.on" if contract.is_barred else "rules.off"),
        "differs.days_left": _lasts(view, contract.days_left),
        "differs.tariff": view.name(contract.tariff.name),
        "differs.pending": view.name(pending.name) if pending else NO_VALUE,
        "differs.pending_from": (
            view.moment(contract.pending_from) if contract.pending_from else NO_VALUE
        ),
        "differs.free_from": view.moment(free_from) if free_from else NO_VALUE,
        "differs.add_ons": add_ons or NO_VALUE,
        "differs.monthly": view.money(contract.monthly_sum_kopecks),
        "differs.promise_open": view.money(promise.open_kopecks) if promise else NO_VALUE,
        "differs.promise": view.moment(promise.due_at) if promise else NO_VALUE,
        "differs.promise_limit": view.money(contract.promise_limit_kopecks),
        "differs.suspended": " – ".join(suspended) or NO_VALUE,
    }


def _lasts(view: View, days: int | None) -> str:
    if days is None:
        return NO_VALUE
    return view.say("phone.days", count=days) if days else view.say("phone.days.none")
