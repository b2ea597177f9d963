"""`World`: the live operator. Everything that reaches it is a command; its state follows from them.

    world = World.create(subscribers=1_000, seed=1)
    phone = world.client("web")

This file makes worlds and moves their clocks; `machine` carries out commands, `network` is what is
seen outside the application: short messages, ringing phones, paper.
"""

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import duckdb
import polars as pl

from mybt_sim.base.errors import RequestError, WorldError
from mybt_sim.base.plain import moment_in, plain
from mybt_sim.engine.kinds import Client as ClientKind
from mybt_sim.engine.records import DAY_S
from mybt_sim.engine.refusals import Refusal
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store.run_file import Run
from mybt_sim.world.clients import Client
from mybt_sim.world.clock import let_pass
from mybt_sim.world.command import Command, Logged
from mybt_sim.world.frames import connection_over, world_frames
from mybt_sim.world.moments import moment_of, seconds_of
from mybt_sim.world.network import Network
from mybt_sim.world.operator import found_operator
from mybt_sim.world.origin import Origin, origin_of, origin_of_run
from mybt_sim.world.parsing import text_of
from mybt_sim.world.state import Table
from mybt_sim.world.world_file import create_file, open_file

KEY_MOST = 200


class World(Network):
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
    def open(cls, path: Path | str) -> Self:
        """A durable world as it was left, every acknowledged command carried out again.

        Raises `WorldError` when there is none, when another process has it, or when the commands
        no longer lead to what they led to then.
        """
        file, origin, log = open_file(Path(path))
        operator, first = found_operator(origin)
        world = cls(operator, first, first.copy())
        world._replay(log)
        world._file = file
        return world

    @classmethod
    def _begin(cls, origin: Origin, path: Path | str | None) -> Self:
        operator, first = found_operator(origin)
        file = None if path is None else create_file(Path(path), operator, first)
        return cls(operator, first, first.copy(), file)

    @property
    def now(self) -> datetime.datetime:
        """The world's moment, Minsk local time."""
        return moment_of(self._state.now)

    def client(self, kind: str = "web", *, address: str = "", language: str = "ru") -> Client:
        """A device in hand: web, android or ios; anything else is refused at its first request.

        `address` is where it connects from; by default every device has one of its own.
        """
        known = {member.name.lower(): member for member in ClientKind}
        client = known.get(text_of("The kind of client", kind), ClientKind.UNKNOWN)
        arguments = {
            "client": int(client),
            "address": text_of("The address", address, most=KEY_MOST),
            "language": language if language in ("ru", "be", "en") else "ru",
        }
        outcome = self.perform(Command("new_device", 0, arguments))
        return Client(self, int(outcome.data))

    def advance(
        self,
        *,
        days: int = 0,
        hours: int = 0,
        minutes: int = 0,
        seconds: int = 0,
        until: datetime.datetime | None = None,
    ) -> datetime.datetime:
        """Move the clock on for everybody: fees, expiries, ordered changes, bills and reminders.

        Give a span or a moment. `RequestError` when that is not ahead, or beyond the calendar.
        """
        try:
            spans = {"days": days, "hours": hours, "minutes": minutes, "seconds": seconds}
            span = datetime.timedelta(**{name: plain(value) for name, value in spans.items()})
            target = self.now + span if until is None else moment_in(until)
            if target is None:
                raise ValueError("no moment")
            seconds_until = seconds_of(target)
        except (OverflowError, TypeError, ValueError):
            raise RequestError(
                "The clock cannot be moved by that.", next_step="Give whole days or hours."
            ) from None
        with self._lock:
            if not self._state.now <= seconds_until <= self._operator.end_at - 1:
                raise RequestError(
                    f"The clock stands at {self.now} and cannot be moved to {target}.",
                    next_step=f"Choose a moment up to {moment_of(self._operator.end_at - 1)}.",
                )
            self._advance_to(seconds_until)
            return self.now

    def _advance_to(self, until: int) -> None:
        state = self._state
        contracts, part = let_pass(self._operator, self._books, state, until)
        history = state.history.copy()
        history.add_bulk(part)
        self._log_command(
            Command("advance", 0, {"until": until}), Refusal.NONE, history.digest, [part]
        )
        if until // DAY_S > state.now // DAY_S:
            state.tables[Table.USE].clear()
        state.contracts, state.history, state.now = contracts, history, until

    def tables(self) -> dict[str, pl.DataFrame]:
        """The world as tables, named as in a run, with `contract_now`; a copy of this moment."""
        with self._lock:
            return world_frames(self._operator, self._state, self._log)

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB connection over `tables()`; close it after use."""
        return connection_over(self.tables())

    def fork(self) -> "World":
        """Another world in memory that begins as this one is now, and goes on by itself."""
        with self._lock:
            world = World(self._operator, self._first, self._state.copy())
            world._log = list(self._log)
            return world

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
            self._state, self._log = past._state, past._log

    def as_of(self, moment: datetime.datetime) -> "World":
        """Another world in memory, as this one was at an earlier moment."""
        given = moment_in(moment)
        if given is None:  # no moment, or one of another time zone
            raise RequestError(
                "That is no moment of this world.", next_step="Give a datetime of Minsk time."
            )
        target = seconds_of(given)
        world = self._beginning()
        if not world._state.now <= target <= self._state.now:
            raise RequestError(
                f"{moment} is no moment of this world.",
                next_step=f"Choose one from {world.now} to {self.now}.",
            )
        log = [logged for logged in self.log if logged.at <= target]
        is_cut = bool(log) and log[-1].command.name == "advance" and _until(log[-1]) > target
        world._replay(log[:-1] if is_cut else log)
        if world._state.now < target:
            world._advance_to(target)
        return world

    def replayed(self) -> "World":
        """Another world in memory, made by carrying out the whole log again."""
        world = self._beginning()
        world._replay(self.log)
        return world

    def _beginning(self) -> "World":
        return World(self._operator, self._first, self._first.copy())

    def _replay(self, log: "tuple[Logged, ...] | list[Logged]") -> None:
        """Carry out logged commands again; each must lead to the same link of the chain."""
        for logged in log:
            try:
                self._carry_out_again(logged)
                is_same = replace(self._log[-1], command=logged.command) == logged
            except (RequestError, KeyError, TypeError, ValueError):
                is_same = False
            if not is_same:
                raise WorldError(
                    f"Command {logged.number} ({logged.command.name}) leads to something else now.",
                    next_step="Open the world with the version that wrote it.",
                )

    def _carry_out_again(self, logged: Logged) -> None:
        if logged.command.name != "advance":
            self.perform(logged.command)
            return
        until = _until(logged)
        if not self._state.now <= until < self._operator.end_at:
            raise ValueError(f"the clock cannot be moved to {until}")
        self._advance_to(until)

    def close(self) -> None:
        """Let go of the file, if there is one."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _until(logged: Logged) -> int:
    return int(logged.command.arguments["until"])
