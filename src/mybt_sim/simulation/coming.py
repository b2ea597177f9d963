"""How contracts come: most have begun before the run, some begin on a day of it.

Days of beginning are addressed by the contract alone, from the first day of a run on. A longer run
has the same newcomers as a shorter one, and further ones.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, draw, key_of, low_below
from mybt_sim.base.time import SATURDAY, WEEK_DAYS
from mybt_sim.behaviour.layouts import CELLS, Q16, BehaviourTables, Line
from mybt_sim.behaviour.opening import opening_kopecks
from mybt_sim.behaviour.streams import Stream
from mybt_sim.behaviour.wishes import round_up
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import DAY_S, Record, Records
from mybt_sim.engine.vocabulary import ServiceKind, Settlement, Technology
from mybt_sim.population.layouts import Method
from mybt_sim.simulation.acting import payment_kopecks

MONTH_S = 2_629_800
"""The twelfth part of a year of 365.25 days."""
ADULT_AGE = 18
MORNING_S, WAKING_S = 8 * 3600, 14 * 3600
LUCK_BITS = 30
SUNDAY = 6
EPOCH_WEEKDAY = 3
"""1970-01-01 was a Thursday."""


@compiled
def state_beginnings(
    tables: BehaviourTables, seed: int, span: tuple[int, int], facts: Records
) -> None:
    """State the first day of every contract; `span` is the run's first day, and its days.

    Newcomers are bound to no account yet; nobody was bound before there was a contract.
    """
    first_day, days = span
    for position in range(len(facts)):
        fact = facts[position]
        line = line_of(fact)
        key = key_of(seed, Stream.COMING, fact.contract_id)
        begins_on = _coming_day(tables, line, first_day, key)
        if begins_on < first_day + days:
            fact.connected_on = begins_on
            fact.account_id = 0
            fact.method = Method.NONE.value
            continue
        bits = draw(key, 0, 1)
        fact.connected_on = first_day - 1 - _age_days(tables, line, int(fact.age), bits)
        if fact.account_id != 0:
            second = MORNING_S + low_below(draw(key, 0, 2), WAKING_S)
            fact.bound_at = max(fact.bound_at, fact.connected_on * DAY_S + second)


@compiled
def line_of(fact: Record) -> Line:
    """By which line a contract comes."""
    if fact.kind == ServiceKind.TELEPHONY:
        return Line.PHONE
    if fact.kind == ServiceKind.TV:
        return Line.TV
    if fact.technology == Technology.XDSL:
        return Line.XDSL
    return Line.PON


@compiled
def _coming_day(tables: BehaviourTables, line: Line, first_day: int, key: int) -> int:
    """The day on which a contract would come that has not begun before; in reach for few.

    Nobody is connected on a Sunday.
    """
    share_q16 = max(1, tables.come_q16[line])
    luck = below(draw(key, 0, 0), 1 << LUCK_BITS)
    month_luck = (share_q16 << LUCK_BITS) // Q16
    day: int = first_day + 1 + luck * MONTH_S // (month_luck * DAY_S)
    if tables.come_q16[line] == 0:
        return day + (1 << LUCK_BITS)
    return open_day(day, SUNDAY, draw(key, 0, 3))


@compiled
def _age_days(tables: BehaviourTables, line: Line, age: int, bits: int) -> int:
    """How old a contract is: exponential, as a share leaves each month, and younger than all.

    What is left of an exponential number after division is exponential too, cut off there.
    """
    months_q16 = exponential_q16(tables, bits) * tables.mean_age_months[line]
    years = min(tables.oldest_years[line], max(1, age - ADULT_AGE))
    return int((months_q16 * MONTH_S // (DAY_S << 16)) % (years * 365 + years // 4))


@compiled
def exponential_q16(tables: BehaviourTables, bits: int) -> int:
    """An exponential number of mean 1."""
    cell = below(bits, CELLS)
    low_q16: int = tables.exponential_q16[cell]
    high_q16 = tables.exponential_q16[cell + 1] if cell + 1 < CELLS else low_q16 + Q16
    return low_q16 + low_below(bits, high_q16 - low_q16)


@compiled
def days_until(tables: BehaviourTables, share_q16: int, bits: int) -> int:
    """After how many days something happens that happens to a share, above 0, each month."""
    months_q16 = exponential_q16(tables, bits)
    return int(months_q16 * MONTH_S // (share_q16 * DAY_S))


@compiled
def open_day(day: int, open_days: int, bits: int) -> int:
    """The first day from `day` on that is the weekday on which somebody has time, one of the first
    `open_days` of a week: not everybody comes on Monday, and who is to come sooner never comes
    later."""
    weekday = (day + EPOCH_WEEKDAY) % WEEK_DAYS
    return day + (below(bits, open_days) - weekday) % WEEK_DAYS


@compiled
def working_day(day: int, bits: int) -> int:
    """The first day from `day` on that is somebody's own working day."""
    return int(open_day(day, SATURDAY, bits))


@compiled
def connection_kopecks(
    book: Book, tables: BehaviourTables, contract: Record, traits: Record, day: int
) -> int:
    """What is paid at the counter for a contract that begins on `day`.

    A round sum by habit, and enough to the next usual payment; a bill comes after the month.
    """
    if contract.settlement == Settlement.CREDIT:
        return 0
    amount_kopecks = max(
        payment_kopecks(book, tables, contract, traits, day * DAY_S),
        opening_kopecks(book, tables, contract, traits, day),
    )
    return int(round_up(amount_kopecks, tables.pay_round_kopecks))
