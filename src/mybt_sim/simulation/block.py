"""One block: subscribers with consecutive ids, drawn and lived. Arrays out, nothing kept.

A block depends on nothing but the scenario and its ids: threads, workers and a reader who wants a
single life again all call `simulate_block`.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mybt_sim.catalogue import Catalogue, load_catalogue, seed_folder
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import EVENT, LEDGER_ENTRY, SERVICE_DAY, Records, blank
from mybt_sim.population import Block, Pools, draw_block, load_population_data
from mybt_sim.simulation.behaviour import load_behaviour
from mybt_sim.simulation.conduct import build_book, build_conduct
from mybt_sim.simulation.kernel import live_block
from mybt_sim.simulation.layouts import LIFE, OPERATION_ROW, Conduct, DayColumn, Facts
from mybt_sim.simulation.measure import Metric
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
    book: Book
    conduct: Conduct

    @property
    def block_size(self) -> int:
        """Subscribers in a block of about `BLOCK_ROWS` contract-days."""
        rows_per_subscriber = CONTRACTS_PER_SUBSCRIBER * self.scenario.days
        return max(16, min(4_096, int(BLOCK_ROWS / rows_per_subscriber)))


@dataclass(frozen=True)
class BlockLife:
    """What the subscribers of a block are and did.

    days        int32, DayColumn × contract-day, by contract and day; empty for metrics only
    entries     LEDGER_ENTRY without daily charges; events EVENT; operations OPERATION_ROW
    metrics     int64, day × Metric; empty when facts were wanted
    """

    population: Block
    days: NDArray[np.int32]
    metrics: NDArray[np.int64]
    entries: Records
    events: Records
    operations: Records

    def without_days(self) -> "BlockLife":
        """The same block, once its days are stored."""
        return replace(self, days=self.days[:, :0].copy())


def prepare(scenario: Scenario) -> Simulation:
    """Read the seed data and make what all blocks share.

    Raises `ScenarioError` for what the scenario gets wrong, `SeedDataError` for broken data.
    """
    catalogue = load_catalogue()
    book = build_book(catalogue, scenario)
    data = load_behaviour(seed_folder() / "behaviour")
    conduct = build_conduct(data, book, scenario.behaviour)
    return Simulation(scenario, catalogue, load_population_data(), book, conduct)


def simulate_block(
    simulation: Simulation, first: int, count: int, *, metrics_only: bool = False
) -> BlockLife:
    """Draw the subscribers `first` … `first + count - 1` and let their contracts live."""
    scenario = simulation.scenario
    population = draw_block(
        simulation.pools,
        simulation.catalogue,
        seed=scenario.seed,
        first=first,
        count=count,
        start_day=scenario.first_day,
    )
    contracts = len(population.contracts)
    rooms = np.full(3, contracts * (4 + scenario.days // DAYS_PER_ENTRY))
    facts = _make_room(contracts, scenario.days, rooms, metrics_only=metrics_only)
    _live(simulation, population, facts)
    if not metrics_only and (facts.counts > rooms).any():
        facts = _make_room(contracts, scenario.days, facts.counts, metrics_only=False)
        _live(simulation, population, facts)
    return BlockLife(
        population,
        facts.days,
        facts.metrics,
        facts.entries[: facts.counts[0]],
        facts.events[: facts.counts[1]],
        facts.operations[: facts.counts[2]],
    )


def _live(simulation: Simulation, population: Block, facts: Facts) -> None:
    scenario = simulation.scenario
    live_block(
        simulation.book.copy(),
        simulation.conduct,
        facts,
        population.facts,
        population.contracts.copy(),
        (blank(LIFE, 1), blank(SERVICE_DAY, 1)),
        (scenario.seed, scenario.first_day, scenario.days),
    )


def _make_room(contracts: int, days: int, rooms: NDArray[Any], *, metrics_only: bool) -> Facts:
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
