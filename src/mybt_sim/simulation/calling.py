"""Calls of support: now and then, and after a block, a bill that surprises, or an outage.

Whoever has a contract may call, with an account or without. An operator takes the call and writes
a ticket; no rule of self-service decides about it, so it is never refused.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below
from mybt_sim.behaviour.editions import tables_at
from mybt_sim.behaviour.intents import next_moment_of, second_of_day
from mybt_sim.behaviour.layouts import BehaviourTables, Channel
from mybt_sim.behaviour.usage import PER_CENT
from mybt_sim.behaviour.visits import Visit, is_lucky, luck, remember, visit_in_month
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import DAY_S, FAR, Record, Records
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Event, Operation
from mybt_sim.simulation.layouts import Attempts
from mybt_sim.simulation.people import write_attempt


@compiled
def plan_calls(
    book: Book,
    editions: Records,
    life: Record,
    events: Records,
    outages: Records,
    span: tuple[int, int],
) -> None:
    """Put the calls of a month on the agenda; `span` is its first day and that of the next, the
    `events` are those of the contracts of this life, by contract."""
    day, next_day = span
    tables = tables_at(editions, day)
    at = visit_in_month(book, tables, life.key, Visit.SUPPORT_CALL, 0, tables.call_q16, day)
    if at < FAR:
        second = second_of_day(tables.hour_of_call, luck(life.key, Visit.SUPPORT_CALL, at, 2))
        remember(life, at // DAY_S * DAY_S + second, Visit.SUPPORT_CALL, 0)
    for row in range(len(events)):
        at = events[row].happened_at
        if day * DAY_S <= at < next_day * DAY_S:
            _call_about(tables_at(editions, at // DAY_S), life, events, row)
    for row in range(len(outages)):
        begins, ends = outages[row].from_at, outages[row].until_at
        is_here = outages[row].region == _region_at(life, begins)
        if is_here and day * DAY_S <= begins < next_day * DAY_S:
            bits = luck(life.key, Visit.CALL_OF_OUTAGE, begins, 0)
            if is_lucky(bits, tables_at(editions, begins // DAY_S).outage_call_q16):
                remember(life, begins + below(bits, ends - begins), Visit.CALL_OF_OUTAGE, 0)


@compiled
def _region_at(life: Record, now: int) -> int:
    """Where somebody lives."""
    return int(life.new_region if now >= life.moved_at else life.region)


@compiled
def _call_about(tables: BehaviourTables, life: Record, events: Records, row: int) -> None:
    """Some call about what has happened to a contract, within a day."""
    event = events[row]
    if event.event == Event.BLOCKED or event.event == Event.BARRED:
        kind, share_q16 = Visit.CALL_OF_BLOCK.value, tables.block_call_q16
    elif event.event == Event.BILL_ISSUED and _is_surprising(tables, events, row):
        kind, share_q16 = Visit.CALL_OF_BILL.value, tables.bill_call_q16
    else:
        return
    at = event.happened_at
    place = _place_of(life, event.contract_id)
    if is_lucky(luck(life.key, kind, at, 2 * place), share_q16):
        second = second_of_day(tables.hour_of_call, luck(life.key, kind, at, 2 * place + 1))
        remember(life, next_moment_of(second, at), kind, place)


@compiled
def _is_surprising(tables: BehaviourTables, events: Records, row: int) -> bool:
    """Whether a bill is well above the one before of the same contract."""
    bill = events[row]
    before = row - 1
    while before >= 0 and events[before].contract_id == bill.contract_id:
        if events[before].event == Event.BILL_ISSUED:
            return bool(bill.value * PER_CENT >= events[before].value * tables.bill_call_part)
        before -= 1
    return False


@compiled
def _place_of(life: Record, contract_id: int) -> int:
    """Where a contract stands among those of a life."""
    place = 0
    while life.contracts[place].contract_id != contract_id:
        place += 1
    return place


@compiled
def is_call(kind: int) -> bool:
    """Whether a Visit is a call of support."""
    return bool(Visit.SUPPORT_CALL <= kind <= Visit.CALL_OF_OUTAGE)


@compiled
def call_support(attempts: Attempts, life: Record, kind: int, about: int, now: int) -> None:
    """Call about one contract, or about the first in force; who has none does not call.

    It holds up nothing else: what somebody does in the application stays as it would have been.
    """
    place = about
    if kind == Visit.SUPPORT_CALL or kind == Visit.CALL_OF_OUTAGE:
        place = 0
        while place < life.contract_count and not _is_in_force(life.contracts[place], now):
            place += 1
    if place >= life.contract_count or not _is_in_force(life.contracts[place], now):
        return
    contract_id = life.contracts[place].contract_id
    free_at = life.free_at
    write_attempt(attempts, life, Operation.OPEN_TICKET, Refusal.NONE, contract_id, now)
    life.free_at = free_at
    row = attempts.written[0] - 1
    if row < len(attempts.rows):
        attempts.rows[row].channel = Channel.CALL_CENTRE
        attempts.rows[row].account_id = 0


@compiled
def _is_in_force(holding: Record, now: int) -> bool:
    return bool(holding.begins_at <= now < holding.ended_at)
