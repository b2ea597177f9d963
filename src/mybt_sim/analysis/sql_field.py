"""`SqlField`: questions in SQL over a run, each answered by a process of its own.

A process can be ended whatever it does; a thread that DuckDB holds in one long function call
cannot. One stands ready, with the run open, so that an ordinary answer need not wait for it to
start. It answers one question: nothing of a visitor stays for the next one.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import msgspec

from mybt_sim.analysis import sql_child
from mybt_sim.analysis.play import SETTINGS, Answer, Refused
from mybt_sim.base import bounds
from mybt_sim.store.views import CatalogueFile

SCRIPT = Path(sql_child.__file__)
PASSED_ON = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
"""Of the environment; a password of the site, for one, is none of a question's business."""


@dataclass(frozen=True)
class Bounds:
    """What one question may take; base.bounds has the reasons.

    `is_kept_by_kernel` tells that the kernel keeps a limit of memory, which macOS does not.
    """

    seconds: float = bounds.SQL_SECONDS
    cpu_seconds: int = bounds.SQL_CPU_SECONDS
    threads: int = bounds.SQL_THREADS
    memory_mb: int = bounds.SQL_MEMORY_MB
    process_mb: int = bounds.SQL_PROCESS_MB
    is_kept_by_kernel: bool = sys.platform == "linux"
    processes: int = bounds.SQL_PROCESSES
    wait_seconds: float = bounds.SQL_WAIT_SECONDS
    text: int = bounds.SQL_TEXT
    rows: int = bounds.SQL_ROWS
    columns: int = bounds.SQL_COLUMNS
    cells: int = bounds.SQL_CELLS
    cell: int = bounds.SQL_CELL
    answer: int = bounds.SQL_ANSWER
    plan: int = bounds.SQL_PLAN
    detail: int = bounds.SQL_DETAIL


class SqlField:
    """Where questions about one run are asked, by any number of threads."""

    def __init__(self, run_path: Path, limits: Bounds | None = None) -> None:
        self.limits = limits or Bounds()
        run_path = run_path.resolve()
        self._catalogue = CatalogueFile(run_path) if run_path.is_dir() else None
        self._told = json.dumps(
            {
                **asdict(self.limits),
                "run": str(self._catalogue.path if self._catalogue else run_path),
                "settings": [*(self._catalogue.settings if self._catalogue else ()), *SETTINGS],
                "places": _places(run_path),
            }
        )
        self._places = threading.BoundedSemaphore(self.limits.processes)
        self._door = threading.Lock()
        self._ready: subprocess.Popen[bytes] | None = None
        self._is_closed = False

    def make_ready(self) -> None:
        """See that a process stands ready for the next question."""
        with self._door:
            if not self._is_closed:
                self._ready = self._alive() or self._begun()

    def ask(self, text: str) -> Answer:
        """The first 1,000 rows of one statement that only reads, or why there are none."""
        if not text.strip():
            return Answer(refused=Refused.EMPTY)
        if len(text) > self.limits.text:
            return Answer(refused=Refused.LONG_TEXT)
        if not self._places.acquire(timeout=self.limits.wait_seconds):
            return Answer(refused=Refused.BUSY)
        try:
            return self._asked(text)
        finally:
            self._places.release()
            self.make_ready()

    def close(self) -> None:
        """End the process that stands ready, and start no other."""
        with self._door:
            self._is_closed = True
            if self._ready is not None:
                _end(self._ready)
                self._ready = None
            if self._catalogue is not None:
                self._catalogue.close()

    def _asked(self, text: str) -> Answer:
        process = self._taken()
        is_late = threading.Event()

        def stop() -> None:
            is_late.set()
            process.kill()

        alarm = threading.Timer(self.limits.seconds, stop)
        alarm.start()
        try:
            return _understood(_said(process, text), process, is_late=is_late.is_set())
        finally:
            alarm.cancel()
            _end(process)

    def _taken(self) -> subprocess.Popen[bytes]:
        """The process that stood ready, or a new one."""
        with self._door:
            process, self._ready = self._alive(), None
            return process or self._begun()

    def _alive(self) -> subprocess.Popen[bytes] | None:
        """The process that stands ready, unless something has ended it."""
        if self._ready is not None and self._ready.poll() is not None:
            _end(self._ready)
            self._ready = None
        return self._ready

    def _begun(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-P", str(SCRIPT), self._told],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=os.path.sep,
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
            start_new_session=True,  # a Ctrl-C in the terminal is for the site; it ends these
        )


def _said(process: subprocess.Popen[bytes], text: str) -> bytes:
    """What a process answers, empty when it does not. Its line stays open: it ends without."""
    line, reply = _lines(process)
    try:
        line.write(json.dumps(text).encode() + b"\n")
        line.flush()
    except BrokenPipeError:
        return b""
    return reply.read(bounds.SQL_REPLY_BYTES)


def _understood(reply: bytes, process: subprocess.Popen[bytes], *, is_late: bool) -> Answer:
    if is_late:
        return Answer(refused=Refused.TOO_LONG)
    try:
        told = msgspec.json.decode(reply)
        return msgspec.convert({**told, "refused": told["refused"] or None}, Answer)
    except msgspec.MsgspecError:
        return Answer(refused=_why_ended(process))


def _why_ended(process: subprocess.Popen[bytes]) -> Refused:
    """Why a process has gone without a word."""
    try:
        code = process.wait(timeout=1)
    except subprocess.TimeoutExpired:
        return Refused.STOPPED
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return Refused.TOO_LONG
    if code in (sql_child.OVER_MEMORY, -signal.SIGABRT):
        return Refused.TOO_LARGE
    return Refused.STOPPED


def _lines(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for line in _lines(process):
        with suppress(BrokenPipeError):  # of a question that it did not live to read
            line.close()


def _places(run_path: Path) -> list[str]:
    """Folders of this machine that no answer tells, the longest first."""
    folders = {run_path.resolve().parent, Path.home(), Path.cwd()}
    folders |= {Path(sys.prefix), Path(sys.base_prefix)}
    named = {str(folder) for folder in folders if folder != folder.parent}
    return sorted(named, key=lambda name: (-len(name), name))
