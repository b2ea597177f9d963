"""The other address of a home: where it goes if it moves, with the home phone that it has there.

Every home has one, drawn whether or not it moves. In a group of subscribers so many would go to
another area as the quotas of places say; the others stay in their locality. So every home phone
of another area is one that nobody else has, whoever moves and when.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, draw, key_of
from mybt_sim.engine.records import Record, Records
from mybt_sim.population.layouts import GROUP, GROUPS_MOST, MILLE, Settlement, Tables
from mybt_sim.population.numbers import home_phone
from mybt_sim.population.people import draw_address
from mybt_sim.population.permutation import permute
from mybt_sim.population.streams import Stream


@compiled
def draw_new_homes(tables: Tables, seed: int, people: Records, homes: Records) -> None:
    """Fill `homes` with `people` as they are at their other addresses."""
    for k in range(len(people)):
        homes[k] = people[k]
        draw_new_home(tables, seed, homes[k])


@compiled
def draw_new_home(tables: Tables, seed: int, person: Record) -> None:
    """Let somebody live at the other address: place, home phone, line, street and house.

    A home phone goes along within an area, and gives way to one of another area's plan. Who has
    fibre takes a home that fibre reaches.
    """
    index = int(person.subscriber_id) - 1
    group = index // GROUP
    position = permute(key_of(seed, Stream.NEW_LOCALITY, group), index % GROUP, 100, 100)
    if position < len(tables.far_at):
        _go_far(tables, seed, group, position, person)
    place = tables.places[int(person.locality)]
    key = key_of(seed, Stream.NEW_HOME, person.subscriber_id)
    urban = 1 if person.is_urban else 0
    if below(draw(key, 0, 0), MILLE) < tables.shares[0].pon[urban]:
        person.technology = 1
    draw_address(tables, key, place.settlement, person)


@compiled
def _go_far(tables: Tables, seed: int, group: int, position: int, person: Record) -> None:
    """Go to a place of the country, which may be another one of the same area."""
    area_code = tables.places[int(person.locality)].area_code
    locality = tables.far_at[position]
    place = tables.places[locality]
    person.locality = locality
    person.region = place.region
    person.is_urban = place.settlement != Settlement.VILLAGE
    if person.home_phone != 0 and place.area_code != area_code:
        rank = GROUPS_MOST * place.code_quota + group * place.far_quota + position - place.far_start
        person.home_phone = home_phone(seed, place, rank)
