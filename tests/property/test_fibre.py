"""Homes go over from copper to fibre as the operator does it, and nothing else changes by that."""

from collections.abc import Iterator

import numpy as np
import polars as pl
import pytest

from mybt_sim import Run, Scenario, open_run
from mybt_sim.base.time import SATURDAY
from mybt_sim.catalogue.calendar import date_of
from mybt_sim.engine.records import DAY_S, Records
from mybt_sim.engine.vocabulary import Event, ServiceKind, Technology
from mybt_sim.simulation.baseline import live_baseline
from mybt_sim.simulation.block import BlockLife, prepare
from mybt_sim.simulation.layouts import DayColumn
from mybt_sim.store.laws import LAWS, breach_of
from tests.support.runs import lived, make_run, of_contracts

SUBSCRIBERS, DAYS = 400, 75
SOON = {
    **{"fibre.share": 0.25, "come.xdsl_share": 0.05, "come.tv_share": 0.05},
    "move.share": 0,  # nobody comes by fibre with another home
}
SCENARIO = Scenario(subscribers=SUBSCRIBERS, days=DAYS, seed=7, behaviour=SOON)
NEVER = SCENARIO.having(behaviour=SOON | {"fibre.share": 0})


@pytest.fixture(scope="module")
def life() -> BlockLife:
    return lived(SCENARIO)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    with open_run(make_run(tmp_path_factory.mktemp("fibre"), SCENARIO)) as opened:
        yield opened


def moved(life: BlockLife) -> Records:
    """FACT of the contracts that went over."""
    facts = life.population.facts
    found: Records = facts[facts["fibre_on"] > 0]
    return found


def test_a_home_goes_over_with_all_its_contracts_on_a_working_day(life: BlockLife) -> None:
    facts, gone = life.population.facts, moved(life)
    assert len(gone) > 30
    assert set(gone["kind"].tolist()) == set(ServiceKind)
    assert (gone["technology"] == Technology.XDSL).all()
    for home in np.unique(gone["subscriber_id"]):
        mine = facts[facts["subscriber_id"] == home]
        day = int(mine["fibre_on"][mine["fibre_on"] > 0].min())
        is_new = mine["connected_on"] >= day
        assert is_new.all() or date_of(day).weekday() < SATURDAY
        for fact in mine[mine["fibre_on"] > 0]:
            assert fact["fibre_on"] == max(day, fact["connected_on"] + 1)
        stayed = mine[mine["fibre_on"] == 0]
        has_ended = (stayed["ended_on"] > 0) & (stayed["ended_on"] < day)
        assert (has_ended | (stayed["connected_on"] >= SCENARIO.first_day + DAYS - 1)).all()
    events = life.events[life.events["event"] == Event.LINE_CHANGED]
    assert events["contract_id"].tolist() == gone["contract_id"].tolist()
    assert (events["happened_at"] == gone["fibre_on"] * DAY_S).all()
    assert (events["value"] == Technology.PON).all()
    now_on_fibre = of_contracts(life.contracts, gone["contract_id"])
    assert (now_on_fibre["technology"] == Technology.PON).all()


def test_a_tariff_of_copper_gives_way_to_one_that_fibre_carries(life: BlockLife) -> None:
    simulation = prepare(SCENARIO)
    carried = simulation.book.tariffs[0]["technologies"] >> Technology.PON & 1
    gone = moved(life)
    lines = np.isin(gone["kind"], (ServiceKind.INTERNET, ServiceKind.PACKAGE))
    must_change = (carried[gone["tariff"]] == 0) & lines
    assert 5 < must_change.sum() < len(gone)
    days = life.days[:, np.isin(life.days[DayColumn.CONTRACT_ID], gone["contract_id"])]
    fibre_on = gone["fibre_on"][np.searchsorted(gone["contract_id"], days[DayColumn.CONTRACT_ID])]
    is_after = days[DayColumn.DAY] >= fibre_on
    assert carried[days[DayColumn.TARIFF, is_after]].all()
    assert not carried[days[DayColumn.TARIFF, ~is_after]].all()
    at_once = days[:, days[DayColumn.DAY] == fibre_on]
    is_new = at_once[DayColumn.TARIFF] != gone["tariff"]
    assert is_new[must_change].all()
    assert len(set(at_once[DayColumn.TARIFF, must_change].tolist())) > 1


def test_share_zero_takes_the_moves_away_and_nothing_else(life: BlockLife) -> None:
    alone = lived(NEVER)
    assert len(moved(alone)) == 0
    assert not (alone.events["event"] == Event.LINE_CHANGED).any()
    gone = moved(life)
    others = np.setdiff1d(life.contracts["contract_id"], gone["contract_id"])
    assert len(others) > SUBSCRIBERS
    for name in ("contracts", "entries", "events", "operations"):
        mine, theirs = (of_contracts(getattr(one, name), others) for one in (life, alone))
        assert (mine == theirs).all(), name
    first = dict(zip(gone["contract_id"].tolist(), gone["fibre_on"].tolist(), strict=True))
    for mine, theirs in zip(life.days.T, alone.days.T, strict=True):
        if mine[DayColumn.DAY] < first.get(int(mine[DayColumn.CONTRACT_ID]), 1 << 30):
            assert (mine == theirs).all()


def test_a_longer_run_has_the_same_moves_and_further_ones(life: BlockLife) -> None:
    mine = moved(life)
    longer = moved(lived(SCENARIO.having(days=DAYS + 30)))
    same = of_contracts(longer, mine["contract_id"])
    assert (same["fibre_on"] == mine["fibre_on"]).all()
    assert len(longer) > len(mine)


def test_a_larger_share_moves_the_same_homes_earlier(life: BlockLife) -> None:
    sooner = moved(lived(SCENARIO.having(behaviour=SOON | {"fibre.share": 0.5})))
    mine = moved(life)
    stayed = np.isin(mine["contract_id"], sooner["contract_id"])
    assert stayed.mean() > 0.9  # the others have ended
    same = of_contracts(sooner, mine["contract_id"])
    assert (same["fibre_on"] <= mine["fibre_on"][stayed]).all()
    assert len(sooner) > len(mine)


def test_only_who_goes_over_otherwise_lives_again() -> None:
    base, other = prepare(NEVER.having(subscribers=80)), prepare(SCENARIO.having(subscribers=80))
    touched = live_baseline(base).touched_by(other)
    will = np.flatnonzero(touched.bound["fibre_on"] > 0)
    assert len(will) > 5
    assert touched.positions.tolist() == will.tolist()


def test_what_happened_agrees_with_the_file(run: Run, life: BlockLife) -> None:
    assert [law.name for law in LAWS if breach_of(law, run.cursor())] == []
    cursor = run.cursor()
    gone = moved(life)
    stored = cursor.sql("SELECT contract_id FROM contract WHERE fibre_on IS NOT NULL ORDER BY ALL")
    assert [one for (one,) in stored.fetchall()] == gone["contract_id"].tolist()
    lines = cursor.sql("FROM line").pl()
    assert len(lines) == len(life.contracts) + len(gone)
    share = cursor.sql("""SELECT day, avg((line.technology = 'pon')::INT) AS share
        FROM contract_day JOIN line ON line.contract_id = contract_day.contract_id
            AND day >= from_day AND day < coalesce(until_day, DATE 'infinity')
        GROUP BY ALL ORDER BY day""").pl()
    assert share["share"][-1] > share["share"][0] + 0.02
    changes = cursor.sql("FROM tariff_change WHERE cause = 'new_line'").pl()
    assert len(changes) > 5
    assert (changes["ordered_at"] == changes["closed_at"]).all()
    carried = cursor.sql("SELECT tariff_id, on_pon FROM tariff").pl()
    by_id = dict(carried.iter_rows())
    assert not any(by_id[one] for one in changes["from_tariff_id"])
    assert all(by_id[one] for one in changes["to_tariff_id"])
    assert changes.select(pl.col("contract_id").is_in(gone["contract_id"].tolist()).all()).item()
