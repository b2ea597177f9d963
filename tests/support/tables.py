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
    move_to_fibre T09; move_home 7      a tariff; the number of a place
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
from mybt_sim.engine.timed_add_on import next_add_on_end
from mybt_sim.engine.video import video_ends_at
from mybt_sim.engine.vocabulary import CallClass, CardBrand, Technology
from mybt_sim.quality.life import Life, Taken
from mybt_sim.quality.room import the_catalogue
from mybt_sim.quality.steps import Card, Deed
from mybt_sim.quality.story import Start, Terms

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
    start: Start
    terms: Terms
    standing: dict[str, int]
    is_terminated: bool
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
        title, terms = case.pop("title"), tuple(sorted(case.pop("terms", {}).items()))
        standing = _standing(case)
        is_over = case.pop("terminated", False)
        yield Case(path.name, title, _start(case), terms, standing, is_over, rows)


def _row(line: str) -> Row:
    cells = [cell.strip() for cell in line.split("|")]
    assert len(cells) == 5, f"five columns are needed: {line}"
    when, what, answer, balance, also = cells
    facts = tuple(fact.strip() for fact in also.split(";") if fact.strip())
    return Row(line.strip(), moment(when), what, answer, balance, facts)


def _standing(case: dict[str, Any]) -> dict[str, int]:
    """What no start knows: that it is suspended."""
    days = zip(("suspended_from", "suspended_until"), case.pop("suspended", ()), strict=False)
    return {name: moment(f"{date} 00:00") for name, date in days}


def _start(case: dict[str, Any]) -> Start:
    catalogue = the_catalogue()
    start = Start(
        opened_day=day_of(case.pop("opened")),
        tariff=catalogue.tariff_index(case.pop("tariff")),
        balance_kopecks=kopecks(case.pop("balance")),
        technology=Technology[case.pop("line", "pon").upper()],
        is_social=case.pop("social", False),
        add_ons=sum(1 << _add_on(name) for name in case.pop("add_ons", [])),
        is_new=case.pop("new", False),
        bills=case.pop("bills", 1),
    )
    assert not case, f"unknown keys in a case: {case}"
    return start


class Asked(NamedTuple):
    """What the second column says: the arguments of `Life.do`."""

    what: Deed
    amount: int = 0
    choice: int = 0
    flag: int = 1


def asked_by(words: list[str]) -> Asked:
    """What is asked, by the words of the second column."""
    name, *rest = words
    deed = Deed[name.upper()]
    if deed is Deed.TOP_UP:
        brand = next((CardBrand[word.upper()] for word in rest[1:] if word != "declined"), 0)
        return Asked(deed, kopecks(rest[0]), int(brand), "declined" in rest)
    if deed is Deed.ERIP_PAYMENT:
        return Asked(deed, kopecks(rest[0]), flag="unknown" not in rest)
    if deed in (Deed.PROMISE_PAYMENT, Deed.CORRECT_BALANCE):
        return Asked(deed, kopecks(rest[0]))
    if deed in (Deed.CHANGE_TARIFF, Deed.MOVE_TO_FIBRE):
        tariff = the_catalogue().tariff_index(rest[0])
        return Asked(deed, choice=tariff, flag="confirmed" in rest)
    if deed in (Deed.CONNECT_ADD_ON, Deed.DISCONNECT_ADD_ON):
        is_index = rest[0].lstrip("-").isdigit()
        return Asked(deed, choice=int(rest[0]) if is_index else _add_on(rest[0]))
    if deed is Deed.RENT_VIDEO:
        return Asked(deed, choice=moment(" ".join(rest)) if rest else NEVER)
    if deed in (Deed.SUSPEND, Deed.MOVE_HOME):
        return Asked(deed, choice=int(rest[0]))
    if deed is Deed.REDEEM_EXPRESS_CARD:
        return Asked(deed, choice=Card[rest[0].upper()] if rest else Card.GOOD)
    if deed is Deed.RECORD_CALL:
        call_class, seconds, *silence = rest
        return Asked(deed, int(seconds), CallClass[call_class.upper()], not silence)
    if deed in (Deed.RECORD_SESSION, Deed.RECORD_VIEW):
        return Asked(deed, *map(int, rest))
    assert not rest, f"{name} takes no arguments"
    return Asked(deed)


def _add_on(name: str) -> int:
    return the_catalogue().add_on_index(name)


def asked(case: Case) -> Iterator[tuple[str, str]]:
    """Every operation of a case with its answer."""
    for row in case.rows:
        if row.answer != "-":
            yield row.what.split()[0], row.answer


def play(case: Case) -> Life:
    """Live a case row by row; an AssertionError names the first row that comes out otherwise.

    What always holds, as that a refusal changes nothing, need not be written: a life asks all laws.
    """
    life = Life(case.start, case.terms, **case.standing)
    begun = 0
    if case.is_terminated:
        life.do(Deed.TERMINATE)
        begun = len(life.steps)
    for row in case.rows:
        seen = len(life.steps) if row is not case.rows[0] else begun
        life.advance(row.when)
        step = _carry_out(life, row.what)
        found = _answer(step), roubles(life.contract.balance_kopecks)
        steps = life.steps[seen:]
        place = f"{case.file}: {case.title}\n  {row.line}\n  "
        assert found == (row.answer, row.balance), f"{place}found {found}"
        for fact in row.also:
            name, _, expected = fact.partition(" ")
            value = name if name in STATUSES else expected
            is_so = _fact(life, steps, step, "status" if name in STATUSES else name)
            assert is_so == value, f"{place}{name}: expected {value!r}, found {is_so!r}"
        if step is not None and not any(fact.startswith("allowed ") for fact in row.also):
            assert step.allowed_from == NEVER, f"{place}the refusal gives a date"
    return life


def _carry_out(life: Life, what: str) -> Taken | None:
    words = what.split()
    if words[0] == "look":
        return None
    if words[0] == "use":
        life.use(**dict(zip(words[1::2], map(int, words[2::2]), strict=True)))
        return None
    return life.do(*asked_by(words))


def _answer(step: Taken | None) -> str:
    if step is None:
        return "-"
    return "ok" if step.refusal is Refusal.NONE else step.refusal.name


def _fact(life: Life, steps: list[Taken], step: Taken | None, name: str) -> str:
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
        "ends": lambda: _short(end) if (end := int(next_add_on_end(contract))) != FAR else "-",
        "costs": lambda: roubles(monthly_sum_kopecks(life.book, contract, life.now)),
        "lasts": lambda: str(days_left(life.book, contract, life.now)),
        "watch": lambda: _short(int(video_ends_at(life.book, life.now))),
        "away": lambda: _away(int(contract.suspended_from), int(contract.suspended_until)),
        "barred": lambda: "yes" if contract.is_barred else "no",
        "overdue": lambda: roubles(overdue_kopecks(life.book, contract, life.now)),
        "used": lambda: _used(life),
        "mistakes": lambda: str(mistakes_today(life.state.card_tries, life.now)),
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


def _used(life: Life) -> str:
    day = life.service_day
    amounts = (day.down_mb, day.up_mb, day.tv_minutes, *day.call_minutes)
    names = ("down", "up", "tv", *(one.name.lower() for one in CallClass))
    used = zip(names, amounts, strict=True)
    return " ".join(f"{name} {amount}" for name, amount in used if amount) or "-"


def _add_ons(bits: int) -> str:
    add_ons = the_catalogue().add_ons
    return " ".join(one.id for bit, one in enumerate(add_ons) if bits >> bit & 1) or "-"


def _booked(steps: list[Taken]) -> Iterator[str]:
    for step in steps:
        for entry in step.entries:
            if entry.amount_kopecks != 0:
                yield f"{entry.entry.name} {roubles(entry.amount_kopecks)}"


def _lapsed(steps: list[Taken]) -> str:
    events = [one for step in steps for one in step.events if one.event.name.endswith("LAPSED")]
    return Refusal(events[-1].value).name if events else "-"


def _told(steps: list[Taken]) -> Iterator[str]:
    for step in steps:
        yield from (event.event.name for event in step.events)
