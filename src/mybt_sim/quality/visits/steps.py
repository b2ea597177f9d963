"""A visit: what was asked at the door, and how the records of access stood before it and after.

It is to access rules what a step is to those of a contract; laws read it in the same way.
"""

from typing import NamedTuple

import numpy as np

from mybt_sim.engine.access_records import ACCESS, Access
from mybt_sim.engine.decide import REQUEST, Question
from mybt_sim.engine.records import NEVER, Records, blank, records_of

WITNESS = np.dtype(
    [
        ("day", "i8"),  # codes are counted on this calendar day …
        ("codes", "i8"),  # … and so many were sent on it
        ("wrong_entries", "i8"),  # of the newest code
        ("is_spent", "i8"),  # the newest code has opened the door, or there was none
        ("calls_day", "i8"),  # calls of the auto-informer are counted on this day …
        ("calls", "i8"),  # … and so many were made on it
    ],
    align=True,
)

VISIT = np.dtype(
    [
        ("request", REQUEST),
        ("now", "i8"),
        ("refusal", "i8"),
        ("allowed_from", "i8"),
        ("before", ACCESS),
        ("after", ACCESS),
        ("seen", WITNESS),  # what laws remember by themselves of the visits up to this one
    ],
    align=True,
)


class Visit(NamedTuple):
    """One request: the question, seconds since the one before, and facts that are not 0.

    It is made by one of two accounts, who share all that belongs to numbers and addresses.
    """

    question: Question
    wait_s: int
    facts: tuple[tuple[str, int], ...] = ()
    is_other: int = 0


def blank_visit() -> Records:
    """One visit of somebody whom nobody has seen yet, as an array of length 1."""
    visits = blank(VISIT, 1)
    visits["before"] = visits["after"] = records_of(Access())[0]
    visits["allowed_from"] = NEVER
    visits["seen"]["is_spent"] = 1
    return visits
