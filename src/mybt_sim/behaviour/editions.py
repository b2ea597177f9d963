"""Which numbers hold on which day: behaviour may change in the midst of a run.

Editions are BEHAVIOUR_TABLES, ordered by the day since which each holds; the first holds from the
beginning. Luck has the same address under all of them, so who would act alike goes on as before.
"""

from collections.abc import Callable
from typing import Any, cast

from numba.extending import overload

from mybt_sim.base.compiled import compiled
from mybt_sim.base.remembering import READ, remembering
from mybt_sim.base.whole import place
from mybt_sim.behaviour.layouts import BehaviourTables
from mybt_sim.engine.records import FAR, Records


@compiled
def edition_at(editions: Records, day: int) -> int:
    """The place of the tables that hold on a day."""
    edition = len(editions) - 1
    while edition > 0 and editions[place(edition)].since > day:
        edition -= 1
    return edition


@compiled
def holds_until(editions: Records, day: int) -> int:
    """The day on which other tables begin to hold than on this one; FAR: none do."""
    edition = edition_at(editions, day) + 1
    return editions[place(edition)].since if edition < len(editions) else FAR


def tables_of(editions: Records, edition: int) -> BehaviourTables:
    """The tables at a place; those that remember what is read go on doing so."""
    return cast(BehaviourTables, editions[edition])


@overload(tables_of, strict=False)
def _tables_of(editions: Any, edition: Any) -> Callable[..., Any]:
    if READ in editions.dtype.fields:
        return lambda editions, edition: remembering(editions[place(edition)])
    return lambda editions, edition: editions[place(edition)]


@compiled
def tables_at(editions: Records, day: int) -> BehaviourTables:
    """The tables that hold on a day."""
    return tables_of(editions, edition_at(editions, day))
