"""A block as tables: dimensions of the population, with every name in Russian and Belarusian.

Ids join the tables: household_id is subscriber_id, account_id the subscriber who owns the account.
Moments are Minsk local time, money is in kopecks. No password is in any of them.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from typing import Any, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mybt_sim.base.time import SECOND_US
from mybt_sim.engine import vocabulary
from mybt_sim.engine.records import FAR, Records, blank
from mybt_sim.population.blocks import Block
from mybt_sim.population.layouts import CLIENTS, LANGUAGES, PERSON, Method, Settlement
from mybt_sim.population.moving import draw_new_homes
from mybt_sim.population.numbers import contract_numbers, service_logins
from mybt_sim.population.pools import Pools

SERVICE_SLOTS = {"internet": 1, "tv": 2, "telephony": 3}
"""Last digit of `service_id`, by kind of service."""

FLAT = {"ru": ", кв. ", "be": ", кв. "}
HOUSE = {"ru": ", д. ", "be": ", д. "}

Numbers: TypeAlias = NDArray[Any]


def frames(block: Block) -> dict[str, pl.DataFrame]:
    """One frame for each table of the population, in order of ids."""
    return {name: make(block) for name, make in TABLES.items()}


def household_frame(block: Block) -> pl.DataFrame:
    """One row per household: where it lives, its line and home phone."""
    people = block.people
    return pl.DataFrame(
        {
            "household_id": people["subscriber_id"],
            "persons": people["persons"],
            "technology": chosen(names_of(vocabulary.Technology), people["technology"]),
            **_home_columns(block.pools, people),
        }
    )


def move_frame(block: Block) -> pl.DataFrame:
    """One row per household that moved: since when and where it lives, and its home phone."""
    moved = block.facts[block.facts["moved_on"] > 0]
    ids, firsts = np.unique(moved["subscriber_id"], return_index=True)
    people = block.people[np.isin(block.people["subscriber_id"], ids)]
    homes = blank(PERSON, len(people))
    draw_new_homes(block.pools.tables, block.seed, people, homes)
    return pl.DataFrame(
        {
            "household_id": homes["subscriber_id"],
            "moved_on": days(moved["moved_on"][firsts]),
            **_home_columns(block.pools, homes),
        }
    )


def _home_columns(pools: Pools, people: Records) -> dict[str, pl.Series | Numbers]:
    """Where somebody lives."""
    return {
        "region": chosen(pools.regions, people["region"]),
        "locality_id": people["locality"],
        "is_urban": people["is_urban"],
        "home_phone": number_or_null(people["home_phone"]),
        "house": people["house"],
        "flat": number_or_null(people["flat_number"]),
        **{
            f"{part}_{language}": series
            for language in LANGUAGES
            for part, series in address_parts(pools, people, language).items()
        },
    }


def address_parts(pools: Pools, people: Records, language: str) -> dict[str, pl.Series]:
    """Settlement, street and the whole address line, in one language."""
    words = pools.words[language]
    villages = int(pools.tables.shares["villages"][0])
    settlements = gathered(words.settlements, people["locality"] * villages + people["village"])
    streets = gathered(words.streets, people["street"])
    parts = pl.DataFrame(
        {
            "settlement": settlements,
            "street": streets,
            "house": people["house"],
            "flat": number_or_null(people["flat_number"]),
        }
    )
    flat = pl.lit(FLAT[language]) + pl.col("flat").cast(pl.String)
    place = pl.format("{}, {}" + HOUSE[language] + "{}", "settlement", "street", "house")
    address = parts.select(address=pl.concat_str(place, flat.fill_null("")))["address"]
    return {"settlement": settlements, "street": streets, "address": address}


def subscriber_frame(block: Block) -> pl.DataFrame:
    """One row per subscriber, the holder of the contracts."""
    people = block.people
    return pl.DataFrame(
        {
            "subscriber_id": people["subscriber_id"],
            "household_id": people["subscriber_id"],
            "sex": chosen(("male", "female"), people["is_female"]),
            "birth_year": people["birth_year"],
            "is_social": people["is_social"],
            "carer_account_id": number_or_null(people["carer_id"]),
            **{
                f"{part}_{language}": series
                for language in LANGUAGES
                for part, series in name_parts(block.pools, people, language).items()
            },
        }
    )


def name_parts(pools: Pools, people: Records, language: str) -> dict[str, pl.Series]:
    """Surname, given name and patronymic in one language, agreeing with the bearer's sex."""
    words = pools.words[language]
    is_female = people["is_female"].astype(np.int64)
    men = pools.tables.men.shape[1]
    return {
        "surname": gathered(words.surnames, people["surname"] * 2 + is_female),
        "given_name": gathered(words.given_names, people["given_name"] + men * is_female),
        "patronymic": gathered(words.patronymics, people["father"] * 2 + is_female),
    }


def contract_frame(block: Block) -> pl.DataFrame:
    """One row per contract, as it is on its first day."""
    contracts, facts = block.contracts, block.facts
    tariffs = [tariff.id for tariff in block.catalogue.tariffs]
    return pl.DataFrame(
        {
            "contract_id": facts["contract_id"],
            "subscriber_id": facts["subscriber_id"],
            "contract_number": contract_numbers(block.seed, facts["contract_id"]),
            "kind": chosen(names_of(vocabulary.ServiceKind), facts["kind"]),
            "settlement": chosen(names_of(vocabulary.Settlement), contracts["settlement"]),
            "technology": chosen(names_of(vocabulary.Technology), facts["technology"]),
            "first_tariff": chosen(tariffs, facts["tariff"]),
            "first_add_ons": contracts["add_ons"],
            "is_social": contracts["is_social"],
            "home_phone": number_or_null(facts["home_phone"]),
            "opening_balance_kopecks": facts["opening_balance_kopecks"],
            "connected_on": days(facts["connected_on"]),
            "ended_on": day_or_null(facts["ended_on"]),
            "fibre_on": day_or_null(facts["fibre_on"]),
            "moved_on": day_or_null(facts["moved_on"]),
        }
    )


def service_frame(block: Block) -> pl.DataFrame:
    """One row per service: what can be bound by login and password."""
    facts = block.facts
    parts = [
        pl.DataFrame(
            {
                "service_id": facts["contract_id"][holds] * 10 + slot,
                "contract_id": facts["contract_id"][holds],
                "kind": chosen(tuple(SERVICE_SLOTS), np.full(int(holds.sum()), slot - 1)),
            }
        )
        for slot, holds in (
            (SERVICE_SLOTS["internet"], facts["has_internet"]),
            (SERVICE_SLOTS["tv"], facts["has_tv"]),
            (SERVICE_SLOTS["telephony"], facts["has_phone"]),
        )
    ]
    services = pl.concat(parts).sort("service_id")
    logins = service_logins(block.seed, services["service_id"].to_numpy())
    return services.with_columns(login=pl.Series(logins))


def account_frame(block: Block) -> pl.DataFrame:
    """One row per account of the application."""
    accounts = block.accounts
    return pl.DataFrame(
        {
            "account_id": accounts["account_id"],
            "mobile": accounts["mobile"],
            "language": chosen(LANGUAGES, accounts["language"]),
            "client": chosen(CLIENTS, accounts["client"]),
            "opened_at": moments(accounts["opened_at"]),
        }
    )


def binding_frame(block: Block) -> pl.DataFrame:
    """One row per contract of these subscribers that is bound to an account."""
    facts = block.facts[block.facts["account_id"] > 0]
    return pl.DataFrame(
        {
            "account_id": facts["account_id"],
            "contract_id": facts["contract_id"],
            "method": chosen(names_of(Method), facts["method"]),
            "is_relative": facts["account_id"] != facts["subscriber_id"],
            "bound_at": moments(facts["bound_at"]),
            "unbound_at": moments_if(facts["unbound_at"], facts["unbound_at"] < FAR),
        }
    )


TABLES: Mapping[str, Callable[[Block], pl.DataFrame]] = {
    "household": household_frame,
    "move": move_frame,
    "subscriber": subscriber_frame,
    "contract": contract_frame,
    "service": service_frame,
    "account": account_frame,
    "binding": binding_frame,
}


def locality_frame(pools: Pools) -> pl.DataFrame:
    """One row per locality; the same for every block."""
    localities = pools.localities
    region_names = {
        f"region_{language}": dict(zip(pools.regions, words.regions, strict=True))
        for language, words in pools.words.items()
    }
    return pl.DataFrame(
        {
            "locality_id": pl.Series(range(len(localities)), dtype=pl.Int16),
            "kind": chosen(names_of(Settlement), np.array([one.settlement for one in localities])),
            "locality_ru": pools.words["ru"].localities,
            "locality_be": pools.words["be"].localities,
            "region": chosen(
                pools.regions, np.array([pools.regions.index(one.region) for one in localities])
            ),
            **{
                column: [names[one.region] for one in localities]
                for column, names in region_names.items()
            },
            "area_code": [one.area_code for one in localities],
            "population": [one.people for one in localities],
        }
    )


def names_of(members: type[IntEnum]) -> tuple[str, ...]:
    """Members of an enumeration in lower case, by their values 0, 1, 2 …"""
    return tuple(member.name.lower() for member in members)


def chosen(categories: Sequence[str], codes: Numbers) -> pl.Series:
    """A column of closed vocabulary from its codes."""
    vocabulary = pl.Series(categories, dtype=pl.Enum(categories))
    return gathered(vocabulary, codes)


def gathered(words: pl.Series, indices: Numbers) -> pl.Series:
    """Words by index."""
    return words.gather(pl.Series(indices.astype(np.uint32)))


def number_or_null(numbers: Numbers) -> pl.Series:
    """Numbers in which 0 means that there is none."""
    series = pl.Series(numbers)
    return series.set(series == 0, None)


def days(numbers: Numbers) -> pl.Series:
    """Days since 1970-01-01 as dates."""
    return pl.Series(numbers).cast(pl.Int32).cast(pl.Date)


def day_or_null(numbers: Numbers) -> pl.Series:
    """Days in which 0 means that there is none, as dates."""
    return days(numbers).set(pl.Series(numbers == 0), None)


def moments_if(seconds: Numbers, which: NDArray[np.bool_]) -> pl.Series:
    """Moments where `which` holds; the others are none."""
    known = pl.Series(which)
    return moments(np.where(which, seconds, 0)).set(~known, None)


def moments(seconds: Numbers) -> pl.Series:
    """Seconds since 1970-01-01 as moments."""
    return pl.Series(seconds * SECOND_US).cast(pl.Datetime("us"))
