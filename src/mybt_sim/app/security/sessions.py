"""How many pages of notebooks may be open: a session of marimo holds memory and threads.

A session that lost its browser is ended by marimo after a while, and at once when its place is
needed. One whose visitor does nothing for long gives way too; one that is used never does.
"""

import time
from collections.abc import Callable
from typing import Any

from marimo._session.model import ConnectionState

from mybt_sim.base.bounds import SESSION_DROPPED_SECONDS, SESSION_IDLE_SECONDS, SESSIONS


class Sessions:
    """The sessions of all notebooks. `clock` gives seconds that only grow.

    A manager of marimo has `sessions` by their ids and `close_session(id)`.
    """

    def __init__(
        self,
        most: int = SESSIONS,
        idle_seconds: float = SESSION_IDLE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._idle_seconds, self._clock = most, idle_seconds, clock
        self._managers: list[Any] = []
        self._seen: dict[str, float] = {}

    def watch(self, manager: Any) -> None:
        """Count the sessions of a notebook as well."""
        if manager not in self._managers:
            self._managers.append(manager)

    def touch(self, session_id: str) -> None:
        """Somebody has used a session."""
        if session_id in self._seen:
            self._seen[session_id] = self._clock()

    def admit(self, session_id: str) -> bool:
        """Let a session begin, or go on; False when there is no place for it."""
        if session_id not in self._seen and not self.has_room():
            return False
        self._seen[session_id] = self._clock()
        return True

    def has_room(self) -> bool:
        """Whether another session may begin; one that is not used may end for it."""
        self._forget_ended()
        return len(self._seen) < self._most or self._end_one()

    def running(self) -> int:
        """How many sessions there are."""
        return sum(len(manager.sessions) for manager in self._managers)

    def _forget_ended(self) -> None:
        """Forget what marimo has ended; one that is just about to begin is not there yet."""
        born = self._clock() - SESSION_DROPPED_SECONDS
        running = {one for manager in self._managers for one in manager.sessions}
        kept = {one: at for one, at in self._seen.items() if one in running or at > born}
        self._seen = kept

    def _end_one(self) -> bool:
        """End the session that is missed least, if there is one."""
        idle_since = self._clock() - self._idle_seconds
        for session_id, at in sorted(self._seen.items(), key=lambda item: item[1]):
            for manager in self._managers:
                session = manager.sessions.get(session_id)
                if session is None:
                    continue
                is_open = session.connection_state() == ConnectionState.OPEN
                if not is_open or at <= idle_since:
                    manager.close_session(session_id)
                    del self._seen[session_id]
                    return True
        return False
