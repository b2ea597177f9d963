"""Guards of what laws cannot see: what only a screen, the date of a refusal or a bill tells."""

from collections.abc import Callable, Iterator
from itertools import product
from types import SimpleNamespace
from typing import Any

from mybt_sim.engine.records import DAY_S, NEVER, TIMED_SLOTS
from mybt_sim.engine.vocabulary import Settlement, TicketState
from mybt_sim.quality.faults.runner import plain_book
from mybt_sim.quality.guards.guard import Guard, Point
from mybt_sim.quality.guards.states import NOON, TODAY, blank_plain
from mybt_sim.quality.room import the_catalogue

UNTIL = (100, 250, 1 << 40)
RATES_E4 = (3, 5, 11)
QUOTA_MB = 40
LINE = "T01"


def _terms() -> Any:
    book = plain_book()
    return book.terms[book.calendar[TODAY - book.first_day].edition]


def _put(function: str, *names: str) -> Callable[[Any, tuple[Any, ...]], Any]:
    """Asks with a record of the numbers by these names, and the rest of them after it."""

    def asked(module: Any, point: tuple[Any, ...]) -> Any:
        record = SimpleNamespace(**dict(zip(names, point, strict=False)))
        return getattr(module, function)(record, *point[len(names) :])

    return asked


def _slots() -> Iterator[tuple[int, int]]:
    return product(range(-2, TIMED_SLOTS + 2), (-1, 0, 1, NOON))


def _ends(slot: int, until: int) -> int:
    return until if slot in range(TIMED_SLOTS) and until > 0 else NEVER


def _ask_ends(module: Any, point: tuple[Any, ...]) -> Any:
    slot, until = point
    contract = SimpleNamespace(timed_until=[until] * TIMED_SLOTS)
    return module.ends_at(contract, SimpleNamespace(timed_slot=slot))


def _tickets() -> Iterator[Point]:
    terms = _terms()
    answer, silence = terms.support_answer_s, terms.support_silence_s
    for closed, since in product((NEVER, NOON), (0, 30)):
        for passed in (terms.support_start_s, answer, answer + silence):
            for about in (-1, 0, 1):
                yield closed, since, passed + about


def _ask_ticket(module: Any, point: tuple[Any, ...]) -> Any:
    closed, since, passed = point
    ticket = SimpleNamespace(closed_at=closed, opened_at=NOON - since, asked_at=NOON)
    return module.ticket_state(plain_book(), ticket, NOON + passed)


def _ticket(closed: int, since: int, passed: int) -> TicketState:
    terms = _terms()
    answer_s = terms.support_answer_s
    if closed != NEVER or passed - answer_s >= terms.support_silence_s:
        return TicketState.CLOSED
    if passed >= answer_s:
        return TicketState.ANSWERED
    is_taken = passed + since >= terms.support_start_s
    return TicketState.IN_PROGRESS if is_taken else TicketState.NEW


def _volumes() -> Iterator[tuple[int, int]]:
    return product((0, 1, 39, 40, 41, 140, 291), (0, 1, 40, 100, 101, 300))


def _tariff() -> Any:
    return SimpleNamespace(included_mb=QUOTA_MB, tier_until_mb=UNTIL, tier_rate_e4=RATES_E4)


def _mb_price(place: int) -> int:
    """What the n-th MB above the included ones costs, counted from 1."""
    return next(rate for until, rate in zip(UNTIL, RATES_E4, strict=True) if place <= until)


def _volume(month_mb: int, used_mb: int) -> int:
    above = range(month_mb + 1, month_mb + used_mb + 1)
    return sum(_mb_price(one - QUOTA_MB) for one in above if one > QUOTA_MB)


def _ask_volume(module: Any, point: tuple[Any, ...]) -> Any:
    month_mb, used_mb = point
    contract = SimpleNamespace(month_mb=month_mb, quota_mb=QUOTA_MB)
    return module.volume_charge_e4(contract, _tariff(), used_mb)


def _openings() -> Iterator[tuple[int, int]]:
    return product((-5_001, -5_000, -1, 0, 700), range(4))


def _ask_opening(module: Any, point: tuple[Any, ...]) -> Any:
    contract = blank_plain()
    contract.tariff, contract.settlement = the_catalogue().tariff_index(LINE), Settlement.CREDIT
    book = plain_book()
    book.entry_count = book.event_count = 0
    module.open_contract(book, contract, *point, TODAY * DAY_S)
    return contract.bill_kopecks, contract.previous_bill_kopecks


def _opening(balance_kopecks: int, bills: int) -> tuple[int, int]:
    bill = max(0, -balance_kopecks) // (bills or 1)
    return bill, bill if bills >= 2 else 0


def _ask_maintenance(module: Any, point: tuple[Any, ...]) -> Any:
    return module.maintenance_end(plain_book(), *point)


GUARDS: tuple[Guard, ...] = (
    Guard(("timed_add_on.ends_at",), _slots, _ends, _ask_ends),
    Guard(("support.ticket_state",), _tickets, _ticket, _ask_ticket),
    Guard(("usage.volume_charge_e4", "usage.excess_charge_e4"), _volumes, _volume, _ask_volume),
    Guard(("usage.excess_charge_e4",), lambda: ((one,) for one in (0, 1, 99, 100, 101, 251)),
          lambda mb: sum(map(_mb_price, range(1, mb + 1))),
          lambda module, point: module.excess_charge_e4(_tariff(), *point)),
    Guard(("traffic.called_minutes",), lambda: (([one] * 7,) for one in (0, 1, 9)), sum,
          _put("called_minutes", "call_minutes")),
    Guard(("status.active_seconds",), lambda: product((0, 5), (NEVER, 0, 90), (90, 100)),
          lambda before, since, now: before + (now - since if since != NEVER else 0),
          _put("active_seconds", "active_s", "active_since")),
    Guard(("close_day.open_contract",), _openings, _opening, _ask_opening),
    Guard(("top_up.maintenance_end",), lambda: ((NOON + one,) for one in (-1, 0, 1)),
          lambda now: TODAY * DAY_S + _terms().topup_window_until_s, _ask_maintenance),
)  # fmt: skip
"""Guards of single parts of the rules."""
