"""Choosing the cast: for each role the first contract by id that meets all its conditions."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.errors import JourneyError
from mybt_sim.catalogue import Catalogue
from mybt_sim.catalogue.model import Tariff
from mybt_sim.catalogue.notation import parse_byn
from mybt_sim.engine.kinds import ServiceKind, Technology
from mybt_sim.population.layouts import LANGUAGES
from mybt_sim.text.formats import KOPECKS_PER_BYN, phone
from mybt_sim.world.journeys.model import NEWCOMER, Journey, Role
from mybt_sim.world.world import World

FIRST_NEWCOMER = 375_29_600_00_01
"""Mobile numbers of people who are no subscribers are counted from here."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Member:
    """A member of the cast: what a step can refer to, None where there is none.

    `annex` is the login as ЕРИП asks for it; `mobile` is that of the account which the contract
    is bound to at the beginning, or a newcomer's own.
    """

    mobile: str | None = None
    contract: int | None = None
    number: str | None = None
    login: str | None = None
    annex: str | None = None
    password: str | None = None
    home_phone: str | None = None
    surname: str | None = None
    surname_be: str | None = None
    full_name: Mapping[str, str] = field(default_factory=dict)


MEMBER_FIELDS = tuple(item.name for item in fields(Member) if item.name != "full_name")


def cast_of(journey: Journey, world: World) -> dict[str, Member]:
    """Find everybody in `world`, and pay in what `top_up_to` asks for.

    Raises `JourneyError` when nobody meets a role, which says which condition is one too many.
    """
    chosen: dict[str, int] = {}
    members = {}
    newcomers = 0
    for name, role in journey.cast.items():
        if role.kind == NEWCOMER:
            members[name] = Member(mobile=_newcomer(world, newcomers))
            newcomers += 1
            continue
        chosen[name] = _find(journey, name, role, world, chosen)
        members[name] = _member(world, chosen[name])
        _top_up(journey, name, role, world, members[name])
    return members


def _find(journey: Journey, name: str, role: Role, world: World, chosen: Mapping[str, int]) -> int:
    ids = world.directory.block.facts["contract_id"]
    left = np.ones(len(ids), np.bool_)
    met: list[str] = []
    for condition, mask in _conditions(role, world, chosen):
        if not (left & mask).any():
            before = f" that meet {', '.join(met)}" if met else ""
            raise JourneyError(
                f"{journey.name}: nobody can play {name}: of {int(left.sum())} contracts{before} "
                f"none meets {condition}.",
                next_step="Widen that condition, or give the world more subscribers.",
            )
        left &= mask
        met.append(condition)
    return int(ids[np.flatnonzero(left)[0]])


def _conditions(role: Role, world: World, chosen: Mapping[str, int]) -> list[tuple[str, Mask]]:
    """Each condition of a role as it is written, with the contracts that meet it."""
    facts, directory = world.directory.block.facts, world.directory
    kinds = facts["kind"] == ServiceKind[role.kind.upper()]
    conditions = [(f"kind = {role.kind}", kinds)]
    subscribers = facts["subscriber_id"]
    if role.same_home_as:
        home = directory.holder_of(chosen[role.same_home_as]).subscriber_id
        conditions.append((f"same_home_as = {role.same_home_as}", subscribers == home))
        conditions.append(
            ("another contract", ~np.isin(facts["contract_id"], list(chosen.values())))
        )
    elif chosen:
        taken = [directory.holder_of(one).subscriber_id for one in chosen.values()]
        conditions.append(("another home than the rest of the cast", ~np.isin(subscribers, taken)))
    if role.contract is not None:
        conditions.append((f"contract = {role.contract}", facts["contract_id"] == role.contract))
    conditions += _of_contract(role, world)
    conditions += _of_holder(role, world)
    return conditions


def _of_contract(role: Role, world: World) -> list[tuple[str, Mask]]:
    facts, catalogue = world.directory.block.facts, world.catalogue
    records = world.contract_records()
    balance, add_ons = records["balance_kopecks"], records["add_ons"]
    found = []
    if role.tariff:
        tariffs = np.array([tariff.id for tariff in catalogue.tariffs])[records["tariff"]]
        found.append((f"tariff = {list(role.tariff)}", np.isin(tariffs, role.tariff)))
    if role.technology:
        line = facts["technology"] == Technology[role.technology.upper()]
        found.append((f"technology = {role.technology}", line))
    if role.plain:
        included = [_included_bits(tariff, catalogue) for tariff in catalogue.tariffs]
        found.append(("plain", add_ons & ~np.array(included)[records["tariff"]] == 0))
    ids = [add_on.id for add_on in catalogue.add_ons]
    wishes = [("has", one) for one in role.has] + [("has_not", one) for one in role.has_not]
    for word, add_on in wishes:
        is_on = (add_ons >> ids.index(add_on)) & 1 == 1
        found.append((f"{word} = {add_on}", is_on if word == "has" else ~is_on))
    if role.min_balance is not None:
        found.append((f"min_balance = {role.min_balance}", balance >= kopecks(role.min_balance)))
    if role.max_balance is not None:
        found.append((f"max_balance = {role.max_balance}", balance <= kopecks(role.max_balance)))
    if role.top_up_to is not None:
        found.append((f"top_up_to = {role.top_up_to}", balance <= kopecks(role.top_up_to)))
    return found


def _included_bits(tariff: Tariff, catalogue: Catalogue) -> int:
    ids = [add_on.id for add_on in catalogue.add_ons]
    return sum(1 << ids.index(one) for one in tariff.included_add_ons)


def _of_holder(role: Role, world: World) -> list[tuple[str, Mask]]:
    facts, accounts = world.directory.block.facts, world.directory.block.accounts
    found = []
    if role.min_age is not None:
        found.append((f"min_age = {role.min_age}", facts["age"] >= role.min_age))
    if role.max_age is not None:
        found.append((f"max_age = {role.max_age}", facts["age"] <= role.max_age))
    if role.account is not None:
        is_bound = (facts["account_id"] > 0) == role.account
        found.append((f"account = {str(role.account).lower()}", is_bound))
    if role.language:
        speaks = accounts["language"] == LANGUAGES.index(role.language)
        owners = accounts["account_id"][speaks]
        found.append((f"language = {role.language}", np.isin(facts["account_id"], owners)))
    if role.contracts_at_home > 1:
        _, places, counts = np.unique(
            facts["subscriber_id"], return_inverse=True, return_counts=True
        )
        enough = counts[places] >= role.contracts_at_home
        found.append((f"contracts_at_home = {role.contracts_at_home}", enough))
    return found


def _member(world: World, contract: int) -> Member:
    directory = world.directory
    holder = directory.holder_of(contract)
    login, password = world.paper(contract)[0]
    account = int(directory.block.facts["account_id"][directory.position(contract)])
    mobile = world.mobile_of(account) if account else None
    return Member(
        mobile=None if mobile is None else _plain(mobile),
        contract=contract,
        number=str(directory.number(contract)),
        login=login,
        annex=login,
        password=password,
        home_phone=_plain(holder.home_phone) if holder.home_phone else None,
        surname=holder.surname["ru"],
        surname_be=holder.surname["be"],
        full_name=holder.full_name,
    )


def _newcomer(world: World, count: int) -> str:
    number = FIRST_NEWCOMER
    while True:
        if not world.has_account(number):
            if count == 0:
                return _plain(number)
            count -= 1
        number += 1


def _top_up(journey: Journey, name: str, role: Role, world: World, member: Member) -> None:
    if role.top_up_to is None or member.contract is None:
        return
    balance = int(world.contract_record(member.contract).balance_kopecks)
    missing = kopecks(role.top_up_to) - balance
    if missing == 0:
        return
    outcome = world.erip_payment(str(member.annex), byn(missing))
    if not outcome.ok:
        raise JourneyError(
            f"{journey.name}: {name} cannot be topped up to {role.top_up_to}: {outcome.text('en')}",
            next_step="Leave top_up_to out, or start the world on another day.",
        )


def kopecks(text: str) -> int:
    """BYN as written, "15.00", in kopecks; a sign may stand before it. `ValueError` otherwise."""
    return parse_byn(text.removeprefix("+"), places=2)


def byn(amount_kopecks: int) -> str:
    """Kopecks as they are written in a journey, "15.00"."""
    return f"{Decimal(amount_kopecks) / KOPECKS_PER_BYN:.2f}"


def _plain(number: int) -> str:
    return phone(number).replace("\N{NO-BREAK SPACE}", " ")
