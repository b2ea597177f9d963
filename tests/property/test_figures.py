"""Every figure that a person reads, against a grammar and arithmetic of the test's own.

A figure is read back by a parser that knows nothing of the formatters. It must be the nearest that
can be written, to half a unit of its last place; in the largest unit that holds one of it; with no
more figures than promised; and greater amounts never read as less.
"""

import math
import re
from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mybt_sim.text import (
    LANGUAGES,
    allowance,
    compact,
    distance,
    duration,
    fee,
    formats,
    minutes,
    minutes_short,
    money,
    money_short,
    number,
    percent,
    roubles,
    speed,
    volume,
)

GAP, MINUS = "\u00a0", "\u2212"
DECIMAL = {"ru": ",", "be": ",", "en": "."}
GROUP = {"ru": GAP, "be": GAP, "en": ","}
WORDS = {
    "ru": {"": 1, f"{GAP}тыс.": 10**3, f"{GAP}млн": 10**6, f"{GAP}млрд": 10**9,
           f"{GAP}трлн": 10**12},
    "be": {"": 1, f"{GAP}тыс.": 10**3, f"{GAP}млн": 10**6, f"{GAP}млрд": 10**9,
           f"{GAP}трлн": 10**12},
    "en": {"": 1, "K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12},
}  # fmt: skip
VOLUMES = {
    "ru": {"МБ": 1, "ГБ": 1024, "ТБ": 1024**2, "ПБ": 1024**3},
    "be": {"МБ": 1, "ГБ": 1024, "ТБ": 1024**2, "ПБ": 1024**3},
    "en": {"MB": 1, "GB": 1024, "TB": 1024**2, "PB": 1024**3},
}
TIMES = {
    "ru": {"мин": 1, "ч": 60},
    "be": {"хв": 1, "гадз": 60},
    "en": {"min": 1, "h": 60},
}
SPEEDS = {
    "ru": {"кбит/с": 1, "Мбит/с": 1000},
    "be": {"кбіт/с": 1, "Мбіт/с": 1000},
    "en": {"kbit/s": 1, "Mbit/s": 1000},
}
DISTANCES = {
    "ru": {"м": 1, "км": 1000},
    "be": {"м": 1, "км": 1000},
    "en": {"m": 1, "km": 1000},
}
BYN = {"BYN": 1}

languages = st.sampled_from(LANGUAGES)
whole = st.integers(-(10**17), 10**17)
amounts = st.integers(0, 10**15)
reals = st.one_of(
    whole,
    st.floats(-1e17, 1e17, allow_nan=False),
    st.floats(-2_000, 2_000, allow_nan=False),
    st.decimals(-(10**17), 10**17, allow_nan=False, places=6),
)
edges = st.builds(
    lambda base, power, off: base**power * (1 + off),
    st.sampled_from((1000, 1024)), st.integers(0, 5),
    st.sampled_from((-0.0006, -0.0004, -0.00006, -0.00004, 0.0, 0.00004, 0.0006)),
)  # fmt: skip


class Read(NamedTuple):
    """A figure as it was read back: value, unit of its last place, digits before and behind."""

    value: Fraction
    last: Fraction
    before: int
    behind: int
    unit: str


def read(text: str, language: str, units: dict[str, int], *, is_short: bool = False) -> Read:
    """The one figure of a text with its unit; AssertionError unless every sign is in its place."""
    words = WORDS[language] if is_short else {"": 1}
    alternatives = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    names = "|".join(map(re.escape, units))
    group, decimal = re.escape(GROUP[language]), re.escape(DECIMAL[language])
    found = re.fullmatch(
        rf"({MINUS}?)(\d{{1,3}}(?:{group}\d{{3}})*)(?:{decimal}(\d+))?({alternatives})"
        rf"(?:{GAP}({names}))?",
        text,
    )
    assert found, text
    sign, digits, behind, word, unit = found.groups()
    assert (unit is not None) == (units != {}), text
    plain, behind = digits.replace(GROUP[language], ""), behind or ""
    assert plain == "0" or plain[0] != "0", text
    scale = words[word] * units.get(unit or "", 1)
    value = Fraction(int(plain + behind), 10 ** len(behind)) * scale
    assert not (sign and value == 0), f"{text}: a negative zero"
    last = Fraction(scale, 10 ** len(behind))
    return Read(-value if sign else value, last, len(plain), len(behind), unit or "")


def exact(value: object) -> Fraction:
    """What is meant by a value: a float is its shortest decimal."""
    return Fraction(str(value))


def is_nearest(found: Read, value: Fraction) -> bool:
    return abs(found.value - value) <= found.last / 2


def half_up(value: Fraction, digits: int) -> Fraction:
    """Rounded as at school: a half away from zero."""
    sign = -1 if value < 0 else 1
    return sign * Fraction(math.floor(abs(value) * 10**digits + Fraction(1, 2)), 10**digits)


@given(reals, languages, st.integers(0, 4))
@example(-0.004, "ru", 2)
@example(0.5, "en", 0)
@example(2.675, "en", 2)
def test_a_number_is_rounded_once_and_grouped(
    value: float | Decimal, language: str, digits: int
) -> None:
    found = read(number(value, language, digits=digits), language, {})
    assert found.value == half_up(exact(value), digits)
    assert found.behind == digits


@given(st.one_of(reals, edges), languages)
@example(999_960, "ru")
@example(999_949, "ru")
@example(347.38077625570776, "en")
@example(999.96, "be")
@example(-999_960, "en")
def test_a_short_number_has_one_decimal_at_most_and_the_right_word(
    value: float | Decimal, language: str
) -> None:
    found = read(compact(value, language), language, {}, is_short=True)
    assert is_nearest(found, exact(value))
    assert found.behind <= 1
    assert found.before <= 3 or abs(found.value) >= 10**15
    word = found.last * 10**found.behind
    assert word == max(one for one in (1, 10**3, 10**6, 10**9, 10**12)
                       if one == 1 or abs(found.value) >= one)  # fmt: skip


@given(st.one_of(amounts, st.floats(0, 1e15), edges), languages)
@example(1024 * 9.996, "en")
@example(1023.6, "en")
@example(1023, "ru")
@example(1024 * 99.96, "be")
@example(1024 * 1023.5, "be")
@example(1024**3 * 999.6, "ru")
def test_a_volume_has_three_figures_in_the_largest_unit(mb: float, language: str) -> None:
    units = VOLUMES[language]
    found = read(volume(mb, language), language, units)
    assert is_nearest(found, exact(mb))
    name, size = max(
        (pair for pair in units.items() if pair[1] == 1 or found.value >= pair[1]),
        key=lambda pair: pair[1],
    )
    assert found.unit == name
    if size > 1:
        assert found.before + found.behind == max(3, found.before)
    else:
        assert found.behind == 0
    assert found.value < size * 1024 or size == 1024**3
    minus = volume(-mb, language)
    assert minus == (f"{MINUS}{volume(mb, language)}" if found.value else volume(0, language))


@given(st.integers(1, 10**9), languages)
def test_a_volume_of_terms_has_no_needless_decimals(mb: int, language: str) -> None:
    text = allowance(mb, language)
    found = read(text, language, VOLUMES[language])
    assert is_nearest(found, Fraction(mb))
    assert found.behind <= 2
    assert not re.search(rf"{re.escape(DECIMAL[language])}\d*0{GAP}", text)


@given(st.one_of(amounts, st.floats(0, 1e15)), languages)
@example(59.5, "ru")
@example(59.4, "be")
@example(8_862, "ru")
@example(59_999_000, "en")
def test_a_duration_is_told_in_hours_from_an_hour_on(amount: float, language: str) -> None:
    found = read(duration(amount, language), language, TIMES[language], is_short=True)
    assert is_nearest(found, exact(amount))
    assert (TIMES[language][found.unit] == 60) == (half_up(exact(amount), 0) >= 60)
    assert found.behind <= (1 if TIMES[language][found.unit] == 60 else 0)


@given(amounts, languages)
def test_minutes_are_told_to_the_last_or_in_short(amount: int, language: str) -> None:
    name = min(TIMES[language], key=TIMES[language].__getitem__)
    assert minutes(amount, language) == f"{number(amount, language)}{GAP}{name}"
    assert minutes_short(amount, language) == f"{compact(amount, language)}{GAP}{name}"


@given(whole, languages)
@example(-99, "ru")
@example(99_996_000, "ru")
def test_money_is_told_to_the_kopeck_or_in_short(kopecks: int, language: str) -> None:
    byn = Fraction(kopecks, 100)
    found = read(money(kopecks, language), language, BYN)
    assert (found.value, found.behind) == (byn, 2)
    short = read(money_short(kopecks, language), language, BYN, is_short=True)
    assert is_nearest(short, byn)
    assert short.behind <= 1


@given(st.integers(0, 10**12), languages)
@example(12_345, "ru")
def test_a_fee_loses_nothing_and_has_kopecks(fee_e4: int, language: str) -> None:
    text = fee(fee_e4, language)
    found = read(text, language, BYN)
    assert found.value == Fraction(fee_e4, 10_000)
    assert found.behind == 2 or not text.endswith(f"0{GAP}BYN")


@given(st.floats(-10, 10, allow_nan=False), languages, st.integers(0, 2))
@example(0.9996, "ru", 1)
@example(0.285, "en", 0)
@example(-0.00001, "be", 2)
def test_a_share_is_told_as_per_cent(share: float, language: str, digits: int) -> None:
    text = percent(share, language, digits=digits)
    sign = "%" if language == "en" else f"{GAP}%"
    assert text.endswith(sign)
    found = read(text.removesuffix(sign), language, {})
    assert found.value == half_up(exact(share) * 100, digits)
    assert found.behind == digits


@given(st.integers(0, 10**8), languages)
@example(999, "ru")
@example(9_950, "be")
@example(9_949, "be")
def test_speed_and_distance_have_their_units(amount: int, language: str) -> None:
    for written, units, most in ((speed, SPEEDS, 3), (distance, DISTANCES, 9)):
        found = read(written(amount, language), language, units[language], is_short=True)
        assert is_nearest(found, Fraction(amount))
        assert (units[language][found.unit] == 1000) == (amount >= 1000)
        assert found.before <= most
        assert found.behind <= 1
    far = read(distance(amount, language), language, DISTANCES[language])
    assert far.behind == (1 if 1000 <= amount < 9_950 else 0)


@given(st.lists(st.one_of(amounts, st.floats(0, 1e15)), min_size=2, max_size=2), languages)
@pytest.mark.parametrize(
    ("written", "units"),
    [(volume, VOLUMES), (duration, TIMES), (compact, {key: {} for key in LANGUAGES})],
)
def test_more_never_reads_as_less(
    written: Callable[[float, str], str],
    units: dict[str, dict[str, int]],
    pair: list[float],
    language: str,
) -> None:
    low, high = sorted(pair)
    below, above = (
        read(written(value, language), language, units[language], is_short=True).value
        for value in (low, high)
    )
    assert below <= above


def test_every_formatter_of_figures_is_walked_here() -> None:
    """A new one is found by being there; the others write dates, names and telephone numbers."""
    not_figures = {"date_long", "date_short", "date_numeric", "moment", "month_name"}
    not_figures |= {"month_names", "weekday_names", "phone", "spelled_out", "volume_unit"}
    public = {
        name
        for name, value in vars(formats).items()
        if callable(value) and getattr(value, "__module__", "") == formats.__name__
        if not name.startswith("_") and not isinstance(value, type)
    }
    assert public - not_figures == {
        *("number", "compact", "percent", "money", "money_short", "fee", "roubles", "volume"),
        *("allowance", "minutes", "minutes_short", "duration", "speed", "distance"),
    }


FORMS = {
    "ru": (("рубль", "рубля", "рублей"), ("копейка", "копейки", "копеек")),
    "be": (("рубель", "рублі", "рублёў"), ("капейка", "капейкі", "капеек")),
    "en": (("rouble", "roubles", "roubles"), ("kopeck", "kopecks", "kopecks")),
}


def noun(count: int, language: str, forms: tuple[str, str, str]) -> str:
    """The form of a noun behind a number, by the rule of the grammar book."""
    if language == "en":
        return forms[0] if count == 1 else forms[1]
    if count % 10 == 1 and count % 100 != 11:
        return forms[0]
    return forms[1] if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else forms[2]


@given(st.integers(-(10**12), 10**12), languages)
@example(0, "ru")
@example(-1, "be")
@example(1_121_11, "ru")
def test_money_in_a_sentence_counts_as_the_language_does(kopecks: int, language: str) -> None:
    major, minor = divmod(abs(kopecks), 100)
    pairs = zip((major, minor), FORMS[language], strict=True)
    parts = [
        f"{count:,}".replace(",", GROUP[language]) + GAP + noun(count, language, forms)
        for count, forms in pairs
        if count or (forms is FORMS[language][0] and not kopecks)
    ]
    assert roubles(kopecks, language) == (MINUS if kopecks < 0 else "") + GAP.join(parts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_number_is_told_and_what_is_huge_is_written_out(language: str) -> None:
    assert number(math.nan, language) == "NaN"
    assert number(-math.inf, language, digits=2) == f"{MINUS}∞"
    with localcontext() as context:
        context.prec = 400
        assert read(number(1e300, language, digits=2), language, {}).value == 10**300
    assert compact(10**18, language).startswith(f"1{GROUP[language]}000{GROUP[language]}000")
