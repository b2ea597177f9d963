"""Laws of answers: each is the first reason that applies, said once more in the words of DOMAIN.

These are the oracle of refusals. They look at the contract as it stood, and know no rule.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import TARIFFS, Book
from mybt_sim.engine.records import DAY_S, NEVER, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import CallClass, CardBrand, ServiceKind
from mybt_sim.quality.facts import (
    OTHER_WAYS,
    TRUST_BIT,
    VIDEO,
    add_on_on,
    effect_of_order,
    fitting_or_included,
    has_fibre,
    has_order,
    is_add_on,
    is_advance,
    is_away,
    is_of_line,
    is_usable,
    lost_with,
    next_midnight,
    plan_on,
    price_of_change,
    price_of_pause,
    row_at,
    terms_on,
)
from mybt_sim.quality.laws.law import law
from mybt_sim.quality.steps import Card, Deed


@compiled
def standing(contract: Record, now: int) -> int:
    """Why nothing can be bought at all: the contract has ended, rests, or is blocked."""
    if contract.is_terminated:
        return Refusal.CONTRACT_TERMINATED
    if is_away(contract, now):
        return Refusal.CONTRACT_SUSPENDED
    return Refusal.CONTRACT_BLOCKED if contract.is_blocked else Refusal.NONE


@compiled
def against_money(book: Book, contract: Record, now: int) -> int:
    """Why no money is taken: nothing is owed any more, or it is the night of maintenance."""
    owed = contract.promise_open_kopecks - contract.balance_kopecks
    if contract.is_terminated and owed <= 0:
        return Refusal.TOPUP_NOT_ALLOWED
    terms, second = terms_on(book, now), now % DAY_S
    is_night = terms.topup_window_from_s <= second < terms.topup_window_until_s
    is_night = is_night and row_at(book, now).day_of_month == terms.topup_window_day
    if is_night and is_advance(contract):
        return Refusal.PAYMENT_MAINTENANCE
    return Refusal.NONE


@compiled
def lifts_too_high(book: Book, contract: Record, paid: int, now: int) -> bool:
    """Whether the balance would be above the most."""
    return bool(contract.balance_kopecks + paid > terms_on(book, now).balance_most_kopecks)


@compiled
def answer_to_top_up(book: Book, step: Record) -> int:
    """What a payment by bank card is answered."""
    contract, deed, terms = step.before.contract, step.deed, terms_on(book, step.deed.now)
    if deed.choice == CardBrand.OTHER:
        return Refusal.CARD_UNSUPPORTED
    against = against_money(book, contract, deed.now)
    if against != Refusal.NONE:
        return against
    if deed.amount < terms.topup_min_kopecks or deed.amount > terms.topup_max_kopecks:
        return Refusal.TOPUP_AMOUNT_RANGE
    if lifts_too_high(book, contract, deed.amount, deed.now):
        return Refusal.BALANCE_LIMIT
    return Refusal.CARD_DECLINED if deed.flag != 0 else Refusal.NONE


@compiled
def answer_to_erip(book: Book, step: Record) -> int:
    """What a payment through ЕРИП is answered."""
    contract, deed, terms = step.before.contract, step.deed, terms_on(book, step.deed.now)
    if deed.flag == 0:
        return Refusal.ERIP_UNKNOWN_ACCOUNT
    against = against_money(book, contract, deed.now)
    if against != Refusal.NONE:
        return against
    if deed.amount < terms.topup_erip_min_kopecks or deed.amount > terms.topup_erip_max_kopecks:
        return Refusal.TOPUP_AMOUNT_RANGE
    is_high = lifts_too_high(book, contract, deed.amount, deed.now)
    return Refusal.BALANCE_LIMIT if is_high else Refusal.NONE


@compiled
def answer_to_card(book: Book, step: Record) -> int:
    """What an express card is answered."""
    contract, now, card = step.before.contract, step.deed.now, step.deed.choice
    terms, tries = terms_on(book, now), step.before.card_tries
    if card == Card.MALFORMED:
        return Refusal.CARD_FORMAT
    against = against_money(book, contract, now)
    if against != Refusal.NONE:
        return against
    if tries.day == now // DAY_S and tries.failures >= terms.express_tries:
        return Refusal.CARD_TRIES_EXCEEDED
    if card == Card.UNKNOWN:
        return Refusal.CARD_UNKNOWN
    if card == Card.USED:
        return Refusal.CARD_ALREADY_USED
    is_high = lifts_too_high(book, contract, terms.express_card_kopecks, now)
    return Refusal.BALANCE_LIMIT if is_high else Refusal.NONE


@law("TOPUP-CARD", "TOPUP-STATE", "TOPUP-WINDOW", "LED-BOUNDS")
def top_up_is_answered_by_its_first_reason(book: Book, step: Record) -> bool:
    """Brand, state, maintenance, range, most, acquirer: the first that applies is the answer."""
    return bool(step.deed.what != Deed.TOP_UP or step.refusal == answer_to_top_up(book, step))


@law("TOPUP-ERIP", "TOPUP-STATE", "TOPUP-WINDOW", "LED-BOUNDS")
def erip_is_answered_by_its_first_reason(book: Book, step: Record) -> bool:
    """Account, state, maintenance, range, most: the first that applies is the answer."""
    return bool(step.deed.what != Deed.ERIP_PAYMENT or step.refusal == answer_to_erip(book, step))


@law("TOPUP-EXPRESS", "TOPUP-EXP-TRIES", "TOPUP-STATE", "TOPUP-WINDOW", "LED-BOUNDS")
def cards_are_answered_by_their_first_reason(book: Book, step: Record) -> bool:
    """Form, state, maintenance, mistakes, the card, most: the first that applies is the answer."""
    is_card = step.deed.what == Deed.REDEEM_EXPRESS_CARD
    return bool(not is_card or step.refusal == answer_to_card(book, step))


@compiled
def answer_to_promise(book: Book, step: Record) -> int:
    """What a promised payment is answered."""
    contract, now, amount = step.before.contract, step.deed.now, step.deed.amount
    terms, balance = terms_on(book, now), contract.balance_kopecks
    if contract.is_terminated:
        return Refusal.CONTRACT_TERMINATED
    if contract.suspended_until > now:
        return Refusal.PROMISE_SUSPENDED
    if not is_advance(contract):
        return Refusal.PROMISE_NOT_PREPAID
    if contract.add_ons & TRUST_BIT != 0:
        return Refusal.PROMISE_CREDIT_TRUST
    if contract.promise_open_kopecks != 0:
        return Refusal.PROMISE_ALREADY_ACTIVE
    if contract.promise_unpaid_kopecks != 0:
        return Refusal.PROMISE_LOCKED_UNPAID
    closed_at = contract.promise_closed_at
    if closed_at != NEVER and now - closed_at < terms.promise_wait_s:
        return Refusal.PROMISE_TOO_OFTEN
    if balance > 0 and terms.promise_allows_positive_balance == 0:
        return Refusal.PROMISE_BALANCE_POSITIVE
    if balance <= -terms.promise_debt_limit_kopecks:
        return Refusal.PROMISE_DEBT_TOO_HIGH
    if amount < terms.promise_min_kopecks or amount % terms.promise_step_kopecks != 0:
        return Refusal.PROMISE_AMOUNT_INVALID
    if amount > terms.promise_limit_kopecks:
        return Refusal.PROMISE_ABOVE_LIMIT
    return Refusal.PROMISE_BELOW_DEBT if amount + balance <= 0 else Refusal.NONE


@law("PROMISE-LIMIT", "PROMISE-MIN", "PROMISE-PREPAID", "PROMISE-LOCK", "PROMISE-DEBT")
def promises_are_answered_by_their_first_reason(book: Book, step: Record) -> bool:
    """State, kind, other money, lock, wait, balance, sum: the first that applies is the answer."""
    is_promise = step.deed.what == Deed.PROMISE_PAYMENT
    return bool(not is_promise or step.refusal == answer_to_promise(book, step))


@compiled
def answer_to_order(book: Book, step: Record) -> int:
    """What an order of a tariff is answered."""
    contract, now, wanted = step.before.contract, step.deed.now, step.deed.choice
    is_there = 0 <= wanted < book.tariff_count
    offer = plan_on(book, wanted if is_there else TARIFFS - 1, now)
    effect_at = effect_of_order(book, now)
    if contract.is_terminated:
        return Refusal.CONTRACT_TERMINATED
    if is_away(contract, now) or is_away(contract, effect_at):
        return Refusal.CONTRACT_SUSPENDED
    if contract.is_blocked:
        return Refusal.CONTRACT_BLOCKED
    if wanted == contract.tariff:
        return Refusal.TARIFF_SAME
    one, other = contract.kind == ServiceKind.PACKAGE, offer.kind == ServiceKind.PACKAGE
    if is_there and one != other:
        return Refusal.NOT_SELF_SERVICE
    if offer.is_archived:
        return Refusal.TARIFF_ARCHIVED
    if offer.kind != contract.kind or not offer.is_on_sale:
        return Refusal.TARIFF_NOT_AVAILABLE
    if offer.technologies & (1 << contract.technology) == 0:
        return Refusal.TARIFF_TECH_MISMATCH
    if offer.is_social and not contract.is_social:
        return Refusal.TARIFF_NOT_ELIGIBLE
    if has_order(contract):
        return Refusal.TARIFF_CHANGE_PENDING
    if contract.tariff_free_from > now:
        return Refusal.TARIFF_CHANGE_TOO_SOON
    if step.deed.flag == 0 and lost_with(book, contract, wanted, now) != 0:
        return Refusal.TARIFF_CONFIRM_REQUIRED
    if contract.balance_kopecks <= 0:
        return Refusal.TARIFF_BALANCE_LOW
    fee = price_of_change(book, contract.tariff, wanted, now)
    return Refusal.TARIFF_FUNDS if contract.balance_kopecks <= fee else Refusal.NONE


@law("TAR-LIST", "TAR-SAME", "TAR-SOCIAL", "TAR-STATE", "TAR-WAIT", "TAR-CROSS", "TAR-FEE")
def orders_are_answered_by_their_first_reason(book: Book, step: Record) -> bool:
    """State, the plan, the line, the order before, agreement, money: the first that applies."""
    is_order = step.deed.what == Deed.CHANGE_TARIFF
    return bool(not is_order or step.refusal == answer_to_order(book, step))


@law("TAR-PENDING")
def withdrawals_are_answered_by_their_first_reason(book: Book, step: Record) -> bool:
    """An order can be taken back while the contract lives and there is one."""
    if step.deed.what != Deed.CANCEL_TARIFF_CHANGE:
        return True
    contract = step.before.contract
    if contract.is_terminated:
        return bool(step.refusal == Refusal.CONTRACT_TERMINATED)
    expected = Refusal.NONE if has_order(contract) else Refusal.TARIFF_NO_PENDING
    return bool(step.refusal == expected)


@compiled
def is_offered(book: Book, contract: Record, add_on: int, now: int) -> bool:
    """Whether the catalogue has it for this plan, and for the ordered one."""
    if not is_add_on(book, add_on):
        return False
    bits = plan_on(book, contract.tariff, now).fitting_add_ons & ~OTHER_WAYS
    if has_order(contract):
        bits &= fitting_or_included(plan_on(book, contract.pending_tariff, now))
    return bool((bits >> add_on) & 1)


@compiled
def cannot_pay(contract: Record, price: int) -> bool:
    """Whether a one-time price cannot be paid now, or by the next bill."""
    if is_advance(contract):
        return bool(contract.balance_kopecks <= price)
    return bool(contract.is_barred)


@compiled
def answer_to_connection(book: Book, step: Record) -> int:
    """What the wish for an add-on is answered."""
    contract, now, add_on = step.before.contract, step.deed.now, step.deed.choice
    against = standing(contract, now)
    if against != Refusal.NONE:
        return against
    if is_add_on(book, add_on) and (contract.add_ons >> add_on) & 1:
        return Refusal.ADDON_ALREADY_ON
    if add_on == 0 and not is_advance(contract):
        return Refusal.SMS_NOT_PREPAID
    if not is_offered(book, contract, add_on, now):
        return Refusal.TRUST_NOT_ELIGIBLE if add_on == 1 else Refusal.ADDON_NOT_AVAILABLE
    row = add_on_on(book, add_on, now)
    if row.conflicts & contract.add_ons != 0:
        return Refusal.ADDON_CONFLICT
    if row.requires & ~contract.add_ons != 0:
        return Refusal.ADDON_REQUIRES
    if add_on == 1 and contract.promise_open_kopecks > 0:
        return Refusal.PROMISE_ALREADY_ACTIVE
    return Refusal.ADDON_FUNDS if cannot_pay(contract, row.once_kopecks) else Refusal.NONE


@law("ADD-LIST", "ADD-STATE", "ADD-ONCE", "ADD-TRUST")
def connections_are_answered_by_their_first_reason(book: Book, step: Record) -> bool:
    """State, what is on, the plan, conflicts, needs, a promise, money: the first that applies."""
    is_wish = step.deed.what == Deed.CONNECT_ADD_ON
    return bool(not is_wish or step.refusal == answer_to_connection(book, step))


@compiled
def stands_under_another(book: Book, contract: Record, add_on: int, now: int) -> bool:
    """Whether something that is on requires this add-on."""
    for other in range(book.add_on_count):
        is_on = (contract.add_ons >> other) & 1
        if is_on and (add_on_on(book, other, now).requires >> add_on) & 1:
            return True
    return False


@compiled
def answer_to_disconnection(book: Book, step: Record) -> int:
    """What the wish to be without an add-on is answered."""
    contract, now, add_on = step.before.contract, step.deed.now, step.deed.choice
    against = standing(contract, now)
    if against != Refusal.NONE:
        return against
    if not is_add_on(book, add_on):
        return Refusal.ADDON_NOT_AVAILABLE
    if (contract.add_ons >> add_on) & 1 == 0:
        return Refusal.ADDON_NOT_ON
    if (plan_on(book, contract.tariff, now).included_add_ons >> add_on) & 1:
        return Refusal.ADDON_NOT_REMOVABLE
    if stands_under_another(book, contract, add_on, now):
        return Refusal.ADDON_REQUIRES
    is_owed = add_on == 1 and contract.balance_kopecks < 0
    return Refusal.TRUST_DEBT if is_owed else Refusal.NONE


@law("ADD-STATE", "ADD-REMOVABLE", "ADD-TRUST")
def disconnections_are_answered_by_their_first_reason(book: Book, step: Record) -> bool:
    """State, what is on, the plan, what stands on it, debt: the first that applies."""
    is_wish = step.deed.what == Deed.DISCONNECT_ADD_ON
    return bool(not is_wish or step.refusal == answer_to_disconnection(book, step))


@compiled
def answer_to_video(book: Book, step: Record) -> int:
    """What the wish for a video is answered."""
    contract, now = step.before.contract, step.deed.now
    against = standing(contract, now)
    if against != Refusal.NONE:
        return against
    if (plan_on(book, contract.tariff, now).fitting_add_ons >> VIDEO) & 1 == 0:
        return Refusal.ADDON_NOT_AVAILABLE
    if step.deed.choice > now:
        return Refusal.ADDON_ALREADY_ON
    price = add_on_on(book, VIDEO, now).once_kopecks
    return Refusal.VOD_FUNDS if cannot_pay(contract, price) else Refusal.NONE


@law("ADD-VOD", "ADD-STATE", "ADD-ONCE")
def videos_are_answered_by_their_first_reason(book: Book, step: Record) -> bool:
    """State, television, a rental that runs, money: the first that applies."""
    return bool(step.deed.what != Deed.RENT_VIDEO or step.refusal == answer_to_video(book, step))


@compiled
def answer_to_pause(book: Book, step: Record) -> int:
    """What the order of a suspension is answered."""
    contract, now, days = step.before.contract, step.deed.now, step.deed.choice
    price, starts_at = price_of_pause(book, contract.kind, days, now), next_midnight(now)
    if contract.is_terminated:
        return Refusal.CONTRACT_TERMINATED
    if contract.suspended_until > now:
        return Refusal.VOL_ALREADY
    if contract.is_blocked:
        return Refusal.VOL_NOT_ACTIVE
    if not is_advance(contract):
        return Refusal.NOT_SELF_SERVICE
    if price < 0:
        return Refusal.VOL_TERM_INVALID
    if contract.promise_open_kopecks != 0:
        return Refusal.VOL_PROMISE_ACTIVE
    comes_at = contract.tariff_effective_at
    if has_order(contract) and starts_at <= comes_at < starts_at + days * DAY_S:
        return Refusal.TARIFF_CHANGE_PENDING
    is_this_year = contract.suspension_year == row_at(book, now).year
    ordered = contract.suspensions_in_year if is_this_year else 0
    if ordered >= terms_on(book, now).suspensions_per_year:
        return Refusal.VOL_QUOTA_EXCEEDED
    return Refusal.VOL_FUNDS if contract.balance_kopecks <= price else Refusal.NONE


@law("VOL-START", "VOL-TERM", "VOL-QUOTA", "ORD-APART")
def pauses_are_answered_by_their_first_reason(book: Book, step: Record) -> bool:
    """State, kind, length, promise, ordered tariff, quota, money: the first that applies."""
    return bool(step.deed.what != Deed.SUSPEND or step.refusal == answer_to_pause(book, step))


@law("VOL-EARLY")
def returns_are_answered_by_their_first_reason(book: Book, step: Record) -> bool:
    """Whoever lives and has a suspension, ordered or running, can end it."""
    if step.deed.what != Deed.RESUME:
        return True
    contract = step.before.contract
    if contract.is_terminated:
        return bool(step.refusal == Refusal.CONTRACT_TERMINATED)
    has_one = contract.suspended_until > step.deed.now
    return bool(step.refusal == (Refusal.NONE if has_one else Refusal.VOL_NOT_SUSPENDED))


@compiled
def answer_to_use(book: Book, step: Record) -> int:
    """What the network is told when a session, a call or a view ends."""
    contract, deed, used = step.before.contract, step.deed, step.before.service_day
    terms, what = terms_on(book, deed.now), step.deed.what
    if not is_usable(contract, deed.now):
        return Refusal.SERVICE_BLOCKED
    if what == Deed.RECORD_CALL:
        if contract.is_barred and deed.choice != CallClass.SERVICE:
            return Refusal.CALL_BARRED
        minutes = -(-deed.amount // 60) if deed.flag != 0 else 0
        for call_class in range(7):
            minutes += used.call_minutes[call_class]
        is_full = minutes > terms.call_day_most_minutes
    elif what == Deed.RECORD_SESSION:
        more = -((-deed.amount - deed.choice) // (1 << 20))
        is_full = used.down_mb + used.up_mb + more > terms.net_day_most_mb
    else:
        is_full = used.tv_minutes + deed.amount > terms.tv_day_most_minutes
    return Refusal.LINE_DAY_FULL if is_full else Refusal.NONE


@law("USE-BLOCKED", "USE-BOUNDS", "SUS-TEL")
def use_is_answered_by_its_first_reason(book: Book, step: Record) -> bool:
    """A service that does not run, a barred line, a full day: the first that applies."""
    what = step.deed.what
    is_call = what == Deed.RECORD_CALL
    is_use = is_call or what == Deed.RECORD_SESSION or what == Deed.RECORD_VIEW
    return bool(not is_use or step.refusal == answer_to_use(book, step))


@law("GEN-OUT", "LED-ADJUST", "LINE-FIBRE", "LINE-MOVE")
def a_service_centre_is_answered_by_the_state(book: Book, step: Record) -> bool:
    """What has ended is neither corrected nor ended once more nor moved; fibre needs a plan that
    runs on it; all else is done."""
    what = step.deed.what
    if not is_of_line(what) and what != Deed.TERMINATE and what != Deed.CORRECT_BALANCE:
        return True
    if step.before.contract.is_terminated:
        return bool(step.refusal == Refusal.CONTRACT_TERMINATED)
    is_copper = what == Deed.MOVE_TO_FIBRE
    is_copper = is_copper and not has_fibre(book, step.deed.choice, step.deed.now)
    return bool(step.refusal == (Refusal.TARIFF_TECH_MISMATCH if is_copper else Refusal.NONE))
