"""Every row of tables/front: what a request without a contract gets, and until when it refuses."""

import calendar
import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from mybt_sim.base.errors import ScenarioError
from mybt_sim.catalogue.calendar import day_of
from mybt_sim.engine.decide import Question
from mybt_sim.engine.records import DAY_S
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import RULES
from mybt_sim.engine.vocabulary import Operation
from mybt_sim.quality.life import book_with
from tests.support.front import (
    QUESTIONS,
    FrontCase,
    Operator,
    asked_in,
    play_front,
    read_front_cases,
)
from tests.support.tables import moment

TABLES = Path(__file__).parent / "tables" / "front"
CASES = [case for path in sorted(TABLES.glob("*.toml")) for case in read_front_cases(path)]
NOON = moment("2026-06-01 12:00")

OWN_IDS = """
    GEN-NET GEN-IDEM GEN-OUT CLIENT-KIND GUEST-SCOPE AUTH-PHONE AUTH-OTP-LEN AUTH-OTP-TTL
    AUTH-OTP-TRIES AUTH-OTP-RESEND AUTH-OTP-QUOTA AUTH-CREATE AUTH-SESSION BIND-LOGIN
    BIND-LOGIN-RATE BIND-ACTIVE BIND-DUP BIND-NOCAP BIND-SHARED BIND-RELATIVE BINDP-INPUT
    BINDP-MATCH BINDP-CALL BINDP-CODE BINDP-QUOTA BINDP-ALL UNBIND OWN-CHECK LED-HISTORY USE-STAT
    QBAL-WEB QBAL-RATE SUP-CHAT NEWS-LIST LOC-LIST LANG-SET
"""


DEFAULTS = {
    "session_term_s": 30 * DAY_S,
    "session_idle_web_s": 1_800,
    "idempotency_term_s": DAY_S,
    "otp_digits": 6,
    "otp_ttl_s": 300,
    "otp_tries": 3,
    "otp_resend_s": 60,
    "otp_codes_per_hour": 5,
    "otp_lock_s": 3_600,
    "otp_codes_per_day": 15,
    "bind_tries": 5,
    "bind_window_s": 900,
    "bind_lock_s": 900,
    "voice_digits": 6,
    "voice_ttl_s": 600,
    "voice_tries": 3,
    "voice_calls_per_day": 3,
    "voice_wait_s": 120,
    "qbal_tries": 5,
    "qbal_window_s": 900,
    "qbal_lock_s": 900,
    "statement_days_most": 90,
    "usage_days_most": 90,
    "support_text_most": 2_000,
    "support_open_most": 5,
    "support_start_s": 120,
    "support_answer_s": 600,
    "support_silence_s": 72 * 3_600,
    "news_per_page": 20,
}


def test_the_terms_of_access_hold_in_every_edition() -> None:
    book = book_with()
    for edition in range(book.editions):
        found = {name: int(book.terms[name][edition]) for name in DEFAULTS}
        assert found == DEFAULTS


@pytest.mark.parametrize("days", [0, 60])
def test_no_scenario_forbids_the_last_month(days: int) -> None:
    with pytest.raises(ScenarioError, match="out of bounds"):
        book_with((("usage_days_most", days),))


@pytest.mark.parametrize("case", CASES, ids=[f"{one.file}: {one.title}" for one in CASES])
def test_case(case: FrontCase) -> None:
    play_front(case)


def possible() -> Iterator[tuple[str, str]]:
    """Every step with every answer that its rule can give."""
    for question in QUESTIONS:
        name = question.name.lower()
        yield from ((name, check.refusal.name) for check in RULES[name].checks)
        if question is not Question.OUTSIDE_SELF_SERVICE:
            yield name, "ok"


def test_every_answer_of_every_step_stands_in_a_table_and_no_other() -> None:
    assert {pair for case in CASES for pair in asked_in(case)} == set(possible())


def test_every_rule_id_of_access_is_carried_out() -> None:
    carried_out = {id_ for rule in RULES.values() for id_ in rule.ids}
    assert not set(OWN_IDS.split()) - carried_out


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("| ok", "| OTP_NONE"),
        ("allowed 2026-06-01 10:01", "allowed 2026-06-01 10:02"),
        ("; allowed 2026-06-01 10:01", ""),
        ("ticket NEW", "ticket CLOSED"),
    ],
)
def test_a_wrong_table_is_noticed(tmp_path: Path, old: str, new: str) -> None:
    text = """
        [[case]]
        title = "a code"
        rows = '''
        2026-06-01 10:00 | request_code | ok
        2026-06-01 10:00 | request_code | OTP_RESEND_TOO_SOON; allowed 2026-06-01 10:01
        2026-06-01 10:00 | open_ticket  | ok; ticket NEW
        '''
    """
    path = tmp_path / "wrong.toml"
    path.write_text(text, encoding="utf-8")
    play_front(next(read_front_cases(path)))
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(AssertionError, match="a code"):
        play_front(next(read_front_cases(path)))


def test_only_operations_of_a_guest_are_his() -> None:
    """GUEST-SCOPE is a closed list; what is no operation is not on it."""
    operator = Operator()
    asked = {
        number: operator.ask(Question.ADMIT, NOON, operation=number) for number in range(-70, 140)
    }
    admitted = {number for number, one in asked.items() if one.refusal is Refusal.NONE}
    assert admitted == {*range(Operation.LIST_NEWS, Operation.SIGN_OUT), Operation.CHECK_BALANCE}
    far = [
        Operator().ask(Question.ADMIT, NOON, operation=number)
        for number in (2**40, -(2**63), 2**63 - 1)
    ]
    assert {one.refusal for one in far} == {Refusal.AUTH_REQUIRED}


@pytest.mark.parametrize("client", [-1, 4, 2**40])
def test_a_device_that_does_not_exist_is_refused(client: int) -> None:
    assert Operator().ask(Question.ADMIT, NOON, client=client).refusal is Refusal.CLIENT_UNSUPPORTED


def test_the_call_says_which_line_it_went_to() -> None:
    asked = Operator().ask(Question.REQUEST_VOICE_CODE, NOON, home_phone=375171234567)
    assert asked.after["voice_code.home_phone"] == 375171234567
    assert asked.after["voice_code.spoken_at"] == NOON


def test_this_month_and_the_last_one_fit_on_every_day_of_years() -> None:
    """USE-STAT offers both, so no scenario may forbid them; the longest case is 31 August."""
    operator = Operator((("usage_days_most", 61),))
    days = [datetime.date(2023, 12, 1) + datetime.timedelta(days=n) for n in range(800)]
    longest = 0
    for today in days:
        first = (today.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        longest = max(longest, (today - first).days)
        for until in (last, today):
            asked = operator.ask(
                Question.USAGE,
                day_of(today) * DAY_S,
                from_day=day_of(first),
                until_day=day_of(until),
            )
            assert asked.refusal is Refusal.NONE, (today, first, until)
    assert longest == 61
