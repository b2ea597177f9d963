"""One block: subscribers with consecutive ids, drawn and lived. Arrays out, nothing kept.

A block depends on nothing but the scenario and its ids: threads, workers and a reader who wants a
single life again all call `simulate_block`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mybt_sim.behaviour.layouts import BehaviourTables
from mybt_sim.behaviour.parameters import BehaviourData
from mybt_sim.catalogue import Catalogue, digest_folder, load_catalogue, seed_folder
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import EVENT, LEDGER_ENTRY, SERVICE_DAY, Records, blank, join
from mybt_sim.population import Block, Pools, draw_block, join_blocks, load_population_data
from mybt_sim.population.contracts import Offer
from mybt_sim.population.offers import make_offer
from mybt_sim.simulation.conditions import build_behaviour_tables, build_book, check_conditions
from mybt_sim.simulation.kernel import live_block
from mybt_sim.simulation.layouts import LIFE, OPERATION_ROW, DayColumn, Facts
from mybt_sim.simulation.metrics import Metric
from mybt_sim.simulation.scenario import Scenario

CONTRACTS_PER_SUBSCRIBER = 1.75
"""A little above the mean of the population; only decides how large a block is made."""

BLOCK_ROWS = 300_000
DAYS_PER_ENTRY = 10


@dataclass(frozen=True)
class Simulation:
    """A scenario with everything that its blocks share."""

    scenario: Scenario
    catalogue: Catalogue
    pools: Pools
    offer: Offer
    book: Book
    tables: BehaviourTables

    def __repr__(self) -> str:
        return f"<Simulation of {self.scenario}: {self.catalogue}>"

    @property
    def block_size(self) -> int:
        """Subscribers in a block of about `BLOCK_ROWS` contract-days."""
        rows_per_subscriber = CONTRACTS_PER_SUBSCRIBER * self.scenario.days
        return max(16, min(4_096, int(BLOCK_ROWS / rows_per_subscriber)))


@dataclass(frozen=True)
class BlockLife:
    """What the subscribers of a block are and did.

    contracts   CONTRACT, as they are after the last midnight
    days        int32, DayColumn × contract-day, by contract and day; empty for metrics only
    entries     LEDGER_ENTRY without daily charges; events EVENT; operations OPERATION_ROW
    metrics     int64, day × Metric; empty when facts were wanted
    """

    population: Block
    contracts: Records
    days: NDArray[np.int32]
    metrics: NDArray[np.int64]
    entries: Records
    events: Records
    operations: Records

    def __repr__(self) -> str:
        return (
            f"<BlockLife of {self.population}: {self.days.shape[1]:,} contract-days, "
            f"{len(self.entries):,} entries, {len(self.events):,} events>"
        )

    def without_days(self) -> "BlockLife":
        """The same block, once its days are stored."""
        return replace(self, days=self.days[:, :0].copy())


def join_lives(lives: Sequence[BlockLife]) -> BlockLife:
    """Blocks that follow each other, as one; their days and metrics are left out."""
    return BlockLife(
        join_blocks([life.population for life in lives]),
        join([life.contracts for life in lives]),
        lives[0].days[:, :0],
        lives[0].metrics[:0],
        join([life.entries for life in lives]),
        join([life.events for life in lives]),
        join([life.operations for life in lives]),
    )


def prepare(scenario: Scenario) -> Simulation:
    """Read the seed data and make what all blocks share.

    Raises `ScenarioError` for what the scenario gets wrong, `SeedDataError` for broken data.
    """
    folder = seed_folder()
    catalogue, pools, behaviour = _seed_data(folder, digest_folder(folder))
    check_conditions(catalogue, behaviour, scenario)
    book = build_book(catalogue, scenario)
    tables = build_behaviour_tables(behaviour, book, scenario)
    offer = make_offer(pools, catalogue, start_day=scenario.first_day)
    return Simulation(scenario, catalogue, pools, offer, book, tables)


@lru_cache(maxsize=2)
def _seed_data(folder: Path, _digest: str) -> tuple[Catalogue, Pools, BehaviourData]:
    """The seed data, read again only when a file has changed."""
    return load_catalogue(folder), load_population_data(folder), BehaviourData(folder / "behaviour")


def simulate_block(
    simulation: Simulation,
    first: int,
    count: int,
    *,
    days: int | None = None,
    metrics_only: bool = False,
) -> BlockLife:
    """Draw the subscribers `first` … `first + count - 1` and let their contracts live.

    They live all days of the scenario, or the first `days` of them.
    """
    scenario = simulation.scenario
    days = scenario.days if days is None else days
    population = draw_block(
        simulation.pools,
        simulation.catalogue,
        seed=scenario.seed,
        first=first,
        count=count,
        start_day=scenario.first_day,
        offer=simulation.offer,
    )
    return live_population(simulation, population, days=days, metrics_only=metrics_only)


def live_population(
    simulation: Simulation, population: Block, *, days: int, metrics_only: bool = False
) -> BlockLife:
    """Let people live who have been drawn; `population` stays as it was drawn."""
    population = replace(population, facts=population.facts.copy())  # the opening balance comes in
    contracts = len(population.contracts)
    rooms = np.full(3, contracts * (4 + days // DAYS_PER_ENTRY))
    facts = make_room(contracts, days, rooms, metrics_only=metrics_only)
    lived = _live(simulation, population, facts, days)
    if not metrics_only and (facts.counts > rooms).any():
        facts = make_room(contracts, days, facts.counts, metrics_only=False)
        lived = _live(simulation, population, facts, days)
    return BlockLife(
        population,
        lived,
        facts.days,
        facts.metrics,
        facts.entries[: facts.counts[0]],
        facts.events[: facts.counts[1]],
        facts.operations[: facts.counts[2]],
    )


def _live(simulation: Simulation, population: Block, facts: Facts, days: int) -> Records:
    scenario = simulation.scenario
    contracts = population.contracts.copy()
    live_block(
        simulation.book.copy(),
        simulation.tables,
        facts,
        population.facts,
        contracts,
        (blank(LIFE, 1), blank(SERVICE_DAY, 1)),
        (scenario.seed, scenario.first_day, days),
    )
    return contracts


def make_room(contracts: int, days: int, rooms: NDArray[Any], *, metrics_only: bool) -> Facts:
    """Arrays for a block; a second try is made with the counts that the first one needed."""
    rows = 0 if metrics_only else contracts * days
    entries, events, operations = (0, 0, 0) if metrics_only else (int(room) for room in rooms)
    return Facts(
        np.empty((len(DayColumn), rows), np.int32),
        np.zeros((days if metrics_only else 0, len(Metric)), np.int64),
        blank(LEDGER_ENTRY, entries),
        blank(EVENT, events),
        blank(OPERATION_ROW, operations),
        np.zeros(3, np.int64),
    )
