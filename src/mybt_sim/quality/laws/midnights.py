"""Laws of midnight: what a day cost, bills, and the order in which things happen."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import NEVER, Record
from mybt_sim.engine.usage import CALL_CLASSES
from mybt_sim.engine.vocabulary import CallClass, Entry, Event, ServiceKind
from mybt_sim.quality.facts import (
    add_on_on,
    did,
    half_up,
    is_advance,
    is_bill_day,
    is_told,
    is_usable,
    plan_on,
    posted,
    row_at,
    share_kopecks,
    terms_on,
    times_told,
)
from mybt_sim.quality.laws.law import law
from mybt_sim.quality.steps import Deed


@compiled
def ended_at(step: Record) -> int:
    """A second of the day that a midnight ends."""
    return step.deed.now - 1


@compiled
def parts_of_month(book: Book, step: Record) -> int:
    """In how many parts a monthly fee is split on the ended day: of a bill, always its days."""
    fixed = terms_on(book, ended_at(step)).fee_month_days
    if fixed > 0 and is_advance(step.before.contract):
        return fixed
    return row_at(book, ended_at(step)).days_in_month


@law("FEE-DAILY", "FEE-NOBLOCK", "VOL-START", "TEL-BILL")
def a_used_day_costs_its_share_and_any_other_nothing(book: Book, step: Record) -> bool:
    """The tariff's fee of a day is its share of the month if the service could be used at all."""
    if step.deed.what != Deed.MIDNIGHT:
        return True
    row = row_at(book, ended_at(step))
    fee_e4 = plan_on(book, step.before.contract.tariff, ended_at(step)).fee_e4
    cost = 0
    if step.before.witness.used_s > 0:
        cost = share_kopecks(fee_e4, row.day_of_month, parts_of_month(book, step))
    return bool(step.after.service_day.tariff_fee_kopecks == cost)


@law("FEE-DAILY", "FEE-NOBLOCK", "ADD-EFFECT")
def add_ons_cost_the_days_on_which_they_were_on(book: Book, step: Record) -> bool:
    """Of each add-on that was on for any part of a used day its share, but for those included."""
    if step.deed.what != Deed.MIDNIGHT:
        return True
    moment, cost = ended_at(step), 0
    row, days = row_at(book, moment), terms_on(book, moment).fee_month_days
    if days == 0:
        days = row.days_in_month
    included = plan_on(book, step.before.contract.tariff, moment).included_add_ons
    own = step.before.witness.held & ~included
    if step.before.witness.used_s > 0:
        for add_on in range(book.add_on_count):
            if (own >> add_on) & 1:
                fee_e4 = add_on_on(book, add_on, moment).fee_e4
                cost += share_kopecks(fee_e4, row.day_of_month, days)
    return bool(step.after.service_day.add_on_fee_kopecks == cost)


@compiled
def volume_e4(plan: Record, above_mb: int) -> int:
    """The price of a volume above the included one, tier by tier."""
    price, start = 0, 0
    for tier in range(3):
        end = min(plan.tier_until_mb[tier], above_mb)
        if end > start:
            price += (end - start) * plan.tier_rate_e4[tier]
        start = max(start, plan.tier_until_mb[tier])
    return price


@compiled
def use_e4(book: Book, step: Record) -> int:
    """What the use of the ended day costs by the price list."""
    before, used = step.before.contract, step.before.service_day
    plan = plan_on(book, before.tariff, ended_at(step))
    price = 0
    if plan.included_mb != NEVER:
        seen = before.month_mb - before.quota_mb
        more = seen + used.down_mb + used.up_mb
        price = volume_e4(plan, max(0, more)) - volume_e4(plan, max(0, seen))
    if before.kind == ServiceKind.TELEPHONY or before.kind == ServiceKind.PACKAGE:
        for call_class in range(CALL_CLASSES):
            price += plan.call_rate_e4[call_class] * used.call_minutes[call_class]
    return price


@law("USE-NET", "USE-QUOTA", "USE-TEL", "GEN-MONEY")
def use_costs_what_the_price_list_says(book: Book, step: Record) -> bool:
    """An advance contract pays the rounded price of the day; a credit one adds up unrounded."""
    if step.deed.what != Deed.MIDNIGHT:
        return True
    price, cost = use_e4(book, step), step.after.service_day.usage_kopecks
    if is_advance(step.before.contract):
        return bool(cost == half_up(price, 100))
    unbilled = step.before.contract.unbilled_e4
    return bool(cost == half_up(unbilled + price, 100) - half_up(unbilled, 100))


@law("USE-NET", "USE-QUOTA")
def the_volume_of_a_month_is_counted(book: Book, step: Record) -> bool:
    """The included volume is granted anew on the 1st and with a new plan, for the days left."""
    what, before, after = step.deed.what, step.before.contract, step.after.contract
    is_midnight, is_moved = what == Deed.MIDNIGHT, did(step, Deed.MOVE_TO_FIBRE)
    if not is_midnight and not is_moved and what != Deed.OPEN:
        return True
    row = row_at(book, step.deed.now)
    is_new = what == Deed.OPEN or times_told(book, Event.TARIFF_CHANGED) > 0
    if is_new or (is_midnight and row.day_of_month == 1):
        included = max(0, plan_on(book, after.tariff, step.deed.now).included_mb)
        days_left = row.days_in_month - row.day_of_month + 1
        granted = (included * days_left) // row.days_in_month
        return bool(after.quota_mb == granted and after.month_mb == 0)
    used = step.before.service_day
    more = before.month_mb + (used.down_mb + used.up_mb if is_midnight else 0)
    return bool(after.quota_mb == before.quota_mb and after.month_mb == more)


@law("FEE-DAILY", "LED-MODEL")
def an_advance_contract_pays_a_day_at_its_end(book: Book, step: Record) -> bool:
    """What a day cost is posted at its midnight, each kind by itself, and at no other moment."""
    if not is_advance(step.before.contract) or step.deed.what == Deed.OPEN:
        return True
    used, fee = -posted(book, Entry.USAGE), -posted(book, Entry.FEE_TARIFF)
    add_ons = -posted(book, Entry.FEE_ADDON)
    if step.deed.what != Deed.MIDNIGHT:
        return bool(used == 0 and fee == 0 and add_ons == 0)
    day = step.after.service_day
    is_fee = fee == day.tariff_fee_kopecks and add_ons == day.add_on_fee_kopecks
    return bool(is_fee and used == day.usage_kopecks)


@law("TEL-BILL")
def a_credit_contract_collects_its_days(book: Book, step: Record) -> bool:
    """What a day cost is kept for the next bill, kind by kind, and is gone after it."""
    what, before, after = step.deed.what, step.before.contract, step.after.contract
    if is_advance(after) or what == Deed.OPEN:
        return True
    tariff, add_ons = before.unbilled_tariff_kopecks, before.unbilled_add_on_kopecks
    e4, once = before.unbilled_e4, after.unbilled_once_kopecks
    if what == Deed.MIDNIGHT:
        tariff += step.after.service_day.tariff_fee_kopecks
        add_ons += step.after.service_day.add_on_fee_kopecks
        e4 += use_e4(book, step)
        if is_bill_day(book, step):
            tariff, add_ons, e4, once = 0, 0, 0, 0
    is_fee = after.unbilled_tariff_kopecks == tariff
    is_fee = is_fee and after.unbilled_add_on_kopecks == add_ons
    is_fee = is_fee and after.unbilled_once_kopecks == once
    return bool(is_fee and after.unbilled_e4 == e4)


@law("TEL-BILL", "END-BILL")
def a_bill_is_the_sum_of_its_days(book: Book, step: Record) -> bool:
    """A bill posts what came together, kind by kind, with the day that it ends."""
    before, day = step.before.contract, step.after.service_day
    if is_advance(before) or step.deed.what == Deed.OPEN:
        return True
    fee, add_ons = -posted(book, Entry.FEE_TARIFF), -posted(book, Entry.FEE_ADDON)
    used, once = -posted(book, Entry.USAGE), -posted(book, Entry.FEE_ONCE)
    if step.deed.what == Deed.MIDNIGHT and is_bill_day(book, step):
        is_fee = fee == before.unbilled_tariff_kopecks + day.tariff_fee_kopecks
        is_add_on = add_ons == before.unbilled_add_on_kopecks + day.add_on_fee_kopecks
        is_used = used == half_up(before.unbilled_e4 + use_e4(book, step), 100)
        return bool(is_fee and is_add_on and is_used and once == before.unbilled_once_kopecks)
    return bool(fee == 0 and add_ons == 0 and used == 0)


@law("TEL-BILL", "END-BILL")
def bills_come_on_their_day_and_to_credit_contracts(book: Book, step: Record) -> bool:
    """On the 1st, and after the last day; the bill before is kept beside the newest."""
    before, after = step.before.contract, step.after.contract
    is_due = step.deed.what == Deed.MIDNIGHT and is_bill_day(book, step)
    if is_due:
        total = before.balance_kopecks - after.balance_kopecks
        is_kept = after.bill_kopecks == total and after.previous_bill_kopecks == before.bill_kopecks
        return bool(is_kept and is_told(book, Event.BILL_ISSUED, total, True))
    if step.deed.what == Deed.OPEN:
        return True
    is_kept = after.bill_kopecks == before.bill_kopecks
    is_kept = is_kept and after.previous_bill_kopecks == before.previous_bill_kopecks
    return bool(is_kept and times_told(book, Event.BILL_ISSUED) == 0)


@compiled
def place_of_entry(entry: int) -> int:
    """The place of an entry in the order of a midnight; -1 for what has no business there."""
    if entry == Entry.USAGE:
        return 0
    if entry == Entry.FEE_TARIFF:
        return 1
    if entry == Entry.FEE_ADDON:
        return 2
    if entry == Entry.FEE_ONCE:
        return 3
    if entry == Entry.PROMISE_EXPIRE:
        return 4
    return 5 if entry == Entry.ADJUST else -1


@compiled
def place_of_event(event: int) -> int:
    """The place of an event in the order of a midnight; -1 for what may stand anywhere."""
    if event == Event.BILL_ISSUED:
        return 0
    if event == Event.PROMISE_EXPIRED:
        return 1
    if event == Event.TARIFF_CHANGED or event == Event.TARIFF_LAPSED:
        return 2
    if event == Event.SUSPENSION_STARTED or event == Event.SUSPENSION_ENDED:
        return 3
    if event == Event.SUSPENSION_LAPSED:
        return 3
    if event == Event.PROMISE_ENDING:
        return 4
    if event == Event.SMS_ALERT:
        return 5
    return 6 if event == Event.BILL_REMINDER else -1


@compiled
def promises_end_first(book: Book) -> bool:
    """What ends in the same second of a day comes behind a promise, as it does at a midnight."""
    for place in range(1, book.event_count):
        if book.events[place].event == Event.PROMISE_EXPIRED:
            return False
    return True


@law("GEN-CLOCK")
def midnight_keeps_its_order(book: Book, step: Record) -> bool:
    """Charges or bill, what ends, scheduled changes, notices: in this order, and nothing else."""
    if step.deed.what != Deed.MIDNIGHT:
        return step.deed.what != Deed.DUE or promises_end_first(book)
    last = 0
    for place in range(book.entry_count):
        current = place_of_entry(book.entries[place].entry)
        if current < last:
            return False
        last = current
    last = 0
    for place in range(book.event_count):
        current = place_of_event(book.events[place].event)
        if 0 <= current < last:
            return False
        last = max(last, current)
    return True


@law("GEN-CLOCK", "ADD-EFFECT")
def a_day_begins_with_what_is_on(book: Book, step: Record) -> bool:
    """The day's add-ons are those that are on at its first second, and whatever joins them."""
    after = step.after.contract
    if step.deed.what == Deed.MIDNIGHT or step.deed.what == Deed.OPEN:
        return bool(after.add_ons_today == after.add_ons)
    return bool(after.add_ons_today == step.after.witness.held)


# --- telephone lines that are paid after the month ---


@compiled
def late_kopecks(book: Book, contract: Record, now: int) -> int:
    """What is late of the debt: all but the newest bill, and in the grace the one before it too."""
    excused = contract.bill_kopecks
    if row_at(book, now).day_of_month <= terms_on(book, now).telephony_grace_days:
        excused += contract.previous_bill_kopecks
    return max(0, -contract.balance_kopecks - excused) if contract.balance_kopecks < 0 else 0


@law("SUS-TEL")
def barred_means_that_a_bill_is_late(book: Book, step: Record) -> bool:
    """After every step a credit line that lives is barred if and only if a bill is late."""
    after, now = step.after.contract, step.deed.now
    is_alive = not is_advance(after) and not after.is_terminated
    return bool(after.is_barred == (is_alive and late_kopecks(book, after, now) > 0))


@law("SUS-TEL")
def bars_are_told_as_they_come_and_go(book: Book, step: Record) -> bool:
    """A bar tells what is late, its end the balance; the end of a contract tells neither."""
    before, after = step.before.contract, step.after.contract
    comes = after.is_barred and not before.is_barred
    goes = before.is_barred and not after.is_barred and not after.is_terminated
    late = late_kopecks(book, after, step.deed.now)
    is_come = is_told(book, Event.BARRED, late, comes)
    return bool(is_come and is_told(book, Event.UNBARRED, after.balance_kopecks, goes))


@law("SUS-TEL", "END-DEBT")
def a_debt_is_recalled_on_its_days(book: Book, step: Record) -> bool:
    """A credit contract in debt is reminded at midnights from a day of the month on, every few."""
    after, terms = step.after.contract, terms_on(book, step.deed.now)
    since = row_at(book, step.deed.now).day_of_month - terms.bill_reminder_day
    is_day = since >= 0 and since % terms.bill_reminder_every_days == 0
    is_due = is_day and not is_advance(after) and after.balance_kopecks < 0
    is_due = is_due and step.deed.what == Deed.MIDNIGHT
    return is_told(book, Event.BILL_REMINDER, -after.balance_kopecks, is_due)


# --- what the network reports ---


@law("USE-NET", "USE-TV")
def sessions_and_views_are_counted(book: Book, step: Record) -> bool:
    """A session counts each MB that it began, whole ones sent as sent; a view its minutes."""
    before, after, deed = step.before.service_day, step.after.service_day, step.deed
    if did(step, Deed.RECORD_SESSION):
        total = -((-deed.amount - deed.choice) // (1 << 20))
        sent = deed.choice >> 20
        is_sent = after.up_mb - before.up_mb == sent
        return bool(is_sent and after.down_mb - before.down_mb == total - sent)
    if did(step, Deed.RECORD_VIEW):
        return bool(after.tv_minutes == before.tv_minutes + deed.amount)
    is_same = before.down_mb == after.down_mb and before.up_mb == after.up_mb
    return bool(is_same and before.tv_minutes == after.tv_minutes)


@law("USE-TEL")
def calls_are_counted_by_started_minutes(book: Book, step: Record) -> bool:
    """An answered call counts the minutes that it began, in its class; no other one changes."""
    before, after, deed = step.before.service_day, step.after.service_day, step.deed
    for call_class in range(CALL_CLASSES):
        minutes = before.call_minutes[call_class]
        if did(step, Deed.RECORD_CALL) and deed.choice == call_class and deed.flag != 0:
            minutes += -(-deed.amount // 60)
        if after.call_minutes[call_class] != minutes:
            return False
    return True


@law("USE-BLOCKED", "SUS-TEL")
def use_needs_a_service_that_runs(book: Book, step: Record) -> bool:
    """Nothing is counted while the service does not run, and of a barred line service calls."""
    before, deed = step.before.contract, step.deed
    is_call = did(step, Deed.RECORD_CALL)
    if not (is_call or did(step, Deed.RECORD_SESSION) or did(step, Deed.RECORD_VIEW)):
        return True
    is_open = not (is_call and before.is_barred and deed.choice != CallClass.SERVICE)
    return bool(is_usable(before, deed.now) and is_open)


@law("GEN-OUT", "LED-MODEL")
def a_contract_begins_with_what_it_brings(book: Book, step: Record) -> bool:
    """It opens with one entry, its balance; a new one says so, and has nothing to bill yet.

    A debt that is carried over is that of its bills, and the days of the month before are due.
    """
    if step.deed.what != Deed.OPEN:
        return bool(posted(book, Entry.OPENING) == 0 and times_told(book, Event.CONNECTED) == 0)
    after, deed = step.after.contract, step.deed
    is_one = book.entry_count == 1 and posted(book, Entry.OPENING) == deed.amount
    is_said = is_told(book, Event.CONNECTED, deed.amount, deed.flag != 0)
    bill, bill_before, due = 0, 0, 0
    if not is_advance(after) and deed.flag == 0:
        bill = max(0, -deed.amount) // max(1, deed.choice)
        bill_before = bill if deed.choice > 1 else 0
        row = row_at(book, deed.now)
        for day in range(1, row.day_of_month):
            fee_e4 = plan_on(book, after.tariff, deed.now).fee_e4
            due += share_kopecks(fee_e4, day, row.days_in_month)
    is_billed = after.bill_kopecks == bill and after.previous_bill_kopecks == bill_before
    return bool(is_one and is_said and is_billed and after.unbilled_tariff_kopecks == due)
