"""The head of a world: a small file beside it that says how far it has come while it is open.

DuckDB drops the torn or spoiled end of a write-ahead file without a word, and knows nothing of one
that was left behind. The head stands apart from both, so that what is missing can be named.
"""

import hashlib
import os
from pathlib import Path
from typing import NamedTuple

SLOT = 128
"""Bytes of a line. Two take turns, so that one of them is whole whenever a process is killed."""


class Mark(NamedTuple):
    """The number of a command and the chain up to it."""

    number: int
    chain: str


class Head:
    """NAME.head, written before a command is acknowledged."""

    _file = -1

    def __init__(self, path: Path, mark: Mark) -> None:
        self._path = head_path(path)
        aside = self._path.with_name(f".{self._path.name}.partial")
        try:
            aside.write_bytes(_line(mark) * 2)
            os.replace(aside, self._path)
        finally:
            aside.unlink(missing_ok=True)
        self._file = os.open(self._path, os.O_WRONLY)

    def write(self, mark: Mark) -> None:
        """Say that this command is in the file."""
        os.pwrite(self._file, _line(mark), mark.number % 2 * SLOT)

    def remove(self) -> None:
        """The world was closed, and its file says so itself."""
        self.let_go()
        self._path.unlink(missing_ok=True)

    def let_go(self) -> None:
        """Leave the head where it is."""
        if self._file >= 0:
            file, self._file = self._file, -1
            os.close(file)

    def __del__(self) -> None:
        self.let_go()


def head_path(path: Path) -> Path:
    """Where the head of a world's file is."""
    return path.with_name(path.name + ".head")


def read_head(path: Path) -> Mark | None:
    """The newest mark of the head beside a world's file; None without one that can be read."""
    try:
        whole = head_path(path).read_bytes()
    except OSError:
        return None
    slots = (whole[:SLOT], whole[SLOT : 2 * SLOT])
    return max((mark for slot in slots if (mark := _mark(slot))), default=None)


def _line(mark: Mark) -> bytes:
    text = f"{mark.number} {mark.chain or '-'}"
    return f"{text} {_check(text)}".ljust(SLOT - 1).encode() + b"\n"


def _mark(slot: bytes) -> Mark | None:
    words = slot.decode(errors="replace").split()
    if len(words) != 3 or _check(" ".join(words[:2])) != words[2]:
        return None
    return Mark(int(words[0]), "" if words[1] == "-" else words[1])


def _check(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
