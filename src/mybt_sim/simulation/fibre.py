"""When homes go over from copper to fibre: the operator's deed, on a day of each home.

The day is addressed by the holder alone, so that all contracts of a home go over together, and
counted from the first day of the run, so that a longer run has the same days and further ones.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import draw, key_of
from mybt_sim.behaviour.layouts import BehaviourTables
from mybt_sim.behaviour.streams import Stream
from mybt_sim.engine.records import Record, Records
from mybt_sim.engine.vocabulary import Technology
from mybt_sim.simulation.coming import days_until, working_day


@compiled
def state_fibre(tables: BehaviourTables, seed: int, span: tuple[int, int], facts: Records) -> None:
    """State from which day every contract is to run on fibre; `span` is the run's first day, and
    its days. When contracts begin is known."""
    first_day, days = span
    for position in range(len(facts)):
        fact = facts[position]
        day = _fibre_day(tables, seed, first_day, fact)
        fact.fibre_on = day if day < first_day + days else 0


@compiled
def _fibre_day(tables: BehaviourTables, seed: int, first_day: int, fact: Record) -> int:
    """The day, no Saturday or Sunday; 0: never.

    A contract that is made later goes over on the day after its first: it was made for copper.
    """
    if fact.technology != Technology.XDSL or tables.fibre_q16 == 0:
        return 0
    key = key_of(seed, Stream.FIBRE, fact.subscriber_id)
    day = first_day + 1 + days_until(tables, tables.fibre_q16, draw(key, 0, 0))
    day = working_day(day, draw(key, 0, 1))
    return max(day, int(fact.connected_on) + 1)
