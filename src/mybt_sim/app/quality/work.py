"""Who hunts for the page: one process at a time, which ends with the site or when it is told to."""

import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import msgspec

from mybt_sim.app.quality.reports import Caught, Hunted, Report, Task

COMMAND = (sys.executable, "-m", "mybt_sim.app.quality.aside")


@dataclass(frozen=True)
class Progress:
    """How far a task is: what was asked for, steps so far, and whether it is over."""

    task: Task
    steps: int = 0
    is_over: bool = False
    trouble: str = ""
    begun_at: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.perf_counter() - self.begun_at


@dataclass(frozen=True)
class Known:
    """What the page can show: the task in hand or done last, the last hunt, and what became of
    each fault that was hunted, that of last at the end."""

    progress: Progress | None = None
    hunted: Hunted | None = None
    caught: Mapping[str, Caught] = field(default_factory=dict)

    @property
    def is_busy(self) -> bool:
        """Whether something is being hunted now."""
        return self.progress is not None and not self.progress.is_over


class Hunting:
    """The one process of this site, and what it has told. All visitors see the same."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = tuple(command)
        self._door = threading.Lock()
        self._known = Known()
        self._process: subprocess.Popen[str] | None = None

    @property
    def known(self) -> Known:
        """What is known by now."""
        with self._door:
            return self._known

    def begin(self, task: Task) -> bool:
        """Begin a task; False while another one is in hand."""
        with self._door:
            if self._known.is_busy:
                return False
            if self._process is not None:
                self._process.terminate()  # it has told its result, and takes its time to end
            self._known = replace(self._known, progress=Progress(task))
            process = self._process = subprocess.Popen(
                [*self._command, msgspec.json.encode(task).decode()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        threading.Thread(target=self._listen, args=(process,), daemon=True).start()
        return True

    def stop(self) -> None:
        """End what is in hand, if anything is; call it when the site ends."""
        with self._door:
            process, self._process = self._process, None
            if process is not None:
                self._finish()
        if process is not None:
            process.terminate()
            process.wait()

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                with suppress(msgspec.MsgspecError):
                    self._take(process, msgspec.json.decode(line, type=Report))
        status = process.wait()
        with self._door:
            if self._process is process:
                self._process = None
                self._finish("" if not self._known.is_busy else f"exit status {status}")

    def _take(self, process: "subprocess.Popen[str]", report: Report) -> None:
        with self._door:
            if self._process is not process or self._known.progress is None:
                return  # it was told to stop
            progress = replace(
                self._known.progress,
                steps=report.steps or self._known.progress.steps,
                trouble=report.trouble,
                is_over=bool(report.hunted or report.caught or report.trouble),
            )
            caught = dict(self._known.caught)
            if report.caught is not None:
                caught.pop(report.caught.fault, None)
                caught[report.caught.fault] = report.caught
            self._known = Known(progress, report.hunted or self._known.hunted, caught)

    def _finish(self, trouble: str = "") -> None:
        if (progress := self._known.progress) is not None:
            over = replace(progress, is_over=True, trouble=trouble or progress.trouble)
            self._known = replace(self._known, progress=over)


HUNTING = Hunting()
"""That of this process."""
