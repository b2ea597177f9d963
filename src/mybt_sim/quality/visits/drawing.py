"""What a random visitor asks next: a family of questions, waits about what runs out, facts.

Draws are addressed, so that a life is its number.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from mybt_sim.base.draws import below, draw
from mybt_sim.base.time import HOUR_S
from mybt_sim.engine.book import Book
from mybt_sim.engine.decide import Question
from mybt_sim.engine.records import DAY_S, Record
from mybt_sim.engine.vocabulary import Operation
from mybt_sim.quality.facts import terms_on
from mybt_sim.quality.visits.steps import Visit

Families: TypeAlias = tuple[tuple[Question, ...], ...]

FAMILIES: Families = (
    (Question.ADMIT, Question.OPEN_SESSION, Question.CLOSE_SESSION, Question.ADMIT),
    (Question.REQUEST_CODE, Question.SIGN_IN, Question.SIGN_IN),
    (Question.BIND_BY_LOGIN, Question.CHECK_BALANCE, Question.REQUEST_VOICE_CODE),
    (Question.REQUEST_CODE,),
    (Question.REQUEST_VOICE_CODE, Question.BIND_BY_VOICE_CODE, Question.BIND_BY_VOICE_CODE),
    (Question.OPEN_TICKET, Question.REPLY_TICKET, Question.CLOSE_TICKET),
    (Question.RECALL, Question.RECALL, Question.OWN_CHECK, Question.UNBIND),
    (Question.STATEMENT, Question.USAGE, Question.OUTSIDE_SELF_SERVICE),
    (Question.LIST_NEWS, Question.LIST_PLACES, Question.SET_LANGUAGE, Question.FIND_VIDEO),
    (Question.BIND_BY_LOGIN, Question.BIND_BY_LOGIN, Question.REQUEST_VOICE_CODE),
    (Question.CHECK_BALANCE,),
    (Question.REQUEST_VOICE_CODE, *[Question.BIND_BY_VOICE_CODE] * 4),
)
"""Questions that share a record; a life asks those of one family. What comes of many tries in a row
alone has a family of its own."""

SPANS: Mapping[Question, tuple[str, ...]] = {
    Question.ADMIT: ("session_idle_web_s", "session_idle_web_s", "session_term_s"),
    Question.REQUEST_CODE: ("otp_resend_s", "otp_ttl_s", "otp_lock_s"),
    Question.BIND_BY_LOGIN: ("bind_window_s", "bind_lock_s", "qbal_window_s", "qbal_lock_s"),
    Question.REQUEST_VOICE_CODE: ("voice_wait_s", "voice_ttl_s", "bind_lock_s"),
    Question.OPEN_TICKET: ("support_start_s", "support_answer_s", "support_silence_s"),
    Question.RECALL: ("idempotency_term_s",),
}
"""Terms that are stretches of time, by the first question of a family: a visitor comes back when
one is nearly over, or just."""

FLAGS = (
    *("is_online", "is_wellformed", "is_code_wellformed", "is_mobile", "is_known"),
    *("is_same", "is_bound", "is_active", "is_answered"),
)
OPERATIONS = (*range(len(Operation)), -1, len(Operation), 62, 63, 64)


class Life(NamedTuple):
    """What is peculiar to a random life: its key, its family, and its ways."""

    key: int
    family: tuple[Question, ...]
    is_hasty: bool
    is_guessing: bool
    is_two: bool  # two accounts take turns at the same numbers


def life_of(key: int, families: Families = FAMILIES) -> Life:
    """The life with this key."""
    bits = draw(key, 0, 0)
    return Life(
        key, families[below(bits, len(families))], bits & 1 > 0, bits & 6 == 0, bits & 8 > 0
    )


def draw_visit(life: Life, number: int, book: Book, step: Record) -> Visit:
    """The visit of this number; `step` is the last one."""
    terms, key = terms_on(book, step.now), life.key
    bits, more = draw(key, number, 0), draw(key, number, 1)
    question = life.family[below(bits, len(life.family))]
    wait_s = _wait_s(draw(key, number, 2), life, step, terms)
    flags = _flags(bits, life, question)
    facts = flags | _numbers(bits, more, step.now + wait_s, terms)
    given = tuple((name, fact) for name, fact in facts.items() if fact)
    return Visit(question, wait_s, given, is_other=int(life.is_two and bits >> 58 & 1))


def _wait_s(bits: int, life: Life, step: Record, terms: Any) -> int:
    """Seconds until the visit: a few, up to the date that was told, or about what runs out."""
    now, kind, about = step.now, bits & 15, (bits >> 4) % 3 - 1
    if step.allowed_from > now and kind & 1:
        return int(step.allowed_from - now + min(about, 0))
    if kind < 5 or (life.is_hasty and kind < 9):
        return (bits >> 8) & 3
    if kind < 9 or (life.is_hasty and kind < 15):
        return int(terms.otp_resend_s) + about
    if kind == 9 or (life.is_hasty and bits & 16):
        return int((now // DAY_S + 1) * DAY_S - now + about)
    if kind == 10:
        return HOUR_S + about
    spans = SPANS.get(life.family[0], ("otp_resend_s",))
    span = spans[below(bits, len(spans))]
    both = getattr(terms, span) + (terms.support_answer_s if span == "support_silence_s" else 0)
    return max(0, int(both) + about)


def _flags(bits: int, life: Life, question: Question) -> dict[str, int]:
    """What is true of the request: most of it mostly; a guesser never has the right secret, but a
    call of which to guess the code."""
    flags = {name: int((bits >> (3 * place)) & 7 > 0) for place, name in enumerate(FLAGS)}
    has_call = question == Question.REQUEST_VOICE_CODE != life.family[-1]
    is_guessed = life.is_guessing and not has_call
    return flags | {"is_match": int(not is_guessed and bits >> 60 & 3 > 0)}


def _numbers(bits: int, more: int, now: int, terms: Any) -> dict[str, int]:
    """Numbers of the request; they lie at edges."""
    today, about = now // DAY_S, (more >> 8) % 3 - 1
    edges = (0, 1, terms.support_text_most, 10)
    days = (0, terms.usage_days_most, 5, 0)
    numbers = {
        "operation": OPERATIONS[below(more, len(OPERATIONS))],
        "client": (0, 0, 0, 0, 1, 2, 3, -1)[more & 7],
        "account_id": 1 + (more & 1),
        "count": max(0, terms.support_open_most + about) if more & 16 else (more >> 5) & 1,
        "text_length": max(0, edges[bits & 3] + about),
        "age_s": max(0, terms.idempotency_term_s + about) if more & 32 else 5,
        "from_day": today - days[more & 3] + about,
        "until_day": today - days[(more >> 2) & 2] + (bits >> 8) % 3 - 1,
        "home_phone": 172_000_000 + (more & 7),
    }
    return {name: int(value) for name, value in numbers.items()}
