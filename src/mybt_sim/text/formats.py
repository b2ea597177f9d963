"""Numbers, money, volumes and dates as a language writes them.

Figures never break over a line: groups and units are joined by no-break spaces, and a negative
figure has a real minus.
"""

import datetime
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from typing import NamedTuple, TypeAlias

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_compact_decimal
from phonenumbers import PhoneNumber, PhoneNumberFormat, format_number

from mybt_sim.base.money import KOPECKS_PER_BYN
from mybt_sim.base.telephone import COUNTRY_CODE, NATIONAL
from mybt_sim.base.time import EPOCH

NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
INFINITY = "\N{INFINITY}"
MB_STEP = 1024
"""1 GB = 1024 MB, and so on: the terms of the operator count so."""

UNITS = {
    "ru": ("МБ", "ГБ", "ТБ", "ПБ"),
    "be": ("МБ", "ГБ", "ТБ", "ПБ"),
    "en": ("MB", "GB", "TB", "PB"),
}


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


DURATION_UNITS = {"ru": ("мин", "ч"), "be": ("хв", "гадз"), "en": ("min", "h")}
SPEED_UNITS = {
    "ru": ("кбит/с", "Мбит/с"),
    "be": ("кбіт/с", "Мбіт/с"),
    "en": ("kbit/s", "Mbit/s"),
}
DISTANCE_UNITS = {"ru": ("м", "км"), "be": ("м", "км"), "en": ("m", "km")}
MINUTES_PER_HOUR = 60
KBPS_PER_MBPS = 1000
M_PER_KM = 1000
E4_PER_BYN = 10_000
COMPACT_STEP, COMPACT_MOST = 3, 12
"""Thousands, millions, billions, trillions: powers of ten that have a word."""
FIGURES = 3

Real: TypeAlias = int | float | Decimal

_EXACT = Context(prec=1_000, rounding=ROUND_HALF_UP)
"""Wide enough for any float, so that nothing is rounded twice."""


class VolumeUnit(NamedTuple):
    """A unit of volume and how many MB it holds."""

    name: str
    mb: int


def number(value: Real, language: str, *, digits: int = 0) -> str:
    """A number with grouped thousands and exactly `digits` decimals; a half is rounded up."""
    rounded = _rounded(value, digits)
    if not rounded.is_finite():
        return _kept_whole(str(rounded).replace("Infinity", INFINITY))
    return f"{rounded:,.{max(digits, 0)}f}".translate(_signs(language))


@cache
def _signs(language: str) -> Mapping[int, str]:
    """What a language writes in place of the signs of Python."""
    symbols = Locale.parse(language).number_symbols["latn"]
    signs = {",": symbols["group"], ".": symbols["decimal"], "-": MINUS}
    return str.maketrans({sign: _kept_whole(written) for sign, written in signs.items()})


def compact(value: Real, language: str) -> str:
    """A large number in short, with one decimal at most: 35.3 million.

    The words are Babel's. It would choose them before it rounds (999,960 is 1000 thousand), and
    leave numbers below 1,000 as they are.
    """
    power = 0
    while abs(rounded := _rounded(_scaled(value, power), 1)) >= 1_000 and power < COMPACT_MOST:
        power += COMPACT_STEP
    digits = 0 if rounded == rounded.to_integral_value() else 1
    return _words_of(power, language).replace("1", number(rounded, language, digits=digits))


@cache
def _words_of(power: int, language: str) -> str:
    """A power of ten in short: 1 million."""
    return _kept_whole(format_compact_decimal(10**power, locale=language))


def _scaled(value: Real, power: int) -> Decimal:
    return _exact(value).scaleb(-power, _EXACT)


def percent(share: Real, language: str, *, digits: int = 0) -> str:
    """A share of 1 as per cent."""
    gap = "" if language == "en" else NO_BREAK
    return f"{number(_EXACT.multiply(_exact(share), 100), language, digits=digits)}{gap}%"


def money(kopecks: int, language: str) -> str:
    """An amount in kopecks for tables: 15,00 BYN."""
    return _measured(number(_EXACT.divide(kopecks, KOPECKS_PER_BYN), language, digits=2), "BYN")


def money_short(kopecks: int, language: str) -> str:
    """A large amount in short: 7.55 million BYN."""
    return _measured(compact(_EXACT.divide(kopecks, KOPECKS_PER_BYN), language), "BYN")


def fee(fee_e4: int, language: str) -> str:
    """A fee held in 1/10,000 BYN: as money, and with further decimals only where they are."""
    byn = _EXACT.divide(fee_e4, E4_PER_BYN).normalize(_EXACT)
    digits = max(2, -int(byn.as_tuple().exponent))
    return _measured(number(byn, language, digits=digits), "BYN")


def roubles(kopecks: int, language: str) -> str:
    """An amount in kopecks for sentences: 15 рублей 50 копеек; what is zero is left out."""
    whole, rest = divmod(abs(kopecks), KOPECKS_PER_BYN)
    parts = [_counted(whole, ROUBLES, language)] if whole or not rest else []
    if rest:
        parts.append(_counted(rest, KOPECKS, language))
    return (MINUS if kopecks < 0 else "") + NO_BREAK.join(parts)


def _counted(count: int, nouns: Mapping[str, Mapping[str, str]], language: str) -> str:
    form = Locale.parse(language).plural_form(count)
    return _measured(number(count, language), nouns[language][form])


def volume_unit(mb: Real, language: str) -> VolumeUnit:
    """The largest unit of which `mb`, as it is written, holds at least one."""
    names, size = UNITS[language], 0
    while size + 1 < len(names) and abs(_figures_of(mb, size)[0]) >= MB_STEP:
        size += 1
    return VolumeUnit(names[size], MB_STEP**size)


def volume(mb: Real, language: str) -> str:
    """A volume with three figures: 512 MB, 1.46 TB, 23.7 TB, 271 TB."""
    unit = volume_unit(mb, language)
    value, digits = _figures_of(mb, UNITS[language].index(unit.name))
    return _measured(number(value, language, digits=digits), unit.name)


def allowance(mb: int, language: str) -> str:
    """A volume of terms, with two decimals at most: 10 GB, 1.5 GB."""
    unit = volume_unit(mb, language)
    value = _rounded(_EXACT.divide(mb, unit.mb), FIGURES - 1).normalize(_EXACT)
    digits = max(0, -int(value.as_tuple().exponent))
    return _measured(number(value, language, digits=digits), unit.name)


def _figures_of(mb: Real, size: int) -> tuple[Decimal, int]:
    """`mb` in a unit, rounded, and the decimals that make three figures; of MB there are none."""
    value = _EXACT.divide(_exact(mb), MB_STEP**size)
    digits = FIGURES - 1 if size else 0
    while digits and abs(_rounded(value, digits)) >= 10 ** (FIGURES - digits):
        digits -= 1
    return _rounded(value, digits), digits


def minutes(amount: int, language: str) -> str:
    """Minutes to the last one: 1 234 мин."""
    return _measured(number(amount, language), DURATION_UNITS[language][0])


def minutes_short(amount: Real, language: str) -> str:
    """Many minutes in short: 35,3 тыс. мин."""
    return _measured(compact(amount, language), DURATION_UNITS[language][0])


def duration(amount: Real, language: str) -> str:
    """Minutes as hours with one decimal at most, below an hour as whole minutes: 147,7 ч."""
    if abs(whole := _rounded(amount, 0)) < MINUTES_PER_HOUR:
        return minutes(int(whole), language)
    hours = _EXACT.divide(_exact(amount), MINUTES_PER_HOUR)
    return _measured(compact(hours, language), DURATION_UNITS[language][1])


def speed(kbps: int, language: str) -> str:
    """The speed of a line: 512 кбит/с, 2,5 Мбит/с, 100 Мбит/с."""
    small, large = SPEED_UNITS[language]
    if abs(kbps) < KBPS_PER_MBPS:
        return _measured(number(kbps, language), small)
    return _measured(compact(_EXACT.divide(kbps, KBPS_PER_MBPS), language), large)


def distance(metres: int, language: str) -> str:
    """How far: 850 м, 1,2 км, 12 км."""
    small, large = DISTANCE_UNITS[language]
    if abs(metres) < M_PER_KM:
        return _measured(number(metres, language), small)
    km = _EXACT.divide(metres, M_PER_KM)
    digits = 1 if abs(_rounded(km, 1)) < 10 else 0
    return _measured(number(km, language, digits=digits), large)


def _exact(value: Real) -> Decimal:
    """The number that is meant: of a float the shortest that reads back as the same."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _rounded(value: Real, digits: int) -> Decimal:
    """To `digits` decimals, or for negative ones to tens and so on; never a negative zero."""
    exact = _exact(value)
    if not exact.is_finite():
        return exact
    rounded = exact.quantize(Decimal(1).scaleb(-digits), context=_EXACT)
    return abs(rounded) if rounded.is_zero() else rounded


def _measured(figure: str, unit: str) -> str:
    return f"{figure}{NO_BREAK}{unit}"


def _kept_whole(text: str) -> str:
    return text.replace("-", MINUS).replace(" ", NO_BREAK)


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


def month_names(language: str, *, short: bool = False, beside_a_day: bool = False) -> Sequence[str]:
    """The twelve months, standing alone (май) or as a day takes them (24 мая)."""
    names = Locale.parse(language).months["format" if beside_a_day else "stand-alone"]
    names = names["abbreviated" if short else "wide"]
    return [names[month].rstrip(".") for month in range(1, 13)]


def weekday_names(language: str, *, short: bool = False) -> Sequence[str]:
    """Monday to Sunday, standing alone."""
    names = Locale.parse(language).days["stand-alone"]["abbreviated" if short else "wide"]
    return [names[weekday] for weekday in range(7)]
