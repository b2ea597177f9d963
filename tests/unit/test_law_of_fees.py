"""The law of a month's fees excuses exactly the months with a whole day without service.

One contract in April, 3.00 a month, ten kopecks a day; the tables hold only what the law reads.
"""

import duckdb
import pytest

from mybt_sim.store.laws import LAWS, breach_of

(LAW,) = (law for law in LAWS if law.name == "fee_month")

TABLES = """
CREATE TABLE calendar AS SELECT day::DATE AS day, 0 AS edition, 30 AS days_in_month,
    0 AS fee_month_days
FROM range(DATE '2026-04-01', DATE '2026-05-01', INTERVAL 1 DAY) days(day);
CREATE TABLE contract_day AS SELECT 7 AS contract_id, day, 'T01' AS tariff_id,
    10 AS tariff_fee_kopecks FROM calendar;
CREATE TABLE tariff_price AS SELECT 'T01' AS tariff_id, 0 AS edition, 300 AS fee_kopecks;
CREATE TABLE event (contract_id INTEGER, event_no INTEGER, happened_at TIMESTAMP, event VARCHAR);
"""

STORIES = {
    "nothing": [],
    "blocked for half a day": [("10 12:00:00", "blocked"), ("10 23:59:59", "restored")],
    "blocked over a midnight": [("10 12:00:00", "blocked"), ("11 12:00:00", "restored")],
    "a suspension taken back before its start": [
        ("10 12:00:00", "suspension_ordered"),
        ("10 13:00:00", "suspension_ended"),
    ],
    "a suspension left at noon of its first day": [
        ("11 00:00:00", "suspension_started"),
        ("11 12:00:00", "suspension_ended"),
    ],
    "service for a second": [
        ("10 00:00:00", "suspension_started"),
        ("10 12:00:00", "suspension_ended"),
        ("10 12:00:01", "blocked"),
        ("11 00:00:00", "restored"),
    ],
}
"""What happened in April without taking any whole day away."""

PAUSES = {
    "blocked from midnight to midnight": [("10 00:00:00", "blocked"), ("11 00:00:00", "restored")],
    "suspended for a day": [
        ("10 00:00:00", "suspension_started"),
        ("11 00:00:00", "suspension_ended"),
    ],
    "suspended to the end": [("30 00:00:00", "suspension_started")],
    "resumed into a block": [
        ("09 12:00:00", "suspension_started"),
        ("10 12:00:00", "blocked"),
        ("10 12:00:00", "suspension_ended"),
        ("11 08:00:00", "restored"),
    ],
    "restored and blocked in one second": [
        ("09 12:00:00", "blocked"),
        ("10 12:00:00", "restored"),
        ("10 12:00:00", "blocked"),
        ("11 08:00:00", "restored"),
    ],
    "paid while suspended": [
        ("09 12:00:00", "blocked"),
        ("10 00:00:00", "suspension_started"),
        ("10 10:00:00", "restored"),
        ("11 00:00:00", "suspension_ended"),
    ],
    "ended": [("30 00:00:00", "terminated")],
}
"""What took a whole day away."""


def breaks(events: list[tuple[str, str]], *, fee_kopecks: int) -> bool:
    """Whether the law is broken if the 10th cost so much and these events happened."""
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        for number, (moment, event) in enumerate(events, start=1):
            row = [7, number, f"2026-04-{moment}", event]
            connection.execute("INSERT INTO event VALUES (?, ?, ?, ?)", row)
        connection.execute(
            f"UPDATE contract_day SET tariff_fee_kopecks = {fee_kopecks} WHERE day = '2026-04-10'"
        )
        return breach_of(LAW, connection) is not None


@pytest.mark.parametrize("story", STORIES)
def test_a_month_with_service_on_each_day_costs_its_fee(story: str) -> None:
    assert not breaks(STORIES[story], fee_kopecks=10)
    assert breaks(STORIES[story], fee_kopecks=9)
    assert breaks(STORIES[story], fee_kopecks=0)


@pytest.mark.parametrize("story", PAUSES)
def test_a_month_with_a_whole_day_without_service_is_excused(story: str) -> None:
    assert not breaks(PAUSES[story], fee_kopecks=0)
