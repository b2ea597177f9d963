"""The answer to a request as it goes over the wire: one shape, carried out or refused.

A refusal is a value: it has a code, the id of the rule that refused, and a text for the person.
"""

import datetime
from collections.abc import Mapping
from typing import Any, TypeAlias

import msgspec

from mybt_sim.catalogue.articles import Help, News
from mybt_sim.catalogue.places import Place
from mybt_sim.engine.refusals import Refusal
from mybt_sim.rulebook.words import rule_of
from mybt_sim.service.controls import PaperLine
from mybt_sim.service.plain import written
from mybt_sim.text.messages import Language, chosen_language
from mybt_sim.world.outcome import Happening, LedgerLine, Outcome
from mybt_sim.world.outside.network import PhoneCall, ShortMessage
from mybt_sim.world.reads import views
from mybt_sim.world.state import Account

Body: TypeAlias = dict[str, Any]

UNAUTHORISED = frozenset({Refusal.AUTH_REQUIRED, Refusal.SESSION_EXPIRED})
OK, REFUSED, NOT_SIGNED_IN = 200, 409, 401

_NAMES: dict[str, Any] = {
    **{name: one for name, one in vars(views).items() if isinstance(one, type)},
    **{one.__name__: one for one in (Account, Place, Help, News)},
    **{one.__name__: one for one in (ShortMessage, PhoneCall, PaperLine)},
    "datetime": datetime.datetime,
}


class Reason(msgspec.Struct, frozen=True):
    """Why a request was refused; `allowed_from` is the moment from which it would pass."""

    name: Refusal
    code: int
    rule: str
    allowed_from: datetime.datetime | None


class Answer(msgspec.Struct, frozen=True):
    """What a request came to; `data` is what the operation answers with."""

    operation: str
    at: datetime.datetime
    is_ok: bool
    refusal: Reason | None
    text: str
    language: Language
    data: Any
    entries: tuple[LedgerLine, ...]
    events: tuple[Happening, ...]
    is_preview: bool
    is_repeat: bool
    token: str | None


def answer_type(words: str) -> Any:
    """The type that a definition names as its answer; None where the answer says all."""
    if not words:
        return type(None)
    return eval(words, {"Mapping": Mapping}, _NAMES)


def body_of(outcome: Outcome, wishes: str | None = None, token: str | None = None) -> Body:
    """An outcome as JSON; `wishes` are the languages of who asks, as a header names them."""
    language = chosen_language(wishes, outcome.language)
    answer = Answer(
        operation=outcome.operation,
        at=outcome.at,
        is_ok=outcome.ok,
        refusal=None if outcome.ok else _reason(outcome),
        text=outcome.text(language),
        language=language,
        data=outcome.data,
        entries=outcome.entries,
        events=outcome.events,
        is_preview=outcome.is_preview,
        is_repeat=outcome.is_repeat,
        token=token,
    )
    body: Body = written(answer)
    return body


def status_of(outcome: Outcome) -> int:
    """200 for what was carried out, 401 for who is not signed in, 409 for every other refusal."""
    if outcome.ok:
        return OK
    return NOT_SIGNED_IN if outcome.refusal in UNAUTHORISED else REFUSED


def _reason(outcome: Outcome) -> Reason:
    failed = [one.rule for one in outcome.asked if one.refusal is outcome.refusal]
    rule = rule_of(failed[-1], outcome.refusal) if failed else ""
    return Reason(outcome.refusal, int(outcome.refusal), rule, outcome.allowed_from)
