"""Nobody guesses a code: the bound from the terms, and attackers who try to get beyond it.

The bar: less than 1e-4 in any 24 hours, for one mobile number, and for one line. A guess is an
entry that is compared with the code; what is refused before that tells nothing.
"""

from collections.abc import Iterable
from fractions import Fraction

import pytest

from mybt_sim.engine.access_records import Access
from mybt_sim.engine.decide import Question
from mybt_sim.engine.records import DAY_S, NEVER, Record, Records, records_of
from mybt_sim.engine.refusals import Refusal
from mybt_sim.quality.life import book_with
from tests.support.front import IN_ORDER, Operator, ask, books_with, check_refusal, request_of
from tests.support.tables import moment

BAR = Fraction(1, 10_000)
START = moment("2026-06-01 00:00")
DAYS = 3


def terms() -> Record:
    book = book_with()
    record: Record = book.terms[book.calendar[START // DAY_S - book.first_day].edition]
    return record


def sms_guesses_most() -> int:
    """Guesses in any 24 hours at the codes of one number.

    At most one code is alive at the start, and 24 hours touch two calendar days or, when that code
    is of the day before them, a third one for less than its life.
    """
    one = terms()
    in_a_life = -(-int(one.otp_ttl_s) // int(one.otp_resend_s))
    codes = max(2 * int(one.otp_codes_per_day), 1 + int(one.otp_codes_per_day) + in_a_life)
    return codes * int(one.otp_tries)


def voice_guesses_most() -> int:
    """The same for one line. Every account may hold a code of its own for it, so that all codes of
    the day before can still be alive: three calendar days count in full.
    """
    return 3 * int(terms().voice_calls_per_day) * int(terms().voice_tries)


def test_the_bounds_stay_below_the_bar() -> None:
    one = terms()
    assert (sms_guesses_most(), voice_guesses_most()) == (90, 27)
    assert Fraction(sms_guesses_most(), 10 ** int(one.otp_digits)) < BAR
    assert Fraction(voice_guesses_most(), 10 ** int(one.voice_digits)) < BAR
    assert Fraction(voice_guesses_most(), 10 ** (int(one.voice_digits) - 2)) > 20 * BAR


def worst_window(guesses: Iterable[int]) -> int:
    """The most guesses in any [t, t + 24 hours)."""
    moments = sorted(guesses)
    return max(
        (sum(start <= one < start + DAY_S for one in moments) for start in moments), default=0
    )


def right(question: Question) -> Records:
    return request_of(question, IN_ORDER)


def wrong(question: Question) -> Records:
    return request_of(question, IN_ORDER | {"is_match": False})


REQUEST_CODE, SIGN_IN = right(Question.REQUEST_CODE), wrong(Question.SIGN_IN)
CALL, SPOKEN_CODE = right(Question.REQUEST_VOICE_CODE), wrong(Question.BIND_BY_VOICE_CODE)


class SmsAttacker:
    """Takes each code that he can get, and spends all tries on it."""

    def __init__(self, hold_s: int = 0) -> None:
        self.books, self.accesses = books_with(), records_of(Access())
        self.hold_s = hold_s
        self.guesses: list[int] = []

    def second(self, now: int) -> int:
        """Do all that helps at `now`; the moment from which a code can be had again."""
        if ask(self.books, self.accesses, REQUEST_CODE, now) == Refusal.NONE:
            self.guess(now + self.hold_s)
            return NEVER
        return int(self.books[0].allowed_from)

    def guess(self, now: int) -> None:
        while ask(self.books, self.accesses, SIGN_IN, now) == Refusal.OTP_WRONG:
            self.guesses.append(now)


def test_an_attacker_who_asks_every_second_for_three_days_keeps_to_the_bound() -> None:
    attacker = SmsAttacker()
    for now in range(START + 21 * 3_600, START + 21 * 3_600 + DAYS * DAY_S):
        attacker.second(now)
    assert worst_window(attacker.guesses) == sms_guesses_most()


@pytest.mark.parametrize("hold_s", [0, 30, 59, 299])
def test_no_start_and_no_waiting_gets_beyond_the_bound(hold_s: int) -> None:
    """Greedy from every quarter of an hour of a day; refused seconds are skipped by their date.

    Guessing late keeps a code past midnight; more than 59 seconds late he asks less often.
    """
    worst = 0
    for start in range(START, START + DAY_S, 900):
        attacker, now = SmsAttacker(hold_s), start
        while now < START + DAYS * DAY_S:
            allowed_from = attacker.second(now)
            now = now + max(1, hold_s) if allowed_from == NEVER else allowed_from
        worst = max(worst, worst_window(attacker.guesses))
    assert worst == sms_guesses_most()


class VoiceAttackers:
    """Nine accounts that know number and surname; the line rings, and somebody takes the call."""

    ACCOUNTS = 9

    def __init__(self) -> None:
        self.books = books_with()
        self.accesses = [records_of(Access()) for _ in range(self.ACCOUNTS)]
        self.guesses: list[int] = []
        self.guess_at: dict[int, int] = {}

    def second(self, now: int, hold_until: int) -> None:
        """Call with whoever can, and guess with every code, though not before `hold_until`."""
        for account, access in enumerate(self.accesses):
            if account not in self.guess_at and self.calls(access, now):
                self.guess_at[account] = max(now, hold_until)
            if self.guess_at.get(account) == now:
                self.guess(access, now)
                del self.guess_at[account]

    def calls(self, access: Records, now: int) -> bool:
        if ask(self.books, access, CALL, now) != Refusal.NONE:
            return False
        for other in self.accesses:  # it is one line
            other["line_calls"] = access["line_calls"]
        return True

    def guess(self, access: Records, now: int) -> None:
        while ask(self.books, access, SPOKEN_CODE, now) == Refusal.VOICE_CODE_WRONG:
            self.guesses.append(now)


def test_attackers_who_hold_codes_past_midnight_reach_the_bound_of_a_line_but_not_more() -> None:
    """Called from 23:55 on, held until 00:04:30; the next midnight brings three more in time."""
    attackers = VoiceAttackers()
    hold_until = START + DAY_S + 270
    nights = [(-300, 900), (DAY_S - 300, DAY_S + 900), (2 * DAY_S - 300, 2 * DAY_S + 900)]
    for begin, end in nights:
        for second in range(begin, end):
            attackers.second(START + DAY_S + second, hold_until)
    assert worst_window(attackers.guesses) == voice_guesses_most()


def test_attackers_who_never_wait_keep_to_the_bound_of_a_line() -> None:
    attackers = VoiceAttackers()
    for now in range(START + 20 * 3_600, START + DAYS * DAY_S, 7):
        attackers.second(now, 0)
    assert 18 <= worst_window(attackers.guesses) <= voice_guesses_most()


def test_a_thousand_surnames_take_hours() -> None:
    """Wrong surnames lock the account as wrong passwords do: 20 an hour at the most, after 5."""
    operator, now = Operator(), START
    tried: list[int] = []
    while len(tried) < 1_000:
        asked = operator.ask(Question.REQUEST_VOICE_CODE, now, is_match=False)
        check_refusal(asked)
        if asked.refusal is Refusal.BINDP_NO_MATCH:
            tried.append(now)
        else:
            now = asked.allowed_from
    assert (tried[-1] - tried[0]) == (1_000 // 5 - 1) * 900
