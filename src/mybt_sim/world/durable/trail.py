"""The trail of a world: its checkpoints, so that nobody has to walk all the way from the beginning.

In memory they are a list; a durable world keeps them in its file, and what stands in the file need
not be held in memory any more.
"""

from bisect import bisect_right
from contextlib import suppress
from typing import TYPE_CHECKING

from mybt_sim.base.errors import WorldError
from mybt_sim.engine.records import DAY_S
from mybt_sim.world.draft import Change
from mybt_sim.world.durable.archive import Archive
from mybt_sim.world.durable.checkpoint import (
    Checkpoint,
    Marks,
    apply,
    checkpoint_of,
    marks_between,
    rules_digest,
)
from mybt_sim.world.history import History
from mybt_sim.world.state import State

if TYPE_CHECKING:
    from mybt_sim.world.durable.world_file import WorldFile

TOIL_MOST = 500
"""Commands between two checkpoints: as many are carried out again at most, a quarter of a second.
The passing of time counts by its contract-days."""
CONTRACT_DAYS = 1_500
"""Contract-days that take as long as a command."""
CHAIN_LEAST_BYTES = 1 << 17


class Trail:
    """Checkpoints on the way of a world, and what was touched since the last of them."""

    def __init__(self, first: State, archive: Archive | None = None, until: int = 0) -> None:
        self._first = first
        self._archive, self._until = archive, until
        self._file: WorldFile | None = None
        self._held: list[Checkpoint] = []
        self._marks = Marks()
        self._toil = 0
        self._sizes: list[int] = []
        self._last = 0

    def write_to(self, file: "WorldFile") -> None:
        """Keep what follows in the file of a durable world."""
        self._file, self._archive = file, file.archive
        held, self._held = self._held, []
        for one in held:
            self._keep(one)

    def note(self, before: State, change: Change) -> None:
        """A change that is about to be carried out on the state `before`."""
        self._marks.note(before, change)
        days = change.state.now // DAY_S - before.now // DAY_S
        self._toil += 1 + len(before.contracts) * days // CONTRACT_DAYS

    @property
    def is_due(self) -> bool:
        """Whether so much was done since the last checkpoint that there should be another."""
        return self._toil >= TOIL_MOST

    def take(self, number: int, chain: str, state: State) -> None:
        """A checkpoint of the state after command `number`."""
        made = checkpoint_of(number, chain, self._last, state, self._marks)
        if not self._last or self._is_long(len(made.body)):
            marks = marks_between(self._first, state)
            made = checkpoint_of(number, chain, 0, state, marks)
            self._sizes = []
        self._keep(made)
        self._sizes.append(len(made.body))
        self._last, self._marks, self._toil = number, Marks(), 0

    def _is_long(self, size: int) -> bool:
        """Whether to go on from the last checkpoint costs more than to go on from the beginning."""
        later = sum(self._sizes[1:]) + size
        return later > max(CHAIN_LEAST_BYTES, *self._sizes[:1]) or not self._sizes

    def _keep(self, made: Checkpoint) -> None:
        if self._file is None:
            self._held.append(made)
            return
        row = [made.number, made.chain, rules_digest(), made.before, made.digest, made.body]
        self._file.add_checkpoint(row)

    def newest(self, number: int) -> Checkpoint | None:
        """The newest checkpoint up to command `number`."""
        place = bisect_right(self._held, number, key=lambda one: one.number)
        if place:
            return self._held[place - 1]
        if self._archive is None:
            return None
        until = number if self._file is not None else min(number, self._until)
        with suppress(WorldError):  # closed, or it cannot be read: there is the beginning
            row = self._archive.checkpoint(rules_digest(), until)
            return Checkpoint(*row) if row else None
        return None

    def restored(self, number: int, history: History) -> tuple[int, State, "Trail"]:
        """The state at the newest sound checkpoint up to a command, and the trail up to there.

        `history` is one that goes on at least so far.
        """
        found = self.newest(number)
        while found is not None:
            chain = self._chain(found)
            with suppress(ValueError, KeyError, TypeError, AttributeError):
                state = self._first.copy()
                for one in chain:
                    apply(one, state)
                day, digest = state.now // DAY_S, state.history.digest
                state.history = history.until(found.number, day, digest)
                return found.number, state, self._from(chain)
            found = self.newest(found.number - 1)
        return 0, self._first.copy(), self._from([])

    def _chain(self, checkpoint: Checkpoint) -> list[Checkpoint]:
        """The checkpoints from the beginning to this one."""
        chain = [checkpoint]
        while before := chain[-1].before:
            found = self.newest(before)
            if found is None or found.number != before:
                return [Checkpoint(checkpoint.number, "", 0, "", b"")]  # not sound
            chain.append(found)
        return chain[::-1]

    def _from(self, chain: list[Checkpoint]) -> "Trail":
        """A trail that goes on from the last of these checkpoints."""
        last = chain[-1].number if chain else 0
        trail = Trail(self._first, self._archive, min(last, self._until or last))
        trail._held = [one for one in self._held if one.number <= last]
        trail._sizes, trail._last = [len(one.body) for one in chain], last
        return trail

    def copy(self) -> "Trail":
        """A trail in memory that goes on by itself."""
        trail = Trail(self._first, self._archive, self._last if self._file else self._until)
        trail._held, trail._marks = list(self._held), self._marks.copy()
        trail._toil, trail._sizes, trail._last = self._toil, list(self._sizes), self._last
        return trail
