"""Text that is safe to keep."""

import unicodedata

from mybt_sim.base.errors import RequestError
from mybt_sim.base.plain import plain, whole

TEXT_MOST = 10_000
TABLE_NUMBER_MOST = 10**18


def shown(value: object) -> str:
    """The beginning of `value`, for a message; its type where it cannot be written at all."""
    try:
        return repr(value)[:40]
    except (ValueError, RecursionError):  # a number of thousands of digits, a very deep list
        return type(value).__name__


def text_of(name: str, value: object, *, most: int = TEXT_MOST) -> str:
    """`value` as text that is safe to keep; `RequestError` when it is none."""
    value = plain(value)
    if not isinstance(value, str):
        raise RequestError(
            f"{name} is {type(value).__name__}, not text.", next_step="Give it as text."
        )
    if len(value) > most:
        raise RequestError(
            f"{name} is {len(value):,} characters long.", next_step=f"Keep to {most:,}."
        )
    if any(unicodedata.category(one) in ("Cs", "Cc") for one in value if one not in "\n\t"):
        raise RequestError(
            f"{name} holds control characters.", next_step="Leave them out, and send text alone."
        )
    return value


def digits_or_text_of(name: str, value: object) -> str:
    """Text, or the digits of a number as the tables of a run and of a world hold it.

    Empty for a number that no table holds.
    """
    number = whole(value)
    if number is None:
        return text_of(name, value)
    return str(number) if 0 <= number < TABLE_NUMBER_MOST else ""
