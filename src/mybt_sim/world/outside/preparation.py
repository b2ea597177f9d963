"""Putting a contract into a state, by what could really happen: corrections, orders, the clock.

Nothing is written into a record. Staff correct the balance, a person with the paper in hand takes
the promise and orders the suspension, and blocks follow from the rules. So all of it stands in the
log, is stored, and can be replayed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from mybt_sim.base.errors import WorldError
from mybt_sim.catalogue.notation import byn
from mybt_sim.engine.records import DAY_S
from mybt_sim.engine.vocabulary import Settlement
from mybt_sim.world.clients import Client
from mybt_sim.world.clients.base import Amount
from mybt_sim.world.live import LiveWorld
from mybt_sim.world.moments import moment_of, seconds_of
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.parsing import flag_of, kopecks_of, whole_of

FIRST_HELPER = 375_29_700_00_01
"""Mobile numbers of those who order something for a contract are counted from here."""

REASON = "prepared"
ROOM_KOPECKS = 10_00
PAUSE_KOPECKS = 200_00
"""A balance from which any suspension can be paid."""


@dataclass(frozen=True)
class Wish:
    """What a contract shall be; None leaves it to what the rest brings about."""

    balance_kopecks: int | None = None
    is_blocked: bool | None = None
    promise_kopecks: int | None = None
    suspension_days: int | None = None


def wish_of(
    balance: Amount | None,
    blocked: bool | None,
    promise_open: Amount | None,
    suspended_days: int | None,
) -> Wish:
    """The arguments of `World.prepare` as numbers; `RequestError` for what is none."""
    return Wish(
        None if balance is None else kopecks_of(balance),
        None if blocked is None else flag_of("blocked", blocked),
        None if promise_open is None else kopecks_of(promise_open),
        None if suspended_days is None else whole_of("suspended_days", suspended_days, most=366),
    )


def prepare(world: LiveWorld, contract: int, wish: Wish) -> None:
    """Bring a contract into a state; `WorldError` says what the rules have against it."""
    wish = _with_balance(world, contract, wish)
    if wish.suspension_days is not None:
        _suspend(world, contract, wish.suspension_days)
    if wish.promise_kopecks is not None:
        _promise(world, contract, wish.promise_kopecks)
    if wish.balance_kopecks is not None:
        _correct_to(world, contract, wish.balance_kopecks)


def _with_balance(world: LiveWorld, contract: int, wish: Wish) -> Wish:
    """The wish with a balance from which the block that is asked for follows (SUS-FIN)."""
    if wish.is_blocked is None:
        return wish
    record = world.contract_record(contract)
    if record.settlement != Settlement.ADVANCE:
        raise _impossible(
            "A contract that is paid by bill is never blocked.",
            "Take an advance contract, or let its line be barred by a negative balance.",
        )
    limit = world.block_limit_kopecks(contract)
    balance = wish.balance_kopecks
    if balance is None:
        is_so = bool(record.is_blocked) == wish.is_blocked and wish.promise_kopecks is None
        balance = int(record.balance_kopecks) if is_so else limit
        balance += 0 if is_so or wish.is_blocked else ROOM_KOPECKS
    if (balance <= limit) != wish.is_blocked:
        raise _impossible(
            f"With {byn(balance)} BYN a contract is {'not ' if wish.is_blocked else ''}blocked.",
            f"It is blocked from {byn(limit)} BYN down.",
        )
    return Wish(balance, wish.is_blocked, wish.promise_kopecks, wish.suspension_days)


def _suspend(world: LiveWorld, contract: int, days: int) -> None:
    """Order a suspension, and let the midnight come at which it begins."""
    before = int(world.contract_record(contract).balance_kopecks)
    _correct_to(world, contract, max(before, PAUSE_KOPECKS))
    _as_holder(world, contract, lambda phone: phone.suspend(contract, days))
    now = seconds_of(world.now)
    world.advance(until=moment_of((now // DAY_S + 1) * DAY_S))
    _correct_to(world, contract, before)


def _promise(world: LiveWorld, contract: int, kopecks: int) -> None:
    """Let the open promise be this one: another is paid off first."""
    record = world.contract_record(contract)
    if int(record.promise_open_kopecks) == kopecks:
        return
    if record.promise_open_kopecks > 0:
        login = world.outside.paper(contract)[0][0]
        _done(world.outside.erip_payment(login, byn(int(record.promise_open_kopecks))))
    if kopecks == 0:
        return
    balance = int(world.contract_record(contract).balance_kopecks)
    if not -kopecks < balance <= 0:  # PROMISE-POSBAL, PROMISE-COVERS
        _correct_to(world, contract, 0)
    _as_holder(world, contract, lambda phone: phone.promise_payment(contract, byn(kopecks)))


def _correct_to(world: LiveWorld, contract: int, balance_kopecks: int) -> None:
    missing = balance_kopecks - int(world.contract_record(contract).balance_kopecks)
    if missing:
        _done(world.outside.correct_balance(contract, byn(missing), reason=REASON))


def _as_holder(world: LiveWorld, contract: int, order: Callable[[Client], Outcome]) -> None:
    """Let somebody with the paper sign in, bind the contract, order, and let go of it again."""
    mobile = FIRST_HELPER
    while world.has_account(mobile):
        mobile += 1
    phone, number = world.client("web"), f"+{mobile}"
    _done(phone.request_code(number))
    _done(phone.sign_in(number, str(world.outside.inbox(number)[-1].code)))
    _done(phone.bind_by_login(*world.outside.paper(contract)[0]))
    _done(order(phone))
    _done(phone.unbind(contract))
    _done(phone.sign_out())


def _done(outcome: Outcome) -> None:
    if not outcome.ok:
        raise _impossible(
            f"{outcome.operation} is refused with {outcome.refusal}: {outcome.text('en')}",
            "Ask for a state that the rules allow, or find another contract.",
        )


def _impossible(problem: str, next_step: str) -> WorldError:
    return WorldError(f"The contract cannot be prepared. {problem}", next_step=next_step)
