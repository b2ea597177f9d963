"""Metrics over tables made by hand, small enough to add up on paper.

Two contracts in two regions: 11 (internet, Minsk, tariff A, then B) and 23 (telephone, Brest).
"""

import datetime
from collections.abc import Iterator
from decimal import Decimal

import duckdb
import pytest

from mybt_sim.analysis import Chosen, days, money, usage

FIRST = datetime.date(2026, 3, 2)  # a Monday
LAST = datetime.date(2026, 3, 11)

TABLES = """
CREATE TABLE calendar AS
    SELECT day::DATE AS day, (isodow(day) - 1)::SMALLINT AS weekday
    FROM range(DATE '2026-03-02', DATE '2026-03-13', INTERVAL 1 DAY) t(day);
CREATE TABLE address (contract_id INT, region VARCHAR, settlement_ru VARCHAR,
    settlement_be VARCHAR, from_day DATE, until_day DATE);
INSERT INTO address VALUES (11, 'MSQ', 'г. Минск', 'г. Мінск', '2020-01-01', NULL),
    (23, 'BRE', 'г. Брест', 'г. Брэст', '2020-01-01', NULL);
CREATE TABLE event (contract_id INT, happened_at TIMESTAMP, event VARCHAR);
CREATE TABLE contract (contract_id INT, subscriber_id INT, kind VARCHAR);
INSERT INTO contract VALUES (11, 1, 'internet'), (23, 2, 'telephony');
CREATE TABLE tariff (tariff_id VARCHAR, tariff_index INT, name_ru VARCHAR, name_be VARCHAR,
    name_en VARCHAR, kind VARCHAR);
INSERT INTO tariff VALUES ('A', 0, 'А', 'А', 'A', 'internet'), ('B', 1, 'Б', 'Б', 'B', 'internet'),
    ('T', 2, 'Т', 'Т', 'T', 'telephony');
CREATE TABLE contract_day AS
    SELECT 11 AS contract_id, day, 'active' AS status,
        CASE WHEN day < DATE '2026-03-07' THEN 'A' ELSE 'B' END AS tariff_id,
        100 AS down_mb, 10 AS up_mb, 0 AS tv_minutes, 0 AS local_minutes,
        0 AS long_distance_minutes, 0 AS mobile_minutes, 0 AS international_minutes,
        0 AS service_minutes, 0 AS usage_kopecks, 150 AS tariff_fee_kopecks,
        25 AS add_on_fee_kopecks, -175 AS balance_kopecks
    FROM calendar WHERE day <= DATE '2026-03-11'
    UNION ALL
    SELECT 23, day, 'active', 'T', 0, 0, 0, 1, 2, 3, 4, 5, 60, 0, 0, -60
    FROM calendar WHERE day <= DATE '2026-03-11';
CREATE TABLE posting (contract_id INT, posted_at TIMESTAMP, entry VARCHAR, amount_kopecks INT);
INSERT INTO posting VALUES (11, '2026-03-11 23:59:59', 'payment', 1500),
    (11, '2026-03-12 00:00:00', 'payment', 9900), (23, '2026-03-03 10:00:00', 'promise', 700);
"""


@pytest.fixture
def cursor() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        yield connection.cursor()


def chosen(**filters: object) -> Chosen:
    return Chosen(**{"first": FIRST, "last": LAST, **filters})  # type: ignore[arg-type]


def test_totals_add_up(cursor: duckdb.DuckDBPyConnection) -> None:
    assert usage.totals(cursor, chosen()).row(0, named=True) == {
        "days": 10,
        "contract_days": 20,
        "down_mb": 1000,
        "up_mb": 100,
        "tv_minutes": 0,
        "call_minutes": 150,
        "charged_kopecks": 1750 + 600,
    }


@pytest.mark.parametrize(
    ("filters", "contract_days", "down_mb"),
    [
        ({"first": LAST}, 2, 100),
        ({"last": FIRST}, 2, 100),
        ({"region": "MSQ"}, 10, 1000),
        ({"region": "GRO"}, 0, 0),
        ({"kind": "telephony"}, 10, 0),
        ({"tariff": "A"}, 5, 500),
        ({"tariff": "A", "region": "BRE"}, 0, 0),
        ({"region": "MSQ' OR 1=1 --"}, 0, 0),
    ],
)
def test_filters_narrow_the_totals(
    cursor: duckdb.DuckDBPyConnection, filters: dict[str, object], contract_days: int, down_mb: int
) -> None:
    row = usage.totals(cursor, chosen(**filters)).row(0, named=True)
    assert (row["contract_days"], row["down_mb"]) == (contract_days, down_mb)


def test_daily_curve_has_every_day_and_smooths_from_the_seventh(
    cursor: duckdb.DuckDBPyConnection,
) -> None:
    frame = usage.daily(cursor, chosen(tariff="A"))
    assert frame["day"].to_list() == [FIRST + datetime.timedelta(days=n) for n in range(10)]
    assert frame["down_mb"].to_list() == [100] * 5 + [0] * 5
    assert frame["down_7_days_mb"].to_list() == [
        *[None] * 6,
        pytest.approx(500 / 7),
        pytest.approx(400 / 7),
        pytest.approx(300 / 7),
        pytest.approx(200 / 7),
    ]


def test_regions_tariffs_and_kinds_are_ranked_by_volume(
    cursor: duckdb.DuckDBPyConnection,
) -> None:
    regions = usage.by_region(cursor, chosen())
    assert regions.select("region", "down_mb").rows() == [("MSQ", 1000), ("BRE", 0)]
    tariffs = usage.by_tariff(cursor, chosen())
    assert tariffs.select("tariff_id", "name_ru", "down_mb", "up_mb").rows() == [
        ("A", "А", 500, 50),
        ("B", "Б", 500, 50),
        ("T", "Т", 0, 0),
    ]
    kinds = usage.by_kind(cursor, chosen())
    assert kinds.select("kind", "call_minutes").rows() == [("internet", 0), ("telephony", 150)]


def test_weekdays_count_their_days(cursor: duckdb.DuckDBPyConnection) -> None:
    frame = usage.by_weekday(cursor, chosen())
    assert frame.select("weekday", "days", "down_mb").rows() == [
        *[(weekday, 2, 200) for weekday in range(3)],
        *[(weekday, 1, 100) for weekday in range(3, 7)],
    ]


def test_money_counts_charges_of_days_and_payments_of_the_period(
    cursor: duckdb.DuckDBPyConnection,
) -> None:
    assert money.by_month(cursor, chosen()).rows() == [
        (datetime.date(2026, 3, 1), 600, 1500, 250, 1500)
    ]
    assert money.by_month(cursor, chosen(region="BRE"))["paid_kopecks"].to_list() == [0]


def test_what_is_paid_in_the_last_second_of_a_month_is_of_that_month(
    cursor: duckdb.DuckDBPyConnection,
) -> None:
    cursor.execute("""INSERT INTO posting VALUES
        (11, '2026-02-28 23:59:59', 'payment', 1), (11, '2026-03-01 00:00:00', 'payment', 20),
        (11, '2026-03-31 23:59:59', 'payment', 300), (11, '2026-04-01 00:00:00', 'payment', 4000),
        (11, '2026-04-30 12:00:00', 'payment', 50000)""")
    months = money.by_month(
        cursor, chosen(first=datetime.date(2026, 2, 28), last=datetime.date(2026, 4, 30))
    )
    assert months.filter(months["paid_kopecks"] > 0).select("month", "paid_kopecks").rows() == [
        (datetime.date(2026, 2, 1), 1),
        (datetime.date(2026, 3, 1), 1500 + 9900 + 320),
        (datetime.date(2026, 4, 1), 54_000),
    ]


def test_pages_of_days_follow_each_other_without_gap(cursor: duckdb.DuckDBPyConnection) -> None:
    pages = [days.contract_days(cursor, chosen(), "ru", page=page) for page in range(3)]
    keys = [row for page in pages for row in page.select("contract_id", "day").rows()]
    expected = [FIRST + datetime.timedelta(days=n) for n in range(10)]
    assert keys == [(contract, day) for contract in (11, 23) for day in expected]
    assert [page.height for page in pages] == [12, 8, 0]
    assert days.pages(20) == 2
    assert days.pages(24) == 2
    assert days.pages(0) == 1


def test_days_speak_the_language(cursor: duckdb.DuckDBPyConnection) -> None:
    row = days.contract_days(cursor, chosen(), "be", order="balance").row(0, named=True)
    assert row["settlement"] == "г. Мінск"
    assert row["status"] == "Працуе"
    assert row["charged_byn"] == Decimal("1.75")
    assert row["balance_byn"] == Decimal("-1.75")
