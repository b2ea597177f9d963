"""What people would have when they look at what is offered: the sum of a promise, another tariff.

They know what the application shows at that moment: terms, prices, their balance and their own use.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, low_below
from mybt_sim.behaviour.intents import act_luck
from mybt_sim.behaviour.layouts import CELLS, Q16, BehaviourTables, Intent, Wish
from mybt_sim.engine.book import Book, calendar_day, edition_at, tariff_at, terms_at
from mybt_sim.engine.forecast import monthly_sum_kopecks
from mybt_sim.engine.promise import promise_ends_at
from mybt_sim.engine.records import DAY_S, NEVER, NO_TARIFF, Record
from mybt_sim.engine.tariff_change import is_eligible, is_sold_to, runs_on
from mybt_sim.engine.usage import excess_charge_e4
from mybt_sim.engine.vocabulary import Settlement, Technology


@compiled
def round_up(amount: int, step: int) -> int:
    """The next multiple of `step` that is not below `amount`."""
    return (amount + step - 1) // step * step


@compiled
def asks_for_promise(
    book: Book, tables: BehaviourTables, contract: Record, traits: Record, now: int
) -> bool:
    """Whether somebody who meant to take a promise does so, having seen how much is offered.

    Nobody asks without need. The less of the need is covered, the fewer ask; where not even the
    largest sum would bring the service back, or the contract pays by bill, few do.
    """
    need_kopecks = needed_kopecks(book, contract, traits, now)
    if need_kopecks <= 0:
        return False
    limit_kopecks = terms_at(book, now).promise_limit_kopecks
    bits = act_luck(traits, Intent.PROMISE, now, 4)
    is_too_little = contract.is_blocked and contract.balance_kopecks + limit_kopecks <= 0
    if is_too_little or contract.settlement == Settlement.CREDIT:
        return bool(low_below(bits, Q16) < tables.promise_hopeless_q16)
    uncovered_q16 = max(0, Q16 - limit_kopecks * Q16 // need_kopecks)
    return bool(low_below(bits, Q16) >= (uncovered_q16 * tables.promise_reluctant_q16) >> 16)


@compiled
def promise_wish_kopecks(
    book: Book, tables: BehaviourTables, contract: Record, traits: Record, now: int
) -> int:
    """The sum that somebody asks for who has seen how much is offered; some ask for more."""
    limit_kopecks: int = terms_at(book, now).promise_limit_kopecks
    bits = act_luck(traits, Intent.PROMISE, now, 2)
    if low_below(bits, Q16) < tables.promise_above_limit_q16:
        above_kopecks = tables.promise_above_kopecks
        return limit_kopecks + above_kopecks[below(bits, len(above_kopecks))]
    wish = tables.promise_wish[below(act_luck(traits, Intent.PROMISE, now, 3), CELLS)]
    sum_kopecks = limit_kopecks
    if wish == Wish.NEEDED:
        days = (promise_ends_at(book, now) - now) // DAY_S  # by then it has to be paid
        lasting_kopecks = _lasting_kopecks(book, contract, days, now)
        sum_kopecks = min(lasting_kopecks, needed_kopecks(book, contract, traits, now))
    elif wish == Wish.MONTH_FEE:
        sum_kopecks = monthly_sum_kopecks(book, contract, now)
    sum_kopecks = round_up(sum_kopecks, tables.promise_round_kopecks)
    return min(limit_kopecks, max(sum_kopecks, terms_at(book, now).promise_min_kopecks))


@compiled
def needed_kopecks(book: Book, contract: Record, traits: Record, now: int) -> int:
    """What the balance lacks to last up to the usual day of payment."""
    row = calendar_day(book, now // DAY_S)
    days = (traits.pay_day - row.day_of_month) % row.days_in_month + 1
    return _lasting_kopecks(book, contract, days, now)


@compiled
def _lasting_kopecks(book: Book, contract: Record, days: int, now: int) -> int:
    month_kopecks = monthly_sum_kopecks(book, contract, now)
    days_in_month = calendar_day(book, now // DAY_S).days_in_month
    return month_kopecks * days // days_in_month - contract.balance_kopecks + 1


@compiled
def wished_tariff(
    book: Book, tables: BehaviourTables, contract: Record, life: Record, now: int
) -> int:
    """The tariff that somebody asks for who looks at the list; NO_TARIFF when nothing suits.

    Some ask for any tariff at all. The others want a dearer one, or to pay less; both judge it by
    what it would cost at their own use.
    """
    bits = act_luck(life.traits, Intent.TARIFF_CHANGE, now, 1)
    if low_below(bits, Q16) < tables.tariff_random_q16:
        return below(bits, book.tariff_count)
    if below(bits, Q16) < life.plan.intents[Intent.TARIFF_CHANGE].upgrade_q16:
        return _dearer_tariff(book, tables, contract, life.traits, contract.technology, now)
    return _cheaper_tariff(book, tables, contract, life.traits, contract.technology, now)


@compiled
def tariff_on_fibre(
    book: Book, tables: BehaviourTables, contract: Record, traits: Record, now: int
) -> int:
    """The tariff by which somebody goes over to fibre; NO_TARIFF when there is none for him.

    His own if fibre carries it, else a dearer or a cheaper one as people choose who look at the
    list, and the other where there is no such one.
    """
    fibre = Technology.PON.value
    if runs_on(tariff_at(book, contract.tariff, now), fibre):
        return int(contract.tariff)
    bits = act_luck(traits, Intent.FIBRE, now, 0)
    wants_more = low_below(bits, Q16) < tables.tariff_upgrade_q16
    tariff = NO_TARIFF
    if wants_more:
        tariff = _dearer_tariff(book, tables, contract, traits, fibre, now)
    if tariff == NO_TARIFF:
        tariff = _cheaper_tariff(book, tables, contract, traits, fibre, now)
    if tariff == NO_TARIFF and not wants_more:
        tariff = _dearer_tariff(book, tables, contract, traits, fibre, now)
    return tariff


@compiled
def month_cost_e4(tables: BehaviourTables, offer: Record, traits: Record) -> int:
    """What a month of a tariff would cost at the usual volume of the line."""
    if offer.included_mb == NEVER:
        return int(offer.fee_e4)
    month_mb = (tables.month_mb * traits.net_q16) >> 16
    return int(offer.fee_e4) + excess_charge_e4(offer, max(0, month_mb - offer.included_mb))


@compiled
def _is_choice(contract: Record, offer: Record, tariff: int, technology: int) -> bool:
    """Whether the application lists a tariff for the contract on such a line."""
    is_offered = is_sold_to(contract, offer) and not offer.is_archived
    is_fitting = runs_on(offer, technology) and is_eligible(contract, offer)
    return bool(is_offered and is_fitting and tariff != contract.tariff)


@compiled
def _dearer_tariff(
    book: Book,
    tables: BehaviourTables,
    contract: Record,
    traits: Record,
    technology: int,
    now: int,
) -> int:
    """The next in cost above the present one; for the internet, a faster one."""
    offers = book.tariffs[edition_at(book, now)]
    present = offers[contract.tariff]
    present_e4 = month_cost_e4(tables, present, traits)
    best = NO_TARIFF
    best_e4 = 0
    for tariff in range(book.tariff_count):
        offer = offers[tariff]
        cost_e4 = month_cost_e4(tables, offer, traits)
        is_more = offer.down_kbps > present.down_kbps or offer.down_kbps == 0
        is_dearer = is_more and cost_e4 > present_e4
        if not (is_dearer and _is_choice(contract, offer, tariff, technology)):
            continue
        if best == NO_TARIFF or cost_e4 < best_e4:
            best = tariff
            best_e4 = cost_e4
    return best


@compiled
def _cheaper_tariff(
    book: Book,
    tables: BehaviourTables,
    contract: Record,
    traits: Record,
    technology: int,
    now: int,
) -> int:
    """The cheapest that is as fast; where there is none, the next in cost below the present one."""
    offers = book.tariffs[edition_at(book, now)]
    present = offers[contract.tariff]
    present_e4 = month_cost_e4(tables, present, traits)
    best = NO_TARIFF
    best_e4 = 0
    is_best_as_fast = False
    for tariff in range(book.tariff_count):
        offer = offers[tariff]
        cost_e4 = month_cost_e4(tables, offer, traits)
        if not (cost_e4 < present_e4 and _is_choice(contract, offer, tariff, technology)):
            continue
        is_as_fast = offer.down_kbps >= present.down_kbps
        is_nearer = cost_e4 < best_e4 if is_as_fast else cost_e4 > best_e4
        is_first_of_rank = best == NO_TARIFF or (is_as_fast and not is_best_as_fast)
        if is_first_of_rank or (is_as_fast == is_best_as_fast and is_nearer):
            best = tariff
            best_e4 = cost_e4
            is_best_as_fast = is_as_fast
    return best
