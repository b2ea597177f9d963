"""Two answers side by side: the first value that differs, and what kind of mismatch that is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mybt_sim.conformance.mapping import MALFORMED, REFUSED, Seen
from mybt_sim.engine.refusals import Refusal
from mybt_sim.journeys.model import OK

ABSENT = "nothing"
UNCOMPARED = frozenset({"token"})
"""What is chance on both sides."""
ACCESS_CODES = range(1, 46)
"""Refusals of sessions, codes and bindings."""
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}")


class Kind(StrEnum):
    """What kind of mismatch it is; each is reported once."""

    ROUNDING = "rounding"
    MONEY = "money"
    DATE = "date"
    TARIFF = "tariff"
    POSTING = "missing posting"
    ACCESS = "access"
    DECISION = "decision"
    TEXT = "text"
    VALUE = "value"
    SHAPE = "shape"


@dataclass(frozen=True)
class Difference:
    """The first thing that differs: where, what the oracle says, what was found."""

    kind: Kind
    path: str
    expected: Any
    found: Any

    def __str__(self) -> str:
        return f"{self.path}: expected {self.expected!r}, found {self.found!r}"


def difference(came_to: str, body: Any, seen: Seen) -> Difference | None:
    """What differs between the oracle's answer and another; None when nothing does."""
    if not _is_same_outcome(came_to, seen.came_to):
        return Difference(_kind_of_outcome(came_to, seen.came_to), "outcome", came_to, seen.came_to)
    if came_to == MALFORMED or seen.body is None:
        return None
    first = next(_differing(body, seen.body, "", is_whole=seen.is_whole), None)
    if first is None:
        return None
    return Difference(_kind_of(first), first.path, first.expected, first.found)


@dataclass(frozen=True)
class _Leaf:
    path: str
    expected: Any
    found: Any


def _differing(expected: Any, found: Any, path: str, *, is_whole: bool) -> Iterator[_Leaf]:
    if isinstance(expected, dict) and isinstance(found, dict):
        for name in dict.fromkeys((*expected, *found) if is_whole else found):
            if name not in UNCOMPARED:
                inner = f"{path}.{name}" if path else name
                ours, theirs = expected.get(name, ABSENT), found.get(name, ABSENT)
                yield from _differing(ours, theirs, inner, is_whole=is_whole)
    elif isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            yield _Leaf(f"{path}.count", len(expected), len(found))
        for place, (ours, theirs) in enumerate(zip(expected, found, strict=False)):
            yield from _differing(ours, theirs, f"{path}.{place}", is_whole=is_whole)
    elif type(expected) is not type(found) or expected != found:
        yield _Leaf(path, expected, found)


def _is_same_outcome(ours: str, theirs: str) -> bool:
    is_some_refusal = theirs == REFUSED and ours not in (OK, MALFORMED)
    return ours == theirs or is_some_refusal


def _kind_of_outcome(ours: str, theirs: str) -> Kind:
    names = [one for one in (ours, theirs) if one in Refusal.__members__]
    if any(Refusal[one] in ACCESS_CODES for one in names):
        return Kind.ACCESS
    if any(one.startswith("TARIFF") for one in names):
        return Kind.TARIFF
    is_readable = all(one in (OK, REFUSED, MALFORMED) or one in names for one in (ours, theirs))
    return Kind.DECISION if is_readable else Kind.SHAPE


def _kind_of(leaf: _Leaf) -> Kind:
    """By what it is first, then by where it stands."""
    parts = leaf.path.split(".")
    if leaf.path == "" or parts[0] in ("token", "is_ok", "operation"):
        return Kind.SHAPE
    if "tariff" in leaf.path or "fee" in parts[-1]:
        return Kind.TARIFF
    if (parts[0] == "entries" and parts[-1] == "count") or "lines.count" in leaf.path:
        return Kind.POSTING
    if parts[-1].endswith(("kopecks", "_e4")) or leaf.path == "balance":
        return _kind_of_money(leaf)
    if any(isinstance(one, str) and _MOMENT.match(one) for one in (leaf.expected, leaf.found)):
        return Kind.DATE
    if parts[-1] in ("text", "language", "ru", "be", "en", "topic"):
        return Kind.TEXT
    if parts[0] == "entries":
        return Kind.POSTING
    return Kind.VALUE


def _kind_of_money(leaf: _Leaf) -> Kind:
    is_number = type(leaf.expected) is int and type(leaf.found) is int
    return Kind.ROUNDING if is_number and abs(leaf.expected - leaf.found) == 1 else Kind.MONEY
