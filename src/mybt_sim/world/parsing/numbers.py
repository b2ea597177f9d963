"""Whole numbers, and yes or no."""

from mybt_sim.base.errors import RequestError
from mybt_sim.base.plain import plain, whole
from mybt_sim.base.spelling import trimmed
from mybt_sim.world.parsing.texts import shown

WHOLE_MOST = 2**53
DIGITS_MOST = 16


def whole_of(name: str, value: object, *, least: int = 0, most: int = WHOLE_MOST) -> int:
    """A whole number within bounds; `RequestError` otherwise."""
    number = whole(value)
    if number is None or not least <= number <= most:
        raise RequestError(
            f"{name} is {shown(value)}.",
            next_step=f"Give a whole number from {least:,} to {most:,}.",
        )
    return number


def number_in(text: str) -> int | None:
    """The whole number that plain digits write; None where they write none, or a very long one."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= DIGITS_MOST
    return int(text) if is_number else None


def number_typed(name: str, text: str) -> int:
    """The whole number that was typed into a field; `RequestError` when it is none."""
    number = number_in(trimmed(text))
    if number is None:
        raise RequestError(f"{name} is {shown(text)}.", next_step="Give it in digits alone.")
    return number


def flag_of(name: str, value: object) -> bool:
    """A yes or no; `RequestError` for anything else."""
    flag = plain(value)
    if not isinstance(flag, bool):
        raise RequestError(f"{name} is {shown(value)}.", next_step="Give True or False.")
    return flag
