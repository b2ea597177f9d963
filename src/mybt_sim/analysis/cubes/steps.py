"""Round steps of an axis, in the units in which people read an amount."""

import itertools

LARGER = {"traffic": (1, 1_024, 1_024**2, 1_024**3), "tv": (1, 60)}
"""Of subjects that are read in larger units as well: MB to PB, minutes and hours."""
ROUND = (1, 2, 5)


def round_step(subject: str, most: int, parts: int) -> int:
    """The least step of 1, 2 or 5 times a power of ten of a unit of which `parts` reach `most`."""
    bases = LARGER.get(subject, (1,))
    for base, larger in zip(bases, (*bases[1:], None), strict=True):
        for place in itertools.count():
            step: int = base * ROUND[place % len(ROUND)] * 10 ** (place // len(ROUND))
            if larger is not None and 2 * step > larger:
                break
            if step * parts >= most:
                return step
    raise AssertionError("the largest unit has no end")
