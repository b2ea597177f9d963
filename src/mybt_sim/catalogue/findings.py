"""Findings: what is wrong with the seed data, all of it at once.

Reading and checking leave findings instead of stopping at the first fault, so that a file is mended
in one go. `refuse` turns them into one error; nothing of a broken catalogue is ever used.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from mybt_sim.base.errors import SeedDataError


@dataclass(frozen=True)
class Finding:
    """One fault: the file, the place in it (a line or a key path), what is wrong, what to do."""

    file: str
    place: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = f" {self.place}:" if self.place else ""
        return f"{self.file}:{place} {self.problem}; {self.remedy}"


@dataclass(frozen=True)
class Spot:
    """A place in a file, from which findings are reported."""

    findings: list[Finding]
    file: str
    path: str = ""

    def inside(self, key: str) -> "Spot":
        """The place `key` below this one; an index, `[0]`, follows without a dot."""
        dot = "." if self.path and not key.startswith("[") else ""
        return replace(self, path=f"{self.path}{dot}{key}")

    def report(self, problem: str, *, remedy: str) -> None:
        """Leave a finding about this place."""
        self.findings.append(Finding(self.file, self.path, problem, remedy))


def refuse(findings: Sequence[Finding]) -> None:
    """Raise `SeedDataError` with every finding, if there is any."""
    if not findings:
        return
    ordered = sorted(findings, key=lambda finding: finding.file)
    lines = "".join(f"\n  {finding}" for finding in ordered)
    faults = "1 fault" if len(findings) == 1 else f"{len(findings)} faults"
    raise SeedDataError(
        f"The seed data has {faults}, and nothing of it was loaded.",
        next_step=f"Mend what is listed here, then start again:{lines}",
    )


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The closest of `known` as a question with a space before it, or nothing."""
    close = get_close_matches(word, list(known), n=3)
    return f" Did you mean {' or '.join(close)}?" if close else ""
