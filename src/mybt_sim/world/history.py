"""What has happened since a world began: entries, events and days, in the order of their making.

It only grows. Each part stands under the number of its command and points to the part before it, so
adding one costs the same however many there are, and forks share what they have in common. The
digest is a chain over all parts.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain as joined
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from mybt_sim.engine.records import EVENT, LEDGER_ENTRY, Records, blank, join
from mybt_sim.simulation.layouts import DayColumn


@dataclass(frozen=True)
class Part:
    """What one command, or one passing of time, left behind.

    entries, events   LEDGER_ENTRY, EVENT, by contract
    days              int32, DayColumn × contract-day, by contract and day
    """

    entries: Records
    events: Records
    days: NDArray[np.int32]


def no_days() -> NDArray[np.int32]:
    """No contract-day."""
    return np.empty((len(DayColumn), 0), np.int32)


def no_part() -> Part:
    """Nothing happened."""
    return Part(blank(LEDGER_ENTRY, 0), blank(EVENT, 0), no_days())


class Earlier(Protocol):
    """What happened before the parts that a history holds itself."""

    def of_contract(self, contract_id: int) -> Part: ...
    def numbered(self) -> Iterator[tuple[int, Part]]: ...
    def until(self, number: int, day: int) -> "Earlier": ...
    def shared(self) -> "Earlier": ...


class NothingEarlier:
    """A history that holds everything itself."""

    def of_contract(self, _contract_id: int) -> Part:
        """Nothing."""
        return no_part()

    def numbered(self) -> Iterator[tuple[int, Part]]:
        """Nothing."""
        return iter(())

    def until(self, _number: int, _day: int) -> Earlier:
        """Nothing, whenever."""
        return self

    def shared(self) -> Earlier:
        """Nothing, for somebody else."""
        return self


class Node(NamedTuple):
    """A part under the number of its command (0: the past), and the one before it."""

    number: int
    part: Part
    before: "Node | None"


@dataclass(frozen=True)
class Growth:
    """What one command adds: the newest part of each contract that it touched, and the digest."""

    nodes: Mapping[int, Node]
    digest: str


@dataclass
class History:
    """Bulky parts, and small ones by contract, because live operations touch one contract each."""

    earlier: Earlier = field(default_factory=NothingEarlier)
    bulk: Node | None = None
    small: dict[int, Node] = field(default_factory=dict)
    digest: str = ""

    def copy(self) -> "History":
        """A history that goes on by itself."""
        return History(self.earlier.shared(), self.bulk, dict(self.small), self.digest)

    def with_bulk(self, number: int, part: Part) -> "History":
        """The history after a passing of time; the part is sorted by contract."""
        bulk = Node(number, part, self.bulk)
        return History(self.earlier, bulk, dict(self.small), sealed(self.digest, part))

    def growth(self, number: int, parts: Mapping[int, Part]) -> Growth:
        """What an operation that left `parts` behind, by contract, will add."""
        digest = self.digest
        for part in parts.values():
            digest = sealed(digest, part)
        nodes = {one: Node(number, part, self.small.get(one)) for one, part in parts.items()}
        return Growth(nodes, digest)

    def grow(self, growth: Growth) -> None:
        """Add it; twice is the same as once."""
        self.small.update(growth.nodes)
        self.digest = growth.digest

    def until(self, number: int, day: int, digest: str) -> "History":
        """What it was after command `number`, at a moment of `day`, when this was its digest."""
        found = ((one, _until(newest, number)) for one, newest in self.small.items())
        small = {one: node for one, node in found if node is not None}
        return History(self.earlier.until(number, day), _until(self.bulk, number), small, digest)

    def entries(self, contract_id: int) -> Records:
        """Ledger entries of a contract since the world began; daily charges are in `days`."""
        parts = self.parts_of(contract_id)
        return join([blank(LEDGER_ENTRY, 0), *(part.entries for part in parts)])

    def events(self, contract_id: int) -> Records:
        """Events of a contract since the world began."""
        return join([blank(EVENT, 0), *(part.events for part in self.parts_of(contract_id))])

    def days(self, contract_id: int) -> NDArray[np.int32]:
        """Closed days of a contract since the world began, DayColumn × day."""
        return np.hstack([no_days(), *(part.days for part in self.parts_of(contract_id))])

    def in_order(self) -> Part:
        """All that happened, as one part; what concerns one contract stands in order of time."""
        parts = list(self.parts())
        return Part(
            join([blank(LEDGER_ENTRY, 0), *(part.entries for part in parts)]),
            join([blank(EVENT, 0), *(part.events for part in parts)]),
            np.hstack([no_days(), *(part.days for part in parts)]),
        )

    def parts(self) -> Iterator[Part]:
        """All parts, in the order in which they were made."""
        return (part for _, part in self.numbered())

    def numbered(self) -> Iterator[tuple[int, Part]]:
        """All parts with the numbers of their commands, in order."""
        yield from self.earlier.numbered()
        nodes = joined(_walk(self.bulk), *map(_walk, self.small.values()))
        yield from sorted(nodes, key=_number)

    def parts_of(self, contract_id: int) -> Iterator[Part]:
        """The contract's share of each part, in order of time."""
        yield self.earlier.of_contract(contract_id)
        shares = ((number, share_of(part, contract_id)) for number, part in _walk(self.bulk))
        nodes = [*shares, *_walk(self.small.get(contract_id))]
        for _, part in sorted(nodes, key=_number):
            yield part


def _number(numbered: tuple[int, Part]) -> int:
    return numbered[0]


def _walk(node: Node | None) -> Iterator[tuple[int, Part]]:
    """Newest first."""
    while node is not None:
        yield node.number, node.part
        node = node.before


def _until(node: Node | None, number: int) -> Node | None:
    while node is not None and node.number > number:
        node = node.before
    return node


def sealed(digest: str, part: Part) -> str:
    """The next link of the chain over all parts."""
    chain = hashlib.sha256(digest.encode())
    for rows in (part.entries, part.events):
        for name in rows.dtype.names or ():
            chain.update(rows[name].tobytes())
    chain.update(part.days.tobytes())
    return chain.hexdigest()


def share_of(part: Part, contract_id: int) -> Part:
    """What of a part that is sorted by contract belongs to one of them."""
    days = slice(*_bounds(part.days[DayColumn.CONTRACT_ID], contract_id))
    entries = slice(*_bounds(part.entries["contract_id"], contract_id))
    events = slice(*_bounds(part.events["contract_id"], contract_id))
    return Part(part.entries[entries], part.events[events], part.days[:, days])


def _bounds(ids: NDArray[np.int64], contract_id: int) -> tuple[int, int]:
    start, end = np.searchsorted(ids, [contract_id, contract_id + 1])
    return int(start), int(end)
