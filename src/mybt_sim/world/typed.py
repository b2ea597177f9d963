"""What a person typed, as numbers and facts. The engine never sees text.

Whatever is not a text of bearable length is a `RequestError`; a text of the wrong form is none, but
a fact that the rules refuse.
"""

import datetime
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import phonenumbers
from phonenumbers import PhoneNumberType

from mybt_sim.base.errors import RequestError

COUNTRY = 375
NATIONAL = 10**9
TEXT_MOST = 10_000
PHONE_MOST = 32
KOPECKS_MOST = 10**11
AMOUNT_MOST = 40
LOGIN_DIGITS = range(10, 15)
CARD_DIGITS = 16
KOPECKS_PER_BYN = 100


@dataclass(frozen=True)
class Phone:
    """A telephone number: `number` is 375XXXXXXXXX, or 0 when there is none of this country."""

    number: int = 0
    is_mobile: bool = False
    is_fixed: bool = False

    @property
    def is_valid(self) -> bool:
        """Whether it is a number of this country at all."""
        return self.number != 0


def shown(value: object) -> str:
    """The beginning of `value`, for a message; its type where it cannot be written at all."""
    try:
        return repr(value)[:40]
    except (ValueError, RecursionError):  # a number of thousands of digits, a very deep list
        return type(value).__name__


def text_of(name: str, value: object, *, most: int = TEXT_MOST) -> str:
    """`value` as text that is safe to keep; `RequestError` when it is none."""
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


def phone_of(value: object) -> Phone:
    """A number as it may be typed: +375…, 375…, 80…, with blanks, dashes and brackets."""
    text = text_of("The phone number", value)
    if len(text) > PHONE_MOST:
        return Phone()
    try:
        parsed = phonenumbers.parse(text, "BY")
    except phonenumbers.NumberParseException:
        return Phone()
    if parsed.country_code != COUNTRY or not phonenumbers.is_valid_number(parsed):
        return Phone()
    kind = phonenumbers.number_type(parsed)
    number = COUNTRY * NATIONAL + int(parsed.national_number or 0)
    return Phone(number, kind == PhoneNumberType.MOBILE, kind == PhoneNumberType.FIXED_LINE)


def surname_key(value: object) -> str:
    """A surname as it is compared: without case, blanks around, dots of ё (BINDP-INPUT)."""
    text = unicodedata.normalize("NFC", text_of("The surname", value))
    return " ".join(text.casefold().replace("ё", "е").split())


def login_of(value: object) -> int:
    """The login of a service as a number; 0 when it has not the form of one (BIND-LOGIN)."""
    text = text_of("The login", value).strip()
    return int(text) if len(text) in LOGIN_DIGITS and _is_digits(text) else 0


def digits_of(name: str, value: object) -> str:
    """What was typed of a code or card, without blanks and dashes; it may hold anything else."""
    return "".join(letter for letter in text_of(name, value) if letter not in " -\u00a0")


def is_digits(text: str, length: int) -> bool:
    """Whether `text` is `length` plain digits."""
    return len(text) == length and _is_digits(text)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def kopecks_of(value: object) -> int:
    """An amount in BYN, as text, Decimal or whole number, in kopecks.

    An amount beyond all limits is cut to one that every rule refuses.
    """
    kopecks = _decimal_of(value) * KOPECKS_PER_BYN
    if kopecks != kopecks.to_integral_value():
        raise RequestError(
            "The amount is not a whole number of kopecks.", next_step='Round it, such as "15.01".'
        )
    return int(kopecks)


def _decimal_of(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise _no_amount(value)
    if isinstance(value, str):
        written = text_of("The amount", value, most=AMOUNT_MOST).strip().replace(",", ".")
        try:
            value = Decimal(written)
        except InvalidOperation:
            raise _no_amount(value) from None
    if isinstance(value, Decimal) and not value.is_finite():
        raise _no_amount(value)
    return Decimal(max(-KOPECKS_MOST, min(KOPECKS_MOST, value)))


def _no_amount(value: object) -> RequestError:
    return RequestError(
        f"{shown(value)} is no amount of money.", next_step='Give BYN as text, such as "15.00".'
    )


def whole_of(name: str, value: object, *, least: int = 0, most: int = 2**53) -> int:
    """A whole number within bounds; `RequestError` otherwise."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise RequestError(
            f"{name} is {shown(value)}.",
            next_step=f"Give a whole number from {least:,} to {most:,}.",
        )
    return int(value)


def flag_of(name: str, value: object) -> bool:
    """A yes or no; `RequestError` for anything else."""
    if not isinstance(value, bool):
        raise RequestError(f"{name} is {shown(value)}.", next_step="Give True or False.")
    return value


def date_of(name: str, value: object) -> int:
    """A date, or its ISO text, as days since 1970-01-01."""
    if isinstance(value, str):
        try:
            value = datetime.date.fromisoformat(value)
        except ValueError:
            value = None
    if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
        raise RequestError(f"{name} is no date.", next_step="Give a date, such as 2026-06-01.")
    return (value - datetime.date(1970, 1, 1)).days
