"""Where people live: localities, how many of every 10,000 subscribers each gets, its numbers.

Localities are cities, small towns, and rural districts, in order of their area codes. In a group
of `GROUP` consecutive subscribers each locality holds an interval of positions, so that locality
and rank within the area code follow from a position without a search.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.catalogue.findings import Spot
from mybt_sim.catalogue.tables import Row
from mybt_sim.engine.records import Records, blank
from mybt_sim.population.layouts import (
    GROUP,
    GROUPS_MOST,
    MILLE,
    PLACE,
    SUBSCRIBERS_MOST,
    Settlement,
)
from mybt_sim.population.numbers import first_digit_unit, first_digits


class Locality(NamedTuple):
    """A place with an area code; `people` is the population that it stands for.

    `quota` is how many of a group live there, `far_quota` how many would move there from elsewhere.
    """

    area_code: int
    settlement: Settlement
    prefix: str
    ru: str
    be: str
    region: str
    people: int
    quota: int = 0
    far_quota: int = 0


def make_localities(
    regions: Sequence[Row], cities: Sequence[Row], towns: Sequence[Row], districts: Sequence[Row]
) -> list[Locality]:
    """All localities by area code, with quotas by largest remainder."""
    localities = [
        Locality(row["area_code"], Settlement.CITY, "г.", row["ru"], row["be"], row["region"],
                 row["population"])
        for row in cities
    ]  # fmt: skip
    for region in regions:
        localities += _spread_region(region, cities, towns, districts)
    localities.sort(key=lambda one: (one.area_code, -one.settlement, one.ru))
    quotas = largest_remainder([one.people for one in localities], GROUP)
    return [one._replace(quota=q) for one, q in zip(localities, quotas, strict=True)]


def with_far_quotas(localities: Sequence[Locality], per_mille: int) -> list[Locality]:
    """The same localities with the moves to each: by its people, as far as its area has numbers."""
    wished = largest_remainder([one.people for one in localities], GROUP * per_mille // MILLE)
    codes = {one.area_code for one in localities}
    spare = {code: capacity_of(code, codes) // GROUPS_MOST for code in codes}
    for one in localities:
        spare[one.area_code] -= one.quota
    found = []
    for one, wish in zip(localities, wished, strict=True):
        far_quota = max(0, min(wish, spare[one.area_code]))
        spare[one.area_code] -= far_quota
        found.append(one._replace(far_quota=far_quota))
    return found


def capacity_of(code: int, codes: set[int]) -> int:
    """How many home phones the plan of an area has."""
    usual, spare = first_digits(code, codes)
    return (len(usual) + len(spare)) * first_digit_unit(code)


def _spread_region(
    region: Row, cities: Sequence[Row], towns: Sequence[Row], districts: Sequence[Row]
) -> list[Locality]:
    """Towns share the urban people whom the cities leave; districts share the rural ones."""
    urban = region["population"] * region["urban_per_mille"] // MILLE
    placed = sum(row["population"] for row in cities if row["region"] == region["region"])
    if urban < placed:
        region.spot.report(
            f"has {urban} urban people, fewer than its cities ({placed})",
            remedy="raise urban_per_mille, or correct cities.csv",
        )
    rural = region["population"] - urban
    return [
        *_shared(region, towns, max(0, urban - placed), Settlement.TOWN),
        *_shared(region, districts, rural, Settlement.VILLAGE),
    ]


def _shared(
    region: Row, rows: Sequence[Row], people: int, settlement: Settlement
) -> list[Locality]:
    own = [row for row in rows if row["region"] == region["region"]]
    if people > 0 and not sum(row["weight"] for row in own):
        region.spot.report(
            f"has {people} people and no {settlement.name.lower()} for them", remedy="add one"
        )
        return []
    shares = largest_remainder([row["weight"] for row in own], people)
    return [
        Locality(row["area_code"], settlement, row.values.get("prefix", ""), row["ru"], row["be"],
                 row["region"], share)
        for row, share in zip(own, shares, strict=True)
        if share > 0
    ]  # fmt: skip


def largest_remainder(weights: Sequence[int], total: int) -> list[int]:
    """`total` whole parts in proportion to `weights`, exactly `total` of them."""
    whole = max(1, sum(weights))
    parts = [weight * total // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda k: (-(weights[k] * total % whole), k))
    for k in by_remainder[: total - sum(parts) if weights else 0]:
        parts[k] += 1
    return parts


def check_capacity(places: Records, spot: Spot) -> None:
    """Every area code has numbers for its part of the largest population."""
    for code, quota, digits in {
        (place.area_code, place.code_quota, place.all_digits): None for place in places
    }:
        needed = quota * SUBSCRIBERS_MOST // GROUP
        capacity = digits * first_digit_unit(code)
        if needed > capacity:
            spot.report(
                f"area code {code} has {capacity} numbers, {needed} are needed",
                remedy="lower the weights of its town or district",
            )


def place_records(localities: Sequence[Locality], regions: Sequence[str]) -> Records:
    """PLACE by locality."""
    places = blank(PLACE, len(localities))
    starts = [0, *accumulate(one.quota for one in localities)]
    far_starts = [0, *accumulate(one.far_quota for one in localities)]
    codes = [one.area_code for one in localities]
    for k, one in enumerate(localities):
        usual, spare = first_digits(one.area_code, set(codes))
        digits = [*usual, *spare]
        place = places[k]
        place.area_code = one.area_code
        first, same = (
            codes.index(one.area_code),
            [other for other in localities if other.area_code == one.area_code],
        )
        place.code_start, place.far_start = starts[first], far_starts[first]
        place.code_quota = sum(other.quota for other in same)
        place.far_quota = sum(other.far_quota for other in same)
        place.usual_digits, place.all_digits = len(usual), len(digits)
        place.first_digits[: len(digits)] = digits
        place.region = regions.index(one.region)
        place.settlement = one.settlement
    return places


def place_at(localities: Sequence[Locality]) -> NDArray[np.int16]:
    """Locality by position in a group."""
    return _repeated([one.quota for one in localities])


def far_at(localities: Sequence[Locality]) -> NDArray[np.int16]:
    """The same of those who would move to another area, which are the first so many positions."""
    return _repeated([one.far_quota for one in localities])


def _repeated(quotas: Sequence[int]) -> NDArray[np.int16]:
    return np.repeat(np.arange(len(quotas), dtype=np.int16), quotas)
