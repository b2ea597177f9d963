"""What a subscriber has: contracts with tariff and add-ons.

`contract_id` is `subscriber_id * 10 + slot`, the slot being 1 + `ServiceKind`, so that a kind of
contract has the same id in whatever bundle.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, draw, key_of
from mybt_sim.engine.records import Record, Records
from mybt_sim.engine.vocabulary import ServiceKind, Technology
from mybt_sim.population.accounts import bind
from mybt_sim.population.layouts import (
    BUNDLE_KINDS,
    CONTRACT_PLACES,
    Group,
    Tables,
    pick,
)
from mybt_sim.population.streams import Stream

PARTS_OF_SHARE = 10_000

_KINDS_MOST = max(len(kinds) for kinds in BUNDLE_KINDS)
KINDS = np.array([[*kinds, *[-1] * (_KINDS_MOST - len(kinds))] for kinds in BUNDLE_KINDS], np.int64)
"""Kinds of contract by bundle and order; -1: no more."""

CONTRACTS = np.array([len(kinds) for kinds in BUNDLE_KINDS], np.int64)
"""Number of contracts by bundle."""


class Offer(NamedTuple):
    """What contracts are made of on the first day."""

    tariffs: Records  # TARIFF by tariff
    add_ons: Records  # ADD_ON by add-on
    choices: NDArray[np.int64]  # tariffs by Group
    weights: NDArray[np.int64]  # their running totals
    add_on_shares: NDArray[np.int64]  # by add-on, of 10,000 contracts that it fits


@compiled
def draw_contracts(
    tables: Tables,
    offer: Offer,
    seed: int,
    start_day: int,
    people: Records,
    contracts: Records,
    facts: Records,
) -> None:
    """Fill `contracts` and `facts` with all contracts of `people`, in order of their ids."""
    row = 0
    for k in range(len(people)):
        person = people[k]
        for order in range(KINDS.shape[1]):
            kind = KINDS[person.bundle, order]
            if kind < 0:
                break
            draw_contract(offer, seed, person, kind, contracts[row])
            state_facts(tables, person, contracts[row], facts[row])
            bind(tables, seed, start_day, person, order == 0, facts[row])
            row += 1


@compiled
def draw_contract(offer: Offer, seed: int, person: Record, kind: int, contract: Record) -> None:
    """The contract as the engine begins with it: tariff by line and kind, add-ons that fit it."""
    contract_id = person.subscriber_id * CONTRACT_PLACES + kind + 1
    contract.contract_id = contract_id
    contract.kind = kind
    contract.technology = person.technology
    contract.is_social = person.is_social
    key = key_of(seed, Stream.CONTRACT, contract_id)
    group = tariff_group(kind, person.technology, person.is_social)
    choice = pick(offer.weights[group], draw(key, 0, 0))
    index = offer.choices[group, choice]
    tariff = offer.tariffs[index]
    contract.tariff = index
    contract.settlement = tariff.settlement
    contract.add_ons = draw_add_ons(offer, key, tariff)


@compiled
def tariff_group(kind: int, technology: int, is_social: bool) -> int:
    """The group of first tariffs for such a contract."""
    if kind == ServiceKind.TV:
        return Group.TV.value
    if kind == ServiceKind.TELEPHONY:
        return Group.TELEPHONY.value
    if kind == ServiceKind.PACKAGE:
        return Group.PACKAGE_PON.value if technology else Group.PACKAGE_XDSL.value
    if technology == Technology.XDSL:
        return Group.INTERNET_XDSL.value
    return Group.INTERNET_PON_SOCIAL.value if is_social else Group.INTERNET_PON.value


@compiled
def draw_add_ons(offer: Offer, key: int, tariff: Record) -> int:
    """Bits of the add-ons held: those of the tariff, and others that fit and do not conflict."""
    held = tariff.included_add_ons
    for index in range(len(offer.add_on_shares)):
        share = offer.add_on_shares[index]
        bit = 1 << index
        if share == 0 or not tariff.fitting_add_ons & bit:
            continue
        add_on = offer.add_ons[index]
        if held & add_on.conflicts or add_on.requires & ~held:
            continue
        if below(draw(key, 1, index), PARTS_OF_SHARE) < share:
            held |= bit
    return held


@compiled
def state_facts(tables: Tables, person: Record, contract: Record, fact: Record) -> None:
    """What is known about a contract besides its state."""
    kind = contract.kind
    is_package = kind == ServiceKind.PACKAGE
    fact.contract_id = contract.contract_id
    fact.subscriber_id = person.subscriber_id
    fact.kind = kind
    fact.technology = contract.technology
    fact.tariff = contract.tariff
    fact.has_internet = is_package or kind == ServiceKind.INTERNET
    fact.has_tv = is_package or kind == ServiceKind.TV
    fact.has_phone = is_package or kind == ServiceKind.TELEPHONY
    fact.is_female = person.is_female
    fact.persons = person.persons
    fact.is_urban = person.is_urban
    fact.region = person.region
    fact.locality = person.locality
    fact.home_phone = person.home_phone
