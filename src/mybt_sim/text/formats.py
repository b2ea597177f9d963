"""Numbers, money, volumes and dates as a language writes them.

Figures never break over a line: groups and units are joined by no-break spaces, and a negative
figure has a real minus.
"""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_compact_decimal, format_decimal
from phonenumbers import PhoneNumber, PhoneNumberFormat, format_number

NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
KOPECKS_PER_BYN = 100
MB_STEP = 1024
"""1 GB = 1024 MB, and so on: the terms of the operator count so."""

UNITS = {
    "ru": ("МБ", "ГБ", "ТБ", "ПБ"),
    "be": ("МБ", "ГБ", "ТБ", "ПБ"),
    "en": ("MB", "GB", "TB", "PB"),
}

COUNTRY_CODE = 375
NATIONAL = 10**9
"""A telephone number is the country code and nine digits."""

EPOCH = datetime.datetime(1970, 1, 1)

ROUBLES = {
    "ru": {"one": "рубль", "few": "рубля", "many": "рублей"},
    "be": {"one": "рубель", "few": "рублі", "many": "рублёў"},
    "en": {"one": "rouble", "other": "roubles"},
}
KOPECKS = {
    "ru": {"one": "копейка", "few": "копейки", "many": "копеек"},
    "be": {"one": "капейка", "few": "капейкі", "many": "капеек"},
    "en": {"one": "kopeck", "other": "kopecks"},
}


class VolumeUnit(NamedTuple):
    """A unit of volume and how many MB it holds."""

    name: str
    mb: int


def number(value: int | float | Decimal, language: str, *, digits: int = 0) -> str:
    """A number with grouped thousands and exactly `digits` decimals."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    text = format_decimal(value, format=pattern, locale=language)
    return text.replace("-", MINUS).replace(" ", NO_BREAK)


def compact(value: float, language: str) -> str:
    """A large number in short: 35.3 million."""
    text = format_compact_decimal(value, fraction_digits=1, locale=language)
    return text.replace("-", MINUS).replace(" ", NO_BREAK)


def percent(share: float, language: str, *, digits: int = 0) -> str:
    """A share of 1 as per cent."""
    gap = "" if language == "en" else NO_BREAK
    return f"{number(share * 100, language, digits=digits)}{gap}%"


def money(kopecks: int, language: str) -> str:
    """An amount in kopecks for tables: 15,00 BYN."""
    return f"{number(Decimal(kopecks) / KOPECKS_PER_BYN, language, digits=2)}{NO_BREAK}BYN"


def roubles(kopecks: int, language: str) -> str:
    """An amount in kopecks for sentences: 15 рублей 50 копеек; what is zero is left out."""
    whole, rest = divmod(abs(kopecks), KOPECKS_PER_BYN)
    parts = [_counted(whole, ROUBLES, language)] if whole or not rest else []
    if rest:
        parts.append(_counted(rest, KOPECKS, language))
    return (MINUS if kopecks < 0 else "") + NO_BREAK.join(parts)


def _counted(count: int, nouns: Mapping[str, Mapping[str, str]], language: str) -> str:
    form = Locale.parse(language).plural_form(count)
    return f"{number(count, language)}{NO_BREAK}{nouns[language][form]}"


def volume_unit(mb: float, language: str) -> VolumeUnit:
    """The largest unit of which `mb` holds at least one."""
    size = 0
    while size + 1 < len(UNITS[language]) and abs(mb) >= MB_STEP ** (size + 1):
        size += 1
    return VolumeUnit(UNITS[language][size], MB_STEP**size)


def volume(mb: float, language: str) -> str:
    """A volume with three figures: 512 MB, 1.46 TB, 23.7 TB, 271 TB."""
    unit = volume_unit(mb, language)
    value = mb / unit.mb
    digits = 0 if unit.mb == 1 or value >= 100 else 1 if value >= 10 else 2
    return f"{number(value, language, digits=digits)}{NO_BREAK}{unit.name}"


def date_long(day: datetime.date, language: str) -> str:
    """22 ноября 2026 г."""
    return format_date(day, "long", locale=language).replace(" ", NO_BREAK)


def date_short(day: datetime.date, language: str) -> str:
    """22 ноября, without the year."""
    pattern = "MMMM d" if language == "en" else "d MMMM"
    return format_date(day, pattern, locale=language).replace(" ", NO_BREAK)


def date_numeric(day: datetime.date, language: str) -> str:
    """22.11.2026, for tables."""
    pattern = "yyyy-MM-dd" if language == "en" else "dd.MM.yyyy"
    return format_date(day, pattern, locale=language)


def moment(at: int, language: str) -> str:
    """A moment, seconds since 1970 of Minsk local time, to the minute: 22 ноября 2026 г., 14:05."""
    when = EPOCH + datetime.timedelta(seconds=at)
    return f"{date_long(when.date(), language)},{NO_BREAK}{when:%H:%M}"


def phone(digits: int) -> str:
    """A telephone number of 375 and nine digits as people read it: +375 29 123-45-67."""
    if digits // NATIONAL != COUNTRY_CODE:
        raise ValueError(f"{digits} is not 375 and nine digits")
    parsed = PhoneNumber(country_code=COUNTRY_CODE, national_number=digits % NATIONAL)
    return format_number(parsed, PhoneNumberFormat.INTERNATIONAL).replace(" ", NO_BREAK)


def spelled_out(code: str) -> str:
    """A code as it is spoken, digit by digit: 4 0 7 1."""
    return NO_BREAK.join(code)


def month_name(day: datetime.date, language: str) -> str:
    """The month of a day, standing alone: ноябрь."""
    return format_date(day, "LLLL", locale=language)


def month_names(language: str, *, short: bool = False) -> Sequence[str]:
    """The twelve months, standing alone."""
    names = Locale.parse(language).months["stand-alone"]["abbreviated" if short else "wide"]
    return [names[month].rstrip(".") for month in range(1, 13)]


def weekday_names(language: str, *, short: bool = False) -> Sequence[str]:
    """Monday to Sunday, standing alone."""
    names = Locale.parse(language).days["stand-alone"]["abbreviated" if short else "wide"]
    return [names[weekday] for weekday in range(7)]
