"""What reaches a world from elsewhere: a bank, the network, a shop, somebody at home.

These need no device and no session; the rules of a contract hold for them all the same.
"""

import dataclasses
from collections.abc import Callable

from mybt_sim.base.errors import RequestError
from mybt_sim.catalogue.notation import byn
from mybt_sim.engine import correction, termination, traffic
from mybt_sim.engine.decide import Question
from mybt_sim.engine.records import NEVER, SERVICE_DAY, Record, blank
from mybt_sim.engine.refusals import Refusal
from mybt_sim.operations.outside import (
    CorrectBalance,
    EripPayment,
    IssueExpressCard,
    NewDevice,
    RecordCall,
    RecordSession,
    RecordView,
    SetAnswering,
    SetNetwork,
    Terminate,
)
from mybt_sim.operations.request import Look
from mybt_sim.world.context import Context
from mybt_sim.world.draft import packed
from mybt_sim.world.state import Device, Table

CORRECTED_MOST_KOPECKS = 10**8
"""Corrections keep a balance within a million BYN on either side of nought."""


def outside_self_service(context: Context, _: Look) -> Refusal:
    """What only a service centre does (GEN-OUT)."""
    return context.decide(Question.OUTSIDE_SELF_SERVICE)


def new_device(context: Context, request: NewDevice) -> Refusal:
    """Somebody takes a device in hand; `context.data` is its number."""
    device_id = context.draft.take_number("device")
    context.draft.put(
        Table.DEVICE, device_id, Device(request.client, request.address, request.language)
    )
    context.data = device_id
    return Refusal.NONE


def set_network(context: Context, request: SetNetwork) -> Refusal:
    """Switch the device's connection on or off (S11)."""
    device = dataclasses.replace(context.device, is_online=request.is_online)
    context.draft.put(Table.DEVICE, context.device_id, device)
    return Refusal.NONE


def set_answering(context: Context, request: SetAnswering) -> Refusal:
    """Whether somebody at home takes calls of the auto-informer (BINDP-CALL)."""
    context.draft.put(Table.SILENT, request.home_phone, not request.is_answering)
    return Refusal.NONE


def issue_express_card(context: Context, _: IssueExpressCard) -> Refusal:
    """A shop sells an express card; `context.data` is its number, its digits are derived."""
    card = context.draft.take_number("express_card")
    vault = context.operator.vault
    context.draft.put(Table.CARD, vault.digest(vault.express_card(card)), NEVER)
    context.data = card
    return Refusal.NONE


def erip_payment(context: Context, request: EripPayment) -> Refusal:
    """A payment from ЕРИП by the number of an annex, which is the login of a service."""
    service_id = context.operator.directory.service_of_login.get(request.login, 0)
    # an unknown number reaches the rule with some contract, which the rule then leaves alone
    contract_id = service_id // 10 or int(context.state.contracts[0].contract_id)
    refused = context.decide(
        Question.ERIP_PAYMENT,
        contract_id=contract_id,
        amount_kopecks=request.amount_kopecks,
        is_known=service_id > 0,
    )
    context.data = None if refused else contract_id
    return refused


def terminate(context: Context, request: Terminate) -> Refusal:
    """A service centre ends a contract for good."""
    return _ask(context, termination.terminate, request.contract_id)


def correct_balance(context: Context, request: CorrectBalance) -> Refusal:
    """A service centre corrects a balance; `reason` is for whoever reads the log (LED-ADJUST).

    `RequestError` for nothing, and for what would lead beyond the most; not for a repetition.
    """
    position = context.operator.directory.position(request.contract_id)
    after = int(context.state.contracts[position].balance_kopecks) + request.amount_kopecks
    if request.amount_kopecks == 0 or abs(after) > CORRECTED_MOST_KOPECKS:
        raise RequestError(
            f"A balance cannot be corrected by {byn(request.amount_kopecks)}.",
            next_step="Give another amount than nought that keeps it within 1,000,000 BYN.",
        )
    return _ask(context, correction.correct_balance, request.contract_id, request.amount_kopecks)


def record_session(context: Context, request: RecordSession) -> Refusal:
    """An internet session of a contract ends (USE-NET)."""
    return _use(
        context, request.contract_id, traffic.record_session, request.down_bytes, request.up_bytes
    )


def record_call(context: Context, request: RecordCall) -> Refusal:
    """An outgoing call of a contract ends (USE-TEL)."""
    return _use(
        context,
        request.contract_id,
        traffic.record_call,
        request.call_class,
        request.seconds,
        request.is_answered,
    )


def record_view(context: Context, request: RecordView) -> Refusal:
    """Somebody stops watching television (USE-TV)."""
    return _use(context, request.contract_id, traffic.record_view, request.minutes)


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
    asked = context.operator.rules.version_of(rule)
    refused = Refusal(int(asked(context.book, contract, *arguments, context.now)))
    context.noted(rule.__name__, refused)
    context.draft.take_journal(context.book, contract_id)
    return refused
