"""A step of one contract: what was asked or fell due, how the contract stood before, and after.

Laws read a step and the journal that it left in the book. The layouts are records, so that the same
law runs compiled in a hunt and on what a live world has done.
"""

from typing import Any

import numpy as np

from mybt_sim.base.named import Named
from mybt_sim.engine.access_records import DayTries
from mybt_sim.engine.records import (
    CONTRACT,
    NEVER,
    SERVICE_DAY,
    Records,
    blank,
    blank_contract,
    layout_of,
)


class Deed(Named):
    """What can befall a contract; operations bear the name of their rule, in lower case."""

    OPEN = 0
    MIDNIGHT = 1
    DUE = 2
    TOP_UP = 3
    ERIP_PAYMENT = 4
    REDEEM_EXPRESS_CARD = 5
    PROMISE_PAYMENT = 6
    CANCEL_PROMISE = 7
    CHANGE_TARIFF = 8
    CANCEL_TARIFF_CHANGE = 9
    CONNECT_ADD_ON = 10
    DISCONNECT_ADD_ON = 11
    RENT_VIDEO = 12
    SUSPEND = 13
    RESUME = 14
    RECORD_SESSION = 15
    RECORD_CALL = 16
    RECORD_VIEW = 17
    CORRECT_BALANCE = 18
    TERMINATE = 19
    MOVE_TO_FIBRE = 20
    MOVE_HOME = 21
    LOOK = 22


TIME_PASSES = (Deed.OPEN, Deed.MIDNIGHT, Deed.DUE)
"""What nobody asks for."""

OPERATIONS = tuple(one for one in Deed if one not in (*TIME_PASSES, Deed.LOOK))


class Card(Named):
    """What is typed as an express card."""

    MALFORMED = 0
    UNKNOWN = 1
    USED = 2
    GOOD = 3


DEED = np.dtype(
    [
        ("what", "i8"),  # Deed
        ("now", "i8"),
        ("amount", "i8"),  # kopecks, bytes down, seconds or minutes
        ("choice", "i8"),  # tariff, add-on, days, brand, Card, bytes up, CallClass, place, moment
        ("flag", "i8"),  # declined, known, confirmed or answered
    ],
    align=True,
)

WITNESS = np.dtype(
    [
        ("used_s", "i8"),  # seconds of this day in which the service could be used
        ("held", "i8"),  # bits of the add-ons that were on for any part of it
        ("orders_year", "i8"),  # suspensions are counted in this calendar year …
        ("orders", "i8"),  # … and so many were ordered in it and did not lapse
    ],
    align=True,
)

STATE = np.dtype(
    [
        ("contract", CONTRACT),
        ("service_day", SERVICE_DAY),
        ("card_tries", layout_of(DayTries)),
        ("witness", WITNESS),  # what laws remember by themselves of the steps before
        ("now", "i8"),
        ("is_day_over", "i8"),  # the service day is that of the day before, and is told once more
    ],
    align=True,
)

STEP = np.dtype(
    [
        ("deed", DEED),
        ("refusal", "i8"),
        ("allowed_from", "i8"),
        ("before", STATE),
        ("after", STATE),
    ],
    align=True,
)

START = np.dtype(
    [
        ("opened_day", "i8"),
        ("tariff", "i8"),
        ("balance_kopecks", "i8"),
        ("technology", "i8"),
        ("is_social", "i8"),
        ("add_ons", "i8"),  # beside those of the tariff
        ("is_new", "i8"),
        ("bills", "i8"),  # so many bills of one amount the debt of a credit contract comes from
    ],
    align=True,
)

WORD_BYTES = 8
STATE_WORDS = STATE.itemsize // WORD_BYTES
AFTER_WORD = (STEP.itemsize - STATE.itemsize) // WORD_BYTES
BEFORE_WORD = AFTER_WORD - STATE_WORDS
"""Where the two states begin in a step; they stand at its end."""


def blank_states(count: int) -> Records:
    """So many states in which nothing has happened yet."""
    states = blank(STATE, count)
    states["contract"] = blank_contract()[0]
    return states


def blank_step() -> Records:
    """One step from nothing to nothing, as an array of length 1."""
    steps = blank(STEP, 1)
    steps["before"] = steps["after"] = blank_states(1)[0]
    steps["allowed_from"] = NEVER
    return steps


def words_of(records: Records) -> Any:
    """The same memory as whole numbers of 64 bits; a row for each record."""
    words = records.dtype.itemsize // WORD_BYTES
    return records.view(np.ndarray).view(np.int64).reshape(len(records), words)
