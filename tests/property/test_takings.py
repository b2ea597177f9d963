"""Every figure of the page of money equals plain Python over the tables, whatever is chosen."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import groupby
from math import floor
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mybt_sim.analysis import holders, takings
from mybt_sim.analysis.cubes import Cubes, Selection, cubes_of
from mybt_sim.analysis.takings_scope import Scope
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import open_run, simulate
from tests.support.selections import HOMES_SQL, dimensions_of, matches, selection_of, trials

Row: TypeAlias = dict[str, Any]
A_DAY = timedelta(days=1)
EAGER = {
    **{"tariff.try_share": 1, "tariff.cancel_share": 0.6, "app.active_share": 1},
    **{"leave.xdsl_share": 0.1, "come.pon_share": 0.1, "fibre.share": 0.3},
    **{"move.share": 0.3},
}
FUNNEL = {
    *("sign_in", "balance", "top_up", "promise_payment", "change_tariff", "connect_add_on"),
    *("disconnect_add_on", "suspend", "resume", "bind_by_login", "bind_by_voice_code"),
    "rent_video",
}
PAID = ("top_up", "redeem_express_card", "erip_payment")


@dataclass
class Plain:
    """The tables of a small run as rows, and whose dimensions a contract has on a day."""

    cursor: Any
    cubes: Cubes
    tables: dict[str, list[Row]] = field(default_factory=dict)
    lived: dict[tuple[int, date], Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in (
            *("posting", "operation", "promise", "bill", "tariff_change", "tariff_price"),
            *("block_period", "binding"),
        ):
            self.tables[name] = self.rows(f"FROM {name}")
        self.calendar = {row["day"]: row for row in self.rows("FROM calendar")}
        self.fees = {
            (row["tariff_id"], row["edition"]): row["fee_kopecks"]
            for row in self.tables["tariff_price"]
        }
        for row in self.rows(HOMES_SQL):
            self.lived[row["contract_id"], row["day"]] = row | dimensions_of(row)
        self.people: dict[int, list[Row]] = {}
        for row in self.lived.values():
            self.people.setdefault(row["subscriber_id"], []).append(row)

    def rows(self, sql: str) -> list[Row]:
        return list(self.cursor.sql(sql).pl().iter_rows(named=True))


@dataclass
class Few:
    """What is in a selection."""

    plain: Plain
    asked: Selection

    def __post_init__(self) -> None:
        self.first = self.plain.cubes.date_of(self.asked.first)
        self.last = self.plain.cubes.date_of(self.asked.last)
        self.days = [row for row in self.plain.lived.values() if self.has(row, row["day"])]
        self.months = sorted({
            month_of(self.first + n * A_DAY) for n in range((self.last - self.first).days + 1)
        })  # fmt: skip

    def is_chosen(self, row: Row | None) -> bool:
        return row is not None and matches(row, self.asked)

    def has(self, row: Row, day: date) -> bool:
        if not self.first <= day <= self.last:
            return False
        return self.is_chosen(self.plain.lived.get((row["contract_id"], day)))

    def of(self, table: str, day: Callable[[Row], date]) -> list[Row]:
        return [row for row in self.plain.tables[table] if self.has(row, day(row))]

    def attempts(self) -> list[Row]:
        return [
            row
            for row in self.plain.tables["operation"]
            if self.first <= row["attempted_at"].date() <= self.last
            and (
                self.has(row, row["attempted_at"].date())
                if row["contract_id"] is not None
                else any(map(self.is_chosen, self.plain.people.get(row["subscriber_id"], ())))
            )
        ]


def month_of(day: date) -> date:
    return day.replace(day=1)


def in_force(row: Row) -> bool:
    return row["ended_on"] is None or row["day"] <= row["ended_on"]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plain]:
    path: Path = tmp_path_factory.mktemp("takings") / "run.duckdb"
    simulate(Scenario(subscribers=50, days=65, seed=5, behaviour=EAGER), path)
    with open_run(path) as run:
        yield Plain(run.cursor(), cubes_of(run))


def check_earned(few: Few, scope: Scope) -> None:
    sums: Counter[tuple[date, str]] = Counter()
    for row in few.days:
        month = month_of(row["day"])
        sums[month, "tariffs"] += row["tariff_fee_kopecks"]
        sums[month, "add_ons"] += row["add_on_fee_kopecks"]
        sums[month, "usage"] += row["usage_kopecks"]
        sums[month, "contract_days"] += in_force(row)
    for row in few.of("posting", lambda row: row["day"]):
        month = month_of(row["day"])
        if row["entry"] in ("fee_once", "fee_suspend", "adjust"):
            sums[month, "others"] -= row["amount_kopecks"]
        if row["entry"] == "payment":
            sums[month, "cash"] += row["amount_kopecks"]
    found = takings.earned(few.plain.cursor, scope)
    assert [one.month for one in found] == few.months
    for one in found:
        for name in ("tariffs", "add_ons", "usage", "others", "cash", "contract_days"):
            assert getattr(one, name) == sums[one.month, name], (one.month, name)
        if one.contract_days:
            mean = one.contract_days / one.days
            assert abs((one.arpu(with_vat=True) or 0) - one.revenue / mean) <= 0.501
            assert abs((one.arpu(with_vat=False) or 0) * 1.25 - one.revenue / mean) <= 0.626


def check_plans(few: Few, scope: Scope) -> None:
    charged: Counter[str] = Counter()
    days: Counter[str] = Counter()
    for row in few.days:
        charged[row["tariff"]] += sum(
            row[name] for name in ("tariff_fee_kopecks", "add_on_fee_kopecks", "usage_kopecks")
        )
        days[row["tariff"]] += in_force(row)
    for row in few.of("posting", lambda row: row["day"]):
        if row["entry"] in ("fee_once", "fee_suspend", "adjust"):
            tariff = few.plain.lived[row["contract_id"], row["day"]]["tariff"]
            charged[tariff] -= row["amount_kopecks"]
    found = takings.plans(few.plain.cursor, scope)
    assert {one.tariff: one.charged_kopecks for one in found} == {
        name: charged[name]
        for name in {*(n for n in charged if charged[n]), *(one.tariff for one in found)}
    }
    for one in found:
        assert (one.contract_days, one.days) == (days[one.tariff], few.asked.days)
        assert abs(one.contracts - one.contract_days / one.days) <= 0.501
        if one.contract_days:
            exact = one.charged_kopecks * 30 / one.contract_days
            assert abs((one.arpu(with_vat=True) or 0) - exact) <= 0.501
            assert abs((one.arpu(with_vat=False) or 0) * 1.25 - exact) <= 0.626


def check_walk(few: Few, scope: Scope) -> None:
    check_walk_by(few, "technology", takings.walk(few.plain.cursor, scope))
    check_walk_by(few, "region", takings.walk_by_region(few.plain.cursor, scope))


def check_walk_by(few: Few, axis: str, walked: list[takings.Walk]) -> None:
    sums: Counter[tuple[date, str, str]] = Counter()
    ends = {month_of(day): day for day in (few.first + n * A_DAY for n in range(few.asked.days))}
    starts = {month: max(month, few.first) for month in ends}
    for (contract_id, day), row in few.plain.lived.items():
        if not few.first <= day <= few.last or not in_force(row):
            continue
        month, line = month_of(day), row[axis]
        before = few.plain.lived.get((contract_id, day - A_DAY))
        was = before if before is not None and few.is_chosen(before) else None
        if before is None and row["connected_on"] < day:  # as the run begins
            first = {"tariff": row["first_tariff"], "technology": row["line"]}
            was = row if few.is_chosen(row | first) else None
        now = row if few.is_chosen(row) else None
        if was and day == starts[month]:
            sums[month, was[axis], "opening"] += 1
        if now and day == row["connected_on"]:
            sums[month, line, "came"] += 1
        if now and day == row["ended_on"]:
            sums[month, line, "gone"] += 1
        if now and day == ends[month] and day != row["ended_on"]:
            sums[month, line, "closing"] += 1
        if day != row["connected_on"] and (was and was[axis]) != (now and line):
            if now:
                sums[month, line, "moved_in"] += 1
            if was:
                sums[month, was[axis], "moved_out"] += 1
    for one in walked:
        assert one.adds_up, one
        for name in ("opening", "came", "gone", "moved_in", "moved_out", "closing"):
            assert getattr(one, name) == sums.pop((one.month, one.by, name), 0), (one, name)
    assert not any(sums.values())


def check_moves(few: Few, scope: Scope) -> None:
    sums: dict[tuple[str, ...], list[int]] = {}
    for row in few.plain.tables["tariff_change"]:
        if row["state"] != "applied":
            continue
        day = row["closed_at"].date()
        sides = (few.plain.lived.get((row["contract_id"], one)) for one in (day - A_DAY, day))
        if few.first <= day <= few.last and any(map(few.is_chosen, sides)):
            edition = few.plain.calendar[day]["edition"]
            two = (row["from_tariff_id"], row["to_tariff_id"])
            fees = [few.plain.fees[tariff, edition] for tariff in two]
            mine = sums.setdefault((*two, row["cause"]), [0, 0, 0])
            mine[:] = [mine[0] + 1, mine[1] + fees[0], mine[2] + fees[1]]
    found = takings.moves(few.plain.cursor, scope)
    assert {tuple(one[:3]): list(one[3:]) for one in found} == sums
    assert all(one.before_kopecks + one.change_kopecks == one.after_kopecks for one in found)
    assert [one.moves for one in found] == sorted((one.moves for one in found), reverse=True)


def check_blocked(few: Few, scope: Scope) -> None:
    sums: dict[date, list[Row]] = {}
    for row in few.days:
        if row["status"] == "financial_block":
            sums.setdefault(month_of(row["day"]), []).append(row)
    found = takings.blocked(few.plain.cursor, scope)
    assert [one.month for one in found] == sorted(sums)
    for one in found:
        rows = sums[one.month]
        assert one.days == len(rows)
        assert one.contracts == len({row["contract_id"] for row in rows})
        fee = Fraction()
        for row in rows:
            there = few.plain.calendar[row["day"]]
            fee += Fraction(few.plain.fees[row["tariff"], there["edition"]], there["days_in_month"])
        assert one.not_charged_kopecks == floor(fee + Fraction(1, 2))


def check_promises(few: Few, scope: Scope) -> None:
    rows = few.of("promise", lambda row: row["given_at"].date())

    def counted(by: Callable[[Row], str]) -> dict[tuple[int, str], list[int]]:
        def key(row: Row) -> tuple[int, str]:
            day = row["given_at"].date()
            return few.plain.calendar[day]["promise_limit_kopecks"], by(row)

        told = {}
        for name, some in groupby(sorted(rows, key=key), key):
            of = list(some)
            states = Counter(row["state"] for row in of)
            kopecks = sum(row["amount_kopecks"] for row in of)
            told[name] = [len(of), kopecks, states["repaid"], states["expired"], states["open"]]
        return told

    def third(row: Row) -> str:
        day = row["given_at"].day
        return "1" if day <= 10 else "11" if day <= 20 else "21"

    def persona(row: Row) -> str:
        return str(few.plain.lived[row["contract_id"], row["given_at"].date()]["persona"])

    ways = ((takings.promises, persona), (takings.promises_by_day, third))
    for asked, by in ways:
        found = asked(few.plain.cursor, scope)
        assert {(one.limit_kopecks, one.by): list(one[2:]) for one in found} == counted(by)


def check_payments(few: Few, scope: Scope) -> None:
    rows = [
        row
        for row in few.of("operation", lambda row: row["attempted_at"].date())
        if row["operation"] in PAID and row["refusal"] is None
    ]
    kopecks = sum(row["amount_kopecks"] for row in rows)
    ways = takings.payments(few.plain.cursor, scope)
    counted = Counter((row["channel"], row["payer"] or "unknown") for row in rows)
    assert {(one.channel, one.payer): one.payments for one in ways} == counted
    assert sum(one.amount_kopecks for one in ways) == kopecks
    hours = takings.hours(few.plain.cursor, scope)
    assert {one.hour: one.payments for one in hours} == Counter(
        row["attempted_at"].hour for row in rows
    )
    assert sum(one.amount_kopecks for one in hours) == kopecks


def check_debts(few: Few, scope: Scope) -> None:
    sums: dict[int, list[int]] = {}
    for row in few.of("bill", lambda _: few.last):
        paid = row["paid_at"]
        if row["issued_at"].date() > few.last or (paid and paid.date() <= few.last):
            continue
        late = (few.last + A_DAY - row["due_at"].date()).days
        age = next(
            bound for bound, most in ((0, 0), (1, 30), (31, 90), (91, 10**6)) if late <= most
        )
        mine = sums.setdefault(age, [0, 0])
        mine[:] = [mine[0] + 1, mine[1] + row["amount_kopecks"]]
    found = takings.debts(few.plain.cursor, scope)
    assert {one.late_from: list(one[1:]) for one in found} == dict(sorted(sums.items()))


def check_paying(few: Few, scope: Scope) -> None:
    lengths: dict[date, list[int | None]] = {}
    for row in few.of("bill", lambda row: row["issued_at"].date()):
        paid, issued = row["paid_at"], row["issued_at"].date()
        is_paid = paid is not None and paid.date() <= few.last
        days = (paid.date() - issued).days if is_paid else None
        lengths.setdefault(month_of(issued), []).append(days)
    told = []
    for month, every in sorted(lengths.items()):
        paid = sorted(one for one in every if one is not None)
        ranks = [paid[-(-len(paid) * tenths // 10) - 1] if paid else None for tenths in (5, 9)]
        told.append((month, len(every), len(paid), *ranks))
    assert takings.paying(few.plain.cursor, scope) == told


def check_balances(few: Few, scope: Scope) -> None:
    sums: dict[tuple[str, bool], list[int]] = {}
    for row in few.days:
        if row["day"] == few.last and in_force(row):
            mine = sums.setdefault((row["settlement"], row["balance_kopecks"] < 0), [0, 0])
            mine[:] = [mine[0] + 1, mine[1] + row["balance_kopecks"]]
    found = takings.balances(few.plain.cursor, scope)
    assert {(one.settlement, one.is_owing): list(one[2:]) for one in found} == sums


def check_funnel(few: Few, scope: Scope) -> None:
    rows = few.attempts()
    told = {}
    for name in FUNNEL & {row["operation"] for row in rows}:
        of = [row for row in rows if row["operation"] == name]
        accepted = sum(row["refusal"] is None for row in of)
        told[name] = [len(of), accepted, len({row["subscriber_id"] for row in of})]
    found = takings.funnel(few.plain.cursor, scope)
    assert {one.operation: list(one[1:]) for one in found} == told
    refused = Counter((r["operation"], r["refusal"]) for r in rows if r["refusal"] is not None)
    most = sorted(refused.items(), key=lambda one: -one[1])[:15]
    reasons = takings.refusals(few.plain.cursor, scope)
    assert [one.attempts for one in reasons] == [count for _, count in most]
    assert all(refused[one.operation, one.refusal] == one.attempts for one in reasons)


def check_holders(few: Few, scope: Scope) -> None:
    here = {row["contract_id"]: row for row in few.days if in_force(row)}
    left = {row["contract_id"] for row in few.days if row["day"] == row["ended_on"]}
    end = datetime.combine(few.last + A_DAY, time())
    long = {
        row["contract_id"]
        for row in few.plain.tables["block_period"]
        if min(row["restored_at"] or end, end) - row["blocked_at"] > 14 * A_DAY
    }
    found = holders.leaving(few.plain.cursor, scope)
    assert [tuple(one) for one in found] == [
        (was, len(some), len(some & left))
        for was, some in ((False, here.keys() - long), (True, here.keys() & long))
        if some
    ]
    bound: dict[int, list[Row]] = {}
    for row in few.plain.tables["binding"]:
        until = row["unbound_at"]
        if row["bound_at"] < end and (until is None or until >= end) and row["contract_id"] in here:
            bound.setdefault(row["account_id"], []).append(row)
    people = Counter(Counter(row["subscriber_id"] for row in here.values()).values())
    accounts = Counter(map(len, bound.values()))
    assert [tuple(one) for one in holders.held(few.plain.cursor, scope)] == [
        (count, people[count], accounts[count]) for count in sorted({*people, *accounts})
    ]
    by_whom = {row["contract_id"]: row["is_relative"] for some in bound.values() for row in some}
    ages: dict[str, list[int]] = {}
    for contract_id, row in here.items():
        mine = ages.setdefault(row["age"], [0, 0, 0])
        mine[:] = [
            mine[0] + 1,
            mine[1] + (contract_id in by_whom),
            mine[2] + by_whom.get(contract_id, False),
        ]
    assert {one.age: list(one[1:]) for one in holders.reached(few.plain.cursor, scope)} == ages


CHECKS = (
    *(check_earned, check_walk, check_moves, check_blocked, check_promises, check_payments),
    *(check_debts, check_balances, check_funnel, check_plans, check_paying),
    check_holders,
)


def test_all_of_the_run_equals_plain_python(plain: Plain) -> None:
    asked = Selection(0, plain.cubes.days - 1)
    few, scope = Few(plain, asked), Scope(plain.cubes, asked)
    for check in CHECKS:
        check(few, scope)
    assert takings.moves(plain.cursor, scope)
    assert sum(one.attempts for one in takings.funnel(plain.cursor, scope)) == sum(
        row["operation"] in FUNNEL for row in plain.tables["operation"]
    )


def test_whoever_leaves_or_takes_a_tariff_is_seen_from_both(plain: Plain) -> None:
    states = {row["state"] for row in plain.tables["tariff_change"]}
    assert states >= {"applied", "cancelled"}
    for tariff in plain.cubes.vocabulary["tariff"]:
        asked = Selection(0, plain.cubes.days - 1, chosen={"tariff": frozenset({tariff})})
        few, scope = Few(plain, asked), Scope(plain.cubes, asked)
        check_moves(few, scope)
        check_walk(few, scope)


@settings(max_examples=trials(8))
@given(st.integers(0, 2**32))
def test_any_selection_equals_plain_python(plain: Plain, seed: int) -> None:
    asked = selection_of(plain.cubes, seed)
    few, scope = Few(plain, asked), Scope(plain.cubes, asked)
    for check in CHECKS:
        check(few, scope)
