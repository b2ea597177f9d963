"""Which day is meant by what a person types."""

import datetime

import pytest

from mybt_sim.base.errors import RequestError
from mybt_sim.world.parsing.dates import date_of


@pytest.mark.parametrize(
    "value", ["1970-02-01", " 1970-02-01\u200b", datetime.date(1970, 2, 1)], ids=repr
)
def test_a_day_is_written_as_a_calendar_does(value: object) -> None:
    assert date_of("from_day", value) == 31


@pytest.mark.parametrize("value", ["01.02.1970", "1970-02-30", "١٩٧٠-٠٢-٠١", "", 31], ids=ascii)
def test_what_is_no_day_is_none(value: object) -> None:
    with pytest.raises(RequestError, match="from_day is no date"):
        date_of("from_day", value)
