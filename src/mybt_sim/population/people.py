"""Who a subscriber is: bundle, age, sex, home, name, and the relative who looks after them.

Everything is a function of (seed, subscriber_id). Nothing depends on a higher id, so a small
population is the beginning of a large one.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, draw, key_of, low_below
from mybt_sim.engine.records import Record, Records
from mybt_sim.population.layouts import GROUP, MILLE, Bundle, Settlement, Tables, pick
from mybt_sim.population.numbers import home_phone
from mybt_sim.population.permutation import permute
from mybt_sim.population.streams import Stream

SENIOR_BAND = 5
LARGE_HOUSEHOLD = 5
OLD_UNTIL = 1969
MIDDLE_UNTIL = 1994
SEARCHES = 8


@compiled
def draw_people(tables: Tables, seed: int, first: int, people: Records, scratch: Records) -> None:
    """Fill `people` with the subscribers from `first` on; `scratch` is one more record."""
    for k in range(len(people)):
        draw_holder(tables, seed, first + k, people[k])
        draw_home(tables, seed, people[k])
        draw_name(tables, seed, people[k])
        join_family(tables, seed, people[k], scratch[0])


@compiled
def draw_holder(tables: Tables, seed: int, subscriber_id: int, person: Record) -> None:
    """Bundle, age, sex, and whether there is an account."""
    shares = tables.shares[0]
    key = key_of(seed, Stream.HOLDER, subscriber_id)
    bits = draw(key, 0, 0)
    more_bits = draw(key, 0, 1)
    person.subscriber_id = subscriber_id
    person.bundle = pick(tables.bundles, bits)
    is_telephone_only = 1 if person.bundle == Bundle.PHONE else 0
    age = shares.age_from[0] + pick(tables.ages[is_telephone_only], more_bits)
    band = age_band(tables, age)
    person.age_band = band
    person.birth_year = shares.age_year - age
    person.is_female = low_below(bits, MILLE) < shares.female
    person.has_account = below(draw(key, 0, 2), MILLE) < shares.adoption[band]


@compiled
def age_band(tables: Tables, age: int) -> int:
    """The band of an age."""
    band = 0
    while age > tables.shares[0].age_until[band]:
        band += 1
    return band


@compiled
def draw_home(tables: Tables, seed: int, person: Record) -> None:
    """Locality by quota, home phone, line, and household."""
    shares = tables.shares[0]
    index = int(person.subscriber_id) - 1
    group = index // GROUP
    position = permute(key_of(seed, Stream.LOCALITY, group), index % GROUP, 100, 100)
    locality = tables.place_at[position]
    place = tables.places[locality]
    person.locality = locality
    person.region = place.region
    person.is_urban = place.settlement != Settlement.VILLAGE
    person.home_phone = 0
    if has_phone(person.bundle):
        rank = group * place.code_quota + position - place.code_start
        person.home_phone = home_phone(seed, place, rank)
    key = key_of(seed, Stream.HOME, person.subscriber_id)
    urban = 1 if person.is_urban else 0
    bits = draw(key, 0, 0)
    person.persons = 1 + pick(tables.persons[_home_kind(person)], bits)
    person.technology = 1 if low_below(bits, MILLE) < shares.pon[urban] else 0
    person.is_social = low_below(draw(key, 0, 1), MILLE) < _social_share(tables, person)
    draw_address(tables, key, place.settlement, person)


@compiled
def _home_kind(person: Record) -> int:
    """Old people live alone or as two wherever they live."""
    if person.age_band >= SENIOR_BAND:
        return 2 + person.age_band - SENIOR_BAND
    return 1 if person.is_urban else 0


@compiled
def has_phone(bundle: int) -> bool:
    """Whether a bundle has a telephone in it."""
    return bundle <= Bundle.PHONE


@compiled
def _social_share(tables: Tables, person: Record) -> int:
    shares = tables.shares[0]
    if person.persons >= LARGE_HOUSEHOLD:
        return shares.social_large_household
    return shares.social_from_65 if person.age_band >= SENIOR_BAND else shares.social_other


@compiled
def draw_address(tables: Tables, key: int, settlement: int, person: Record) -> None:
    """Village, street, house and flat. The smaller of two house numbers: low ones prevail."""
    shares = tables.shares[0]
    bits = draw(key, 0, 2)
    house_bits = draw(key, 0, 3)
    flat_bits = draw(key, 0, 4)
    streets = tables.streets[1 if settlement == Settlement.CITY else 0]
    most = shares.house_most[settlement]
    person.street = pick(streets, bits)
    person.village = low_below(bits, shares.villages) if settlement == Settlement.VILLAGE else 0
    person.house = 1 + min(below(house_bits, most), low_below(house_bits, most))
    person.flat_number = 0
    if below(flat_bits, MILLE) >= shares.without_flat[settlement]:
        person.flat_number = 1 + low_below(flat_bits, shares.flat_most[settlement])


@compiled
def draw_name(tables: Tables, seed: int, person: Record) -> None:
    """Surname, given name by birth year, and the father's, who is of the cohort before."""
    key = key_of(seed, Stream.NAME, person.subscriber_id)
    cohort = _cohort(person.birth_year)
    names = tables.women if person.is_female else tables.men
    person.surname = pick(tables.surnames, draw(key, 0, 0))
    person.given_name = pick(names[cohort], draw(key, 0, 1))
    person.father = pick(tables.men[max(0, cohort - 1)], draw(key, 0, 2))


@compiled
def _cohort(birth_year: int) -> int:
    if birth_year <= OLD_UNTIL:
        return 0
    return 1 if birth_year <= MIDDLE_UNTIL else 2


@compiled
def join_family(tables: Tables, seed: int, person: Record, carer: Record) -> None:
    """Link some who have no account to a grown child with one, and let their names agree.

    The child's id is the lower one, so that nobody changes when the population grows. The child
    gives the father his name, and a son his parents' surname.
    """
    person.carer_id = 0
    key = key_of(seed, Stream.CARER, person.subscriber_id)
    share = tables.shares[0].cared_for[person.age_band]
    if person.has_account or below(draw(key, 0, 0), MILLE) >= share:
        return
    if not find_child(tables, seed, key, person, carer):
        return
    draw_name(tables, seed, carer)
    person.carer_id = carer.subscriber_id
    if not person.is_female:
        person.given_name = carer.father
    if not carer.is_female:
        person.surname = carer.surname


@compiled
def find_child(tables: Tables, seed: int, key: int, person: Record, child: Record) -> bool:
    """Look among the subscribers before `person` for one who has an account and fits by age."""
    shares = tables.shares[0]
    for n in range(SEARCHES):
        back = 1 + below(draw(key, 1, n), shares.relatives_among)
        if back >= person.subscriber_id:
            continue
        draw_holder(tables, seed, person.subscriber_id - back, child)
        younger = child.birth_year - person.birth_year
        if (
            child.has_account
            and shares.relative_younger_least <= younger <= shares.relative_younger_most
        ):
            return True
    return False
