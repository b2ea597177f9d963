"""What would come of an order, found out by carrying it out in a fork and letting time pass."""

import datetime
from dataclasses import dataclass

from mybt_sim.app.demo.handset import Handset
from mybt_sim.world.clients import Client
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.reads.views import AddOnView, ContractView


@dataclass(frozen=True)
class Rehearsal:
    """An order of a plan as it would go: what was answered, and the contract once it holds."""

    outcome: Outcome
    at: datetime.datetime
    after: ContractView | None
    lost: tuple[AddOnView, ...] = ()
    gained: tuple[AddOnView, ...] = ()


def rehearse_tariff(handset: Handset, contract: ContractView, tariff: str) -> Rehearsal:
    """Order a plan in a fork, and look at the contract when the plan begins to hold."""
    world = handset.world.fork()
    client = Client(world, handset.device_id)
    outcome = client.change_tariff(contract.contract_id, tariff, confirmed=True)
    begins_at = world.contract_page(contract.contract_id).pending_from
    if not outcome.ok or begins_at is None:
        return Rehearsal(outcome, world.now, None)
    world.advance(until=begins_at)
    after = world.contract_page(contract.contract_id)
    held, kept = _ids(contract), _ids(after)
    lost = tuple(one for one in contract.add_ons if one.id not in kept)
    gained = tuple(one for one in after.add_ons if one.id not in held)
    return Rehearsal(outcome, world.now, after, lost, gained)


def _ids(contract: ContractView) -> set[str]:
    return {add_on.id for add_on in contract.add_ons}
