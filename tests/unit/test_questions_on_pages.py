"""A question of docs/questions.md that a page answers as well has one answer, not two."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, TypeAlias

import polars as pl
import pytest

from mybt_sim.analysis import takings
from mybt_sim.analysis.cubes import answers, cubes_of
from mybt_sim.app.money.books import Books, books_of
from mybt_sim.app.site import create_app
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import Run, open_run
from tests.support.asking import ask
from tests.support.runs import make_run
from tests.unit.test_questions import PAGE, QUESTION, answer

LINK = re.compile(r"^On a page: \[[^]]+\]\(http://127\.0\.0\.1:2718(/[^)#]*)#(\w+)\)\.$", re.M)
LINKS = {
    int(no): found.groups()
    for no, text in QUESTION.findall(PAGE.read_text("utf-8"))
    if (found := LINK.search(text))
}
MARCH = [("from", "2026-03-01"), ("to", "2026-03-31")]

BOUND = ("bound", "by_a_relative")

Told: TypeAlias = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """A run of whole months: of others a page tells no share of a month."""
    path = make_run(tmp_path_factory.mktemp("run"), Scenario(subscribers=500, days=120))
    with open_run(path) as opened:
        yield opened


def books(run: Run, *chosen: tuple[str, str]) -> Books:
    return books_of(run, cubes_of(run), chosen, "en")


def kopecks(byn: float) -> int:
    return round(byn * 100)


def test_each_question_names_a_page(run: Run) -> None:
    assert set(LINKS) == set(range(1, 21))
    site = create_app(run.path)
    for address, part in LINKS.values():
        reply = ask(site, address)
        assert (reply.status, f'id="{part}"' in reply.text) == (200, True), (address, part)


def plans(run: Run) -> tuple[Told, Told]:
    march = answer(run, 1).filter(pl.col("month").dt.month() == 3)
    page = books(run, *MARCH).figures["plans"]
    return (
        [(row[1], kopecks(row[2])) for row in march.rows()],
        [(one.tariff, one.arpu(with_vat=True)) for one in page],
    )


def earned(run: Run) -> tuple[Told, Told]:
    return (
        [(month, kopecks(made), kopecks(cash)) for month, made, cash, _ in answer(run, 2).rows()],
        [(one.month, one.revenue, one.cash) for one in books(run).figures["earned"]],
    )


def blocked(run: Run) -> tuple[Told, Told]:
    page = books(run).figures["blocked"]
    return (
        [(month, days, kopecks(byn)) for month, days, byn in answer(run, 3).rows()],
        [(one.month, one.days, one.not_charged_kopecks) for one in page],
    )


def forecast(run: Run) -> tuple[Told, Told]:
    found = takings.next_month(books(run).figures["earned"])
    assert found is not None
    assert found.month == date(2026, 5, 1)
    return [(kopecks(answer(run, 4).item()),)], [(found.a_day_kopecks,)]


def leaving(run: Run) -> tuple[Told, Told]:
    page = books(run).figures["leaving"]
    return (
        [(was, count, round(share * count)) for was, count, share in answer(run, 8).rows()],
        [tuple(one) for one in page],
    )


def held(run: Run) -> tuple[Told, Told]:
    return answer(run, 9).rows(), [tuple(one) for one in books(run).figures["held"]]


def reached(run: Run) -> tuple[Told, Told]:
    sums: dict[str, Counter[str]] = {}
    for one in books(run).figures["reached"]:
        mine = sums.setdefault("65 and above" if one.age == "65" else "below 65", Counter())
        mine.update(one._asdict() | {"age": 0})
    page = [
        (age, of["contracts"], *(round(of[name] / of["contracts"], 3) for name in BOUND))
        for age, of in sums.items()
    ]
    return answer(run, 10).rows(), page


def moves(run: Run) -> tuple[Told, Told]:
    page: Counter[Any] = Counter()
    for one in books(run).figures["moves"]:
        page[one.from_tariff, one.to_tariff, "moves"] += one.moves
        page[one.from_tariff, one.to_tariff, "fees"] += one.change_kopecks
    pairs = [
        [((a, b, "moves"), moved), ((a, b, "fees"), kopecks(byn))]
        for a, b, moved, byn in answer(run, 7).rows()
    ]
    return [one for pair in pairs for one in pair], list(page.items())


def payments(run: Run) -> tuple[Told, Told]:
    page: Counter[Any] = Counter()
    for one in books(run).figures["payments"]:
        page[one.payer, one.channel in ("app_card", "express_card")] += one.amount_kopecks
    rows = answer(run, 11).rows()
    return [((payer, app), kopecks(byn)) for payer, app, _, byn in rows], list(page.items())


def promises(run: Run) -> tuple[Told, Told]:
    page = books(run).figures["promises"]
    return [(answer(run, 12)["promises"].sum(),)], [(sum(one.given for one in page),)]


def debts(run: Run) -> tuple[Told, Told]:
    names = {0: "0 not due", 1: "1 up to 30 days", 31: "2 up to 90 days", 91: "3 longer"}
    page = books(run).figures["debts"]
    return (
        [(age, bills, kopecks(byn)) for age, bills, byn in answer(run, 13).rows()],
        [(names[one.late_from], one.bills, one.amount_kopecks) for one in page],
    )


def paying(run: Run) -> tuple[Told, Told]:
    page = books(run).figures["paying"]
    told = [(one.month, one.paid, one.half_days, one.most_days) for one in page]
    return answer(run, 14).rows(), told


def funnel(run: Run) -> tuple[Told, Told]:
    page = [one.people for one in books(run).figures["funnel"] if one.operation == "balance"]
    return [(answer(run, 15)["looked"].item(),)], [tuple(page)]


def refusals(run: Run) -> tuple[Told, Told]:
    page = books(run).figures["refusals"]
    return [(row[2],) for row in answer(run, 16).rows()[:15]], [(one.attempts,) for one in page]


def top_share(run: Run) -> tuple[Told, Told]:
    seen = books(run)
    found = answers.distribution(seen.cubes, seen.selection)
    assert found is not None
    return [(answer(run, 17).item(),)], [(round(found.top_amount / found.total, 3),)]


def attach(run: Run) -> tuple[Told, Told]:
    seen = books(run)
    page = answers.attach(seen.cubes, seen.selection)
    return [row[1:3] for row in answer(run, 19).rows()], [(one.could, one.has) for one in page]


@pytest.mark.parametrize(
    "told",
    [
        *(plans, earned, blocked, moves, payments, promises, debts, paying),
        *(funnel, refusals, top_share, attach),
        *(forecast, leaving, held, reached),
    ],
)
def test_the_page_and_the_eight_lines_say_the_same(
    run: Run, told: Callable[[Run], tuple[Told, Told]]
) -> None:
    lines, page = told(run)
    assert page
    assert sorted(page) == sorted(lines)


def test_a_block_of_two_weeks_to_the_second_is_no_longer_one(run: Run) -> None:
    """Many blocks begin at midnight, and a period ends at one."""
    ((begins,),) = rows_in(
        run,
        """
        SELECT blocked_at::DATE FROM block_period
        WHERE blocked_at = blocked_at::DATE AND blocked_at >= '2026-02-01'
            AND coalesce(restored_at, '2026-05-01') - blocked_at > INTERVAL 15 DAY
        GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1""",
    )
    counts = []
    for days in (14, 15):
        last = begins + timedelta(days=days - 1)
        ((longer,),) = rows_in(
            run,
            """
            SELECT count(DISTINCT contract_id) FROM block_period JOIN contract USING (contract_id)
            WHERE least(restored_at, $until) - blocked_at > INTERVAL 14 DAY
                AND coalesce(ended_on >= $first, true)""",
            until=last + timedelta(days=1),
            first=begins,
        )
        page = books(run, ("from", begins.isoformat()), ("to", last.isoformat())).figures["leaving"]
        assert sum(one.contracts for one in page if one.was_blocked) == longer
        counts.append(longer)
    assert counts[0] < counts[1]


def rows_in(run: Run, query: str, **asked: object) -> list[Any]:
    with run.cursor() as cursor:
        return cursor.sql(query, params=asked or None).fetchall()
