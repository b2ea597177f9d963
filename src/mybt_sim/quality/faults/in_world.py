"""An operator with a fault: its world asks rules in plain Python, one expression of them another.

Whoever has bound a contract lives by them; all others by the compiled rules, which is much faster,
and nobody sees them from outside.
"""

from functools import cache
from typing import Any

import numpy as np

from mybt_sim.engine.book import Book
from mybt_sim.engine.records import Records
from mybt_sim.journeys.model import Setting
from mybt_sim.journeys.player import world_of
from mybt_sim.quality.faults.fault import Fault
from mybt_sim.quality.faults.plain import STAND_INS, Copies
from mybt_sim.simulation.layouts import Facts
from mybt_sim.world.advance import pass_time
from mybt_sim.world.rules import Rule
from mybt_sim.world.state import State, Table
from mybt_sim.world.world import World

COPIED = ("mybt_sim.world.advance", "mybt_sim.simulation.", "mybt_sim.behaviour.")
"""What is executed once more around the rules, so that it asks those of the copy."""


class FaultyRules:
    """The rules of the engine with a fault in them, as a world asks them."""

    def __init__(self, fault: Fault | None) -> None:
        copies = _WorldCopies(fault)
        self._copies = copies
        self._decide = copies.module("mybt_sim.engine.decide").decide
        self._pass_time = copies.module("mybt_sim.world.advance").pass_time

    def decide(
        self, books: Records, contracts: Records, accesses: Records, requests: Records, now: int
    ) -> int:
        """By the plain rules."""
        return int(self._decide(books, contracts, accesses, requests, now))

    def version_of(self, rule: Rule) -> Rule:
        """Its copy."""
        asked: Rule = getattr(self._copies.module(rule.__module__), rule.__name__)
        return asked

    def pass_time(
        self,
        state: State,
        book: Book,
        tables: Any,
        facts: Facts,
        people: tuple[Records, Records, Records],
        uses: tuple[Any, Records],
        *rest: Any,
    ) -> None:
        """By the compiled clock, and for contracts that were bound since by the plain one."""
        begun = people[2].copy()
        pass_time(book, tables, facts, people, uses, *rest)
        seen = _seen_from_outside(state, people[2]["contract_id"])
        if not len(seen) or facts.counts[0] > len(facts.entries):
            return
        _forget(facts, people[2]["contract_id"][seen])
        days = facts.days.shape[1] // len(begun)
        for position in seen:
            one = slice(position, position + 1)
            own = facts._replace(days=facts.days[:, position * days : (position + 1) * days])
            contracts = begun[one]
            theirs = (people[0][one], people[1][one], contracts)
            self._pass_time(book, tables, own, theirs, (uses[0][one], uses[1]), *rest)
            people[2][one] = contracts
        _sort(facts, people[2]["contract_id"])


@cache
def _rules_of(fault: Fault | None) -> FaultyRules:
    return FaultyRules(fault)


def faulty_world(fault: Fault | None, setting: Setting) -> World:
    """The world of a setting, by plain rules with a fault, or without."""
    return world_of(setting).asking(_rules_of(fault))


class _WorldCopies(Copies):
    """Copies of what lets time pass as well."""

    def __init__(self, fault: Fault | None) -> None:
        super().__init__(fault, STAND_INS)

    def _import(self, name: str, *rest: Any) -> Any:
        if name.startswith(COPIED):
            self.module(name)
        return super()._import(name, *rest)


def _seen_from_outside(state: State, contract_ids: Any) -> Any:
    """Places of the contracts of everybody who has signed in on a device."""
    people = {session.account_id for session in state.tables[Table.SESSION].values()}
    bound = [row[0] for one in people for row in state.tables[Table.BOUND].get(one, ())]
    return np.flatnonzero(np.isin(contract_ids, bound))


def _forget(facts: Facts, contract_ids: Any) -> None:
    """Take out of the journal what these contracts have lived."""
    for place, rows in enumerate((facts.entries, facts.events)):
        count = facts.counts[place]
        kept = rows[:count][~np.isin(rows["contract_id"][:count], contract_ids)]
        rows[: len(kept)] = kept
        facts.counts[place] = len(kept)


def _sort(facts: Facts, contract_ids: Any) -> None:
    """Put the journal into the order of the contracts again."""
    places = {int(one): place for place, one in enumerate(contract_ids)}
    for count, rows in zip(facts.counts[:2], (facts.entries, facts.events), strict=True):
        order = [places[int(one)] for one in rows["contract_id"][:count]]
        rows[:count] = rows[:count][np.argsort(order, kind="stable")]
