"""From a finished context to its outcome."""

from collections.abc import Iterable
from typing import cast

from mybt_sim.engine.records import NEVER
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Entry, Event
from mybt_sim.text.messages import Language
from mybt_sim.world.context import Context
from mybt_sim.world.history import Part
from mybt_sim.world.moments import moment_of
from mybt_sim.world.outcome import Happening, LedgerLine, Outcome
from mybt_sim.world.state import Table


def outcome_of(context: Context, name: str, refusal: Refusal, *, is_preview: bool) -> Outcome:
    """What a context came to, as its device is told."""
    parts = context.draft.parts.values()
    return Outcome(
        operation=name,
        at=moment_of(context.now),
        refusal=refusal,
        allowed_from=None if context.allowed_from == NEVER else moment_of(context.allowed_from),
        data=context.data if refusal is Refusal.NONE else None,
        asked=tuple(context.asked),
        entries=tuple(ledger_lines(parts)),
        events=tuple(happenings(parts)),
        values=dict(context.values),
        language=language_of(context),
        is_preview=is_preview,
    )


def language_of(context: Context) -> Language:
    """The language of who asks: the account's, a guest's device's, Russian for nobody.

    Whoever is turned away at the door, offline or with an old session, is told in their own.
    """
    if context.device_id == 0:
        return "ru"
    session = context.session
    is_turned_away = bool(context.asked) and context.asked[0].refusal is not Refusal.NONE
    if context.account_id or (is_turned_away and session.account_id and not session.is_closed):
        return cast(Language, context.draft.get(Table.ACCOUNT, session.account_id).language)
    return cast(Language, context.device.language)


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
