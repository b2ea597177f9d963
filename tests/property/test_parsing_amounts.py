"""Amounts as they are typed, held against a reading that splits and does not match (GEN-AMOUNT)."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mybt_sim.base.errors import RequestError
from mybt_sim.text.formats import money, roubles
from mybt_sim.world.parsing import kopecks_of

LANGUAGES = ("ru", "be", "en")
BLANKS = " \u00a0\u2007\u2009\u202f"
ROUBLE_WORDS = {
    *("byn", "br", "р", "р.", "руб", "руб."),
    *("рубль", "рубля", "рублей", "рубель", "рублі", "рублёў", "rouble", "roubles"),
}


def read(text: str) -> int | None:
    """Kopecks of a typed amount that is a figure and perhaps a word behind it, by splitting."""
    rest = text.strip().strip("\u200b\ufeff").strip()
    sign = -1 if rest[:1] and rest[0] in "-\u2212" else 1
    rest = rest[1:] if sign < 0 else rest
    place = next((n for n, one in enumerate(rest) if one.isalpha()), len(rest))
    figure, word = rest[:place], rest[place:].lower()
    if word and word not in ROUBLE_WORDS:
        return None
    if word and figure and figure[-1] in BLANKS:
        figure = figure[:-1]
    groups = _groups_and_decimals(figure, is_english_word=word.startswith("rouble"))
    if groups is None:
        return None
    digits, decimals = groups
    kopecks = int(digits) * 100 + int(decimals.ljust(2, "0"))
    return sign * min(kopecks, 10**13)  # more than any rule takes


def _groups_and_decimals(figure: str, *, is_english_word: bool) -> tuple[str, str] | None:
    commas, points = figure.count(","), figure.count(".")
    if commas and (points or is_english_word) and len(figure.split(",")[-1].split(".")[0]) == 3:
        whole, _, decimals = figure.partition(".")
        parts = whole.split(",")
        is_right = len(decimals) == 2 if points else True
        return _joined(parts, decimals) if is_right and points < 2 else None
    if commas + points > 1:
        return None
    whole, sign, decimals = figure.replace(",", ".").partition(".")
    if sign and len(decimals) not in (1, 2):
        return None
    for blank in BLANKS:
        whole = whole.replace(blank, "|")
    return _joined(whole.split("|"), decimals)


def _joined(parts: list[str], decimals: str) -> tuple[str, str] | None:
    if any(one not in "0123456789" for part in (*parts, decimals) for one in part) or not parts[0]:
        return None
    is_grouped = len(parts) > 1
    if is_grouped and (
        len(parts[0]) > 3 or parts[0][0] == "0" or {len(p) for p in parts[1:]} != {3}
    ):
        return None
    return "".join(parts), decimals


def given_to_us(text: str) -> int | None:
    try:
        return kopecks_of(text)
    except RequestError:
        return None


PARTS = st.sampled_from(
    [
        *(*"0123456789", "000", "100", ",", ".", ",00", ".50", *BLANKS, "-", "\u2212", "+", "e"),
        *("_", "٥", "１", "BYN", " BYN", "руб.", " рублей", " roubles", "\u200b", "\ufeff", "x"),
        "'",
    ]
)


@settings(max_examples=3_000)
@given(st.lists(PARTS, max_size=9).map("".join))
@example("1,000")
@example("1,000.00")
@example("1 000,00")
@example("1\u00a0000 roubles")
@example("1,000 рублей")
def test_an_amount_is_read_as_by_splitting_or_not_at_all(text: str) -> None:
    assert given_to_us(text) == read(text)


@given(st.text(st.characters(), max_size=20))
def test_any_text_is_an_amount_for_both_readings_or_for_neither(text: str) -> None:
    assert given_to_us(text) == read(text)


@settings(max_examples=500)
@given(st.integers(-(10**11), 10**11), st.sampled_from(LANGUAGES))
def test_what_our_own_formats_write_is_read_again(kopecks: int, language: str) -> None:
    assert kopecks_of(money(kopecks, language)) == kopecks
    assert kopecks_of(roubles(kopecks, language)) == kopecks
    plain = money(kopecks, language).replace("\u00a0", " ").removesuffix(" BYN")
    assert kopecks_of(plain) == kopecks


@pytest.mark.parametrize(
    ("text", "kopecks"),
    [
        ("15,00", 1_500),
        (" 15.5 ", 1_550),
        ("10", 1_000),
        ("1\u00a0000,00", 100_000),
        ("1 000", 100_000),
        ("12\u2009345\u202f678,90", 1_234_567_890),
        ("15 BYN", 1_500),
        ("15 руб. 5 коп.", 1_505),
        ("50 копеек", 50),
        ("1,000.00 BYN", 100_000),
        ("\ufeff15\u200b", 1_500),
        ("−5,00", -500),
        ("0", 0),
    ],
)
def test_amounts_that_people_write(text: str, kopecks: int) -> None:
    assert kopecks_of(text) == kopecks


@pytest.mark.parametrize(
    "text",
    [
        *("1,000", "1.000", "1.000,00", "1e2", "1_0", "٥", "１０", "+5", "", " ", "NaN", "0x10"),
        *("15.005", "5,", ",5", "1 0", "1000 000", "1'000", "1 000\u200b,00", "1,000 рублей"),
        *("15 $", "15 копеек 5 рублей", "- 5", "--5", "10 10", "15 рублей 100 копеек"),
    ],
)
def test_what_could_mean_another_sum_is_none(text: str) -> None:
    with pytest.raises(RequestError, match=r"no amount of money\. Give BYN"):
        kopecks_of(text)


def test_numbers_of_tables_are_amounts_and_floats_are_none() -> None:
    assert kopecks_of(np.int32(15)) == kopecks_of(15) == kopecks_of(Decimal("15.00")) == 1_500
    assert type(kopecks_of(np.int64(15))) is int
    for value in (15.0, np.float64(15), True, np.bool_(True), None, Decimal("NaN")):
        with pytest.raises(RequestError):
            kopecks_of(value)
    with pytest.raises(RequestError, match="whole number of kopecks"):
        kopecks_of(Decimal("15.005"))
