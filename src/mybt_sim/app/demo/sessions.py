"""Where demos are kept between a page and its reload: in this process, by a key that is a secret.

The key stands in the page's address. An unknown key opens nothing: it gets a new demo with a key
of its own, so that nobody can guess a way to another's.

A demo takes a place with its first tap, not before: a page that is only looked at has nothing to
lose. Who was active lately never gives way; when all places are taken by such, the newcomer is
told so.
"""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from weakref import WeakValueDictionary

from mybt_sim.app.demo.actions.table import ACTIONS
from mybt_sim.app.demo.session import DemoSession
from mybt_sim.base import bounds
from mybt_sim.text import Language

KEY_BYTES = 16


def new_demo(language: Language = "ru") -> DemoSession:
    """A demo at its beginning, kept nowhere."""
    return DemoSession.begin(ACTIONS, language)


class DemoSessions:
    """A bounded store. `clock` gives seconds that only grow."""

    def __init__(
        self,
        most: int = bounds.DEMO_SESSIONS,
        idle_seconds: float = bounds.DEMO_IDLE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._idle_seconds, self._clock = most, idle_seconds, clock
        self._kept: OrderedDict[str, DemoSession] = OrderedDict()
        self._seen: dict[str, float] = {}
        self._opened: WeakValueDictionary[str, DemoSession] = WeakValueDictionary()
        self._door = threading.Lock()

    def __len__(self) -> int:
        """How many places are taken."""
        return len(self._kept)

    def enter(self, key: object, language: Language = "ru") -> tuple[str, DemoSession]:
        """The demo of `key`, or a new one under a new key."""
        with self._door:
            if isinstance(key, str) and key in self._opened:
                if key in self._kept:
                    self._touch(key)
                return key, self._opened[key]
        demo = new_demo(language)
        new = secrets.token_hex(KEY_BYTES)  # a secret here must not be repeatable
        demo.key, demo.admit = new, partial(self._admit, new)
        with self._door:
            demo.is_turned_away = not self._has_room()
            self._opened[new] = demo
        return new, demo

    def opened(self, key: str) -> DemoSession | None:
        """The demo of a page that is open; None where there is none."""
        with self._door:
            return self._opened.get(key)

    def deeds_of(self, key: str) -> int:
        """How many taps a demo has carried out; 0 for one that nobody has open."""
        with self._door:
            demo = self._opened.get(key)
            return 0 if demo is None else demo.deeds

    def _admit(self, key: str, demo: DemoSession) -> bool:
        """Give a demo its place, or keep it there; False when there is none."""
        with self._door:
            if key not in self._kept:
                if not self._has_room():
                    return False
                if len(self._kept) >= self._most:
                    idle, _ = self._kept.popitem(last=False)
                    del self._seen[idle]
                self._kept[key] = demo
            self._touch(key)
            return True

    def _touch(self, key: str) -> None:
        self._kept.move_to_end(key)
        self._seen[key] = self._clock()

    def _has_room(self) -> bool:
        """Whether a place is free, or taken by somebody who did nothing for long."""
        if len(self._kept) < self._most:
            return True
        longest = next(iter(self._kept), None)
        if longest is None:
            return False
        return self._clock() - self._seen[longest] >= self._idle_seconds


DEMO_SESSIONS = DemoSessions()
"""The demos of this process."""
