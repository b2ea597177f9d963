"""Commands: everything that reaches a world from outside, as plain values that can be replayed."""

import hashlib
import json
from dataclasses import dataclass

import msgspec

from mybt_sim.operations.request import Request


@dataclass(frozen=True)
class Command:
    """One request. Secrets in it are digests already; amounts are kopecks.

    `device` is 0 for what comes from elsewhere: a bank, the network, the clock.
    """

    request: Request
    device: int = 0
    key: str | None = None
    is_preview: bool = False

    @property
    def name(self) -> str:
        """The name of the operation."""
        return self.request.name

    @property
    def text(self) -> str:
        """The arguments as JSON, the same text for the same arguments."""
        fields = msgspec.structs.asdict(self.request)
        return json.dumps(fields, sort_keys=True, ensure_ascii=False)

    @property
    def fingerprint(self) -> str:
        """What tells this request from another one with the same idempotency key."""
        return hashlib.sha256(f"{self.name} {self.text}".encode()).hexdigest()


@dataclass(frozen=True)
class Logged:
    """A command as it stands in the log: when it came, what it came to, and the chain up to it."""

    number: int
    at: int
    command: Command
    refusal: str
    chain: str


def chained(chain: str, at: int, command: Command, refusal: str, effect: str) -> str:
    """The next link of the chain over all commands and their effects."""
    line = f"{chain} {at} {command.device} {command.key} {command.name} {command.text}"
    return hashlib.sha256(f"{line} {refusal} {effect}".encode()).hexdigest()
