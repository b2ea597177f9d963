"""The population's parameters (TOML): read with every fault found, and laid out for compiled code.

Each entry carries its value, `basis` and `source`; values are whole numbers.
"""

from collections.abc import Mapping
from typing import Any, get_args

from mybt_sim.catalogue.documents import parse_document
from mybt_sim.catalogue.findings import Spot, did_you_mean
from mybt_sim.catalogue.model import Basis
from mybt_sim.catalogue.tables import LARGEST
from mybt_sim.engine.records import Records, blank
from mybt_sim.population.layouts import CLIENTS, SHARES, Bundle

Parameters = Mapping[str, tuple[int, ...]]
"""Values by "section.key"; a single value is a tuple of one."""

BANDS = 7
SMOOTHINGS = 60
AGE_UNITS = 1_000
"""A year of age weighs so much more than a per mille, so that rounding does not show."""

LENGTHS: Mapping[str, int] = {
    "household.persons_rural": 6,
    "household.persons_urban": 6,
    "household.persons_65": 6,
    "household.persons_75": 6,
    "household.pon_urban": 1,
    "household.pon_rural": 1,
    "address.house_most": 3,
    "address.flat_most": 3,
    "address.without_flat": 3,
    "address.far": 1,
    "holder.age_from": BANDS,
    "holder.age_until": BANDS,
    "holder.age": BANDS,
    "holder.age_telephone_only": BANDS,
    "holder.age_on_1_january_of": 1,
    "holder.female": 1,
    "holder.social_from_65": 1,
    "holder.social_large_household": 1,
    "holder.social_other": 1,
    "bundle.phone_net_tv": 1,
    "bundle.phone_net": 1,
    "bundle.phone_tv": 1,
    "bundle.phone": 1,
    "bundle.net_tv": 1,
    "bundle.net": 1,
    "bundle.tv": 1,
    "bundle.package_of_phone_net_tv": 1,
    "account.adoption": BANDS,
    "account.language_be": 1,
    "account.clients": len(CLIENTS),
    "account.age_days_most": 1,
    "binding.by_home_phone": 1,
    "binding.further_contract": 1,
    "binding.cared_for": BANDS,
    "binding.relatives_among": 1,
    "binding.relative_younger_least": 1,
    "binding.relative_younger_most": 1,
}
"""Every parameter and how many values it has."""


IN_ORDER = (
    ("holder.age_from", "holder.age_until"),
    ("binding.relative_younger_least", "binding.relative_younger_most"),
)
"""Pairs in which no value of the first is above that of the second."""

POSITIVE = (
    "address.house_most",
    "address.flat_most",
    "account.age_days_most",
    "binding.relatives_among",
)

PERSONS = (
    "household.persons_rural",
    "household.persons_urban",
    "household.persons_65",
    "household.persons_75",
)
"""Sizes of homes, in the order in which people look them up."""

WEIGHTS = (
    *PERSONS,
    "holder.age",
    "holder.age_telephone_only",
    "account.clients",
)
"""Lists of which at least one value is above 0."""


def read_parameters(content: bytes | None, spot: Spot) -> Parameters:
    """Values by "section.key", each as a tuple of so many whole numbers; single ones too."""
    document = parse_document(content, spot) if content is not None else None
    if document is None:
        return {}
    entries = {
        f"{section}.{key}": entry
        for section, table in document.items()
        for key, entry in (table.items() if isinstance(table, dict) else [("", table)])
    }
    for stray in sorted(entries.keys() - LENGTHS.keys()):
        spot.inside(stray).report("is not known" + did_you_mean(stray, LENGTHS), remedy="drop it")
    parameters = {
        key: value
        for key, length in LENGTHS.items()
        if (value := _read_entry(entries.get(key), length, spot.inside(key))) is not None
    }
    _check_values(parameters, spot)
    return parameters


def _check_values(parameters: Parameters, spot: Spot) -> None:
    for low, high in IN_ORDER:
        pairs = zip(parameters.get(low, ()), parameters.get(high, ()), strict=False)
        if any(least > most for least, most in pairs):
            spot.inside(low).report(f"is above {high}", remedy="lower it")
    for key in POSITIVE:
        if min(parameters.get(key, (1,))) < 1:
            spot.inside(key).report("has a 0", remedy="use 1 and above")
    for key in WEIGHTS:
        if sum(parameters.get(key, (1,))) < 1:
            spot.inside(key).report("has no weight", remedy="give one value more than 0")


def _read_entry(entry: Any, length: int, spot: Spot) -> tuple[int, ...] | None:
    if not isinstance(entry, dict) or set(entry) != {"value", "basis", "source"}:
        spot.report("is missing or incomplete", remedy="give it value, basis and source")
        return None
    if entry["basis"] not in get_args(Basis):
        spot.report(f"basis {entry['basis']!r}", remedy=f"use one of {', '.join(get_args(Basis))}")
    written = entry["value"] if isinstance(entry["value"], list) else [entry["value"]]
    if len(written) != length:
        spot.report(f"has {len(written)} values", remedy=f"write {length}")
        return None
    if any(type(one) is not int or not 0 <= one <= LARGEST for one in written):
        spot.report(f"{entry['value']} is not made of whole numbers", remedy="use 0 and above")
        return None
    return tuple(written)


def bundle_weights(parameters: Parameters) -> list[int]:
    """Weights by `Bundle`, per million."""
    (package,) = parameters["bundle.package_of_phone_net_tv"]
    (all_three,) = parameters["bundle.phone_net_tv"]
    others = [bundle.name.lower() for bundle in list(Bundle)[2:]]
    return [
        all_three * package,
        all_three * (1000 - package),
        *(parameters[f"bundle.{other}"][0] * 1000 for other in others),
    ]


def age_weights(parameters: Parameters, key: str) -> list[int]:
    """Weights of single years of age: smooth, and in each band as heavy as `key` says.

    Each year takes the mean of its neighbours, nobody being younger or older than the bands; then
    the bands get their weight back; and so on until steps between bands are gone.
    """
    bands = [
        range(low, high + 1)
        for low, high in zip(
            parameters["holder.age_from"], parameters["holder.age_until"], strict=True
        )
    ]
    weights = {
        age: weight / len(band)
        for band, weight in zip(bands, parameters[key], strict=True)
        for age in band
    }
    for _ in range(SMOOTHINGS):
        means = {
            age: (weights.get(age - 1, 0.0) + weight + weights.get(age + 1, 0.0)) / 3
            for age, weight in weights.items()
        }
        for band, weight in zip(bands, parameters[key], strict=True):
            held = sum(means[age] for age in band)
            weights.update({age: means[age] * weight / held if held else 0.0 for age in band})
    return [round(weights[age] * AGE_UNITS) for age in sorted(weights)]


def shares_of(parameters: Parameters, villages: int) -> Records:
    """SHARES: parameters by their field, most of which go by the key's last part."""
    shares = blank(SHARES, 1)
    renamed = {
        "holder.age_on_1_january_of": "age_year",
        "account.age_days_most": "account_days_most",
    }
    names: tuple[str, ...] = SHARES.names or ()
    for key, value in parameters.items():
        field = renamed.get(key, key.partition(".")[2])
        if field in names:
            shares[field] = value
    shares["pon"] = [*parameters["household.pon_rural"], *parameters["household.pon_urban"]]
    shares["villages"] = villages
    return shares
