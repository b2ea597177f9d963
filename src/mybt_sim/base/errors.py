"""Errors meant for people.

    MybtError            the root: a sentence that says what is wrong, and what to do next
    ├── SeedDataError    a file under data/seed is broken; lists every finding at once
    ├── ScenarioError    a scenario asks for something that cannot be simulated
    ├── RunError         a run file cannot be written, read or trusted
    ├── WorldError       a world cannot be made, opened or moved to that moment
    ├── RequestError     a request to a world is no request: a wrong type, an unreadable amount
    ├── JourneyError     a journey cannot be played, or does not go as it says
    ├── ServeError       the site cannot be opened (app.serve)
    ├── ConformError     another system cannot be asked (conformance.transport)
    ├── KeyReusedError   an idempotency key that came with another request before
    └── UnknownTokenError   a token that is not known (service.operator)

An expected refusal of the operator is not an error but a value (`engine.refusals.Refusal`);
a mistake of the programmer is an assertion.
"""

import errno
from functools import partial
from typing import Any


class MybtError(Exception):
    """Root of all errors that a person can mend.

    `problem` says what is wrong, `next_step` what to do now; both are plain sentences.
    """

    def __init__(self, problem: str, *, next_step: str) -> None:
        super().__init__(f"{problem} {next_step}")
        self.problem = problem
        self.next_step = next_step

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors come back from other machines as they were."""
        return partial(type(self), next_step=self.next_step), (self.problem,), self.__dict__


class SeedDataError(MybtError):
    """One or more files of the seed data are broken; nothing of them was loaded."""


class ScenarioError(MybtError):
    """A scenario, or an option that overrides it, is not one that can be simulated.

    `parts` are the errors of which it consists, when there is more than one fault.
    """

    parts: tuple["ScenarioError", ...] = ()


class RunError(MybtError):
    """A run file cannot be written, opened, or does not prove itself."""


class WorldError(MybtError):
    """A live operator cannot be made, opened, or moved to the moment asked for."""


class RequestError(MybtError):
    """A request that no device could send: a wrong type, or an amount that is none."""


class KeyReusedError(MybtError):
    """An idempotency key that came with another request before."""

    def __init__(self) -> None:
        super().__init__(
            "This key came with another request before.",
            next_step="Give each request a key of its own.",
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), ()


class JourneyError(MybtError):
    """A journey that does not go as its file says, or for which there is nobody or no world."""


def is_disk_full(error: BaseException) -> bool:
    """Whether writing failed for want of space; libraries tell it in the system's words."""
    is_told = "no space left" in str(error).lower()
    return is_told or (isinstance(error, OSError) and error.errno == errno.ENOSPC)
