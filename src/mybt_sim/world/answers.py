"""From a finished visit to its outcome."""

from collections.abc import Iterable
from typing import cast

from mybt_sim.engine.kinds import Entry, Event
from mybt_sim.engine.records import NEVER
from mybt_sim.engine.refusals import Refusal
from mybt_sim.text.messages import Language
from mybt_sim.world.history import Part
from mybt_sim.world.moments import moment_of
from mybt_sim.world.outcome import Happening, LedgerLine, Outcome
from mybt_sim.world.state import Table
from mybt_sim.world.visit import Visit


def outcome_of(visit: Visit, name: str, refusal: Refusal, *, is_preview: bool) -> Outcome:
    """What a visit came to, as its device is told."""
    parts = visit.draft.parts.values()
    return Outcome(
        operation=name,
        at=moment_of(visit.now),
        refusal=refusal,
        allowed_from=None if visit.allowed_from == NEVER else moment_of(visit.allowed_from),
        data=visit.data if refusal is Refusal.NONE else None,
        asked=tuple(visit.asked),
        entries=tuple(ledger_lines(parts)),
        events=tuple(happenings(parts)),
        values=dict(visit.values),
        language=language_of(visit),
        is_preview=is_preview,
    )


def language_of(visit: Visit) -> Language:
    """The language of who asks: the account's, a guest's device's, Russian for nobody.

    Whoever is turned away at the door, offline or with an old session, is told in their own.
    """
    if visit.device_id == 0:
        return "ru"
    session = visit.draft.get(Table.SESSION, visit.device_id)
    is_turned_away = bool(visit.asked) and visit.asked[0].refusal is not Refusal.NONE
    if visit.account_id or (is_turned_away and session is not None and not session[-1]):
        return cast(Language, visit.draft.get(Table.ACCOUNT, session[0]).language)
    return cast(Language, visit.device.language)


def ledger_lines(parts: Iterable[Part]) -> Iterable[LedgerLine]:
    """Ledger entries as values."""
    for part in parts:
        for row in part.entries:
            yield LedgerLine(
                int(row.contract_id),
                moment_of(row.posted_at),
                Entry(int(row.entry)),
                int(row.amount_kopecks),
                int(row.balance_after_kopecks),
            )


def happenings(parts: Iterable[Part]) -> Iterable[Happening]:
    """Events as values."""
    for part in parts:
        for row in part.events:
            yield Happening(
                int(row.contract_id),
                moment_of(row.happened_at),
                Event(int(row.event)),
                int(row.value),
            )
