"""Tables that a billing clerk can check by hand, and the one runner for all of them.

A file holds cases: how the contract stands when it is opened, and rows of five columns.

    when | what is asked | answer | balance afterwards | what else holds

`when` is a moment of Minsk time. Every midnight and expiry up to it, and on it, comes first.

what is asked
    look                                nothing, only time passes
    use down 500 up 20 local 3          use of this day in MB and started minutes
    top_up 10.00 visa                   also mastercard, belkart, other; `declined` behind it
    erip_payment 0.01                   `unknown` behind it: no such annex
    promise_payment 15.00, cancel_promise
    change_tariff T09                   `confirmed` behind it; cancel_tariff_change
answer
    ok, the name of the refusal, or - where nothing is asked
what else holds, separated by semicolons
    active, blocked, suspended, terminated
    open 5.00; unpaid 5.00              remainder of the open or of the expired promise
    due 2026-06-06 10:00                end of the newest promise
    allowed 2026-06-05 03:00            from when the request would pass; otherwise no date is given
    tariff T09; pending T09; add_ons A01 A12; quota 5120          `-` for none
    booked PAYMENT 5.00, PROMISE_REPAY -5.00       all entries since the row before; 0.00 left out
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

from mybt_sim.catalogue.calendar import EPOCH, day_of
from mybt_sim.engine.kinds import CardBrand, Technology
from mybt_sim.engine.records import DAY_S, NEVER, NO_TARIFF
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.status import status_of
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
    start = datetime.datetime.combine(EPOCH, datetime.time())
    return (when - start) // datetime.timedelta(seconds=1)


def moment_text(now: int) -> str:
    return str(datetime.datetime.combine(EPOCH, datetime.time()) + datetime.timedelta(seconds=now))


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
    if operation == "promise_payment":
        return Command(operation, (kopecks(rest[0]),))
    if operation == "change_tariff":
        return Command(operation, (the_catalogue().tariff_index(rest[0]), "confirmed" in rest))
    assert not rest, f"{operation} takes no arguments"
    return Command(operation)


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
        "booked": lambda: ", ".join(_booked(steps)) or "-",
        "told": lambda: ", ".join(_told(steps)) or "-",
    }
    return facts[name]()


def _short(now: int) -> str:
    return moment_text(now).removesuffix(":00") if now % DAY_S % 60 == 0 else moment_text(now)


def _tariff(index: int) -> str:
    return "-" if index == NO_TARIFF else the_catalogue().tariffs[index].id


def _add_ons(bits: int) -> str:
    add_ons = the_catalogue().add_ons
    return " ".join(one.id for bit, one in enumerate(add_ons) if bits >> bit & 1) or "-"


def _booked(steps: list[Step]) -> Iterator[str]:
    for step in steps:
        for entry in step.entries:
            if entry.amount_kopecks != 0:
                yield f"{entry.entry.name} {roubles(entry.amount_kopecks)}"


def _told(steps: list[Step]) -> Iterator[str]:
    for step in steps:
        yield from (event.event.name for event in step.events)
