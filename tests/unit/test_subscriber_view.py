"""What `mybt-sim subscriber` prints of a person is what the run holds of that person."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from mybt_sim.base.errors import RunError
from mybt_sim.population import paper_contract
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import open_run
from mybt_sim.store.run_file import Run
from mybt_sim.store.subscriber_view import LAST_ENTRIES, roubles, show_subscriber
from tests.support.runs import make_run

SUBSCRIBERS = 8
LAST_DAY = "(SELECT max(day) FROM contract_day)"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    scenario = Scenario(subscribers=SUBSCRIBERS, days=240, seed=7)
    with open_run(make_run(tmp_path_factory.mktemp("people"), scenario)) as opened:
        yield opened


def printed(run: Run, subscriber: int) -> list[list[str]]:
    """The cells of each line."""
    out = io.StringIO()
    show_subscriber(run, subscriber, Console(file=out, width=400))
    lines = out.getvalue().replace("│", "┃").splitlines()
    return [[cell.strip() for cell in line.strip("┃").split("┃")] for line in lines]


def test_who_has_moved_is_told_with_both_homes(tmp_path: Path) -> None:
    scenario = Scenario(subscribers=SUBSCRIBERS, days=31, behaviour={"move.share": 1})
    with open_run(make_run(tmp_path, scenario)) as run:
        moves = run.cursor().sql("SELECT household_id, moved_on, address_ru FROM move").fetchall()
        assert moves
        for subscriber in range(1, SUBSCRIBERS + 1):
            told = " ".join(" ".join(line) for line in printed(run, subscriber))
            mine = [f"since {day}: {home}" for one, day, home in moves if one == subscriber]
            assert told.count("since ") == len(mine)
            assert all(one in told for one in mine)


def test_everybody_is_shown_as_stored(run: Run) -> None:
    cursor = run.cursor()
    most = 0
    for subscriber in range(1, SUBSCRIBERS + 1):
        lines = printed(run, subscriber)
        of = f"WHERE subscriber_id = {subscriber}"
        person = cursor.sql(
            f"""SELECT surname_ru, surname_be, given_name_ru, given_name_be, patronymic_ru,
            patronymic_be, birth_year, address_ru, coalesce(home_phone::VARCHAR, 'none')
            FROM subscriber JOIN household USING (household_id) {of}"""
        ).fetchall()[0]
        told = " ".join(" ".join(line) for line in lines[:2])
        assert [part for part in person if str(part) not in told] == []
        mobile = cursor.sql(f"SELECT mobile FROM account WHERE account_id = {subscriber}")
        assert told.endswith(f"mobile {(mobile.fetchall() or [('none',)])[0][0]}")
        last = cursor.sql(
            f"""SELECT contract_id, contract.kind, contract_day.tariff_id, status, balance_kopecks
            FROM contract JOIN contract_day USING (contract_id) {of} AND day = {LAST_DAY}
            ORDER BY contract_id"""
        ).fetchall()
        papers = cursor.sql(
            f"""SELECT service.kind, service_id FROM service JOIN contract USING (contract_id) {of}
            ORDER BY service_id"""
        ).fetchall()
        expected = [[*map(str, row[:4]), roubles(row[4])] for row in last]
        expected += [[kind, *paper_contract(7, service)] for kind, service in papers]
        for row in last:
            entries = cursor.sql(
                f"""SELECT contract_id, posted_at, entry, amount_kopecks, balance_after_kopecks
                FROM posting WHERE contract_id = {row[0]} ORDER BY posting_no"""
            ).fetchall()
            most = max(most, len(entries))
            expected += [
                [*map(str, one[:3]), *map(roubles, one[3:])] for one in entries[-LAST_ENTRIES:]
            ]
        assert [line for line in lines[3:] if line[0][:1].isalnum() and len(line) > 2
                and line[0] not in ("contract", "service")] == expected  # fmt: skip
    assert most > LAST_ENTRIES


@pytest.mark.parametrize(
    ("kopecks", "told"),
    [(0, "0.00"), (5, "0.05"), (-5, "−0.05"), (-1_234, "−12.34"), (100, "1.00")],
)
def test_roubles_have_a_real_minus(kopecks: int, told: str) -> None:
    assert roubles(kopecks) == told


def test_who_is_not_there_is_told(run: Run) -> None:
    for subscriber in (0, SUBSCRIBERS + 1):
        with pytest.raises(RunError, match=f"no subscriber {subscriber}"):
            show_subscriber(run, subscriber, Console())


def test_a_run_of_sums_knows_nobody(tmp_path: Path) -> None:
    path = make_run(tmp_path, Scenario(subscribers=5, days=3), metrics_only=True)
    with open_run(path) as sums, pytest.raises(RunError, match="daily sums only"):
        show_subscriber(sums, 1, Console())
