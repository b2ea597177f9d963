"""Contracts that come during a run live from their first day on as the rules say, not before."""

import datetime
import io
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from rich.console import Console

from mybt_sim import Run, Scenario, World, open_run, subscriber_at
from mybt_sim.analysis.compare import compare
from mybt_sim.analysis.one_life_table import show_moment
from mybt_sim.behaviour.layouts import Line
from mybt_sim.catalogue.calendar import date_of
from mybt_sim.engine.records import DAY_S, Records
from mybt_sim.engine.vocabulary import Event, Operation, Status
from mybt_sim.simulation.block import BlockLife, prepare, simulate_block
from mybt_sim.simulation.layouts import DayColumn
from mybt_sim.simulation.metrics import Metric
from mybt_sim.store.laws import LAWS, breach_of
from tests.support.runs import lived, make_run, of_contracts

EAGER = {"binding.try_share": 0.5}
NOBODY = EAGER | {f"come.{line.name.lower()}_share": 0 for line in Line}
MANY = EAGER | {f"come.{line.name.lower()}_share": 0.05 for line in Line}
SUBSCRIBERS, DAYS = 400, 75
SCENARIO = Scenario(subscribers=SUBSCRIBERS, days=DAYS, seed=7, behaviour=MANY)


@pytest.fixture(scope="module")
def life() -> BlockLife:
    """Many lives with many newcomers."""
    return lived(SCENARIO)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    with open_run(make_run(tmp_path_factory.mktemp("coming"), SCENARIO)) as opened:
        yield opened


def newcomers(life: BlockLife) -> Records:
    """FACT of the contracts that begin during the run."""
    facts = life.population.facts
    found: Records = facts[facts["connected_on"] >= life.population.start_day]
    return found


def test_nothing_is_known_of_a_contract_before_its_first_day(life: BlockLife) -> None:
    coming = newcomers(life)
    assert len(coming) > 40
    first_days = dict(
        zip(coming["contract_id"].tolist(), coming["connected_on"].tolist(), strict=True)
    )
    for rows, name in (
        (life.entries, "posted_at"),
        (life.events, "happened_at"),
        (life.operations, "attempted_at"),
        (life.attempts, "attempted_at"),
    ):
        own = of_contracts(rows, coming["contract_id"])
        assert len(own) > 0
        for contract_id, at in zip(own["contract_id"].tolist(), own[name].tolist(), strict=True):
            assert at >= first_days[contract_id] * DAY_S
    days = life.days[:, np.isin(life.days[DayColumn.CONTRACT_ID], coming["contract_id"])]
    for contract_id, first_day in first_days.items():
        lived_days = days[DayColumn.DAY, days[DayColumn.CONTRACT_ID] == contract_id].tolist()
        assert lived_days == list(range(first_day, SCENARIO.first_day + DAYS))
    bound = coming[coming["account_id"] > 0]
    assert len(bound) > 0
    assert (bound["bound_at"] >= bound["connected_on"] * DAY_S).all()


def test_a_contract_begins_with_what_was_paid_and_its_first_day_costs_a_day(
    life: BlockLife,
) -> None:
    coming = newcomers(life)
    events = of_contracts(life.events, coming["contract_id"])
    first = events[events["event_no"] == 1]
    assert (first["event"] == Event.CONNECTED).all()
    assert (first["value"] == coming["opening_balance_kopecks"]).all()
    assert (first["happened_at"] == coming["connected_on"] * DAY_S).all()
    assert (life.events["event"] == Event.CONNECTED).sum() == len(coming)
    at_once = life.days[DayColumn.DAY] == coming_day_of(life)
    days = life.days[:, at_once]
    assert days.shape[1] == len(coming)
    assert (days[DayColumn.STATUS] == Status.ACTIVE).mean() > 0.97
    is_due = days[DayColumn.TARIFF_FEE_KOPECKS] > 0
    assert is_due.mean() > 0.9
    advance = coming["opening_balance_kopecks"] > 0
    assert 0 < advance.mean() < 1
    assert (coming["opening_balance_kopecks"] % 500 == 0).all()


def coming_day_of(life: BlockLife) -> NDArray[np.int64]:
    """The first day of the contract of each row of `days`, if it came during the run; or 0."""
    facts = life.population.facts
    rows = np.searchsorted(facts["contract_id"], life.days[DayColumn.CONTRACT_ID])
    first_days: NDArray[np.int64] = facts["connected_on"][rows]
    return np.where(first_days >= life.population.start_day, first_days, 0)


def test_those_who_have_begun_before_do_not_notice_who_comes(life: BlockLife) -> None:
    """But accounts whose holder gets a further contract, and binds it."""
    alone = lived(SCENARIO.having(behaviour=NOBODY))
    assert len(newcomers(alone)) == 0
    holders = newcomers(life)["subscriber_id"]
    facts = life.population.facts
    others = facts["contract_id"][~np.isin(facts["subscriber_id"], holders)]
    assert len(others) > SUBSCRIBERS // 2
    for name in ("entries", "events", "operations", "attempts"):
        mine, theirs = (of_contracts(getattr(one, name), others) for one in (life, alone))
        assert len(mine) > 0
        assert (mine == theirs).all(), name
    our_days, their_days = (
        one.days[:, np.isin(one.days[DayColumn.CONTRACT_ID], others)] for one in (life, alone)
    )
    assert (our_days == their_days).all()


def test_a_longer_run_has_the_same_newcomers_and_further_ones(life: BlockLife) -> None:
    longer = newcomers(lived(SCENARIO.having(days=DAYS + 40)))
    mine = newcomers(life)
    same = of_contracts(longer, mine["contract_id"])
    assert (same["connected_on"] == mine["connected_on"]).all()
    assert len(longer) > len(mine)


def test_a_newcomer_is_the_same_in_whatever_block(life: BlockLife) -> None:
    simulation = prepare(SCENARIO)
    for fact in newcomers(life)[::5]:
        subscriber = int(fact["subscriber_id"])
        alone = simulate_block(simulation, subscriber, 1)
        for name in ("entries", "events", "operations", "contracts"):
            mine = of_contracts(getattr(alone, name), np.array([fact["contract_id"]]))
            theirs = of_contracts(getattr(life, name), np.array([fact["contract_id"]]))
            assert (mine == theirs).all(), name


def test_sums_of_days_are_those_of_the_facts(life: BlockLife) -> None:
    metrics = simulate_block(prepare(SCENARIO), 1, SUBSCRIBERS, metrics_only=True).metrics
    for offset in range(DAYS):
        rows = life.days[:, life.days[DayColumn.DAY] == SCENARIO.first_day + offset]
        assert metrics[offset, Metric.CONTRACTS] == rows.shape[1]
        assert metrics[offset, Metric.DOWN_MB] == rows[DayColumn.DOWN_MB].sum(dtype=np.int64)
        assert metrics[offset, Metric.BALANCE_KOPECKS] == rows[DayColumn.BALANCE_KOPECKS].sum()


def test_contracts_are_as_old_as_a_share_leaves_each_month(life: BlockLife) -> None:
    facts = life.population.facts
    old = facts[facts["connected_on"] < life.population.start_day]
    years = (life.population.start_day - old["connected_on"]) / 365.25
    assert years.max() < 51
    assert (years <= np.maximum(1, old["age"] - 18) + 0.01).all()
    assert 6 < years.mean() < 14
    assert 0.04 < (years < 1).mean() < 0.16


def test_a_newcomer_can_be_lived_again_alone(run: Run, life: BlockLife) -> None:
    for fact in newcomers(life)[::9]:
        subscriber, begins = int(fact["subscriber_id"]), date_of(int(fact["connected_on"]))
        evening_before = datetime.datetime.combine(begins, datetime.time()) - datetime.timedelta(
            seconds=1
        )
        before = subscriber_at(run, subscriber, evening_before)
        assert fact["contract_id"] not in [one.contract_id for one in before.contracts]
        (coming,) = [one for one in before.coming if one.contract_id == fact["contract_id"]]
        assert coming.begins_on == begins
        out = io.StringIO()
        show_moment(before, Console(file=out, width=200))
        assert (
            f"Contract {coming.contract_id} ({coming.kind.name.lower()}) begins on {begins}."
            in (out.getvalue())
        )
        after = subscriber_at(run, subscriber, evening_before + datetime.timedelta(seconds=1))
        (contract,) = [one for one in after.contracts if one.contract_id == fact["contract_id"]]
        assert contract.balance_kopecks == fact["opening_balance_kopecks"]
        end = datetime.datetime.combine(SCENARIO.start, datetime.time()) + datetime.timedelta(DAYS)
        at_end = subscriber_at(run, subscriber, end).days.rows()
        stored = run.cursor().sql(
            f"""SELECT contract_id, day, balance_kopecks FROM contract_day
            WHERE contract_id // 10 = {subscriber} ORDER BY contract_id, day"""
        )
        assert at_end == stored.fetchall()


def test_a_world_of_a_morning_knows_those_alone_who_have_begun(run: Run, life: BlockLife) -> None:
    morning = SCENARIO.first_day + 40
    world = World.from_run(run, date_of(morning))
    there = set(world.directory.block.facts["contract_id"].tolist())
    coming = newcomers(life)
    later = set(coming["contract_id"][coming["connected_on"] >= morning].tolist())
    assert later
    assert there == set(life.population.facts["contract_id"].tolist()) - later
    world.advance(days=3)
    with world.connect() as connection:
        for table in ("contract", "contract_day", "posting", "event"):
            known = connection.sql(f"SELECT DISTINCT contract_id FROM {table}").fetchall()
            assert not {one for (one,) in known} & later, table


def test_a_scenario_in_which_nobody_comes_can_be_compared() -> None:
    usual = Scenario(subscribers=120, days=45, seed=7, behaviour=MANY)
    compared = compare(usual, usual.having(behaviour=NOBODY))
    touched = compared.lives.filter("is_touched")
    assert 0 < len(touched) < len(compared.lives)
    assert any(
        effect.metric == "charged" and effect.difference > 0 for effect in compared.effects()
    )


def test_people_who_are_no_customers_yet_ask_for_nothing(life: BlockLife) -> None:
    facts, attempts = life.population.facts, life.attempts
    since = {
        int(one): int(facts["connected_on"][facts["subscriber_id"] == one].min())
        for one in np.unique(facts["subscriber_id"])
    }
    assert any(day > SCENARIO.first_day for day in since.values())
    for row in attempts:
        if row["operation"] != Operation.UNBIND:
            assert row["attempted_at"] >= since[int(row["subscriber_id"])] * DAY_S


def test_every_law_holds_while_contracts_come_and_go(run: Run) -> None:
    assert [law.name for law in LAWS if breach_of(law, run.cursor())] == []
