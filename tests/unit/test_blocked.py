"""What people do after a block has the luck of a month, not of its second."""

import datetime
from typing import Any

import pytest

from mybt_sim.behaviour.intents import HALF_MONTH_DAYS, intend, pay_month, react_to_block
from mybt_sim.behaviour.layouts import Intent
from mybt_sim.catalogue.calendar import date_of, day_of
from mybt_sim.engine.records import DAY_S, FAR, blank
from mybt_sim.simulation.block import prepare
from mybt_sim.simulation.layouts import LIFE, forget_life
from mybt_sim.simulation.scenario import Scenario

SIMULATION = prepare(Scenario(subscribers=1, days=800))
PAY_DAY = 20
FIRST_BLOCK = datetime.date(2026, 6, 17)
DAYS = 10


def blocked_life(key: int) -> Any:
    life = blank(LIFE, 1)[0]
    forget_life(life)
    life.traits.blocks_key = key
    life.traits.pay_day = PAY_DAY
    return life


def days_to_payment(key: int, blocked_at: int) -> int:
    life = blocked_life(key)
    intend(life.plan, Intent.PAYMENT, FAR)
    react_to_block(SIMULATION.book, SIMULATION.editions[0], life, blocked_at)
    return int((life.plan.intents[Intent.PAYMENT].due_at - blocked_at) // DAY_S)


def test_a_block_some_days_later_is_paid_as_soon() -> None:
    noon = day_of(FIRST_BLOCK) * DAY_S + DAY_S // 2
    waits = [
        {days_to_payment(key, noon + day * DAY_S) for day in range(DAYS)} for key in range(200)
    ]
    assert all(len(wait) == 1 for wait in waits)
    assert len(set.union(*waits)) > 5, "people differ"


def test_the_next_month_has_its_own_luck() -> None:
    noon = day_of(FIRST_BLOCK) * DAY_S + DAY_S // 2
    later = day_of(FIRST_BLOCK + datetime.timedelta(31)) * DAY_S + DAY_S // 2
    assert sum(days_to_payment(key, noon) != days_to_payment(key, later) for key in range(200)) > 50


@pytest.mark.parametrize("pay_day", [1, 5, 14, 16, 25, 31])
def test_the_month_of_a_block_is_that_of_the_nearest_pay_day(pay_day: int) -> None:
    life = blocked_life(0)
    life.traits.pay_day = pay_day
    first = SIMULATION.scenario.first_day
    for day in range(first + 40, first + 440):
        date = date_of(day)
        number = pay_month(SIMULATION.book, life.traits, day)
        year, month = divmod(number - 1, 12)
        usual = datetime.date(year, month + 1, 1).toordinal() + pay_day - 1
        assert abs(usual - date.toordinal()) <= HALF_MONTH_DAYS + 1
