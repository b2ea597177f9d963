"""What differs between two phones, in plain words: the last decision, sums, offers."""

from collections.abc import Iterator
from dataclasses import dataclass

from mybt_sim.app.demo.components import told_by
from mybt_sim.app.demo.telling import NO_VALUE, told_of
from mybt_sim.app.demo.view import View
from mybt_sim.text import worded
from mybt_sim.world.clients import Client
from mybt_sim.world.reads.views import TariffView


@dataclass(frozen=True)
class Difference:
    """What it is about, and how it is on either phone."""

    what: str
    first: str
    second: str


def differences(first: View, second: View) -> tuple[Difference, ...]:
    """All that differs; what is shown, in the order in which people look for it."""
    found = (*_decisions(first, second), *_contracts(first, second), *_offers(first, second))
    return tuple(one for one in found if one.first != one.second)


def _decisions(first: View, second: View) -> Iterator[Difference]:
    deeds = first.handset.deed, second.handset.deed
    if deeds[0] is None or deeds[1] is None:
        return
    if any(deed.outcome.is_preview for deed in deeds if deed):
        return  # nothing was decided: what the other phone did before is no counterpart
    if deeds[0].outcome.operation == deeds[1].outcome.operation:
        what = first.say(f"operation.{deeds[0].outcome.operation}")
        yield Difference(what, decision_told(first), decision_told(second))


def decision_told(view: View) -> str:
    """What the operator said to the last deed of a phone."""
    deed = view.handset.deed
    if deed is None:
        return NO_VALUE
    outcome = deed.outcome
    with worded(view.wording):
        return told_by(view, outcome) if outcome.ok else outcome.text(view.language)


def _contracts(first: View, second: View) -> Iterator[Difference]:
    theirs = {one.contract_id: one for one in second.contracts}
    for mine in first.contracts:
        other = theirs.get(mine.contract_id)
        if other is None:
            continue
        name = first.name(mine.tariff.name)
        told = told_of(first, mine), told_of(second, other)
        for key in told[0]:
            yield Difference(f"{name}: {first.say(key)}", told[0][key], told[1][key])
    if len(first.contracts) != len(second.contracts):
        counts = (str(len(one.contracts)) for one in (first, second))
        yield Difference(first.say("differs.contracts"), *counts)


def _offers(first: View, second: View) -> Iterator[Difference]:
    rules = first.demo.rules
    is_changed = bool(rules.fees or rules.archived or rules.tariffs)
    if not is_changed and first.now.date() == second.now.date():
        return  # one catalogue on one day
    plans = [_plans(view) for view in (first, second)]
    for id_ in {**plans[0], **plans[1]}:
        mine, other = plans[0].get(id_), plans[1].get(id_)
        known = mine or other
        assert known is not None
        name = f"{first.say('differs.plan')} «{first.name(known.name)}»"
        yield Difference(name, _offer(first, mine), _offer(second, other))


def _plans(view: View) -> dict[str, TariffView]:
    return {one.id: one for one in view.handset.look(Client.list_tariffs).data or ()}


def _offer(view: View, plan: TariffView | None) -> str:
    return view.say("differs.not_sold") if plan is None else view.fee(plan.fee_e4)
