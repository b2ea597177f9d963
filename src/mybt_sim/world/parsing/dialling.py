"""What is dialled on a home telephone, by the national numbering plan (USE-TEL).

112                       1 and two digits: services
222-33-44                 a number of the caller's own area, as long as numbers are there
8 0152 22-33-44           8, 0, area code or mobile code, nine digits after the 0
8 801 100-11-00           8 and a number of no area: freephone, or a paid service
8 10 48 22 123-45-67      8 10, country code and number
+375…, +48…, 375…         as numbers are written, whatever has to be dialled for them
"""

import re
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType

from mybt_sim.base.errors import RequestError
from mybt_sim.base.telephone import COUNTRY_CODE, NATIONAL
from mybt_sim.world.parsing.phones import bare
from mybt_sim.world.parsing.texts import digits_or_text_of

NATIONAL_DIGITS = 9
NO_COUNTRY = "001"
"""The region of country codes that belong to no country: satellites, paid services, freephone."""
FREEPHONE_OF_ALL_COUNTRIES = 800

_SERVICE = re.compile(r"1[0-9]{2}")
_ABROAD = re.compile(r"(?:\+|810)([1-9][0-9]+)")
_HOME = re.compile(r"(?:\+?375|80)([1-9][0-9]{8})")
_NO_AREA = re.compile(r"(?:\+?375|8)([89][0-9]+)")


@dataclass(frozen=True)
class Dialled:
    """A number as the rule of classes sees it; `area` is empty where it belongs to none."""

    country: int
    is_service: bool = False
    is_mobile: bool = False
    area: str = ""


def dialled_of(value: object, home_phone: int) -> Dialled:
    """What somebody dials on the line `home_phone`, 375XXXXXXXXX or 0.

    `RequestError` for what nobody can have, and for paid services, which have prices of their own.
    """
    digits = bare(digits_or_text_of("The number", value))
    if _SERVICE.fullmatch(digits):
        return Dialled(COUNTRY_CODE, is_service=True)
    return _local(digits, home_phone) or _national(digits) or _abroad(digits) or _nothing()


def area_of(home_phone: int) -> str:
    """The area code of a home phone, 375XXXXXXXXX; empty for 0."""
    return _area(_of_home(home_phone % NATIONAL)) if home_phone else ""


def _local(digits: str, home_phone: int) -> Dialled | None:
    area = area_of(home_phone)
    if not area or len(area) + len(digits) != NATIONAL_DIGITS or digits.startswith("+"):
        return None
    number = _of_home(int(area + digits))
    is_there = phonenumbers.is_valid_number(number) and _area(number) == area
    return Dialled(COUNTRY_CODE, area=area) if is_there else None


def _national(digits: str) -> Dialled | None:
    written = _HOME.fullmatch(digits) or _NO_AREA.fullmatch(digits)
    if written is None:
        return None
    number = _of_home(int(written[1]))
    kind = phonenumbers.number_type(number)
    if kind == PhoneNumberType.UNKNOWN:
        return None
    _check_price(kind)
    return Dialled(
        COUNTRY_CODE,
        is_service=kind == PhoneNumberType.TOLL_FREE,
        is_mobile=kind == PhoneNumberType.MOBILE,
        area=_area(number),
    )


def _abroad(digits: str) -> Dialled | None:
    written = _ABROAD.fullmatch(digits)
    if written is None:
        return None
    try:
        number = phonenumbers.parse(f"+{written[1]}")
    except phonenumbers.NumberParseException:
        return None
    if number.country_code == COUNTRY_CODE or not phonenumbers.is_valid_number(number):
        return None
    country = int(number.country_code or 0)
    if country == FREEPHONE_OF_ALL_COUNTRIES:
        return Dialled(COUNTRY_CODE, is_service=True)
    if phonenumbers.region_code_for_country_code(country) == NO_COUNTRY:
        _check_price(PhoneNumberType.PREMIUM_RATE)
    return Dialled(country)


def _of_home(national: int) -> PhoneNumber:
    return PhoneNumber(country_code=COUNTRY_CODE, national_number=national)


def _area(number: PhoneNumber) -> str:
    length = phonenumbers.length_of_geographical_area_code(number)
    return str(number.national_number)[:length]


def _check_price(kind: int) -> None:
    if kind == PhoneNumberType.PREMIUM_RATE:
        raise RequestError(
            "That is a paid service, and no tariff says its price.",
            next_step="Call a number without a price of its own.",
        )


def _nothing() -> Dialled:
    raise RequestError(
        "That is no telephone number, or nobody can have it.",
        next_step="Give it as it is dialled, such as 8 0152 22-33-44, or with +375 before it.",
    )
