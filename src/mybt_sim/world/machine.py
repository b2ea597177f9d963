"""The machine inside a world: commands one after the other, each on a draft, each in the log.

One lock lets commands through, whatever thread they come from. A draft becomes a change, the change
is stored, if the world is durable, and only then carried out. An interrupt may come at any point of
that: it leaves the change in doubt, and whoever looks at the world next finishes or forgets it.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import NamedTuple

from mybt_sim.base.errors import KeyReusedError, RequestError, WorldError
from mybt_sim.engine.access import is_repeat
from mybt_sim.engine.book import clear_journal_in_python
from mybt_sim.engine.decide import Question
from mybt_sim.engine.records import Records, alone
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Operation
from mybt_sim.operations.guest import Help
from mybt_sim.operations.request import FromOutside, Request
from mybt_sim.world.answers import outcome_of
from mybt_sim.world.command import Command, Logged, chained
from mybt_sim.world.context import Context
from mybt_sim.world.draft import Change, Draft
from mybt_sim.world.durable.archive import Archive
from mybt_sim.world.durable.packing import packed_value, value_of
from mybt_sim.world.durable.world_file import WorldFile
from mybt_sim.world.handlers.register import HANDLERS
from mybt_sim.world.history import Part
from mybt_sim.world.log import Log
from mybt_sim.world.operator import Operator
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.standing import Standing
from mybt_sim.world.state import Answer, State, Table

NOTHING = Help()


class Entrance(NamedTuple):
    """How far a command came before its operation: refused, answered before, or let in.

    owner  whose key its answer is kept under, if it is to be kept
    first  the first answer to the same request, which is given again
    """

    refusal: Refusal
    owner: tuple[int, str] | None = None
    first: Outcome | None = None


class Reform(NamedTuple):
    """Another operator, with other rules over the same people, after command `number`."""

    number: int
    operator: Operator


class Machine:
    """Where a world stands, and the one way by which that changes.

    Each command is carried out by the rules that held when it came, and so it is when the log is
    carried out again: `reforms` say after which commands the rules were changed.
    """

    def __init__(
        self,
        operator: Operator,
        first: State,
        standing: Standing,
        reforms: tuple[Reform, ...] = (),
    ) -> None:
        self._founder = operator
        self._reforms = reforms
        self._first = first
        self._standing = standing
        self._file: WorldFile | None = None
        self._archive: Archive | None = None
        self._doubt: Change | None = None
        self._is_together = False
        self._open_book: tuple[Operator, Records] | None = None
        self._lock = threading.RLock()

    @property
    def standing(self) -> Standing:
        """Where the world stands, once what an interrupt left in doubt is settled."""
        if self._doubt is not None:
            self._settle(self._doubt)
        return self._standing

    @property
    def _state(self) -> State:
        return self.standing.state

    @property
    def _operator(self) -> Operator:
        """Who holds the rules for the next command."""
        reforms = self._reforms_after(len(self._standing.log)) if self._reforms else ()
        return reforms[-1].operator if reforms else self._founder

    def _reforms_after(self, number: int) -> tuple[Reform, ...]:
        """The changes of rules up to command `number`."""
        return tuple(one for one in self._reforms if one.number <= number)

    @property
    def _books(self) -> Records:
        """A book to work with, of the rules that hold now."""
        operator = self._operator
        if self._open_book is None or self._open_book[0] is not operator:
            self._open_book = operator, alone(operator.simulation.book.copy())
        return self._open_book[1]

    @property
    def log(self) -> Log:
        """Every command so far."""
        with self._lock:
            return self.standing.log.view()

    def digest(self, *, counters: bool = True) -> str:
        """A fingerprint of the whole state; without `counters`, of what no refusal may change."""
        with self._lock:
            return self._state.digest(counters=counters)

    def perform(self, command: Command) -> Outcome:
        """Carry out a command, or say what it would do; the only way by which a state changes."""
        with self._lock:
            self._check_device(command)
            context = self._context(command)
            refusal, owner, first = self._admit(context, command)
            if first is not None:
                outcome = replace(first, is_repeat=True, is_preview=command.is_preview)
            else:
                refusal = refusal or HANDLERS[type(command.request)](context, command.request)
                is_preview = command.is_preview
                outcome = outcome_of(context, command.name, refusal, is_preview=is_preview)
                if owner is not None:
                    answer = Answer(context.now, command.fingerprint, packed_value(outcome))
                    context.draft.put(Table.ANSWER, owner, answer)
            if not command.is_preview:
                self._keep_draft(command, context.draft, outcome)
            return outcome

    def happen(self, command: Command) -> Outcome:
        """Carry out what no rule of its own refuses; `KeyReusedError` for a key with a past."""
        outcome = self.perform(command)
        if not outcome.ok:
            raise KeyReusedError
        return outcome

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let a durable world store at once what comes in here; nothing of it holds before the end.

        Whatever ends it early closes the world: nothing of it was stored, and it has to be opened
        again. Requests that cannot be carried out are to be caught inside.
        """
        with self._lock:
            if self._file is None:
                yield
                return
            self._is_together = True
            try:
                with self._file.gathering():
                    yield
            finally:
                self._is_together = False
            self._see_to_checkpoint()  # it reads what stands in the file

    @contextmanager
    def looking(self, request: Request = NOTHING, device: int = 0) -> Iterator[Context]:
        """The context of a request that nobody makes, to look around in; nothing of it is kept."""
        with self._lock:
            yield self._context(Command(request, device))

    def _check_device(self, command: Command) -> None:
        """Whoever asks has a device; what comes from outside need not."""
        needs_device = command.device != 0 or not isinstance(command.request, FromOutside)
        if needs_device and command.device not in self._state.tables[Table.DEVICE]:
            raise RequestError(
                f"There is no device {command.device} at this moment of this world.",
                next_step="Take one in hand with `world.client()`.",
            )

    def _context(self, command: Command) -> Context:
        asked = command.request.operation
        operation = Operation.HELP if asked is None else asked
        clear_journal_in_python(self._books[0])  # of a rule after which an interrupt came
        return Context(self._operator, self._books, Draft(self._state), command.device, operation)

    def _admit(self, context: Context, command: Command) -> Entrance:
        """What is asked of a device before the rules of its operation, and of a key (GEN-IDEM)."""
        refusal = Refusal.NONE
        if not isinstance(command.request, FromOutside):
            refusal = context.admit(is_online=context.device.is_online)
        if refusal or command.key is None:
            return Entrance(refusal)
        owner = (context.account_id or -context.device_id, command.key)
        first: Answer | None = context.draft.get(Table.ANSWER, owner)
        if first is None:
            return Entrance(Refusal.NONE, owner)
        age_s, is_same = context.now - first.given_at, first.request == command.fingerprint
        refusal = context.decide(Question.RECALL, is_known=True, is_same=is_same, age_s=age_s)
        if refusal:
            return Entrance(refusal)
        is_again = is_repeat(context.book, True, age_s, context.now)
        return Entrance(refusal, owner, value_of(first.outcome) if is_again else None)

    def _keep_draft(self, command: Command, draft: Draft, outcome: Outcome) -> None:
        """Store what a command did, then let it be so."""
        if not outcome.ok:
            draft.keep_counters_only()
        logged = self._logged(command, outcome.refusal, draft.fingerprint())
        self._keep(draft.change(logged), draft.parts.values())

    def _logged(self, command: Command, refusal: Refusal, effect: str) -> Logged:
        """The command as the next of the log."""
        now = self.standing
        chain = chained(now.log.chain, now.state.now, command, refusal.name, effect)
        return Logged(len(now.log) + 1, now.state.now, command, refusal.name, chain)

    def _keep(self, change: Change, parts: Iterable[Part]) -> None:
        """Store a change and carry it out. Whatever ends this early leaves `_doubt` behind."""
        if self._file is not None:
            self._file.check_open()
        self._doubt = change
        if self._file is not None:
            self._file.append(change.logged, parts)
        self._carry_out(change)
        if not self._is_together:
            self._see_to_checkpoint()

    def _see_to_checkpoint(self) -> None:
        if self._standing.trail.is_due:
            with suppress(WorldError):  # the command is safe, and a checkpoint is only a help
                self._take_checkpoint()

    def _take_checkpoint(self) -> None:
        now = self._standing
        now.trail.take(len(now.log), now.log.chain, now.state)
        if self._archive is not None:
            self._standing = now.leaning_on(self._archive)

    def _carry_out(self, change: Change) -> None:
        """Each step twice is the same as once, so that an interrupt is mended by doing it again."""
        now = self._standing
        now.trail.note(now.state, change)
        change.carry_out()
        now.log.put(change.logged)
        self._standing = Standing(change.state, now.log, now.trail)
        self._doubt = None

    def _settle(self, change: Change) -> None:
        """Finish a change that was interrupted, or forget it if the file does not have it."""
        if self._file is None or self._file.holds(change.logged):
            self._carry_out(change)
        else:
            self._doubt = None
