"""Where stages are kept between a page and its reload: in this process, by a key that is a secret.

The key stands in the page's address. An unknown key opens nothing: it gets a new stage with a key
of its own, so that nobody can guess a way to another's.
"""

import secrets
import threading
from collections import OrderedDict

from mybt_sim.app.phone.stage import Stage
from mybt_sim.text import Language

STAGES_MOST = 32
KEY_BYTES = 16


class Stages:
    """A bounded store; the stage that nobody asked for longest leaves first."""

    def __init__(self, most: int = STAGES_MOST) -> None:
        self._most = most
        self._kept: OrderedDict[str, Stage] = OrderedDict()
        self._door = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def enter(self, key: object, language: Language = "ru") -> tuple[str, Stage]:
        """The stage of `key`, or a new one under a new key."""
        with self._door:
            if isinstance(key, str) and key in self._kept:
                self._kept.move_to_end(key)
                return key, self._kept[key]
        stage = Stage.begin(language)
        with self._door:
            new = secrets.token_hex(KEY_BYTES)  # the one secret here that must not be repeatable
            self._kept[new] = stage
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return new, stage


STAGES = Stages()
"""The stages of this process."""
