"""Accounts of the application, and which of them a contract is bound to.

An account belongs to a subscriber, whose id it bears, and may hold contracts of relatives.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, draw, key_of, low_below
from mybt_sim.engine.records import DAY_S, FAR, Record, Records
from mybt_sim.population.layouts import MILLE, Method, Tables, pick
from mybt_sim.population.numbers import mobile_phone
from mybt_sim.population.streams import Stream

FIRST_HOUR_S = 7 * 3600
LAST_HOUR_S = 23 * 3600
FIRST_BINDING_S = 900
"""The owner's first contract is bound within so many seconds after the account was opened."""


@compiled
def bind(
    tables: Tables, seed: int, start_day: int, person: Record, is_first: bool, fact: Record
) -> None:
    """Bind the contract to the owner's account, else to that of the relative who looks after it.

    A home phone binds every contract of the household at once; by login each is bound alone, the
    first always, a further one with some.
    """
    shares = tables.shares[0]
    account_id = person.subscriber_id if person.has_account else person.carer_id
    fact.account_id = 0
    fact.unbound_at = FAR
    fact.method = Method.NONE.value
    if account_id == 0:
        return
    key = key_of(seed, Stream.BINDING, person.subscriber_id)
    bits = draw(key, fact.kind, 1)
    if person.home_phone > 0 and below(draw(key, 0, 0), MILLE) < shares.by_home_phone:
        fact.method = Method.BY_HOME_PHONE.value
        bits = draw(key, 0, 1)
        is_first = True
    elif is_first or below(draw(key, fact.kind, 2), MILLE) < shares.further_contract:
        fact.method = Method.BY_LOGIN.value
    else:
        return
    fact.account_id = account_id
    opened_at = account_opened_at(tables, seed, start_day, account_id)
    is_own = account_id == person.subscriber_id
    within_s = FIRST_BINDING_S if is_own and is_first else start_day * DAY_S - opened_at
    fact.bound_at = opened_at + 1 + low_below(bits, within_s - 1)


@compiled
def account_opened_at(tables: Tables, seed: int, start_day: int, account_id: int) -> int:
    """When an account was opened: some day before the first, in waking hours."""
    key = key_of(seed, Stream.ACCOUNT, account_id)
    bits = draw(key, 0, 0)
    day = start_day - 1 - below(bits, tables.shares[0].account_days_most)
    return day * DAY_S + FIRST_HOUR_S + low_below(bits, LAST_HOUR_S - FIRST_HOUR_S)


@compiled
def draw_accounts(
    tables: Tables, seed: int, start_day: int, people: Records, accounts: Records
) -> None:
    """Fill `accounts` with those of `people`."""
    row = 0
    for k in range(len(people)):
        if people[k].has_account:
            account = accounts[row]
            account.account_id = people[k].subscriber_id
            account.mobile = mobile_phone(seed, account.account_id)
            account.opened_at = account_opened_at(tables, seed, start_day, account.account_id)
            key = key_of(seed, Stream.ACCOUNT, account.account_id)
            bits = draw(key, 0, 1)
            is_belarusian = below(bits, MILLE) < tables.shares[0].language_be
            account.language = 1 if is_belarusian else 0
            account.client = pick(tables.clients, draw(key, 0, 2))
            row += 1
