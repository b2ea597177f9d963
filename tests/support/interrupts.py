"""Interrupts at a chosen step: the n-th line, or instruction, that runs inside `world`."""

import sys
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

import mybt_sim.world

PACKAGE = str(Path(mybt_sim.world.__file__).parent)
SPARED = ("__del__",)
"""What Python runs by itself, where nobody would see an interrupt."""


class Interrupt:
    """`with Interrupt(n, KeyboardInterrupt) as it:` raises it at step n; `it.came` says whether."""

    def __init__(self, step: int, error: type[BaseException], *, fine: bool = False) -> None:
        self.left = step
        self.error = error
        self.event = "opcode" if fine else "line"
        self.came = False
        self.place = ""

    def __enter__(self) -> "Interrupt":
        self.before = sys.gettrace()
        sys.settrace(self._call)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        sys.settrace(self.before)
        return self.came and kind is self.error

    def _call(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        code = frame.f_code
        if not code.co_filename.startswith(PACKAGE) or code.co_name in SPARED:
            return None
        frame.f_trace_opcodes = self.event == "opcode"
        return self._step

    def _step(self, frame: FrameType, event: str, _argument: Any) -> Any:
        if event == self.event and not self.came:
            self.left -= 1
            if self.left <= 0:
                self.came = True
                self.place = f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}"
                raise self.error
        return self._step
