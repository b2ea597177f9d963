"""What another system has to be told as: a `Mapping` says how each thing is asked for there.

    class Theirs(Mapping):
        OFFERED = frozenset({"top_up", "balance"})

        def ask(self, device, operation, arguments): …

A file or module that is given to `mybt-sim conform --mapping` defines one subclass. What it does
not offer is not asked for; what it lists in `ALONE` is done by the oracle alone, so that it comes
to where the other system begins, such as somebody who has signed in.
"""

from collections.abc import Mapping as Pairs
from dataclasses import dataclass
from typing import Any, ClassVar

from mybt_sim.conformance.transport import Transport
from mybt_sim.journeys.casting import Member
from mybt_sim.journeys.model import Setting

REFUSED, MALFORMED = "refused", "malformed"
"""What a request can come to, besides `journeys.model.OK` and the name of a refusal."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a system answered, in our words.

    came_to    ok, the name of a refusal, `refused` if it does not say why, or malformed
    body       a part of our answer, or all of it (`is_whole`); see `service.answers.Answer`
    """

    came_to: str
    body: Any = None
    is_whole: bool = False


class Mapping:
    """How things are asked for elsewhere. Subclass it, and keep what you need in `self`."""

    OFFERED: ClassVar[frozenset[str]] = frozenset()
    """Operations and events by name, as `mybt-sim operations` lists them."""
    ALONE: ClassVar[frozenset[str]] = frozenset()
    LACKS: ClassVar[frozenset[str]] = frozenset()
    """Arguments that there are none of, such as `key`; what has one is not asked for."""
    KNOWS_PEOPLE: ClassVar[bool] = True
    """False where whoever may call may do all: what only access refuses is not asked for."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    def begin(self, setting: Setting, cast: Pairs[str, Member]) -> None:
        """Be the operator of a setting at its first second, with these people in it."""
        raise NotImplementedError

    def client(self, kind: str, language: str) -> Any:
        """Take a device in hand; it is given back to `ask`."""

    def ask(self, device: Any, operation: str, arguments: Pairs[str, Any]) -> Seen:
        """Ask for an operation of a device; `key` and `preview` can be among the arguments."""
        raise NotImplementedError

    def happen(self, name: str, arguments: Pairs[str, Any], device: Any = None) -> Seen:
        """Let something happen around it, or look from outside: `Seen.body` is what there is."""
        raise NotImplementedError

    def offers(self, name: str) -> bool:
        """Whether it can be asked for there."""
        return name in self.OFFERED
