"""What is interrupted, and what must hold afterwards: rolled back or whole, and usable."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mybt_sim.world import Client, World
from tests.support.interrupts import Interrupt
from tests.support.worlds import contract_ids

ERRORS = (KeyboardInterrupt, SystemExit, MemoryError)
MOBILE = "+375291234567"

Deed = Callable[[World], object]


@dataclass(frozen=True)
class Person:
    """A device that is signed in, with the first contract bound."""

    device: int
    contract: int
    login: str


def settle_in(world: World) -> Person:
    """Somebody with a device and a contract."""
    phone, contract = world.client("android"), contract_ids(world)[0]
    assert phone.request_code(MOBILE).ok
    assert phone.sign_in(MOBILE, world.outside.inbox(MOBILE)[-1].code or "").ok
    assert phone.bind_by_login(*world.outside.paper(contract)[0]).ok
    return Person(phone.device_id, contract, world.outside.paper(contract)[0][0])


def deeds_of(person: Person) -> dict[str, Deed]:
    """One deed of each kind that changes a world."""
    keys = iter(range(1_000_000))

    def top_up(world: World) -> object:
        phone = Client(world, person.device)
        return phone.top_up(person.contract, "5.00", key=f"key {next(keys)}")

    return {
        "payment": lambda world: world.outside.erip_payment(person.login, "1.00"),
        "top-up with a key": top_up,
        "refusal": lambda world: Client(world, person.device).promise_payment(person.contract, 99),
        "device": lambda world: world.client("web"),
        "hours": lambda world: world.advance(hours=1),
        "days": lambda world: world.advance(days=1),
    }


def interrupted_deeds(
    world: World, person: Person, steps: Iterable[int], *, fine: bool = False
) -> Iterator[str]:
    """Interrupt each deed at each of these steps; yields where, after all has been checked."""
    for name, deed in deeds_of(person).items():
        for place, step in enumerate(steps):
            before, number, twin = world.digest(), len(world.log), world.fork()
            with Interrupt(step, ERRORS[place % len(ERRORS)], fine=fine) as interrupt:
                deed(world)
            if not interrupt.came:
                break
            check_whole(world, twin, deed, before, number, f"{name} at {interrupt.place}")
            yield interrupt.place


def check_whole(
    world: World, twin: World, deed: Deed, before: str, number: int, where: str
) -> None:
    """A deed that was interrupted is there whole, or not at all, and the world goes on."""
    assert len(world.log) in (number, number + 1), where
    if len(world.log) == number:
        assert world.digest() == before, where
    else:
        twin.replay([world.log[-1]])
        assert world.digest() == twin.digest(), where
    count = len(world.log)
    deed(world)
    assert len(world.log) == count + 1, where
    assert int(world._books[0].entry_count) == 0, where


def check_reopened(world: World, path: Path) -> World:
    """The world as it is opened again: the same."""
    digest, log = world.digest(), list(world.log)
    world.close()
    again = World.open(path)
    assert again.digest() == digest
    assert list(again.log) == log
    return again
