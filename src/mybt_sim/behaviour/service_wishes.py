"""Which service people choose from the list that the application shows them.

They see what can be held with their line and tariff, and what they already hold. Some have heard of
something and ask for it anyway.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, low_below
from mybt_sim.behaviour.intents import act_luck
from mybt_sim.behaviour.layouts import NO_ADD_ON, Q16, BehaviourTables, Intent
from mybt_sim.engine.add_on import OTHER_WAY_BITS, fits_plan
from mybt_sim.engine.book import (
    SUSPENSION_TERMS,
    Book,
    add_on_at,
    add_on_bit,
    calendar_day,
    edition_at,
    tariff_at,
)
from mybt_sim.engine.forecast import monthly_sum_kopecks
from mybt_sim.engine.records import DAY_S, Record


@compiled
def wished_add_on(
    book: Book, tables: BehaviourTables, contract: Record, traits: Record, kind: int, now: int
) -> int:
    """The add-on that somebody would connect, each as often as it is liked.

    NO_ADD_ON when nothing is left to choose from.
    """
    bits = act_luck(traits, kind, now, 0)
    is_timed = kind == Intent.BOOST
    if not is_timed and low_below(bits, Q16) < tables.add_on_random_q16:
        return below(bits, book.add_on_count)
    total = 0
    for add_on in range(book.add_on_count):
        if _is_listed(book, contract, add_on, is_timed, now):
            total += tables.add_on_weight[add_on]
    left = below(act_luck(traits, kind, now, 1), total)
    for add_on in range(book.add_on_count):
        if _is_listed(book, contract, add_on, is_timed, now):
            left -= tables.add_on_weight[add_on]
            if left < 0:
                return add_on
    return NO_ADD_ON


@compiled
def _is_listed(book: Book, contract: Record, add_on: int, is_timed: bool, now: int) -> bool:
    """Whether the application offers an add-on of that kind that is not on."""
    bit = add_on_bit(book, add_on)
    is_of_kind = (add_on_at(book, add_on, now).lasts_s > 0) == is_timed
    return bool(is_of_kind and fits_plan(book, contract, bit, now) and not contract.add_ons & bit)


@compiled
def unwanted_add_on(
    book: Book, tables: BehaviourTables, contract: Record, traits: Record, now: int
) -> int:
    """One of the add-ons that somebody holds, each as often; NO_ADD_ON without any.

    Most see which of them belong to the tariff and can't be switched off.
    """
    bits = act_luck(traits, Intent.DISCONNECT, now, 0)
    held = contract.add_ons & ~OTHER_WAY_BITS
    if low_below(bits, Q16) >= tables.add_on_random_q16:
        held &= ~tariff_at(book, contract.tariff, now).included_add_ons
    count = 0
    for add_on in range(book.add_on_count):
        count += (held >> add_on) & 1
    left = below(bits, count)
    for add_on in range(book.add_on_count):
        left -= (held >> add_on) & 1
        if left < 0:
            return add_on
    return NO_ADD_ON


@compiled
def wished_term_days(book: Book, contract: Record, days: int, now: int) -> int:
    """The length of a pause that saves most of the fees of `days` days of absence.

    A longer one can be ended on coming back. 0 when none costs less than it saves.
    """
    month_kopecks = monthly_sum_kopecks(book, contract, now)
    days_in_month = calendar_day(book, now // DAY_S).days_in_month
    best_days = 0
    best_kopecks = 0
    for place in range(SUSPENSION_TERMS):
        term = book.suspension_terms[edition_at(book, now), place]
        fees_kopecks = month_kopecks * min(term.days, days) // days_in_month
        is_offered = term.days > 0 and (term.kinds >> contract.kind) & 1
        if is_offered and fees_kopecks - term.once_kopecks > best_kopecks:
            best_days = term.days
            best_kopecks = fees_kopecks - term.once_kopecks
    return best_days
