"""What worlds of one origin share: rules with their terms, population, content, the past."""

from dataclasses import dataclass, replace
from typing import Any

from mybt_sim.base.errors import WorldError
from mybt_sim.catalogue import Catalogue
from mybt_sim.catalogue.content import Content, load_content
from mybt_sim.engine.records import DAY_S, FAR, Record, Records, join
from mybt_sim.population.layouts import LANGUAGES
from mybt_sim.simulation.block import BlockLife, Simulation, prepare, simulate_block
from mybt_sim.simulation.changes import Change
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store.run_file import Run, open_run
from mybt_sim.world.directory import Directory
from mybt_sim.world.history import History, Part
from mybt_sim.world.origin import Origin
from mybt_sim.world.reads.past import NoPast, Past, RunPast
from mybt_sim.world.rules import COMPILED, Rules
from mybt_sim.world.secret import Vault
from mybt_sim.world.state import Account, State, Table, empty_tables


@dataclass(frozen=True)
class Operator:
    """The unchanging side of a world; forks share it."""

    origin: Origin
    simulation: Simulation
    directory: Directory
    vault: Vault
    content: Content
    past: Past
    end_at: int
    past_operations: Records
    change: Change | None = None
    """What of the rules is another than in the scenario that the world began with."""
    rules: Rules = COMPILED
    """How the rules are asked."""

    def __repr__(self) -> str:
        scenario = self.origin.scenario
        return f"<Operator of {scenario.subscribers:,} subscribers, seed {scenario.seed}>"

    @property
    def catalogue(self) -> Catalogue:
        """Tariffs, add-ons and terms."""
        return self.simulation.catalogue

    def terms_at(self, now: int) -> Record:
        """The terms that hold at `now`."""
        terms: Record = self.simulation.book.terms[self._edition_at(now)]
        return terms

    def tariff_at(self, tariff: int, now: int) -> Record:
        """Prices and properties of a tariff at `now`."""
        record: Record = self.simulation.book.tariffs[self._edition_at(now), tariff]
        return record

    def add_on_at(self, add_on: int, now: int) -> Record:
        """Prices and properties of an add-on at `now`."""
        record: Record = self.simulation.book.add_ons[self._edition_at(now), add_on]
        return record

    def _edition_at(self, now: int) -> int:
        """As in `engine.book`, which takes longer to be handed a book than this."""
        book = self.simulation.book
        return int(book.calendar[now // DAY_S - int(book.first_day)].edition)


def found_operator(origin: Origin) -> tuple[Operator, State]:
    """Draw the population, live the past, and stand at the first moment of the world.

    Raises `ScenarioError` or `WorldError` when that cannot be done.
    """
    simulation = prepare(origin.scenario)
    run = None if origin.run is None else _run_of(origin)
    count = 1 if origin.subscriber else origin.scenario.subscribers
    life = simulate_block(
        simulation,
        origin.subscriber or 1,
        count,
        days=origin.past_days,
        coming_days=origin.run_days or (origin.past_days if run is None else run.scenario.days),
        metrics_only=run is not None,
    )
    life = life.begun_by(origin.scenario.first_day + origin.past_days)
    past = NoPast() if run is None else _past_of(run, origin, simulation.catalogue, life.contracts)
    directory = Directory(life.population)
    now = (origin.scenario.first_day + origin.past_days) * DAY_S
    state = _first_state(life, now, is_remembered=run is None)
    operator = Operator(
        origin,
        simulation,
        directory,
        Vault(origin.scenario.seed),
        load_content(),
        past,
        (origin.scenario.first_day + origin.scenario.days) * DAY_S,
        join([life.operations, life.attempts]),
    )
    return operator, state


def changed_scenario(scenario: Scenario, change: Change) -> Scenario:
    """A scenario with one more change; `ScenarioError` when its rules cannot be so."""
    changes = {one.since: one for one in scenario.dated_changes}
    same_day = changes.get(change.since)
    changes[change.since] = same_day.over(change) if same_day else change
    return replace(scenario, changes=[one.written for one in changes.values()])


def reformed(founder: Operator, change: Change) -> Operator:
    """The same operator over the same people, by other rules from the day of the change on.

    `ScenarioError` when the rules cannot be so.
    """
    if change == Change(since=change.since):
        return founder
    changed = changed_scenario(founder.origin.scenario, change)
    return replace(
        founder,
        origin=replace(founder.origin, scenario=changed),
        simulation=prepare(changed),
        change=change,
    )


def _run_of(origin: Origin) -> Run:
    run = open_run(str(origin.run))
    if run.stored_digests().get("contract_day") != origin.run_digest:
        raise WorldError(
            f"{origin.run} is not the run that this world began with.",
            next_step="Put that run back at its place.",
        )
    return run


def _past_of(run: Run, origin: Origin, catalogue: Catalogue, contracts: Records) -> RunPast:
    first_day = origin.scenario.first_day + origin.past_days
    tariff_ids = tuple(tariff.id for tariff in catalogue.tariffs)
    return RunPast(run, first_day, tariff_ids, contracts.copy())


def _first_state(life: BlockLife, now: int, *, is_remembered: bool) -> State:
    tables = empty_tables()
    accounts = life.population.accounts
    rows = zip(
        accounts["account_id"].tolist(),
        accounts["mobile"].tolist(),
        accounts["language"].tolist(),
        accounts["opened_at"].tolist(),
        strict=True,
    )
    for account_id, mobile, language, opened_at in rows:
        account = Account(account_id, mobile, LANGUAGES[language], opened_at)
        tables[Table.ACCOUNT][account_id] = account
        tables[Table.ACCOUNT_OF][mobile] = account_id
    facts = life.population.facts
    is_held = facts["unbound_at"] == FAR
    _remember_bindings(tables[Table.BOUND], facts[is_held], "bound_at")
    _remember_bindings(tables[Table.LET_GO], facts[~is_held], "bound_at", "unbound_at")
    history = History()
    if is_remembered:
        history = history.with_bulk(0, Part(life.entries, life.events, life.days))
    return State(now, life.contracts, tables, history)


def _remember_bindings(table: dict[Any, Any], facts: Records, *moments: str) -> None:
    """Contracts with these moments of their bindings, by account."""
    bound = facts[facts["account_id"] > 0]
    rows = zip(*(bound[name].tolist() for name in ("contract_id", *moments)), strict=True)
    for account_id, row in zip(bound["account_id"].tolist(), rows, strict=True):
        table[account_id] = (*table.get(account_id, ()), row)
