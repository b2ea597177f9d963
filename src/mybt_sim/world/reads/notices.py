"""Notifications in the application: what happened to bound contracts, told once (NTF-PUSH).

They are not stored: they follow from events and payments since the contract was bound.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from mybt_sim.engine.promise import promise_ends_at
from mybt_sim.engine.records import Record, Records, join
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.suspension import suspension_starts_at
from mybt_sim.engine.tariff_change import tariff_effect_at
from mybt_sim.engine.telephony_bill import bill_due_at
from mybt_sim.engine.video import video_ends_at
from mybt_sim.engine.vocabulary import Entry, Event
from mybt_sim.text.messages import LANGUAGES
from mybt_sim.world.context import Context
from mybt_sim.world.moments import moment_of
from mybt_sim.world.reads.contract_view import names_of
from mybt_sim.world.reads.statements import entries_of
from mybt_sim.world.reads.views import Notice
from mybt_sim.world.state import Table

Told: TypeAlias = dict[str, Any]

SHOWN_MOST = 200
SILENT_EVENTS = frozenset({Event.SMS_ALERT})
"""These reach the subscriber another way."""


def notices_of(context: Context) -> tuple[Notice, ...]:
    """Notices of all contracts of the account in hand, newest first."""
    found = [
        notice
        for contract_id, bound_at in context.bound().items()
        for notice in contract_notices(context, contract_id)
        if notice.at >= moment_of(bound_at)
    ]
    return tuple(sorted(found, key=lambda notice: notice.at, reverse=True)[:SHOWN_MOST])


def contract_notices(context: Context, contract_id: int) -> Iterator[Notice]:
    """Everything that one contract's people are told, newest first.

    Much can share a second: then the newest command comes first, and of one command what it was
    asked for stands above what that brought about.
    """
    past, history = context.operator.past, context.state.history
    parts = [
        (past.entries(contract_id), past.events(contract_id)),
        *((part.entries, part.events) for part in history.parts_of(contract_id)),
    ]
    rows = join([events for _, events in parts])
    found: list[tuple[tuple[int, int], Notice]] = []
    place = 0
    for number, (entries, events) in enumerate(parts):
        for row in entries[entries["entry"] == Entry.PAYMENT]:
            at = int(row.posted_at)
            found.append(((at, number), _payment(contract_id, row)))
        for row in events:
            event, at = Event(int(row.event)), int(row.happened_at)
            if event not in SILENT_EVENTS:
                told = TELLERS[event](context, rows, place)
                notice = Notice(contract_id, moment_of(at), event, **told)
                found.append(((at, number), notice))
            place += 1
    return (notice for _, notice in sorted(found, key=lambda one: one[0], reverse=True))


def _payment(contract_id: int, row: Record) -> Notice:
    amount_kopecks = int(row.amount_kopecks)
    return Notice(contract_id, moment_of(row.posted_at), None, amount_kopecks=amount_kopecks)


def _amount(_context: Context, rows: Records, place: int) -> Told:
    return {"amount_kopecks": int(rows[place].value)}


def _promise(context: Context, rows: Records, place: int) -> Told:
    """A promise that is given, or about to end: its sum, and the end of its term."""
    given_at = next(
        int(row.happened_at) for row in rows[place::-1] if row.event == Event.PROMISE_GIVEN
    )
    ends_at = int(promise_ends_at(context.book, given_at))
    return _amount(context, rows, place) | {"until": moment_of(ends_at)}


def _bill(context: Context, rows: Records, place: int) -> Told:
    due_at = int(bill_due_at(context.book, int(rows[place].happened_at)))
    return _amount(context, rows, place) | {"until": moment_of(due_at)}


def _bill_reminder(context: Context, rows: Records, place: int) -> Told:
    """A debt, and when its oldest bill is due, or was."""
    told_at, debt_kopecks = int(rows[place].happened_at), int(rows[place].value)
    contract_id = int(rows[place].contract_id)
    issued_at = oldest_unpaid_at(context, contract_id, rows[:place], debt_kopecks)
    due_at = int(bill_due_at(context.book, issued_at))
    told = _amount(context, rows, place) | {"until": moment_of(due_at)}
    return told | {"is_overdue": due_at <= told_at}


def oldest_unpaid_at(context: Context, contract_id: int, rows: Records, debt_kopecks: int) -> int:
    """When the oldest bill was issued that a debt is left of; payments go to the oldest first.

    `rows` are the contract's events up to a moment, perhaps none. What is older than all bills is
    the debt with which the contract was opened.
    """
    for row in rows[::-1]:
        if row.event == Event.BILL_ISSUED:
            debt_kopecks -= int(row.value)
            if debt_kopecks <= 0:
                return int(row.happened_at)
    return int(entries_of(context, contract_id)[0].posted_at)


def _tariff(context: Context, rows: Records, place: int) -> Told:
    return {"names": names_of(context.operator.catalogue.tariffs[int(rows[place].value)].name)}


def _tariff_ordered(context: Context, rows: Records, place: int) -> Told:
    effect_at = int(tariff_effect_at(context.book, int(rows[place].happened_at)))
    return _tariff(context, rows, place) | {"until": moment_of(effect_at)}


def _tariff_lapsed(context: Context, rows: Records, place: int) -> Told:
    """Why an order did not come, and its tariff: that of the newest order before."""
    ordered = next(at for at in range(place, -1, -1) if rows[at].event == Event.TARIFF_ORDERED)
    return _tariff(context, rows, ordered) | _lapsed(context, rows, place)


def _lapsed(_context: Context, rows: Records, place: int) -> Told:
    return {"reason": Refusal(int(rows[place].value))}


def _add_ons(context: Context, rows: Records, place: int) -> Told:
    bits = int(rows[place].value)
    names = [
        names_of(add_on.name)
        for index, add_on in enumerate(context.operator.catalogue.add_ons)
        if (bits >> index) & 1
    ]
    joined = {language: ", ".join(name[language] for name in names) for language in LANGUAGES}
    return {"count": len(names), "names": joined}


def _suspension_ordered(_context: Context, rows: Records, place: int) -> Told:
    starts_at = int(suspension_starts_at(int(rows[place].happened_at)))
    return {"count": int(rows[place].value), "until": moment_of(starts_at)}


def _suspension_started(_context: Context, rows: Records, place: int) -> Told:
    return {"until": moment_of(int(rows[place].value))}


def _video(context: Context, rows: Records, place: int) -> Told:
    """Price, title and end of a rental."""
    row = rows[place]
    ends_at = int(video_ends_at(context.book, int(row.happened_at)))
    rented = context.state.tables[Table.VIDEO_LOG]
    title = rented.get((int(row.contract_id), int(row.event_no)), "")
    films = {film.id: names_of(film.title) for film in context.operator.content.videos}
    names = films.get(title, dict.fromkeys(LANGUAGES, title))
    return _amount(context, rows, place) | {"until": moment_of(ends_at), "names": names}


def _nothing(_context: Context, _rows: Records, _place: int) -> Told:
    return {}


TELLERS: dict[Event, Callable[[Context, Records, int], Told]] = {
    Event.BLOCKED: _amount,
    Event.RESTORED: _amount,
    Event.PROMISE_GIVEN: _promise,
    Event.PROMISE_REPAID: _amount,
    Event.PROMISE_EXPIRED: _amount,
    Event.PROMISE_ENDING: _promise,
    Event.TARIFF_ORDERED: _tariff_ordered,
    Event.TARIFF_CANCELLED: _tariff,
    Event.TARIFF_CHANGED: _tariff,
    Event.ADDONS_ENDED: _add_ons,
    Event.ADDONS_STARTED: _add_ons,
    Event.BILL_ISSUED: _bill,
    Event.BILL_REMINDER: _bill_reminder,
    Event.SUSPENSION_ORDERED: _suspension_ordered,
    Event.SUSPENSION_STARTED: _suspension_started,
    Event.SUSPENSION_ENDED: _nothing,
    Event.BARRED: _amount,
    Event.UNBARRED: _amount,
    Event.VIDEO_RENTED: _video,
    Event.TARIFF_LAPSED: _tariff_lapsed,
    Event.SUSPENSION_LAPSED: _lapsed,
    Event.TERMINATED: _amount,
    Event.CONNECTED: _amount,
    Event.LINE_CHANGED: _nothing,
    Event.MOVED: _nothing,
}
"""What each event tells besides that it happened."""
