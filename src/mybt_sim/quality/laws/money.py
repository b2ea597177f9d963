"""Laws of the ledger and of payments."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import DAY_S, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Entry, Event, PaymentChannel
from mybt_sim.quality.facts import did, is_advance, is_ok, is_told, posted, terms_on
from mybt_sim.quality.laws.general import brings_money
from mybt_sim.quality.laws.law import law
from mybt_sim.quality.steps import Deed


@law("LED-MODEL")
def the_balance_is_the_sum_of_its_entries(book: Book, step: Record) -> bool:
    """A balance changes by what is posted, and each entry tells the balance after it."""
    balance = step.before.contract.balance_kopecks
    for place in range(book.entry_count):
        balance += book.entries[place].amount_kopecks
        if book.entries[place].balance_after_kopecks != balance:
            return False
    return bool(balance == step.after.contract.balance_kopecks)


@law("LED-MODEL")
def entries_are_numbered_and_stamped(book: Book, step: Record) -> bool:
    """Entries bear the next numbers of their contract, and its second; none but the first, or a
    correction, is of nothing."""
    may_be_nothing = step.deed.what == Deed.OPEN or step.deed.what == Deed.CORRECT_BALANCE
    number = step.before.contract.posting_count
    for place in range(book.entry_count):
        row = book.entries[place]
        number += 1
        if row.posting_no != number or row.posted_at != step.deed.now:
            return False
        if row.amount_kopecks == 0 and not may_be_nothing:
            return False
        if row.contract_id != step.after.contract.contract_id:
            return False
    return bool(number == step.after.contract.posting_count)


@law("GEN-CLOCK")
def events_are_numbered_and_stamped(book: Book, step: Record) -> bool:
    """Events bear the next numbers of their contract, and its second."""
    number = step.before.contract.event_count
    for place in range(book.event_count):
        row = book.events[place]
        number += 1
        if row.event_no != number or row.happened_at != step.deed.now:
            return False
        if row.contract_id != step.after.contract.contract_id:
            return False
    return bool(number == step.after.contract.event_count)


@law("LED-MODEL", "FEE-DAILY", "TEL-BILL")
def only_charges_of_a_day_belong_to_the_day_before(book: Book, step: Record) -> bool:
    """What a day cost an advance contract belongs to it; all else to the day of its second."""
    today = step.deed.now // DAY_S
    for place in range(book.entry_count):
        row = book.entries[place]
        is_day = row.entry == Entry.USAGE or row.entry == Entry.FEE_TARIFF
        is_day = is_day or row.entry == Entry.FEE_ADDON
        is_past = is_day and is_advance(step.after.contract)
        if row.day != (today - 1 if is_past else today):
            return False
    return True


@compiled
def channel_of(what: int) -> int:
    """By which way a payment of this kind comes in."""
    if what == Deed.TOP_UP:
        return PaymentChannel.BANK_CARD
    if what == Deed.ERIP_PAYMENT:
        return PaymentChannel.ERIP
    if what == Deed.REDEEM_EXPRESS_CARD:
        return PaymentChannel.EXPRESS_CARD
    return PaymentChannel.NONE


@law("LED-HISTORY")
def only_payments_tell_their_channel(book: Book, step: Record) -> bool:
    """A payment says by which way it came; no other entry does."""
    for place in range(book.entry_count):
        row = book.entries[place]
        is_payment = row.entry == Entry.PAYMENT
        if row.channel != (channel_of(step.deed.what) if is_payment else PaymentChannel.NONE):
            return False
    return True


@compiled
def paid_in(book: Book, step: Record) -> int:
    """What an accepted payment should bring; 0 for whatever is none."""
    if not (is_ok(step) and brings_money(step.deed.what)):
        return 0
    if step.deed.what == Deed.REDEEM_EXPRESS_CARD:
        return terms_on(book, step.deed.now).express_card_kopecks
    return step.deed.amount


@law("TOPUP-POST", "TOPUP-CARD", "TOPUP-ERIP", "TOPUP-EXPRESS")
def a_payment_brings_what_was_paid(book: Book, step: Record) -> bool:
    """An accepted payment is posted once and whole, as the first entry; nothing else is one."""
    paid = paid_in(book, step)
    if posted(book, Entry.PAYMENT) != paid:
        return False
    return bool(paid == 0 or book.entries[0].entry == Entry.PAYMENT)


@law("PROMISE-REPAY")
def a_payment_repays_an_open_promise_first(book: Book, step: Record) -> bool:
    """Of what is paid as much goes to the open promise as it needs, and the end of it is told."""
    open_kopecks = step.before.contract.promise_open_kopecks
    repaid = min(paid_in(book, step), open_kopecks)
    is_over = 0 < repaid == open_kopecks
    is_taken = posted(book, Entry.PROMISE_REPAY) == -repaid
    return bool(is_taken and is_told(book, Event.PROMISE_REPAID, repaid, is_over))


@law("LED-BOUNDS")
def no_payment_lifts_a_balance_above_the_most(book: Book, step: Record) -> bool:
    """After a payment the balance is at most what the terms allow, repayment left aside."""
    paid = paid_in(book, step)
    most = terms_on(book, step.deed.now).balance_most_kopecks
    return bool(paid == 0 or step.before.contract.balance_kopecks + paid <= most)


@law("LED-ADJUST", "ORD-BACK")
def balances_are_corrected_as_asked(book: Book, step: Record) -> bool:
    """A correction is posted as it was given; besides it only what lapses is given back."""
    if did(step, Deed.CORRECT_BALANCE):
        is_alone = book.entry_count == 1 and book.entries[0].entry == Entry.ADJUST
        return bool(is_alone and book.entries[0].amount_kopecks == step.deed.amount)
    what = step.deed.what
    is_lapse = what == Deed.MIDNIGHT or what == Deed.TERMINATE or what == Deed.MOVE_TO_FIBRE
    return bool(is_lapse or posted(book, Entry.ADJUST) == 0)


@law("LED-MODEL")
def only_what_brings_money_adds_to_a_balance(book: Book, step: Record) -> bool:
    """Fees, use, repayments and expiries take; payments and promises give."""
    for place in range(book.entry_count):
        row = book.entries[place]
        if row.entry == Entry.OPENING or row.entry == Entry.ADJUST:
            continue
        gives = row.entry == Entry.PAYMENT or row.entry == Entry.PROMISE
        if (row.amount_kopecks > 0) != gives:
            return False
    return True


@law("TOPUP-EXP-TRIES")
def mistakes_with_cards_are_counted_by_the_day(book: Book, step: Record) -> bool:
    """An unknown or used card is a mistake of its calendar day; nothing else is."""
    before, after = step.before.card_tries, step.after.card_tries
    today = step.deed.now // DAY_S
    is_mistake = step.deed.what == Deed.REDEEM_EXPRESS_CARD and is_mistaken(step)
    if not is_mistake:
        return bool(before.day == after.day and before.failures == after.failures)
    earlier = before.failures if before.day == today else 0
    return bool(after.day == today and after.failures == earlier + 1)


@compiled
def is_mistaken(step: Record) -> bool:
    """Whether the answer is one that tells of a wrong card."""
    refusal = step.refusal
    return bool(refusal == Refusal.CARD_UNKNOWN or refusal == Refusal.CARD_ALREADY_USED)
