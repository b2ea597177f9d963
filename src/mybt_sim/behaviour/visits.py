"""When people come to their account, to the web or to support, and the luck of each occasion.

Luck is addressed by the person, the kind of visit and its second; plans by the month in its place.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, draw, low_below
from mybt_sim.base.named import Named
from mybt_sim.behaviour.intents import month_number, second_of_day
from mybt_sim.behaviour.layouts import CELLS, Q16, BehaviourTables
from mybt_sim.engine.book import Book, calendar_day
from mybt_sim.engine.records import DAY_S, FAR, Record

DRAWS_PER_VISIT = 64


class Visit(Named):
    """What somebody comes for. Numbers are part of addresses of draws."""

    SESSION = 0
    QUICK_CHECK = 1
    QUESTION = 2
    QUESTION_OF_BLOCK = 3
    REPLY = 4
    CLOSING = 5
    FORGOTTEN = 6  # the device no longer knows the account
    CODE = 7  # a code by SMS is on its way
    ENTRY = 8  # something is typed
    BINDING = 9
    CALL = 10  # of the auto-informer
    UNBINDING = 11
    SUPPORT_CALL = 12
    CALL_OF_BLOCK = 13  # as the next two: a call of support
    CALL_OF_BILL = 14
    CALL_OF_OUTAGE = 15


@compiled
def luck(key: int, kind: int, tick: int, n: int) -> int:
    """Draw `n` of a visit of a kind at a second, or of the plans for it in a month."""
    return draw(key, tick, kind * DRAWS_PER_VISIT + n)


@compiled
def is_lucky(bits: int, share_q16: int) -> bool:
    """Whether the lower half of `bits` falls into a share."""
    return low_below(bits, Q16) < share_q16


@compiled
def gives_up(tables: BehaviourTables, key: int, at: int) -> bool:
    """Whether somebody leaves it after what was refused at a second."""
    return is_lucky(luck(key, Visit.ENTRY, at, 0), tables.abandon_q16)


@compiled
def is_malformed(tables: BehaviourTables, key: int, at: int) -> bool:
    """Whether what somebody types at a second has no valid form."""
    return is_lucky(luck(key, Visit.ENTRY, at, 1), tables.malformed_q16)


@compiled
def is_wrong_again(tables: BehaviourTables, key: int, at: int) -> bool:
    """Whether what was wrong at a second is wrong the next time too."""
    return is_lucky(luck(key, Visit.ENTRY, at, 2), tables.wrong_again_q16)


@compiled
def typed_after(tables: BehaviourTables, key: int, at: int) -> int:
    """The moment at which the next thing has been typed after what happened at a second."""
    pause_s = below(luck(key, Visit.ENTRY, at, 3), max(1, tables.type_within_s))
    return at + max(1, tables.type_after_s + pause_s)


@compiled
def moment_in_month(
    book: Book, tables: BehaviourTables, bits: int, hour_bits: int, day: int
) -> int:
    """A waking second of the month of `day`; NEVER falls before `day`, but FAR away instead.

    A run that begins inside a month sees only what falls into the rest of it.
    """
    row = calendar_day(book, day)
    chosen = day - row.day_of_month + 1 + below(bits, row.days_in_month)
    if chosen < day:
        return FAR
    return chosen * DAY_S + second_of_day(tables.hour_in_app, hour_bits)


@compiled
def visit_in_month(
    book: Book, tables: BehaviourTables, key: int, kind: int, n: int, share_q16: int, day: int
) -> int:
    """When in the month of `day` something happens that happens in a share of months; or FAR.

    `n` tells apart what may happen more than once in a month.
    """
    month = month_number(book, day)
    bits = luck(key, kind, month, 2 * n)
    if not is_lucky(bits, share_q16):
        return FAR
    return moment_in_month(book, tables, bits, luck(key, kind, month, 2 * n + 1), day)


@compiled
def plan_visits(book: Book, tables: BehaviourTables, life: Record, day: int) -> None:
    """On the first of a month (or of the run) put its visits on the agenda."""
    key = life.key
    for place in range(life.contract_count):
        at = visit_in_month(
            book, tables, key, Visit.QUICK_CHECK, place, tables.quick_check_q16, day
        )
        remember(life, at, Visit.QUICK_CHECK, place)
    month = month_number(book, day)
    bits = luck(key, Visit.SESSION, month, 0)
    if life.account_id == 0 or not is_lucky(bits, tables.active_q16):
        return
    life.is_forgotten = is_lucky(luck(key, Visit.FORGOTTEN, month, 0), tables.relogin_q16)
    for session in range(1 + tables.sessions[below(bits, CELLS)]):
        at = visit_in_month(book, tables, key, Visit.SESSION, 1 + session, Q16, day)
        remember(life, at, Visit.SESSION, 0)
    at = visit_in_month(book, tables, key, Visit.QUESTION, 0, tables.chat_q16, day)
    remember(life, at, Visit.QUESTION, 0)


@compiled
def remember(life: Record, at: int, kind: int, place: int) -> None:
    """Put a visit on the agenda; one that is FAR away is none."""
    if at >= FAR:
        return
    assert life.agenda_count < len(life.agenda), "an agenda is full"
    entry = life.agenda[life.agenda_count]
    entry.at = at
    entry.kind = kind
    entry.place = place
    life.agenda_count += 1


@compiled
def next_visit(life: Record) -> int:
    """The place on the agenda of what comes first; -1: nothing is on it.

    At the same second it is the lower kind, then the lower place.
    """
    first = -1
    for place in range(life.agenda_count):
        if first < 0 or _is_before(life.agenda[place], life.agenda[first]):
            first = place
    return first


@compiled
def _is_before(entry: Record, other: Record) -> bool:
    if entry.at != other.at:
        return bool(entry.at < other.at)
    if entry.kind != other.kind:
        return bool(entry.kind < other.kind)
    return bool(entry.place < other.place)


@compiled
def strike_off(life: Record, place: int) -> None:
    """Take a visit off the agenda."""
    life.agenda_count -= 1
    last = life.agenda[life.agenda_count]
    entry = life.agenda[place]
    entry.at = last.at
    entry.kind = last.kind
    entry.place = last.place
