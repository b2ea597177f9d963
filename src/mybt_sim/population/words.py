"""Strings to choose from, in both languages, as Polars series that frames gather from.

Forms that agree in gender stand in pairs: index * 2 for a man, index * 2 + 1 for a woman.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from mybt_sim.catalogue.tables import Row
from mybt_sim.population.layouts import LANGUAGES, Settlement
from mybt_sim.population.places import Locality
from mybt_sim.population.surnames import daughters_patronymic, feminine_surname, join_belarusian

STREET = {"ru": "ул.", "be": "вул."}
OWN_WORD = ("пр-т ",)
"""Streets that bring their own word for street."""

DISTRICT = {"ru": "р-н", "be": "р-н"}
VILLAGE = {"ru": "д.", "be": "в."}


class Surname(NamedTuple):
    """A surname in the masculine, in both languages, and how many of 10,000 persons bear it."""

    ru: str
    be: str
    weight: int


class Words(NamedTuple):
    """All strings of one language."""

    surnames: pl.Series  # man, woman
    given_names: pl.Series  # men's, then women's
    patronymics: pl.Series  # son, daughter; by the father's name
    streets: pl.Series
    settlements: pl.Series  # by locality and village
    localities: pl.Series
    regions: pl.Series


def all_surnames(
    listed: Iterable[Row], roots: Iterable[Row], suffixes: Iterable[Row]
) -> list[Surname]:
    """Listed surnames, then those made of roots and suffixes; each Russian spelling once."""
    surnames = {row["ru"]: Surname(row["ru"], row["be"], row["weight"]) for row in listed}
    by_suffix = {row["ru"]: row for row in suffixes}
    for root in roots:
        for written in root["suffixes"].split():
            suffix = by_suffix.get(written)
            if suffix is None:
                known = " ".join(by_suffix)
                root.spot.report(f"suffix {written!r} is not known", remedy=f"use some of {known}")
                continue
            made = root["ru"] + suffix["ru"]
            be = join_belarusian(root["be"], suffix["be"])
            surnames.setdefault(made, Surname(made, be, suffix["weight"]))
    return list(surnames.values())


def make_words(
    language: str,
    rows: Mapping[str, Sequence[Row]],
    surnames: Sequence[Surname],
    localities: Sequence[Locality],
) -> Words:
    """The words of one of `LANGUAGES`, from the tables of the seed data and what they give."""
    assert language in LANGUAGES
    masculine = [getattr(one, language) for one in surnames]
    sons = [row[f"patronymic_{language}"] for row in rows["given_names_male"]]
    given = [*rows["given_names_male"], *rows["given_names_female"]]
    villages = [row[language] for row in rows["villages"]]
    return Words(
        surnames=_series(
            form for one in masculine for form in (one, feminine_surname(one, language))
        ),
        given_names=_series(row[language] for row in given),
        patronymics=_series(
            form for one in sons for form in (one, daughters_patronymic(one, language))
        ),
        streets=_series(street_line(row[language], language) for row in rows["streets"]),
        settlements=_series(
            settlement_line(one, village, language) for one in localities for village in villages
        ),
        localities=_series(locality_name(one, language) for one in localities),
        regions=_series(row[language] for row in rows["regions"]),
    )


def _series(texts: Iterable[str]) -> pl.Series:
    return pl.Series(list(texts), dtype=pl.String)


def street_line(street: str, language: str) -> str:
    """A street as an address names it."""
    return street if street.startswith(OWN_WORD) else f"{STREET[language]} {street}"


def locality_name(locality: Locality, language: str) -> str:
    """A locality with the word for its kind: "г. Минск", "Слуцкий р-н"."""
    called: str = getattr(locality, language)
    if locality.settlement == Settlement.VILLAGE:
        return f"{called} {DISTRICT[language]}"
    return f"{locality.prefix} {called}"


def settlement_line(locality: Locality, village: str, language: str) -> str:
    """The first part of an address: a town, or a district and a village of it."""
    line = locality_name(locality, language)
    if locality.settlement == Settlement.VILLAGE:
        return f"{line}, {VILLAGE[language]} {village}"
    return line
