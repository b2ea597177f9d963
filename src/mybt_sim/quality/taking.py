"""How a step is taken: the rules of the engine are asked, and a witness keeps count beside them.

Compiled or not, by the same source. Whoever drives copies the state of the last step into both
`before` and `after` of the next one, says what is to be done, and takes it.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.add_on import connect_add_on, disconnect_add_on
from mybt_sim.engine.book import Book, calendar_day, clear_journal, tariff_at
from mybt_sim.engine.close_day import (
    charge_ended_day,
    connect_contract,
    open_contract,
    open_next_day,
)
from mybt_sim.engine.contract_clock import next_due, run_due
from mybt_sim.engine.correction import correct_balance
from mybt_sim.engine.express_card import redeem_express_card
from mybt_sim.engine.moving import move_home
from mybt_sim.engine.new_line import move_to_fibre
from mybt_sim.engine.promise import cancel_promise, promise_payment
from mybt_sim.engine.records import DAY_S, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.suspension import resume, suspend
from mybt_sim.engine.tariff_change import cancel_tariff_change, change_tariff
from mybt_sim.engine.termination import terminate
from mybt_sim.engine.top_up import erip_payment, top_up
from mybt_sim.engine.traffic import record_call, record_session, record_view
from mybt_sim.engine.usage import CALL_CLASSES
from mybt_sim.engine.video import rent_video
from mybt_sim.engine.vocabulary import Event
from mybt_sim.quality.facts import is_usable
from mybt_sim.quality.steps import Card, Deed


@compiled
def sign(book: Book, state: Record, start: Record) -> None:
    """Write a contract down as it is about to be opened; `state` is blank."""
    now = start.opened_day * DAY_S
    contract = state.contract
    tariff = tariff_at(book, start.tariff, now)
    contract.contract_id = start.opened_day  # seldom that of the life before, whose rows are left
    contract.tariff = start.tariff
    contract.kind = tariff.kind
    contract.settlement = tariff.settlement
    contract.technology = start.technology
    contract.is_social = start.is_social != 0
    contract.add_ons = start.add_ons | tariff.included_add_ons
    state.now = now


@compiled
def next_moment(state: Record) -> int:
    """When something happens by itself: the next midnight, or before it what ends."""
    midnight: int = (state.now // DAY_S + 1) * DAY_S
    return min(midnight, next_due(state.contract))


@compiled
def take(book: Book, step: Record) -> None:
    """Do the deed of `step` to `step.after`, which is as `step.before`; the journal tells of it."""
    clear_journal(book)
    deed, before, after = step.deed, step.before, step.after
    if before.is_day_over != 0:
        begin_day(before)
        begin_day(after)
    if is_usable(before.contract, before.now):
        after.witness.used_s += deed.now - before.now
    before.witness.used_s = after.witness.used_s  # laws see both as they are when it is asked
    before.now = deed.now
    after.now = deed.now
    step.refusal = _carry_out(book, step)
    step.allowed_from = book.allowed_from
    remember(book, step)


@compiled
def begin_day(state: Record) -> None:
    """Forget what was used on the day before."""
    day = state.service_day
    day.down_mb = 0
    day.up_mb = 0
    day.tv_minutes = 0
    for call_class in range(CALL_CLASSES):
        day.call_minutes[call_class] = 0
    day.usage_kopecks = 0
    day.tariff_fee_kopecks = 0
    day.add_on_fee_kopecks = 0
    state.is_day_over = 0


@compiled
def remember(book: Book, step: Record) -> None:
    """What laws have to know of the steps before, kept without asking the rules."""
    witness, contract = step.after.witness, step.after.contract
    what, now = step.deed.what, step.deed.now
    witness.held |= contract.add_ons
    is_moved = what == Deed.MOVE_TO_FIBRE and step.refusal == Refusal.NONE
    if what == Deed.MIDNIGHT or what == Deed.OPEN or is_moved:
        witness.used_s = 0
        witness.held = contract.add_ons
    if what == Deed.MIDNIGHT or what == Deed.OPEN:
        step.after.is_day_over = 1
    if what == Deed.SUSPEND and step.refusal == Refusal.NONE:
        year = calendar_day(book, now // DAY_S).year
        witness.orders = 1 + (witness.orders if witness.orders_year == year else 0)
        witness.orders_year = year
    for place in range(book.event_count):
        if book.events[place].event == Event.SUSPENSION_LAPSED:
            witness.orders -= 1


@compiled
def _carry_out(book: Book, step: Record) -> int:
    deed, contract = step.deed, step.after.contract
    what, now = deed.what, deed.now
    if what == Deed.MIDNIGHT:
        day = now // DAY_S
        charge_ended_day(book, contract, step.after.service_day, day - 1)
        open_next_day(book, contract, day)
        return Refusal.NONE
    if what == Deed.DUE:
        run_due(book, contract, now)
        return Refusal.NONE
    if what == Deed.OPEN:
        if deed.flag != 0:
            connect_contract(book, contract, deed.amount, now)
        else:
            open_contract(book, contract, deed.amount, deed.choice, now)
        return Refusal.NONE
    if what == Deed.LOOK:
        return Refusal.NONE
    return _ask(book, step)


@compiled
def _ask(book: Book, step: Record) -> int:
    deed, contract = step.deed, step.after.contract
    what, now, amount, choice = deed.what, deed.now, deed.amount, deed.choice
    is_so = deed.flag != 0
    if what == Deed.TOP_UP:
        return top_up(book, contract, amount, choice, is_so, now)
    if what == Deed.ERIP_PAYMENT:
        return erip_payment(book, contract, amount, is_so, now)
    if what == Deed.REDEEM_EXPRESS_CARD:
        return _redeem(book, step)
    if what == Deed.PROMISE_PAYMENT:
        return promise_payment(book, contract, amount, now)
    if what == Deed.CANCEL_PROMISE:
        return cancel_promise(contract)
    if what == Deed.CHANGE_TARIFF:
        return change_tariff(book, contract, choice, is_so, now)
    if what == Deed.CANCEL_TARIFF_CHANGE:
        return cancel_tariff_change(book, contract, now)
    if what == Deed.CONNECT_ADD_ON:
        return connect_add_on(book, contract, choice, now)
    if what == Deed.DISCONNECT_ADD_ON:
        return disconnect_add_on(book, contract, choice, now)
    return _ask_seldom(book, step)


@compiled
def _redeem(book: Book, step: Record) -> int:
    choice = step.deed.choice
    return redeem_express_card(
        book,
        step.after.contract,
        step.after.card_tries,
        is_wellformed=choice != Card.MALFORMED,
        is_known=choice != Card.UNKNOWN,
        is_used=choice == Card.USED,
        now=step.deed.now,
    )


@compiled
def _ask_seldom(book: Book, step: Record) -> int:
    deed, contract, service_day = step.deed, step.after.contract, step.after.service_day
    what, now, amount, choice = deed.what, deed.now, deed.amount, deed.choice
    if what == Deed.RENT_VIDEO:
        return rent_video(book, contract, choice, now)
    if what == Deed.SUSPEND:
        return suspend(book, contract, choice, now)
    if what == Deed.RESUME:
        return resume(book, contract, now)
    if what == Deed.RECORD_SESSION:
        return record_session(book, contract, service_day, amount, choice, now)
    if what == Deed.RECORD_CALL:
        return record_call(book, contract, service_day, choice, amount, deed.flag != 0, now)
    if what == Deed.RECORD_VIEW:
        return record_view(book, contract, service_day, amount, now)
    if what == Deed.CORRECT_BALANCE:
        return correct_balance(book, contract, amount, now)
    if what == Deed.TERMINATE:
        return terminate(book, contract, now)
    if what == Deed.MOVE_TO_FIBRE:
        return move_to_fibre(book, contract, choice, now)
    if what == Deed.MOVE_HOME:
        return move_home(book, contract, choice, now)
    raise AssertionError("there is no such deed")
