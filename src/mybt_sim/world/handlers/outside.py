"""What reaches a world from elsewhere: a bank, the network, a shop, somebody at home.

These need no device and no session; the rules of a contract hold for them all the same.
"""

import dataclasses
from collections.abc import Callable

from mybt_sim.engine import correction, termination, traffic
from mybt_sim.engine.decide import Question
from mybt_sim.engine.records import NEVER, SERVICE_DAY, Record, blank
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Operation
from mybt_sim.world.context import Context
from mybt_sim.world.draft import packed
from mybt_sim.world.handlers.register import event, service
from mybt_sim.world.state import Device, Table


@service(Operation.NEW_LINE)
@service(Operation.RE_REGISTRATION)
@service(Operation.TERMINATION)
def outside_self_service(context: Context) -> Refusal:
    """What only a service centre does (GEN-OUT)."""
    return context.decide(Question.OUTSIDE_SELF_SERVICE)


@event
def new_device(context: Context, client: int, address: str, language: str) -> Refusal:
    """Somebody takes a device in hand; `context.data` is its number."""
    device_id = context.draft.take_number("device")
    context.draft.put(Table.DEVICE, device_id, Device(client, address, language))
    context.data = device_id
    return Refusal.NONE


@event
def set_network(context: Context, is_online: bool) -> Refusal:
    """Switch the device's connection on or off (S11)."""
    device = dataclasses.replace(context.device, is_online=is_online)
    context.draft.put(Table.DEVICE, context.device_id, device)
    return Refusal.NONE


@event
def set_answering(context: Context, home_phone: int, is_answering: bool) -> Refusal:
    """Whether somebody at home takes calls of the auto-informer (BINDP-CALL)."""
    context.draft.put(Table.SILENT, home_phone, not is_answering)
    return Refusal.NONE


@event
def issue_express_card(context: Context) -> Refusal:
    """A shop sells an express card; `context.data` is its number, its digits are derived."""
    card = context.draft.take_number("express_card")
    vault = context.operator.vault
    context.draft.put(Table.CARD, vault.digest(vault.express_card(card)), NEVER)
    context.data = card
    return Refusal.NONE


@event
def erip_payment(context: Context, login: int, amount_kopecks: int) -> Refusal:
    """A payment from ЕРИП by the number of an annex, which is the login of a service."""
    service_id = context.operator.directory.service_of_login.get(login, 0)
    # an unknown number reaches the rule with some contract, which the rule then leaves alone
    contract_id = service_id // 10 or int(context.state.contracts[0].contract_id)
    refused = context.decide(
        Question.ERIP_PAYMENT,
        contract_id=contract_id,
        amount_kopecks=amount_kopecks,
        is_known=service_id > 0,
    )
    context.data = None if refused else contract_id
    return refused


@event
def terminate(context: Context, contract_id: int) -> Refusal:
    """A service centre ends a contract for good."""
    return _ask(context, termination.terminate, contract_id)


@event
def correct_balance(
    context: Context, contract_id: int, amount_kopecks: int, reason: str
) -> Refusal:
    """A service centre corrects a balance; `reason` is for whoever reads the log (LED-ADJUST)."""
    return _ask(context, correction.correct_balance, contract_id, amount_kopecks)


@event
def record_session(context: Context, contract_id: int, down_bytes: int, up_bytes: int) -> Refusal:
    """An internet session of a contract ends (USE-NET)."""
    return _use(context, contract_id, traffic.record_session, down_bytes, up_bytes)


@event
def record_call(
    context: Context, contract_id: int, call_class: int, seconds: int, is_answered: bool
) -> Refusal:
    """An outgoing call of a contract ends (USE-TEL)."""
    return _use(context, contract_id, traffic.record_call, call_class, seconds, is_answered)


@event
def record_view(context: Context, contract_id: int, minutes: int) -> Refusal:
    """Somebody stops watching television (USE-TV)."""
    return _use(context, contract_id, traffic.record_view, minutes)


def _use(context: Context, contract_id: int, rule: Callable[..., int], *arguments: int) -> Refusal:
    """Ask a rule of use, and keep what it counts until the day is closed."""
    uses = blank(SERVICE_DAY, 1)
    stored = context.draft.get(Table.USE, contract_id)
    if stored is not None:
        uses[0] = stored
    refused = _ask(context, rule, contract_id, uses[0], *arguments)
    context.draft.put(Table.USE, contract_id, packed(uses[0]))
    return refused


def _ask(
    context: Context, rule: Callable[..., int], contract_id: int, *arguments: int | Record
) -> Refusal:
    """Ask a rule that is no self-service, and book what it does."""
    contract = context.draft.contract(context.operator.directory.position(contract_id))[0]
    refused = Refusal(int(rule(context.book, contract, *arguments, context.now)))
    context.noted(rule.__name__, refused)
    context.draft.take_journal(context.book, contract_id)
    return refused
