"""What visits leave in memory is given back when they are over, and not while nobody has left."""

import functools
import gc
import weakref

import pytest

from mybt_sim.app import memory
from tests.support.api import awaited


class Loop:
    """Something that holds itself, as a visit's thread, stream and kernel do."""

    def __init__(self) -> None:
        self.itself = self


class OverError(Exception):
    """The last count was asked."""


@pytest.mark.parametrize(
    ("counts", "times"), [((0, 0), 0), ((0, 3, 3), 0), ((3, 2, 2, 4, 1), 2), ((1, 0, 0), 1)]
)
def test_only_after_somebody_has_left(
    counts: tuple[int, ...], times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[int] = []
    monkeypatch.setattr(memory, "give_back", lambda: given.append(1))
    left = iter(counts)

    def running() -> int:
        for count in left:
            return count
        raise OverError

    with pytest.raises(OverError):
        awaited(memory.give_back_after(running, 0))
    assert len(given) == times


def test_what_refers_to_itself_alone_is_freed() -> None:
    gc.disable()
    try:
        gone = weakref.ref(Loop())
        assert gone() is not None
        memory.give_back()
        assert gone() is None
    finally:
        gc.enable()


def test_display_keeps_no_session_that_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def before() -> None: ...

    @functools.wraps(before)
    def display() -> None: ...

    gone = weakref.ref(before)
    monkeypatch.setattr("IPython.display.display", display)
    del before
    memory.give_back()
    assert gone() is None


def test_the_library_is_asked_for_one_arena(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, tuple[int, ...]]] = []
    monkeypatch.setattr(memory, "_of_glibc", lambda name: lambda *told: asked.append((name, told)))
    memory.share_one_arena()
    memory.give_back()
    assert asked == [("mallopt", (memory.ARENAS_MOST, 1)), ("malloc_trim", (0,))]
