"""The log of a world as a sequence. What stands in its file is read only when it is asked for."""

from collections.abc import Iterator, Sequence
from typing import Protocol, overload

from mybt_sim.world.command import Logged

PAGE = 2_000
"""Commands that are read at once while somebody goes through a log."""


class Source(Protocol):
    """Where commands can be read."""

    def commands(self, first: int, last: int) -> list[Logged]: ...
    def shared(self) -> "Source": ...


class NoSource:
    """Nowhere: the log holds all its commands itself."""

    def commands(self, first: int, last: int) -> list[Logged]:
        """None."""
        raise AssertionError(f"commands {first} to {last} are held by the log itself")

    def shared(self) -> Source:
        """The same for somebody else."""
        return self


class Log(Sequence[Logged]):
    """Commands 1, 2, 3 …: the first `kept_elsewhere` of them from `source`, the others at hand.

    A view of it never changes, although the log goes on: both share one list, which only grows.
    """

    def __init__(
        self,
        source: Source | None = None,
        kept_elsewhere: int = 0,
        held: list[Logged] | None = None,
        length: int | None = None,
    ) -> None:
        self.source = source or NoSource()
        self.kept_elsewhere = kept_elsewhere
        self._held = [] if held is None else held
        self._length = length

    def __len__(self) -> int:
        if self._length is not None:
            return self._length
        return self.kept_elsewhere + len(self._held)

    @overload
    def __getitem__(self, place: int) -> Logged: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Logged, ...]: ...
    def __getitem__(self, place: int | slice) -> Logged | tuple[Logged, ...]:
        if isinstance(place, slice):
            start, stop, step = place.indices(len(self))
            if step != 1:
                return tuple(self[one] for one in range(start, stop, step))
            return tuple(self._between(start, stop))
        index = range(len(self))[place]  # raises IndexError as any sequence does
        return next(self._between(index, index + 1))

    def __iter__(self) -> Iterator[Logged]:
        return self._between(0, len(self))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]  # a log grows

    def __repr__(self) -> str:
        return f"<log of {len(self):,} commands>"

    def _between(self, start: int, stop: int) -> Iterator[Logged]:
        """Commands `start` + 1 to `stop`."""
        for first in range(start, min(stop, self.kept_elsewhere), PAGE):
            last = min(first + PAGE, stop, self.kept_elsewhere)
            yield from self.source.commands(first + 1, last)
        for place in range(max(start, self.kept_elsewhere), stop):
            yield self._held[place - self.kept_elsewhere]

    @property
    def chain(self) -> str:
        """The chain up to the last command; empty before the first."""
        return self[-1].chain if len(self) else ""

    def put(self, logged: Logged) -> None:
        """Add the next command; twice is the same as once."""
        assert self._length is None, "a view does not grow"
        if logged.number == len(self) + 1:
            self._held.append(logged)
        assert self[-1] is logged or self[-1] == logged, "two commands took one number"

    def view(self) -> "Log":
        """The log as it is now."""
        return Log(self.source.shared(), self.kept_elsewhere, self._held, len(self))

    def until(self, number: int) -> "Log":
        """A log of the first `number` commands, which goes on by itself."""
        kept = min(number, self.kept_elsewhere)
        return Log(self.source.shared(), kept, self._held[: max(0, number - self.kept_elsewhere)])
