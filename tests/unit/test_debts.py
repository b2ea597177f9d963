"""Some forget their bills for months, and owe them until they pay all of it at once."""

import datetime
from functools import cache
from itertools import groupby, pairwise

import numpy as np
import pytest

from mybt_sim.behaviour.debts import forgotten_bills
from mybt_sim.behaviour.layouts import TRAITS, Channel
from mybt_sim.engine.records import DAY_S, Record, Records, blank
from mybt_sim.engine.vocabulary import Entry, Event, Settlement
from mybt_sim.simulation.block import BlockLife, prepare
from mybt_sim.simulation.layouts import DayColumn
from mybt_sim.simulation.scenario import Scenario
from tests.support.runs import lived

USUAL = Scenario(subscribers=800, days=212, seed=5)
NEVER = {"late.forget_share": 0, "late.forget_share_of_repeaters": 0}
ALWAYS = dict.fromkeys(NEVER, 1)
TABLES = prepare(USUAL).editions[0]


@cache
def people(**behaviour: float) -> BlockLife:
    return lived(USUAL.having(behaviour=behaviour))


def payer(number: int, share_q16: int = 1 << 16) -> Record:
    traits = blank(TRAITS, 1)[0]
    traits.payer_key, traits.forgets_q16, traits.forgets_phase = (
        number * 7919,
        share_q16,
        number % 12,
    )
    assert isinstance(traits, Record)
    return traits


def credit(life: BlockLife) -> Records:
    """Contracts that are paid by bill and live to the end."""
    is_by_bill = life.contracts["settlement"] == Settlement.CREDIT
    rows: Records = life.contracts[is_by_bill & ~life.contracts["is_terminated"]]
    return rows


def test_a_year_has_one_stretch_of_months_that_are_counted_one_by_one() -> None:
    lengths = []
    for number in range(1, 200):
        traits = payer(number)
        first = 24_312 - int(traits.forgets_phase)
        bills = [forgotten_bills(TABLES, traits, first + month) for month in range(12)]
        stretch = [count for count in bills if count > 0]
        assert stretch == list(range(1, len(stretch) + 1))
        places = [place for place, count in enumerate(bills) if count > 0]
        assert all(after == before + 1 for before, after in pairwise(places))
        lengths.append(len(stretch))
    assert min(lengths) == 1
    assert max(lengths) >= 10
    assert 2.5 < np.mean(lengths) < 3.8


def test_nobody_forgets_at_share_zero() -> None:
    assert not any(forgotten_bills(TABLES, payer(1, 0), month) for month in range(24_000, 24_060))


def test_share_zero_takes_debts_away_and_nothing_else() -> None:
    """Who pays in advance, or by a bank, or has not forgotten in these months, lives the same."""
    usual, without = people(), people(**NEVER)
    is_other = usual.contracts != without.contracts
    touched = usual.contracts[is_other]
    assert (touched["settlement"] == Settlement.CREDIT).all()
    assert 0.05 < len(touched) / len(credit(usual)) < 0.5
    owners = usual.days[DayColumn.CONTRACT_ID]
    assert (owners == without.days[DayColumn.CONTRACT_ID]).all()
    differs = (usual.days != without.days).any(axis=0)
    by_bill = usual.contracts["contract_id"][usual.contracts["settlement"] == Settlement.CREDIT]
    assert np.isin(owners[differs], by_bill).all()
    owed = [-np.minimum(life.days[DayColumn.BALANCE_KOPECKS], 0).sum() for life in (usual, without)]
    assert owed[0] > 1.3 * owed[1]


def test_a_bank_that_pays_by_itself_never_forgets() -> None:
    life = people(**ALWAYS)
    rows = life.operations[life.operations["channel"] == Channel.AUTOPAY_BANK]
    by_bill = np.isin(rows["contract_id"], credit(life)["contract_id"])
    paid = {key: len(list(group)) for key, group in groupby(rows["contract_id"][by_bill].tolist())}
    assert len(paid) > 20
    assert min(paid.values()) >= 6


def test_all_that_is_owed_is_paid_at_once() -> None:
    life = people(**ALWAYS)
    money = life.entries[life.entries["entry"] == Entry.PAYMENT]
    money = money[np.isin(money["contract_id"], credit(life)["contract_id"])]
    assert (money["balance_after_kopecks"] == 0).mean() > 0.95
    bills = life.events[life.events["event"] == Event.BILL_ISSUED]
    usual = np.median(bills["value"][bills["value"] > 0])
    assert (money["amount_kopecks"] > 2.5 * usual).sum() > 30


def test_a_run_that_begins_in_the_midst_finds_debts_and_bars() -> None:
    life = people(**ALWAYS)
    first_second = USUAL.first_day * DAY_S
    opening = life.entries[life.entries["entry"] == Entry.OPENING]
    opening = opening[np.isin(opening["contract_id"], credit(life)["contract_id"])]
    fee = 373  # of January
    assert (opening["amount_kopecks"] < -4 * fee).sum() > 10
    barred = life.events[(life.events["event"] == Event.BARRED)]
    at_once = barred["contract_id"][barred["happened_at"] == first_second]
    assert len(at_once) > 10
    debts = opening["amount_kopecks"][np.isin(opening["contract_id"], at_once)]
    assert (debts <= -3 * fee).all()


@pytest.mark.parametrize("start", [datetime.date(2026, 1, 1), datetime.date(2026, 6, 10)])
def test_as_many_owe_for_months_in_the_first_month_as_later(start: datetime.date) -> None:
    life = lived(USUAL.having(start=start, behaviour=ALWAYS))
    by_bill = credit(life)["contract_id"]
    days = life.days[:, np.isin(life.days[DayColumn.CONTRACT_ID], by_bill)]
    owing = []
    for offset in (20, 190):
        today = days[:, days[DayColumn.DAY] == USUAL.having(start=start).first_day + offset]
        owing.append((today[DayColumn.BALANCE_KOPECKS] < -1_250).mean())
    assert owing[0] == pytest.approx(owing[1], abs=0.06)
    assert min(owing) > 0.08
