"""Signing in by mobile number and code, and out again (S10, S13)."""

from mybt_sim.engine.decide import Question
from mybt_sim.engine.refusals import Refusal
from mybt_sim.operations.sign_in import RequestCode, SignIn, SignOut
from mybt_sim.population.layouts import SUBSCRIBERS_MOST
from mybt_sim.world.context import Context
from mybt_sim.world.kept import SESSION, SIGN_IN
from mybt_sim.world.secret import same
from mybt_sim.world.state import Account, Sms, Table

FIRST_NEW_ACCOUNT = 10 * SUBSCRIBERS_MOST
"""Accounts that were opened in a world come after all that a population may have."""


def request_code(context: Context, request: RequestCode) -> Refusal:
    """Send a code by SMS to a mobile number."""
    if refused := context.decide(
        Question.REQUEST_CODE,
        SIGN_IN.of(request.mobile),
        is_wellformed=request.is_valid,
        is_mobile=request.is_mobile,
    ):
        return refused
    count = context.draft.take_number(f"sms {request.mobile}")
    vault, draft = context.operator.vault, context.draft
    code = vault.sms_code(request.mobile, count, int(context.terms.otp_digits))
    draft.put(Table.SMS_CODE, request.mobile, vault.digest(code))
    sent = draft.get(Table.SMS, request.mobile, ())
    draft.put(Table.SMS, request.mobile, (*sent, Sms(context.now, "code", count)))
    return Refusal.NONE


def sign_in(context: Context, request: SignIn) -> Refusal:
    """Enter the code; the first success opens the account."""
    refused = context.decide(
        Question.SIGN_IN,
        SIGN_IN.of(request.mobile),
        is_wellformed=request.is_valid,
        is_mobile=request.is_mobile,
        is_code_wellformed=request.is_code,
        is_match=same(context.draft.get(Table.SMS_CODE, request.mobile, ""), request.code),
    )
    if refused:
        return refused
    account = _account_of(context, request.mobile)
    context.data = account
    return context.decide(
        Question.OPEN_SESSION,
        SESSION.of(context.device_id),
        account_id=account.account_id,
        client=context.device.client,
    )


def _account_of(context: Context, mobile: int) -> Account:
    draft = context.draft
    account_id = draft.get(Table.ACCOUNT_OF, mobile)
    if account_id is None:
        account_id = FIRST_NEW_ACCOUNT + draft.take_number("account")
        account = Account(account_id, mobile, context.device.language, context.now)
        draft.put(Table.ACCOUNT_OF, mobile, account_id)
        draft.put(Table.ACCOUNT, account_id, account)
    found: Account = draft.get(Table.ACCOUNT, account_id)
    return found


def sign_out(context: Context, _: SignOut) -> Refusal:
    """End the session; the device goes on as a guest in the language it had."""
    return context.decide(Question.CLOSE_SESSION, SESSION.of(context.device_id))
