"""What stands in the file of a world, read only when somebody asks for it.

The world, its views and its forks read from one file. When the world closes it, those that others
still hold take with them what they may be asked for.
"""

import contextlib
import threading
from collections.abc import Iterator
from typing import Any, NamedTuple
from weakref import WeakSet

import duckdb
import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.errors import WorldError
from mybt_sim.operations import read_request
from mybt_sim.simulation.layouts import DayColumn
from mybt_sim.store.columns import Table
from mybt_sim.world.command import Command, Logged
from mybt_sim.world.durable.duck import talking
from mybt_sim.world.durable.rows import days_of, read_sql, records_of
from mybt_sim.world.history import Part

COMMANDS_SQL = """
SELECT number, epoch(happened_at)::BIGINT, device, name, arguments, idempotency_key, refusal, chain
FROM command WHERE number BETWEEN ? AND ? ORDER BY number
"""
CHECKPOINT_SQL = """
SELECT checkpoint.number, checkpoint.chain, before, digest, body
FROM checkpoint JOIN command USING (number, chain)
WHERE source = ? AND number <= ? ORDER BY number DESC LIMIT 1
"""


class Archive:
    """The reading side of a world's file."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, tables: dict[str, Table]) -> None:
        self._connection: duckdb.DuckDBPyConnection | None = connection
        self._tables = tables
        self._lock = threading.Lock()
        self._views: WeakSet[FileLog | FilePast] = WeakSet()

    def log(self, number: int) -> "FileLog":
        """The first `number` commands."""
        view = FileLog(self, number)
        self._views.add(view)
        return view

    def past(self, number: int, day: int) -> "FilePast":
        """What the first `number` commands left behind; `day` is the day after them."""
        view = FilePast(self, number, day)
        self._views.add(view)
        return view

    def use(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Go on with another connection to the same file."""
        self._connection = connection

    def hand_over(self, own: tuple[object, ...]) -> None:
        """Let every view but the world's own take with it what it may be asked for."""
        for view in list(self._views):
            if view not in own:
                with contextlib.suppress(WorldError):  # it will say so itself when it is asked
                    view.take_along()

    def let_go(self) -> None:
        """Read nothing from now on."""
        self._connection = None

    def commands(self, first: int, last: int) -> list[Logged]:
        """Commands `first` to `last`."""
        found = [logged_of(row) for row in self._rows(COMMANDS_SQL, [first, last])]
        if [logged.number for logged in found] != list(range(first, last + 1)):
            raise WorldError(
                f"The file does not have commands {first} to {last} as they were written.",
                next_step="Restore a copy of it.",
            )
        return found

    def checkpoint(self, source: str, number: int) -> tuple[Any, ...] | None:
        """The newest checkpoint up to a command that these rules made."""
        return next(iter(self._rows(CHECKPOINT_SQL, [source, number])), None)

    def part(self, number: int, day: int, contract_id: int) -> Part:
        """What the first commands left behind for one contract."""
        by_number = f"WHERE contract_id = {int(contract_id)} AND command_number <= {int(number)}"
        by_day = f"WHERE contract_id = {int(contract_id)}"
        return self._part(by_number, by_day + " AND " + _before(day))

    def whole(self, number: int, day: int) -> "Taken":
        """All that the first commands left behind."""
        which = f"WHERE command_number <= {int(number)}"
        part = self._part(which, "WHERE " + _before(day))
        of_entries, of_events = (
            self._arrays(f"SELECT command_number FROM {name} {which} ORDER BY rowid")
            for name in ("posting", "event")
        )
        return Taken(part, of_entries["command_number"], of_events["command_number"])

    def _part(self, which: str, which_days: str) -> Part:
        entries, events = (
            records_of(name, self._arrays(f"{read_sql(self._tables[name])} {which} ORDER BY rowid"))
            for name in ("posting", "event")
        )
        days = self._tables["contract_day"]
        found = self._arrays(f"{read_sql(days)} {which_days} ORDER BY rowid")
        return Part(entries, events, days_of(days, found))

    def _rows(self, query: str, values: list[Any]) -> list[tuple[Any, ...]]:
        with self._lock, _reading(), self._cursor() as cursor:
            return cursor.execute(query, values).fetchall()

    def _arrays(self, query: str) -> dict[str, Any]:
        with self._lock, _reading(), self._cursor() as cursor:
            return cursor.execute(query).fetchnumpy()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            raise WorldError("This world is closed.", next_step="Open it again: World.open(path).")
        return self._connection.cursor()


class FileLog:
    """The first commands of a file."""

    def __init__(self, archive: Archive, number: int) -> None:
        self._archive = archive
        self._number = number
        self._taken: list[Logged] | None = None

    def commands(self, first: int, last: int) -> list[Logged]:
        """Commands `first` to `last`."""
        if self._taken is not None:
            return self._taken[first - 1 : last]
        return self._archive.commands(first, last)

    def shared(self) -> "FileLog":
        """The same for somebody else."""
        if self._taken is not None:
            return self
        return self._archive.log(self._number)

    def take_along(self) -> None:
        """Read it all, because the file will be closed."""
        if self._taken is None:
            self._taken = self._archive.commands(1, self._number)


class Taken(NamedTuple):
    """Rows of a file in memory, with the commands of its entries and events."""

    part: Part
    of_entries: NDArray[np.int64]
    of_events: NDArray[np.int64]

    def until(self, number: int, day: int) -> "Taken":
        """What the first `number` commands left behind, up to the day before `day`."""
        part, entries, events = self.part, self.of_entries <= number, self.of_events <= number
        days = part.days[:, part.days[DayColumn.DAY] < day]
        less = Part(part.entries[entries], part.events[events], days)
        return Taken(less, self.of_entries[entries], self.of_events[events])


class FilePast:
    """What the first commands of a file left behind; daily charges up to the day before `day`."""

    def __init__(self, archive: Archive, number: int, day: int, taken: Taken | None = None) -> None:
        self._archive = archive
        self._number, self._day = number, day
        self._taken = taken

    def of_contract(self, contract_id: int) -> Part:
        """The share of one contract."""
        if self._taken is None:
            return self._archive.part(self._number, self._day, contract_id)
        part = self._taken.part
        return Part(
            part.entries[part.entries["contract_id"] == contract_id],
            part.events[part.events["contract_id"] == contract_id],
            part.days[:, part.days[DayColumn.CONTRACT_ID] == contract_id],
        )

    def numbered(self) -> Iterator[tuple[int, Part]]:
        """All of it as one part."""
        taken = self._taken or self._archive.whole(self._number, self._day)
        yield 0, taken.part

    def until(self, number: int, day: int) -> "FilePast":
        """Less of it."""
        number, day = min(number, self._number), min(day, self._day)
        if self._taken is None:
            return self._archive.past(number, day)
        return FilePast(self._archive, number, day, self._taken.until(number, day))

    def shared(self) -> "FilePast":
        """The same for somebody else."""
        return self if self._taken else self._archive.past(self._number, self._day)

    def take_along(self) -> None:
        """Read it all, because the file will be closed."""
        if self._taken is None:
            self._taken = self._archive.whole(self._number, self._day)


def logged_of(row: tuple[Any, ...]) -> Logged:
    """A row of the log; `WorldError` where it is none of an operation."""
    number, at, device, name, arguments, key, refusal, chain = row
    try:
        request = read_request(name, arguments)
    except ValueError as error:  # no JSON, no such operation, or not its fields
        raise WorldError(
            f"Command {number} ({name}) is not as it was written: {error}.",
            next_step="Restore a copy of the file.",
        ) from None
    return Logged(number, at, Command(request, device, key), refusal, chain)


def _before(day: int) -> str:
    return f"day < DATE '1970-01-01' + {int(day)}"


def _reading() -> Any:
    return talking("The world's file cannot be read", "Restore a copy of it.")
