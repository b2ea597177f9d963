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

    A session that has run out still tells whose device it is.
    """
    if visit.device_id == 0:
        return "ru"
    account_id, *_, is_closed = visit.draft.get(Table.SESSION, visit.device_id, (0, True))
    is_guest = is_closed or not account_id
    owner = visit.device if is_guest else visit.draft.get(Table.ACCOUNT, account_id)
    chosen = owner.language
    return cast(Language, chosen)


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
