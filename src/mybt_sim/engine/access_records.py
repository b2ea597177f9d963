"""Access records: sign-in, sessions, codes, attempts and tickets, each typed once.

One record holds one thing of one key, which the world keeps beside it: a sign-in belongs to a
mobile number, a session to a device, attempts to an account, a login or an address. No text is in
them; codes are compared outside, and rules are told whether they matched.

Outside the engine they are these immutable values; the layouts of the records on which compiled
rules work are made from them. Defaults are those of what never was.
"""

from typing import NamedTuple

from mybt_sim.engine.records import NEVER, layout_of


class SignIn(NamedTuple):
    """The codes that are sent to a mobile number."""

    code_sent_at: int = NEVER
    code_state: int = 0  # CodeState
    wrong_tries: int = 0  # of this code
    hour_from: int = 0  # the hour in which codes are counted began here
    codes_in_hour: int = 0
    locked_until: int = 0
    day: int = 0  # the calendar day in which codes are counted
    codes_in_day: int = 0


class Session(NamedTuple):
    """Who is signed in on a device."""

    account_id: int = 0  # 0: nobody
    opened_at: int = 0
    seen_at: int = 0  # last request
    client: int = 0  # Client
    is_closed: bool = False  # signed out


class Tries(NamedTuple):
    """Wrong secrets of an account, for a login, or from an address."""

    window_from: int = 0  # failures are counted from here on
    failures: int = 0
    locked_until: int = 0


class DayTries(NamedTuple):
    """Mistakes that are counted by calendar days."""

    day: int = 0
    failures: int = 0


class Calls(NamedTuple):
    """Calls of the auto-informer for an account, or to a line."""

    day: int = 0
    calls_in_day: int = 0
    last_call_at: int = NEVER


class VoiceCode(NamedTuple):
    """The newest code that was spoken for an account."""

    home_phone: int = 0  # the line that was called
    spoken_at: int = NEVER
    code_state: int = 0  # CodeState
    wrong_tries: int = 0


class Ticket(NamedTuple):
    """A question to support."""

    ticket_id: int = 0
    account_id: int = 0
    contract_id: int = 0  # 0: about none
    opened_at: int = 0
    asked_at: int = 0  # last message of the subscriber
    closed_at: int = NEVER  # by the subscriber


class Access(NamedTuple):
    """All that an access rule may need, side by side, so that compiled code gets one pointer."""

    session: Session = Session()
    sign_in: SignIn = SignIn()
    account_tries: Tries = Tries()
    login_tries: Tries = Tries()  # of the login that was typed, whether it exists or not
    account_calls: Calls = Calls()
    line_calls: Calls = Calls()
    voice_code: VoiceCode = VoiceCode()
    ticket: Ticket = Ticket()
    address_tries: Tries = Tries()  # of the network address from which a balance is checked
    card_tries: DayTries = DayTries()  # mistakes with express cards


ACCESS = layout_of(Access)
