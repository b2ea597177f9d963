"""What a piece of code is made of: its module and all that it imports of ours, as a digest.

Numba compiles a function anew when its own file has changed, and does not see that what it calls
from another file has. So what is kept of a compiled function carries a digest of all the sources
that can have a part in it.
"""

import functools
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
LIVES = ("base", "engine", "population", "behaviour", "simulation")
"""Packages whose sources decide what happens in a life."""

_FROM = re.compile(rf"^[ \t]*from ({PACKAGE.name}[\w.]*) import (\([^)]*\)|[^\n]*)", re.MULTILINE)
_IMPORT = re.compile(rf"^[ \t]*import ({PACKAGE.name}[\w.]*)", re.MULTILINE)
_NAME = re.compile(r"(?<!\bas )\b(?!as\b)\w+")


@functools.cache
def lives_digest() -> str:
    """Digest of every source that decides what happens in a life."""
    return _digest(path for package in LIVES for path in (PACKAGE / package).rglob("*.py"))


@functools.cache
def sources_digest(path: Path) -> str:
    """Digest of the source file `path` and of all of ours that it imports, directly or not.

    `base/` is always among them: it tells the compiler how to read our records.
    """
    return _digest({*_reached(path.resolve()), *(PACKAGE / "base").rglob("*.py")})


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + b"\0" + _source(path)[1])
    return digest.hexdigest()[:16]


def _reached(start: Path) -> set[Path]:
    found, waiting = {start}, [start]
    while waiting:
        imported = _source(waiting.pop())[0] - found
        found |= imported
        waiting.extend(imported)
    return found


@functools.cache
def _source(path: Path) -> tuple[frozenset[Path], bytes]:
    """Files of ours that a source file imports, and the digest of the file."""
    source = path.read_bytes()
    text = source.decode("utf-8")
    imported = set(_IMPORT.findall(text))
    for module, names in _FROM.findall(text):
        for name in _NAME.findall(names):
            inner = f"{module}.{name}"
            imported.add(module if _file_of(inner) is None else inner)
    files = (_file_of(module) for module in imported)
    return frozenset(file for file in files if file is not None), hashlib.sha256(source).digest()


@functools.cache
def _file_of(module: str) -> Path | None:
    """The file of a module of ours; None where the name is that of something in a module."""
    place = PACKAGE.parent.joinpath(*module.split("."))
    for path in (place.with_suffix(".py"), place / "__init__.py"):
        if path.is_file():
            return path
    return None
