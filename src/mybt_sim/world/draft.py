"""A draft: what one request would change. Dropped it was a preview; else it becomes a `Change`.

A change is made ready before anything is touched, and carrying it out twice is the same as once: an
interrupt in the middle is mended by carrying it out again.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mybt_sim.engine.book import Book, clear_journal_in_python
from mybt_sim.engine.records import Record, Records, join
from mybt_sim.world.command import Logged
from mybt_sim.world.history import Growth, Part, no_days
from mybt_sim.world.state import COUNTERS, Key, State, Table, plain


@dataclass
class Draft:
    """Changes on top of `state`, which stays as it is until they are merged."""

    state: State
    rows: dict[Table, dict[Key, Any]] = field(default_factory=dict)
    contracts: dict[int, Records] = field(default_factory=dict)
    parts: dict[int, Part] = field(default_factory=dict)

    def get(self, table: Table, key: Key, default: Any = None) -> Any:
        """The value as it would be."""
        changed = self.rows.get(table)
        if changed is not None and key in changed:
            return changed[key]
        return self.state.tables[table].get(key, default)

    def put(self, table: Table, key: Key, value: Any) -> None:
        """Let the value be another one."""
        if self.get(table, key) != value:
            self.rows.setdefault(table, {})[key] = value

    def take_number(self, name: str) -> int:
        """The next number of a kind: 1, 2, 3 …"""
        number = int(self.get(Table.COUNT, name, 0)) + 1
        self.put(Table.COUNT, name, number)
        return number

    def contract(self, position: int) -> Records:
        """A copy of one contract, as an array of length 1, on which a rule may work."""
        if position not in self.contracts:
            self.contracts[position] = self.state.contracts[position : position + 1].copy()
        return self.contracts[position]

    def take_journal(self, book: Book, contract_id: int) -> Part:
        """Move what a rule wrote in the book's journal into the draft."""
        entries, events = int(book.entry_count), int(book.event_count)
        rows = join([book["entries"][:entries]]), join([book["events"][:events]])
        part = Part(*rows, no_days())
        clear_journal_in_python(book)
        if entries or events:
            before = self.parts.get(contract_id)
            self.parts[contract_id] = part if before is None else _together(before, part)
        return part

    def keep_counters_only(self) -> None:
        """Forget what a refused request may not change (law: a refusal changes nothing)."""
        assert not self.parts, "a rule refused after it had written in the journal"
        self.contracts.clear()
        self.rows = {table: rows for table, rows in self.rows.items() if table in COUNTERS}

    def fingerprint(self) -> str:
        """What the draft changes, in short."""
        whole = hashlib.sha256()
        for table in Table:
            for key, value in self.rows.get(table, {}).items():
                whole.update(f"{table.value} {key!r} {plain(value)!r}".encode())
        for position, contracts in self.contracts.items():
            whole.update(f"{position} {packed(contracts[0])!r}".encode())
        for part in self.parts.values():
            whole.update(f"{part.entries.tolist()!r} {part.events.tolist()!r}".encode())
        return whole.hexdigest()

    def change(self, logged: Logged) -> "Change":
        """What carrying this out as command `logged` does to the state."""
        growth = self.state.history.growth(logged.number, self.parts)
        contracts = {position: records[0] for position, records in self.contracts.items()}
        return Change(logged, self.state, self.rows, contracts, growth)


@dataclass(frozen=True)
class Change:
    """What a command does to a world, made ready. `state` is changed, or is another one already."""

    logged: Logged
    state: State
    rows: Mapping[Table, Mapping[Key, Any]] = field(default_factory=dict)
    contracts: Mapping[int, Record] = field(default_factory=dict)
    growth: Growth | None = None

    def carry_out(self) -> None:
        """Let it be so; twice is the same as once."""
        for table, rows in self.rows.items():
            self.state.tables[table].update(rows)
        for position, contract in self.contracts.items():
            self.state.contracts[position] = contract
        if self.growth is not None:
            self.state.history.grow(self.growth)


def _together(one: Part, other: Part) -> Part:
    return Part(join([one.entries, other.entries]), join([one.events, other.events]), no_days())


def packed(record: Record) -> tuple[Any, ...]:
    """A record as a value that never changes; it can be assigned to a record again."""
    return tuple(tuple(value) if isinstance(value, list) else value for value in _listed(record))


def _listed(record: Record) -> list[Any]:
    return [np.asarray(record[name]).tolist() for name in record.dtype.names or ()]
