"""The population's seed data, read and checked: tables for numbers, words for strings.

All or nothing: one `SeedDataError` lists every finding in every file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mybt_sim.catalogue import seed_folder
from mybt_sim.catalogue.documents import fingerprint, read_contents
from mybt_sim.catalogue.findings import Finding, Spot, refuse
from mybt_sim.catalogue.tables import (
    Cell,
    Row,
    name,
    natural,
    read_table,
    word,
)
from mybt_sim.engine.records import Records
from mybt_sim.population.layouts import LANGUAGES, Tables
from mybt_sim.population.parameters import (
    PERSONS,
    Parameters,
    age_weights,
    bundle_weights,
    read_parameters,
    shares_of,
)
from mybt_sim.population.places import (
    Locality,
    check_capacity,
    far_at,
    make_localities,
    place_at,
    place_records,
    with_far_quotas,
)
from mybt_sim.population.surnames import daughters_patronymic
from mybt_sim.population.words import Surname, Words, all_surnames, make_words

COHORTS = ("until_1969", "until_1994", "from_1995")
WEIGHTED: Mapping[str, Cell] = dict.fromkeys(COHORTS, natural)
FOLDER = "population"
PARAMETERS_FILE = "population.toml"

TABLES: Mapping[str, Mapping[str, Cell]] = {
    "regions": {"region": word, "ru": name, "be": name, "population": natural,
                "urban_per_mille": natural},
    "cities": {"ru": name, "be": name, "region": word, "population": natural,
               "area_code": natural},
    "towns": {"prefix": word, "ru": name, "be": name, "region": word, "area_code": natural,
              "weight": natural},
    "districts": {"ru": name, "be": name, "region": word, "area_code": natural,
                  "weight": natural},
    "villages": {"ru": name, "be": name},
    "streets": {"ru": name, "be": name, "weight_small": natural, "weight_city": natural},
    "surnames": {"ru": name, "be": name, "weight": natural},
    "surname_roots": {"ru": name, "be": name, "suffixes": name},
    "surname_suffixes": {"ru": name, "be": name, "weight": natural},
    "given_names_male": {"ru": name, "be": name, "patronymic_ru": name, "patronymic_be": name,
                         **WEIGHTED},
    "given_names_female": {"ru": name, "be": name, **WEIGHTED},
    "tariff_mix": {"group": word, "tariff": word, "weight": natural},
    "add_on_shares": {"add_on": word, "share_per_10000": natural, "name": word},
}  # fmt: skip

WEIGHT_COLUMNS = (
    ("surnames", "weight"),
    ("streets", "weight_small"),
    ("streets", "weight_city"),
    *(("given_names_male", cohort) for cohort in COHORTS),
    *(("given_names_female", cohort) for cohort in COHORTS),
)

Rows = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Pools:
    """Everything that people are made from.

    `tariff_mix` and `add_on_shares` wait for the catalogue that gives their names an index.
    `fingerprint` is the SHA-256 of all files.
    """

    tables: Tables
    words: Mapping[str, Words]
    localities: tuple[Locality, ...]
    regions: tuple[str, ...]
    tariff_mix: tuple[Row, ...]
    add_on_shares: tuple[Row, ...]
    fingerprint: str


def load_population_data(folder: Path | None = None) -> Pools:
    """Read and check the population's part of the seed data in `folder`, by default its own.

    Raises `SeedDataError` that lists every finding in every file.
    """
    findings: list[Finding] = []
    files = {table: f"{FOLDER}/{table}.csv" for table in TABLES}
    parameters_file = f"{FOLDER}/{PARAMETERS_FILE}"
    contents = read_contents(folder or seed_folder(), (*files.values(), parameters_file), findings)
    rows = {
        table: read_table(contents.get(file), TABLES[table], Spot(findings, file))
        for table, file in files.items()
    }
    parameters = read_parameters(contents.get(parameters_file), Spot(findings, parameters_file))
    _check_rows(rows)
    refuse(findings)
    pools = _make_pools(rows, parameters, fingerprint(contents), findings)
    refuse(findings)
    return pools


def _check_rows(rows: Rows) -> None:
    regions = {row["region"] for row in rows["regions"]}
    for row in [*rows["cities"], *rows["towns"], *rows["districts"]]:
        if row["region"] not in regions:
            known = ", ".join(sorted(regions))
            row.spot.report(f"region {row['region']!r} is not known", remedy=f"use {known}")
        if not 10 <= row["area_code"] <= 9999:
            row.spot.report("is not an area code", remedy="write 2 to 4 digits")
    for table, column in WEIGHT_COLUMNS:
        if rows[table] and not sum(row[column] for row in rows[table]):
            rows[table][0].spot.report(f"{column} is 0 in every row", remedy="give weights")
    for row in rows["given_names_male"]:
        for language in LANGUAGES:
            if not daughters_patronymic(row[f"patronymic_{language}"], language):
                row.spot.report(
                    f"patronymic_{language} gives no daughter's patronymic", remedy="mend its end"
                )


def _make_pools(rows: Rows, parameters: Parameters, digest: str, findings: list[Finding]) -> Pools:
    localities = with_far_quotas(
        make_localities(rows["regions"], rows["cities"], rows["towns"], rows["districts"]),
        *parameters["address.far"],
    )
    surnames = all_surnames(rows["surnames"], rows["surname_roots"], rows["surname_suffixes"])
    regions = tuple(row["region"] for row in rows["regions"])
    places = place_records(localities, regions)
    check_capacity(places, Spot(findings, f"{FOLDER}/districts.csv"))
    words = {language: make_words(language, rows, surnames, localities) for language in LANGUAGES}
    return Pools(
        tables=_make_tables(rows, parameters, surnames, places, localities),
        words=words,
        localities=tuple(localities),
        regions=regions,
        tariff_mix=tuple(rows["tariff_mix"]),
        add_on_shares=tuple(rows["add_on_shares"]),
        fingerprint=digest,
    )


def _make_tables(
    rows: Rows,
    parameters: Parameters,
    surnames: Sequence[Surname],
    places: Records,
    localities: Sequence[Locality],
) -> Tables:
    return Tables(
        shares=shares_of(parameters, len(rows["villages"])),
        places=places,
        place_at=place_at(localities),
        far_at=far_at(localities),
        bundles=totals(bundle_weights(parameters)),
        ages=np.stack(
            [
                totals(age_weights(parameters, f"holder.{key}"))
                for key in ("age", "age_telephone_only")
            ]
        ),
        persons=np.stack([totals(parameters[key]) for key in PERSONS]),
        clients=totals(parameters["account.clients"]),
        surnames=totals([one.weight for one in surnames]),
        men=_column_totals(rows["given_names_male"], COHORTS),
        women=_column_totals(rows["given_names_female"], COHORTS),
        streets=_column_totals(rows["streets"], ("weight_small", "weight_city")),
    )


def totals(weights: Sequence[int]) -> NDArray[np.int64]:
    """Running totals of `weights`."""
    return np.array(list(accumulate(weights)), np.int64)


def _column_totals(rows: Sequence[Row], columns: Sequence[str]) -> NDArray[np.int64]:
    return np.stack([totals([row[column] for row in rows]) for column in columns])
