"""Binding all services of a home telephone by a code that is spoken on it (S14, S16, S17).

A VOICE_CODE belongs to an account, the calls are counted for the account and for the line. So the
tries at the codes of one line are bounded whoever makes them: 3 calls on each of the 3 calendar
days that 24 hours and the life of a code can touch, with 3 tries each, at 6 digits: 2.7e-5. The 4
digits that are usual for spoken codes would make that 2.7e-3.

What the answers tell about a line: nothing without a match, and a match can't be looked for
freely. A wrong surname counts like a wrong password, unknown numbers included. While the account
itself is held up, it gets the same answer and date for every number; only for a match the counters
of the line are looked at. This is why the quotas stand above the match, against GEN-ORDER.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.attempts import (
    call_spaced_from,
    count_call,
    count_wrong_code,
    quota_free_from,
)
from mybt_sim.engine.binding import count_bind_failure
from mybt_sim.engine.book import Book, terms_at
from mybt_sim.engine.records import Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import refuse_until, rule
from mybt_sim.engine.vocabulary import CodeState


@rule("BINDP-INPUT", "BINDP-MATCH", "BINDP-CALL", "BINDP-QUOTA", seed=("S14", "S16", "S17"))
def request_voice_code(
    book: Book,
    access: Record,
    home_phone: int,
    is_wellformed: bool,
    is_match: bool,
    is_answered: bool,
    now: int,
) -> Refusal:
    """Let the auto-informer call a home telephone and speak a code.

    `is_match` is one fact: the number exists and the surname is that of its customer. A call that
    nobody takes counts, and leaves the code before as it was.
    """
    if not is_wellformed:
        return Refusal.HOME_PHONE_INVALID
    if now < access.account_tries.locked_until:
        return refuse_until(book, Refusal.BIND_RATE_LIMITED, access.account_tries.locked_until)
    if now < calls_free_from(book, access, is_match, now):
        free_from = calls_free_from(book, access, is_match, now)
        return refuse_until(book, Refusal.VOICE_QUOTA_EXCEEDED, free_from)
    if now < calls_spaced_from(book, access, is_match, now):
        spaced_from = calls_spaced_from(book, access, is_match, now)
        return refuse_until(book, Refusal.VOICE_TOO_SOON, spaced_from)
    if not is_match:
        count_bind_failure(book, access.account_tries, now)
        return Refusal.BINDP_NO_MATCH
    if not is_answered:
        _count_calls(access, now)
        return Refusal.VOICE_NO_ANSWER
    _count_calls(access, now)
    _speak(access.voice_code, home_phone, now)
    return Refusal.NONE


@compiled
def calls_free_from(book: Book, access: Record, is_match: bool, now: int) -> int:
    """The moment from which the quota of a day allows one more call."""
    most = terms_at(book, now).voice_calls_per_day
    if is_line_asked(book, access, is_match, now):
        return quota_free_from(access.line_calls, most, now)
    return quota_free_from(access.account_calls, most, now)


@compiled
def calls_spaced_from(book: Book, access: Record, is_match: bool, now: int) -> int:
    """The moment from which the last call is long enough ago."""
    wait_s = terms_at(book, now).voice_wait_s
    if is_line_asked(book, access, is_match, now):
        return call_spaced_from(access.line_calls, wait_s, now)
    return call_spaced_from(access.account_calls, wait_s, now)


@compiled
def is_line_asked(book: Book, access: Record, is_match: bool, now: int) -> bool:
    """Whether the counters of the line count: for a match, by an account that may call itself.

    For any other request they could only tell what the subscriber has not yet shown to know.
    """
    terms, calls = terms_at(book, now), access.account_calls
    is_free = now >= quota_free_from(calls, terms.voice_calls_per_day, now)
    return bool(is_match and is_free and now >= call_spaced_from(calls, terms.voice_wait_s, now))


@compiled
def _count_calls(access: Record, now: int) -> None:
    count_call(access.account_calls, now)
    count_call(access.line_calls, now)


@compiled
def _speak(voice_code: Record, home_phone: int, now: int) -> None:
    voice_code.home_phone = home_phone
    voice_code.spoken_at = now
    voice_code.code_state = CodeState.LIVE
    voice_code.wrong_tries = 0


@rule("BINDP-CODE", "BINDP-ALL", seed=("S14", "S17"))
def bind_by_voice_code(
    book: Book, voice_code: Record, is_match: bool, count: int, now: int
) -> Refusal:
    """Bind all services of the line that was called; `count` of them are not bound yet.

    A code in the wrong form is a wrong one, and counts. Expired is also what was never spoken and
    what is used: in each case only a new call helps. A right code that finds nothing to bind is
    not used up.
    """
    if voice_code.code_state == CodeState.DEAD:
        return Refusal.VOICE_CODE_ATTEMPTS
    if not is_code_in_force(book, voice_code, now):
        return Refusal.VOICE_CODE_EXPIRED
    if not is_match:
        count_wrong_code(voice_code, terms_at(book, now).voice_tries)
        return Refusal.VOICE_CODE_WRONG
    if count <= 0:
        return Refusal.BINDP_NOTHING_TO_BIND
    voice_code.code_state = CodeState.USED
    return Refusal.NONE


@compiled
def is_code_in_force(book: Book, voice_code: Record, now: int) -> bool:
    """Whether a code was spoken, is unused, and has not outlived its term."""
    is_fresh = now < voice_code.spoken_at + terms_at(book, now).voice_ttl_s
    return bool(voice_code.code_state == CodeState.LIVE and is_fresh)
