"""Binding contracts to an account and letting them go (S3, S14 to S17)."""

from mybt_sim.engine.access_records import VoiceCode
from mybt_sim.engine.decide import Question
from mybt_sim.engine.refusals import Refusal
from mybt_sim.operations.binding import (
    BindByLogin,
    BindByVoiceCode,
    Contracts,
    RequestVoiceCode,
    Unbind,
)
from mybt_sim.world.context import Context
from mybt_sim.world.kept import ACCOUNT_CALLS, ACCOUNT_TRIES, LINE_CALLS, LOGIN_TRIES, VOICE_CODE
from mybt_sim.world.reads.contract_view import contract_view
from mybt_sim.world.reads.views import BindingView
from mybt_sim.world.secret import same
from mybt_sim.world.state import Ring, Table


def contracts(context: Context, _: Contracts) -> Refusal:
    """All contracts of the account, in the order in which they were bound."""
    context.data = tuple(contract_view(context, contract_id) for contract_id in context.bound())
    return Refusal.NONE


def bind_by_login(context: Context, request: BindByLogin) -> Refusal:
    """Bind the contract of one service by its login and password."""
    service_id = context.operator.directory.service_of_login.get(request.login, 0)
    # an unknown login is checked against a password as well, so that both cases do the same work
    is_right = same(context.operator.vault.password_digest(service_id), request.password)
    contract_id = service_id // 10
    refused = context.decide(
        Question.BIND_BY_LOGIN,
        ACCOUNT_TRIES.of(context.account_id),
        LOGIN_TRIES.of(request.login),
        is_wellformed=request.login > 0,
        is_match=service_id > 0 and is_right,
        is_active=_is_active(context, contract_id),
        is_bound=contract_id in context.bound(),
    )
    if refused:
        return refused
    context.data = _bind(context, [contract_id])
    return Refusal.NONE


def request_voice_code(context: Context, request: RequestVoiceCode) -> Refusal:
    """Let the auto-informer call a home phone and speak a code, if the surname is right."""
    draft, account_id = context.draft, context.account_id
    is_match = context.operator.directory.is_surname_at(request.home_phone, request.surname)
    is_answered = not draft.get(Table.SILENT, request.home_phone, False)
    count = int(draft.get(Table.COUNT, f"voice {account_id}", 0)) + 1
    refused = context.decide(
        Question.REQUEST_VOICE_CODE,
        ACCOUNT_TRIES.of(account_id),
        ACCOUNT_CALLS.of(account_id),
        LINE_CALLS.of(request.home_phone),
        VOICE_CODE.of(account_id),
        home_phone=request.home_phone,
        is_wellformed=request.is_fixed,
        is_match=is_match,
        is_answered=is_answered,
    )
    if refused in (Refusal.NONE, Refusal.VOICE_NO_ANSWER):
        rung = draft.get(Table.RINGING, request.home_phone, ())
        ring = Ring(context.now, account_id, count, is_answered)
        draft.put(Table.RINGING, request.home_phone, (*rung, ring))
    if refused:
        return refused
    draft.take_number(f"voice {account_id}")
    vault = context.operator.vault
    code = vault.voice_code(account_id, count, int(context.terms.voice_digits))
    draft.put(Table.VOICE_CODE, account_id, vault.digest(code))
    return Refusal.NONE


def bind_by_voice_code(context: Context, request: BindByVoiceCode) -> Refusal:
    """Enter the code that was spoken; every contract at that number is bound at once."""
    draft, account_id = context.draft, context.account_id
    spoken: VoiceCode | None = draft.get(Table.VOICE, account_id)
    is_same_line = spoken is not None and spoken.home_phone == request.home_phone
    is_right = same(draft.get(Table.VOICE_CODE, account_id, ""), request.code)
    bound = context.bound()
    there = context.operator.directory.contracts_at(request.home_phone)
    new = [one for one in there if one not in bound and _is_active(context, one)]
    refused = context.decide(
        Question.BIND_BY_VOICE_CODE,
        VOICE_CODE.of(account_id),
        is_match=request.is_code and is_same_line and is_right,
        count=len(new),
    )
    if refused:
        return refused
    view = _bind(context, new)
    context.data = BindingView(view.bound, tuple(one for one in there if one in bound))
    return Refusal.NONE


def unbind(context: Context, request: Unbind) -> Refusal:
    """Let a contract go; only the link ends."""
    bound = context.bound()
    if refused := context.decide(Question.UNBIND, is_bound=request.contract_id in bound):
        return refused
    left = tuple((one, at) for one, at in bound.items() if one != request.contract_id)
    context.draft.put(Table.BOUND, context.account_id, left)
    let_go = context.draft.get(Table.LET_GO, context.account_id, ())
    held = (request.contract_id, bound[request.contract_id], context.now)
    context.draft.put(Table.LET_GO, context.account_id, (*let_go, held))
    return Refusal.NONE


def _bind(context: Context, contract_ids: list[int]) -> BindingView:
    bound = context.draft.get(Table.BOUND, context.account_id, ())
    new = tuple((contract_id, context.now) for contract_id in contract_ids)
    context.draft.put(Table.BOUND, context.account_id, (*bound, *new))
    return BindingView(tuple(contract_ids))


def _is_active(context: Context, contract_id: int) -> bool:
    position = context.operator.directory.position(contract_id)
    return position >= 0 and not bool(context.state.contracts[position].is_terminated)
