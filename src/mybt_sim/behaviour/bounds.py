"""Bounds of the numbers of behaviour, as behaviour.toml declares them beside each value.

`least` and `most` hold for a number, for each number of a list, and for each part of a table, which
may have bounds of their own. Shares are from 0 to 1 where nothing else is said, `weights` from 0 to
1,000 and not all 0. `not_above` names a number of the same section that is not exceeded.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from mybt_sim.base.errors import ScenarioError
from mybt_sim.base.plain import as_written, plain


class Bounds(NamedTuple):
    """The least and the most that a number can be."""

    least: Decimal
    most: Decimal

    def have(self, number: Decimal) -> bool:
        """Whether a number is possible."""
        return self.least <= number <= self.most

    def __str__(self) -> str:
        return f"from {self.least:f} to {self.most:f}"


SHARE = Bounds(Decimal(0), Decimal(1))
WEIGHT = Bounds(Decimal(0), Decimal(1_000))


def bounds_of(name: str, entry: Mapping[str, Any], part: str = "") -> Bounds | None:
    """The bounds that an entry declares for its number, or for one part; None if it does not."""
    if "weights" in entry:
        return WEIGHT
    least, most = (
        value.get(part) if isinstance(value, dict) else value
        for value in (entry.get("least"), entry.get("most"))
    )
    if least is None and most is None and "share" in name:
        return SHARE
    least, most = decimal_of(least), decimal_of(most)
    return None if least is None or most is None else Bounds(least, most)


def problem_of_value(name: str, entry: Mapping[str, Any]) -> str | None:
    """What is impossible about the value of an entry of the file, as the end of a sentence."""
    for part, written in _numbers(entry["value"]):
        bounds = bounds_of(name, entry, part)
        if bounds is None:
            return f"lacks the least and the most that {part or 'it'} can be."
        number = decimal_of(written)
        if number is None or not bounds.have(number):
            return f"is {as_written(written)} where numbers {bounds} are possible."
    value = entry["value"]
    for part in value if isinstance(value, dict) else ():
        bound, _, of = part.partition("_")
        if bound in ("least", "knee") and value[part] > value.get(f"most_{of}", value[part]):
            return f"has {part} above most_{of}."
    if "weights" in entry and not any(value):
        return "has no weight above 0."
    return None


def _numbers(value: Any) -> Iterator[tuple[str, Any]]:
    """Each number of a value, with its name where it has one."""
    if isinstance(value, dict):
        yield from value.items()
    else:
        yield from (("", one) for one in (value if isinstance(value, list) else [value]))


def checked_number(name: str, value: Any, usual: int | Decimal, bounds: Bounds) -> int | Decimal:
    """A scenario's number in place of the usual one; `ScenarioError` when it cannot be."""
    number = decimal_of(plain(value))
    is_count = isinstance(usual, int)
    if number is None or not bounds.have(number) or (is_count and number != int(number)):
        kind = "whole number" if is_count else "number"
        raise ScenarioError(
            f"{name} can't be {as_written(value)}.", next_step=f"Give a {kind} {bounds}."
        )
    return int(number) if is_count else number


def check_order(name: str, value: int | Decimal, limit: str, most: int | Decimal) -> None:
    """`ScenarioError` when a number is above the one that limits it."""
    if value > most:
        raise ScenarioError(
            f"{name} can't be {value} where {limit} is {most}.",
            next_step=f"Lower it to {most} at most, or raise {limit}.",
        )


def decimal_of(value: Any) -> Decimal | None:
    """A number exactly as it is written; of a float the shortest text that means it."""
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    return number if number.is_finite() else None
