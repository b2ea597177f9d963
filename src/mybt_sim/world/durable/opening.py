"""Making and opening the file of a world; whether all is there that was acknowledged."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from mybt_sim.base.errors import WorldError
from mybt_sim.population import frames
from mybt_sim.store.columns import Table
from mybt_sim.store.files import COMPANIONS, file_identity, left_beside, written_aside
from mybt_sim.store.run_file import scenario_of, scenario_text
from mybt_sim.store.stream import insert
from mybt_sim.world.command import Logged
from mybt_sim.world.durable.duck import connect, reason_of, talking
from mybt_sim.world.durable.head import Mark, read_head
from mybt_sim.world.durable.reforms import (
    StoredReform,
    read_reforms,
    widest_catalogue,
    write_reforms,
)
from mybt_sim.world.durable.rows import write_part
from mybt_sim.world.durable.tables import WORLD_FORMAT, population_tables, world_tables
from mybt_sim.world.durable.trail import Trail
from mybt_sim.world.durable.world_file import IN_USE, Last, Rows, WorldFile, read_last, write_log
from mybt_sim.world.history import History, Part
from mybt_sim.world.log import Log
from mybt_sim.world.machine import Reform
from mybt_sim.world.operator import Operator
from mybt_sim.world.origin import Origin
from mybt_sim.world.standing import Standing
from mybt_sim.world.state import State

END_OF_TIME = 99_999
"""A day after all days of a calendar."""
RESTORE = "Restore a copy of the file."
GO_ON = "or go on with what is there: World.open(path, accept_loss=True)."


class Seal(NamedTuple):
    """What a file says of its last closing."""

    is_open: bool
    mark: Mark


def create_file(
    path: Path,
    operator: Operator,
    first: State,
    *,
    log: Sequence[Logged] = (),
    numbered: Iterable[tuple[int, Part]] = (),
    reforms: Sequence[Reform] = (),
) -> WorldFile:
    """A new file for a world that begins, or has its `log` behind it, with what that brought about.

    `operator` is the one of the beginning, `reforms` are the changes of its rules since then. It
    appears when it is complete, and is gone again when it cannot be opened.
    """
    if path.exists():
        raise WorldError(
            f"There is already something at {path}.", next_step="Open it, or choose another name."
        )
    if not path.absolute().parent.is_dir():
        raise WorldError(
            f"There is no folder {path.absolute().parent}.", next_step="Make it, or name another."
        )
    if left := left_beside(path):
        raise WorldError(
            f"There is {left.name} without its world; the new one would be taken for it.",
            next_step="Put that world back, or move this file away.",
        )
    try:
        with (
            written_aside(path) as aside,
            talking(f"No world can be made at {path}", "Choose another place."),
            connect(aside) as connection,
        ):
            _fill(connection, operator, first, reforms)
            _fill_log(connection, _tables(operator, reforms), first, log, numbered)
    except OSError as error:
        raise WorldError(
            f"No world can be made at {path}: {reason_of(error)}.",
            next_step="Choose another place.",
        ) from error
    return _begun(path)


def _begun(path: Path) -> WorldFile:
    """The file that was just made, open; it is gone again when it cannot be opened."""
    try:
        connection = connect(path)
        known = widest_catalogue(read_origin(connection, path).scenario, read_reforms(connection))
        file = WorldFile(connection, world_tables(known), path, read_last(connection))
        file.begin()
    except BaseException:
        for end in ("", *COMPANIONS):
            path.with_name(path.name + end).unlink(missing_ok=True)
        raise
    return file


def _fill(
    connection: duckdb.DuckDBPyConnection,
    operator: Operator,
    first: State,
    reforms: Sequence[Reform],
) -> None:
    """All tables, with where the world began, its people, and how its rules were changed."""
    tables = _tables(operator, reforms)
    people = population_tables(operator.catalogue)
    for table in (*tables.values(), *people.values()):
        for statement in table.ddl():
            connection.execute(statement)
    origin = operator.origin
    rows = Rows(0, 0, 0).after(first.history.parts())
    row = [
        WORLD_FORMAT,
        scenario_text(origin.scenario),
        origin.past_days,
        origin.run,
        origin.run_digest,
    ]
    connection.execute("INSERT INTO world VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [*row, *rows])
    write_reforms(connection, reforms)
    for name, frame in frames(operator.directory.block).items():
        insert(connection, people[name], frame)
    for number, part in first.history.numbered():
        write_part(connection, tables, number, part)


def _tables(operator: Operator, reforms: Sequence[Reform]) -> dict[str, Table]:
    """What the world writes, with every tariff that it has known."""
    catalogues = (one.catalogue for one in (operator, *(reform.operator for reform in reforms)))
    return world_tables(max(catalogues, key=lambda one: len(one.tariffs)))


def _fill_log(
    connection: duckdb.DuckDBPyConnection,
    tables: dict[str, Table],
    first: State,
    log: Sequence[Logged],
    numbered: Iterable[tuple[int, Part]],
) -> None:
    sealed = [log[-1].number, log[-1].chain] if log else [0, ""]
    connection.execute("INSERT INTO seal VALUES (false, ?, ?)", sealed)
    rows = Rows(0, 0, 0).after(first.history.parts())
    connection.execute("BEGIN")
    write_log(connection, tables, rows, log, numbered)
    connection.execute("COMMIT")


class Opened(NamedTuple):
    """The file of a world, where it begins, its last command, what is missing, what was changed."""

    file: WorldFile
    origin: Origin
    last: Last
    missing: str
    reforms: tuple[StoredReform, ...]


def open_file(path: Path, *, accept_loss: bool = False) -> Opened:
    """The file of a world, which is open from now on if all is there, or if loss is accepted.

    `WorldError` when it is none, when another world has it, or when something is missing from it.
    """
    check_free(path)
    try:
        connection = connect(path)
    except WorldError:  # a run that somebody reads
        with suppress(duckdb.Error), duckdb.connect(str(path), read_only=True) as reading:
            _refuse_run(reading, path)
        raise
    try:
        origin = read_origin(connection, path)
        last = read_last(connection)
        missing = missing_from(connection, path, last)
        if missing and not accept_loss:
            raise WorldError(f"{path}: {missing}", next_step=f"{RESTORE[:-1]}, {GO_ON}")
        reforms = tuple(one for one in read_reforms(connection) if one.number <= last.mark.number)
        known = widest_catalogue(origin.scenario, reforms)
        file = WorldFile(connection, world_tables(known), path, last)
        if not missing:
            file.begin()
    except BaseException:
        connection.close()
        raise
    return Opened(file, origin, last, missing, reforms)


def standing_in(file: WorldFile, first: State, last: Last) -> Standing:
    """What is known of a world before anything of it is carried out: all stands in its file."""
    number, state = last.mark.number, first.copy()
    state.history = History(file.archive.past(number, END_OF_TIME))
    return Standing(
        state, Log(file.archive.log(number), number), Trail(first, file.archive, number)
    )


def check_free(path: Path) -> None:
    """`WorldError` when there is no file, or this process has it open under whatever name."""
    if not path.is_file():
        raise WorldError(
            f"There is no world at {path}.", next_step="Make one: World.create(path=…)."
        )
    if file_identity(path) in IN_USE:
        raise WorldError(
            f"{path} is open already.", next_step="Go on with that world, or close it first."
        )


def read_origin(connection: duckdb.DuckDBPyConnection, path: Path) -> Origin:
    """Where the world of this file begins; `WorldError` when there is none in it."""
    rows: list[Any] = []
    no_table = suppress(duckdb.CatalogException, duckdb.BinderException)
    with talking(f"{path} cannot be read", RESTORE), no_table:
        rows = connection.execute("SELECT * FROM world").fetchall()
    if not rows:
        _refuse_run(connection, path)
    if len(rows) != 1 or rows[0][0] != WORLD_FORMAT:
        raise WorldError(
            f"{path} is no world of this version.", next_step="Open it with the one that wrote it."
        )
    _, scenario, past_days, run, run_digest, *_ = rows[0]
    return Origin(scenario_of(scenario), past_days, run, run_digest)


def _refuse_run(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """`WorldError` when the file is a run."""
    tables = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    if ("run",) in tables and ("world",) not in tables:
        raise WorldError(
            f"{path} is a run, and no world.",
            next_step="Begin a world with one of its mornings: World.from_run(path, day).",
        )


def missing_from(connection: duckdb.DuckDBPyConnection, path: Path, last: Last) -> str:
    """What was acknowledged and is not in the file, as a sentence; empty when nothing is."""
    head = read_head(path)
    with talking(f"{path} cannot be read", RESTORE):
        seals = connection.execute("SELECT is_open, number, chain FROM seal").fetchall()
        if len(seals) != 1:
            return "the row that says how it was closed is missing."
        seal = Seal(bool(seals[0][0]), Mark(*seals[0][1:]))
        known = max(filter(None, (head, seal.mark)))
        if known.number > last.mark.number:
            first = last.mark.number + 1
            return (
                f"commands {first} to {known.number} were acknowledged and are missing; was its "
                "write-ahead file (.wal) left behind or spoiled?"
            )
        if not _is_in(connection, known):
            return f"command {known.number} is another one than that which was acknowledged."
        if seal.is_open and head is None:
            return (
                "it was not closed, and its head (.head) is missing, so nobody can tell whether "
                "its last commands are there."
            )
        return _miscounted(connection, last)


def _is_in(connection: duckdb.DuckDBPyConnection, mark: Mark) -> bool:
    if mark.number == 0:
        return True
    found = connection.execute("SELECT chain FROM command WHERE number = ?", [mark.number])
    return found.fetchall() == [(mark.chain,)]


def _miscounted(connection: duckdb.DuckDBPyConnection, last: Last) -> str:
    expected = {"command": last.mark.number}
    expected |= dict(zip(("posting", "event", "contract_day"), last.rows, strict=True))
    for name, count in expected.items():
        row = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
        if row != (count,):
            return f"{name} should have {count:,} rows and has {row[0] if row else 0:,}."
    return ""
