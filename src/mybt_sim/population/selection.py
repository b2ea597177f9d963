"""Contracts that meet conditions: for the casts of journeys, for notebooks, for tests.

    masks = [meets(crowd, "kind", "internet"), meets(crowd, "balance", "about 3.00")]

A condition is a name with the value that is asked for. Closed names may be words in any case or
members of their enum, one or several; money is BYN as text. What is misspelt is one
`RequestError` that names what comes close.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias, TypedDict

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.errors import RequestError
from mybt_sim.base.named import Named
from mybt_sim.catalogue import Catalogue
from mybt_sim.catalogue.findings import did_you_mean
from mybt_sim.engine.records import NO_TARIFF, Records
from mybt_sim.engine.status import status_of
from mybt_sim.engine.vocabulary import ServiceKind, Settlement, Status, Technology
from mybt_sim.population.blocks import Block
from mybt_sim.population.layouts import LANGUAGES
from mybt_sim.population.ranges import ages_of, between, kopecks_of, whole_number

Mask: TypeAlias = NDArray[np.bool_]
Words: TypeAlias = str | Named | Iterable[str | Named]
"""One word of a closed vocabulary, or any of several."""
Money: TypeAlias = str | tuple[str | None, str | None]
"""BYN: "3.00", "about 3.00" (within a tenth, at least 1.00), ("2.00", None) from 2.00 on."""

CITY = "г. "


class Conditions(TypedDict, total=False):
    """What may be asked of a contract. Ages are those at the beginning of the population."""

    kind: Words
    settlement: Words
    technology: Words
    status: Words
    tariff: Words
    pending_tariff: bool
    balance: Money
    has_add_on: Words  # all of them
    has_no_add_on: Words  # none of them
    is_plain: bool  # no add-ons but those of its tariff
    has_promise: bool  # one is open
    is_barred: bool
    is_bound: bool  # to an account, at the beginning
    language: Words  # of that account
    age: tuple[int | None, int | None]
    contracts_at_home: int  # its holder has at least so many
    home_of: int  # another contract, whose holder has this one too
    region: Words  # a code, such as MSQ
    locality: Words  # a name in Russian or Belarusian


@dataclass(frozen=True)
class Crowd:
    """Contracts as they were drawn (`block`) and as they are `now` (`records`), in one order."""

    block: Block
    records: Records
    catalogue: Catalogue
    now: int

    @property
    def facts(self) -> Records:
        """Who holds them and where."""
        return self.block.facts


def meets(crowd: Crowd, name: str, value: Any) -> Mask:
    """Which contracts meet the condition `name`; `RequestError` when it is none."""
    if name not in CONDITIONS:
        raise RequestError(
            f"{name} is no condition of a contract.",
            next_step=did_you_mean(name, CONDITIONS).strip() or f"Use {', '.join(CONDITIONS)}.",
        )
    return np.asarray(CONDITIONS[name](crowd, value), np.bool_)


def narrowed(crowd: Crowd, conditions: Iterable[tuple[str, Mask]]) -> tuple[Mask, str]:
    """Contracts that meet all conditions, and where there is none, why: the one too many."""
    left = np.ones(len(crowd.facts), np.bool_)
    met: list[str] = []
    for words, mask in conditions:
        if not (left & mask).any():
            before = f" that meet {', '.join(met)}" if met else ""
            return left & mask, f"of {int(left.sum())} contracts{before} none meets {words}"
        left &= mask
        met.append(words)
    return left, ""


def _several(value: Any) -> list[Any]:
    return [value] if isinstance(value, str | Named | int) else list(value)


def _words_of(name: str, value: Any, known: Iterable[str]) -> list[str]:
    """Words of a closed vocabulary as it spells them."""
    spelt = {word.casefold(): word for word in known}
    words = [str(one) for one in _several(value)]
    for word in words:
        if word.casefold() not in spelt:
            near = did_you_mean(word, spelt.values()) or did_you_mean(word.casefold(), spelt)
            raise RequestError(
                f"{word!r} is no {name}.",
                next_step=near.strip() or f"Use {', '.join(spelt.values())}.",
            )
    return [spelt[word.casefold()] for word in words]


def _members(name: str, value: Any, members: type[Named]) -> list[int]:
    words = _words_of(name, value, (member.name.lower() for member in members))
    return [int(members[word.upper()]) for word in words]


def _flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise RequestError(f"{name} is {value!r}.", next_step="Give True or False.")
    return value


def _by_tariff(crowd: Crowd, value: Words) -> Mask:
    ids = [tariff.id for tariff in crowd.catalogue.tariffs]
    wanted = [ids.index(one) for one in _words_of("tariff", value, ids)]
    return np.isin(crowd.records["tariff"], wanted)


def _add_on_masks(crowd: Crowd, value: Words) -> list[Mask]:
    ids = [add_on.id for add_on in crowd.catalogue.add_ons]
    bits = [ids.index(one) for one in _words_of("add-on", value, ids)]
    return [(crowd.records["add_ons"] >> bit) & 1 == 1 for bit in bits]


def _is_plain(crowd: Crowd) -> Mask:
    ids = [add_on.id for add_on in crowd.catalogue.add_ons]
    included = np.array(
        [
            sum(1 << ids.index(one) for one in tariff.included_add_ons)
            for tariff in crowd.catalogue.tariffs
        ]
    )
    return np.asarray(crowd.records["add_ons"] & ~included[crowd.records["tariff"]] == 0)


def _by_status(crowd: Crowd, value: Words) -> Mask:
    wanted = _members("status", value, Status)
    return np.isin([int(status_of(row, crowd.now)) for row in crowd.records], wanted)


def _by_language(crowd: Crowd, value: Words) -> Mask:
    accounts = crowd.block.accounts
    spoken = [LANGUAGES.index(one) for one in _words_of("language", value, LANGUAGES)]
    owners = accounts["account_id"][np.isin(accounts["language"], spoken)]
    return np.isin(crowd.facts["account_id"], owners)


def _by_home_size(crowd: Crowd, value: object) -> Mask:
    least = whole_number("contracts_at_home", value)
    _, places, counts = np.unique(
        crowd.facts["subscriber_id"], return_inverse=True, return_counts=True
    )
    return np.asarray(counts[places] >= least)


def _by_home(crowd: Crowd, contract_id: int) -> Mask:
    """Other contracts of the same holder."""
    is_it = crowd.facts["contract_id"] == contract_id
    if not is_it.any():
        raise RequestError(f"There is no contract {contract_id}.", next_step="Find one first.")
    return (crowd.facts["subscriber_id"] == crowd.facts["subscriber_id"][is_it][0]) & ~is_it


def _by_region(crowd: Crowd, value: Words) -> Mask:
    regions = crowd.block.pools.regions
    wanted = [regions.index(one) for one in _words_of("region", value, regions)]
    return np.isin(crowd.facts["region"], wanted)


def _by_locality(crowd: Crowd, value: Words) -> Mask:
    names = [crowd.block.pools.words[language].localities for language in LANGUAGES]
    places = {name.removeprefix(CITY): place for known in names for place, name in enumerate(known)}
    asked = [str(one).removeprefix(CITY) for one in _several(value)]
    wanted = [places[word] for word in _words_of("locality", asked, places)]
    return np.isin(crowd.facts["locality"], wanted)


def _as(name: str, asked: Any, has: Mask) -> Mask:
    return has if _flag(name, asked) else ~has


CONDITIONS: dict[str, Callable[[Crowd, Any], Mask]] = {
    "kind": lambda crowd, value: np.isin(
        crowd.records["kind"], _members("kind", value, ServiceKind)
    ),
    "settlement": lambda crowd, value: np.isin(
        crowd.records["settlement"], _members("settlement", value, Settlement)
    ),
    "technology": lambda crowd, value: np.isin(
        crowd.records["technology"], _members("technology", value, Technology)
    ),
    "status": _by_status,
    "tariff": _by_tariff,
    "pending_tariff": lambda crowd, asked: _as(
        "pending_tariff", asked, crowd.records["pending_tariff"] != NO_TARIFF
    ),
    "balance": lambda crowd, value: between(crowd.records["balance_kopecks"], *kopecks_of(value)),
    "has_add_on": lambda crowd, value: np.all(_add_on_masks(crowd, value), axis=0),
    "has_no_add_on": lambda crowd, value: ~np.any(_add_on_masks(crowd, value), axis=0),
    "is_plain": lambda crowd, asked: _as("is_plain", asked, _is_plain(crowd)),
    "has_promise": lambda crowd, asked: _as(
        "has_promise", asked, crowd.records["promise_open_kopecks"] > 0
    ),
    "is_barred": lambda crowd, asked: _as("is_barred", asked, crowd.records["is_barred"]),
    "is_bound": lambda crowd, asked: _as("is_bound", asked, crowd.facts["account_id"] > 0),
    "language": _by_language,
    "age": lambda crowd, value: between(crowd.facts["age"], *ages_of(value)),
    "contracts_at_home": _by_home_size,
    "home_of": _by_home,
    "region": _by_region,
    "locality": _by_locality,
}
assert list(CONDITIONS) == list(Conditions.__annotations__)
