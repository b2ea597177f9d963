"""Laws of the access rules over random contexts of two people to two logins and lines."""

import os
import subprocess
import sys
from collections import defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from mybt_sim.engine.decide import Question
from mybt_sim.engine.records import DAY_S, NEVER
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import RULES
from tests.support import front_lives
from tests.support.front import QUESTIONS, Asked, Operator, check_refusal
from tests.support.front_lives import (
    DRAWN,
    FACTS,
    WAITS_S,
    Context,
    drawn_visits,
    facts_of,
    owners_of,
    visit_all,
    visits_digest,
)

ROOT = Path(__file__).parents[2]
LIVES = 300

Visited = list[tuple[Context, Asked]]

contexts = st.lists(
    st.builds(
        Context,
        question=st.sampled_from(DRAWN),
        wait_s=st.sampled_from(WAITS_S),
        who=st.integers(0, 1),
        where=st.integers(0, 1),
        wrong=st.sampled_from(("", "", "is_match", "is_match", *FACTS)),
        number=st.integers(0, 9_999),
    ),
    max_size=60,
)


@cache
def drawn_lives() -> list[Visited]:
    return [list(visit_all(Operator(), drawn_visits(seed))) for seed in range(LIVES)]


# --- laws -----------------------------------------------------------------------------------------


def refusals_change_only_counters(visited: Visited) -> None:
    for _, asked in visited:
        check_refusal(asked)


def sms_codes_are_taken_as_they_should(visited: Visited) -> None:
    """Said once more from what happened, without the records: sent, wrong since, used."""
    sent: dict[int, int] = {}
    wrong: dict[int, int] = defaultdict(int)
    used: set[int] = set()
    for context, asked in visited:
        who, facts = context.who, asked.facts
        if asked.question is Question.REQUEST_CODE and asked.refusal is Refusal.NONE:
            sent[who], wrong[who] = asked.now, 0
            used.discard(who)
        if asked.question is not Question.SIGN_IN:
            continue
        reasons = (
            (not facts["is_wellformed"], Refusal.PHONE_INVALID),
            (not facts["is_mobile"], Refusal.PHONE_NOT_MOBILE),
            (not facts["is_code_wellformed"], Refusal.OTP_FORMAT),
            (who not in sent, Refusal.OTP_NONE),
            (who in used, Refusal.OTP_USED),
            (wrong[who] == 3, Refusal.OTP_ATTEMPTS_EXCEEDED),
            (asked.now - sent.get(who, 0) >= 300, Refusal.OTP_EXPIRED),
            (not facts["is_match"], Refusal.OTP_WRONG),
        )
        expected = next((refusal for applies, refusal in reasons if applies), Refusal.NONE)
        assert asked.refusal is expected, asked
        wrong[who] += asked.refusal is Refusal.OTP_WRONG
        if asked.refusal is Refusal.NONE:
            used.add(who)


def sms_codes_keep_their_quotas(visited: Visited) -> None:
    for who in (0, 1):
        sent = [
            asked.now
            for context, asked in visited
            if (context.who, asked.question, asked.refusal)
            == (who, Question.REQUEST_CODE, Refusal.NONE)
        ]
        assert all(later - earlier >= 60 for earlier, later in pairwise(sent))
        assert all(later - earlier >= 3_600 for earlier, later in zip(sent, sent[9:], strict=False))
        assert all(later - earlier > 0 for earlier, later in zip(sent, sent[15:], strict=False))
        days = [now // DAY_S for now in sent]
        assert all(days.count(day) <= 15 for day in days)


def spoken_codes_are_taken_as_they_should(visited: Visited) -> None:
    spoken: dict[int, int] = {}
    wrong: dict[int, int] = defaultdict(int)
    for context, asked in visited:
        who, facts = context.who, asked.facts
        if asked.question is Question.REQUEST_VOICE_CODE and asked.refusal is Refusal.NONE:
            spoken[who], wrong[who] = asked.now, 0
        if asked.question is not Question.BIND_BY_VOICE_CODE:
            continue
        is_old = who not in spoken or asked.now - spoken[who] >= 600
        reasons = (
            (wrong[who] == 3, Refusal.VOICE_CODE_ATTEMPTS),
            (is_old, Refusal.VOICE_CODE_EXPIRED),
            (not facts["is_match"], Refusal.VOICE_CODE_WRONG),
            (facts["count"] == 0, Refusal.BINDP_NOTHING_TO_BIND),
        )
        expected = next((refusal for applies, refusal in reasons if applies), Refusal.NONE)
        assert asked.refusal is expected, asked
        wrong[who] += asked.refusal is Refusal.VOICE_CODE_WRONG
        if asked.refusal is Refusal.NONE:
            del spoken[who]


def calls_keep_their_quotas(visited: Visited) -> None:
    rang = (Refusal.NONE, Refusal.VOICE_NO_ANSWER)
    calls: dict[tuple[str, int], list[int]] = defaultdict(list)
    for context, asked in visited:
        if asked.question is Question.REQUEST_VOICE_CODE and asked.refusal in rang:
            assert asked.facts["is_match"], "a call to a line that did not match"
            calls["account", context.who].append(asked.now)
            calls["line", context.where].append(asked.now)
    for moments in calls.values():
        assert all(later - earlier >= 120 for earlier, later in pairwise(moments))
        days = [now // DAY_S for now in moments]
        assert all(days.count(day) <= 3 for day in days)


def locks_follow_five_failures(visited: Visited) -> None:
    """A lock ends 15 minutes after a failure that was the fifth within 15 minutes of somebody."""
    failures: dict[tuple[str, str], list[int]] = defaultdict(list)
    counted = (Refusal.BIND_BAD_CREDENTIALS, Refusal.BINDP_NO_MATCH)
    for context, asked in visited:
        owners = owners_of(context) | {"address": ""}
        used = {
            Question.BIND_BY_LOGIN: ("account", "login"),
            Question.REQUEST_VOICE_CODE: ("account",),
            Question.CHECK_BALANCE: ("login", "address"),
        }.get(asked.question, ())
        mine = [(kind, owners[kind]) for kind in used]
        if asked.refusal in counted:
            for key in mine:
                failures[key].append(asked.now)
        if asked.refusal in (Refusal.BIND_RATE_LIMITED, Refusal.QBAL_RATE_LIMITED):
            fifth_at = asked.allowed_from - 900
            recent = [
                sum(fifth_at - 900 < now <= fifth_at for now in failures[key]) for key in mine
            ]
            assert max(recent) >= 5, asked
            assert any(fifth_at in failures[key] for key in mine), asked
        elif used and asked.refusal is not Refusal.BIND_FORMAT:
            for key in mine:  # nobody gets ten wrong ones into 15 minutes
                assert len([now for now in failures[key] if now > asked.now - 900]) <= 9, asked


LAWS = (
    refusals_change_only_counters,
    sms_codes_are_taken_as_they_should,
    sms_codes_keep_their_quotas,
    spoken_codes_are_taken_as_they_should,
    calls_keep_their_quotas,
    locks_follow_five_failures,
)


def test_every_law_holds_in_drawn_lives() -> None:
    for visited in drawn_lives():
        for law in LAWS:
            law(visited)


@given(wanted=contexts)
def test_every_law_holds_in_every_life(wanted: list[Context]) -> None:
    visited = list(visit_all(Operator(), wanted))
    for law in LAWS:
        law(visited)


# --- dates ----------------------------------------------------------------------------------------


def again(operator: Operator, context: Context, asked: Asked, now: int) -> Asked:
    """The same request at another moment, without a trace in what the operator keeps."""
    kept = dict(operator.parts)
    facts = facts_of(context)
    facts["age_s"] += now - asked.now
    answered = operator.ask(context.question, now, owners_of(context), **facts)
    operator.parts = kept
    return answered


def check_date(operator: Operator, context: Context, asked: Asked) -> None:
    """One second before its date a request is still refused; at it, it passes that check."""
    just_before = again(operator, context, asked, asked.allowed_from - 1)
    assert just_before.refusal is asked.refusal, asked
    assert just_before.allowed_from == asked.allowed_from, asked
    at_last = again(operator, context, asked, asked.allowed_from)
    of_line = (Refusal.VOICE_QUOTA_EXCEEDED, Refusal.VOICE_TOO_SOON)
    if asked.refusal is Refusal.VOICE_TOO_SOON and at_last.refusal in of_line:
        # an account that waits is told nothing of the line, which now has its own reason
        assert at_last.allowed_from > asked.allowed_from
        assert asked.before["line_calls.last_call_at"] > asked.allowed_from - DAY_S
    else:
        passed, _ = RULES[asked.question.name.lower()].ladder(at_last.refusal)
        assert asked.refusal in [check.refusal for check in passed], (asked, at_last)


@given(wanted=contexts)
def test_the_date_of_a_refusal_is_true_to_the_second(wanted: list[Context]) -> None:
    operator = Operator()
    for context, asked in visit_all(operator, wanted):
        if asked.allowed_from != NEVER:
            check_date(operator, context, asked)


def test_dates_are_true_in_drawn_lives() -> None:
    dated = set()
    for seed in range(LIVES):
        operator = Operator()
        for context, asked in visit_all(operator, drawn_visits(seed)):
            if asked.allowed_from != NEVER:
                dated.add(asked.refusal)
                check_date(operator, context, asked)
    assert {refusal.name for refusal in dated} == {
        "IDEMPOTENCY_CONFLICT",
        "OTP_QUOTA_EXCEEDED",
        "OTP_RESEND_TOO_SOON",
        "BIND_RATE_LIMITED",
        "VOICE_QUOTA_EXCEEDED",
        "VOICE_TOO_SOON",
        "QBAL_RATE_LIMITED",
    }


def test_an_account_that_waits_learns_nothing_of_a_line() -> None:
    """With and without a match the whole answer is the same."""
    waits = (Refusal.BIND_RATE_LIMITED, Refusal.VOICE_QUOTA_EXCEEDED, Refusal.VOICE_TOO_SOON)
    compared = 0
    for seed in range(LIVES):
        operator = Operator()
        for context, asked in visit_all(operator, drawn_visits(seed)):
            if asked.question is Question.REQUEST_VOICE_CODE:
                right = again(operator, context._replace(wrong=""), asked, asked.now)
                wrong = again(operator, context._replace(wrong="is_match"), asked, asked.now)
                if wrong.refusal in waits:
                    assert wrong[3:] == right[3:]
                    compared += 1
    assert compared > LIVES


# --- both ways of running -------------------------------------------------------------------------


def test_drawn_lives_meet_every_answer() -> None:
    met = {(asked.question, asked.refusal) for visited in drawn_lives() for _, asked in visited}
    for question in QUESTIONS:
        possible = {check.refusal for check in RULES[question.name.lower()].checks}
        if question is Question.ADMIT:  # nobody opens a session here; the tables do
            possible -= {Refusal.SESSION_EXPIRED}
        if question is not Question.OUTSIDE_SELF_SERVICE:
            possible |= {Refusal.NONE}
        assert possible == {refusal for one, refusal in met if one is question}, question


def test_compiled_and_uncompiled_rules_answer_the_same() -> None:
    package = Path(front_lives.__file__).parents[2]
    paths = [str(package), *filter(None, sys.path)]
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join(paths)}
    arguments = [sys.executable, "-W", "error", "-m", front_lives.__name__, "0", "40"]
    result = subprocess.run(
        arguments, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    kind, *digests = result.stdout.splitlines()
    assert kind == "uncompiled"
    assert digests == [visits_digest(seed) for seed in range(40)]
    assert len(set(digests)) == 40
