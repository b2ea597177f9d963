"""`Errand`: what takes a while and is done aside, so that no page waits for it."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, Generic, TypeAlias, TypeVar

from mybt_sim.base.errors import MybtError

Result = TypeVar("Result")

Tell: TypeAlias = Callable[[int, int], None]
"""Says how much of how much is done."""

_errands: "SimpleQueue[Errand[Any]]" = SimpleQueue()
_hands: list[threading.Thread] = []
_door = threading.Lock()


class Errand(Generic[Result]):
    """Work that is on its way, in a row with that of the other visitors.

    done, total  how far it is, where it says so
    result       what came of it, once it is there
    trouble      what went wrong instead
    """

    def __init__(self, work: Callable[[Tell], Result]) -> None:
        self.done, self.total = 0, 0
        self.result: Result | None = None
        self.trouble = ""
        self._work = work
        self._is_given_up = False
        self._running: Future[None] = Future()
        _errands.put(self)
        _take_hands()

    @property
    def is_on_its_way(self) -> bool:
        """Whether there is nothing to show yet."""
        return self.result is None and not self.trouble

    def give_up(self) -> None:
        """Nobody waits for it any more."""
        self._is_given_up = True
        self._running.cancel()

    def wait(self, seconds: float) -> None:
        """Wait until it is done; for tests."""
        self._running.result(seconds)

    def run(self) -> None:
        """Do it, unless nobody waits for it any more; for the pair of hands."""
        if not self._running.set_running_or_notify_cancel():
            return
        try:
            self._do()
        except Exception as error:  # told to whoever waits
            self._running.set_exception(error)
        else:
            self._running.set_result(None)

    def _do(self) -> None:
        try:
            self.result = self._work(self._tell)
        except GivenUpError:
            pass
        except MybtError as error:
            self.trouble = str(error)

    def _tell(self, done: int, total: int) -> None:
        if self._is_given_up:
            raise GivenUpError
        self.done, self.total = done, total


class GivenUpError(Exception):
    """Nobody waits for the rest of the work."""


def _take_hands() -> None:
    """One pair of hands for all visitors: their pages go on meanwhile. The site ends without it."""
    with _door:
        if not _hands:
            _hands.append(threading.Thread(target=_work, name="errand", daemon=True))
            _hands[0].start()


def _work() -> None:
    while True:
        _errands.get().run()
