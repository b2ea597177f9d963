"""When homes move: all contracts of a home together, on a working day that is the home's own.

The day is addressed by the holder alone and counted from the first day of the run, so that a longer
run has the same moves and further ones. Where a home goes is drawn with the population.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import draw, key_of
from mybt_sim.behaviour.layouts import BehaviourTables
from mybt_sim.behaviour.streams import Stream
from mybt_sim.engine.records import Record, Records
from mybt_sim.engine.vocabulary import Technology
from mybt_sim.population.layouts import Tables
from mybt_sim.population.moving import draw_new_home
from mybt_sim.simulation.coming import days_until, working_day


@compiled
def state_moves(
    tables: BehaviourTables,
    places: Tables,
    run: tuple[int, int, int],
    people: Records,
    facts: Records,
    room: Records,
) -> None:
    """State from which day every contract is to be at the other address of its home, and where.

    `run` is seed, first day and days, `room` one PERSON. When contracts begin and when their homes
    get fibre is known; a copper home that finds fibre at the other address goes over with the move.
    """
    seed, first_day, days = run
    row = 0
    for k in range(len(people)):
        begins = row
        newest = first_day
        while row < len(facts) and facts[row].subscriber_id == people[k].subscriber_id:
            newest = max(newest, facts[row].connected_on)
            row += 1
        day = _moving_day(tables, seed, first_day, newest, people[k].subscriber_id)
        if not 0 < day < first_day + days:
            continue
        room[0] = people[k]
        draw_new_home(places, seed, room[0])
        for position in range(begins, row):
            _state_move(facts[position], room[0], day)


@compiled
def _moving_day(
    tables: BehaviourTables, seed: int, first_day: int, newest: int, subscriber_id: int
) -> int:
    """The day, no Saturday or Sunday, and after `newest`, the last contract's first; 0: never."""
    if tables.move_q16 == 0:
        return 0
    key = key_of(seed, Stream.MOVE, subscriber_id)
    day = first_day + 1 + days_until(tables, tables.move_q16, draw(key, 0, 0))
    return int(working_day(max(day, newest + 1), draw(key, 0, 1)))


@compiled
def _state_move(fact: Record, home: Record, day: int) -> None:
    fact.moved_on = day
    fact.new_locality = home.locality
    fact.new_region = home.region
    is_copper = fact.technology == Technology.XDSL and not 0 < fact.fibre_on <= day
    if is_copper and home.technology == Technology.PON:
        fact.fibre_on = day
