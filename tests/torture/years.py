"""Many years for `make torture`, each lived in all the ways that `test_one_clock` compares.

TORTURE_YEARS says how many; by default 20, each of other people, of another start, with other
deeds, and with some worlds that halt wherever luck has it.
"""

import datetime
import os
import random

from mybt_sim.engine.records import DAY_S
from tests.support.year_ways import (
    Scripted,
    lived_in_bulk,
    lived_in_plain_python,
    people,
    told_by,
    told_by_run,
    write_script,
)

YEARS = int(os.environ.get("TORTURE_YEARS", "20"))
WORLDS_EACH = 5
FIRST_START = datetime.date(2018, 1, 1)
STARTS_DAYS = 5_000


def test_years() -> None:
    luck, deeds = random.Random(5), 0
    for seed in range(YEARS):
        start = FIRST_START + datetime.timedelta(days=luck.randrange(STARTS_DAYS))
        year = write_script(people(luck.randint(2, 12), seed, start))
        deeds += len(year.deeds)
        run = told_by_run(lived_in_bulk(year.scenario))
        for contract in year.left_alone:
            assert year.told.contracts[contract] == run[contract], f"{contract} of year {seed}"
        for _ in range(WORLDS_EACH):
            year.check(told_by(year.lived_again(_halts(year, luck))))
        plain, plain_run = lived_in_plain_python(year, _halts(year, luck))
        year.check(plain)
        assert plain_run == run
    print(f"\n{YEARS} years with {deeds:,} deeds, each lived {WORLDS_EACH + 3} times")


def _halts(year: Scripted, luck: random.Random) -> list[int]:
    """At some seconds anywhere, and around midnights and deeds."""
    anywhere = [luck.randrange(year.begun_at, year.end_at) for _ in range(100)]
    midnights = [luck.choice(year.days[1:]) * DAY_S for _ in range(100)]
    deeds = [luck.choice(year.deeds).at for _ in range(100)]
    near = (at + luck.choice((-1, 0, 1)) for at in (*midnights, *deeds))
    return [*anywhere, *(at for at in near if year.begun_at <= at <= year.end_at)]
