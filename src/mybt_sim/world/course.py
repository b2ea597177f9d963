"""The course of a world: its clock moves on, and its log is carried out again."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from typing import Self

from mybt_sim.base.errors import RequestError, WorldError
from mybt_sim.engine.access import is_repeat
from mybt_sim.engine.records import DAY_S
from mybt_sim.engine.refusals import Refusal
from mybt_sim.operations.outside import Advance
from mybt_sim.world.clock import advance_contracts_to
from mybt_sim.world.command import Command, Logged
from mybt_sim.world.draft import Change
from mybt_sim.world.machine import Machine
from mybt_sim.world.standing import Standing
from mybt_sim.world.state import State, Table, Tables


class Course(Machine):
    """A machine whose clock moves, and which can be led again where it has been."""

    def _advance_to(self, until: int) -> None:
        state = self._state
        number = len(self.standing.log) + 1
        contracts, part = advance_contracts_to(self._operator, self._books, state, until)
        history = state.history.with_bulk(number, part)
        logged = self._logged(Command(Advance(until=until)), Refusal.NONE, history.digest)
        state = State(until, contracts, self._tables_at(until), history)
        self._keep(Change(logged, state), [part])

    def fork(self) -> Self:
        """Another one in memory, which begins as this one is now and goes on by itself."""
        with self._lock:
            return type(self)(self._founder, self._first, self.standing.copy(), self._reforms)

    def _tables_at(self, until: int) -> Tables:
        """The tables at `until`: with a day end its use, and keys that no longer count (GEN-IDEM).

        Keys leave at midnight, so that it does not matter by which steps the clock got there.
        """
        state, midnight = self._state, until // DAY_S * DAY_S
        if state.now >= midnight:
            return state.tables
        book = self._books[0]
        answers = {
            key: answer
            for key, answer in state.tables[Table.ANSWER].items()
            if is_repeat(book, True, midnight - answer.given_at, midnight)
        }
        return {**state.tables, Table.USE: {}, Table.ANSWER: answers}

    def _standing_at(self, target: int) -> Standing:
        """Where the world stood at `target`, in the midst of a passing of time or not."""
        log = self.log
        number = bisect_right(log, target, key=lambda logged: logged.at)
        last = log[number - 1].command.request if number else None
        if isinstance(last, Advance):
            number -= last.until > target
        standing = self.standing_after(number)
        past = Course(self._founder, self._first, standing, self._reforms)
        if past._state.now < target:
            past._advance_to(target)
        return past.standing

    def standing_after(self, number: int) -> Standing:
        """Where the world stood after command `number`: from the checkpoint before it on."""
        with self._lock:
            standing = self.standing.at(number)
            past = Course(self._founder, self._first, standing, self._reforms)
            past.replay(self.standing.log[len(past.log) : number])
            return past.standing

    def replay(self, log: Iterable[Logged]) -> None:
        """Carry out logged commands again; each must lead to the same link of the chain."""
        for logged in log:
            try:
                self._carry_out_again(logged)
                is_same = replace(self.standing.log[-1], command=logged.command) == logged
            except (RequestError, KeyError, TypeError, ValueError):
                is_same = False
            if not is_same:
                raise WorldError(
                    f"Command {logged.number} ({logged.command.name}) leads to something else now.",
                    next_step="Open the world with the version that wrote it.",
                )

    def _carry_out_again(self, logged: Logged) -> None:
        request = logged.command.request
        if not isinstance(request, Advance):
            self.perform(logged.command)
            return
        if not self._state.now <= request.until < self._operator.end_at:
            raise ValueError(f"the clock cannot be moved to {request.until}")
        self._advance_to(request.until)
