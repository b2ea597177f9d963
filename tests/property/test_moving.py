"""Homes move with all their contracts, and nothing else changes by that."""

from collections.abc import Iterator

import numpy as np
import pytest

from mybt_sim import Run, Scenario, open_run
from mybt_sim.base.time import SATURDAY
from mybt_sim.catalogue.calendar import date_of
from mybt_sim.engine.records import DAY_S, Records, blank, join
from mybt_sim.engine.vocabulary import Event, Technology
from mybt_sim.population import load_population_data
from mybt_sim.population.blocks import draw_subscribers
from mybt_sim.population.layouts import (
    GROUP,
    PERSON,
    REGIONS,
    SUBSCRIBERS_MOST,
)
from mybt_sim.population.moving import draw_new_homes
from mybt_sim.simulation.baseline import live_baseline
from mybt_sim.simulation.block import BlockLife, prepare
from mybt_sim.simulation.layouts import DayColumn
from mybt_sim.store.laws import LAWS, breach_of
from tests.support.runs import lived, make_run, of_contracts

SUBSCRIBERS, DAYS = 400, 62
SOON = {"move.share": 0.1, "come.pon_share": 0.1, "come.phone_share": 0.1}
SCENARIO = Scenario(subscribers=SUBSCRIBERS, days=DAYS, seed=7, behaviour=SOON)
NEVER = SCENARIO.having(behaviour=SOON | {"move.share": 0})
A_DAY = "2026-02-20"
OUTAGE = {"from": f"{A_DAY} 00:00", "until": "2026-02-21 00:00", "regions": ["MSQ"]}
USE = (DayColumn.DOWN_MB, DayColumn.TV_MINUTES, DayColumn.LOCAL_MINUTES)


@pytest.fixture(scope="module")
def life() -> BlockLife:
    return lived(SCENARIO)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    with open_run(make_run(tmp_path_factory.mktemp("moving"), SCENARIO)) as opened:
        yield opened


def moved(life: BlockLife) -> Records:
    """FACT of the contracts that moved."""
    facts = life.population.facts
    found: Records = facts[facts["moved_on"] > 0]
    return found


def homes_of(people: Records, seed: int) -> Records:
    """PERSON of the same people at their other addresses."""
    homes = blank(PERSON, len(people))
    draw_new_homes(load_population_data().tables, seed, people, homes)
    return homes


def test_a_home_moves_with_all_its_contracts_on_a_working_day(life: BlockLife) -> None:
    facts, gone = life.population.facts, moved(life)
    people = life.population.people
    homes = homes_of(people, SCENARIO.seed)
    assert len(np.unique(gone["subscriber_id"])) > 40
    for home in np.unique(gone["subscriber_id"]):
        mine = facts[facts["subscriber_id"] == home]
        (day,) = set(mine["moved_on"].tolist()) - {0}
        assert date_of(day).weekday() < SATURDAY
        assert (mine["connected_on"] < day).all()
        stayed = mine[mine["moved_on"] == 0]
        assert ((stayed["ended_on"] > 0) & (stayed["ended_on"] < day)).all()
        there = homes[homes["subscriber_id"] == home][0]
        assert (mine["new_locality"] == there.locality).all()
        assert (mine["new_region"] == there.region).all()
    assert (gone["connected_on"] >= SCENARIO.first_day).any()
    events = life.events[life.events["event"] == Event.MOVED]
    assert events["contract_id"].tolist() == gone["contract_id"].tolist()
    assert (events["happened_at"] == gone["moved_on"] * DAY_S).all()
    assert (events["value"] == gone["new_locality"]).all()


def test_who_has_copper_gets_fibre_with_a_home_that_has_it(life: BlockLife) -> None:
    homes = homes_of(life.population.people, SCENARIO.seed)
    before = life.population.people["technology"]
    assert (homes["technology"] >= before).all()
    copper = moved(life)
    copper = copper[copper["technology"] == Technology.XDSL]
    there = of_people(homes, copper["subscriber_id"])["technology"] == Technology.PON
    goes_over = copper["fibre_on"] == copper["moved_on"]
    assert 0 < there.sum() < len(there)
    assert (goes_over | ~there | ((copper["fibre_on"] > 0) & there)).all()
    assert not (goes_over & ~there).any()


def of_people(people: Records, ids: Records) -> Records:
    found: Records = people[np.searchsorted(people["subscriber_id"], ids)]
    return found


def test_share_zero_takes_the_moves_away_and_nothing_else(life: BlockLife) -> None:
    alone = lived(NEVER)
    assert len(moved(alone)) == 0
    assert not (alone.events["event"] == Event.MOVED).any()
    gone = moved(life)
    others = np.setdiff1d(life.contracts["contract_id"], gone["contract_id"])
    assert len(others) > SUBSCRIBERS
    for name in ("contracts", "entries", "events", "operations"):
        mine, theirs = (of_contracts(getattr(one, name), others) for one in (life, alone))
        assert (mine == theirs).all(), name
    same_line = gone["contract_id"][gone["fibre_on"] == 0]
    for name in ("contracts", "entries", "operations"):  # but for the numbers of their events
        mine, theirs = (of_contracts(getattr(one, name), same_line) for one in (life, alone))
        for field in set(mine.dtype.names or ()) - {"event_no", "next_event_no", "event_count"}:
            assert (mine[field] == theirs[field]).all(), (name, field)


def test_a_longer_run_has_the_same_moves_and_further_ones(life: BlockLife) -> None:
    mine, further = moved(life), lived(SCENARIO.having(days=DAYS + 30))
    facts, longer = further.population.facts, moved(further)
    waits = facts["subscriber_id"][facts["connected_on"] >= SCENARIO.first_day + DAYS]
    mine = mine[~np.isin(mine["subscriber_id"], waits)]  # a contract is to come before
    same = of_contracts(longer, mine["contract_id"])
    assert len(mine) > 80
    assert (same["moved_on"] == mine["moved_on"]).all()
    assert len(longer) > len(mine)


def test_every_home_phone_is_of_its_area_and_of_nobody_else() -> None:
    data = load_population_data()
    spans = (1, GROUP // 2, SUBSCRIBERS_MOST - GROUP // 2 + 1)
    people = join([
        draw_subscribers(data, seed=3, first=first, count=GROUP // 2) for first in spans
    ])  # fmt: skip
    homes = homes_of(people, 3)
    codes = np.array([one.area_code for one in data.localities])
    old, new = codes[people["locality"]], codes[homes["locality"]]
    assert 0.2 < (old != new).mean() < 0.35
    phones, there = people["home_phone"], homes["home_phone"]
    assert ((phones > 0) == (there > 0)).all()
    assert (there == phones)[old == new].all()
    changed = there[(old != new) & (phones > 0)]
    assert len(changed) > 1_000
    assert len(np.unique(changed)) == len(changed)
    assert not np.isin(changed, phones).any()
    for phone, code in zip(there.tolist(), new.tolist(), strict=True):
        assert phone == 0 or str(phone).startswith(f"375{code}")


def test_whoever_goes_far_goes_by_exact_quotas() -> None:
    data = load_population_data()
    people = draw_subscribers(data, seed=3, first=GROUP + 1, count=GROUP)
    people["locality"] = len(data.localities) - 1  # so that all who go far are seen to
    homes = homes_of(people, 3)
    counted = np.bincount(homes["locality"], minlength=len(data.localities))
    quotas = [one.far_quota for one in data.localities]
    assert counted[:-1].tolist() == quotas[:-1]
    assert 2_700 < sum(quotas) <= 3_000


def test_outages_follow_the_region_of_the_day(life: BlockLife) -> None:
    scenario = SCENARIO.having(outages=(OUTAGE,))
    out = lived(scenario)
    day = DayColumn.DAY
    on_day = life.days[day] == SCENARIO.first_day + 50
    facts = life.population.facts
    ids = life.days[DayColumn.CONTRACT_ID, on_day]
    mine = facts[np.searchsorted(facts["contract_id"], ids)]
    is_there = (mine["moved_on"] > 0) & (mine["moved_on"] <= SCENARIO.first_day + 50)
    region = np.where(is_there, mine["new_region"], mine["region"])
    is_out = region == REGIONS.index("MSQ")
    used, used_in_outage = (one.days[list(USE)][:, on_day].sum(axis=0) for one in (life, out))
    assert (used_in_outage[is_out] == 0).all()
    assert (used_in_outage[~is_out] == used[~is_out]).all()
    came, went = (is_there & is_out), (is_there & (mine["region"] == 0) & ~is_out)
    assert (used[came & (mine["region"] != 0)] > 0).any()
    assert (used[went] > 0).any()
    touched = live_baseline(prepare(SCENARIO)).touched_by(prepare(scenario))
    differs = np.flatnonzero(out.contracts != life.contracts)
    assert set(differs) <= set(touched.positions)
    assert len(touched.positions) < len(facts) // 2


def test_what_happened_agrees_with_the_file(run: Run, life: BlockLife) -> None:
    assert [law.name for law in LAWS if breach_of(law, run.cursor())] == []
    cursor = run.cursor()
    gone = moved(life)
    stored = cursor.sql("SELECT contract_id FROM contract WHERE moved_on IS NOT NULL ORDER BY ALL")
    assert [one for (one,) in stored.fetchall()] == gone["contract_id"].tolist()
    homes = cursor.sql("SELECT household_id FROM move ORDER BY ALL").fetchall()
    assert [one for (one,) in homes] == np.unique(gone["subscriber_id"]).tolist()
    addresses = cursor.sql("FROM address").pl()
    assert len(addresses) == len(life.contracts) + len(gone)
    lived_days = cursor.sql("""SELECT count(*), count(from_day) FROM contract_day
        JOIN contract USING (contract_id) LEFT JOIN address ON address.contract_id =
            contract_day.contract_id AND day >= from_day AND day < coalesce(until_day, 'infinity')
        WHERE ended_on IS NULL OR day <= ended_on""").fetchall()
    assert lived_days[0][0] == lived_days[0][1]
