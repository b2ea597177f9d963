"""The same laws on a live world: what an operation did to a contract, asked step by step.

before = world.fork()
outcome = phone.top_up(17, "15.00")
assert not broken_on(before, world.log[-1].command.request, outcome, world)
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from mybt_sim.engine.book import Book, clear_journal_in_python
from mybt_sim.engine.records import NEVER, Record, Records, alone
from mybt_sim.engine.vocabulary import CardBrand
from mybt_sim.operations import money, outside, plans
from mybt_sim.operations.request import Request
from mybt_sim.quality.faults.plain import plain_of, sound_copies
from mybt_sim.quality.laws.every import LAWS, NONE_BROKEN, broken_laws, first_broken
from mybt_sim.quality.laws.law import Law
from mybt_sim.quality.steps import Deed, blank_step
from mybt_sim.quality.story import Done
from mybt_sim.quality.taking import remember
from mybt_sim.world import Outcome, World
from mybt_sim.world.moments import seconds_of

NOT_ASKED = Done(Deed.LOOK, 0)
"""In place of an operation that was refused before its own rule was asked."""


def _paid(request: money.TopUp) -> Done:
    brand, declined = CardBrand[request.brand.upper()], int(request.is_declined)
    return Done(Deed.TOP_UP, 0, request.amount_kopecks, brand, declined)


def _ordered(request: plans.ChangeTariff) -> Done:
    return Done(Deed.CHANGE_TARIFF, 0, 0, request.tariff, int(request.is_confirmed))


DEEDS: Mapping[type[Request], Callable[..., Done]] = {
    money.TopUp: _paid,
    money.PromisePayment: lambda one: Done(Deed.PROMISE_PAYMENT, 0, one.amount_kopecks),
    money.CancelPromise: lambda one: Done(Deed.CANCEL_PROMISE, 0),
    plans.ChangeTariff: _ordered,
    plans.CancelTariffChange: lambda one: Done(Deed.CANCEL_TARIFF_CHANGE, 0),
    plans.ConnectAddOn: lambda one: Done(Deed.CONNECT_ADD_ON, 0, 0, one.add_on),
    plans.DisconnectAddOn: lambda one: Done(Deed.DISCONNECT_ADD_ON, 0, 0, one.add_on),
    plans.Suspend: lambda one: Done(Deed.SUSPEND, 0, 0, one.term_days),
    plans.Resume: lambda one: Done(Deed.RESUME, 0),
    outside.CorrectBalance: lambda one: Done(Deed.CORRECT_BALANCE, 0, one.amount_kopecks),
    outside.Terminate: lambda one: Done(Deed.TERMINATE, 0),
}
"""Operations about a contract whose facts all stand in the request. An express card, a video and
use are judged by what is kept beside the contract, and are not looked at here."""


class Lived(NamedTuple):
    """A step that was taken on a live world, with the book and its journal; arrays of length 1."""

    books: Records
    steps: Records


def broken_on(before: World, request: Request, outcome: Outcome, after: World) -> tuple[Law, ...]:
    """The laws that an operation on a live world has broken; none for one that is not in `DEEDS`.

    `before` is a fork of the moment before it. A preview or a repeated answer did nothing, and is
    not looked at.
    """
    lived = lived_on(before, request, outcome, after)
    return _broken(lived.books[0], lived.steps[0]) if lived else ()


def lived_on(before: World, request: Request, outcome: Outcome, after: World) -> Lived | None:
    """An operation on a live world as a step of a hunt; None for what is not looked at."""
    make = DEEDS.get(type(request))
    if make is None or outcome.is_preview or outcome.is_repeat:
        return None
    contract = int(getattr(request, "contract_id", 0))
    rule = type(request).name
    is_asked = not outcome.asked or outcome.asked[-1].rule == rule
    deed = make(request) if is_asked else NOT_ASKED
    steps = blank_step()
    with after.looking() as seen, before.looking() as was:
        if seen.operator.directory.position(contract) < 0:
            return None
        book, step = seen.book.copy(), steps[0]
        steps["deed"] = tuple(deed._replace(now=seen.now))
        step.refusal = outcome.refusal
        until = outcome.allowed_from
        step.allowed_from = NEVER if until is None else seconds_of(until)
        _fill_journal(book, was.state.history, seen.state.history, contract)
        steps["before"]["contract"] = before.contract_record(contract)
        steps["after"]["contract"] = after.contract_record(contract)
        _set_witness(step, was.now)
        remember(book, step)
        return Lived(alone(book), steps)


def _broken(book: Book, step: Record) -> tuple[Law, ...]:
    """All laws that the step breaks: the look at all of them is compiled; only when one breaks is
    each of them asked, in plain Python."""
    if first_broken(book, step) == NONE_BROKEN:
        return ()
    plain = sound_copies().module(broken_laws.__module__)
    broken = {one.name for one in plain.broken_laws(plain_of(book), plain_of(step))}
    return tuple(one for one in LAWS if one.name in broken)


def _fill_journal(book: Book, was: object, seen: object, contract: int) -> None:
    """What the operation wrote for the contract, as the journal of the book."""
    clear_journal_in_python(book)
    for name, count in (("entries", "entry_count"), ("events", "event_count")):
        earlier: Records = getattr(was, name)(contract)
        rows: Records = getattr(seen, name)(contract)[len(earlier) :]
        book[name][: len(rows)] = rows
        book[count] = len(rows)


def _set_witness(step: Record, now: int) -> None:
    """What a witness would have kept up to the operation, read from the contract as it stood."""
    contract = step.before.contract
    used_s = contract.active_s
    if contract.active_since != NEVER:
        used_s += now - contract.active_since
    for state in (step.before, step.after):
        state.now = now
        state.witness.used_s = used_s
        state.witness.held = contract.add_ons_today
        state.witness.orders_year = contract.suspension_year
        state.witness.orders = contract.suspensions_in_year
