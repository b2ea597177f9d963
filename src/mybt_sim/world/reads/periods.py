"""Promises and blocks of a contract as spans of time, put together from its events."""

from mybt_sim.engine.promise import promise_ends_at
from mybt_sim.engine.records import FAR, Record, Records, join
from mybt_sim.engine.vocabulary import Event, PromiseState
from mybt_sim.world.context import Context
from mybt_sim.world.moments import moment_of
from mybt_sim.world.reads.views import BlockLine, PromiseLine

PROMISE_ENDS = {
    Event.PROMISE_REPAID: PromiseState.REPAID,
    Event.PROMISE_EXPIRED: PromiseState.EXPIRED,
}
BLOCK_ENDS = (Event.RESTORED, Event.TERMINATED)

Span = tuple[Record, Record | None]
"""The event that began something, and the one that ended it."""


def events_of(context: Context, contract_id: int) -> Records:
    """All events of a contract, in their order."""
    past, history = context.operator.past, context.state.history
    return join([past.events(contract_id), history.events(contract_id)])


def promises_of(
    context: Context, contract_id: int, start: int, end: int
) -> tuple[PromiseLine, ...]:
    """The promises that were open at any second from `start` to before `end`."""
    events = events_of(context, contract_id)
    return tuple(
        PromiseLine(
            amount_kopecks=int(given.value),
            given_at=moment_of(given.happened_at),
            due_at=moment_of(int(promise_ends_at(context.book, int(given.happened_at)))),
            state=PROMISE_ENDS[Event(int(closed.event))] if closed else PromiseState.OPEN,
            closed_at=moment_of(closed.happened_at) if closed else None,
        )
        for given, closed in _spans(events, Event.PROMISE_GIVEN, tuple(PROMISE_ENDS), start, end)
    )


def blocks_of(context: Context, contract_id: int, start: int, end: int) -> tuple[BlockLine, ...]:
    """The financial blocks that held at any second from `start` to before `end`."""
    events = events_of(context, contract_id)
    return tuple(
        BlockLine(
            blocked_at=moment_of(blocked.happened_at),
            restored_at=moment_of(restored.happened_at) if restored else None,
            balance_kopecks=int(blocked.value),
        )
        for blocked, restored in _spans(events, Event.BLOCKED, BLOCK_ENDS, start, end)
    )


def _spans(
    events: Records, first: Event, last: tuple[Event, ...], start: int, end: int
) -> list[Span]:
    """What begins with an event `first` and ends with the next of `last`, as far as it overlaps."""
    spans: list[Span] = []
    for row in events:
        if row.event == first:
            spans.append((row, None))
        elif row.event in last and spans and spans[-1][1] is None:
            spans[-1] = (spans[-1][0], row)
    return [
        (began, ended)
        for began, ended in spans
        if began.happened_at < end and (FAR if ended is None else ended.happened_at) >= start
    ]
