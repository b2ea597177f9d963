"""Laws of every answer: a refusal does nothing, and an operation moves nothing but its own."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import NEVER, TIMED_SLOTS, Record
from mybt_sim.engine.usage import CALL_CLASSES
from mybt_sim.quality.facts import did, is_advance, is_ok, limit_on
from mybt_sim.quality.laws.law import law
from mybt_sim.quality.steps import Deed


@compiled
def same_money(one: Record, other: Record) -> bool:
    """Whether balance, bills and what is not billed yet are the same."""
    return bool(
        one.balance_kopecks == other.balance_kopecks
        and one.bill_kopecks == other.bill_kopecks
        and one.previous_bill_kopecks == other.previous_bill_kopecks
        and one.unbilled_e4 == other.unbilled_e4
        and one.unbilled_tariff_kopecks == other.unbilled_tariff_kopecks
        and one.unbilled_add_on_kopecks == other.unbilled_add_on_kopecks
        and one.unbilled_once_kopecks == other.unbilled_once_kopecks
        and one.posting_count == other.posting_count
        and one.event_count == other.event_count
    )


@compiled
def same_promise(one: Record, other: Record) -> bool:
    """Whether all that is known of promises is the same."""
    return bool(
        one.promise_kopecks == other.promise_kopecks
        and one.promise_open_kopecks == other.promise_open_kopecks
        and one.promise_due_at == other.promise_due_at
        and one.promise_closed_at == other.promise_closed_at
        and one.promise_unpaid_kopecks == other.promise_unpaid_kopecks
        and one.paid_since_expiry_kopecks == other.paid_since_expiry_kopecks
        and one.has_promise_notice == other.has_promise_notice
    )


@compiled
def same_order(one: Record, other: Record) -> bool:
    """Whether the ordered tariff is the same, with all that belongs to its order."""
    return bool(
        one.pending_tariff == other.pending_tariff
        and one.tariff_effective_at == other.tariff_effective_at
        and one.pending_fee_kopecks == other.pending_fee_kopecks
        and one.agreed_add_ons == other.agreed_add_ons
    )


@compiled
def same_plan(one: Record, other: Record) -> bool:
    """Whether tariff, wait and included volume are the same, and what the contract is by birth."""
    return bool(
        one.contract_id == other.contract_id
        and one.tariff == other.tariff
        and one.tariff_free_from == other.tariff_free_from
        and one.quota_mb == other.quota_mb
        and one.month_mb == other.month_mb
        and one.kind == other.kind
        and one.settlement == other.settlement
        and one.technology == other.technology
        and one.is_social == other.is_social
    )


@compiled
def same_add_ons(one: Record, other: Record) -> bool:
    """Whether the same add-ons are on, until the same seconds."""
    for slot in range(TIMED_SLOTS):
        if one.timed_until[slot] != other.timed_until[slot]:
            return False
    return bool(one.add_ons == other.add_ons and one.add_ons_today == other.add_ons_today)


@compiled
def same_pause(one: Record, other: Record) -> bool:
    """Whether the suspension is the same, its price and its year."""
    return bool(
        one.suspended_from == other.suspended_from
        and one.suspended_until == other.suspended_until
        and one.suspension_year == other.suspension_year
        and one.suspensions_in_year == other.suspensions_in_year
        and one.suspension_fee_kopecks == other.suspension_fee_kopecks
    )


@compiled
def same_standing(one: Record, other: Record) -> bool:
    """Whether it lives, is blocked, barred and active as before."""
    return bool(
        one.is_terminated == other.is_terminated
        and one.terminated_at == other.terminated_at
        and one.is_blocked == other.is_blocked
        and one.is_barred == other.is_barred
        and one.active_since == other.active_since
        and one.active_s == other.active_s
        and one.has_alerted == other.has_alerted
    )


@compiled
def same_use(one: Record, other: Record) -> bool:
    """Whether the same was used on this day."""
    for call_class in range(CALL_CLASSES):
        if one.call_minutes[call_class] != other.call_minutes[call_class]:
            return False
    return bool(
        one.down_mb == other.down_mb
        and one.up_mb == other.up_mb
        and one.tv_minutes == other.tv_minutes
    )


@law("GEN-ORDER", "LED-MODEL")
def a_refusal_changes_nothing(book: Book, step: Record) -> bool:
    """A refusal leaves every field of the contract and the use of the day as they were."""
    if is_ok(step):
        return True
    before, after = step.before.contract, step.after.contract
    return bool(
        same_money(before, after)
        and same_promise(before, after)
        and same_order(before, after)
        and same_plan(before, after)
        and same_add_ons(before, after)
        and same_pause(before, after)
        and same_standing(before, after)
        and same_use(step.before.service_day, step.after.service_day)
    )


@law("GEN-ORDER", "LED-MODEL")
def a_refusal_writes_nothing(book: Book, step: Record) -> bool:
    """A refusal posts no entry and notes no event."""
    return bool(is_ok(step) or (book.entry_count == 0 and book.event_count == 0))


@law("GEN-ORDER")
def a_date_lies_ahead_and_is_of_a_refusal(book: Book, step: Record) -> bool:
    """Only a refusal says from when the same would be allowed, and that moment is still to come."""
    if step.allowed_from == NEVER:
        return True
    return bool(not is_ok(step) and step.allowed_from > step.deed.now)


@compiled
def brings_money(what: int) -> bool:
    """Whether it is one of the three ways to pay."""
    return bool(
        what == Deed.TOP_UP or what == Deed.ERIP_PAYMENT or what == Deed.REDEEM_EXPRESS_CARD
    )


@compiled
def moves_time(what: int) -> bool:
    """Whether it is something that falls due by itself."""
    return bool(what == Deed.OPEN or what == Deed.MIDNIGHT or what == Deed.DUE)


@law("PROMISE-STATE")
def promises_move_by_promise_payment_and_time(book: Book, step: Record) -> bool:
    """Nothing else touches what is known of a promise."""
    what = step.deed.what
    if what == Deed.PROMISE_PAYMENT or brings_money(what) or moves_time(what):
        return True
    return same_promise(step.before.contract, step.after.contract)


@law("TAR-PENDING")
def orders_move_by_those_who_order(book: Book, step: Record) -> bool:
    """An ordered tariff comes and goes by its order, its withdrawal, a midnight, another line, or
    an end."""
    what = step.deed.what
    if what == Deed.CHANGE_TARIFF or what == Deed.CANCEL_TARIFF_CHANGE:
        return True
    if what == Deed.MIDNIGHT or what == Deed.TERMINATE or what == Deed.MOVE_TO_FIBRE:
        return True
    return same_order(step.before.contract, step.after.contract)


@law("TAR-EFFECT", "USE-QUOTA")
def a_plan_stays_until_midnight(book: Book, step: Record) -> bool:
    """Tariff, wait, quota and what a contract is by birth stay as they are during a day, unless
    the line itself becomes another one."""
    what = step.deed.what
    if what == Deed.MIDNIGHT or what == Deed.OPEN or did(step, Deed.MOVE_TO_FIBRE):
        return True
    return same_plan(step.before.contract, step.after.contract)


@law("VOL-START", "VOL-EARLY")
def a_pause_moves_by_those_who_order(book: Book, step: Record) -> bool:
    """A suspension is ordered, ended, lapses or ends by itself; nothing else touches it."""
    what = step.deed.what
    if what == Deed.SUSPEND or what == Deed.RESUME:
        return True
    if what == Deed.MIDNIGHT or what == Deed.TERMINATE:
        return True
    return same_pause(step.before.contract, step.after.contract)


@law("USE-NET", "USE-TEL", "USE-TV")
def use_moves_by_the_network(book: Book, step: Record) -> bool:
    """What was used on a day is counted when the network reports it, and by nothing else."""
    what = step.deed.what
    if what == Deed.RECORD_SESSION or what == Deed.RECORD_CALL or what == Deed.RECORD_VIEW:
        return True
    return same_use(step.before.service_day, step.after.service_day)


@law("SUS-PRIOR", "GEN-OUT")
def an_end_is_for_good(book: Book, step: Record) -> bool:
    """A contract ends once, by a service centre, and stays so; it says when it ended."""
    before, after = step.before.contract, step.after.contract
    is_end = step.deed.what == Deed.TERMINATE and is_ok(step)
    if is_end:
        return bool(after.is_terminated and after.terminated_at == step.deed.now)
    is_as_before = before.is_terminated == after.is_terminated
    return bool(is_as_before and before.terminated_at == after.terminated_at)


@law("SUS-FIN")
def an_order_never_blocks(book: Book, step: Record) -> bool:
    """What was bought leaves money on the balance of whoever paid for it."""
    is_order = did(step, Deed.SUSPEND) or did(step, Deed.CHANGE_TARIFF)
    after = step.after.contract
    limit = limit_on(book, after, step.deed.now)
    return bool(not is_order or not is_advance(after) or after.balance_kopecks > limit)
