"""A durable world: one DuckDB file with its log, and with what the commands brought about.

Each command is one transaction: its row in the log, its ledger entries, events and closed days. The
state follows from the log, and the chain in the log proves that it does; checkpoints only shorten
the way. `opening` makes and opens files, `archive` reads them.
"""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

import duckdb
import polars as pl

from mybt_sim.base.errors import WorldError
from mybt_sim.store.columns import Table
from mybt_sim.store.files import FileIdentity, file_identity
from mybt_sim.store.stream import insert
from mybt_sim.world.command import Logged
from mybt_sim.world.durable.archive import Archive
from mybt_sim.world.durable.duck import SAFE, connect, talking, write_plainly
from mybt_sim.world.durable.head import Head, Mark
from mybt_sim.world.durable.rows import write_part, write_parts, write_rows
from mybt_sim.world.history import Part
from mybt_sim.world.moments import moment_of

IN_USE = WeakValueDictionary[FileIdentity | None, "WorldFile"]()
"""Files that this process has open, whatever their names. DuckDB keeps other processes out."""

AGAIN = f"Close it and open it again. {SAFE}"
AT_ONCE = 10_000
"""Commands of a whole log that are stored by one statement."""
LAST_SQL = """
SELECT number, chain, postings, events, contract_days FROM command
UNION ALL SELECT 0, '', postings, events, contract_days FROM world
ORDER BY number DESC LIMIT 1
"""


class Rows(NamedTuple):
    """How many rows stand in posting, event and contract_day."""

    postings: int
    events: int
    contract_days: int

    def after(self, parts: Iterable[Part]) -> "Rows":
        """How many there are with these parts."""
        postings, events, days = self
        for part in parts:
            postings += len(part.entries)
            events += len(part.events)
            days += part.days.shape[1]
        return Rows(postings, events, days)


class Last(NamedTuple):
    """The last command of a file, and the rows up to it."""

    mark: Mark
    rows: Rows


class Gathered(NamedTuple):
    """A command that is to be stored, with the rows up to it and what it did."""

    logged: Logged
    rows: Rows
    parts: list[Part]


def read_last(connection: duckdb.DuckDBPyConnection) -> Last:
    """The last command in the file."""
    with talking("The world's file cannot be read", "Restore a copy of it."):
        row = connection.execute(LAST_SQL).fetchone()
    assert row is not None
    return Last(Mark(*row[:2]), Rows(*row[2:]))


class WorldFile:
    """The open file of a world. One thread at a time writes: the world's lock sees to that."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        tables: dict[str, Table],
        path: Path,
        last: Last,
    ) -> None:
        self._connection: duckdb.DuckDBPyConnection | None = connection
        self._tables = tables
        self._path = path
        self._mark, self._rows = last
        self.archive = Archive(connection, tables)
        self._head: Head | None = None
        self._is_sealed = False
        self._gathered: list[Gathered] | None = None

    def __repr__(self) -> str:
        return f"in {self._path}"

    def begin(self) -> None:
        """Say beside the file and in it that it is open, and how far it is."""
        try:
            IN_USE[file_identity(self._path)] = self
            self._head = Head(self._path, self._mark)
            write_plainly(self._connected())
            self._unseal(self._connected())
        except BaseException:
            self.abandon()
            raise

    def _unseal(self, connection: duckdb.DuckDBPyConnection) -> None:
        with talking("The world cannot be opened", AGAIN):
            connection.execute("UPDATE seal SET is_open = true")
            connection.execute("CHECKPOINT")  # a copy of the file alone must say so too
        self._is_sealed = False

    def abandon(self) -> None:
        """Let go of the file as if the process had ended: its head stays."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._head is not None:
            self._head.let_go()
        self._forget()

    def _forget(self) -> None:
        for identity in [one for one, file in IN_USE.items() if file is self]:
            del IN_USE[identity]

    def check_open(self) -> None:
        """`WorldError` when the world was closed."""
        if self._connection is None:
            raise WorldError("This world is closed.", next_step="Open it again: World.open(path).")

    def append(self, logged: Logged, parts: Iterable[Part]) -> None:
        """Store a command and all that it did, or nothing of it."""
        parts = list(parts)
        rows = self._rows.after(parts)
        if self._gathered is not None:
            self._gathered.append(Gathered(logged, rows, parts))
            self._mark, self._rows = Mark(logged.number, logged.chain), rows
            return
        try:
            self._store([Gathered(logged, rows, parts)])
        except WorldError:
            self._roll_back()
            raise
        self._acknowledge(Last(Mark(logged.number, logged.chain), rows))

    def _store(self, gathered: Sequence[Gathered]) -> None:
        if self._is_sealed:  # closing was interrupted, and the world goes on
            self._unseal(self._connected())
        connection = self._connected()
        with talking("The world cannot be written", AGAIN):
            connection.execute("BEGIN")
            write_rows(
                connection, "command", [command_row(one.logged, one.rows) for one in gathered]
            )
            numbered = [(one.logged.number, part) for one in gathered for part in one.parts]
            write_parts(connection, self._tables, numbered)
            connection.execute("COMMIT")

    @contextlib.contextmanager
    def gathering(self) -> Iterator[None]:
        """Commands that come in here are stored at its end: all of them at once, or none.

        Where that fails the file is let go of, for what is in memory is no longer in it.
        """
        self.check_open()
        gathered = self._gathered = []
        try:
            yield
            if gathered:
                self._store(gathered)
        except BaseException:
            self.abandon()
            raise
        finally:
            self._gathered = None
        if gathered:
            self._acknowledge(Last(self._mark, self._rows))

    def discard(self) -> None:
        """Take a file away that could not be made."""
        self.abandon()
        for suffix in ("", ".wal", ".head"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def holds(self, logged: Logged) -> bool:
        """Whether a command whose storing was interrupted is in the file."""
        last = self._last()
        if last.mark != (logged.number, logged.chain):
            return False
        self._acknowledge(last)
        return True

    def add_checkpoint(self, row: list[Any]) -> None:
        """Store a checkpoint; one that is there already is replaced."""
        with talking("The world cannot be written", AGAIN):
            self._connected().execute(
                "INSERT OR REPLACE INTO checkpoint VALUES (?, ?, ?, ?, ?, ?)", row
            )

    def rewrite(self, numbered: Iterable[tuple[int, Part]], missing: str) -> None:
        """Write anew what the commands brought about, after something was lost, and say so."""
        connection = self._connected()
        with talking("The world cannot be written", AGAIN):
            connection.execute("BEGIN")
            for name in ("posting", "event", "contract_day", "checkpoint"):
                connection.execute(f"DELETE FROM {name}")
            for number, part in numbered:
                write_part(connection, self._tables, number, part)
            connection.execute("INSERT INTO loss VALUES (?, ?)", [self._mark.number, missing])
            connection.execute("UPDATE seal SET number = ?, chain = ?", [*self._mark])
            connection.execute("COMMIT")

    def close(self, own: tuple[object, ...] = ()) -> None:
        """Let go of the file; what the world's own views read of it is gone, that of others not."""
        if self._connection is not None:
            self._roll_back()
            self.archive.hand_over(own)
            self._seal(self._connected())
        self.archive.let_go()
        if self._head is not None:
            self._head.remove()
        self._forget()

    def _seal(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._is_sealed = True
        with talking("The world cannot be closed", AGAIN):
            sealed = [self._mark.number, self._mark.chain]
            connection.execute("UPDATE seal SET is_open = false, number = ?, chain = ?", sealed)
            connection.execute("CHECKPOINT")
        self._connection = None
        connection.close()

    def _acknowledge(self, last: Last) -> None:
        assert self._head is not None, "the file has not been begun"
        self._head.write(last.mark)
        self._mark, self._rows = last

    def _connected(self) -> duckdb.DuckDBPyConnection:
        assert self._connection is not None, "the world is closed"
        return self._connection

    def _roll_back(self) -> None:
        """End what an interrupt or an error left open; go on with another connection if need be."""
        connection = self._connected()
        with talking("The world's file cannot be read", "Restore a copy of it."):
            try:
                with contextlib.suppress(duckdb.TransactionException):  # none is open
                    connection.execute("ROLLBACK")
                connection.execute("SELECT number FROM seal").fetchall()
            except duckdb.Error:
                connection.close()
                self._connection = connect(self._path)
                write_plainly(self._connection)
                self.archive.use(self._connection)

    def _last(self) -> Last:
        self._roll_back()
        return read_last(self._connected())


def write_log(
    connection: duckdb.DuckDBPyConnection,
    tables: dict[str, Table],
    rows: Rows,
    log: Sequence[Logged],
    numbered: Iterable[tuple[int, Part]],
) -> None:
    """Store a whole log and all that it did, after the `rows` of a world that only begins."""
    parts: dict[int, list[Part]] = {}
    for number, part in numbered:
        parts.setdefault(number, []).append(part)
    names = [column.name for column in tables["command"].columns]
    for first in range(0, len(log), AT_ONCE):
        commands = []
        for logged in log[first : first + AT_ONCE]:
            did = parts.get(logged.number, [])
            rows = rows.after(did)
            commands.append(command_row(logged, rows))
            for part in did:
                write_part(connection, tables, logged.number, part)
        frame = pl.DataFrame(commands, schema=names, orient="row", infer_schema_length=None)
        insert(connection, tables["command"], frame)


def command_row(logged: Logged, rows: Rows) -> list[Any]:
    """A command with the rows up to it, column by column."""
    command = logged.command
    return [
        logged.number,
        moment_of(logged.at),
        command.device,
        command.name,
        command.text,
        command.key,
        logged.refusal,
        logged.chain,
        *rows,
    ]
