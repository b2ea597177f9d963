"""What reaches a world from elsewhere: a bank, the network, a shop, somebody at home.

These need no device and no session; the rules of a contract hold for them all the same.
"""

import dataclasses
from collections.abc import Callable

from mybt_sim.engine import correction, termination, traffic
from mybt_sim.engine.front_desk import Step
from mybt_sim.engine.kinds import Operation
from mybt_sim.engine.records import NEVER, SERVICE_DAY, blank
from mybt_sim.engine.refusals import Refusal
from mybt_sim.world.draft import packed
from mybt_sim.world.operations.register import event, service
from mybt_sim.world.outcome import Asked
from mybt_sim.world.state import Device, Table
from mybt_sim.world.visit import Visit


@service(Operation.NEW_LINE)
@service(Operation.RE_REGISTRATION)
@service(Operation.TERMINATION)
def outside_self_service(visit: Visit) -> Refusal:
    """What only a service centre does (GEN-OUT)."""
    return visit.front(Step.OUTSIDE_SELF_SERVICE)


@event
def new_device(visit: Visit, client: int, address: str, language: str) -> Refusal:
    """Somebody takes a device in hand; `visit.data` is its number."""
    device_id = visit.draft.take_number("device")
    visit.draft.put(Table.DEVICE, device_id, Device(client, address, language))
    visit.data = device_id
    return Refusal.NONE


@event
def set_network(visit: Visit, is_online: bool) -> Refusal:
    """Switch the device's connection on or off (S11)."""
    device = dataclasses.replace(visit.device, is_online=is_online)
    visit.draft.put(Table.DEVICE, visit.device_id, device)
    return Refusal.NONE


@event
def set_answering(visit: Visit, home_phone: int, is_answering: bool) -> Refusal:
    """Whether somebody at home takes calls of the auto-informer (BINDP-CALL)."""
    visit.draft.put(Table.SILENT, home_phone, not is_answering)
    return Refusal.NONE


@event
def issue_express_card(visit: Visit) -> Refusal:
    """A shop sells an express-payment card; `visit.data` is its number, its digits are derived."""
    card = visit.draft.take_number("express_card")
    vault = visit.operator.vault
    visit.draft.put(Table.CARD, vault.digest(vault.express_card(card)), NEVER)
    visit.data = card
    return Refusal.NONE


@event
def erip_payment(visit: Visit, login: int, amount_kopecks: int) -> Refusal:
    """A payment from ЕРИП by the number of an annex, which is the login of a service."""
    visit.operation = Operation.ERIP_PAYMENT
    service_id = visit.operator.directory.service_of_login.get(login, 0)
    # an unknown number reaches the rule with some contract, which the rule then leaves alone
    contract_id = service_id // 10 or int(visit.state.contracts[0].contract_id)
    refused = visit.contract(contract_id, amount_kopecks=amount_kopecks, is_known=service_id > 0)
    visit.data = None if refused else contract_id
    return refused


@event
def terminate(visit: Visit, contract_id: int) -> Refusal:
    """A service centre ends a contract for good."""
    contract = visit.draft.contract(visit.operator.directory.position(contract_id))[0]
    refused = Refusal(int(termination.terminate(visit.book, contract, visit.now)))
    visit.draft.take_journal(visit.book, contract_id)
    visit.asked.append(Asked("terminate", refused))
    return refused


@event
def correct_balance(visit: Visit, contract_id: int, amount_kopecks: int, reason: str) -> Refusal:
    """A service centre corrects a balance; `reason` is for whoever reads the log (LED-ADJUST)."""
    contract = visit.draft.contract(visit.operator.directory.position(contract_id))[0]
    refused = Refusal(
        int(correction.correct_balance(visit.book, contract, amount_kopecks, visit.now))
    )
    visit.asked.append(Asked("correct_balance", refused))
    visit.draft.take_journal(visit.book, contract_id)
    return refused


@event
def record_session(visit: Visit, contract_id: int, down_bytes: int, up_bytes: int) -> Refusal:
    """An internet session of a contract ends (USE-NET)."""
    return _use(visit, contract_id, traffic.record_session, down_bytes, up_bytes)


@event
def record_call(
    visit: Visit, contract_id: int, call_class: int, seconds: int, is_answered: bool
) -> Refusal:
    """An outgoing call of a contract ends (USE-TEL)."""
    return _use(visit, contract_id, traffic.record_call, call_class, seconds, is_answered)


@event
def record_view(visit: Visit, contract_id: int, minutes: int) -> Refusal:
    """Somebody stops watching television (USE-TV)."""
    return _use(visit, contract_id, traffic.record_view, minutes)


def _use(visit: Visit, contract_id: int, rule: Callable[..., int], *arguments: int) -> Refusal:
    """Ask a rule of use, and keep what it counts until the day is closed."""
    uses = blank(SERVICE_DAY, 1)
    stored = visit.draft.get(Table.USE, contract_id)
    if stored is not None:
        uses[0] = stored
    contract = visit.draft.contract(visit.operator.directory.position(contract_id))[0]
    refused = Refusal(int(rule(visit.book, contract, uses[0], *arguments, visit.now)))
    visit.noted(rule.__name__, refused)
    visit.draft.put(Table.USE, contract_id, packed(uses[0]))
    return refused
