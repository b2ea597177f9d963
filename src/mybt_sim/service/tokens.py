"""Tokens: who shows one has the device in hand that it was given with.

A token is 256 bits of chance; only its SHA-256 is kept. How long a session holds is the operator's
own rule (AUTH-SESSION); a token of a session that has ended is one of a guest. For a world in a
file they stand beside it, so that nobody has to sign in again after a restart.
"""

import hashlib
import os
import secrets
from pathlib import Path

TOKEN_BYTES = 32


class Tokens:
    """Devices by the digest of the token that goes with them.

    Each line of `file` gives a token (`digest device`), or takes one back (`digest 0`).
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._devices: dict[str, int] = {}
        if file is not None and file.exists():
            for line in file.read_text(encoding="ascii").splitlines():
                digest, _, device = line.partition(" ")
                if device.isdigit():  # the last line of a machine that lost its power may be half
                    self._devices[digest] = int(device)

    def give(self, device: int, old: str | None = None) -> str:
        """A new token of a device; `old` never works again."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        if old is not None:
            self._note(_digest(old), 0)
        self._note(_digest(token), device)
        return token

    def device_of(self, token: str) -> int:
        """The device of a token; 0 for one that was never given, or is no more."""
        return self._devices.get(_digest(token), 0)

    def forget(self) -> None:
        """Every token ends: its device is no more."""
        self._devices.clear()

    def _note(self, digest: str, device: int) -> None:
        self._devices[digest] = device
        if self._file is not None:
            with self._file.open("a", encoding="ascii") as file:
                file.write(f"{digest} {device}\n")
                file.flush()
                os.fsync(file.fileno())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
