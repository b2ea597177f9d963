"""What laws look at: sums of the journal, editions, days and shares, worked out once more.

Nothing here asks a rule. Money is in kopecks, prices in 1/10,000 BYN, moments in seconds.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import DAY_S, NO_TARIFF, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Entry, Event, Settlement, Technology
from mybt_sim.quality.steps import Deed

TRUST_BIT = 1 << 1  # A02
SMS_BIT = 1 << 0  # A01
VIDEO = 10  # A11
OTHER_WAYS = (1 << 9) | (1 << 10)  # A10 and A11 are no add-ons to be switched


@compiled
def is_ok(step: Record) -> bool:
    """Whether it was carried out."""
    return bool(step.refusal == Refusal.NONE)


@compiled
def did(step: Record, what: int) -> bool:
    """Whether it was this, and was carried out."""
    return bool(step.deed.what == what and step.refusal == Refusal.NONE)


@compiled
def is_of_line(what: int) -> bool:
    """Whether the operator does it to a line, as a day begins."""
    return bool(what == Deed.MOVE_TO_FIBRE or what == Deed.MOVE_HOME)


@compiled
def posted(book: Book, entry: int) -> int:
    """Kopecks of all entries of a kind that the step has posted."""
    total = 0
    for place in range(book.entry_count):
        if book.entries[place].entry == entry:
            total += book.entries[place].amount_kopecks
    return total


@compiled
def times_told(book: Book, event: int) -> int:
    """How often the step has noted an event."""
    count = 0
    for place in range(book.event_count):
        if book.events[place].event == event:
            count += 1
    return count


@compiled
def value_told(book: Book, event: int) -> int:
    """The value of the last such event, -1 when there is none."""
    value = -1
    for place in range(book.event_count):
        if book.events[place].event == event:
            value = book.events[place].value
    return value


@compiled
def is_told(book: Book, event: int, value: int, is_due: bool) -> bool:
    """Whether an event was noted once with this value if it is due, and not at all if it is not."""
    if not is_due:
        return times_told(book, event) == 0
    return bool(times_told(book, event) == 1 and value_told(book, event) == value)


@compiled
def row_at(book: Book, now: int) -> Record:
    """The row of the calendar for a moment."""
    return book.calendar[now // DAY_S - book.first_day]


@compiled
def terms_on(book: Book, now: int) -> Record:
    """The terms of a moment."""
    return book.terms[row_at(book, now).edition]


@compiled
def plan_on(book: Book, tariff: int, now: int) -> Record:
    """A tariff as it is at a moment."""
    return book.tariffs[row_at(book, now).edition, tariff]


@compiled
def add_on_on(book: Book, add_on: int, now: int) -> Record:
    """An add-on as it is at a moment."""
    return book.add_ons[row_at(book, now).edition, add_on]


@compiled
def is_add_on(book: Book, add_on: int) -> bool:
    """Whether the catalogue has it."""
    return bool(0 <= add_on < book.add_on_count)


@compiled
def is_away(contract: Record, now: int) -> bool:
    """Whether a voluntary suspension runs."""
    return bool(contract.suspended_from <= now < contract.suspended_until)


@compiled
def is_usable(contract: Record, now: int) -> bool:
    """Whether the service can be used: it lives, and is neither blocked nor suspended."""
    is_out = contract.is_terminated or contract.is_blocked or is_away(contract, now)
    return bool(not is_out)


@compiled
def is_advance(contract: Record) -> bool:
    """Whether it is paid before use."""
    return bool(contract.settlement == Settlement.ADVANCE)


@compiled
def limit_on(book: Book, contract: Record, now: int) -> int:
    """At this balance an advance contract stops."""
    terms = terms_on(book, now)
    if contract.add_ons & TRUST_BIT:
        return terms.trust_limit_kopecks
    return terms.block_at_kopecks


@compiled
def next_midnight(now: int) -> int:
    """The end of a day."""
    return now - now % DAY_S + DAY_S


@compiled
def effect_of_order(book: Book, now: int) -> int:
    """When a tariff comes that is ordered now: the next midnight, or that before the next 1st."""
    day = now // DAY_S + 1
    if terms_on(book, now).tariff_effect_next_month != 0:
        while book.calendar[day - book.first_day].day_of_month != 1:
            day += 1
    return day * DAY_S


@compiled
def half_up(numerator: int, denominator: int) -> int:
    """The nearest whole number, and the upper one of two; neither is below zero."""
    return (2 * numerator + denominator) // (2 * denominator)


@compiled
def share_kopecks(fee_e4: int, day_of_month: int, days: int) -> int:
    """What a day costs of a monthly fee: what is due by its end less what was due before."""
    if day_of_month > days:
        return 0
    due = half_up(fee_e4 * day_of_month, 100 * days)
    return due - half_up(fee_e4 * (day_of_month - 1), 100 * days)


@compiled
def fitting_or_included(plan: Record) -> int:
    """Bits of what may stay with a plan, and of what belongs to it."""
    return plan.fitting_add_ons | plan.included_add_ons


@compiled
def kept_with(book: Book, bits: int, old: int, new: int, now: int) -> int:
    """Of `bits` with an old tariff those that are on with a new one, and its own."""
    own = bits & ~plan_on(book, old, now).included_add_ons
    offer = plan_on(book, new, now)
    return (own & offer.fitting_add_ons) | offer.included_add_ons


@compiled
def lost_with(book: Book, contract: Record, new: int, now: int) -> int:
    """Bits of a contract's own add-ons that a new tariff does not carry."""
    own = contract.add_ons & ~plan_on(book, contract.tariff, now).included_add_ons
    return own & ~fitting_or_included(plan_on(book, new, now))


@compiled
def price_of_change(book: Book, old: int, new: int, now: int) -> int:
    """What an order costs, by whether the new plan is dearer."""
    terms = terms_on(book, now)
    difference = plan_on(book, new, now).fee_e4 - plan_on(book, old, now).fee_e4
    if difference > 0:
        return terms.tariff_fee_up_kopecks
    return terms.tariff_fee_down_kopecks if difference < 0 else terms.tariff_fee_same_kopecks


@compiled
def price_of_pause(book: Book, kind: int, days: int, now: int) -> int:
    """What so many days of suspension cost for a kind of service; -1 where they can't be had."""
    edition = row_at(book, now).edition
    for place in range(8):
        term = book.suspension_terms[edition, place]
        if term.days == days and days > 0 and (term.kinds >> kind) & 1:
            return term.once_kopecks
    return -1


@compiled
def has_fibre(book: Book, tariff: int, now: int) -> bool:
    """Whether there is such a tariff, and it runs on fibre."""
    if tariff < 0 or tariff >= book.tariff_count:
        return False
    return bool((plan_on(book, tariff, now).technologies >> Technology.PON) & 1)


@compiled
def has_order(contract: Record) -> bool:
    """Whether a tariff was ordered and has not come yet."""
    return bool(contract.pending_tariff != NO_TARIFF)


@compiled
def ended_timed(book: Book, contract: Record, now: int) -> int:
    """Bits of the add-ons that last hours and are over at this moment."""
    bits = 0
    for add_on in range(book.add_on_count):
        slot = add_on_on(book, add_on, now).timed_slot
        if slot >= 0 and 0 < contract.timed_until[slot] <= now:
            bits |= 1 << add_on
    return bits & contract.add_ons


@compiled
def charged(book: Book) -> int:
    """What the step has taken for a day, as a sum above zero."""
    entries = posted(book, Entry.USAGE) + posted(book, Entry.FEE_TARIFF)
    return -(entries + posted(book, Entry.FEE_ADDON))


@compiled
def is_bill_day(book: Book, step: Record) -> bool:
    """Whether this midnight ends a month, or the last day, of a credit contract."""
    contract, now = step.before.contract, step.deed.now
    if is_advance(contract) or now % DAY_S != 0 or times_told(book, Event.CONNECTED) > 0:
        return False
    if contract.is_terminated:
        return bool(contract.terminated_at // DAY_S == now // DAY_S - 1)
    return bool(row_at(book, now).day_of_month == 1)
