"""Faults that can be seen from outside: thirty for `mybt-sim conform --faults`.

Those of money and contracts are from `quality.faults`; those of access stand here, for no hunt
signs in. Each is one expression of a rule.
"""

from mybt_sim.quality.faults import named
from mybt_sim.quality.faults.fault import Fault


def _access(name: str, rule: str, place: str, old: str, new: str) -> Fault:
    return Fault(name, "access", rule, place, old, new, is_of_refusal=True)


def _codes(name: str, rule: str, place: str, old: str, new: str) -> Fault:
    return Fault(name, "codes", rule, place, old, new, is_of_refusal=True)


ACCESS: tuple[Fault, ...] = (
    _access("foreign-contract-obeys", "OWN-CHECK", "access.own_check", "not is_bound", "False"),
    _access("guest-is-let-in", "GUEST-SCOPE", "access.admit",
            "not (is_guest_operation(operation) or is_signed_in(session))", "False"),
    _access("session-never-ends", "AUTH-SESSION", "access.session_ends_at",
            "session.opened_at + terms.session_term_s", "session.opened_at + (1 << 40)"),
    _access("signed-out-goes-on", "AUTH-SESSION", "sign_in.close_session",
            "session.is_closed = True", "pass"),
    _access("offline-is-served", "GEN-NET", "access.admit", "not is_online", "False"),
    _access("key-for-something-else", "GEN-IDEM", "access.recall",
            "is_repeat(book, is_known, age_s, now) and not is_same", "False"),
    _access("bound-twice", "BIND-DUP", "binding.bind_by_login", "is_bound", "False"),
    _codes("code-again-at-once", "AUTH-OTP-RESEND", "sign_in.request_code",
           "now < resend_from(book, code, now)", "False"),
    _codes("code-works-again", "AUTH-OTP-TTL", "sign_in.sign_in",
           "code.code_state = CodeState.USED", "pass"),
    _codes("any-code-signs-in", "AUTH-OTP-TRIES", "sign_in.sign_in", "not is_match", "False"),
    _codes("any-spoken-code-binds", "BINDP-CODE", "voice_code.bind_by_voice_code",
           "not is_match", "False"),
    _codes("call-after-call", "BINDP-QUOTA", "voice_code.request_voice_code",
           "now < calls_spaced_from(book, access, is_match, now)", "False"),
)  # fmt: skip

_FROM_THE_HUNT = (
    *("promise-limit-excludes-itself", "promise-without-limit", "promise-upon-promise"),
    *("promise-repaid-twice", "expiry-does-not-lock", "top-up-limit-excludes-itself"),
    *("declined-card-pays", "day-share-rounded-down", "call-by-whole-minutes"),
    *("archived-tariff-is-sold", "order-upon-order", "order-holds-at-once", "add-on-twice"),
    *("last-kopeck-buys", "suspension-at-once", "suspension-for-credit"),
    *("used-card-pays-again", "unknown-card-is-no-mistake"),
)

OUTSIDE: tuple[Fault, ...] = (*(named.BY_NAME[one] for one in _FROM_THE_HUNT), *ACCESS)
BY_NAME = named.BY_NAME | {one.name: one for one in ACCESS}
"""Every fault that an operator can be served with."""
