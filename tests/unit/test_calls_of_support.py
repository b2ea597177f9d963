"""People call support, about blocks, bills and outages as well; each can be switched off."""

from collections.abc import Mapping

import numpy as np
import pytest

from mybt_sim.behaviour.layouts import Channel
from mybt_sim.catalogue.calendar import day_of
from mybt_sim.engine.records import DAY_S, Records
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Event, Operation
from mybt_sim.population.layouts import REGIONS
from mybt_sim.simulation.block import BlockLife
from mybt_sim.simulation.outages import read_outages
from mybt_sim.simulation.scenario import Scenario
from tests.support.runs import lived

REGION = "MSQ"
OUTAGE = {"from": "2026-02-10 08:00", "until": "2026-02-11 14:00", "regions": [REGION]}
OFTEN: Mapping[str, float] = {
    "support.call_share": 0.3,
    "support.call_after_block_share": 0.9,
    "support.call_after_bill_share": 0.9,
    "support.call_after_outage_share": 0.9,
    "move.share": 0,
}
ALL = Scenario(subscribers=400, days=120, seed=5, behaviour=OFTEN, outages=[OUTAGE])
REASONS = tuple(name for name in OFTEN if name.startswith("support"))


def calling_for(*reasons: str) -> Scenario:
    """Only what is named makes people call."""
    off = {reason: 0 for reason in REASONS if reason not in reasons}
    return ALL.having(behaviour={**OFTEN, **off})


def calls_of(life: BlockLife) -> Records:
    rows: Records = life.attempts[life.attempts["channel"] == Channel.CALL_CENTRE]
    return rows


def keys_of(rows: Records) -> set[tuple[int, int]]:
    return set(zip(rows["contract_id"].tolist(), rows["attempted_at"].tolist(), strict=True))


def others_of(life: BlockLife) -> Records:
    rows: Records = life.attempts[life.attempts["channel"] != Channel.CALL_CENTRE]
    return rows


@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_can_be_switched_off_and_takes_its_calls_along(reason: str) -> None:
    without = lived(calling_for(*(one for one in REASONS if one != reason)))
    alone, everything = lived(calling_for(reason)), lived(ALL)
    assert keys_of(calls_of(without)) | keys_of(calls_of(alone)) == keys_of(calls_of(everything))
    assert not keys_of(calls_of(without)) & keys_of(calls_of(alone))
    assert len(calls_of(alone)) > 20
    assert np.array_equal(others_of(without), others_of(everything))


def test_nobody_calls_if_nothing_makes_them() -> None:
    assert len(calls_of(lived(calling_for()))) == 0


def test_a_call_is_a_ticket_of_no_account_about_a_contract_in_force() -> None:
    life = lived(ALL)
    calls = calls_of(life)
    assert set(calls["operation"]) == {Operation.OPEN_TICKET}
    assert set(calls["refusal"]) == {Refusal.NONE}
    assert not calls["account_id"].any()
    facts = life.population.facts
    of = np.searchsorted(facts["contract_id"], calls["contract_id"])
    assert (facts["subscriber_id"][of] == calls["subscriber_id"]).all()
    days = calls["attempted_at"] // DAY_S
    ended_on = np.where(facts["ended_on"][of], facts["ended_on"][of], days)
    assert ((facts["connected_on"][of] <= days) & (days <= ended_on)).all()


def test_who_has_no_account_calls_as_well() -> None:
    with_account = set(lived(ALL).population.accounts["account_id"])
    assert not set(calls_of(lived(ALL))["subscriber_id"]) <= with_account


def test_calls_about_a_block_come_within_a_day_of_it() -> None:
    life = lived(calling_for("support.call_after_block_share"))
    events = life.events[np.isin(life.events["event"], (Event.BLOCKED, Event.BARRED))]
    for call in calls_of(life):
        since = call["attempted_at"] - events["happened_at"]
        is_its = events["contract_id"] == call["contract_id"]
        assert ((since > 0) & (since <= DAY_S) & is_its).any()


@pytest.mark.parametrize("percent", [150, 100, 400])
def test_a_bill_makes_people_call_that_is_well_above_the_one_before(percent: int) -> None:
    alone = calling_for("support.call_after_bill_share")
    sure = {"support.call_after_bill_share": 1, "support.bill_percent": percent}
    life = lived(alone.having(behaviour={**alone.behaviour, **sure}))
    bills = life.events[life.events["event"] == Event.BILL_ISSUED]
    is_next = bills["contract_id"][1:] == bills["contract_id"][:-1]
    is_above = bills["value"][1:] * 100 >= bills["value"][:-1] * percent
    surprising = bills[1:][is_next & is_above]
    last = ALL.first_day * DAY_S + (ALL.days - 1) * DAY_S
    asked = set(surprising["contract_id"][surprising["happened_at"] < last].tolist())
    called = set(calls_of(life)["contract_id"].tolist())
    ended = set(life.contracts["contract_id"][life.contracts["is_terminated"]].tolist())
    assert asked - ended <= called <= set(surprising["contract_id"].tolist())
    assert called


def test_an_outage_makes_the_homes_of_its_region_call_while_it_lasts() -> None:
    life = lived(calling_for("support.call_after_outage_share"))
    calls = calls_of(life)
    (outage,) = read_outages(ALL.outages)
    first = day_of(outage.since.date()) * DAY_S + outage.since.hour * 3_600
    last = day_of(outage.until.date()) * DAY_S + outage.until.hour * 3_600
    assert ((first <= calls["attempted_at"]) & (calls["attempted_at"] < last)).all()
    people = life.population.people
    regions = people["region"][calls["subscriber_id"] - people["subscriber_id"][0]]
    assert set(regions) == {REGIONS.index(REGION)}
    assert len(np.unique(calls["subscriber_id"])) == len(calls)


def test_who_has_moved_calls_for_the_region_of_the_other_home() -> None:
    moving = {**calling_for("support.call_after_outage_share").behaviour, "move.share": 0.6}
    life = lived(ALL.having(behaviour=moving))
    since = day_of(read_outages(ALL.outages)[0].since.date())
    facts = life.population.facts
    has_moved = (facts["moved_on"] > 0) & (facts["moved_on"] <= since)
    region = np.where(has_moved, facts["new_region"], facts["region"])
    of = np.searchsorted(facts["contract_id"], calls_of(life)["contract_id"])
    assert set(region[of]) == {REGIONS.index(REGION)}
    assert set(facts["region"][of]) != {REGIONS.index(REGION)}
