"""Who is shown beside the phone: contracts of the population, chosen by how people live."""

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from mybt_sim.engine.records import NO_TARIFF, Record
from mybt_sim.engine.vocabulary import ServiceKind, Settlement, Technology
from mybt_sim.world import World
from mybt_sim.world.directory import Directory

Wish: TypeAlias = Callable[[Record, Record, Any], bool]
"""Of a contract, its holder, and how many contracts the holder has."""
THIS_YEAR = 2026


def _is_woman(_: Record, holder: Record, __: Any) -> bool:
    return bool(holder.is_female)


def _aged(least: int, most: int) -> Wish:
    return lambda _, holder, __: least <= THIS_YEAR - holder.birth_year <= most


def _kind(*kinds: ServiceKind) -> Wish:
    return lambda contract, _, __: int(contract.kind) in kinds


def _balance(least: int, most: int) -> Wish:
    return lambda contract, _, __: least <= int(contract.balance_kopecks) <= most


def _is_free(contract: Record, _: Record, __: Any) -> bool:
    """Nothing is going on with the contract: no block, no promise, no order."""
    return not (
        contract.is_blocked
        or contract.is_barred
        or contract.promise_open_kopecks
        or contract.suspended_until
        or contract.pending_tariff != NO_TARIFF
    )


def _is_blocked(contract: Record, _: Record, __: Any) -> bool:
    return bool(
        contract.is_blocked
        and contract.settlement == Settlement.ADVANCE
        and not contract.promise_open_kopecks
        and not contract.promise_unpaid_kopecks
        and not contract.suspended_until
    )


def _on_fibre(contract: Record, _: Record, __: Any) -> bool:
    return bool(contract.technology == Technology.PON)


def _at_home(_: Record, holder: Record, __: Any) -> bool:
    return bool(holder.home_phone > 0)


def _holds(least: int, most: int) -> Wish:
    return lambda _, __, count: least <= count <= most


INTERNET, TV, TELEPHONY, PACKAGE = ServiceKind
WISHES: dict[str, tuple[Wish, ...]] = {
    "student": (_kind(INTERNET), _is_blocked, _balance(-1_400, -50), _aged(18, 36)),
    "grandmother": (_kind(TELEPHONY), _balance(-2_500, -1), _aged(68, 90), _is_woman, _at_home),
    "parents": (
        *(_kind(INTERNET), _is_free, _balance(2_000, 20_000), _on_fibre, _aged(42, 62)),
        *(_at_home, _holds(2, 3)),
    ),
    "sister": (_kind(TV, PACKAGE), _is_free, _balance(1_500, 20_000), _is_woman, _aged(20, 40)),
    "pensioner": (_kind(TELEPHONY), _balance(-3_000, 5_000), _aged(63, 95), _at_home, _holds(1, 1)),
}
"""What each should be; whoever meets most of it is taken, the first of them by contract id."""


def chosen_cast(world: World) -> dict[str, int]:
    """A contract for each role, all of different people."""
    directory = world.directory
    rows = [
        (row, directory.person_of(int(row.contract_id)))
        for row in world.contract_records()
        if not row.is_terminated
    ]
    taken: set[int] = set()
    cast = {}
    for role, wishes in WISHES.items():
        free = (pair for pair in rows if pair[1].subscriber_id not in taken)
        contract, holder = _best(free, wishes, directory)
        taken.add(int(holder.subscriber_id))
        cast[role] = int(contract.contract_id)
    return cast


def _best(
    rows: Iterable[tuple[Record, Record]], wishes: tuple[Wish, ...], directory: Directory
) -> tuple[Record, Record]:
    def met(pair: tuple[Record, Record]) -> int:
        count = len(directory.contracts_of(pair[1].subscriber_id))
        return sum(wish(*pair, count) for wish in wishes)

    return max(rows, key=met)
