"""A block: subscribers with consecutive ids, made alone, the same in whatever block they stand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mybt_sim.base.attributes import with_attributes
from mybt_sim.base.errors import ScenarioError
from mybt_sim.catalogue import Catalogue
from mybt_sim.catalogue.calendar import date_of
from mybt_sim.engine.records import Records, blank, blank_contract, join
from mybt_sim.population.accounts import draw_accounts
from mybt_sim.population.contracts import CONTRACTS, Offer, draw_contracts
from mybt_sim.population.layouts import ACCOUNT, FACT, PERSON, SUBSCRIBERS_MOST
from mybt_sim.population.offers import make_offer
from mybt_sim.population.people import draw_people
from mybt_sim.population.pools import Pools


@dataclass(frozen=True)
class Block:
    """Subscribers `first` … `first + count - 1` as arrays.

    people     PERSON, one row per subscriber
    contracts  engine CONTRACT, one row per contract, as the engine begins with it
    facts      FACT, in step with `contracts`
    accounts   ACCOUNT, one row per account of these subscribers
    """

    seed: int
    first: int
    count: int
    start_day: int
    people: Records
    contracts: Records
    facts: Records
    accounts: Records
    pools: Pools
    catalogue: Catalogue

    def __repr__(self) -> str:
        last = self.first + self.count - 1
        return (
            f"<Block of subscribers {self.first:,} to {last:,}, seed {self.seed}, "
            f"{len(self.facts):,} contracts>"
        )


def join_blocks(blocks: Sequence[Block]) -> Block:
    """Blocks that follow each other, as one."""
    return replace(
        blocks[0],
        count=sum(block.count for block in blocks),
        people=join([block.people for block in blocks]),
        contracts=join([block.contracts for block in blocks]),
        facts=join([block.facts for block in blocks]),
        accounts=join([block.accounts for block in blocks]),
    )


def draw_block(
    data: Pools,
    catalogue: Catalogue,
    *,
    seed: int,
    first: int,
    count: int,
    start_day: int,
    offer: Offer | None = None,
) -> Block:
    """The subscribers with ids from `first` (1 and above) on, as they are on `start_day`.

    `offer` is what was on sale that day, for callers that draw many blocks.

    `start_day` counts from 1970-01-01. It decides ages, fees and the dates of accounts; who
    somebody is and what they hold does not depend on it.
    """
    _check_range(first, count)
    people = draw_subscribers(data, seed=seed, first=first, count=count)
    contract_counts = CONTRACTS[people["bundle"]]
    contracts = with_attributes(np.repeat(blank_contract(), contract_counts.sum()))
    facts = blank(FACT, len(contracts))
    offer = offer or make_offer(data, catalogue, start_day=start_day)
    draw_contracts(data.tables, offer, seed, start_day, people, contracts, facts)
    birth_years = np.repeat(people["birth_year"], contract_counts)
    facts["age"] = date_of(start_day).year - birth_years
    accounts = blank(ACCOUNT, int(people["has_account"].sum()))
    draw_accounts(data.tables, seed, start_day, people, accounts)
    return Block(
        seed=seed,
        first=first,
        count=count,
        start_day=start_day,
        people=people,
        contracts=contracts,
        facts=facts,
        accounts=accounts,
        pools=data,
        catalogue=catalogue,
    )


def draw_subscribers(data: Pools, *, seed: int, first: int, count: int) -> Records:
    """PERSON of `count` subscribers from `first` on."""
    people = blank(PERSON, count)
    draw_people(data.tables, seed, first, people, blank(PERSON, 1))
    return people


def _check_range(first: int, count: int) -> None:
    if first < 1 or count < 0 or first + count - 1 > SUBSCRIBERS_MOST:
        raise ScenarioError(
            f"There are no subscribers {first} to {first + count - 1}.",
            next_step=f"Ask for ids from 1 to {SUBSCRIBERS_MOST}.",
        )
