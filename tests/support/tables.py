"""Tables that a billing clerk can check by hand, and the one runner for all of them.

A file holds cases: how the contract stands when it is opened, and rows of five columns.

    when | what is asked | answer | balance afterwards | what else holds

`when` is a moment of Minsk time. Every midnight and expiry up to it, and on it, comes first.

what is asked
    look                                nothing, only time passes
    use down 500 up 20 local 3          use of this day in MB and started minutes
    top_up 10.00 visa                   also mastercard, belkart, other; `declined` behind it
    erip_payment 0.01                   `unknown` behind it: no such annex
    promise_payment 15.00, cancel_promise; correct_balance -5.00
    change_tariff T09                   `confirmed` behind it; cancel_tariff_change
    move_to_fibre T09; move_home 3      a locality
    connect_add_on A03                  also disconnect_add_on; a number is an index
    rent_video                          behind it, the end of the last rental of the same title
    suspend 30; resume                  days
    redeem_express_card                 `malformed`, `unknown` or `used` behind it
    record_session 1048576 0            bytes down and up
    record_call local 61                class and seconds; `unanswered` behind it
    record_view 90                      minutes
answer
    ok, the name of the refusal, or - where nothing is asked
what else holds, separated by semicolons
    active, blocked, suspended, terminated
    open 5.00; unpaid 5.00              remainder of the open or of the expired promise
    due 2026-06-06 10:00                end of the newest promise
    allowed 2026-06-05 03:00            from when the request would pass; otherwise no date is given
    tariff T09; pending T09; add_ons A01 A12; quota 5120          `-` for none
    ends 2026-06-02 10:00               the next end of an add-on that lasts hours; `-` for none
    costs 41.50; lasts 34               the monthly sum and the days left of the forecast
    watch 2026-06-02 10:00              the end of a video that is rented now
    away 2026-06-02 2026-07-02          suspension that is ordered or runs; `-` for none
    barred yes; overdue 5.00            outgoing calls; unpaid bills past their grace
    used down 2 up 1 tv 90 local 3      what was used today; `-` for nothing
    mistakes 2                          with express cards, on this day
    booked PAYMENT 5.00, PROMISE_REPAY -5.00       all entries since the row before; 0.00 left out
    lapsed VOL_FUNDS                    why the last order since the row before did not come
    told RESTORED, PROMISE_GIVEN                   all events since the row before
"""

import datetime
import itertools
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from mybt_sim.base.time import EPOCH
from mybt_sim.catalogue.calendar import day_of
from mybt_sim.engine.barring import overdue_kopecks
from mybt_sim.engine.express_card import mistakes_today
from mybt_sim.engine.forecast import days_left, monthly_sum_kopecks
from mybt_sim.engine.records import DAY_S, FAR, NEVER, NO_TARIFF
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.status import status_of
from mybt_sim.engine.video import video_ends_at
from mybt_sim.engine.vocabulary import CallClass, CardBrand, Technology
from tests.support.life import Command, Given, Life, Step, the_catalogue

STATUSES = ("active", "blocked", "suspended", "terminated")


class Row(NamedTuple):
    """One line of a table."""

    line: str
    when: int
    what: str
    answer: str
    balance: str
    also: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """A life that is written down, with all expected answers and balances."""

    file: str
    title: str
    given: Given
    rows: tuple[Row, ...] = field(repr=False)


def kopecks(text: str) -> int:
    """ "15.00" as 1500; anything finer than a kopeck is a slip of the table."""
    amount = Decimal(text).scaleb(2)
    assert amount == int(amount), f"{text} is not in whole kopecks"
    return int(amount)


def roubles(amount_kopecks: int) -> str:
    return f"{Decimal(int(amount_kopecks)).scaleb(-2):.2f}"


def moment(text: str) -> int:
    """ "2026-06-01 10:00" or with seconds, as seconds of the engine."""
    when = datetime.datetime.fromisoformat(text)
    return (when - EPOCH) // datetime.timedelta(seconds=1)


def moment_text(now: int) -> str:
    return str(EPOCH + datetime.timedelta(seconds=now))


def read_cases(path: Path) -> Iterator[Case]:
    """The cases of a file."""
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
        rows = tuple(_row(line) for line in case.pop("rows").splitlines() if line.strip())
        yield Case(path.name, case.pop("title"), _given(case), rows)


def _row(line: str) -> Row:
    cells = [cell.strip() for cell in line.split("|")]
    assert len(cells) == 5, f"five columns are needed: {line}"
    when, what, answer, balance, also = cells
    facts = tuple(fact.strip() for fact in also.split(";") if fact.strip())
    return Row(line.strip(), moment(when), what, answer, balance, facts)


def _given(case: dict[str, Any]) -> Given:
    catalogue = the_catalogue()
    add_ons = sum(1 << catalogue.add_on_index(name) for name in case.pop("add_ons", []))
    suspended = [moment(f"{date} 00:00") for date in case.pop("suspended", [])]
    given = Given(
        tariff=catalogue.tariff_index(case.pop("tariff")),
        opened_day=day_of(case.pop("opened")),
        balance_kopecks=kopecks(case.pop("balance")),
        technology=Technology[case.pop("line", "pon").upper()],
        is_social=case.pop("social", False),
        add_ons=add_ons,
        suspended_from=suspended[0] if suspended else 0,
        suspended_until=suspended[1] if suspended else 0,
        is_terminated=case.pop("terminated", False),
        is_new=case.pop("new", False),
        bills=case.pop("bills", 1),
        terms=tuple(sorted(case.pop("terms", {}).items())),
    )
    assert not case, f"unknown keys in a case: {case}"
    return given


def command_of(words: list[str]) -> Command:
    """The command of the second column."""
    operation, *rest = words
    if operation == "top_up":
        brand = next((CardBrand[word.upper()] for word in rest[1:] if word != "declined"), 0)
        return Command(operation, (kopecks(rest[0]), int(brand), "declined" in rest))
    if operation == "erip_payment":
        return Command(operation, (kopecks(rest[0]), "unknown" not in rest))
    if operation in ("promise_payment", "correct_balance"):
        return Command(operation, (kopecks(rest[0]),))
    if operation == "change_tariff":
        return Command(operation, (the_catalogue().tariff_index(rest[0]), "confirmed" in rest))
    if operation == "move_to_fibre":
        return Command(operation, (the_catalogue().tariff_index(rest[0]),))
    if operation.endswith("connect_add_on"):
        is_index = rest[0].lstrip("-").isdigit()
        return Command(operation, (int(rest[0]) if is_index else _add_on(rest[0]),))
    if operation == "rent_video":
        return Command(operation, (moment(" ".join(rest)) if rest else NEVER,))
    if operation in ("suspend", "move_home"):
        return Command(operation, (int(rest[0]),))
    if operation == "redeem_express_card":
        is_wellformed, is_known = "malformed" not in rest, "unknown" not in rest
        return Command(operation, (is_wellformed, is_known, "used" in rest))
    if operation == "record_call":
        call_class, seconds, *silence = rest
        return Command(operation, (CallClass[call_class.upper()], int(seconds), not silence))
    if operation in ("record_session", "record_view"):
        return Command(operation, tuple(map(int, rest)))
    assert not rest, f"{operation} takes no arguments"
    return Command(operation)


def _add_on(name: str) -> int:
    return the_catalogue().add_on_index(name)


def asked(case: Case) -> Iterator[tuple[str, str]]:
    """Every operation of a case with its answer."""
    for row in case.rows:
        if row.answer != "-":
            yield row.what.split()[0], row.answer


def play(case: Case) -> Life:
    """Live a case row by row; an AssertionError names the first row that comes out otherwise.

    That a refusal changes nothing, and that the balance is the sum of all entries, holds in each
    row without being written.
    """
    life = Life(case.given)
    for row in case.rows:
        seen = len(life.steps)
        life.advance(row.when)
        step = _carry_out(life, row.what)
        found = _answer(step), roubles(life.contract.balance_kopecks)
        steps = life.steps[seen:] if row is not case.rows[0] else life.steps
        place = f"{case.file}: {case.title}\n  {row.line}\n  "
        assert found == (row.answer, row.balance), f"{place}found {found}"
        for fact in row.also:
            name, _, expected = fact.partition(" ")
            value = name if name in STATUSES else expected
            is_so = _fact(life, steps, step, "status" if name in STATUSES else name)
            assert is_so == value, f"{place}{name}: expected {value!r}, found {is_so!r}"
        _check_always(life, row, step, place)
    return life


def _carry_out(life: Life, what: str) -> Step | None:
    words = what.split()
    if words[0] == "look":
        return None
    if words[0] == "use":
        life.use(dict(zip(words[1::2], map(int, words[2::2]), strict=True)))
        return None
    return life.do(command_of(words))


def _answer(step: Step | None) -> str:
    if step is None:
        return "-"
    return "ok" if step.refusal is Refusal.NONE else step.refusal.name


def _check_always(life: Life, row: Row, step: Step | None, place: str) -> None:
    entries = [entry for step in life.steps for entry in step.entries]
    balances = list(itertools.accumulate(entry.amount_kopecks for entry in entries))
    after = [entry.balance_after_kopecks for entry in entries]
    assert after == balances, f"{place}an entry tells another balance than the sum up to it"
    assert balances[-1] == life.contract.balance_kopecks, f"{place}entries are not the balance"
    if step is None or step.refusal is Refusal.NONE:
        return
    assert step.before == step.after, f"{place}the refusal changed the contract"
    assert step.beside_before.used == step.beside_after.used, f"{place}refused use was counted"
    assert len(step.entries) == len(step.events) == 0, f"{place}the refusal wrote in the journal"
    if not any(fact.startswith("allowed ") for fact in row.also):
        assert step.allowed_from == NEVER, f"{place}the refusal gives a date"


def _fact(life: Life, steps: list[Step], step: Step | None, name: str) -> str:
    """What is the case, spelled as in the table."""
    contract = life.contract
    facts: dict[str, Callable[[], str]] = {
        "status": lambda: STATUSES[int(status_of(contract, life.now))],
        "open": lambda: roubles(contract.promise_open_kopecks),
        "unpaid": lambda: roubles(contract.promise_unpaid_kopecks),
        "due": lambda: _short(int(contract.promise_due_at)),
        "allowed": lambda: "-" if step is None else _short(step.allowed_from),
        "tariff": lambda: _tariff(int(contract.tariff)),
        "pending": lambda: _tariff(int(contract.pending_tariff)),
        "add_ons": lambda: _add_ons(int(contract.add_ons)),
        "quota": lambda: str(contract.quota_mb),
        "ends": lambda: _short(end) if (end := life.next_add_on_end()) != FAR else "-",
        "costs": lambda: roubles(monthly_sum_kopecks(life.book, contract, life.now)),
        "lasts": lambda: str(days_left(life.book, contract, life.now)),
        "watch": lambda: _short(int(video_ends_at(life.book, life.now))),
        "away": lambda: _away(int(contract.suspended_from), int(contract.suspended_until)),
        "barred": lambda: "yes" if contract.is_barred else "no",
        "overdue": lambda: roubles(overdue_kopecks(life.book, contract, life.now)),
        "used": lambda: _used(life.beside.state().used),
        "mistakes": lambda: str(mistakes_today(life.beside.card_tries, life.now)),
        "booked": lambda: ", ".join(_booked(steps)) or "-",
        "lapsed": lambda: _lapsed(steps),
        "told": lambda: ", ".join(_told(steps)) or "-",
    }
    return facts[name]()


def _short(now: int) -> str:
    return moment_text(now).removesuffix(":00") if now % DAY_S % 60 == 0 else moment_text(now)


def _tariff(index: int) -> str:
    return "-" if index == NO_TARIFF else the_catalogue().tariffs[index].id


def _away(start: int, end: int) -> str:
    days = [moment_text(one).removesuffix(" 00:00:00") for one in (start, end)]
    return " ".join(days) if end else "-"


def _used(amounts: tuple[int, ...]) -> str:
    names = ("down", "up", "tv", *(one.name.lower() for one in CallClass))
    used = zip(names, amounts, strict=True)
    return " ".join(f"{name} {amount}" for name, amount in used if amount) or "-"


def _add_ons(bits: int) -> str:
    add_ons = the_catalogue().add_ons
    return " ".join(one.id for bit, one in enumerate(add_ons) if bits >> bit & 1) or "-"


def _booked(steps: list[Step]) -> Iterator[str]:
    for step in steps:
        for entry in step.entries:
            if entry.amount_kopecks != 0:
                yield f"{entry.entry.name} {roubles(entry.amount_kopecks)}"


def _lapsed(steps: list[Step]) -> str:
    events = [one for step in steps for one in step.events if one.event.name.endswith("LAPSED")]
    return Refusal(events[-1].value).name if events else "-"


def _told(steps: list[Step]) -> Iterator[str]:
    for step in steps:
        yield from (event.event.name for event in step.events)
