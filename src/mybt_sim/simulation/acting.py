"""People act: each intent that is due goes through the rules at its second, and leaves a row.

Expiries that fall inside the day run between the intents, in time order (GEN-CLOCK).
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, low_below
from mybt_sim.behaviour.intents import (
    act_luck,
    due_kind,
    intend,
    intend_payment,
    intend_promise,
    is_shocked,
    next_moment_of,
    payment_second,
    plan_repayment,
    react_to_block,
)
from mybt_sim.behaviour.layouts import Q16, AmountStyle, BehaviourTables, Channel, Intent, Rhythm
from mybt_sim.behaviour.traits import account_at, channel_at
from mybt_sim.behaviour.wishes import (
    asks_for_promise,
    promise_wish_kopecks,
    round_up,
    wished_tariff,
)
from mybt_sim.engine.book import Book, tariff_at, terms_at
from mybt_sim.engine.contract_clock import next_due, run_due
from mybt_sim.engine.express_card import redeem_express_card
from mybt_sim.engine.forecast import monthly_sum_kopecks
from mybt_sim.engine.promise import promise_payment
from mybt_sim.engine.records import DAY_S, FAR, NO_TARIFF, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.status import has_promise
from mybt_sim.engine.tariff_change import change_tariff
from mybt_sim.engine.top_up import erip_payment, is_settled, top_up
from mybt_sim.engine.vocabulary import CardBrand, Operation, Settlement
from mybt_sim.simulation.consulted import begin_decision, end_decision
from mybt_sim.simulation.layouts import next_payment, next_row
from mybt_sim.simulation.service_actions import (
    ask_add_on,
    ask_suspension,
    come_back,
    drop_add_on,
    go_over_to_fibre,
    leave,
    move_house,
    rent_title,
    take_back_tariff,
)


@compiled
def next_moment(contract: Record, life: Record) -> int:
    """The second of the next intent or expiry."""
    return min(life.plan.next_at, next_due(contract))


@compiled
def live_until(
    book: Book, tables: BehaviourTables, contract: Record, life: Record, end: int
) -> None:
    """Run everything that falls before the second `end`, in time order."""
    now = next_moment(contract, life)
    while now < end:
        if next_due(contract) == now:
            run_due(book, contract, now)
        else:
            act(book, tables, contract, life, now)
        consider_block(book, tables, contract, life, now)
        now = next_moment(contract, life)


@compiled
def act(book: Book, tables: BehaviourTables, contract: Record, life: Record, now: int) -> None:
    """Do what is due at `now`, by its kind; nobody means to do it any more."""
    kind = due_kind(life.plan)
    begin_decision(book, tables, contract, life, kind, now)
    intend(life.plan, kind, FAR)
    if kind == Intent.PAYMENT:
        _pay(book, tables, contract, life, now)
    elif kind == Intent.LEAVING:
        leave(book, tables, contract, life, now)
    elif kind == Intent.FIBRE:
        go_over_to_fibre(book, tables, contract, life, now)
    elif kind == Intent.MOVE:
        move_house(book, contract, life, now)
    elif account_at(life.traits, now) == 0:
        return  # the contract was let go after the plans had been made
    elif kind == Intent.PROMISE:
        _ask_promise(book, tables, contract, life, now)
    elif kind == Intent.TARIFF_CHANGE:
        _ask_tariff(book, tables, contract, life, now)
    elif kind == Intent.CONNECT or kind == Intent.BOOST:
        ask_add_on(book, tables, contract, life, kind, now)
    elif kind == Intent.DISCONNECT:
        drop_add_on(book, tables, contract, life, now)
    elif kind == Intent.SUSPENSION:
        ask_suspension(book, tables, contract, life, now)
    elif kind == Intent.RESUMPTION:
        come_back(book, contract, life, now)
    elif kind == Intent.VIDEO:
        rent_title(book, contract, life, now)
    elif kind == Intent.TARIFF_CANCELLATION:
        take_back_tariff(book, contract, life, now)
    else:
        raise AssertionError("nobody has said how this kind of intent is acted upon")
    end_decision(book, tables)


@compiled
def consider_block(
    book: Book, tables: BehaviourTables, contract: Record, life: Record, now: int
) -> None:
    """Notice a new block once; forget it when it is over."""
    if contract.is_blocked and not life.plan.has_reacted:
        react_to_block(book, tables, life, now)
    elif life.plan.has_reacted and not contract.is_blocked:
        life.plan.has_reacted = False


@compiled
def month_fee_kopecks(book: Book, contract: Record, now: int) -> int:
    """What a month costs at present, for people who plan their payments."""
    return tariff_at(book, contract.tariff, now).fee_e4 // 100


@compiled
def payment_kopecks(
    book: Book, tables: BehaviourTables, contract: Record, traits: Record, now: int
) -> int:
    """The sum that a payer chooses by habit, and more where it would leave the service blocked."""
    if contract.is_terminated:
        owed_kopecks = contract.promise_open_kopecks - contract.balance_kopecks
        return min(tables.pay_most_kopecks, max(tables.pay_least_kopecks, owed_kopecks))
    if contract.settlement == Settlement.CREDIT:
        return min(tables.pay_most_kopecks, max(0, -contract.balance_kopecks))
    step_kopecks = 1
    amount_kopecks = month_fee_kopecks(book, contract, now)
    if traits.rhythm == Rhythm.MONTHS_AHEAD:
        amount_kopecks *= traits.months_ahead
    elif traits.rhythm == Rhythm.SEVERAL_PER_MONTH:
        amount_kopecks = monthly_sum_kopecks(book, contract, now) // tables.pay_per_month
        step_kopecks = tables.pay_round_kopecks
    elif traits.amount_style == AmountStyle.MULTIPLE_FEES:
        amount_kopecks *= tables.pay_fees
    if traits.amount_style == AmountStyle.ROUNDED_UP:
        amount_kopecks += max(0, -contract.balance_kopecks)
        step_kopecks = tables.pay_round_kopecks
    if contract.balance_kopecks + amount_kopecks <= 0:
        amount_kopecks += -contract.balance_kopecks
        step_kopecks = tables.pay_round_kopecks
    amount_kopecks = max(amount_kopecks, contract.promise_open_kopecks)
    amount_kopecks = round_up(amount_kopecks, step_kopecks)
    return min(tables.pay_most_kopecks, max(tables.pay_least_kopecks, amount_kopecks))


@compiled
def has_enough(book: Book, contract: Record, traits: Record, now: int) -> bool:
    """Whether the balance lasts for the time that a payer usually pays for; credit pays bills."""
    months = traits.months_ahead if traits.rhythm == Rhythm.MONTHS_AHEAD else 1
    fees_kopecks: int = months * month_fee_kopecks(book, contract, now)
    is_free = contract.settlement == Settlement.ADVANCE and not has_promise(contract)
    return bool(is_free and contract.balance_kopecks > fees_kopecks)


@compiled
def with_use_kopecks(
    book: Book,
    tables: BehaviourTables,
    contract: Record,
    plan: Record,
    amount_kopecks: int,
    now: int,
) -> int:
    """The sum that a payer chooses who is blocked though the fee was paid: use has cost so much
    that this month, and the one before, have shown what a month takes."""
    use_kopecks = max(plan.usage_kopecks, plan.usage_before_kopecks)
    is_paid_ahead = contract.settlement == Settlement.ADVANCE and not contract.is_terminated
    if tables.pay_use_q16 == 0 or not (contract.is_blocked and is_paid_ahead):
        return amount_kopecks
    if not is_shocked(book, tables, contract, use_kopecks, now // DAY_S):
        return amount_kopecks
    more_kopecks = (use_kopecks * tables.pay_use_q16) >> 16
    wished_kopecks = round_up(amount_kopecks + more_kopecks, tables.pay_round_kopecks)
    return min(tables.pay_most_kopecks, wished_kopecks)


@compiled
def _pay(book: Book, tables: BehaviourTables, contract: Record, life: Record, now: int) -> None:
    if is_settled(contract):
        return
    amount_kopecks = life.plan.intents[Intent.PAYMENT].amount_kopecks
    if amount_kopecks == 0:
        amount_kopecks = payment_kopecks(book, tables, contract, life.traits, now)
        if amount_kopecks == 0 or has_enough(book, contract, life.traits, now):
            return
        amount_kopecks = with_use_kopecks(book, tables, contract, life.plan, amount_kopecks, now)
    bits = act_luck(life.traits, Intent.PAYMENT, now, 0)
    channel = channel_at(life.traits, now)
    if channel == Channel.EXPRESS_CARD:
        _use_express_card(book, tables, contract, life, amount_kopecks, bits, now)
        return
    row = next_payment(contract, life, channel, now)
    row.amount_kopecks = amount_kopecks
    if channel == Channel.APP_CARD:
        row.operation = Operation.TOP_UP
        is_declined = low_below(bits, Q16) < tables.card_declined_q16
        row.refusal = top_up(book, contract, amount_kopecks, CardBrand.VISA, is_declined, now)
    else:
        row.operation = Operation.ERIP_PAYMENT
        is_known = low_below(bits, Q16) >= tables.wrong_annex_q16
        row.refusal = erip_payment(book, contract, amount_kopecks, is_known, now)
    _plan_next_payment(book, tables, contract, life, row.refusal, bits, now)


@compiled
def _use_express_card(
    book: Book,
    tables: BehaviourTables,
    contract: Record,
    life: Record,
    amount_kopecks: int,
    bits: int,
    now: int,
) -> None:
    """Use one of the cards that make up a sum; the others follow, unless it is refused."""
    card_kopecks = terms_at(book, now).express_card_kopecks
    chance_q16 = low_below(bits, Q16)
    unknown_until_q16 = tables.express_format_q16 + tables.express_unknown_q16
    row = next_payment(contract, life, Channel.EXPRESS_CARD, now)
    row.operation = Operation.REDEEM_EXPRESS_CARD
    row.amount_kopecks = card_kopecks
    row.refusal = redeem_express_card(
        book,
        contract,
        life.plan.card_tries,
        is_wellformed=chance_q16 >= tables.express_format_q16,
        is_known=chance_q16 >= unknown_until_q16,
        is_used=chance_q16 < unknown_until_q16 + tables.express_used_q16,
        now=now,
    )
    left_kopecks = min(amount_kopecks, tables.express_cards * card_kopecks) - card_kopecks
    if row.refusal == Refusal.NONE and left_kopecks > 0:
        life.plan.intents[Intent.PAYMENT].amount_kopecks = left_kopecks
        pause_s = tables.express_apart_s + below(bits, tables.express_apart_s)
        intend(life.plan, Intent.PAYMENT, now + pause_s)
        return
    life.plan.intents[Intent.PAYMENT].amount_kopecks = 0
    _plan_next_payment(book, tables, contract, life, row.refusal, bits, now)


@compiled
def _plan_next_payment(
    book: Book,
    tables: BehaviourTables,
    contract: Record,
    life: Record,
    refusal: int,
    bits: int,
    now: int,
) -> None:
    """After a refusal people try again soon, and after several leave it for days."""
    plan = life.plan
    if refusal == Refusal.PAYMENT_MAINTENANCE:
        retry_at = book.allowed_from + below(bits, tables.retry_within_s)
        intend_payment(tables, life, retry_at, bits)
        return
    if refusal != Refusal.NONE:
        plan.failed_tries += 1
        pause_s = tables.retry_within_s // tables.retry_least_part
        retry_at = now + pause_s + below(bits, tables.retry_within_s)
        if plan.failed_tries % tables.retry_tries == 0:
            rested_at = now + below(bits, tables.retry_rest_s)
            retry_at = next_moment_of(payment_second(tables, life.traits, bits), rested_at)
        intend_payment(tables, life, retry_at, bits)
        return
    plan.failed_tries = 0
    is_frequent = life.traits.rhythm == Rhythm.SEVERAL_PER_MONTH
    if is_frequent and contract.settlement == Settlement.ADVANCE:
        pause_s = tables.pay_again_s + below(bits, tables.pay_again_spread_s)
        second = payment_second(tables, life.traits, act_luck(life.traits, Intent.PAYMENT, now, 1))
        intend(plan, Intent.PAYMENT, next_moment_of(second, now + pause_s))


@compiled
def _ask_promise(
    book: Book, tables: BehaviourTables, contract: Record, life: Record, now: int
) -> None:
    """Ask for a promise, if it is worth it; who asked for too much then asks for what there is."""
    amount_kopecks = life.plan.intents[Intent.PROMISE].amount_kopecks
    if amount_kopecks == 0:
        if not asks_for_promise(book, tables, contract, life.traits, now):
            return
        amount_kopecks = promise_wish_kopecks(book, tables, contract, life.traits, now)
    row = next_row(contract, life, Channel.APP, now)
    row.operation = Operation.PROMISE_PAYMENT
    row.amount_kopecks = amount_kopecks
    row.refusal = promise_payment(book, contract, amount_kopecks, now)
    if row.refusal == Refusal.NONE:
        plan_repayment(tables, life, contract.promise_due_at, now)
    elif row.refusal == Refusal.PROMISE_ABOVE_LIMIT:
        offered_kopecks: int = terms_at(book, now).promise_limit_kopecks
        intend_promise(life.plan, offered_kopecks, now + tables.promise_modest_after_s)


@compiled
def _ask_tariff(
    book: Book, tables: BehaviourTables, contract: Record, life: Record, now: int
) -> None:
    tariff = wished_tariff(book, tables, contract, life, now)
    if tariff == NO_TARIFF:
        return
    bits = act_luck(life.traits, Intent.TARIFF_CHANGE, now, 0)
    is_confirmed = low_below(bits, Q16) < tables.tariff_confirm_q16
    row = next_row(contract, life, Channel.APP, now)
    row.operation = Operation.CHANGE_TARIFF
    row.tariff = tariff
    row.refusal = change_tariff(book, contract, tariff, is_confirmed, now)
    is_rued = below(bits, Q16) < tables.tariff_cancel_q16
    if row.refusal == Refusal.NONE and is_rued:
        luck = act_luck(life.traits, Intent.TARIFF_CHANGE, now, 2)
        rued_at = now + 1 + below(luck, max(1, contract.tariff_effective_at - now - 1))
        intend(life.plan, Intent.TARIFF_CANCELLATION, rued_at)
