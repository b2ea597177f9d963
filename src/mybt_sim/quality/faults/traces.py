"""Faults that leave a trace where they have no business, or none where one belongs.

A field that is written by the wrong hand, an entry of the wrong sum or day, an event that is not
told. Few can be seen in the answer; each is there for a law that no other fault breaks alone.
"""

from mybt_sim.quality.faults.fault import Fault


def _as_well(old: str, more: str) -> tuple[str, str]:
    """A statement, and in its place the same one with another behind it."""
    return old, f"if True:\n    {old}\n    {more}"


def _before(old: str, first: str) -> tuple[str, str]:
    """A statement, and in its place the same one behind another."""
    return old, f"if True:\n    {first}\n    {old}"


_PAID = "top_up.receive_payment"
_GOOD = "make_good_after_expiry(contract, amount_kopecks)"
_CORRECT = "correction.correct_balance"
_REASSESS = "reassess_block(book, contract, now)"
_TOO_MUCH = "return Refusal.PROMISE_ABOVE_LIMIT"
_GIVEN = """\
if True:
    _give(book, contract, max(100, amount_kopecks), now)
    return Refusal.NONE
"""
_KEEP = "contract.promise_kopecks = amount_kopecks"

TRACE_FAULTS: tuple[Fault, ...] = (
    Fault("refusal-leaves-a-trace", "promise", "GEN-ORDER", "promise.promise_payment",
          _TOO_MUCH, f"if True:\n    {_KEEP}\n    {_TOO_MUCH}", is_of_refusal=True),
    Fault("correction-forgets-the-promise", "promise", "PROMISE-STATE", _CORRECT,
          *_as_well(_REASSESS, "contract.promise_kopecks = contract.promise_open_kopecks")),
    Fault("payment-halves-the-rest", "promise", "PROMISE-REPAY", _PAID,
          *_as_well("repay_promise(book, contract, amount_kopecks, now)",
                    "contract.promise_open_kopecks //= 2")),
    Fault("promise-remembers-more", "promise", "PROMISE-EFFECT", "promise._give",
          _KEEP, f"{_KEEP} + 1"),
    Fault("expiry-tells-the-promise", "promise", "PROMISE-EXPIRE", "promise.expire_promise",
          "note(book, contract, Event.PROMISE_EXPIRED, remainder_kopecks, now)",
          "note(book, contract, Event.PROMISE_EXPIRED, contract.promise_kopecks, now)"),
    Fault("promise-is-taken-back", "promise", "PROMISE-EXPIRE", "promise.cancel_promise",
          "return Refusal.PROMISE_NOT_CANCELLABLE", "return Refusal.NONE", is_of_refusal=True),
    Fault("payment-forgets-the-agreement", "orders", "TAR-PENDING", _PAID,
          *_as_well(_GOOD, "contract.agreed_add_ons = 0")),
    Fault("withdrawal-without-a-word", "orders", "TAR-PENDING",
          "tariff_change.cancel_tariff_change",
          "note(book, contract, Event.TARIFF_CANCELLED, contract.pending_tariff, now)", "pass"),
    Fault("nothing-is-withdrawn", "orders", "TAR-PENDING", "tariff_change.cancel_tariff_change",
          "contract.pending_tariff == NO_TARIFF", "False", is_of_refusal=True),
    Fault("change-drops-what-fits", "orders", "TAR-ADDONS", "tariff_change.add_ons_kept",
          "(own_add_ons & offer.fitting_add_ons) | offer.included_add_ons",
          "offer.included_add_ons"),
    Fault("payment-forgets-the-price", "suspension", "ORD-BACK", _PAID,
          *_as_well(_GOOD, "contract.suspension_fee_kopecks = 0")),
    Fault("return-grants-a-megabyte", "suspension", "USE-QUOTA", "suspension.resume",
          *_as_well("track_activity(contract, now)", "contract.quota_mb += 1")),
    Fault("nothing-is-ended", "suspension", "VOL-EARLY", "suspension.resume",
          "not has_suspension(contract, now)", "False", is_of_refusal=True),
    Fault("end-without-a-date", "state", "SUS-PRIOR", "termination.terminate",
          "contract.terminated_at = now", "pass"),
    Fault("end-without-a-word", "state", "END-VOID", "termination.terminate",
          "note(book, contract, Event.TERMINATED, contract.balance_kopecks, now)", "pass"),
    Fault("connection-without-a-word", "state", "LED-MODEL", "close_day.connect_contract",
          "note(book, contract, Event.CONNECTED, paid_kopecks, now)", "pass"),
    Fault("event-without-number", "money", "GEN-CLOCK", "ledger.note",
          "contract.event_count += 1", "pass"),
    Fault("day-belongs-to-the-next", "money", "FEE-DAILY", "ledger.charge_day",
          "_write(book, contract, entry, PaymentChannel.NONE, -amount_kopecks, day, ended_at)",
          "_write(book, contract, entry, PaymentChannel.NONE, -amount_kopecks, day + 1, ended_at)"),
    Fault("day-costs-a-kopeck-more", "money", "FEE-DAILY", "ledger.charge_day",
          "_write(book, contract, entry, PaymentChannel.NONE, -amount_kopecks, day, ended_at)",
          "_write(book, contract, entry, PaymentChannel.NONE, -amount_kopecks - 1, day, ended_at)"),
    Fault("payment-and-a-kopeck", "money", "TOPUP-POST", _PAID,
          "post_by_channel(book, contract, Entry.PAYMENT, channel, amount_kopecks, now)",
          "post_by_channel(book, contract, Entry.PAYMENT, channel, amount_kopecks + 1, now)"),
    Fault("correction-the-other-way", "money", "LED-ADJUST", _CORRECT,
          "post(book, contract, Entry.ADJUST, amount_kopecks, now)",
          "post(book, contract, Entry.ADJUST, -amount_kopecks, now)"),
    Fault("notices-come-first", "clock", "GEN-CLOCK", "close_day.open_next_day",
          "apply_tariff_change(book, contract, now)",
          "if True:\n    give_notices(book, contract, now)\n"
          "    apply_tariff_change(book, contract, now)"),
    Fault("bar-tells-the-whole-debt", "telephony", "SUS-TEL", "barring.reassess_barring",
          "note(book, contract, Event.BARRED, late_kopecks, now)",
          "note(book, contract, Event.BARRED, -contract.balance_kopecks, now)"),
    Fault("small-debts-do-not-bar", "telephony", "SUS-TEL", "barring.reassess_barring",
          "late_kopecks > 0", "late_kopecks >= 100"),
    Fault("add-on-for-nothing", "add-ons", "ADD-ONCE", "add_on._switch_on",
          "charge(book, contract, Entry.FEE_ONCE, offer.once_kopecks, now)", "pass"),
    Fault("add-on-without-a-word", "add-ons", "ADD-EFFECT", "add_on._switch_on",
          "note(book, contract, Event.ADDONS_STARTED, bit, now)", "pass"),
    Fault("unknown-add-on-is-not-on", "add-ons", "ADD-STATE", "add_on.disconnect_add_on",
          "bit == 0", "False", is_of_refusal=True),
)  # fmt: skip
"""Every fault of this kind."""

LOUD_FAULTS: tuple[Fault, ...] = (
    Fault("refusal-tells-a-promise", "promise", "GEN-ORDER", "promise.promise_payment",
          *_before(_TOO_MUCH, "note(book, contract, Event.PROMISE_GIVEN, amount_kopecks, now)"),
          is_of_refusal=True),
    Fault("second-promise-is-given", "promise", "PROMISE-ONE", "promise.promise_payment",
          "return Refusal.PROMISE_ALREADY_ACTIVE", _GIVEN, is_of_refusal=True),
    Fault("promise-into-a-suspension", "promise", "ORD-APART", "promise.promise_payment",
          "return refuse_until(book, Refusal.PROMISE_SUSPENDED, contract.suspended_until)",
          _GIVEN, is_of_refusal=True),
    Fault("payment-beyond-the-most", "money", "LED-BOUNDS", "top_up.erip_payment",
          "is_above_most(book, contract, amount_kopecks, now)", "False", is_of_refusal=True),
    Fault("pause-for-the-last-kopeck", "suspension", "VOL-START", "suspension.suspend",
          "not leaves_money(contract, suspension_fee_kopecks(book, place, now))", "False",
          is_of_refusal=True),
    Fault("return-gives-the-price-back", "suspension", "VOL-EARLY", "suspension.resume",
          *_as_well("track_activity(contract, now)",
                    "give_back(book, contract, contract.suspension_fee_kopecks, now)")),
    Fault("midnight-watches-television", "clock", "USE-TV", "close_day.charge_ended_day",
          *_as_well("charge_usage(book, contract, service_day, day)",
                    "service_day.tv_minutes += 1")),
    Fault("code-that-is-used-opens", "codes", "AUTH-OTP-TRIES", "sign_in.sign_in",
          "return Refusal.OTP_USED", "return Refusal.NONE", is_of_refusal=True),
)  # fmt: skip
"""Each breaks a law that never breaks alone, and others with it."""
