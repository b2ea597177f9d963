"""Guards of functions that look at a contract: all edges of the few fields that they read."""

import datetime
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any, NamedTuple

from mybt_sim.catalogue.calendar import date_of, day_of
from mybt_sim.engine.forecast import DAYS_LEFT_MOST
from mybt_sim.engine.records import DAY_S, NEVER, NO_TARIFF, blank_contract
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Event, Technology
from mybt_sim.quality.faults.plain import plain_of
from mybt_sim.quality.faults.runner import plain_book
from mybt_sim.quality.guards.guard import Guard
from mybt_sim.quality.room import the_catalogue

TODAY = day_of(datetime.date(2026, 5, 29))
NOON = TODAY * DAY_S + DAY_S // 2
INTERNET, DEARER = "T09", "T10"
DAYS_LOOKED_AT = 400


class Money(NamedTuple):
    """What a forecast reads of a contract; moments count from now."""

    balance_kopecks: int
    add_ons: int
    promise_kopecks: int
    promise_in_s: int
    tariff_in_days: int  # 0: none is ordered
    pause: tuple[int, int]  # in days from today on


def blank_plain() -> Any:
    """A contract to which nothing has happened yet."""
    return plain_of(blank_contract()[0])


def _forecasts() -> Iterator[tuple[Money]]:
    for balance, add_ons in product((-1, 0, 90, 1_500, 2_520, 7_000), (0, 1 << 1, 0b111 << 2)):
        for promise, due in ((0, 0), (1_500, 1), (1_500, DAY_S // 2), (2_000, 5 * DAY_S)):
            for tariff, pause in product((0, 1, 7), ((0, 0), (-1, 2), (2, 17), (3, 3))):
                yield (Money(balance, add_ons, promise, due, tariff, pause),)


def _contract_of(money: Money) -> Any:
    contract = blank_plain()
    contract.tariff = the_catalogue().tariff_index(INTERNET)
    contract.balance_kopecks, contract.add_ons = money.balance_kopecks, money.add_ons
    contract.promise_open_kopecks = money.promise_kopecks
    contract.promise_due_at = NOON + money.promise_in_s
    if money.tariff_in_days:
        contract.pending_tariff = the_catalogue().tariff_index(DEARER)
        contract.tariff_effective_at = (TODAY + money.tariff_in_days) * DAY_S
    first, last = money.pause
    if first != last:
        contract.suspended_from = (TODAY + first) * DAY_S
        contract.suspended_until = (TODAY + last) * DAY_S
    return contract


def _forecast(module: Any, point: tuple[Any, ...]) -> int:
    return int(module.days_left(plain_book(), _contract_of(point[0]), NOON))


def _paid_days(money: Money) -> int:
    """Days of service, one after the other, until there is no money for the next."""
    contract = _contract_of(money)
    edition = _edition()
    parts = plain_book().terms[edition].forecast_month_days
    left, borrowed = max(0, money.balance_kopecks) * parts, money.promise_kopecks
    price = _month_kopecks(contract.tariff, money.add_ons)
    for day in range(DAYS_LOOKED_AT):
        if borrowed and day >= _service_days(money, money.promise_in_s // DAY_S):
            left, borrowed = max(0, left - borrowed * parts), 0
        if money.tariff_in_days and day >= _service_days(money, money.tariff_in_days):
            price = _month_kopecks(contract.pending_tariff, _carried(contract))
        if left < price:
            return day
        left -= price
    return DAYS_LEFT_MOST


def _service_days(money: Money, days: int) -> int:
    """Of so many days from today those that no suspension takes; full days of it, as they stand.

    A promise that ends on a later day of the calendar ends in its course: its pause counts too.
    """
    first, last = money.pause
    end = days + (1 if _is_over_midnight(money, days) else 0)
    paused = sum(max(0, first) <= day < last for day in range(end)) if first != last else 0
    return max(0, days - paused)


def _is_over_midnight(money: Money, days: int) -> bool:
    """Whether so many days and the rest of a promise's seconds lead over one midnight more."""
    is_promise = money.promise_kopecks > 0 and days == money.promise_in_s // DAY_S
    return is_promise and money.promise_in_s % DAY_S >= DAY_S // 2


def _carried(contract: Any) -> int:
    old, new = (_plan(one) for one in (contract.tariff, contract.pending_tariff))
    return (contract.add_ons & ~old.included_add_ons & new.fitting_add_ons) | new.included_add_ons


def _month_kopecks(tariff: int, add_ons: int) -> int:
    plan, book = _plan(tariff), plain_book()
    fees = [plan.fee_e4]
    for place in range(book.add_on_count):
        if add_ons & ~plan.included_add_ons & 1 << place:
            fees.append(book.add_ons[_edition()][place].fee_e4)
    return sum((fee + 50) // 100 for fee in fees)


@cache
def _edition() -> int:
    book = plain_book()
    return int(book.calendar[TODAY - book.first_day].edition)


def _plan(tariff: int) -> Any:
    return plain_book().tariffs[_edition()][tariff]


def _mornings() -> Iterator[tuple[int]]:
    for year, day in product((2026, 2027, 2028), ((1, 1), (2, 28), (12, 31))):
        yield (day_of(datetime.date(year, *day)) * DAY_S + 1,)


def _new_year(now: int) -> int:
    return day_of(datetime.date(date_of(now // DAY_S).year + 1, 1, 1)) * DAY_S


def _asked_of_book(module: Any, point: tuple[Any, ...]) -> int:
    return int(module.next_year_at(plain_book(), *point))


class Move(NamedTuple):
    """What the move of a line to fibre reads: tariffs by their place, -1 for one that is not."""

    tariff: int
    ordered: int
    is_terminated: bool
    balance_kopecks: int


FEE_BACK = 250


def _on_fibre(tariff: int) -> bool:
    is_there = 0 <= tariff < len(the_catalogue().tariffs)
    return is_there and bool((_plan(tariff).technologies >> Technology.PON) & 1)


def _moves() -> Iterator[tuple[Move]]:
    kind = _plan(the_catalogue().tariff_index(INTERNET)).kind
    same = [one for one in range(len(the_catalogue().tariffs)) if _plan(one).kind == kind]
    fibre, copper = ([one for one in same if _on_fibre(one) == is_so] for is_so in (True, False))
    tariffs = (*fibre[:3], copper[0], NO_TARIFF, len(the_catalogue().tariffs))
    for one in product(tariffs, (NO_TARIFF, fibre[0], copper[0]), (False, True), (0, 1, 1_000)):
        yield (Move(*one),)


def _moving(move: Move) -> Any:
    contract = blank_plain()
    contract.tariff = next(_moves())[0].tariff
    contract.kind = _plan(contract.tariff).kind
    contract.balance_kopecks, contract.is_terminated = move.balance_kopecks, move.is_terminated
    contract.active_s, contract.active_since = 5, NOON - 100
    contract.add_ons = _plan(contract.tariff).included_add_ons
    if move.ordered != NO_TARIFF:
        contract.pending_tariff, contract.pending_fee_kopecks = move.ordered, FEE_BACK
        contract.tariff_effective_at = NOON + DAY_S
    return contract


def _moved(module: Any, point: tuple[Any, ...]) -> tuple[Any, ...]:
    book, contract = plain_book(), _moving(point[0])
    book.event_count = book.entry_count = 0
    answer = module.move_to_fibre(book, contract, point[0].tariff, NOON)
    told = [(one.event, one.value) for one in book.events[: book.event_count]]
    return answer, told, _stand(contract)


def _stand(contract: Any) -> tuple[Any, ...]:
    order = (contract.pending_tariff, contract.pending_fee_kopecks, contract.tariff_effective_at)
    day = (contract.active_s, contract.active_since, contract.add_ons_today)
    state = (contract.technology, contract.tariff, contract.add_ons, contract.is_blocked)
    return *order, *day, *state, contract.balance_kopecks, contract.tariff_free_from


def _moves_to(move: Move) -> tuple[Any, ...]:
    contract, told = _moving(move), list[tuple[int, int]]()
    if move.is_terminated:
        return Refusal.CONTRACT_TERMINATED, told, _stand(contract)
    if not _on_fibre(move.tariff):
        return Refusal.TARIFF_TECH_MISMATCH, told, _stand(contract)
    told.append((Event.LINE_CHANGED, Technology.PON))
    contract.technology = Technology.PON
    is_same = move.tariff == contract.tariff
    if move.ordered != NO_TARIFF and not (is_same and _on_fibre(move.ordered)):
        told.append((Event.TARIFF_LAPSED, Refusal.TARIFF_TECH_MISMATCH))
        contract.balance_kopecks += FEE_BACK
        contract.pending_tariff, contract.pending_fee_kopecks = NO_TARIFF, 0
        contract.tariff_effective_at = NEVER
    if not is_same:
        before, contract.add_ons = contract.add_ons, _plan(move.tariff).included_add_ons
        contract.tariff = move.tariff
        for event, bits in (
            (Event.ADDONS_ENDED, before & ~contract.add_ons),
            (Event.ADDONS_STARTED, contract.add_ons & ~before),
        ):
            told += [(event, bits)] if bits else []
        told.append((Event.TARIFF_CHANGED, move.tariff))
    contract.is_blocked = (
        contract.balance_kopecks <= plain_book().terms[_edition()].block_at_kopecks
    )
    if contract.is_blocked:
        told.append((Event.BLOCKED, contract.balance_kopecks))
    contract.active_s, contract.add_ons_today = 0, contract.add_ons
    contract.active_since = NEVER if contract.is_blocked else NOON
    return Refusal.NONE, told, _stand(contract)


GUARDS: tuple[Guard, ...] = (
    Guard(("forecast.days_left", "forecast.month_of_kopecks", "forecast.monthly_sum_kopecks",
           "forecast.ordered_sum_kopecks", "forecast.affordable_days", "forecast.days_to_tariff",
           "forecast.days_to_promise", "forecast.suspended_days"),
          _forecasts, _paid_days, _forecast),
    Guard(("new_line.move_to_fibre",), _moves, _moves_to, _moved),
    Guard(("suspension.next_year_at",), _mornings, _new_year, _asked_of_book),
)  # fmt: skip
