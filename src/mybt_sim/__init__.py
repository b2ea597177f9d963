"""A fixed-line operator on one laptop: its self-service rules, its people, its books.

    from mybt_sim import Scenario, simulate, open_run

    simulate(Scenario(subscribers=2_000, days=60), "run.duckdb")
    with open_run("run.duckdb") as run:
        print(run.cursor().sql("SELECT sum(down_mb) FROM contract_day"))

Everything that a user needs is imported from here; docs/library.md shows each name at work. The
names are loaded when they are asked for: the engine must not wait for the database.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mybt_sim.analysis.compare import Comparison, Effect, compare
    from mybt_sim.analysis.details import Details, details
    from mybt_sim.analysis.one_life import SubscriberAt, subscriber_at
    from mybt_sim.base.errors import (
        JourneyError,
        MybtError,
        RequestError,
        RunError,
        ScenarioError,
        SeedDataError,
        WorldError,
    )
    from mybt_sim.catalogue import Catalogue, load_catalogue
    from mybt_sim.engine.refusals import Refusal
    from mybt_sim.engine.rule import RULES, Rule
    from mybt_sim.engine.vocabulary import (
        CallClass,
        CardBrand,
        Entry,
        Event,
        Operation,
        ServiceKind,
        Settlement,
        Status,
        Technology,
        TicketState,
    )
    from mybt_sim.journeys import (
        Journey,
        Player,
        find_journey,
        journey_names,
        play,
        read_journey,
    )
    from mybt_sim.simulation.reading import read_scenario
    from mybt_sim.simulation.scenario import Scenario
    from mybt_sim.store import Run, open_run, simulate, simulate_dataset
    from mybt_sim.store.laws import LAWS, Law, breach_of
    from mybt_sim.world import Client, Outcome, World
    from mybt_sim.world.durable.verify import verify

__all__ = [
    "LAWS",
    "RULES",
    "CallClass",
    "CardBrand",
    "Catalogue",
    "Client",
    "Comparison",
    "Details",
    "Effect",
    "Entry",
    "Event",
    "Journey",
    "JourneyError",
    "Law",
    "MybtError",
    "Operation",
    "Outcome",
    "Player",
    "Refusal",
    "RequestError",
    "Rule",
    "Run",
    "RunError",
    "Scenario",
    "ScenarioError",
    "SeedDataError",
    "ServiceKind",
    "Settlement",
    "Status",
    "SubscriberAt",
    "Technology",
    "TicketState",
    "World",
    "WorldError",
    "breach_of",
    "compare",
    "details",
    "find_journey",
    "journey_names",
    "load_catalogue",
    "open_run",
    "play",
    "read_journey",
    "read_scenario",
    "simulate",
    "simulate_dataset",
    "subscriber_at",
    "verify",
]

_NAMES_OF = {
    "analysis.compare": "Comparison Effect compare",
    "analysis.details": "Details details",
    "analysis.one_life": "SubscriberAt subscriber_at",
    "base.errors": "JourneyError MybtError RequestError RunError ScenarioError SeedDataError "
    "WorldError",
    "catalogue": "Catalogue load_catalogue",
    "engine.vocabulary": "CallClass CardBrand Entry Event Operation ServiceKind Settlement Status "
    "Technology TicketState",
    "engine.refusals": "Refusal",
    "engine.rule": "Rule",
    "rulebook.book": "RULES",  # which has met all modules with rules
    "simulation.reading": "read_scenario",
    "simulation.scenario": "Scenario",
    "store": "Run open_run simulate simulate_dataset",
    "store.laws": "LAWS Law breach_of",
    "world.durable.verify": "verify",
    "world": "Client Outcome World",
    "journeys": "Journey Player find_journey journey_names play read_journey",
}
_HOMES = {name: home for home, names in _NAMES_OF.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
