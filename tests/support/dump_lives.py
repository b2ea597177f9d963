"""Drawn lives as text: `python -m tests.support.dump_lives 0 200` prints a digest of each.

Tests run this in another process to compare compiled with uncompiled rules; with one number less,
`python -m tests.support.dump_lives 17`, the steps of that life are printed for reading.
"""

import hashlib
import sys
from collections.abc import Iterator

from mybt_sim.base.compiled import IS_COMPILED
from mybt_sim.engine.daily_fee import day_share_kopecks
from mybt_sim.engine.refusals import Refusal
from tests.support.life import Step
from tests.support.wishes import drawn_life, live

LARGE_E4 = 10**17 + 7
"""Doubled and times 31 it still fits 64 bits; compiled and plain integers part ways above that."""


def told(step: Step) -> str:
    """All of a step in one line of plain integers and names."""
    state = tuple(vars(step.after).values())
    journal = [tuple(map(int, one)) for one in (*step.entries, *step.events)]
    asked = (step.what, *map(int, step.arguments), step.now)
    answer = f"{Refusal(step.refusal).name} {step.allowed_from}"
    return f"{asked} {answer} {state} {tuple(step.beside_after)} {journal}"


def life_lines(seed: int) -> Iterator[str]:
    """The steps of a life, and some shares of large fees."""
    yield from map(told, live(*drawn_life(seed)).steps)
    for days in (28, 29, 30, 31):
        fee_e4 = LARGE_E4 // (seed + 1) + seed
        yield str([int(day_share_kopecks(fee_e4, day, days)) for day in range(1, days + 1)])


def life_digest(seed: int) -> str:
    digest = hashlib.sha256()
    for line in life_lines(seed):
        digest.update(line.encode())
    return digest.hexdigest()


def main(numbers: list[int]) -> None:
    print("compiled" if IS_COMPILED else "uncompiled")
    if len(numbers) == 1:
        print(*life_lines(numbers[0]), sep="\n")
    else:
        print(*map(life_digest, range(*numbers)), sep="\n")


if __name__ == "__main__":
    main([int(number) for number in sys.argv[1:]])
