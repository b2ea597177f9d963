"""What has happened since a world began: entries, events and days, in the order of their making.

It only grows. Each part is kept as arrays that never change, so a fork shares them; the digest is a
chain over all parts.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

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


@dataclass
class History:
    """Bulky parts, and small ones by contract, because live operations touch one contract each."""

    bulk: list[Part] = field(default_factory=list)
    small: dict[int, tuple[tuple[int, Part], ...]] = field(default_factory=dict)
    digest: str = ""

    def copy(self) -> "History":
        """A history that goes on by itself."""
        return History(list(self.bulk), dict(self.small), self.digest)

    def add_bulk(self, part: Part) -> None:
        """Add what the passing of time left behind, sorted by contract."""
        self._seal(part)
        self.bulk.append(part)

    def add_small(self, contract_id: int, part: Part) -> None:
        """Add what an operation on one contract left behind."""
        self._seal(part)
        at = (len(self.bulk), part)
        self.small[contract_id] = (*self.small.get(contract_id, ()), at)

    def _seal(self, part: Part) -> None:
        chain = hashlib.sha256(self.digest.encode())
        for rows in (part.entries, part.events):
            for name in rows.dtype.names or ():
                chain.update(rows[name].tobytes())
        chain.update(part.days.tobytes())
        self.digest = chain.hexdigest()

    def entries(self, contract_id: int) -> Records:
        """Ledger entries of a contract since the world began; daily charges are in `days`."""
        return join([blank(LEDGER_ENTRY, 0), *(p.entries for p in self._parts(contract_id))])

    def events(self, contract_id: int) -> Records:
        """Events of a contract since the world began."""
        return join([blank(EVENT, 0), *(part.events for part in self._parts(contract_id))])

    def days(self, contract_id: int) -> NDArray[np.int32]:
        """Closed days of a contract since the world began, DayColumn × day."""
        return np.hstack([no_days(), *(part.days for part in self._parts(contract_id))])

    def in_order(self) -> Part:
        """All that happened, as one part; what concerns one contract stands in order of time."""
        small: dict[int, list[Part]] = {}
        for rows in self.small.values():
            for position, part in rows:
                small.setdefault(position, []).append(part)
        parts: list[Part] = []
        for position in range(len(self.bulk) + 1):
            parts += small.get(position, [])
            parts += self.bulk[position : position + 1]
        return Part(
            join([blank(LEDGER_ENTRY, 0), *(part.entries for part in parts)]),
            join([blank(EVENT, 0), *(part.events for part in parts)]),
            np.hstack([no_days(), *(part.days for part in parts)]),
        )

    def parts(self) -> Iterator[Part]:
        """All parts, those of the passing of time first."""
        yield from self.bulk
        for small in self.small.values():
            for _, part in small:
                yield part

    def _parts(self, contract_id: int) -> Iterator[Part]:
        """The contract's share of each part, in order of time."""
        small = list(self.small.get(contract_id, ()))
        for position, part in enumerate(self.bulk):
            while small and small[0][0] <= position:
                yield small.pop(0)[1]
            yield _share_of(part, contract_id)
        for _, part in small:
            yield part


def _share_of(part: Part, contract_id: int) -> Part:
    days = slice(*_bounds(part.days[DayColumn.CONTRACT_ID], contract_id))
    entries = slice(*_bounds(part.entries["contract_id"], contract_id))
    events = slice(*_bounds(part.events["contract_id"], contract_id))
    return Part(part.entries[entries], part.events[events], part.days[:, days])


def _bounds(ids: NDArray[np.int64], contract_id: int) -> tuple[int, int]:
    start, end = np.searchsorted(ids, [contract_id, contract_id + 1])
    return int(start), int(end)
