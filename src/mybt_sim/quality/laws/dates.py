"""The law of dates: whoever has to wait is told until when, and nobody else is told a moment."""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.volume import MB_BYTES
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import DAY_S, NEVER, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.quality.facts import add_on_on, next_midnight, row_at, terms_on
from mybt_sim.quality.laws.law import law
from mybt_sim.quality.steps import Deed


@law("GEN-ORDER", "PROMISE-FREQ", "TAR-WAIT", "VOL-QUOTA", "TOPUP-EXP-TRIES")
def a_refusal_tells_when_it_is_over(book: Book, step: Record) -> bool:
    """A refusal tells the second at which what stands in the way is over, if that is known."""
    if step.deed.what == Deed.LOOK:
        return True
    return bool(step.allowed_from == date_of(book, step))


@compiled
def date_of(book: Book, step: Record) -> int:
    """From when the same would be allowed, by what stood before; NEVER where no date is told."""
    before, now, refusal = step.before.contract, step.deed.now, step.refusal
    if (
        refusal == Refusal.CONTRACT_SUSPENDED
        or refusal == Refusal.PROMISE_SUSPENDED
        or refusal == Refusal.VOL_ALREADY
    ):
        return before.suspended_until
    if refusal == Refusal.PAYMENT_MAINTENANCE:
        return now - now % DAY_S + terms_on(book, now).topup_window_until_s
    if refusal == Refusal.PROMISE_TOO_OFTEN:
        return before.promise_closed_at + terms_on(book, now).promise_wait_s
    if refusal == Refusal.TARIFF_CHANGE_PENDING:
        return before.tariff_effective_at
    if refusal == Refusal.TARIFF_CHANGE_TOO_SOON:
        return before.tariff_free_from
    if refusal == Refusal.VOL_QUOTA_EXCEEDED:
        return _first_day_of(row_at(book, now).year + 1) * DAY_S
    if refusal == Refusal.CARD_TRIES_EXCEEDED:
        return next_midnight(now)
    return _date_of_use(book, step)


@compiled
def _date_of_use(book: Book, step: Record) -> int:
    """The end of an open promise, of an add-on, of a rental; the next day of a line."""
    before, deed, refusal = step.before.contract, step.deed, step.refusal
    is_by_add_on = refusal == Refusal.PROMISE_ALREADY_ACTIVE and deed.what == Deed.CONNECT_ADD_ON
    if is_by_add_on or refusal == Refusal.VOL_PROMISE_ACTIVE:
        return before.promise_due_at
    if refusal == Refusal.ADDON_ALREADY_ON:
        if deed.what == Deed.RENT_VIDEO:
            return deed.choice
        slot = add_on_on(book, deed.choice, deed.now).timed_slot
        return before.timed_until[slot] if slot >= 0 else NEVER
    if refusal == Refusal.LINE_DAY_FULL and _fits_a_day(book, step):
        return next_midnight(deed.now)
    return NEVER


@compiled
def _fits_a_day(book: Book, step: Record) -> bool:
    """Whether a day on which nothing else is used carries it."""
    deed, terms = step.deed, terms_on(book, step.deed.now)
    if deed.what == Deed.RECORD_SESSION:
        return bool(deed.amount + deed.choice <= terms.net_day_most_mb * MB_BYTES)
    if deed.what == Deed.RECORD_CALL:
        return bool(deed.amount <= terms.call_day_most_minutes * 60)
    return bool(deed.amount <= terms.tv_day_most_minutes)


@compiled
def _first_day_of(year: int) -> int:
    """1 January in days since 1970."""
    last = year - 1
    return 365 * (year - 1970) + last // 4 - last // 100 + last // 400 - 477
