"""What a random life wants next: deeds, moments and amounts at the edges where rules turn.

Every trial has a swarm of its own: which operations there are at all, how often the clock jumps and
how far, how many amounts lie on an edge. Draws are addressed, so that a trial is its number.
"""

from mybt_sim.base.compiled import called, compiled
from mybt_sim.base.draws import below, draw, low_below
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import DAY_S, NO_TARIFF, TIMED_SLOTS, Record
from mybt_sim.engine.traffic import DAY_MINUTES
from mybt_sim.engine.usage import CALL_CLASSES
from mybt_sim.quality.facts import (
    fitting_or_included,
    has_order,
    is_of_line,
    plan_on,
    row_at,
    terms_on,
)
from mybt_sim.quality.steps import Deed

FIRST_OPERATION = int(Deed.TOP_UP)
OPERATION_COUNT = int(Deed.MOVE_HOME) - FIRST_OPERATION + 1
START_DAYS = 700
DAYS_KEPT = 140
"""So many days before the end of the book no life goes on: the farthest jump of the clock, and the
month after it, into which rules look."""
TIMED_OR_RENTED = (1 << 8) | (1 << 10) | (1 << 13)
"""A09, A11 and A14: nobody begins with them."""
YEAR_DAYS = 365
YEAR_END_DAYS = 60
APART = (0, 1, 8, 13)
"""A01, A02, A09 and A14, which rules treat apart: two by name, two end after hours."""
PAUSES = (15, 30, 45, 90, 180, 14, 0, -15)
EDGES = (1, 0, -1, 99, 100, 101, 1499, 1500, 1501, 50_000, 50_001, 1_000_000)
BALANCES = (0, 1, 100, 1500, 2500, 10_000, 20_000, 50_000)
LOCALITIES = 100
WINDOW = (7_199, 7_200, 10_799, 10_800)


@called
def draw_start(book: Book, start: Record, key: int) -> None:
    """How a contract stands on its first morning."""
    bits, more = draw(key, 0, 0), draw(key, 0, 1)
    day = book.first_day + below(bits, START_DAYS)
    if (more >> 8) & 7 == 0:  # the last weeks of a year, for what is counted by years
        day = book.first_day + YEAR_DAYS * (1 + (bits & 1)) - 1 - low_below(more, YEAR_END_DAYS)
    tariff = low_below(bits, book.tariff_count)
    row = book.tariffs[row_at(book, day * DAY_S).edition, tariff]
    start.opened_day = day
    start.tariff = tariff
    start.balance_kopecks = _balance_to_begin(book, day * DAY_S, more)
    start.technology = (more & 1) if row.technologies == 3 else row.technologies >> 1
    start.is_social = (more >> 1) & 1
    start.is_new = 1 if (more >> 2) & 7 == 0 and start.balance_kopecks >= 0 else 0
    start.bills = (more >> 11) & 3
    start.add_ons = 0
    wanted = draw(key, 0, 2) & row.fitting_add_ons & ~TIMED_OR_RENTED
    if (more >> 5) & 1 == 0:
        start.add_ons = held_together(book, wanted, row.included_add_ons, day)


@compiled
def _balance_to_begin(book: Book, now: int, bits: int) -> int:
    kind = below(bits, len(BALANCES) + 3)
    return BALANCES[kind] if kind < len(BALANCES) else balance_at_an_edge(book, now, bits)


@compiled
def balance_at_an_edge(book: Book, now: int, bits: int) -> int:
    """A balance at which some rule turns, or a kopeck beside it."""
    terms, kind, about = terms_on(book, now), bits & 7, (bits >> 3) % 3 - 1
    if kind == 0:
        return about + terms.block_at_kopecks
    if kind == 1:
        return about + _a_price(book, now, bits >> 5)
    if kind == 2:
        return about + terms.trust_limit_kopecks
    if kind < 5:
        return about - terms.promise_debt_limit_kopecks
    if kind == 5:
        return about - terms.promise_limit_kopecks
    return about + terms.balance_most_kopecks - (terms.topup_min_kopecks if kind == 6 else 0)


@compiled
def _a_price(book: Book, now: int, bits: int) -> int:
    """What some add-on, some suspension or a dearer tariff costs once."""
    edition, terms = row_at(book, now).edition, terms_on(book, now)
    if bits & 3 == 0:
        return book.suspension_terms[edition, (bits >> 2) & 7].once_kopecks
    if bits & 3 == 1:
        return terms.tariff_fee_up_kopecks
    return book.add_ons[edition, below(bits, book.add_on_count)].once_kopecks


@compiled
def held_together(book: Book, wanted: int, included: int, day: int) -> int:
    """Of the add-ons that are wanted those that go together."""
    held = included
    edition = row_at(book, day * DAY_S).edition
    for add_on in range(book.add_on_count):
        row = book.add_ons[edition, add_on]
        is_wanted = (wanted >> add_on) & 1
        if is_wanted and held & row.conflicts == 0 and row.requires & ~held == 0:
            held |= 1 << add_on
    return held


@compiled
def draw_swarm(key: int) -> int:
    """Bits of the operations of a trial; the last three say how far its clock jumps."""
    bits = draw(key, 0, 3)
    kinds = bits | (bits >> 20)
    return kinds & ((1 << OPERATION_COUNT) - 1) | ((bits >> 50) & 7) << OPERATION_COUNT


@called
def draw_deed(
    book: Book, state: Record, deed: Record, swarm: int, address: tuple[int, int]
) -> None:
    """What is wanted next; `address` is the key of the trial and the number of the deed."""
    key, tick = address
    bits = draw(key, tick, 0)
    kind = below(bits, OPERATION_COUNT)
    for _ in range(OPERATION_COUNT):
        if (swarm >> kind) & 1:
            break
        kind = (kind + 1) % OPERATION_COUNT
    if kind == Deed.TERMINATE - FIRST_OPERATION and bits & 3:
        kind = 0
    deed.what = kind + FIRST_OPERATION
    deed.now = _moment(book, state, draw(key, tick, 1), swarm >> OPERATION_COUNT)
    deed.amount = _kopecks(book, state, draw(key, tick, 2))
    deed.flag = 1 if (bits >> 8) & 3 else 0
    deed.choice = 0
    _fill(book, state, deed, draw(key, tick, 3))


@compiled
def _moment(book: Book, state: Record, bits: int, reach: int) -> int:
    """When: now, soon, about what ends, at an edge of the calendar, or some days later."""
    contract, now = state.contract, state.now
    about = low_below(bits, 3) - 1
    kind = below(bits, 16)
    moment = now
    if kind < 6:
        moment = now + (bits & 63) * (bits >> 6 & 1)
    elif kind == 6:
        moment = now + (bits & 0xFFFF)
    elif kind == 7:
        moment = (now // DAY_S + 1) * DAY_S + about
    elif kind == 8:
        moment = contract.promise_due_at + about
    elif kind == 9:
        moment = (contract.suspended_from if bits & 1 else contract.suspended_until) + about
    elif kind == 10:
        moment = (contract.tariff_effective_at if bits & 1 else contract.tariff_free_from) + about
    elif kind == 11:
        moment = contract.timed_until[bits & (TIMED_SLOTS - 1)] + about
    elif kind == 12:
        row = row_at(book, now)
        day = now // DAY_S + (5 - row.day_of_month) % row.days_in_month
        moment = day * DAY_S + WINDOW[bits & 3]
    elif kind == 13:
        row = row_at(book, now)
        day = now // DAY_S + row.days_in_month - row.day_of_month + 1
        for _ in range(3 if bits & 64 else 0):  # up to a new year
            row = row_at(book, day * DAY_S)
            day += row.days_in_month if row.month != 1 else 0
        moment = day * DAY_S + about
    elif kind < 15 or reach < 6:
        moment = now + (bits & 0xFF) * 3_600 >> (reach & 3)
    else:
        moment = now + (bits & 127) * DAY_S
    return max(now, min(moment, now + 100 * DAY_S))


@compiled
def _kopecks(book: Book, state: Record, bits: int) -> int:
    """How much: an edge, or about what is owed, open, unpaid, or the limit."""
    contract, about = state.contract, low_below(bits, 3) - 1
    kind = below(bits, 8)
    if kind == 0:
        return about - contract.balance_kopecks
    if kind == 1:
        return about + contract.promise_open_kopecks
    if kind == 2:
        return about + contract.promise_unpaid_kopecks - contract.paid_since_expiry_kopecks
    if kind == 3:
        terms = terms_on(book, state.now)
        return about + terms.balance_most_kopecks - contract.balance_kopecks
    return EDGES[bits & 7] if kind < 7 else EDGES[4 + (bits & 7)]


@compiled
def _fill(book: Book, state: Record, deed: Record, bits: int) -> None:
    """What else belongs to a deed."""
    what, contract = deed.what, state.contract
    if what == Deed.CHANGE_TARIFF:
        deed.choice = _tariff(book, contract, state.now, bits)
    elif what == Deed.CONNECT_ADD_ON or what == Deed.DISCONNECT_ADD_ON:
        deed.choice = _add_on(book, state, bits, what == Deed.DISCONNECT_ADD_ON)
    elif what == Deed.SUSPEND:
        deed.choice = PAUSES[bits & 7]
    elif what == Deed.RENT_VIDEO:
        deed.choice = state.now + (bits & 3) - 2 if bits & 12 == 0 else 0
    elif what == Deed.TOP_UP:
        deed.choice = 3 if bits & 15 == 0 else bits % 3
        deed.flag = 1 if (bits >> 4) & 7 == 0 else 0
    elif what == Deed.REDEEM_EXPRESS_CARD:
        deed.choice = bits & 3
    elif what == Deed.RECORD_SESSION:
        deed.amount = (bits & 0xFFFFF) << (8 + ((bits >> 20) & 15) + ((bits >> 24) & 6))
        deed.choice = (bits >> 30) & 0x3FFFFFF
        if (bits >> 28) & 3 == 0:
            deed.amount = _until_full(book, state, what, bits) << 20
            deed.choice = 0
    elif what == Deed.RECORD_CALL:
        deed.choice = below(bits, CALL_CLASSES)
        deed.amount = low_below(bits, 4_000) if bits & 1 else low_below(bits, DAY_S + 1)
        if (bits >> 2) & 7 == 0:
            deed.amount = min(DAY_S, 60 * _until_full(book, state, what, bits))
    elif what == Deed.RECORD_VIEW:
        deed.amount = low_below(bits, DAY_MINUTES + 1)
        if (bits >> 2) & 3 != 0:
            deed.amount = min(DAY_MINUTES, _until_full(book, state, what, bits))
    elif is_of_line(what):
        deed.choice = _tariff(book, contract, state.now, bits)
        if what == Deed.MOVE_HOME:
            deed.choice = low_below(bits, LOCALITIES)
        elif bits & 96 == 0:
            deed.choice = contract.tariff
        deed.now = (deed.now + DAY_S - 1) // DAY_S * DAY_S  # as a day begins
    elif what == Deed.CORRECT_BALANCE:
        amount: int = max(-100_000, min(deed.amount, 100_000)) * (1 if bits & 1 else -1)
        if bits & 2:
            amount = balance_at_an_edge(book, deed.now, bits >> 2) - contract.balance_kopecks
        deed.amount = amount if amount != 0 else 7


@compiled
def _until_full(book: Book, state: Record, what: int, bits: int) -> int:
    """As much as the day of a line still holds, in MB or minutes, or one more or less."""
    terms, used, total = terms_on(book, state.now), state.service_day, 0
    if what == Deed.RECORD_SESSION:
        most, total = terms.net_day_most_mb, used.down_mb + used.up_mb
    elif what == Deed.RECORD_CALL:
        most = terms.call_day_most_minutes
        for call_class in range(CALL_CLASSES):
            total += used.call_minutes[call_class]
    else:
        most, total = terms.tv_day_most_minutes, used.tv_minutes
    left = most if state.is_day_over != 0 else most - total
    return max(0, left + low_below(bits, 3) - 1)


@compiled
def _tariff(book: Book, contract: Record, now: int, bits: int) -> int:
    """Any tariff, one near the present one, one with which add-ons are lost, or none at all."""
    if bits & 31 == 0:
        return book.tariff_count + (bits >> 5 & 3)
    if bits & 31 == 1:
        return NO_TARIFF
    if (bits >> 7) & 3 == 0:
        return _poorer(book, contract, now, below(bits, book.tariff_count))
    if bits & 1:
        return (contract.tariff + book.tariff_count + below(bits, 7) - 3) % book.tariff_count
    return below(bits, book.tariff_count)


@compiled
def _poorer(book: Book, contract: Record, now: int, tariff: int) -> int:
    """The next tariff of this kind from `tariff` on that does not fit all that the present does."""
    edition = row_at(book, now).edition
    fitting = book.tariffs[edition, contract.tariff].fitting_add_ons
    for _ in range(book.tariff_count):
        offer = book.tariffs[edition, tariff]
        if offer.kind == contract.kind and fitting & ~fitting_or_included(offer) != 0:
            break
        tariff = (tariff + 1) % book.tariff_count
    return tariff


@compiled
def _offered(book: Book, state: Record) -> int:
    """What the plan may have; of that what an ordered plan may not, if there is such a thing."""
    contract = state.contract
    fitting = plan_on(book, contract.tariff, state.now).fitting_add_ons
    if has_order(contract):
        ordered = plan_on(book, contract.pending_tariff, state.now)
        lost = fitting & ~fitting_or_included(ordered)
        return lost if lost != 0 else fitting
    return fitting


@compiled
def _add_on(book: Book, state: Record, bits: int, is_to_end: bool) -> int:
    """Any add-on, one that is on, one that the plan may have, or none at all."""
    add_on = below(bits, book.add_on_count)
    if bits & 31 == 0:
        return (book.add_on_count, -1, 59, 64)[bits >> 5 & 3]
    if bits & 15 < 4:
        return APART[(bits >> 5) & 3]
    wanted = state.contract.add_ons if is_to_end else _offered(book, state)
    for _ in range(book.add_on_count):
        if (wanted >> add_on) & 1:
            break
        add_on = (add_on + 1) % book.add_on_count
    return add_on
