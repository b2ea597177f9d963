"""Small datasets for tests, and ways to look into their folders."""

from pathlib import Path

from mybt_sim import Scenario

TINY = Scenario(subscribers=96, days=40, seed=7)
BLOCK = 40
"""Subscribers in a block of three that the tiny scenario has."""


def files_in(folder: Path) -> dict[str, bytes]:
    """What stands in a folder: the bytes of each file, by its name there."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(paths)}


def makings(folder: Path) -> dict[str, int]:
    """Which making of each file it is: another number when it was written again."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.stat().st_ino for path in paths}


def flip(path: Path, place: float) -> None:
    """Change one bit of a file, so far into it."""
    content = bytearray(path.read_bytes())
    content[int(place * (len(content) - 1))] ^= 4
    path.write_bytes(content)
