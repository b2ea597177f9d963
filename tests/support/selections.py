"""Selections of a run drawn at random, and what is in them told once more in plain Python."""

import random
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from mybt_sim.analysis.cubes import Cubes, Selection
from mybt_sim.analysis.cubes.dimensions import DIMENSIONS
from mybt_sim.analysis.cubes.measures import SUBJECTS

HOME = ("home", "locality_id", "population", "size")
HOMES_SQL = """SELECT contract_day.*, tariff_id::VARCHAR AS tariff, down_kbps, ended_on,
    connected_on, fibre_on, contract.moved_on, contract.technology AS line,
    contract.kind AS what, contract.settlement, birth_year, persons, subscriber_id,
    first_tariff::VARCHAR AS first_tariff, household.region AS home, household.locality_id,
    old.population, old.kind AS size, move.region AS new_home, move.locality_id AS new_locality_id,
    new.population AS new_population, new.kind AS new_size
FROM contract_day JOIN contract USING (contract_id) JOIN subscriber USING (subscriber_id)
    JOIN household USING (household_id) JOIN tariff USING (tariff_id)
    JOIN locality AS old ON old.locality_id = household.locality_id
    LEFT JOIN move USING (household_id)
    LEFT JOIN locality AS new ON new.locality_id = move.locality_id"""
"""Contract-days with everything that `dimensions_of` asks for."""


def trials(few: int) -> int:
    """How many examples: a few, or 2,000 with `--hypothesis-profile explore`."""
    return 2_000 if settings().max_examples > 1_000 else few


def dimensions_of(row: dict[str, Any]) -> dict[str, str]:
    """The values of all dimensions, told once more."""
    years, persons = 2026 - row["birth_year"], row["persons"]
    if row["moved_on"] and row["day"] >= row["moved_on"]:
        row = row | {name: row[f"new_{name}"] for name in HOME}
    small = f"{row['home']}-{'villages' if row['size'] == 'village' else 'towns'}"
    is_large = row["size"] == "city" and row["population"] >= 80_000
    if years >= 65:
        persona = "pensioner_alone" if persons == 1 else "pensioner"
    elif years < 30:
        persona = "young"
    else:
        persona = {1: "single", 2: "couple"}.get(persons, "family")
    return {
        "region": row["home"],
        "place": f"L{row['locality_id']}" if is_large else small,
        "kind": row["what"],
        "technology": "pon" if row["fibre_on"] and row["day"] >= row["fibre_on"] else row["line"],
        "speed": str(row["down_kbps"] or 0),
        "age": next(str(bound) for bound in (65, 45, 30, 18) if years >= bound or bound == 18),
        "household": str(min(persons, 4)),
        "persona": persona,
    }


@st.composite
def selections(draw: st.DrawFn, cubes: Cubes) -> Selection:
    days = st.integers(0, cubes.days - 1)
    first, last = sorted((draw(days), draw(days)))
    names = draw(st.sets(st.sampled_from(DIMENSIONS), max_size=3))
    words = {
        name: draw(st.frozensets(st.sampled_from(cubes.vocabulary[name]), min_size=1, max_size=4))
        for name in sorted(names)  # a set of the same has its order by how it came about
    }
    return Selection(first, last, draw(st.sampled_from(list(SUBJECTS))), words)


def selection_of(cubes: Cubes, seed: int) -> Selection:
    """A selection by a seed: for properties that are looked at so often that drawing is dear."""
    luck = random.Random(seed)
    first, last = sorted(luck.randrange(cubes.days) for _ in range(2))
    words = {}
    for name in luck.sample(DIMENSIONS, luck.randint(0, 3)):
        known = cubes.vocabulary[name]
        words[name] = frozenset(luck.sample(known, luck.randint(1, min(4, len(known)))))
    return Selection(first, last, chosen=words)


def matches(row: dict[str, Any], selection: Selection, spared: str = "") -> bool:
    return all(row[name] in some for name, some in selection.chosen.items() if name != spared)
