"""Random requests that need no contract: `python -m tests.support.front_lives 0 40` prints digests.

Tests run this in another process to compare compiled with uncompiled rules.
"""

import hashlib
import random
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mybt_sim.base.compiled import IS_COMPILED
from mybt_sim.engine.decide import Question
from mybt_sim.engine.records import DAY_S
from mybt_sim.engine.vocabulary import Operation
from tests.support.front import QUESTIONS, Asked, Operator
from tests.support.tables import moment

START = moment("2026-06-01 21:00")
FACTS = (
    "is_online",
    "is_wellformed",
    "is_mobile",
    "is_code_wellformed",
    "is_known",
    "is_match",
    "is_same",
    "is_bound",
    "is_active",
    "is_answered",
)
OFTEN = (
    Question.REQUEST_CODE,
    Question.SIGN_IN,
    Question.BIND_BY_LOGIN,
    Question.REQUEST_VOICE_CODE,
    Question.BIND_BY_VOICE_CODE,
    Question.REPLY_TICKET,
    Question.CHECK_BALANCE,
)
DRAWN = (*QUESTIONS, *OFTEN, *OFTEN)
WAITS_S = (0, 0, 1, 1, 5, 20, 60, 119, 120, 299, 300, 600, 900, 1_800, 3_600, 20_000, 3 * DAY_S)


class Context(NamedTuple):
    """One request: who comes, how long after the one before, and what is not in order."""

    question: Question
    wait_s: int
    who: int
    where: int
    wrong: str
    number: int


def owners_of(context: Context) -> dict[str, str]:
    """Two people, each with an account; two logins, lines and addresses that they share."""
    who, where = f"P{context.who % 2}", f"Q{context.where % 2}"
    return {"account": who, "number": who, "ticket": who, "login": where, "line": where}


def facts_of(context: Context) -> dict[str, int]:
    number = context.number
    today = START // DAY_S
    facts = {
        "operation": number % len(Operation),
        "client": number % 4 if context.question is Question.ADMIT else number % 16 // 14,
        "count": number % 7,
        "text_length": (0, 1, 2_000, 2_001)[number % 4],
        "age_s": (0, 1, 86_399, 86_400)[number % 4],
        "from_day": today - number % 100,
        "until_day": today - number % 7,
        "home_phone": 375_170_000_000 + context.where,
    }
    if context.question is Question.BIND_BY_LOGIN:
        facts["is_bound"] = int(number % 5 == 0)
    return facts | ({context.wrong: 0} if context.wrong else {})


def drawn_visits(seed: int, count: int = 120) -> list[Context]:
    """Visits in which much turns on one question, in haste or not, so that limits are met."""
    draw = random.Random(seed)
    favourite, slip = draw.choice(OFTEN), draw.choice(("", "is_match", "is_answered"))
    waits_s = WAITS_S[: draw.choice((5, 8, 14, len(WAITS_S)))]
    contexts = []
    for _ in range(count):
        question = draw.choice((favourite, draw.choice(DRAWN), draw.choice(DRAWN)))
        wrong = draw.choice(("", slip, slip, draw.choice(FACTS)))
        who, where, number = draw.randrange(2), draw.randrange(2), draw.randrange(10_000)
        contexts.append(Context(question, draw.choice(waits_s), who, where, wrong, number))
    return contexts


def visit_all(operator: Operator, contexts: Sequence[Context]) -> Iterator[tuple[Context, Asked]]:
    """Ask one after the other, from the evening of 1 June on."""
    now = START
    for context in contexts:
        now += context.wait_s
        yield context, operator.ask(context.question, now, owners_of(context), **facts_of(context))


def visits_digest(seed: int) -> str:
    digest = hashlib.sha256()
    for _, asked in visit_all(Operator(), drawn_visits(seed)):
        told = asked.question.name, asked.now, asked.refusal.name, asked.allowed_from, asked.after
        digest.update(str(told).encode())
    return digest.hexdigest()


if __name__ == "__main__":
    print("compiled" if IS_COMPILED else "uncompiled")
    print(*map(visits_digest, range(*map(int, sys.argv[1:]))), sep="\n")
