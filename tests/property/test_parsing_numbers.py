"""Telephone numbers, what is dialled, logins and codes, held against readings made another way."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mybt_sim.base.errors import RequestError
from mybt_sim.engine.traffic import class_of_call
from mybt_sim.engine.vocabulary import CallClass
from mybt_sim.population.numbers import MOBILE_PREFIXES
from mybt_sim.text.formats import phone
from mybt_sim.world.parsing import (
    Phone,
    area_of,
    dialled_of,
    digits_of,
    is_digits,
    login_of,
    phone_of,
)
from tests.support.worlds import base_world

LIKE_DIGITS = "٠٣٤٥１２३OoОоlIABCDEF"
FILLERS = " \u00a0\u2009\u202f-\u2010\u2011\u2013\u2212"


def read(text: str) -> int:
    """The mobile number that a person means, by taking a text apart letter by letter; or 0."""
    digits, depth, pairs, inside, is_plus = "", 0, 0, 0, False
    for letter in text.strip():
        if letter in "0123456789":
            digits, inside = digits + letter, inside + depth
        elif letter == "+" and not digits and not is_plus:
            is_plus = True
        elif letter == "(" and not depth and not pairs:
            depth, pairs = 1, 1
        elif letter == ")" and depth and inside:
            depth = 0
        elif letter not in FILLERS:
            return 0
    if depth or text.strip()[:1] in tuple(FILLERS) or len(text.strip()) > 32:
        return 0
    for prefix in ("+375", "375", "80"):
        national = digits.removeprefix(prefix.lstrip("+"))
        is_form = ("+" if is_plus else "") + digits == prefix + national
        if is_form and len(national) == 9 and int(national[:3]) in MOBILE_PREFIXES:
            return int(f"375{national}")
    return 0


@st.composite
def nearly_numbers(draw: st.DrawFn) -> str:
    """Numbers in the written forms, then spoilt or not."""
    prefix = draw(st.sampled_from(["+375", "375", "80", "8", "810375", "+", "00375", "", "+80"]))
    area = draw(st.sampled_from(["29", "44", "33", "25", "(29)", "(029)", "17", "029"]))
    local = "".join(draw(st.sampled_from("0123456789")) for _ in range(draw(st.integers(6, 8))))
    letters = list(f"{prefix}{draw(st.sampled_from(('', ' ')))}{area}{local}")
    spoils = st.sampled_from([*FILLERS, *LIKE_DIGITS, "(", ")", "+", ";ext=7", ",", "/", "."])
    for _ in range(draw(st.sampled_from((0, 1, 1, 2, 4)))):
        letters.insert(draw(st.integers(0, len(letters))), draw(spoils))
    return "".join(letters)


@settings(max_examples=3_000)
@given(nearly_numbers())
@example("+375 29 1OO-OO-O7")
@example("8 029 ABC-45-67")
@example("+375337654321;ext=7")
@example("810375337654321")
@example("337654321")
@example("+375 (0)29 123-45-67")
def test_a_mobile_number_is_what_a_person_means_or_none(text: str) -> None:
    found = phone_of(text)
    assert (found.number if found.is_mobile else 0) == read(text)


@given(st.text(st.characters(), max_size=20))
def test_any_text_is_a_mobile_number_for_both_or_for_neither(text: str) -> None:
    try:
        found = phone_of(text)
    except RequestError:
        return  # control characters
    assert (found.number if found.is_mobile else 0) == read(text)


def test_every_number_of_a_population_is_read_as_we_write_it() -> None:
    directory = base_world(400).directory
    homes = {int(one) for one in directory.block.people["home_phone"]} - {0}
    mobiles = {int(one) for one in directory.block.accounts["mobile"]} - {0}
    assert min(len(homes), len(mobiles)) > 100
    for number in homes | mobiles:
        expected = Phone(number, number in mobiles, number in homes)
        national = str(number)[3:]
        forms = (phone(number), f"+{number}", str(number), f"80{national}", f"8 (0{national[:2]}) ")
        for form in (*forms[:4], forms[4] + national[2:], number, np.int64(number)):
            assert phone_of(form) == expected, form
    assert not phone_of(291234567).is_valid


@pytest.mark.parametrize("value", [True, 3.75e11, None, b"+375291234567"])
def test_no_text_and_no_number_is_an_error(value: object) -> None:
    with pytest.raises(RequestError):
        phone_of(value)


MINSK, BREST, VOLKOVYSK = 375_17_222_33_44, 375_162_22_33_44, 375_1512_2_33_44
LOCAL, FAR, MOBILE = CallClass.LOCAL, CallClass.LONG_DISTANCE, CallClass.MOBILE
SERVICE, CIS, EUROPE = CallClass.SERVICE, CallClass.CIS, CallClass.INTERNATIONAL

CALLS = [
    *((MINSK, one, LOCAL) for one in ("222-33-44", "8 017 222-33-44", "+375 17 222-33-44")),
    *((BREST, one, LOCAL) for one in ("22-33-44", "8 0162 22-33-44", "+375162223344")),
    *((VOLKOVYSK, one, LOCAL) for one in ("2-33-44", "8 01512 2-33-44", "80151223344")),
    *((MINSK, one, FAR) for one in ("8 0162 22-33-44", "+375 1512 2-33-44", "80151223344")),
    *((BREST, one, FAR) for one in ("8 017 222-33-44", "+375 163 22-33-44", "375172223344")),
    (VOLKOVYSK, "8 01511 2-33-44", FAR),  # the district beside it
    (MINSK, "8 0249 12-34-56", FAR),  # a number of no area
    *((MINSK, one, MOBILE) for one in ("8 029 123-45-67", "+375 (29) 123-45-67", "80441234567")),
    *(
        (MINSK, one, SERVICE)
        for one in ("101", "102", "103", "104", "112", "123", "185", " 1 1 2 ")
    ),
    *((BREST, one, SERVICE) for one in ("8 801 100-11-00", "8 800 100 20 30", "+375 801 1001100")),
    (BREST, "8 820 0100 11 00", SERVICE),
    *((MINSK, one, SERVICE) for one in ("+800 1234 5678", "8 10 800 12345678")),  # of all countries
    *((MINSK, one, CIS) for one in ("8 10 7 495 123-45-67", "+7 495 123-45-67", "+7 727 258 1234")),
    *((MINSK, one, EUROPE) for one in ("8~10 48 22 123 45 67".replace("~", ""), "+48221234567")),
    (MINSK, "+1 202 555 0123", CallClass.FAR_ABROAD),
    (0, "+375 17 222-33-44", FAR),
    (0, "8 801 100-11-00", SERVICE),
]


@pytest.mark.parametrize(("line", "number", "expected"), CALLS)
def test_what_is_dialled_has_its_class(line: int, number: str, expected: CallClass) -> None:
    """The plan of numbers, case by case (USE-TEL)."""
    dialled = dialled_of(number, line)
    is_same_area = dialled.area != "" and dialled.area == area_of(line)
    found = class_of_call(dialled.country, dialled.is_service, dialled.is_mobile, is_same_area)
    assert CallClass(found) is expected


@pytest.mark.parametrize(
    ("line", "number"),
    [
        *((MINSK, one) for one in ("22-33-44", "2-33-44", "29 123-45-67", "00 48 22 123 45 67")),
        *((BREST, one) for one in ("222-33-44", "2-33-44")),
        *((MINSK, one) for one in ("", "1", "12", "999", "1123", "8", "8 10", "+", "+375", "0")),
        *((MINSK, one) for one in ("722-22-22", "8 020 123-45-67", "+375 29 123", "+999 123 456")),
        *(
            (MINSK, one)
            for one in ("222-33-4O", "٢٢٢-٣٣-٤٤", "222-33-44;ext=5", "8 10 375 17 2223344")
        ),
        (0, "222-33-44"),
        (MINSK, "1" * 30),
    ],
)
def test_a_number_that_nobody_can_have_is_an_error(line: int, number: str) -> None:
    with pytest.raises(RequestError, match="no telephone number"):
        dialled_of(number, line)


@pytest.mark.parametrize(
    "number",
    [
        "8 902 123-45-67",
        "8 810 123-45-67",
        "+979 1 2345 6789",
        "+870 773 111 632",  # a satellite's
        "8 10 881 612 345 678",
    ],
)
def test_a_paid_service_has_no_price_here(number: str) -> None:
    with pytest.raises(RequestError, match="paid service"):
        dialled_of(number, MINSK)


@settings(max_examples=400)
@given(st.data())
def test_every_home_phone_is_local_by_itself_within_its_area_alone(data: st.DataObject) -> None:
    """The area of a number is that of its place in the population, not of a plan (USE-TEL)."""
    block = base_world(400).directory.block
    people = block.people[block.people["home_phone"] > 0]
    one, other = (people[data.draw(st.integers(0, len(people) - 1))] for _ in range(2))
    places = block.pools.localities
    codes = [str(places[int(one["locality"])].area_code) for one in (one, other)]
    local = str(other["home_phone"])[3 + len(codes[1]) :]
    assert dialled_of(f"+{other['home_phone']}", int(one["home_phone"])).area == codes[1]
    assert area_of(int(one["home_phone"])) == codes[0]
    if codes[0] == codes[1]:
        assert dialled_of(local, int(one["home_phone"])).area == codes[0]


@pytest.mark.parametrize(
    ("text", "login"),
    [
        ("1234567890123", 1234567890123),
        (" 1 234567-890123\u00a0", 1234567890123),
        ("\ufeff1234567890123\u200b", 1234567890123),
        (1234567890124, 1234567890124),
        (np.int64(1234567890125), 1234567890125),
        *((bad, 0) for bad in ("", "123456789", "1" * 15, "١" * 13, "123456789012x", 5, 10**30)),
        ("1234567\u200b890123", 0),
    ],
)
def test_a_login_is_ten_to_fourteen_digits(text: object, login: int) -> None:
    assert login_of(text) == login


@given(st.text("0123456789 -\u00a0\u2011", max_size=24))
def test_groups_of_a_code_do_not_matter(text: str) -> None:
    digits = "".join(one for one in text if one.isdigit())
    assert digits_of("The code", f"\u200e{text}\ufeff") == digits
    assert is_digits(digits, len(digits)) == (digits != "")


@pytest.mark.parametrize("text", ["٤٠٧١٢٣", "４０７１２３", "40712O", "407\u200b123", "4.07123"])
def test_what_is_no_digit_is_none(text: str) -> None:
    assert not is_digits(digits_of("The code", text), 6)
