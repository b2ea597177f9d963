"""Spans of a day: rows of two seconds, from and until, in order of time, which never overlap.

An array has room for many; how many of its rows count is said beside it.
"""

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import compiled
from mybt_sim.base.time import HOUR_S

FROM = 0
UNTIL = 1
SPANS_MOST = 128

Spans = NDArray[np.int64]


@compiled
def cut(spans: Spans, count: int, from_s: int, until_s: int) -> int:
    """Take [from_s, until_s) out of the spans; says how many there are then."""
    place = 0
    while place < count:
        left_until = min(spans[place, UNTIL], from_s)
        right_from = max(spans[place, FROM], until_s)
        has_left = spans[place, FROM] < left_until
        has_right = right_from < spans[place, UNTIL]
        if has_left and has_right:
            assert count < len(spans), "a day has more spans than there is room for"
            _move(spans, place, count, 1)
            count += 1
            spans[place, UNTIL] = left_until
            spans[place + 1, FROM] = right_from
            return count
        if has_left:
            spans[place, UNTIL] = left_until
        elif has_right:
            spans[place, FROM] = right_from
        else:
            _move(spans, place + 1, count, -1)
            count -= 1
            continue
        place += 1
    return count


@compiled
def _move(spans: Spans, first: int, count: int, by: int) -> None:
    """Move the rows from `first` on by one place, down or up."""
    for step in range(count - first):
        place = count - 1 - step if by > 0 else first + step
        spans[place + by, FROM] = spans[place, FROM]
        spans[place + by, UNTIL] = spans[place, UNTIL]


@compiled
def holds(spans: Spans, count: int, from_s: int, until_s: int) -> bool:
    """Whether [from_s, until_s) lies within one span."""
    for place in range(count):
        if spans[place, FROM] <= from_s and until_s <= spans[place, UNTIL]:
            return True
    return False


@compiled
def holding(spans: Spans, count: int, second: int) -> int:
    """The place of the span in which `second` lies; it lies in one."""
    for place in range(count):
        if second < spans[place, UNTIL]:
            return place
    raise AssertionError("this second is in no span")


@compiled
def longest(spans: Spans, count: int) -> int:
    """The place of the longest span; the first of several."""
    found = 0
    for place in range(1, count):
        length_s = spans[place, UNTIL] - spans[place, FROM]
        if length_s > spans[found, UNTIL] - spans[found, FROM]:
            found = place
    return found


@compiled
def hour_end(second: int, until_s: int) -> int:
    """The second at which the hour of `second` ends, or before it the span."""
    return min(until_s, (second // HOUR_S + 1) * HOUR_S)


@compiled
def weigh(spans: Spans, count: int, weights: NDArray[np.int64]) -> int:
    """The sum over all seconds of the weights of their hours."""
    total = 0
    for place in range(count):
        second = spans[place, FROM]
        while second < spans[place, UNTIL]:
            end = hour_end(second, spans[place, UNTIL])
            total += weights[second // HOUR_S] * (end - second)
            second = end
    return total


@compiled
def second_at(spans: Spans, count: int, weights: NDArray[np.int64], weight: int) -> int:
    """The second up to which the sum of `weigh` is just `weight`, which is below the whole sum."""
    for place in range(count):
        second = spans[place, FROM]
        while second < spans[place, UNTIL]:
            end = hour_end(second, spans[place, UNTIL])
            hour_weight = weights[second // HOUR_S]
            if weight < hour_weight * (end - second):
                return second + weight // hour_weight
            weight -= hour_weight * (end - second)
            second = end
    raise AssertionError("this weight is not below that of all seconds")
