"""What of a day's use is left where a line was blocked or barred for a part of it."""

import pytest

from mybt_sim.engine.contract_clock import keep_usable_use
from mybt_sim.engine.records import DAY_S, SERVICE_DAY, Record, blank, blank_contract
from mybt_sim.engine.vocabulary import CallClass


def day_of_use() -> Record:
    """A day on which everything was used."""
    day: Record = blank(SERVICE_DAY, 1)[0]
    day.down_mb, day.up_mb, day.tv_minutes, day.call_minutes[:] = 900, 90, 30, 6
    return day


@pytest.mark.parametrize(
    ("active_s", "kept"),
    [(DAY_S, (900, 90, 30, 6)), (DAY_S // 2, (450, 45, 15, 3)), (0, (0, 0, 0, 0))],
)
def test_a_block_leaves_the_part_of_the_day_before_it(
    active_s: int, kept: tuple[int, int, int, int]
) -> None:
    day = day_of_use()
    keep_usable_use(blank_contract()[0], day, active_s)
    assert (day.down_mb, day.up_mb, day.tv_minutes, day.call_minutes[CallClass.LOCAL]) == kept


def test_a_bar_leaves_calls_to_services_and_the_internet() -> None:
    contract, day = blank_contract()[0], day_of_use()
    contract.is_barred = True
    keep_usable_use(contract, day, DAY_S)
    assert day.down_mb == 900
    assert day.call_minutes[CallClass.SERVICE] == day.call_minutes.sum() == 6
