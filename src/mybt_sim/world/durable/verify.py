"""Verification of a durable world: its log is carried out again, and all that stands in the file is
held against what that leads to."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import duckdb
import numpy as np

from mybt_sim.base.errors import WorldError
from mybt_sim.engine.records import DAY_S, join
from mybt_sim.store.run_file import Run
from mybt_sim.store.verify import Check, Say, Verdict, verdict_of, verify_run
from mybt_sim.world.course import Course
from mybt_sim.world.durable.archive import Archive
from mybt_sim.world.durable.checkpoint import rules_digest
from mybt_sim.world.durable.duck import connect, talking
from mybt_sim.world.durable.opening import END_OF_TIME, check_free, missing_from, read_origin
from mybt_sim.world.durable.reforms import read_reforms, reforms_of, widest_catalogue
from mybt_sim.world.durable.tables import world_tables
from mybt_sim.world.durable.trail import Trail
from mybt_sim.world.durable.world_file import read_last
from mybt_sim.world.history import Part, no_part
from mybt_sim.world.log import Log
from mybt_sim.world.operator import found_operator
from mybt_sim.world.standing import beginning


def is_world(path: Path) -> bool:
    """Whether a file is that of a world, sound or not."""
    with suppress(WorldError, duckdb.Error), connect(path, read_only=True) as connection:
        connection.execute("SELECT 1 FROM seal")
        return True
    return False


def verify(
    what: Run | Path | str, *, say: Say = lambda *_: None, relive: bool = True, threads: int = 2
) -> Verdict:
    """Prove a run, open or by its path, or a durable world by its path.

    A run: parts, digests, laws and, with `relive`, the same life again. A world: its log played
    again.
    `say` is told of each check. `RunError` or `WorldError` when the file cannot be read.
    """
    if not isinstance(what, Run):
        what = Path(what)
        if is_world(what):
            return verify_world(what, say=say)
    return verify_run(what, say=say, relive=relive, threads=threads)


def verify_world(path: Path, *, say: Say) -> Verdict:
    """Check the end of a world's file, then its chain, rows and checkpoints against the replay.

    The file is only read. `WorldError` when it cannot be, or when another process has it.
    """
    check_free(path)
    with connect(path, read_only=True) as connection:
        return verdict_of(_Proof(connection, path).checks(), say)


class _Proof:
    """The file, and a world that is led along its log."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        origin, stored = read_origin(connection, path), read_reforms(connection)
        self.operator, self.first = found_operator(origin)
        self.connection, self.path = connection, path
        self.archive = Archive(connection, world_tables(widest_catalogue(origin.scenario, stored)))
        self.last = read_last(connection)
        self.number = self.last.mark.number
        self.log = Log(self.archive.log(self.number), self.number)
        self.course = Course(
            self.operator, self.first, beginning(self.first), reforms_of(self.operator, stored)
        )

    def checks(self) -> Iterator[Check]:
        """Of each part of the file whether it holds."""
        missing = missing_from(self.connection, self.path, self.last)
        yield Check("end", not missing, missing or f"all {self.number:,} commands are there")
        spoiled, used = self._walk()
        reached = len(self.course.log)
        told = spoiled or f"{reached:,} commands lead to the same links"
        yield Check("chain", not spoiled, told)
        yield from self._rows(reached)
        wrong = [str(number) for number, is_same in used.items() if not is_same]
        told = f"wrong: {', '.join(wrong)}" if wrong else f"{len(used):,} are what the log leads to"
        yield Check("checkpoint", not wrong, told)

    def _walk(self) -> tuple[str, dict[int, bool]]:
        """Carry out the log, and hold each checkpoint against the state on the way."""
        used: dict[int, bool] = {}
        try:
            for number in [*self._checkpoints(), self.number]:
                self.course.replay(self.log[len(self.course.log) : number])
                if number not in used and number in self._checkpoints():
                    used[number] = self._is_same_at(number)
        except WorldError as error:
            return error.problem, used
        return "", used

    def _checkpoints(self) -> list[int]:
        sql = "SELECT number FROM checkpoint WHERE source = ? ORDER BY number"
        with talking(f"{self.path} cannot be read", "Restore a copy of it."):
            rows = self.connection.execute(sql, [rules_digest()]).fetchall()
        return [int(number) for (number,) in rows if number <= self.number]

    def _is_same_at(self, number: int) -> bool:
        trail = Trail(self.first, self.archive, number)
        reached, state, _ = trail.restored(number, self.course.standing.state.history)
        return reached == number and state.digest() == self.course.digest()

    def _rows(self, reached: int) -> Iterator[Check]:
        """Postings, events and days of the file against those of the replay."""
        day = self.course.standing.state.now // DAY_S if reached < self.number else END_OF_TIME
        stored = self.archive.whole(reached, day).part
        lived = _joined(list(self.course.standing.state.history.parts()))
        pairs = (
            ("posting", stored.entries, lived.entries),
            ("event", stored.events, lived.events),
            ("contract_day", stored.days.T, lived.days.T),
        )
        for name, one, other in pairs:
            if len(one) != len(other):
                found = f"{len(one):,} rows, and {len(other):,} by the log"
                yield Check(name, False, found)
                continue
            differing = np.flatnonzero(_differing(one, other))
            is_same = not len(differing)
            found = "the rows that the log leads to" if is_same else f"row {differing[0] + 1:,}"
            told = f"{len(one):,} rows: {found}" if is_same else f"{found} differs"
            yield Check(name, is_same, told)


def _differing(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    if one.dtype.names is None:
        return np.asarray((one != other).any(axis=1))
    columns = [one[name] != other[name] for name in one.dtype.names]
    return np.asarray(np.logical_or.reduce(columns))


def _joined(parts: list[Part]) -> Part:
    parts = [no_part(), *parts]
    return Part(
        join([part.entries for part in parts]),
        join([part.events for part in parts]),
        np.hstack([part.days for part in parts]),
    )
