"""Faults at the door: who is let in, codes, bindings, calls, quick checks, support, repeats.

No contract is in them, so they are hunted by visits (`quality/visits/`).
"""

from mybt_sim.quality.faults.fault import Fault


def _refused(name: str, concern: str, rule: str, place: str, old: str, new: str) -> Fault:
    return Fault(name, concern, rule, place, old, new, is_of_refusal=True)


_ADMIT = "access.admit"
_ENDS = "access.session_ends_at"
_OPEN = "sign_in.open_session"
_CODE = "sign_in.request_code"
_COUNT = "sign_in._count_code"
_SIGN_IN = "sign_in.sign_in"
_BIND = "binding.bind_by_login"
_FAILURE = "attempts.count_failure"
_CALL = "voice_code.request_voice_code"
_SPOKEN = "voice_code.bind_by_voice_code"
_CHECK = "quick_balance.check_balance"
_REPLY = "support.reply_ticket"
_UNANSWERED = "return Refusal.VOICE_NO_ANSWER"

_access = (
    _refused("offline-is-served", "access", "GEN-NET", _ADMIT, "not is_online", "False"),
    _refused("any-device-is-served", "access", "CLIENT-KIND", "access.is_supported_client",
             "client == Client.IOS", "client != Client.UNKNOWN"),
    _refused("guest-does-all", "access", "GUEST-SCOPE", _ADMIT,
             "is_guest_operation(operation) or is_signed_in(session)", "True"),
    _refused("guest-checks-no-balance", "access", "GUEST-SCOPE", "access.is_guest_operation",
             "(GUEST_OPERATIONS >> operation) & 1", "operation <= Operation.SIGN_IN"),
    _refused("no-operation-is-one-for-guests", "access", "GUEST-SCOPE", "access.is_guest_operation",
             "operation < 0 or operation >= OPERATIONS_MOST", "operation >= OPERATIONS_MOST"),
    _refused("session-never-ends", "access", "AUTH-SESSION", _ADMIT,
             "now >= session_ends_at(book, session, now)", "False"),
    _refused("session-a-second-long", "access", "AUTH-SESSION", _ADMIT,
             "now >= session_ends_at(book, session, now)",
             "now > session_ends_at(book, session, now)"),
    Fault("ended-session-revives", "access", "AUTH-SESSION", _ADMIT,
          "is_signed_in(session) and now < session_ends_at(book, session, now)",
          "is_signed_in(session)"),
    Fault("session-is-not-seen", "access", "AUTH-SESSION", _ADMIT, "session.seen_at = now", "pass"),
    _refused("signed-out-stays-in", "access", "AUTH-SESSION", "access.is_signed_in",
             "not session.is_closed", "True"),
    _refused("phone-ends-when-idle", "access", "AUTH-SESSION", _ENDS,
             "session.client == Client.WEB", "True"),
    _refused("web-is-never-idle", "access", "AUTH-SESSION", _ENDS,
             "session.client == Client.WEB", "False"),
    _refused("idle-since-the-opening", "access", "AUTH-SESSION", _ENDS,
             "session.seen_at + terms.session_idle_web_s",
             "session.opened_at + terms.session_idle_web_s"),
    Fault("sign-out-without-effect", "access", "AUTH-SESSION", "sign_in.close_session",
          "session.is_closed = True", "pass"),
    Fault("new-session-of-the-old-device", "access", "AUTH-SESSION", _OPEN,
          "session.client = client", "pass"),
    Fault("new-session-stays-closed", "access", "AUTH-SESSION", _OPEN,
          "session.is_closed = False", "pass"),
    Fault("new-session-of-the-last-account", "access", "AUTH-SESSION", _OPEN,
          "session.account_id = account_id", "pass"),
    _refused("contract-of-others", "access", "OWN-CHECK", "access.own_check",
             "not is_bound", "False"),
    _refused("termination-by-oneself", "access", "GEN-OUT", "access.outside_self_service",
             "return Refusal.NOT_SELF_SERVICE", "return Refusal.NONE"),
)  # fmt: skip

_repeats = (
    _refused("key-for-any-request", "idempotency", "GEN-IDEM", "access.recall",
             "not is_same", "False"),
    _refused("key-refuses-the-same", "idempotency", "GEN-IDEM", "access.recall",
             "not is_same", "True"),
    _refused("key-for-a-second-more", "idempotency", "GEN-IDEM", "access.is_repeat",
             "age_s < terms_at(book, now).idempotency_term_s",
             "age_s <= terms_at(book, now).idempotency_term_s"),
    _refused("unknown-key-is-in-use", "idempotency", "GEN-IDEM", "access.is_repeat",
             "is_known", "True"),
    _refused("key-is-free-a-term-from-now", "idempotency", "GEN-IDEM", "access.recall",
             "now - age_s + terms_at(book, now).idempotency_term_s",
             "now + terms_at(book, now).idempotency_term_s"),
)  # fmt: skip

_codes = (
    _refused("code-to-any-digits", "codes", "AUTH-PHONE", _CODE, "not is_wellformed", "False"),
    _refused("code-to-a-home-phone", "codes", "AUTH-PHONE", _CODE, "not is_mobile", "False"),
    _refused("code-upon-code", "codes", "AUTH-OTP-RESEND", _CODE,
             "now < resend_from(book, code, now)", "False"),
    _refused("resend-a-second-late", "codes", "AUTH-OTP-RESEND", _CODE,
             "now < resend_from(book, code, now)", "now <= resend_from(book, code, now)"),
    _refused("codes-without-end", "codes", "AUTH-OTP-QUOTA", _CODE,
             "now < codes_free_from(book, code, now)", "False"),
    _refused("code-more-a-day", "codes", "AUTH-OTP-QUOTA", "sign_in.codes_free_from",
             "code.codes_in_day >= terms_at(book, now).otp_codes_per_day",
             "code.codes_in_day > terms_at(book, now).otp_codes_per_day"),
    _refused("codes-of-yesterday-count", "codes", "AUTH-OTP-QUOTA", "sign_in.codes_free_from",
             "code.day == day", "True"),
    _refused("hour-does-not-lock", "codes", "AUTH-OTP-QUOTA", "sign_in.codes_free_from",
             "max(code.locked_until, now)", "now"),
    _refused("code-more-an-hour", "codes", "AUTH-OTP-QUOTA", _COUNT,
             "code.codes_in_hour >= terms.otp_codes_per_hour",
             "code.codes_in_hour > terms.otp_codes_per_hour"),
    _refused("hour-of-the-clock", "codes", "AUTH-OTP-QUOTA", _COUNT,
             "now >= code.hour_from + HOUR_S", "now // HOUR_S != code.hour_from // HOUR_S"),
    _refused("day-is-not-counted", "codes", "AUTH-OTP-QUOTA", _COUNT,
             "code.codes_in_day += 1", "pass"),
    Fault("new-code-keeps-its-guesses", "codes", "AUTH-OTP-TRIES", _CODE,
          "code.wrong_tries = 0", "pass"),
    Fault("new-code-is-as-dead", "codes", "AUTH-OTP-RESEND", _CODE,
          "code.code_state = CodeState.LIVE", "pass"),
    Fault("new-code-is-as-old", "codes", "AUTH-OTP-TTL", _CODE, "code.code_sent_at = now", "pass"),
    Fault("code-is-not-used-up", "codes", "AUTH-OTP-TRIES", _SIGN_IN,
          "code.code_state = CodeState.USED", "pass"),
    _refused("used-code-opens", "codes", "AUTH-OTP-TRIES", _SIGN_IN,
             "code.code_state == CodeState.USED", "False"),
    _refused("dead-code-opens", "codes", "AUTH-OTP-TRIES", _SIGN_IN,
             "code.code_state == CodeState.DEAD", "False"),
    _refused("code-a-second-long", "codes", "AUTH-OTP-TTL", _SIGN_IN,
             "now >= code.code_sent_at + terms_at(book, now).otp_ttl_s",
             "now > code.code_sent_at + terms_at(book, now).otp_ttl_s"),
    _refused("any-code-opens", "codes", "AUTH-CREATE", _SIGN_IN, "not is_match", "False"),
    _refused("letters-are-a-guess", "codes", "AUTH-OTP-LEN", _SIGN_IN,
             "not is_code_wellformed", "False"),
    _refused("guesses-are-not-counted", "codes", "AUTH-OTP-TRIES", _SIGN_IN,
             "count_wrong_code(code, terms_at(book, now).otp_tries)", "pass"),
    _refused("guess-more", "codes", "AUTH-OTP-TRIES", "attempts.count_wrong_code",
             "wrong_tries >= most", "wrong_tries > most"),
)  # fmt: skip

_binding = (
    _refused("any-password-binds", "binding", "BIND-LOGIN", _BIND, "not is_match", "False"),
    _refused("any-text-is-a-login", "binding", "BIND-LOGIN", _BIND, "not is_wellformed", "False"),
    _refused("locked-account-guesses-on", "binding", "BIND-LOGIN-RATE", _BIND,
             "now < later_unlock(access.account_tries, access.login_tries)", "False"),
    _refused("lock-of-one-only", "binding", "BIND-LOGIN-RATE", "binding.later_unlock",
             "max(tries.locked_until, other_tries.locked_until)", "tries.locked_until"),
    _refused("login-is-not-counted", "binding", "BIND-LOGIN-RATE", _BIND,
             "count_bind_failure(book, access.login_tries, now)", "pass"),
    _refused("account-is-not-counted", "binding", "BIND-LOGIN-RATE", _BIND,
             "count_bind_failure(book, access.account_tries, now)", "pass"),
    _refused("ended-service-is-bound", "binding", "BIND-ACTIVE", _BIND, "not is_active", "False"),
    _refused("bound-twice", "binding", "BIND-DUP", _BIND, "is_bound", "False"),
    _refused("window-a-second-long", "binding", "BIND-LOGIN-RATE", _FAILURE,
             "now >= tries.window_from + window_s", "now > tries.window_from + window_s"),
    _refused("window-slides", "binding", "BIND-LOGIN-RATE", _FAILURE,
             "if is_first:\n    tries.window_from = now", "tries.window_from = now"),
    _refused("lock-a-failure-late", "binding", "BIND-LOGIN-RATE", _FAILURE,
             "failures >= most", "failures > most"),
    _refused("lock-keeps-its-count", "binding", "BIND-LOGIN-RATE", _FAILURE,
             "tries.failures = 0", "pass"),
    _refused("free-contract-is-let-go", "binding", "UNBIND", "binding.unbind",
             "not is_bound", "False"),
)  # fmt: skip

_calls = (
    _refused("call-without-surname", "calls", "BINDP-MATCH", _CALL, "not is_match", "False"),
    _refused("call-to-any-digits", "calls", "BINDP-INPUT", _CALL, "not is_wellformed", "False"),
    _refused("surnames-are-not-counted", "calls", "BINDP-MATCH", _CALL,
             "count_bind_failure(book, access.account_tries, now)", "pass"),
    _refused("unanswered-call-brings-a-code", "calls", "BINDP-CALL", _CALL,
             "not is_answered", "False"),
    _refused("unanswered-call-is-none", "calls", "BINDP-QUOTA", _CALL,
             f"if not is_answered:\n    _count_calls(access, now)\n    {_UNANSWERED}",
             f"if not is_answered:\n    {_UNANSWERED}"),
    _refused("locked-account-calls", "calls", "BINDP-MATCH", _CALL,
             "now < access.account_tries.locked_until", "False"),
    _refused("line-tells-of-itself", "calls", "BINDP-MATCH", "voice_code.is_line_asked",
             "is_match and is_free and now >= call_spaced_from(calls, terms.voice_wait_s, now)",
             "is_free and now >= call_spaced_from(calls, terms.voice_wait_s, now)"),
    _refused("call-more-a-day", "calls", "BINDP-QUOTA", "attempts.quota_free_from",
             "calls.calls_in_day < most", "calls.calls_in_day <= most"),
    _refused("calls-of-yesterday-count", "calls", "BINDP-QUOTA", "attempts.quota_free_from",
             "calls.day != day", "False"),
    _refused("calls-are-never-forgotten", "calls", "BINDP-QUOTA", "attempts.count_call",
             "calls.calls_in_day = 0", "pass"),
    _refused("call-upon-call", "calls", "BINDP-QUOTA", "attempts.call_spaced_from",
             "calls.last_call_at + wait_s", "calls.last_call_at"),
    _refused("dead-spoken-code-is-old", "calls", "BINDP-CODE", _SPOKEN,
             "voice_code.code_state == CodeState.DEAD", "False"),
    _refused("nothing-is-bound", "calls", "BINDP-ALL", _SPOKEN, "count <= 0", "False"),
    _refused("any-spoken-code-binds", "calls", "BINDP-CODE", _SPOKEN, "not is_match", "False"),
    _refused("spoken-code-is-guessed-at", "calls", "BINDP-CODE", _SPOKEN,
             "count_wrong_code(voice_code, terms_at(book, now).voice_tries)", "pass"),
    _refused("spoken-code-a-second-long", "calls", "BINDP-CODE", "voice_code.is_code_in_force",
             "now < voice_code.spoken_at + terms_at(book, now).voice_ttl_s",
             "now <= voice_code.spoken_at + terms_at(book, now).voice_ttl_s"),
    Fault("spoken-code-binds-twice", "calls", "BINDP-CODE", _SPOKEN,
          "voice_code.code_state = CodeState.USED", "pass"),
    Fault("code-for-the-line-before", "calls", "BINDP-ALL", "voice_code._speak",
          "voice_code.home_phone = home_phone", "pass"),
    Fault("call-counts-for-the-account-only", "calls", "BINDP-QUOTA", "voice_code._count_calls",
          "count_call(access.line_calls, now)", "pass"),
)  # fmt: skip

_guests = (
    _refused("quick-check-in-the-app", "guests", "QBAL-WEB", _CHECK,
             "client != Client.WEB", "False"),
    _refused("balance-for-any-password", "guests", "QBAL-RATE", _CHECK, "not is_match", "False"),
    _refused("quick-check-of-any-text", "guests", "QBAL-WEB", _CHECK, "not is_wellformed", "False"),
    _refused("locked-address-guesses-on", "guests", "QBAL-RATE", _CHECK,
             "now < later_unlock(login_tries, address_tries)", "False"),
    _refused("address-is-not-counted", "guests", "QBAL-RATE", _CHECK,
             "_count(book, address_tries, now)", "pass"),
    _refused("checked-login-is-not-counted", "guests", "QBAL-RATE", _CHECK,
             "_count(book, login_tries, now)", "pass"),
    _refused("page-beyond-the-last", "guests", "NEWS-LIST", "guest.list_news",
             "not is_known", "False"),
    _refused("place-that-is-none", "guests", "LOC-LIST", "guest.list_places",
             "not is_known", "False"),
    _refused("any-language", "language", "LANG-SET", "guest.set_language",
             "not is_known", "False"),
    _refused("first-title-for-any", "guests", "ADD-VOD", "video.find_video",
             "not is_known", "False"),
    _refused("statement-a-day-less", "history", "LED-HISTORY", "statement.is_period",
             "today - days_most <= from_day", "today - days_most < from_day"),
    _refused("statement-of-tomorrow", "history", "LED-HISTORY", "statement.is_period",
             "until_day <= today", "True"),
    _refused("days-out-of-order", "history", "USE-STAT", "statement.is_period",
             "from_day <= until_day", "True"),
)  # fmt: skip

_support = (
    _refused("empty-question", "support", "SUP-CHAT", "support.is_text",
             "1 <= text_length <= terms_at(book, now).support_text_most",
             "text_length <= terms_at(book, now).support_text_most"),
    _refused("question-without-limit", "support", "SUP-CHAT", "support.is_text",
             "1 <= text_length <= terms_at(book, now).support_text_most", "1 <= text_length"),
    _refused("question-more", "support", "SUP-CHAT", "support.open_ticket",
             "count >= terms_at(book, now).support_open_most",
             "count > terms_at(book, now).support_open_most"),
    _refused("word-in-a-closed-question", "support", "SUP-CHAT", _REPLY,
             "ticket_state(book, ticket, now) == TicketState.CLOSED", "False"),
    _refused("word-in-the-question-of-others", "support", "SUP-CHAT", _REPLY,
             "not is_known", "False"),
    Fault("word-does-not-ask-again", "support", "SUP-CHAT", _REPLY,
          "ticket.asked_at = now", "pass"),
    Fault("question-never-closes", "support", "SUP-CHAT", "support.close_ticket",
          "ticket.closed_at = now", "pass"),
    _refused("answer-closes", "support", "SUP-CHAT", "support.ticket_state",
             "now >= answered_at + terms.support_silence_s", "now >= answered_at"),
)  # fmt: skip

DOOR_FAULTS: tuple[Fault, ...] = (
    *_access, *_repeats, *_codes, *_binding, *_calls, *_guests, *_support,
)  # fmt: skip
"""Every named fault that a visit can meet."""
