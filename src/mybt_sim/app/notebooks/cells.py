"""One value of a table as people read it; the name of its column says what it is."""

import re
from datetime import date, datetime
from decimal import Decimal

from mybt_sim.text import Language, date_numeric, number

CELL_MAX = 200
DECIMALS, DECIMALS_MOST = 2, 12
IDENTITY_WORDS = frozenset(
    {
        *("id", "no", "number", "index", "code", "login", "mobile", "phone", "seed", "edition"),
        *("year", "month", "day", "weekday", "hour", "house", "flat"),
    }
)
"""Last words of columns whose numbers are names: they have no groups of thousands."""

_ONE_OF = re.compile(r"(?:(?:min|max|any_value|first|last|mode)\()?(?:[\w.]*[._])?([^\W_]+)\)?")


def is_identity(column: str) -> bool:
    """Whether a column holds names of things that look like numbers, as `contract_id` does."""
    found = _ONE_OF.fullmatch(column.lower())
    return found is not None and found[1] in IDENTITY_WORDS


def written(column: str, value: object, language: Language) -> str:
    """The text of a cell."""
    if value is None:
        return "NULL"
    if isinstance(value, date) and not isinstance(value, datetime):
        return date_numeric(value, language)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return (
            str(value) if is_identity(column) else number(value, language, digits=_decimals(value))
        )
    text = str(value)
    return text if len(text) <= CELL_MAX else text[:CELL_MAX] + "…"


def _decimals(value: int | float | Decimal) -> int:
    """Of a decimal number its own; of a float two, or more where it is small."""
    if isinstance(value, int):
        return 0
    exact = Decimal(str(value))
    if not exact or not exact.is_finite():
        return DECIMALS
    if isinstance(value, Decimal):
        return max(0, -int(exact.as_tuple().exponent))
    return min(max(DECIMALS, DECIMALS - exact.adjusted()), DECIMALS_MOST)
