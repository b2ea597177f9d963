"""Record layouts of the front desk: sign-in, sessions, codes, attempts and tickets.

One record holds one thing of one key, which the world keeps beside it: a sign-in belongs to a
mobile number, a session to a token, attempts to an account, a login or an address. No text is in
them; codes are compared outside, and rules are told whether they matched.
"""

import numpy as np

from mybt_sim.engine.records import NEVER, Records, blank

SIGN_IN = np.dtype(
    [
        ("code_sent_at", "i8"),  # NEVER: none was sent
        ("code_state", "i8"),  # CodeState
        ("wrong_tries", "i8"),  # of this code
        ("hour_from", "i8"),  # the hour in which codes are counted began here
        ("codes_in_hour", "i8"),
        ("locked_until", "i8"),
        ("day", "i8"),  # the calendar day in which codes are counted
        ("codes_in_day", "i8"),
    ],
    align=True,
)

SESSION = np.dtype(
    [
        ("account_id", "i8"),  # 0: nobody is signed in
        ("opened_at", "i8"),
        ("seen_at", "i8"),  # last request
        ("client", "i8"),  # Client
        ("is_closed", "?"),  # signed out
    ],
    align=True,
)

TRIES = np.dtype(
    [
        ("window_from", "i8"),  # failures are counted from here on
        ("failures", "i8"),
        ("locked_until", "i8"),
    ],
    align=True,
)

DAY_TRIES = np.dtype([("day", "i8"), ("failures", "i8")], align=True)

CALLS = np.dtype([("day", "i8"), ("calls_in_day", "i8"), ("last_call_at", "i8")], align=True)

VOICE_CODE = np.dtype(
    [
        ("home_phone", "i8"),  # the line that was called
        ("spoken_at", "i8"),  # NEVER: none was spoken
        ("code_state", "i8"),  # CodeState
        ("wrong_tries", "i8"),
    ],
    align=True,
)

TICKET = np.dtype(
    [
        ("ticket_id", "i8"),
        ("account_id", "i8"),
        ("contract_id", "i8"),  # 0: about none
        ("opened_at", "i8"),
        ("asked_at", "i8"),  # last message of the subscriber
        ("closed_at", "i8"),  # NEVER: not closed by the subscriber
    ],
    align=True,
)

FRONT = np.dtype(
    [
        ("session", SESSION),
        ("sign_in", SIGN_IN),
        ("account_tries", TRIES),
        ("login_tries", TRIES),  # of the login that was typed, whether it exists or not
        ("account_calls", CALLS),
        ("line_calls", CALLS),
        ("voice_code", VOICE_CODE),
        ("ticket", TICKET),
        ("address_tries", TRIES),  # of the network address from which a balance is checked
    ],
    align=True,
)
"""All that a front rule may need, side by side, so that compiled code gets one pointer."""

FRONT_REQUEST = np.dtype(
    [
        ("operation", "i8"),
        ("client", "i8"),
        ("is_online", "?"),
        ("is_wellformed", "?"),  # what was typed has the right form
        ("is_mobile", "?"),  # a number that is valid is one of a mobile
        ("is_known", "?"),  # what was named exists
        ("is_match", "?"),  # the secret, or the surname, is the right one
        ("is_same", "?"),  # the repeated request is the same as the first
        ("is_bound", "?"),
        ("is_active", "?"),  # the service is not terminated
        ("is_answered", "?"),  # somebody took the call of the auto-informer
        ("count", "i8"),  # services left to bind, tickets open, news found
        ("text_length", "i8"),
        ("age_s", "i8"),  # since the first request with the same key
        ("from_day", "i8"),
        ("until_day", "i8"),
        ("home_phone", "i8"),  # the line to be called, as digits
        ("is_code_wellformed", "?"),  # the code has the right form, beside a number that was typed
    ],
    align=True,
)


def blank_front() -> Records:
    """One FRONT, as an array of length 1, with every "never" in place."""
    fronts = blank(FRONT, 1)
    fronts["sign_in"]["code_sent_at"] = NEVER
    fronts["voice_code"]["spoken_at"] = NEVER
    fronts["account_calls"]["last_call_at"] = NEVER
    fronts["line_calls"]["last_call_at"] = NEVER
    fronts["ticket"]["closed_at"] = NEVER
    return fronts
