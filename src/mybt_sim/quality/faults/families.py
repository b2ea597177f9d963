"""Families of operations: a hunt without one of them has to catch less.

A score that stays the same when nobody pays any more would say that payments are not looked at.
"""

from collections.abc import Mapping

from mybt_sim.base.errors import MybtError
from mybt_sim.engine.decide import Question
from mybt_sim.quality.steps import Deed

DEEDS: Mapping[str, frozenset[Deed]] = {
    "payments": frozenset({Deed.TOP_UP, Deed.ERIP_PAYMENT, Deed.REDEEM_EXPRESS_CARD}),
    "promises": frozenset({Deed.PROMISE_PAYMENT, Deed.CANCEL_PROMISE}),
    "tariffs": frozenset({Deed.CHANGE_TARIFF, Deed.CANCEL_TARIFF_CHANGE}),
    "add-ons": frozenset({Deed.CONNECT_ADD_ON, Deed.DISCONNECT_ADD_ON, Deed.RENT_VIDEO}),
    "suspensions": frozenset({Deed.SUSPEND, Deed.RESUME}),
    "use": frozenset({Deed.RECORD_SESSION, Deed.RECORD_CALL, Deed.RECORD_VIEW}),
    "centre": frozenset({Deed.CORRECT_BALANCE, Deed.TERMINATE}),
    "lines": frozenset({Deed.MOVE_TO_FIBRE, Deed.MOVE_HOME}),
}
"""What may be taken from lives of a contract, by name."""

QUESTIONS: Mapping[str, frozenset[Question]] = {
    "sessions": frozenset({Question.ADMIT, Question.OPEN_SESSION, Question.CLOSE_SESSION}),
    "codes": frozenset({Question.REQUEST_CODE, Question.SIGN_IN}),
    "bindings": frozenset({Question.BIND_BY_LOGIN, Question.CHECK_BALANCE}),
    "calls": frozenset({Question.REQUEST_VOICE_CODE, Question.BIND_BY_VOICE_CODE}),
    "support": frozenset({Question.OPEN_TICKET, Question.REPLY_TICKET, Question.CLOSE_TICKET}),
}
"""What may be taken from visits at the door, by name."""


def taken_away(family: str) -> tuple[frozenset[Deed], frozenset[Question]]:
    """Deeds and questions of a family. `MybtError` for a name that is none, "" for nothing."""
    if family and family not in DEEDS and family not in QUESTIONS:
        raise MybtError(
            f"There is no family of operations called {family}.",
            next_step=f"Take one of {', '.join((*DEEDS, *QUESTIONS))}.",
        )
    return DEEDS.get(family, frozenset()), QUESTIONS.get(family, frozenset())
