"""Signing in by mobile number and code, and out again (S10, S13)."""

from mybt_sim.engine.front_desk import Step
from mybt_sim.engine.kinds import Operation
from mybt_sim.engine.refusals import Refusal
from mybt_sim.population.layouts import SUBSCRIBERS_MOST
from mybt_sim.world.operations.register import service
from mybt_sim.world.secret import same
from mybt_sim.world.state import Account, Sms, Table
from mybt_sim.world.visit import Visit

FIRST_NEW_ACCOUNT = 10 * SUBSCRIBERS_MOST
"""Accounts that were opened in a world come after all that a population may have."""


@service(Operation.REQUEST_CODE)
def request_code(visit: Visit, mobile: int, is_valid: bool, is_mobile: bool) -> Refusal:
    """Send a code by SMS to a mobile number."""
    rows = {"sign_in": (Table.SIGN_IN, mobile)}
    facts = {"is_wellformed": is_valid, "is_mobile": is_mobile}
    if refused := visit.front(Step.REQUEST_CODE, rows, **facts):
        return refused
    count = visit.draft.take_number(f"sms {mobile}")
    vault, draft = visit.operator.vault, visit.draft
    code = vault.sms_code(mobile, count, int(visit.terms.otp_digits))
    draft.put(Table.SMS_CODE, mobile, vault.digest(code))
    sent = draft.get(Table.SMS, mobile, ())
    draft.put(Table.SMS, mobile, (*sent, Sms(visit.now, "code", count)))
    return Refusal.NONE


@service(Operation.SIGN_IN, preview=False)
def sign_in(
    visit: Visit, mobile: int, is_valid: bool, is_mobile: bool, is_code: bool, code: str
) -> Refusal:
    """Enter the code; the first success opens the account."""
    refused = visit.front(
        Step.SIGN_IN,
        {"sign_in": (Table.SIGN_IN, mobile)},
        is_wellformed=is_valid,
        is_mobile=is_mobile,
        is_code_wellformed=is_code,
        is_match=same(visit.draft.get(Table.SMS_CODE, mobile, ""), code),
    )
    if refused:
        return refused
    account = _account_of(visit, mobile)
    session = (account.account_id, visit.now, visit.now, visit.device.client, False)
    visit.draft.put(Table.SESSION, visit.device_id, session)
    visit.data = account
    return Refusal.NONE


def _account_of(visit: Visit, mobile: int) -> Account:
    draft = visit.draft
    account_id = draft.get(Table.ACCOUNT_OF, mobile)
    if account_id is None:
        account_id = FIRST_NEW_ACCOUNT + draft.take_number("account")
        account = Account(account_id, mobile, visit.device.language, visit.now)
        draft.put(Table.ACCOUNT_OF, mobile, account_id)
        draft.put(Table.ACCOUNT, account_id, account)
    found: Account = draft.get(Table.ACCOUNT, account_id)
    return found


@service(Operation.SIGN_OUT)
def sign_out(visit: Visit) -> Refusal:
    """End the session; the device goes on as a guest in the language it had."""
    session = visit.draft.get(Table.SESSION, visit.device_id)
    visit.draft.put(Table.SESSION, visit.device_id, (*session[:-1], True))
    return Refusal.NONE
