"""Common luck: scenarios that differ in one thing give equal draws wherever it cannot matter.

Then the difference of two runs is the effect of what was changed, and no noise.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from mybt_sim.catalogue import load_catalogue
from mybt_sim.engine.records import DAY_S
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Event, Operation, Settlement
from mybt_sim.simulation.block import BlockLife
from mybt_sim.simulation.layouts import DayColumn
from mybt_sim.simulation.scenario import Scenario
from tests.support.runs import lived

SUBSCRIBERS, DAYS = 120, 75

USE = {
    "volume": (DayColumn.DOWN_MB, DayColumn.UP_MB),
    "tv": (DayColumn.TV_MINUTES,),
    "calls": (
        *(DayColumn.LOCAL_MINUTES, DayColumn.LONG_DISTANCE_MINUTES, DayColumn.MOBILE_MINUTES),
        *(DayColumn.INTERNATIONAL_MINUTES, DayColumn.SERVICE_MINUTES),
    ),
}
"""What is used, by the section of behaviour that may change it."""

STOPS = (Event.BLOCKED, Event.BARRED)
STARTS = (Event.RESTORED, Event.UNBARRED)
GONE = (Event.SUSPENSION_STARTED, Event.TERMINATED)
"""What this file doesn't follow to its end."""
LUCK = {Refusal.NONE, Refusal.CARD_DECLINED, Refusal.ERIP_UNKNOWN_ACCOUNT}
"""Outcomes of a payment that are told apart by luck alone."""

Difference = tuple[str, Mapping[str, Any]]

differences = st.sampled_from(
    [
        ("terms", {"promise_limit": "5.00"}),
        ("terms", {"promise_term_days": 1}),
        ("terms", {"promise_allows_positive_balance": False}),
        ("terms", {"tariff_wait_days": 90}),
        ("terms", {"tariff_fee_down": "20.00"}),
        ("terms", {"block_at": "5.00"}),
        ("terms", {"telephony_grace_days": 0}),
        ("terms", {"fee_month_days": 30}),
        ("terms", {"topup_window_day": 0}),
        ("fees", {tariff.id: "99.00" for tariff in load_catalogue().tariffs}),
        ("fees", {tariff.id: "1.00" for tariff in load_catalogue().tariffs}),
        ("behaviour", {"tv.active_share": 0, "tv.active_share_65": 0}),
        ("behaviour", {"tv.active_share": 1, "tv.minutes": 500}),
        ("behaviour", {"calls.zero_share": 1}),
        ("behaviour", {"calls.per_day": 9}),
        ("behaviour", {"volume.net_scale": 3}),
        ("behaviour", {"promise.spontaneous_share": 1}),
        ("behaviour", {"promise.when_blocked_share": 1, "promise.above_limit_share": 1}),
        ("behaviour", {"tariff.try_share": 1, "tariff.random_share": 1}),
        ("behaviour", {"late.share": 1, "late.share_of_repeaters": 1}),
        ("behaviour", {"payment.card_declined_share": 1}),
        ("behaviour", {"add_on.connect_share": 1, "add_on.boost_share": 1}),
        ("behaviour", {"add_on.disconnect_share": 1, "video.share": 1}),
        ("behaviour", {"away.suspend_share": 1}),
        ("behaviour", {"leave.pon_share": 0.5, "leave.phone_share": 0.5}),
    ]
)


def two_lives(seed: int, difference: Difference) -> tuple[BlockLife, BlockLife]:
    """The same people under two scenarios that differ in one thing."""
    scenario = Scenario(subscribers=SUBSCRIBERS, days=DAYS, seed=seed)
    part, changes = difference
    return lived(scenario), lived(scenario.having(**{part: changes}))


def whole_days(life: BlockLife) -> NDArray[np.bool_]:
    """For each row of `days` whether all was usable from 00:00 to 24:00."""
    rows = {contract_id: n for n, contract_id in enumerate(life.contracts["contract_id"].tolist())}
    usable = np.ones((len(rows), DAYS), np.bool_)
    first_day = int(life.days[DayColumn.DAY].min())
    for event in life.events:
        row, day = rows[event["contract_id"]], event["happened_at"] // DAY_S - first_day
        if event["event"] in STOPS:
            usable[row, day:] = False
        elif event["event"] in STARTS:
            usable[row, day + 1 :] = True
    for event in life.events[np.isin(life.events["event"], GONE)]:
        usable[rows[event["contract_id"]], event["happened_at"] // DAY_S - first_day :] = False
    places = np.searchsorted(life.contracts["contract_id"], life.days[DayColumn.CONTRACT_ID])
    whole: NDArray[np.bool_] = usable[places, life.days[DayColumn.DAY] - first_day]
    return whole


@settings(max_examples=25)
@given(seed=st.integers(0, 2**31), difference=differences)
def test_what_is_used_follows_nothing_but_its_own_habits(seed: int, difference: Difference) -> None:
    """Not whether television was watched, not the balance, not terms or fees.

    Another tariff is another line, which carries more or less.
    """
    usual, other = two_lives(seed, difference)
    rows = whole_days(usual) & whole_days(other)
    rows &= usual.days[DayColumn.TARIFF] == other.days[DayColumn.TARIFF]
    assert rows.mean() > 0.2
    changed = {name.partition(".")[0] for name in difference[1]}
    for section, columns in USE.items():
        if section not in changed:
            assert (usual.days[columns, :][:, rows] == other.days[columns, :][:, rows]).all()


def payments(life: BlockLife) -> dict[tuple[int, int, int], int]:
    """What came of each payment, by contract, second and operation."""
    wanted = np.isin(life.operations["operation"], (Operation.TOP_UP, Operation.ERIP_PAYMENT))
    return {
        (row["contract_id"], row["attempted_at"], row["operation"]): row["refusal"]
        for row in life.operations[wanted]
    }


@settings(max_examples=15)
@given(seed=st.integers(0, 2**31), difference=differences)
def test_a_payment_of_one_second_has_one_luck(seed: int, difference: Difference) -> None:
    usual, other = (payments(life) for life in two_lives(seed, difference))
    both = usual.keys() & other.keys()
    assert len(both) > len(usual) // 10
    if "payment.card_declined_share" in difference[1]:
        return
    told_by_luck = [one for one in both if {usual[one], other[one]} <= LUCK]
    assert all(usual[one] == other[one] for one in told_by_luck)


UNTOUCHED = {
    "promise_limit": Operation.PROMISE_PAYMENT,
    "promise_term_days": Operation.PROMISE_PAYMENT,
    "promise_wait_days": Operation.PROMISE_PAYMENT,
    "tariff_wait_days": Operation.CHANGE_TARIFF,
    "tariff_effect_next_month": Operation.CHANGE_TARIFF,
}
"""Terms that matter to those alone who ask for an operation."""

VALUES = {
    "promise_limit": "500.00",
    "promise_term_days": 2,
    "promise_wait_days": 60,
    "tariff_wait_days": 0,
    "tariff_effect_next_month": False,
}


@settings(max_examples=10)
@given(seed=st.integers(0, 2**31), term=st.sampled_from(sorted(UNTOUCHED)))
def test_a_term_changes_no_life_to_which_it_is_never_applied(seed: int, term: str) -> None:
    usual, other = two_lives(seed, ("terms", {term: VALUES[term]}))
    rows = np.concatenate([usual.operations, other.operations])  # some ask under one term alone
    touched = rows["contract_id"][rows["operation"] == UNTOUCHED[term]]
    assert len(touched) > 0
    same_life(usual, other, touched)


@settings(max_examples=5)
@given(seed=st.integers(0, 2**31))
def test_terms_of_bills_change_nothing_for_those_who_pay_ahead(seed: int) -> None:
    usual, other = two_lives(seed, ("terms", {"telephony_grace_days": 28}))
    contracts = usual.contracts
    billed = contracts["contract_id"][contracts["settlement"] == Settlement.CREDIT]
    assert len(billed) > 0
    same_life(usual, other, billed)


def same_life(usual: BlockLife, other: BlockLife, but: NDArray[Any]) -> None:
    """All contracts but those live the same, to the row."""
    apart = ~np.isin(usual.days[DayColumn.CONTRACT_ID], but)
    assert (usual.days[:, apart] == other.days[:, apart]).all()
    for name in ("entries", "events", "operations", "contracts"):
        mine, theirs = getattr(usual, name), getattr(other, name)
        mine, theirs = (part[~np.isin(part["contract_id"], but)] for part in (mine, theirs))
        assert len(mine) > 0
        assert (mine == theirs).all(), name
