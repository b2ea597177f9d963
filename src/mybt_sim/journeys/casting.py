"""Choosing the cast: for each role the first contract by id that meets all its conditions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

import numpy as np

from mybt_sim.base.errors import JourneyError
from mybt_sim.catalogue.notation import byn, parse_byn
from mybt_sim.journeys.model import NEWCOMER, Journey, Role
from mybt_sim.population.selection import Crowd, Mask, meets, narrowed
from mybt_sim.text.formats import phone
from mybt_sim.world.world import World

FIRST_NEWCOMER = 375_29_600_00_01
"""Mobile numbers of people who are no subscribers are counted from here."""


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
    crowd = world.crowd()
    left, missing = narrowed(crowd, _conditions(role, crowd, world, chosen))
    if missing:
        raise JourneyError(
            f"{journey.name}: nobody can play {name}: {missing}.",
            next_step="Widen that condition, or give the world more subscribers.",
        )
    return int(crowd.facts["contract_id"][np.flatnonzero(left)[0]])


def _conditions(
    role: Role, crowd: Crowd, world: World, chosen: Mapping[str, int]
) -> list[tuple[str, Mask]]:
    """Each condition of a role as it is written, with the contracts that meet it."""
    facts, directory = crowd.facts, world.directory
    conditions = [(f"kind = {role.kind}", meets(crowd, "kind", role.kind))]
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
    asked = (*_of_contract(role), *_of_holder(role))
    return conditions + [(words, meets(crowd, name, value)) for words, name, value in asked]


class Asked(NamedTuple):
    """A condition as a role words it, with its name and value in `population.selection`."""

    words: str
    condition: str
    value: Any


def _of_contract(role: Role) -> Iterator[Asked]:
    if role.tariff:
        yield Asked(f"tariff = {list(role.tariff)}", "tariff", role.tariff)
    if role.technology:
        yield Asked(f"technology = {role.technology}", "technology", role.technology)
    if role.plain:
        yield Asked("plain", "is_plain", True)
    for one in role.has:
        yield Asked(f"has = {one}", "has_add_on", one)
    for one in role.has_not:
        yield Asked(f"has_not = {one}", "has_no_add_on", one)
    if role.min_balance is not None:
        yield Asked(f"min_balance = {role.min_balance}", "balance", (role.min_balance, None))
    for name in ("max_balance", "top_up_to"):
        most = getattr(role, name)
        if most is not None:
            yield Asked(f"{name} = {most}", "balance", (None, most))


def _of_holder(role: Role) -> Iterator[Asked]:
    if role.min_age is not None:
        yield Asked(f"min_age = {role.min_age}", "age", (role.min_age, None))
    if role.max_age is not None:
        yield Asked(f"max_age = {role.max_age}", "age", (None, role.max_age))
    if role.account is not None:
        yield Asked(f"account = {str(role.account).lower()}", "is_bound", role.account)
    if role.language:
        yield Asked(f"language = {role.language}", "language", role.language)
    if role.contracts_at_home > 1:
        words = f"contracts_at_home = {role.contracts_at_home}"
        yield Asked(words, "contracts_at_home", role.contracts_at_home)


def _member(world: World, contract: int) -> Member:
    directory = world.directory
    holder = directory.holder_of(contract)
    login, password = world.outside.paper(contract)[0]
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
    outcome = world.outside.erip_payment(str(member.annex), byn(missing))
    if not outcome.ok:
        raise JourneyError(
            f"{journey.name}: {name} cannot be topped up to {role.top_up_to}: {outcome.text('en')}",
            next_step="Leave top_up_to out, or start the world on another day.",
        )


def kopecks(text: str) -> int:
    """BYN as written, "15.00", in kopecks; a sign may stand before it. `ValueError` otherwise."""
    return parse_byn(text.removeprefix("+"), places=2)


def _plain(number: int) -> str:
    return phone(number).replace("\N{NO-BREAK SPACE}", " ")
