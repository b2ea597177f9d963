"""Binding contracts to an account and letting them go (S3, S14 to S17)."""

from mybt_sim.engine.front_desk import Step
from mybt_sim.engine.kinds import Operation
from mybt_sim.engine.refusals import Refusal
from mybt_sim.world.contract_view import contract_view
from mybt_sim.world.operations.register import service
from mybt_sim.world.secret import same
from mybt_sim.world.state import Ring, Table
from mybt_sim.world.views import BindingView
from mybt_sim.world.visit import Visit


@service(Operation.CONTRACTS)
def contracts(visit: Visit) -> Refusal:
    """All contracts of the account, in the order in which they were bound."""
    visit.data = tuple(contract_view(visit, contract_id) for contract_id in visit.bound())
    return Refusal.NONE


@service(Operation.BIND_BY_LOGIN, preview=False)
def bind_by_login(visit: Visit, login: int, password: str) -> Refusal:
    """Bind the contract of one service by its login and password."""
    service_id = visit.operator.directory.service_of_login.get(login, 0)
    # an unknown login is checked against a password as well, so that both cases do the same work
    is_right = same(visit.operator.vault.password_digest(service_id), password)
    contract_id = service_id // 10
    refused = visit.front(
        Step.BIND_BY_LOGIN,
        {
            "account_tries": (Table.ACCOUNT_TRIES, visit.account_id),
            "login_tries": (Table.LOGIN_TRIES, login),
        },
        is_wellformed=login > 0,
        is_match=service_id > 0 and is_right,
        is_active=_is_active(visit, contract_id),
        is_bound=contract_id in visit.bound(),
    )
    if refused:
        return refused
    visit.data = _bind(visit, [contract_id])
    return Refusal.NONE


@service(Operation.REQUEST_VOICE_CODE, preview=False)
def request_voice_code(visit: Visit, home_phone: int, is_fixed: bool, surname: str) -> Refusal:
    """Let the auto-informer call a home phone and speak a code, if the surname is right."""
    draft, account_id = visit.draft, visit.account_id
    is_match = visit.operator.directory.is_surname_at(home_phone, surname)
    is_answered = not draft.get(Table.SILENT, home_phone, False)
    count = int(draft.get(Table.COUNT, f"voice {account_id}", 0)) + 1
    refused = visit.front(
        Step.REQUEST_VOICE_CODE,
        {
            "account_tries": (Table.ACCOUNT_TRIES, account_id),
            "account_calls": (Table.ACCOUNT_CALLS, account_id),
            "line_calls": (Table.LINE_CALLS, home_phone),
            "voice_code": (Table.VOICE, account_id),
        },
        home_phone=home_phone,
        is_wellformed=is_fixed,
        is_match=is_match,
        is_answered=is_answered,
    )
    if refused in (Refusal.NONE, Refusal.VOICE_NO_ANSWER):
        rung = draft.get(Table.RINGING, home_phone, ())
        ring = Ring(visit.now, account_id, count, is_answered)
        draft.put(Table.RINGING, home_phone, (*rung, ring))
    if refused:
        return refused
    draft.take_number(f"voice {account_id}")
    vault = visit.operator.vault
    code = vault.voice_code(account_id, count, int(visit.terms.voice_digits))
    draft.put(Table.VOICE_CODE, account_id, vault.digest(code))
    return Refusal.NONE


@service(Operation.BIND_BY_VOICE_CODE, preview=False)
def bind_by_voice_code(visit: Visit, home_phone: int, is_code: bool, code: str) -> Refusal:
    """Enter the code that was spoken; every contract at that number is bound at once."""
    draft, account_id = visit.draft, visit.account_id
    voice = draft.get(Table.VOICE, account_id)
    is_same_line = voice is not None and voice[0] == home_phone
    is_right = same(draft.get(Table.VOICE_CODE, account_id, ""), code)
    bound = visit.bound()
    there = visit.operator.directory.contracts_at(home_phone)
    new = [one for one in there if one not in bound and _is_active(visit, one)]
    refused = visit.front(
        Step.BIND_BY_VOICE_CODE,
        {"voice_code": (Table.VOICE, account_id)},
        is_match=is_code and is_same_line and is_right,
        count=len(new),
    )
    if refused:
        return refused
    view = _bind(visit, new)
    visit.data = BindingView(view.bound, tuple(one for one in there if one in bound))
    return Refusal.NONE


@service(Operation.UNBIND)
def unbind(visit: Visit, contract_id: int) -> Refusal:
    """Let a contract go; only the link ends."""
    bound = visit.bound()
    if refused := visit.front(Step.UNBIND, is_bound=contract_id in bound):
        return refused
    left = tuple((one, at) for one, at in bound.items() if one != contract_id)
    visit.draft.put(Table.BOUND, visit.account_id, left)
    let_go = visit.draft.get(Table.LET_GO, visit.account_id, ())
    held = (contract_id, bound[contract_id], visit.now)
    visit.draft.put(Table.LET_GO, visit.account_id, (*let_go, held))
    return Refusal.NONE


def _bind(visit: Visit, contract_ids: list[int]) -> BindingView:
    bound = visit.draft.get(Table.BOUND, visit.account_id, ())
    new = tuple((contract_id, visit.now) for contract_id in contract_ids)
    visit.draft.put(Table.BOUND, visit.account_id, (*bound, *new))
    return BindingView(tuple(contract_ids))


def _is_active(visit: Visit, contract_id: int) -> bool:
    position = visit.operator.directory.position(contract_id)
    return position >= 0 and not bool(visit.state.contracts[position].is_terminated)
