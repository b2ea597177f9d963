"""One block: subscribers with consecutive ids, drawn and lived. Arrays out, nothing kept.

A block depends on nothing but the scenario and its ids: threads, workers and a reader who wants a
single life again all call `simulate_block`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mybt_sim.behaviour.parameters import BehaviourData
from mybt_sim.catalogue import Catalogue, digest_folder, load_catalogue, seed_folder
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import (
    DAY_S,
    EVENT,
    LEDGER_ENTRY,
    SERVICE_DAY,
    Records,
    blank,
    join,
    room_for,
)
from mybt_sim.engine.vocabulary import Technology
from mybt_sim.population import Block, Pools, draw_block, join_blocks, load_population_data
from mybt_sim.population.contracts import Offer
from mybt_sim.population.layouts import PERSON
from mybt_sim.population.offers import make_offer
from mybt_sim.simulation.accounts import Population, live_accounts
from mybt_sim.simulation.binding import live_bindings, part_from_ended
from mybt_sim.simulation.coming import state_beginnings
from mybt_sim.simulation.conditions import (
    build_book,
    build_editions,
    catalogue_of,
    check_conditions,
)
from mybt_sim.simulation.fibre import state_fibre
from mybt_sim.simulation.kernel import live_block
from mybt_sim.simulation.layouts import (
    LIFE,
    OPERATION_ROW,
    PERSON_LIFE,
    Attempts,
    DayColumn,
    Facts,
)
from mybt_sim.simulation.metrics import metrics_of, room_for_sums
from mybt_sim.simulation.moving import state_moves
from mybt_sim.simulation.outages import outage_rows, read_outages
from mybt_sim.simulation.scenario import Scenario

CONTRACTS_PER_SUBSCRIBER = 1.75
"""A little above the mean of the population; only decides how large a block is made."""

BLOCK_ROWS = 300_000
DAYS_PER_ENTRY = 10
DAYS_PER_ATTEMPT = 14


@dataclass(frozen=True)
class Simulation:
    """A scenario with everything that its blocks share; `editions` are those of behaviour."""

    scenario: Scenario
    catalogue: Catalogue
    pools: Pools
    offer: Offer
    book: Book
    editions: Records

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
    entries     LEDGER_ENTRY without daily charges; events EVENT
    operations  OPERATION_ROW of what was asked of contracts, by contract
    attempts    OPERATION_ROW of what people asked for besides; empty for metrics only
    metrics     int64, day × Metric; empty when facts were wanted
    """

    population: Block
    contracts: Records
    days: NDArray[np.int32]
    metrics: NDArray[np.int64]
    entries: Records
    events: Records
    operations: Records
    attempts: Records

    def __repr__(self) -> str:
        return (
            f"<BlockLife of {self.population}: {self.days.shape[1]:,} contract-days, "
            f"{len(self.entries):,} entries, {len(self.events):,} events>"
        )

    def begun_by(self, day: int) -> "BlockLife":
        """The same block without the contracts that begin on `day` or later."""
        has_begun = self.population.facts["connected_on"] < day
        population = replace(
            self.population,
            contracts=self.population.contracts[has_begun],
            facts=self.population.facts[has_begun],
        )
        return replace(self, population=population, contracts=self.contracts[has_begun])

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
        join([life.attempts for life in lives]),
    )


def prepare(scenario: Scenario) -> Simulation:
    """Read the seed data and make what all blocks share.

    Raises `ScenarioError` for what the scenario gets wrong, `SeedDataError` for broken data.
    """
    folder = seed_folder()
    seed, pools, behaviour = _seed_data(folder, digest_folder(folder))
    check_conditions(seed, behaviour, scenario)
    catalogue = catalogue_of(seed, scenario)
    book = build_book(catalogue, scenario)
    editions = build_editions(behaviour, book, scenario)
    offer = make_offer(pools, catalogue, start_day=scenario.first_day)
    return Simulation(scenario, catalogue, pools, offer, book, editions)


def seed_catalogue() -> Catalogue:
    """The catalogue of the seed data, read again only when a file of them has changed."""
    folder = seed_folder()
    return _seed_data(folder, digest_folder(folder))[0]


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
    coming_days: int | None = None,
    metrics_only: bool = False,
) -> BlockLife:
    """Draw the subscribers `first` … `first + count - 1`; let their contracts live, and them.

    They live all days of the scenario, or the first `days` of them. Contracts come within the first
    `coming_days`, by default all; those that have not begun after `days` have no life yet.
    """
    scenario = simulation.scenario
    days = scenario.days if days is None else days
    coming_days = scenario.days if coming_days is None else coming_days
    population = draw_block(
        simulation.pools,
        simulation.catalogue,
        seed=scenario.seed,
        first=first,
        count=count,
        start_day=scenario.first_day,
        offer=simulation.offer,
    )
    span = (scenario.first_day, coming_days)
    state_dates(simulation, population, span)
    book: Book = simulation.book.copy()
    attempts = bind(simulation, book, population, days)
    life = live_population(
        simulation, book, population, attempts, days=days, metrics_only=metrics_only
    )
    if metrics_only:
        return life
    visits = _visit(simulation, book, life, days)
    return replace(life, attempts=join([life.attempts, visits]))


def state_dates(simulation: Simulation, population: Block, span: tuple[int, int]) -> None:
    """Tell the facts of people who were drawn when contracts begin, get fibre, and move; `span` is
    the first day of the run, and its days."""
    tables, seed, facts = simulation.editions[0], simulation.scenario.seed, population.facts
    state_beginnings(tables, seed, span, facts)
    state_fibre(tables, seed, span, facts)
    people, places = population.people, population.pools.tables
    state_moves(tables, places, (seed, *span), people, facts, blank(PERSON, 1))


def live_population(
    simulation: Simulation,
    book: Book,
    population: Block,
    attempts: Records,
    *,
    days: int,
    metrics_only: bool = False,
) -> BlockLife:
    """Let contracts live whose facts say by whom they are bound, and tell these facts the rest.

    Of the attempts to bind and to let go those stay that were about a contract in force.
    """
    contracts = len(population.contracts)
    rooms = np.full(3, contracts * (4 + days // DAYS_PER_ENTRY))
    day_rows = int(lived_days(population.facts, simulation.scenario.first_day, days).sum())
    facts = make_room(day_rows, days, rooms, metrics_only=metrics_only)
    lived = _live(simulation, book, population, facts, days)
    if not metrics_only and (facts.counts > rooms).any():
        facts = make_room(day_rows, days, facts.counts, metrics_only=False)
        lived = _live(simulation, book, population, facts, days)
    if metrics_only:
        attempts = attempts[:0]  # nobody reads them
    stays = part_from_ended(attempts, population.facts, lived)
    state_ends(population.facts, lived)
    return BlockLife(
        population,
        lived,
        facts.days,
        metrics_of(facts.sums),
        facts.entries[: facts.counts[0]],
        facts.events[: facts.counts[1]],
        facts.operations[: facts.counts[2]],
        attempts[stays],
    )


def lived_days(facts: Records, first_day: int, days: int) -> NDArray[np.int64]:
    """How many of the first `days` each contract lives, its days after an end included."""
    begins: NDArray[np.int64] = np.maximum(facts["connected_on"] - first_day, 0)
    return np.maximum(days - begins, 0)


def state_ends(facts: Records, contracts: Records) -> None:
    """State the last day of every contract that has ended, and of which ones the days of fibre and
    of the move came."""
    last_days = contracts["terminated_at"] // DAY_S
    facts["ended_on"] = np.where(contracts["is_terminated"], last_days, 0)
    has_gone = contracts["is_terminated"] & (last_days < facts["moved_on"])
    facts["moved_on"] = np.where(has_gone, 0, facts["moved_on"])
    facts["fibre_on"] = np.where(contracts["technology"] == Technology.PON, facts["fibre_on"], 0)


def bind(simulation: Simulation, book: Book, population: Block, days: int) -> Records:
    """Let people bind contracts and let them go; tells the facts of `population`."""
    live = partial(live_bindings, book, simulation.editions)
    return bind_by(live, simulation.scenario, population, days)


def bind_by(live: Callable[..., None], scenario: Scenario, population: Block, days: int) -> Records:
    """As `bind`, by `live_bindings` or what does the same, called without its conditions."""
    run = (scenario.seed, scenario.first_day, days)
    room = blank(PERSON_LIFE, 1)

    def live_once(attempts: Attempts) -> None:
        facts = population.facts.copy()
        live(attempts, population.people, facts, room, run)
        if attempts.written[0] <= len(attempts.rows):
            population.facts[:] = facts

    return _attempts_of(live_once, len(population.facts))


def _visit(simulation: Simulation, book: Book, life: BlockLife, days: int) -> Records:
    """Let people look, check and ask, whose contracts have lived."""
    run = (simulation.scenario.seed, simulation.scenario.first_day, days)
    population = life.population
    lived = Population(
        population.people,
        population.facts,
        population.accounts,
        life.contracts,
        life.events,
        outage_rows(read_outages(simulation.scenario.outages)),
    )
    room = blank(PERSON_LIFE, 1)

    def live(attempts: Attempts) -> None:
        live_accounts(book, simulation.editions, attempts, lived, room, run)

    return _attempts_of(live, population.count * (4 + days // DAYS_PER_ATTEMPT))


def _attempts_of(live: Callable[[Attempts], None], rows: int) -> Records:
    """What `live` writes; it is asked again when there was not enough room."""
    while True:
        attempts = Attempts(blank(OPERATION_ROW, rows), np.zeros(1, np.int64))
        live(attempts)
        count = int(attempts.written[0])
        if count <= rows:
            return attempts.rows[:count]
        rows = count


def _live(
    simulation: Simulation, book: Book, population: Block, facts: Facts, days: int
) -> Records:
    scenario = simulation.scenario
    contracts = population.contracts.copy()
    live_block(
        book,
        simulation.editions,
        facts,
        population.facts,
        contracts,
        (blank(LIFE, 1), blank(SERVICE_DAY, 1)),
        (scenario.seed, scenario.first_day, days),
    )
    return contracts


def make_room(day_rows: int, days: int, rooms: NDArray[Any], *, metrics_only: bool) -> Facts:
    """Arrays for a block; a second try is made with the counts that the first one needed."""
    rows = 0 if metrics_only else day_rows
    entries, events, operations = (0, 0, 0) if metrics_only else (int(room) for room in rooms)
    return Facts(
        np.empty((len(DayColumn), rows), np.int32),
        room_for_sums(days if metrics_only else 0),
        room_for(LEDGER_ENTRY, entries),
        room_for(EVENT, events),
        room_for(OPERATION_ROW, operations),
        np.zeros(3, np.int64),
    )
