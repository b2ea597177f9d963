"""`@law`: a named predicate over one step, with the rules that it guards.

    @law("PROMISE-ONE")
    def nobody_holds_two_promises(book: Book, step: Record) -> bool:
        '''What must hold, as a sentence.'''

A law is true of every step that keeps it, also where it has nothing to say. It reads the step and
the journal of the book, and asks no rule: what a rule decides is said here in other words.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.records import Record

Predicate: TypeAlias = Callable[[Record, Record], bool]

GUARDED: dict[str, tuple[str, ...]] = {}
"""Ids of the rules that each law guards, by the law's name."""


@dataclass(frozen=True)
class Law:
    """A law over one step: its name, the ids of its rules, what it says, and the predicate."""

    name: str
    rules: tuple[str, ...]
    says: str
    holds: Predicate

    def __repr__(self) -> str:
        return f"<Law {self.name}: {', '.join(self.rules)}>"


def law(*rules: str) -> Callable[[Predicate], Predicate]:
    """Compile a law, and keep the ids of the rules that it guards."""

    def keep(function: Predicate) -> Predicate:
        assert function.__name__ not in GUARDED, f"two laws are called {function.__name__}"
        GUARDED[function.__name__] = rules
        return compiled(function)

    return keep


def law_of(predicate: Any) -> Law:
    """The law whose predicate this is."""
    name = predicate.__name__
    says = " ".join((predicate.__doc__ or "").split())
    return Law(name, GUARDED[name], says, predicate)
