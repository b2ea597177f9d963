"""Signing in with a mobile number and a code that is sent to it (S10).

A SIGN_IN belongs to a number, so that whoever asks for codes shares its counters. The two quotas
hold the chance to guess a code below 1e-4 in any 24 hours: they span two calendar days at most,
and 2 days × 15 codes × 3 tries at 6 digits are 9e-5. Nothing but time gives codes back; a success
does not.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.time import HOUR_S
from mybt_sim.engine.attempts import count_wrong_code
from mybt_sim.engine.book import Book, terms_at
from mybt_sim.engine.records import DAY_S, NEVER, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import refuse_until, rule
from mybt_sim.engine.vocabulary import CodeState


@rule("AUTH-PHONE", "AUTH-OTP-RESEND", "AUTH-OTP-QUOTA", seed=("S10",))
def request_code(
    book: Book, code: Record, is_wellformed: bool, is_mobile: bool, now: int
) -> Refusal:
    """Send a new code to the number of `code`; it voids the one before.

    `is_wellformed` and `is_mobile` say what was typed as a number. It must be a Belarusian mobile.
    """
    if not is_wellformed:
        return Refusal.PHONE_INVALID
    if not is_mobile:
        return Refusal.PHONE_NOT_MOBILE
    if now < codes_free_from(book, code, now):
        return refuse_until(book, Refusal.OTP_QUOTA_EXCEEDED, codes_free_from(book, code, now))
    if now < resend_from(book, code, now):
        return refuse_until(book, Refusal.OTP_RESEND_TOO_SOON, resend_from(book, code, now))
    _count_code(book, code, now)
    code.code_sent_at = now
    code.code_state = CodeState.LIVE
    code.wrong_tries = 0
    return Refusal.NONE


@compiled
def codes_free_from(book: Book, code: Record, now: int) -> int:
    """The moment from which both quotas allow one more code: the lock, and the calendar day."""
    day = now // DAY_S
    free_from = max(code.locked_until, now)
    if code.day == day and code.codes_in_day >= terms_at(book, now).otp_codes_per_day:
        free_from = max(free_from, (day + 1) * DAY_S)
    return free_from


@compiled
def resend_from(book: Book, code: Record, now: int) -> int:
    """The moment from which the last code is long enough ago for a new one."""
    if code.code_sent_at == NEVER:
        return now
    return code.code_sent_at + terms_at(book, now).otp_resend_s


@compiled
def _count_code(book: Book, code: Record, now: int) -> None:
    """Count a code in its hour, which began with its first code, and in its calendar day."""
    terms = terms_at(book, now)
    if code.codes_in_hour == 0 or now >= code.hour_from + HOUR_S:
        code.hour_from = now
        code.codes_in_hour = 0
    code.codes_in_hour += 1
    if code.codes_in_hour >= terms.otp_codes_per_hour:
        code.locked_until = now + terms.otp_lock_s
        code.codes_in_hour = 0
    if code.day != now // DAY_S:
        code.day = now // DAY_S
        code.codes_in_day = 0
    code.codes_in_day += 1


@rule(
    "AUTH-PHONE",
    "AUTH-OTP-LEN",
    "AUTH-OTP-TTL",
    "AUTH-OTP-TRIES",
    "AUTH-OTP-RESEND",
    "AUTH-CREATE",
    seed=("S10", "S13"),
)
def sign_in(
    book: Book,
    code: Record,
    is_wellformed: bool,
    is_mobile: bool,
    is_code_wellformed: bool,
    is_match: bool,
    now: int,
) -> Refusal:
    """Take the code that was sent to the number; the first success creates the account.

    `is_match` says that the newest code was typed: an older one is void, and no match. The wrong
    entry that kills the code is itself answered as wrong; from the next one on the code is dead,
    even to the right digits.
    """
    if not is_wellformed:
        return Refusal.PHONE_INVALID
    if not is_mobile:
        return Refusal.PHONE_NOT_MOBILE
    if not is_code_wellformed:
        return Refusal.OTP_FORMAT
    if code.code_state == CodeState.NONE:
        return Refusal.OTP_NONE
    if code.code_state == CodeState.USED:
        return Refusal.OTP_USED
    if code.code_state == CodeState.DEAD:
        return Refusal.OTP_ATTEMPTS_EXCEEDED
    if now >= code.code_sent_at + terms_at(book, now).otp_ttl_s:
        return Refusal.OTP_EXPIRED
    if not is_match:
        count_wrong_code(code, terms_at(book, now).otp_tries)
        return Refusal.OTP_WRONG
    code.code_state = CodeState.USED
    return Refusal.NONE


@rule("AUTH-SESSION", seed=("S8", "S10"))
def open_session(session: Record, account_id: int, client: int, now: int) -> None:
    """Give the token of `session` to an account that has just signed in, on its device."""
    session.account_id = account_id
    session.opened_at = now
    session.seen_at = now
    session.client = client
    session.is_closed = False


@rule("AUTH-SESSION")
def close_session(session: Record) -> None:
    """Sign out: the token never works again."""
    session.is_closed = True
