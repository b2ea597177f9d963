"""How figures are written in seed data and scenarios, and what they are in the engine.

Money is text with a decimal point, "15.00", and becomes a whole number without ever being a binary
fraction. Every function raises `ValueError` with "what is wrong; what to do".
"""

import re
from decimal import Decimal
from typing import Any

from mybt_sim.base.plain import as_written, plain, whole

_AMOUNT = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")


class Kopecks(int):
    """A price in kopecks, not negative; written in BYN with up to 2 decimals."""


class E4(int):
    """A price or rate in 1/10,000 BYN, not negative; written in BYN with up to 4 decimals."""


_PLACES: dict[type, int] = {Kopecks: 2, E4: 4}


def parse_byn(text: object, *, places: int) -> int:
    """An amount of BYN as a whole number of units of 10**-`places` BYN."""
    if not isinstance(text, str) or not _AMOUNT.fullmatch(text):
        told = as_written(text)
        raise ValueError(f'{told} is not an amount of BYN; write it as text such as "18.50"')
    scaled = Decimal(text).scaleb(places)
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{text} is too fine; keep to {places} decimals")
    return int(scaled)


def byn(amount_kopecks: int) -> str:
    """Kopecks as they are written in files and by programs: "15.00", "-0.05"."""
    roubles, kopecks = divmod(abs(amount_kopecks), 100)
    return f"{'-' if amount_kopecks < 0 else ''}{roubles}.{kopecks:02d}"


def decode_price(kind: type, written: object) -> Any:
    """Decoding hook of msgspec for `Kopecks` and `E4`."""
    amount = parse_byn(written, places=_PLACES[kind])
    if amount < 0:
        raise ValueError(f"{written} is negative; give 0 or more")
    return kind(amount)


def parse_whole(written: object) -> int:
    """A whole number that is not a switch."""
    number = whole(written)
    if number is None or isinstance(plain(written), Decimal):
        told = as_written(written)
        raise ValueError(f"{told} is not a whole number; write it without quotes, such as 5")
    return number


def parse_switch(written: object) -> int:
    """A switch as 0 or 1."""
    if not isinstance(written, bool):
        raise ValueError(f"{written!r} is not a switch; write true or false")
    return int(written)
