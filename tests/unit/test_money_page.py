"""The page of money: every figure is counted once more in plain Python, and told in words."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest

from mybt_sim.analysis import takings
from mybt_sim.app.money import page as money_page
from mybt_sim.app.site import create_app
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import open_run, simulate
from mybt_sim.text import LANGUAGES, Language, money
from tests.support.asking import ask
from tests.support.runs import spoiled


class Small(NamedTuple):
    path: Path
    cursor: duckdb.DuckDBPyConnection
    contracts: dict[int, dict[str, Any]]

    def rows(self, sql: str) -> list[dict[str, Any]]:
        return list(self.cursor.sql(sql).pl().iter_rows(named=True))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    path = tmp_path_factory.mktemp("money") / "run.duckdb"
    simulate(Scenario(subscribers=300, days=100, seed=5), path)
    with open_run(path) as run:
        cursor = run.cursor()
        contracts = cursor.sql("FROM contract").pl().iter_rows(named=True)
        yield Small(path, cursor, {one["contract_id"]: one for one in contracts})


def month_of(day: date) -> date:
    return day.replace(day=1)


def in_force(contract: dict[str, Any], day: date) -> bool:
    return contract["ended_on"] is None or day <= contract["ended_on"]


def test_revenue_and_cash_equal_plain_python(small: Small) -> None:
    sums: dict[date, Counter[str]] = defaultdict(Counter)
    for row in small.rows("FROM contract_day"):
        month = sums[month_of(row["day"])]
        month["tariffs"] += row["tariff_fee_kopecks"]
        month["add_ons"] += row["add_on_fee_kopecks"]
        month["usage"] += row["usage_kopecks"]
        month["held"] += in_force(small.contracts[row["contract_id"]], row["day"])
    for row in small.rows("FROM posting"):
        if row["entry"] in ("fee_once", "fee_suspend", "adjust"):
            sums[month_of(row["day"])]["others"] -= row["amount_kopecks"]
        if row["entry"] == "payment":
            sums[month_of(row["day"])]["cash"] += row["amount_kopecks"]
    found = takings.earned(small.cursor)
    assert [one.month for one in found] == sorted(sums)
    for one in found:
        mine = sums[one.month]
        assert [one.tariffs, one.add_ons, one.usage, one.others, one.cash, one.contract_days] == [
            mine[name] for name in ("tariffs", "add_ons", "usage", "others", "cash", "held")
        ]
        mean = mine["held"] / one.days
        assert abs(one.arpu(with_vat=True) - one.revenue / mean) <= 0.5
        assert abs(one.arpu(with_vat=False) * 1.25 - one.revenue / mean) <= 1.25


def test_the_base_walk_adds_up_and_equals_plain_python(small: Small) -> None:
    found = takings.walk(small.cursor)
    assert all(one.adds_up for one in found)
    assert sum(one.came for one in found)
    assert sum(one.gone for one in found)
    for one in found:
        came = [c for c in small.contracts.values() if month_of(c["connected_on"]) == one.month]
        assert one.came == sum(c["technology"] == one.line for c in came)
        gone = [
            c
            for c in small.contracts.values()
            if c["ended_on"] and month_of(c["ended_on"]) == one.month
        ]
        lines = ["pon" if c["fibre_on"] and c["fibre_on"] <= c["ended_on"] else c["technology"]
                 for c in gone]  # fmt: skip
        assert one.gone == lines.count(one.line)
    for before, after in zip(found, found[2:], strict=False):
        assert before.closing == after.opening


@pytest.mark.parametrize(
    "change",
    [
        "ended_on = DATE '2026-01-31'",  # the last day of a month, and the first of one
        "ended_on = DATE '2026-02-01'",
        "technology = 'xdsl', fibre_on = DATE '2026-02-01'",
        "technology = 'xdsl', fibre_on = DATE '2026-01-31'",
        "technology = 'xdsl', fibre_on = DATE '2026-02-28', ended_on = DATE '2026-02-28'",
        "technology = 'xdsl', fibre_on = DATE '2026-03-01', ended_on = DATE '2026-03-31'",
    ],
)
def test_the_walk_adds_up_at_the_edges_of_months(small: Small, tmp_path: Path, change: str) -> None:
    statement = f"""UPDATE contract SET {change} WHERE contract_id = (SELECT min(contract_id)
        FROM contract WHERE ended_on IS NULL AND connected_on < DATE '2026-01-01')"""
    with open_run(spoiled(small.path, tmp_path, statement)) as run:
        found = takings.walk(run.cursor())
        assert found != takings.walk(small.cursor)
        assert all(one.adds_up for one in found), [one for one in found if not one.adds_up]
        assert all(a.closing == b.opening for a, b in zip(found, found[2:], strict=False))


def test_a_walk_that_does_not_add_up_is_red(small: Small, tmp_path: Path) -> None:
    statement = """UPDATE contract SET connected_on = DATE '2026-02-03'
        WHERE contract_id = (SELECT min(contract_id) FROM contract WHERE ended_on IS NULL)"""
    path = spoiled(small.path, tmp_path, statement)
    with open_run(path) as run:
        assert not all(one.adds_up for one in takings.walk(run.cursor()))
    page = ask(create_app(path), "/money?lang=en").text
    assert 'class="wrong" role="alert"' in page


def test_promises_and_blocked_days_equal_plain_python(small: Small) -> None:
    states = Counter(row["state"] for row in small.rows("FROM promise"))
    for found in (takings.promises(small.cursor), takings.promises_by_day(small.cursor)):
        assert sum(one.given for one in found) == states.total()
        assert sum(one.kept for one in found) == states["repaid"]
        assert sum(one.broken for one in found) == states["expired"]
    thirds = Counter(
        "1" if day <= 10 else "11" if day <= 20 else "21"
        for day in (row["given_at"].day for row in small.rows("FROM promise"))
    )
    assert {one.by: one.given for one in takings.promises_by_day(small.cursor)} == thirds
    days = Counter(
        month_of(row["day"])
        for row in small.rows("FROM contract_day")
        if row["status"] == "financial_block"
    )
    assert {one.month: one.days for one in takings.blocked(small.cursor)} == days


def test_payments_debts_and_balances_equal_plain_python(small: Small) -> None:
    paid = [
        row
        for row in small.rows("FROM operation")
        if row["operation"] in ("top_up", "redeem_express_card", "erip_payment")
        and row["refusal"] is None
    ]
    by_hour = Counter(row["attempted_at"].hour for row in paid)
    assert {one.hour: one.payments for one in takings.hours(small.cursor)} == by_hour
    by_way = Counter((row["channel"], row["payer"] or "unknown") for row in paid)
    ways = takings.payments(small.cursor)
    assert {(one.channel, one.payer): one.payments for one in ways} == by_way
    assert sum(one.amount_kopecks for one in ways) == sum(row["amount_kopecks"] for row in paid)
    unpaid = [row for row in small.rows("FROM bill") if row["paid_at"] is None]
    found = takings.debts(small.cursor)
    assert sum(one.bills for one in found) == len(unpaid)
    assert sum(one.amount_kopecks for one in found) == sum(row["amount_kopecks"] for row in unpaid)
    last = small.rows("FROM contract_day QUALIFY day = max(day) OVER ()")
    held = [row for row in last if in_force(small.contracts[row["contract_id"]], row["day"])]
    balances = takings.balances(small.cursor)
    assert sum(one.contracts for one in balances) == len(held)
    assert sum(one.balance_kopecks for one in balances) == sum(r["balance_kopecks"] for r in held)


def test_the_funnel_equals_plain_python(small: Small) -> None:
    tried = Counter(row["operation"] for row in small.rows("FROM operation"))
    refused = Counter((row["operation"], row["refusal"]) for row in small.rows("FROM operation"))
    for one in takings.funnel(small.cursor):
        assert one.attempts == tried[one.operation]
        assert one.accepted == refused[one.operation, None]
    for told in takings.refusals(small.cursor):
        assert told.attempts == refused[told.operation, told.refusal]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_it_in_each_language(small: Small, language: Language) -> None:
    site = create_app(small.path)
    page = ask(site, f"/money?lang={language}")
    assert page.status == 200
    first = takings.earned(small.cursor)[0]
    assert money(first.revenue, language) in page.text
    bare = ask(site, f"/money?lang={language}&vat=without").text
    assert money(takings.net(first.revenue, with_vat=False), language) in bare
    assert money(first.cash, language) in bare
    words = re.sub(r"(?s)<pre.*?</pre>|<[^>]+>", " ", page.text)
    assert not re.search(r"\bNone\b|\bnan\b|\d\.\d{3,}|[A-Z]+_[A-Z]+", words)
    assert f'/money?lang={language}"' in ask(site, f"/?lang={language}").text


def test_a_vat_is_taken_out_half_up() -> None:
    assert takings.net(125, with_vat=False) == 100
    assert takings.net(63, with_vat=False) == 50
    assert [takings.rounded(one, 2) for one in (1, 2, 3)] == [1, 1, 2]
    assert set(money_page.ASKED) >= {"earned", "walk", "funnel"}
