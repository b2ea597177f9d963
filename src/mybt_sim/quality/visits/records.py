"""Laws of what is kept at the door: each record moves by its own questions, and as they say."""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.time import HOUR_S
from mybt_sim.engine.book import Book
from mybt_sim.engine.decide import Question
from mybt_sim.engine.records import DAY_S, NEVER, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import CodeState
from mybt_sim.quality.facts import next_midnight, terms_on
from mybt_sim.quality.laws.law import law
from mybt_sim.quality.visits.answers import (
    codes_end_at,
    has_just_called,
    holds_until,
    is_somebody,
)


@compiled
def was_done(step: Record, question: int) -> bool:
    """Whether it was this question, and its answer was yes."""
    return bool(step.request.question == question and step.refusal == Refusal.NONE)


@law("AUTH-SESSION")
def sessions_are_opened_seen_and_closed(book: Book, step: Record) -> bool:
    """One opens with its account and client, is seen while it holds, and closes for good."""
    before, after, now = step.before.session, step.after.session, step.now
    account, client, opened_at = before.account_id, before.client, before.opened_at
    seen_at, is_closed = before.seen_at, before.is_closed
    if was_done(step, Question.OPEN_SESSION):
        account, client, is_closed = step.request.account_id, step.request.client, False
        opened_at = seen_at = now
    elif was_done(step, Question.CLOSE_SESSION):
        is_closed = True
    elif was_done(step, Question.ADMIT):
        is_held = is_somebody(before) and now < holds_until(book, before, now)
        seen_at = now if is_held else seen_at
    is_same = after.account_id == account and after.client == client
    is_same = is_same and after.opened_at == opened_at and after.seen_at == seen_at
    return bool(is_same and after.is_closed == is_closed)


@compiled
def is_code_kept(code: Record, sent_at: int, state: int, wrong_tries: int) -> bool:
    """Whether a code stands so."""
    is_same = code.code_sent_at == sent_at and code.code_state == state
    return bool(is_same and code.wrong_tries == wrong_tries)


@law("AUTH-OTP-RESEND", "AUTH-OTP-TRIES")
def a_code_lives_until_it_is_used_or_guessed_at(book: Book, step: Record) -> bool:
    """A new code voids the one before; it is used once, and dies by its last wrong entry."""
    before, after, wrong = step.before.sign_in, step.after.sign_in, step.before.sign_in.wrong_tries
    if was_done(step, Question.REQUEST_CODE):
        return is_code_kept(after, step.now, CodeState.LIVE, 0)
    state = CodeState.USED if was_done(step, Question.SIGN_IN) else before.code_state
    if step.request.question == Question.SIGN_IN and step.refusal == Refusal.OTP_WRONG:
        wrong += 1
        if wrong >= terms_on(book, step.now).otp_tries:
            state = CodeState.DEAD
    return is_code_kept(after, before.code_sent_at, state, wrong)


@law("AUTH-OTP-QUOTA")
def codes_are_counted_by_hour_and_day(book: Book, step: Record) -> bool:
    """Each code that was sent counts in its hour, whose last one locks, and in its day."""
    before, after, now = step.before.sign_in, step.after.sign_in, step.now
    hour_from, in_hour, locked_until = before.hour_from, before.codes_in_hour, before.locked_until
    day, in_day = before.day, before.codes_in_day
    if was_done(step, Question.REQUEST_CODE):
        terms = terms_on(book, now)
        if in_hour == 0 or now - hour_from >= HOUR_S:
            hour_from, in_hour = now, 0
        in_hour += 1
        if in_hour >= terms.otp_codes_per_hour:
            locked_until, in_hour = now + terms.otp_lock_s, 0
        in_day = 1 if day != now // DAY_S else in_day + 1
        day = now // DAY_S
    is_hour = after.hour_from == hour_from and after.codes_in_hour == in_hour
    is_day = after.day == day and after.codes_in_day == in_day
    return bool(is_hour and is_day and after.locked_until == locked_until)


@compiled
def has_failed(tries: Record, other: Record, now: int, limits: tuple[int, int, int]) -> bool:
    """Whether `other` is `tries` with one failure more; limits: how many, within, lock."""
    most, window_s, lock_s = limits
    failures, window_from, locked_until = tries.failures + 1, tries.window_from, tries.locked_until
    if tries.failures == 0 or now - window_from >= window_s:
        failures, window_from = 1, now
    if failures >= most:
        failures, locked_until = 0, now + lock_s
    is_same = other.failures == failures and other.window_from == window_from
    return bool(is_same and other.locked_until == locked_until)


@compiled
def same_tries(one: Record, other: Record) -> bool:
    """Whether nothing was counted."""
    is_same = one.failures == other.failures and one.window_from == other.window_from
    return bool(is_same and one.locked_until == other.locked_until)


@law("BIND-LOGIN-RATE", "QBAL-RATE", "BINDP-MATCH")
def wrong_secrets_are_counted_and_lock(book: Book, step: Record) -> bool:
    """A wrong password counts for its login and for who typed it, a surname for the account."""
    before, after, now, asked = step.before, step.after, step.now, step.request.question
    terms = terms_on(book, now)
    limits = (terms.bind_tries, terms.bind_window_s, terms.bind_lock_s)
    is_password = step.refusal == Refusal.BIND_BAD_CREDENTIALS
    is_binding = asked == Question.BIND_BY_LOGIN and is_password
    is_check = asked == Question.CHECK_BALANCE and is_password
    if is_check:
        limits = (terms.qbal_tries, terms.qbal_window_s, terms.qbal_lock_s)
    is_account = is_binding or step.refusal == Refusal.BINDP_NO_MATCH
    return bool(
        is_counted(before.account_tries, after.account_tries, now, limits, is_account)
        and is_counted(before.login_tries, after.login_tries, now, limits, is_password)
        and is_counted(before.address_tries, after.address_tries, now, limits, is_check)
    )


@compiled
def is_counted(
    one: Record, other: Record, now: int, limits: tuple[int, int, int], is_failure: bool
) -> bool:
    """Whether tries have one failure more, if there was one, and are the same otherwise."""
    return has_failed(one, other, now, limits) if is_failure else same_tries(one, other)


@law("BINDP-QUOTA", "BINDP-CALL")
def calls_are_counted_for_account_and_line(book: Book, step: Record) -> bool:
    """Each call counts in its calendar day, taken or not, for the account and for the line."""
    is_call = was_done(step, Question.REQUEST_VOICE_CODE)
    is_call = is_call or step.refusal == Refusal.VOICE_NO_ANSWER
    before, after, now = step.before, step.after, step.now
    is_account = is_called(before.account_calls, after.account_calls, now, is_call)
    return bool(is_account and is_called(before.line_calls, after.line_calls, now, is_call))


@compiled
def is_called(one: Record, other: Record, now: int, is_call: bool) -> bool:
    """Whether calls have one more, if there was one, and are the same otherwise."""
    day, in_day, last_at = one.day, one.calls_in_day, one.last_call_at
    if is_call:
        in_day = in_day + 1 if day == now // DAY_S else 1
        day, last_at = now // DAY_S, now
    is_same = other.day == day and other.calls_in_day == in_day
    return bool(is_same and other.last_call_at == last_at)


@law("BINDP-CODE", "BINDP-CALL")
def a_spoken_code_lives_until_it_is_used_or_guessed_at(book: Book, step: Record) -> bool:
    """A call that is taken brings a new code for its line; it binds once, and dies by guesses."""
    before, after, asked = step.before.voice_code, step.after.voice_code, step.request.question
    phone, spoken_at, state = before.home_phone, before.spoken_at, before.code_state
    wrong = before.wrong_tries
    if was_done(step, Question.REQUEST_VOICE_CODE):
        phone, spoken_at, state, wrong = step.request.home_phone, step.now, CodeState.LIVE, 0
    elif was_done(step, Question.BIND_BY_VOICE_CODE):
        state = CodeState.USED
    elif asked == Question.BIND_BY_VOICE_CODE and step.refusal == Refusal.VOICE_CODE_WRONG:
        wrong += 1
        if wrong >= terms_on(book, step.now).voice_tries:
            state = CodeState.DEAD
    is_same = after.home_phone == phone and after.spoken_at == spoken_at
    return bool(is_same and after.code_state == state and after.wrong_tries == wrong)


@law("SUP-CHAT")
def a_question_to_support_keeps_its_moments(book: Book, step: Record) -> bool:
    """It says when it was opened, asked last and closed; whose it is never changes."""
    before, after, now = step.before.ticket, step.after.ticket, step.now
    opened_at, asked_at, closed_at = before.opened_at, before.asked_at, before.closed_at
    if was_done(step, Question.OPEN_TICKET):
        opened_at, asked_at, closed_at = now, now, NEVER
    elif was_done(step, Question.REPLY_TICKET):
        asked_at = now
    elif was_done(step, Question.CLOSE_TICKET):
        closed_at = now
    is_same = after.ticket_id == before.ticket_id and after.account_id == before.account_id
    is_same = is_same and after.contract_id == before.contract_id
    is_kept = after.opened_at == opened_at and after.asked_at == asked_at
    return bool(is_same and is_kept and after.closed_at == closed_at)


@law("AUTH-OTP-TRIES", "AUTH-OTP-TTL")
def a_code_opens_the_door_once(book: Book, step: Record) -> bool:
    """Nobody gets in by a code that was used, or guessed at too often, whatever is counted."""
    if not was_done(step, Question.SIGN_IN):
        return True
    has_tries = step.seen.wrong_entries < terms_on(book, step.now).otp_tries
    return bool(step.seen.is_spent == 0 and has_tries)


@law("AUTH-OTP-QUOTA", "BINDP-QUOTA")
def a_day_has_its_codes_and_calls_and_no_more(book: Book, step: Record) -> bool:
    """Codes of a number, and calls to a line, that a calendar day has seen keep its quota."""
    seen, terms, today = step.seen, terms_on(book, step.now), step.now // DAY_S
    is_code = was_done(step, Question.REQUEST_CODE) and seen.day == today
    is_call = was_done(step, Question.REQUEST_VOICE_CODE) and seen.calls_day == today
    has_code = not is_code or seen.codes < terms.otp_codes_per_day
    return bool(has_code and (not is_call or seen.calls < terms.voice_calls_per_day))


@compiled
def date_of(book: Book, step: Record) -> int:
    """From when the same would be allowed, by what stood before; NEVER where no date is told."""
    before, now, refusal = step.before, step.now, step.refusal
    terms, tries = terms_on(book, now), before.login_tries.locked_until
    if refusal == Refusal.IDEMPOTENCY_CONFLICT:
        return now - step.request.age_s + terms.idempotency_term_s
    if refusal == Refusal.OTP_QUOTA_EXCEEDED:
        return codes_end_at(book, before.sign_in, now)
    if refusal == Refusal.OTP_RESEND_TOO_SOON:
        return before.sign_in.code_sent_at + terms.otp_resend_s
    if refusal == Refusal.BIND_RATE_LIMITED:
        is_login = step.request.question == Question.BIND_BY_LOGIN
        return max(before.account_tries.locked_until, tries if is_login else 0)
    if refusal == Refusal.QBAL_RATE_LIMITED:
        return max(before.address_tries.locked_until, tries)
    if refusal == Refusal.VOICE_QUOTA_EXCEEDED:
        return next_midnight(now)
    if refusal == Refusal.VOICE_TOO_SOON:
        is_own = has_just_called(book, before.account_calls, now)
        calls = before.account_calls if is_own else before.line_calls
        return calls.last_call_at + terms.voice_wait_s
    return NEVER


@law("AUTH-OTP-QUOTA", "BIND-LOGIN-RATE", "BINDP-QUOTA", "QBAL-RATE", "GEN-IDEM")
def a_date_is_that_of_what_holds_up(book: Book, step: Record) -> bool:
    """Whoever has to wait is told until when, and nobody else is told a moment."""
    return bool(step.allowed_from == date_of(book, step))
