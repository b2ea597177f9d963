"""Changes of the rules in the file of a world: after which command which change holds."""

from collections.abc import Sequence
from typing import NamedTuple

import duckdb
import msgspec

from mybt_sim.catalogue import Catalogue
from mybt_sim.simulation.block import seed_catalogue
from mybt_sim.simulation.changes import Change, read_changes
from mybt_sim.simulation.conditions import catalogue_of
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.world.machine import Reform
from mybt_sim.world.operator import Operator, changed_scenario, reformed


class StoredReform(NamedTuple):
    """A change after command `number`; None goes back to the rules of the beginning."""

    number: int
    change: Change | None


def write_reforms(connection: duckdb.DuckDBPyConnection, reforms: Sequence[Reform]) -> None:
    """Store the changes of a world, in order."""
    for number, operator in reforms:
        change = operator.change
        text = None if change is None else msgspec.json.encode(change.written).decode()
        connection.execute("INSERT INTO reform VALUES (?, ?)", [number, text])


def read_reforms(connection: duckdb.DuckDBPyConnection) -> tuple[StoredReform, ...]:
    """The changes of a world, in order; `ScenarioError` when one cannot be read."""
    rows = connection.execute("SELECT number, change FROM reform ORDER BY rowid").fetchall()
    return tuple(
        StoredReform(number, None if text is None else read_changes([msgspec.json.decode(text)])[0])
        for number, text in rows
    )


def reforms_of(founder: Operator, stored: Sequence[StoredReform]) -> tuple[Reform, ...]:
    """The changes with the operators that live by them."""
    return tuple(
        Reform(number, founder if change is None else reformed(founder, change))
        for number, change in stored
    )


def widest_catalogue(scenario: Scenario, stored: Sequence[StoredReform]) -> Catalogue:
    """The catalogue with every tariff that a world of these changes has known."""
    base = seed_catalogue()
    scenarios = [changed_scenario(scenario, change) for _, change in stored if change is not None]
    known = [catalogue_of(base, one) for one in (scenario, *scenarios)]
    return max(known, key=lambda one: len(one.tariffs))
