"""The machine inside a world: commands one after the other, each on a draft, each in the log.

One lock lets commands through, whatever thread they come from. A draft is stored, if the world is
durable, and only then becomes the state.
"""

import threading
from collections.abc import Iterable
from dataclasses import replace

from mybt_sim.base.errors import RequestError
from mybt_sim.engine.access import is_repeat
from mybt_sim.engine.front_desk import Step
from mybt_sim.engine.kinds import Operation
from mybt_sim.engine.refusals import Refusal
from mybt_sim.world.answers import outcome_of
from mybt_sim.world.command import Command, Logged, chained
from mybt_sim.world.draft import Draft
from mybt_sim.world.history import Part
from mybt_sim.world.operations import EVENTS, SERVICES
from mybt_sim.world.operator import Operator
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.state import State, Table
from mybt_sim.world.visit import Visit
from mybt_sim.world.world_file import WorldFile


class Machine:
    """A state, its log, and the one way by which they change."""

    def __init__(
        self, operator: Operator, first: State, state: State, file: WorldFile | None = None
    ) -> None:
        self._operator = operator
        self._first = first
        self._state = state
        self._file = file
        self._log: list[Logged] = []
        self._books = operator.simulation.book.copy().reshape(1)
        self._lock = threading.RLock()

    @property
    def log(self) -> tuple[Logged, ...]:
        """Every command so far."""
        with self._lock:
            return tuple(self._log)

    def digest(self, *, counters: bool = True) -> str:
        """A fingerprint of the whole state; without `counters`, of what no refusal may change."""
        with self._lock:
            return self._state.digest(counters=counters)

    def perform(self, command: Command) -> Outcome:
        """Carry out a command, or say what it would do; the only way by which a state changes."""
        with self._lock:
            is_from_outside = command.device == 0 and command.name in EVENTS
            if not is_from_outside and command.device not in self._state.tables[Table.DEVICE]:
                raise RequestError(
                    f"There is no device {command.device} at this moment of this world.",
                    next_step="Take one in hand with `world.client()`.",
                )
            visit = self._visit(command)
            if command.name in EVENTS:
                refusal = EVENTS[command.name](visit, **command.arguments)
                outcome = outcome_of(visit, command.name, refusal, is_preview=command.is_preview)
            else:
                outcome = self._serve(visit, command)
            if not command.is_preview:
                self._settle(command, visit.draft, outcome)
            return outcome

    def _visit(self, command: Command) -> Visit:
        service = SERVICES.get(command.name)
        operation = service.operation if service else Operation.HELP
        return Visit(self._operator, self._books, Draft(self._state), command.device, operation)

    def _serve(self, visit: Visit, command: Command) -> Outcome:
        device, name = visit.device, command.name
        rows = {"session": (Table.SESSION, visit.device_id)}
        facts = {"client": device.client, "is_online": device.is_online}
        refusal = visit.front(Step.ADMIT, rows, **facts)
        owner = (visit.account_id or -visit.device_id, command.key or "")
        has_key = command.key is not None
        if not refusal and has_key:
            refusal, first = self._recall(visit, command, owner)
            if first is not None:
                return replace(first, is_repeat=True, is_preview=command.is_preview)
        if not refusal:
            refusal = SERVICES[name].handler(visit, **command.arguments)
            outcome = outcome_of(visit, name, refusal, is_preview=command.is_preview)
            if has_key:
                visit.draft.put(Table.ANSWER, owner, (visit.now, command.fingerprint, outcome))
            return outcome
        return outcome_of(visit, name, refusal, is_preview=command.is_preview)

    def _recall(
        self, visit: Visit, command: Command, owner: tuple[int, str]
    ) -> tuple[Refusal, Outcome | None]:
        """GEN-IDEM: the first answer to this key, if it was given in the term."""
        found = visit.draft.get(Table.ANSWER, owner)
        if found is None:
            return Refusal.NONE, None
        at, fingerprint, first = found
        facts = {"is_known": True, "is_same": fingerprint == command.fingerprint}
        refusal = visit.front(Step.RECALL, None, age_s=visit.now - at, **facts)
        is_again = not refusal and is_repeat(visit.book, True, visit.now - at, visit.now)
        return refusal, first if is_again else None

    def _settle(self, command: Command, draft: Draft, outcome: Outcome) -> None:
        """Store what a command did, then let it be the state."""
        if not outcome.ok:
            draft.keep_counters_only()
        self._log_command(command, outcome.refusal, draft.fingerprint(), draft.parts.values())
        draft.merge()

    def _log_command(
        self, command: Command, refusal: Refusal, effect: str, parts: Iterable[Part]
    ) -> None:
        before = self._log[-1].chain if self._log else ""
        at = self._state.now
        chain = chained(before, at, command, refusal.name, effect)
        logged = Logged(len(self._log) + 1, at, command, refusal.name, chain)
        if self._file is not None:
            self._file.append(logged, parts)
        self._log.append(logged)
