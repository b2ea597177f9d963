"""`World`: the live operator. Everything that reaches it is a command; its state follows from them.

    world = World.create(subscribers=1_000, seed=1)
    phone = world.client("web")

This file makes worlds, stores them and goes back in them; `live` is a world as it goes on, and
`machine` carries out its commands. `world.outside` is what surrounds the application: short
messages, ringing phones, paper, a bank.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import duckdb
import polars as pl

from mybt_sim.base.errors import RequestError, WorldError
from mybt_sim.base.plain import moment_in
from mybt_sim.catalogue.terms import TERM_FIELDS
from mybt_sim.simulation.changes import Change
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store.run_file import Run
from mybt_sim.world.clients.base import Amount
from mybt_sim.world.durable.opening import create_file, open_file, standing_in
from mybt_sim.world.durable.reforms import reforms_of
from mybt_sim.world.durable.world_file import WorldFile
from mybt_sim.world.live import LiveWorld
from mybt_sim.world.machine import Reform
from mybt_sim.world.moments import moment_of, seconds_of
from mybt_sim.world.operator import found_operator, reformed
from mybt_sim.world.origin import Origin, origin_of, origin_of_one, origin_of_run
from mybt_sim.world.outside.preparation import prepare, wish_of
from mybt_sim.world.reads.frames import world_connection, world_frames
from mybt_sim.world.reads.views import ContractView
from mybt_sim.world.rules import Rules
from mybt_sim.world.standing import beginning


class World(LiveWorld):
    """A live operator with its subscribers, a clock that stands still until it is moved, and a log.

    Make one with `create`, `from_run` or `open`. In memory it can be forked and moved back; with a
    path every acknowledged command is in the file before its outcome is returned.
    """

    @classmethod
    def create(
        cls,
        subscribers: int = 1_000,
        seed: int = 1,
        *,
        start: datetime.date = datetime.date(2026, 1, 1),
        past_days: int = 0,
        terms: dict[str, Any] | None = None,
        fees: dict[str, str] | None = None,
        path: Path | str | None = None,
    ) -> Self:
        """A world of so many subscribers, who have lived `past_days` days before `start`.

        `terms` and `fees` override the seed data as in a scenario. With `path` it is durable.
        Raises `ScenarioError`, or `WorldError` when there is something at `path`.
        """
        scenario = Scenario(
            subscribers=subscribers, seed=seed, start=start, terms=terms or {}, fees=fees or {}
        )
        return cls._begin(origin_of(scenario, past_days), path)

    @classmethod
    def from_run(
        cls,
        run: Run | Path | str,
        day: datetime.date | None = None,
        *,
        path: Path | str | None = None,
    ) -> Self:
        """The world of a run on the morning of `day` (by default after its last), history and all.

        Raises `RunError`, or `WorldError` when `day` is not one of the run's.
        """
        return cls._begin(origin_of_run(run, day), path)

    @classmethod
    def of_subscriber(cls, scenario: Scenario, subscriber: int, day: datetime.date) -> Self:
        """The world of one subscriber of a scenario on the morning of `day`, without the others.

        The life before is the same as in a run of the scenario. Such a world lives in memory.
        Raises `ScenarioError`, or `WorldError` for somebody or a day that the scenario has not.
        """
        return cls._begin(origin_of_one(scenario, subscriber, day), None)

    @classmethod
    def open(cls, path: Path | str, *, accept_loss: bool = False) -> Self:
        """A durable world as it was left.

        Raises `WorldError` when there is none, when another process has it, when the commands no
        longer lead to what they led to then, or when something that was acknowledged is missing.
        With `accept_loss` it goes on with the commands that are there, and the file says so.
        """
        file, origin, last, missing, stored = open_file(Path(path), accept_loss=accept_loss)
        try:
            operator, first = found_operator(origin)
            reforms = reforms_of(operator, stored)
            world = cls(operator, first, standing_in(file, first, last), reforms)
            if missing:
                world._replay_all(file, missing)
            else:
                world._standing = world.standing_after(last.mark.number)
            world._lean_on(file)
            world._standing = world._standing.leaning_on(file.archive)
        except BaseException:
            file.abandon()
            raise
        return world

    def _replay_all(self, file: WorldFile, missing: str) -> None:
        """Go on without what is missing: only the log counts, all else is made from it anew."""
        log, self._standing = self.log, beginning(self._first)
        self.replay(log)
        file.rewrite(self._state.history.numbered(), missing)
        file.begin()

    def _lean_on(self, file: WorldFile) -> None:
        """Be durable: what is done from now on is stored."""
        self._standing.trail.write_to(file)
        self._archive, self._file = file.archive, file

    @classmethod
    def _begin(cls, origin: Origin, path: Path | str | None) -> Self:
        operator, first = found_operator(origin)
        world = cls(operator, first, beginning(first))
        if path is not None:
            world._lean_on(create_file(Path(path), operator, first))
        return world

    def prepare(
        self,
        contract: int,
        *,
        balance: Amount | None = None,
        blocked: bool | None = None,
        promise_open: Amount | None = None,
        suspended_days: int | None = None,
    ) -> ContractView:
        """Bring a contract into a state by corrections, orders and the clock, and show it.

        All of it stands in the log. A suspension begins at the next midnight, so the clock goes on
        to it, for everybody. `WorldError` when the rules are against it: then nothing was done.
        """
        wish = wish_of(balance, blocked, promise_open, suspended_days)
        with self._lock:
            prepare(self.fork(), contract, wish)
            prepare(self, contract, wish)
            return self.contract_page(contract)

    def tables(self) -> dict[str, pl.DataFrame]:
        """The tables of `connect()` as frames; what stands in a run that it began with left out."""
        with self.connect() as connection:
            return world_frames(connection)

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB connection over a copy of this moment; close it after use.

        It has the tables and views of a run, so that SQL and laws of runs work on it, and two more:
        `contract_now`, every contract as it is now, and `command`, the log.
        """
        with self._lock:
            return world_connection(self._operator, self._state, self.standing.log)

    def fork(self, *, path: Path | str | None = None) -> Self:
        """Another world that begins as this one is now, and goes on by itself.

        It is in memory, or durable with a `path`, at which there must be nothing yet.
        """
        world = super().fork()
        if path is not None:
            if self._founder.origin.subscriber:
                raise WorldError(
                    "A world of one subscriber lives in memory alone.",
                    next_step="Make the world of a run with `World.from_run`.",
                )
            source = world if not world.log.kept_elsewhere else world.replayed()
            done = source._state.history.numbered()
            first = world._first
            file = create_file(
                Path(path),
                world._founder,
                first,
                log=world.log,
                numbered=done,
                reforms=world._reforms_after(len(world.log)),
            )
            try:
                world._lean_on(file)
                world._standing = world._standing.leaning_on(file.archive)
            except BaseException:
                file.discard()
                raise
        return world

    def asking(self, rules: Rules) -> "World":
        """A fork in memory that asks rules otherwise, such as those with a fault in them.

        What was done before must not be led again; so begin with a world in which nothing was.
        """
        with self._lock:
            founder = replace(self._founder, rules=rules)
            return World(founder, self._first, self.standing.copy(), self._reforms)

    def under(
        self,
        *,
        terms: Mapping[str, Any] | None = None,
        fees: Mapping[str, str] | None = None,
        archived: Sequence[str] = (),
        tariffs: Sequence[Mapping[str, Any]] = (),
        texts: Mapping[str, Mapping[str, str]] | None = None,
    ) -> "World":
        """A fork in memory that goes on by other rules from this second on.

        They are written as in a scenario's `[[changes]]`, and are all that is changed: what was
        changed before and is not named holds as it did at the beginning. What has happened stays.
        Other `texts` are those of an outcome where it is read within `text.worded(change.texts)`.
        `ScenarioError` with everything that is wrong with them.
        """
        with self._lock:
            change = Change(
                since=self.now.date(),
                terms=terms or {},
                fees=fees or {},
                archived=tuple(archived),
                tariffs=tuple(tariffs),
                texts=texts or {},
            )
            operator = reformed(self._founder, change)
            reform = Reform(len(self.standing.log), operator)
            earlier = self._reforms_after(reform.number - 1)  # others are of this same moment
            return World(self._founder, self._first, self.standing.copy(), (*earlier, reform))

    @property
    def terms(self) -> Mapping[str, int]:
        """The terms that hold now: kopecks, seconds, MB or a number, by the engine's fields."""
        with self._lock:
            record = self._operator.terms_at(self._state.now)
            return {name: int(record[name]) for name in TERM_FIELDS}

    @property
    def change(self) -> Change | None:
        """What of the rules was changed in this world, if anything."""
        with self._lock:
            return self._operator.change

    def back_to(self, moment: datetime.datetime) -> None:
        """Go back to an earlier moment, as if nothing had happened since.

        `WorldError` for a durable world, whose ledger only grows: fork it first.
        """
        if self._file is not None:
            raise WorldError(
                "A durable world does not go back.", next_step="Fork it, and move the fork back."
            )
        with self._lock:
            past = self.as_of(moment)
            self._standing, self._reforms = past.standing, past._reforms

    def as_of(self, moment: datetime.datetime) -> "World":
        """Another world in memory, as this one was at an earlier moment."""
        given = moment_in(moment)
        if given is None:  # no moment, or one of another time zone
            raise RequestError(
                "That is no moment of this world.", next_step="Give a datetime of Minsk time."
            )
        target = seconds_of(given)
        with self._lock:
            if not self._first.now <= target <= self._state.now:
                raise RequestError(
                    f"{moment} is no moment of this world.",
                    next_step=f"Choose one from {moment_of(self._first.now)} to {self.now}.",
                )
            standing = self._standing_at(target)
            reforms = self._reforms_after(len(standing.log))
            return World(self._founder, self._first, standing, reforms)

    def replayed(self) -> "World":
        """Another world in memory, made by carrying out the whole log again."""
        world = World(self._founder, self._first, beginning(self._first), self._reforms)
        world.replay(self.log)
        return world

    def close(self) -> None:
        """Let go of the file, if there is one."""
        with self._lock:
            if self._doubt is not None:
                self._settle(self._doubt)
            if self._file is not None:
                now = self._standing
                self._file.close((now.log.source, now.state.history.earlier))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
