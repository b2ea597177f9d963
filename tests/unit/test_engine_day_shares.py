"""Fees of whole months, day by day, against a table that is checked by hand."""

import calendar
import datetime
from decimal import Decimal
from itertools import pairwise, product
from pathlib import Path
from typing import NamedTuple

import pytest

from mybt_sim.base.compiled import in_python
from mybt_sim.catalogue.calendar import day_of
from mybt_sim.engine.daily_fee import day_share_kopecks
from mybt_sim.engine.records import DAY_S
from mybt_sim.engine.vocabulary import Entry
from mybt_sim.quality.facts import half_up
from mybt_sim.quality.life import Life
from mybt_sim.quality.room import the_catalogue
from mybt_sim.quality.story import Start
from tests.support.tables import kopecks

TABLE = Path(__file__).parent / "tables" / "day_shares.txt"
MONTHS = {28: (2026, 2), 29: (2028, 2), 30: (2026, 6), 31: (2026, 7)}
PLENTY_KOPECKS = 100_000
FIRST_DAY = day_of(datetime.date(2026, 1, 1))


class Month(NamedTuple):
    fee: str
    days: int
    shares: list[int]
    sum: int


def read_month(line: str) -> Month:
    fee, days, usual, others, total = (cell.strip() for cell in line.split("|"))
    shares = [kopecks(usual)] * int(days)
    share, _, on_days = others.partition(":")
    for day_of_month in map(int, on_days.split()):
        shares[day_of_month - 1] = kopecks(share)
    return Month(fee, int(days), shares, kopecks(total))


LINES = [line for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
TABLED = [read_month(line) for line in LINES]
each_month = pytest.mark.parametrize("month", TABLED, ids=[f"{m.fee}-{m.days}" for m in TABLED])


@each_month
def test_the_table_adds_up(month: Month) -> None:
    assert sum(month.shares) == month.sum


@each_month
def test_each_day_costs_its_share(month: Month) -> None:
    fee_e4 = int(Decimal(month.fee) * 10_000)
    days = range(1, month.days + 1)
    assert [day_share_kopecks(fee_e4, day, month.days) for day in days] == month.shares


def test_every_fee_of_the_catalogue_is_split_as_fractions_say() -> None:
    book = the_catalogue().book(first_day=FIRST_DAY, last_day=FIRST_DAY)
    fees_e4 = {int(fee) for fees in (book.tariffs, book.add_ons) for fee in fees["fee_e4"].flat}
    assert len(fees_e4) > 20
    for fee_e4, days in product(fees_e4, range(28, 32)):
        due = [in_python(half_up)(fee_e4 * day, 100 * days) for day in range(days + 1)]
        shares = [day_share_kopecks(fee_e4, day, days) for day in range(1, days + 1)]
        assert shares == [until - before for before, until in pairwise(due)]


@pytest.mark.parametrize("month", [month for month in TABLED if month.fee != "0.145"])
def test_a_lived_month_is_charged_day_by_day(month: Month) -> None:
    year, number = MONTHS[month.days]
    assert calendar.monthrange(year, number)[1] == month.days
    tariff = {"27.00": "T08", "16.25": "T06", "10.90": "T05"}[month.fee]
    opened_day = day_of(datetime.date(year, number, 1))
    index = the_catalogue().tariff_index(tariff)
    life = Life(Start(opened_day, index, PLENTY_KOPECKS))
    life.advance((opened_day + month.days) * DAY_S)
    fees = [one for one in life.entries if one.entry is Entry.FEE_TARIFF]
    assert [-fee.amount_kopecks for fee in fees] == month.shares
    assert [fee.posted_at // DAY_S - opened_day for fee in fees] == list(range(1, month.days + 1))
    assert life.contract.balance_kopecks == PLENTY_KOPECKS - month.sum
