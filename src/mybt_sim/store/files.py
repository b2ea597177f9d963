"""Files of runs and worlds: which one a path names, and how one appears only when it is complete.

A new file is written aside, under a hidden name that says whose it is, and renamed at the end. What
processes that were killed have left aside is removed by the next who writes into that folder.
"""

import contextlib
import itertools
import os
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from mybt_sim.base.errors import RunError

FileIdentity: TypeAlias = tuple[int, int]
"""Device and inode: the same for all names of a file, another one for what replaced it."""

ASIDE = re.compile(r"\..+\.(\d+)\.partial(\.wal|\.tmp)?")
COMPANIONS = (".wal", ".head")
"""Endings of what stands beside a file while it is open."""
OPENING = threading.Lock()
"""Held by who opens a file of a run: DuckDB refuses two at once that differ in their settings, and
whether a file is held is found out by other settings."""
_writing: set[Path] = set()
_served: dict[Path, FileIdentity] = {}
_names = itertools.count()
_door = threading.RLock()


def file_identity(path: Path) -> FileIdentity | None:
    """Which file stands at `path`; None when there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def left_beside(path: Path) -> Path | None:
    """What another file left beside an empty place: it would be taken for the new one's own."""
    beside = (path.with_name(path.name + end) for end in COMPANIONS)
    return next((one for one in beside if not path.exists() and one.exists()), None)


@contextlib.contextmanager
def written_aside(path: Path) -> Iterator[Path]:
    """A place to write to; what stands there at the end of the block is moved to `path`.

    After a failure nothing is left of it. `RunError` when this process is writing that file.
    """
    path = path.absolute()
    aside = path.with_name(f".{path.name}.{os.getpid()}.partial")
    with _door:
        if aside in _writing:
            raise RunError(
                f"{path} is being written already.", next_step="Wait for it, or name another file."
            )
        sweep(path.parent)
        _writing.add(aside)
    try:
        yield aside
        note_served(path)
        os.replace(aside, path)
    finally:
        for left in (aside, *(aside.with_name(aside.name + end) for end in (".wal", ".tmp"))):
            _remove(left)
        with _door:
            _writing.discard(aside)


def sweep(folder: Path) -> list[Path]:
    """Remove what killed processes have left aside in `folder`, and say what it was.

    Who is writing holds DuckDB's lock on his file. So a file that nobody has locked is left over
    whatever process bears that number now; an empty one may be about to be locked.
    """
    with _door:
        try:
            names = [(each, ASIDE.fullmatch(each.name)) for each in folder.iterdir()]
        except OSError:  # whoever writes there will say so
            return []
        asides = [(each, match) for each, match in names if match]
        gone = [each for each, match in asides if _is_left(each, int(match[1]), match[2] or "")]
        for each in gone:
            _remove(each)
        return gone


def _is_left(path: Path, process: int, end: str) -> bool:
    main = path.with_name(path.name.removesuffix(end))
    if main in _writing:
        return False
    try:
        size = main.stat().st_size
    except OSError:
        size = 0
    if size and _is_locked(main):
        return False
    return bool(size) or not _is_alive(process)


def _is_alive(process: int) -> bool:
    if process == os.getpid():
        return False  # what this one writes is known, so it is another's who bore its number
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def _is_locked(path: Path) -> bool:
    """Whether another process has the file open in DuckDB."""
    try:
        import fcntl
    except ImportError:  # no POSIX: there a file in use cannot be removed anyway
        return False
    try:
        with path.open("rb+") as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:  # locked, or not ours to remove
        return True
    return False


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def note_served(path: Path) -> None:
    """Remember which file DuckDB may have open in this process under this path."""
    identity = file_identity(path)
    if identity is not None:
        with _door:
            _served.setdefault(path.resolve(), identity)


def may_be_replaced(path: Path) -> bool:
    """Whether this process may have opened a file at `path` that no longer stands there."""
    with _door:
        known = _served.get(path.resolve())
    return known is not None and known != file_identity(path)


def forget_served(path: Path) -> None:
    """Nothing has the old file open any more."""
    with _door:
        _served.pop(path.resolve(), None)


@contextlib.contextmanager
def another_name(path: Path) -> Iterator[Path]:
    """The file at `path` under another name while the block lasts; `OSError` if it can have none.

    DuckDB keeps one instance for each path as the file system resolves it, and asks nobody whether
    the file there is still the same. A second hard link is a path of its own; each call has another
    one, since what an earlier one named may still be open.
    """
    # who writes a new file of this name removes what is named as its own at the end
    folder = path.with_name(f".{path.name}.open.{os.getpid()}.partial.tmp")
    with _door:
        link = folder / str(next(_names)) / path.name
        link.parent.mkdir(parents=True)
        try:
            os.link(path, link)
            yield link
        finally:
            _remove(folder)
