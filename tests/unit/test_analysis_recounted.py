"""Every metric, for every filter, against a recount in plain Python of rows drawn at random."""

import datetime
import itertools
import random
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

import duckdb
import polars as pl
import pytest

from mybt_sim.analysis import Chosen, days, money, usage
from mybt_sim.analysis.hours import hour_of_week, hour_weights, spread
from mybt_sim.text import LANGUAGES, translate

FIRST, DAYS = datetime.date(2026, 2, 16), 24  # the month turns in it
DATES = [FIRST + datetime.timedelta(days=n) for n in range(DAYS)]
REGIONS, KINDS = ("MSQ", "BRE", "GRO"), ("internet", "telephony")
CONTRACTS = {
    100 + n: (region, kind) for n, (region, kind) in enumerate(itertools.product(REGIONS, KINDS))
}
TARIFFS = ("A", "B")
MOVED = {102: (DATES[9], "GRO"), 105: (DATES[12], "BRE")}
"""From which day on some are in another region."""
ENDED = {101: DATES[7], 104: DATES[15]}
"""The last days of contracts that have ended; rows of theirs go on."""
SUMS = (
    *("down_mb", "up_mb", "tv_minutes", "local_minutes", "long_distance_minutes"),
    *("mobile_minutes", "international_minutes", "service_minutes"),
    *("usage_kopecks", "tariff_fee_kopecks", "add_on_fee_kopecks"),
)
CALLS = [name for name in SUMS if name.endswith("_minutes") and name != "tv_minutes"]
CHARGES = [name for name in SUMS if name.endswith("_kopecks")]


class Day(NamedTuple):
    """A day of a contract."""

    contract_id: int
    day: datetime.date
    tariff_id: str
    status: str
    balance_kopecks: int
    values: dict[str, int]


class Paid(NamedTuple):
    """A posting."""

    contract_id: int
    posted_at: datetime.datetime
    entry: str
    amount_kopecks: int


@cache
def drawn() -> tuple[list[Day], list[Paid]]:
    """Days in which no two columns are alike, and postings, some of them payments."""
    luck = random.Random(5)
    lived = [
        Day(
            contract,
            day,
            luck.choice(TARIFFS),
            luck.choice(days.STATUSES),
            luck.randint(-9_999, 9_999),
            {name: luck.randint(0, 10 ** (2 + n % 4)) for n, name in enumerate(SUMS)},
        )
        for contract in CONTRACTS
        for day in DATES
    ]
    paid = [
        Paid(
            luck.choice(list(CONTRACTS)),
            datetime.datetime.combine(luck.choice(DATES), datetime.time(luck.randint(0, 23))),
            luck.choice(("payment", "promise")),
            luck.randint(1, 9_999),
        )
        for _ in range(60)
    ]
    return lived, paid


@pytest.fixture(scope="module")
def cursor() -> Iterator[duckdb.DuckDBPyConnection]:
    lived, paid = drawn()
    frames: dict[str, list[dict[str, Any]]] = {
        "calendar": [{"day": day, "weekday": day.weekday()} for day in DATES],
        "address": [
            {"contract_id": one, "region": region, "from_day": since, "until_day": until}
            | {f"settlement_{code}": f"{code} {region}" for code in ("ru", "be")}
            for one, (first, _) in CONTRACTS.items()
            for day, new in (MOVED.get(one, (None, first)),)
            for since, until, region in ((DATES[0], day, first), (day, None, new))
            if since
        ],
        "contract": [
            {"contract_id": one, "subscriber_id": one, "kind": kind}
            for one, (_, kind) in CONTRACTS.items()
        ],
        "tariff": [
            {"tariff_id": one, "kind": "internet"}
            | {f"name_{code}": f"{code} {one}" for code in LANGUAGES}
            for one in TARIFFS
        ],
        "contract_day": [{**one._asdict(), **one.values} for one in lived],
        "posting": [one._asdict() for one in paid],
        "event": [
            {
                "contract_id": one,
                "event": event,
                "happened_at": datetime.datetime.combine(day, time),
            }
            for one, last_day in ENDED.items()
            for day, event in ((DATES[2], "blocked"), (last_day, "terminated"))
            for time in (datetime.time(23, 59),)
        ],
    }
    with duckdb.connect() as connection:
        for name, rows in frames.items():
            frame = pl.DataFrame(rows)
            frame = frame.drop("values") if "values" in frame.columns else frame
            connection.register("rows_of_it", frame)
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM rows_of_it")
        yield connection.cursor()


PERIODS = itertools.cycle([(DATES[0], DATES[-1]), (DATES[5], DATES[17]), (DATES[3], DATES[12])])
EVERY_FILTER = [
    Chosen(first=first, last=last, region=region, kind=kind, tariff=tariff)
    for (first, last), (region, kind, tariff) in zip(
        PERIODS,
        itertools.product((None, "BRE"), (None, "telephony"), (None, "B")),
        strict=False,
    )
]
each_filter = pytest.mark.parametrize("chosen", EVERY_FILTER)


def fits(contract: int, day: datetime.date, chosen: Chosen) -> bool:
    is_there = chosen.region in (None, region_of(contract, day))
    return is_there and chosen.kind in (None, CONTRACTS[contract][1])


def region_of(contract: int, day: datetime.date) -> str:
    since, region = MOVED.get(contract, (DATES[-1], ""))
    return region if region and day >= since else CONTRACTS[contract][0]


def days_of(chosen: Chosen) -> list[Day]:
    return [one for one in rows_of(chosen) if one.day <= ENDED.get(one.contract_id, one.day)]


def rows_of(chosen: Chosen) -> list[Day]:
    """What is stored: a contract that has ended goes on."""
    return [
        one
        for one in drawn()[0]
        if chosen.first <= one.day <= chosen.last
        if fits(one.contract_id, one.day, chosen) and chosen.tariff in (None, one.tariff_id)
    ]


def summed(found: list[Day]) -> dict[str, int]:
    """The sums of every metric of usage."""
    return {
        "contract_days": len(found),
        **{name: sum(one.values[name] for one in found) for name in SUMS[:3]},
        "call_minutes": sum(one.values[name] for one in found for name in CALLS),
        "charged_kopecks": sum(one.values[name] for one in found for name in CHARGES),
    }


def volume(sums: dict[str, int]) -> int:
    return sums["down_mb"] + sums["up_mb"]


@each_filter
def test_totals_and_rankings_add_up(cursor: duckdb.DuckDBPyConnection, chosen: Chosen) -> None:
    found = days_of(chosen)
    row = usage.totals(cursor, chosen).row(0, named=True)
    assert row == {"days": len({one.day for one in found}), **summed(found)}
    for metric, of in (
        ("region", lambda one: region_of(one.contract_id, one.day)),
        ("kind", lambda one: CONTRACTS[one.contract_id][1]),
        ("tariff_id", lambda one: one.tariff_id),
    ):
        asked = {"region": usage.by_region, "kind": usage.by_kind, "tariff_id": usage.by_tariff}
        parts = {name: summed([one for one in found if of(one) == name]) for name in map(of, found)}
        expected = sorted(parts.items(), key=lambda part: (-volume(part[1]), part[0]))
        rows = list(asked[metric](cursor, chosen).iter_rows(named=True))
        assert [{name: row[name] for name in (metric, *sums)} for row, (_, sums) in
                zip(rows, expected, strict=True)] == [
            {metric: name, **sums} for name, sums in expected
        ]  # fmt: skip
        for row in rows if metric == "tariff_id" else ():
            assert [row[f"name_{code}"] for code in LANGUAGES] == [
                f"{code} {row['tariff_id']}" for code in LANGUAGES
            ]


@each_filter
def test_days_weekdays_and_hours_add_up(cursor: duckdb.DuckDBPyConnection, chosen: Chosen) -> None:
    found = days_of(chosen)
    dates = [day for day in DATES if chosen.first <= day <= chosen.last]
    by_day = {day: summed([one for one in found if one.day == day]) for day in dates}
    for place, row in enumerate(usage.daily(cursor, chosen).iter_rows(named=True)):
        assert {name: row[name] for name in by_day[row["day"]]} == by_day[row["day"]]
        for column in ("down", "up"):
            week = [by_day[day][f"{column}_mb"] for day in dates[max(0, place - 6) : place + 1]]
            mean = pytest.approx(sum(week) / 7) if len(week) == 7 else None
            assert row[f"{column}_7_days_mb"] == mean
    weekdays = usage.by_weekday(cursor, chosen)
    hours = hour_of_week(cursor, chosen)
    assert weekdays["weekday"].to_list() == list(range(7))
    for row in weekdays.iter_rows(named=True):
        weekday = row.pop("weekday")
        assert row.pop("days") == sum(day.weekday() == weekday for day in dates)
        assert row == summed([one for one in found if one.day.weekday() == weekday])
        parts = hours.filter(pl.col("weekday") == weekday).sort("hour")
        for column in ("down", "up"):
            weights = hour_weights()[column, weekday]
            assert parts[f"{column}_mb"].to_list() == spread(row[f"{column}_mb"], weights)


@each_filter
def test_money_adds_up_by_month(cursor: duckdb.DuckDBPyConnection, chosen: Chosen) -> None:
    paid = [
        one
        for one in drawn()[1]
        if one.entry == "payment" and fits(one.contract_id, one.posted_at.date(), chosen)
        if chosen.first <= one.posted_at.date() <= chosen.last
    ]
    found = rows_of(chosen)
    for row in money.by_month(cursor, chosen).iter_rows(named=True):
        month = row.pop("month").month
        assert row == {
            **{
                name: sum(one.values[name] for one in found if one.day.month == month)
                for name in CHARGES
            },
            "paid_kopecks": sum(one.amount_kopecks for one in paid if one.posted_at.month == month),
        }


ORDERED: dict[str, Any] = {
    "contract": lambda row: (),
    "received": lambda row: (-row["down_mb"],),
    "charged": lambda row: (-row["charged_byn"],),
    "balance": lambda row: (row["balance_byn"],),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("order", days.ORDERS)
def test_the_table_of_days_is_what_was_stored(
    cursor: duckdb.DuckDBPyConnection, order: str, language: Any
) -> None:
    spelling = "be" if language == "be" else "ru"
    for chosen in EVERY_FILTER[::3]:
        rows = [
            {
                "day": one.day,
                "contract_id": one.contract_id,
                "settlement": f"{spelling} {region_of(one.contract_id, one.day)}",
                "tariff": f"{language} {one.tariff_id}",
                "status": translate(f"status.{one.status}", language),
                **{name: one.values[name] for name in SUMS[:3]},
                "call_minutes": sum(one.values[name] for name in CALLS),
                "charged_byn": Decimal(sum(one.values[name] for name in CHARGES)) / 100,
                "balance_byn": Decimal(one.balance_kopecks) / 100,
            }
            for one in days_of(chosen)
        ]
        rows.sort(key=lambda row: (*ORDERED[order](row), row["contract_id"], row["day"]))
        for page in range(2):
            shown = days.contract_days(cursor, chosen, language, order=order, page=page)
            here = rows[page * days.PAGE_ROWS : (page + 1) * days.PAGE_ROWS]
            assert shown.rows(named=True) == here
