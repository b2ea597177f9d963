"""Logins, passwords, codes and cards: blanks and dashes between their groups do not matter."""

from mybt_sim.base.spelling import DASHES, GAPS, trimmed
from mybt_sim.world.parsing.texts import digits_or_text_of, text_of

LOGIN_DIGITS = range(10, 15)
CARD_DIGITS = 16

_BETWEEN = frozenset(GAPS + DASHES)


def digits_of(name: str, value: object) -> str:
    """What was typed of a password, code or card without what groups it; it may hold anything."""
    text = trimmed(text_of(name, value))
    return "".join(letter for letter in text if letter not in _BETWEEN)


def is_digits(text: str, length: int) -> bool:
    """Whether `text` is `length` plain digits, those of no other script."""
    return len(text) == length and text.isascii() and text.isdecimal()


def login_of(value: object) -> int:
    """The login of a service as a number; 0 when it has not the form of one (BIND-LOGIN).

    The tables of a run and of a world hold logins as numbers, so a number is taken as well.
    """
    text = digits_of("The login", digits_or_text_of("The login", value))
    return int(text) if len(text) in LOGIN_DIGITS and is_digits(text, len(text)) else 0
