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
from mybt_sim.engine.records import Records


@compiled
def edition_at(editions: Records, day: int) -> int:
    """The place of the tables that hold on a day."""
    edition = len(editions) - 1
    while edition > 0 and editions[place(edition)].since > day:
        edition -= 1
    return edition


def tables_at(editions: Records, day: int) -> BehaviourTables:
    """The tables that hold on a day; those that remember what is read go on doing so."""
    return cast(BehaviourTables, editions[edition_at(editions, day)])


@overload(tables_at, strict=False)
def _tables_at(editions: Any, day: Any) -> Callable[..., Any]:
    if READ in editions.dtype.fields:
        return lambda editions, day: remembering(editions[edition_at(editions, day)])
    return lambda editions, day: editions[edition_at(editions, day)]
