"""Checkpoints: what a state was after a command, as what changed since an earlier one.

They are derived and never the truth: each is bound to its command, the chain up to it, and the
rules that made it. One that cannot be read is passed over, for an earlier one or the beginning.
"""

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from mybt_sim.base.sources import lives_digest
from mybt_sim.catalogue import digest_folder, seed_folder
from mybt_sim.world.draft import Change
from mybt_sim.world.durable.packing import packed_value, value_of
from mybt_sim.world.state import Key, State, Table

LEVEL = 1
MISSING = object()


@dataclass(frozen=True)
class Checkpoint:
    """What changed from checkpoint `before` (0: the beginning) up to command `number`."""

    number: int
    chain: str
    before: int
    digest: str
    body: bytes

    @property
    def is_sound(self) -> bool:
        """Whether the body is what was written."""
        return hashlib.sha256(self.body).hexdigest() == self.digest


@dataclass
class Marks:
    """What was touched since a checkpoint; to mark too much, or twice, does no harm."""

    rows: dict[Table, dict[Key, None]] = field(default_factory=dict)
    contracts: dict[int, None] = field(default_factory=dict)
    has_all_contracts: bool = False

    def note(self, before: State, change: Change) -> None:
        """A change that is about to be carried out on the state `before`."""
        for table, rows in change.rows.items():
            self.rows.setdefault(table, {}).update(dict.fromkeys(rows))
        self.contracts.update(dict.fromkeys(change.contracts))
        if change.state is not before:
            self.has_all_contracts = True
            for table in Table:
                old, new = before.tables[table], change.state.tables[table]
                if old is not new:
                    gone = (key for key in old if key not in new)
                    self.rows.setdefault(table, {}).update(dict.fromkeys(gone))

    def copy(self) -> "Marks":
        """Marks that go on by themselves."""
        rows = {table: dict(keys) for table, keys in self.rows.items()}
        return Marks(rows, dict(self.contracts), self.has_all_contracts)


def marks_between(first: State, state: State) -> Marks:
    """What differs between the beginning and a state."""
    rows: dict[Table, dict[Key, None]] = {}
    for table in Table:
        old, new = first.tables[table], state.tables[table]
        changed = (key for key, value in new.items() if old.get(key, MISSING) != value)
        gone = (key for key in old if key not in new)
        rows[table] = {**dict.fromkeys(gone), **dict.fromkeys(changed)}
    return Marks(rows, {}, has_all_contracts=True)


def checkpoint_of(number: int, chain: str, before: int, state: State, marks: Marks) -> Checkpoint:
    """A checkpoint of a state after command `number`; `marks` say what changed since `before`."""
    places = range(len(state.contracts)) if marks.has_all_contracts else marks.contracts
    positions = np.fromiter(places, np.int32)
    contracts = state.contracts[positions]
    columns = tuple(contracts[name].tobytes() for name in contracts.dtype.names or ())
    tables = tuple(_rows_of(state, table, keys) for table, keys in marks.rows.items())
    whole = (state.now, state.history.digest, positions.tobytes(), columns, tables)
    body = zlib.compress(packed_value(whole), LEVEL)
    return Checkpoint(number, chain, before, hashlib.sha256(body).hexdigest(), body)


def _rows_of(state: State, table: Table, keys: Iterable[Key]) -> tuple[Any, ...]:
    rows = state.tables[table]
    kept = tuple((key, rows[key]) for key in keys if key in rows)
    return table.value, kept, tuple(key for key in keys if key not in rows)


def apply(checkpoint: Checkpoint, state: State) -> None:
    """Make the state at the checkpoint from the one at that before it; `ValueError` if spoiled."""
    if not checkpoint.is_sound:
        raise ValueError(f"checkpoint {checkpoint.number} is spoiled")
    now, digest, places, columns, tables = value_of(zlib.decompress(checkpoint.body))
    positions = np.frombuffer(places, np.int32)
    for name, column in zip(state.contracts.dtype.names or (), columns, strict=True):
        layout = state.contracts.dtype[name]
        values = np.frombuffer(column, layout.base).reshape(len(positions), *layout.shape)
        state.contracts[name][positions] = values
    for name, kept, gone in tables:
        rows = state.tables[Table(name)]
        for key in gone:
            rows.pop(key, None)
        rows.update(kept)
    state.now, state.history.digest = now, digest


@cache
def rules_digest() -> str:
    """Digest of all that a state depends on besides the log: rules, code of worlds, seed data."""
    digest = hashlib.sha256(lives_digest().encode() + digest_folder(seed_folder()).encode())
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:32]
