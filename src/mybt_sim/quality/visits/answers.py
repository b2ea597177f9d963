"""Laws of answers at the door: each is the first reason that applies, in the words of DOMAIN."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book
from mybt_sim.engine.decide import Question
from mybt_sim.engine.records import DAY_S, NEVER, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Client, CodeState, Operation
from mybt_sim.quality.facts import next_midnight, terms_on
from mybt_sim.quality.laws.law import law


@compiled
def is_for_guests(operation: int) -> bool:
    """Whether nobody has to be signed in for it: to look around, to sign in, to check a balance."""
    is_first = Operation.LIST_NEWS <= operation <= Operation.SIGN_IN
    return bool(is_first or operation == Operation.CHECK_BALANCE)


@compiled
def holds_until(book: Book, session: Record, now: int) -> int:
    """The end of a session: its term, and on the web some time after the last request."""
    terms = terms_on(book, now)
    if session.client != Client.WEB:
        return session.opened_at + terms.session_term_s
    idle_at = session.seen_at + terms.session_idle_web_s
    return min(session.opened_at + terms.session_term_s, idle_at)


@compiled
def is_somebody(session: Record) -> bool:
    """Whether the token is that of an account which has not signed out."""
    return bool(session.account_id != 0 and not session.is_closed)


@law("GEN-NET", "CLIENT-KIND", "GUEST-SCOPE", "AUTH-SESSION")
def visitors_are_let_in_by_the_first_reason(book: Book, step: Record) -> bool:
    """Network, client, who is there, and whether the session still holds: the first that fails."""
    request, session, now = step.request, step.before.session, step.now
    if request.question != Question.ADMIT:
        return True
    if not request.is_online:
        return bool(step.refusal == Refusal.NO_NETWORK)
    if not Client.WEB <= request.client <= Client.IOS:
        return bool(step.refusal == Refusal.CLIENT_UNSUPPORTED)
    if is_for_guests(request.operation):
        return bool(step.refusal == Refusal.NONE)
    if not is_somebody(session):
        return bool(step.refusal == Refusal.AUTH_REQUIRED)
    is_over = now >= holds_until(book, session, now)
    return bool(step.refusal == (Refusal.SESSION_EXPIRED if is_over else Refusal.NONE))


@law("GEN-IDEM")
def a_key_stands_for_one_request(book: Book, step: Record) -> bool:
    """While a key is in use another request under it is refused, and the same is not."""
    request = step.request
    if request.question != Question.RECALL:
        return True
    is_in_use = request.is_known and request.age_s < terms_on(book, step.now).idempotency_term_s
    is_conflict = is_in_use and not request.is_same
    return bool(step.refusal == (Refusal.IDEMPOTENCY_CONFLICT if is_conflict else Refusal.NONE))


@law("OWN-CHECK", "UNBIND", "GEN-OUT")
def a_contract_obeys_those_to_whom_it_is_bound(book: Book, step: Record) -> bool:
    """What is not bound is neither used nor let go; what needs a service centre is never done."""
    asked, is_bound = step.request.question, step.request.is_bound
    if asked == Question.OWN_CHECK:
        return bool(step.refusal == (Refusal.NONE if is_bound else Refusal.CONTRACT_NOT_BOUND))
    if asked == Question.UNBIND:
        return bool(step.refusal == (Refusal.NONE if is_bound else Refusal.NOT_BOUND))
    return bool(asked != Question.OUTSIDE_SELF_SERVICE or step.refusal == Refusal.NOT_SELF_SERVICE)


@compiled
def codes_end_at(book: Book, code: Record, now: int) -> int:
    """From when codes are sent again, by the lock and the number of a day; 0: now."""
    free_from = code.locked_until if code.locked_until > now else 0
    if code.day == now // DAY_S and code.codes_in_day >= terms_on(book, now).otp_codes_per_day:
        free_from = max(free_from, next_midnight(now))
    return free_from


@compiled
def is_just_sent(book: Book, code: Record, now: int) -> bool:
    """Whether the last code is too young for another one."""
    resend_s = terms_on(book, now).otp_resend_s
    return bool(code.code_sent_at != NEVER and now - code.code_sent_at < resend_s)


@law("AUTH-PHONE", "AUTH-OTP-RESEND", "AUTH-OTP-QUOTA")
def codes_are_asked_for_by_the_first_reason(book: Book, step: Record) -> bool:
    """Form, kind of number, how many, how soon: the first that applies."""
    request, code, now = step.request, step.before.sign_in, step.now
    if request.question != Question.REQUEST_CODE:
        return True
    if not request.is_wellformed:
        return bool(step.refusal == Refusal.PHONE_INVALID)
    if not request.is_mobile:
        return bool(step.refusal == Refusal.PHONE_NOT_MOBILE)
    if codes_end_at(book, code, now) != 0:
        return bool(step.refusal == Refusal.OTP_QUOTA_EXCEEDED)
    is_soon = is_just_sent(book, code, now)
    return bool(step.refusal == (Refusal.OTP_RESEND_TOO_SOON if is_soon else Refusal.NONE))


@compiled
def answer_to_code(book: Book, step: Record) -> int:
    """What the digits of a code are answered."""
    request, code, now = step.request, step.before.sign_in, step.now
    if not request.is_wellformed:
        return Refusal.PHONE_INVALID
    if not request.is_mobile:
        return Refusal.PHONE_NOT_MOBILE
    if not request.is_code_wellformed:
        return Refusal.OTP_FORMAT
    if code.code_state == CodeState.NONE:
        return Refusal.OTP_NONE
    if code.code_state == CodeState.USED:
        return Refusal.OTP_USED
    if code.code_state == CodeState.DEAD:
        return Refusal.OTP_ATTEMPTS_EXCEEDED
    if now - code.code_sent_at >= terms_on(book, now).otp_ttl_s:
        return Refusal.OTP_EXPIRED
    return Refusal.NONE if request.is_match else Refusal.OTP_WRONG


@law("AUTH-PHONE", "AUTH-OTP-LEN", "AUTH-OTP-TTL", "AUTH-OTP-TRIES")
def sign_ins_are_answered_by_their_first_reason(book: Book, step: Record) -> bool:
    """Number, form, what became of the code, its age, its digits: the first that applies."""
    is_sign_in = step.request.question == Question.SIGN_IN
    return bool(not is_sign_in or step.refusal == answer_to_code(book, step))


@law("BIND-LOGIN", "BIND-LOGIN-RATE", "BIND-ACTIVE", "BIND-DUP", "BIND-NOCAP", "BIND-SHARED")
def bindings_are_answered_by_their_first_reason(book: Book, step: Record) -> bool:
    """Form, too many tries, the password, an end, bound already: nothing is told without it."""
    request, before, now = step.request, step.before, step.now
    if request.question != Question.BIND_BY_LOGIN:
        return True
    if not request.is_wellformed:
        return bool(step.refusal == Refusal.BIND_FORMAT)
    if now < before.account_tries.locked_until or now < before.login_tries.locked_until:
        return bool(step.refusal == Refusal.BIND_RATE_LIMITED)
    if not request.is_match:
        return bool(step.refusal == Refusal.BIND_BAD_CREDENTIALS)
    if not request.is_active:
        return bool(step.refusal == Refusal.BIND_SERVICE_INACTIVE)
    return bool(step.refusal == (Refusal.BIND_ALREADY if request.is_bound else Refusal.NONE))


@law("QBAL-WEB", "QBAL-RATE")
def quick_checks_are_answered_by_their_first_reason(book: Book, step: Record) -> bool:
    """The web, form, too many tries, the password: the first that fails."""
    request, before, now = step.request, step.before, step.now
    if request.question != Question.CHECK_BALANCE:
        return True
    if request.client != Client.WEB:
        return bool(step.refusal == Refusal.QBAL_WEB_ONLY)
    if not request.is_wellformed:
        return bool(step.refusal == Refusal.BIND_FORMAT)
    if now < before.login_tries.locked_until or now < before.address_tries.locked_until:
        return bool(step.refusal == Refusal.QBAL_RATE_LIMITED)
    expected = Refusal.NONE if request.is_match else Refusal.BIND_BAD_CREDENTIALS
    return bool(step.refusal == expected)


@compiled
def has_called_enough(book: Book, calls: Record, now: int) -> bool:
    """Whether the calls of this day are used up."""
    most = terms_on(book, now).voice_calls_per_day
    return bool(calls.day == now // DAY_S and calls.calls_in_day >= most)


@compiled
def has_just_called(book: Book, calls: Record, now: int) -> bool:
    """Whether the last call is too young for another one."""
    wait_s = terms_on(book, now).voice_wait_s
    return bool(calls.last_call_at != NEVER and now - calls.last_call_at < wait_s)


@compiled
def against_call(book: Book, calls: Record, now: int) -> int:
    """Why there is no call by these counters, or NONE."""
    if has_called_enough(book, calls, now):
        return Refusal.VOICE_QUOTA_EXCEEDED
    return Refusal.VOICE_TOO_SOON if has_just_called(book, calls, now) else Refusal.NONE


@compiled
def answer_to_call(book: Book, step: Record) -> int:
    """What the wish for a call is answered; the line's counters are looked at for a match only."""
    request, before, now = step.request, step.before, step.now
    if not request.is_wellformed:
        return Refusal.HOME_PHONE_INVALID
    if now < before.account_tries.locked_until:
        return Refusal.BIND_RATE_LIMITED
    against = against_call(book, before.account_calls, now)
    if against == Refusal.NONE and request.is_match:
        against = against_call(book, before.line_calls, now)
    if against != Refusal.NONE:
        return against
    if not request.is_match:
        return Refusal.BINDP_NO_MATCH
    return Refusal.NONE if request.is_answered else Refusal.VOICE_NO_ANSWER


@law("BINDP-INPUT", "BINDP-MATCH", "BINDP-CALL", "BINDP-QUOTA")
def calls_are_answered_by_their_first_reason(book: Book, step: Record) -> bool:
    """Form, tries, calls of the account, for a match calls of the line, surname, who answers."""
    is_call = step.request.question == Question.REQUEST_VOICE_CODE
    return bool(not is_call or step.refusal == answer_to_call(book, step))


@law("BINDP-CODE", "BINDP-ALL")
def spoken_codes_are_answered_by_their_first_reason(book: Book, step: Record) -> bool:
    """Dead, out of force, wrong, nothing left to bind: the first that applies."""
    request, code, now = step.request, step.before.voice_code, step.now
    if request.question != Question.BIND_BY_VOICE_CODE:
        return True
    if code.code_state == CodeState.DEAD:
        return bool(step.refusal == Refusal.VOICE_CODE_ATTEMPTS)
    is_old = now - code.spoken_at >= terms_on(book, now).voice_ttl_s
    if code.code_state != CodeState.LIVE or is_old:
        return bool(step.refusal == Refusal.VOICE_CODE_EXPIRED)
    if not request.is_match:
        return bool(step.refusal == Refusal.VOICE_CODE_WRONG)
    has_some = request.count >= 1
    return bool(step.refusal == (Refusal.NONE if has_some else Refusal.BINDP_NOTHING_TO_BIND))


@law("LED-HISTORY", "USE-STAT")
def periods_lie_behind_and_are_not_too_old(book: Book, step: Record) -> bool:
    """A statement or statistics may be had of days in order, up to today, and not too far back."""
    request, today, terms = step.request, step.now // DAY_S, terms_on(book, step.now)
    most = terms.usage_days_most
    if request.question == Question.STATEMENT:
        most = terms.statement_days_most
    elif request.question != Question.USAGE:
        return True
    is_wrong = request.from_day > request.until_day or request.until_day > today
    is_wrong = is_wrong or today - request.from_day > most
    return bool(step.refusal == (Refusal.PERIOD_INVALID if is_wrong else Refusal.NONE))


@compiled
def is_ticket_closed(book: Book, ticket: Record, now: int) -> bool:
    """Whether it was closed, or nobody has written for long after the answer."""
    terms = terms_on(book, now)
    silence_s = terms.support_answer_s + terms.support_silence_s
    return bool(ticket.closed_at != NEVER or now - ticket.asked_at >= silence_s)


@law("SUP-CHAT")
def questions_to_support_are_answered_by_their_first_reason(book: Book, step: Record) -> bool:
    """Text, how many are open, whether it is there and closed: the first that applies."""
    request, terms = step.request, terms_on(book, step.now)
    asked, is_new = request.question, request.question == Question.OPEN_TICKET
    if not is_new and asked != Question.REPLY_TICKET and asked != Question.CLOSE_TICKET:
        return True
    is_text = 0 < request.text_length <= terms.support_text_most
    if asked != Question.CLOSE_TICKET and not is_text:
        return bool(step.refusal == Refusal.SUPPORT_TEXT_INVALID)
    if is_new:
        is_many = request.count >= terms.support_open_most
        return bool(step.refusal == (Refusal.SUPPORT_TOO_MANY_OPEN if is_many else Refusal.NONE))
    if not request.is_known:
        return bool(step.refusal == Refusal.TICKET_NOT_FOUND)
    is_closed = is_ticket_closed(book, step.before.ticket, step.now)
    return bool(step.refusal == (Refusal.SUPPORT_CLOSED if is_closed else Refusal.NONE))


@law("NEWS-LIST", "LOC-LIST", "LANG-SET", "ADD-VOD")
def what_is_there_is_shown(book: Book, step: Record) -> bool:
    """News, places, a language or a title that is there is given, and what is not is told so."""
    asked, expected = step.request.question, Refusal.NONE
    if asked == Question.LIST_NEWS:
        expected = Refusal.NEWS_NOT_FOUND
    elif asked == Question.LIST_PLACES:
        expected = Refusal.LOCATION_NOT_FOUND
    elif asked == Question.SET_LANGUAGE:
        expected = Refusal.LANGUAGE_UNSUPPORTED
    elif asked == Question.FIND_VIDEO:
        expected = Refusal.VIDEO_NOT_FOUND
    else:
        return True
    return bool(step.refusal == (Refusal.NONE if step.request.is_known else expected))
