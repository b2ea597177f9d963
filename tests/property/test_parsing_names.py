"""Surnames as they are typed: the same name in all spellings, and no stranger's (BINDP-INPUT)."""

import datetime
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mybt_sim.base.errors import RequestError
from mybt_sim.catalogue import load_catalogue
from mybt_sim.population import draw_block, frames, load_population_data
from mybt_sim.world.parsing import surname_key
from tests.support.worlds import base_world

APOSTROPHES = "'’ʼ‘`´′"
DASHES = "-‐‑–—"
LETTERS = "абвгдеёжзійклмнопрстуўфхцчшщъыьэюяАБВГДЕЁЖЗІЙКЛЎ"


def read(name: str) -> list[str]:
    """Letters and signs of a name one by one, compared without regard to spelling."""
    found = []
    for letter in unicodedata.normalize("NFC", name):
        small = letter.lower()
        if small in APOSTROPHES:
            found.append("'")
        elif small in DASHES:
            found.append("-")
        elif small == "ё":
            found.append("е")
        else:
            found.append(small)
    joined = "".join(found).split()
    return list(
        " ".join(joined).replace(" -", "-").replace("- ", "-").replace(" '", "'").replace("' ", "'")
    )


NAMES = st.text(
    st.sampled_from(LETTERS + APOSTROPHES + DASHES + "  \u00a0"), min_size=1, max_size=12
)


@settings(max_examples=1_000)
@given(NAMES, NAMES)
def test_two_names_are_alike_for_both_readings_or_for_neither(one: str, other: str) -> None:
    assert (surname_key(one) == surname_key(other)) == (read(one) == read(other))


@settings(max_examples=500)
@given(NAMES, st.data())
def test_a_name_in_another_spelling_is_the_same(name: str, data: st.DataObject) -> None:
    spelled = "".join(
        data.draw(st.sampled_from(APOSTROPHES)) if letter in APOSTROPHES
        else data.draw(st.sampled_from(DASHES)) if letter in DASHES
        else data.draw(st.sampled_from((letter.upper(), letter.lower())))
        for letter in name
    )  # fmt: skip
    spelled = unicodedata.normalize(data.draw(st.sampled_from(("NFC", "NFD"))), spelled)
    assert surname_key(f" {spelled}\u00a0\ufeff") == surname_key(name)


@pytest.mark.parametrize("typed", ["Лук'янава", " лук’янава ", "ЛУКʼЯНАВА"])
def test_case_and_kind_of_apostrophe_do_not_matter(typed: str) -> None:
    assert surname_key(typed) == surname_key("Лук'янава")


def test_every_surname_of_twenty_thousand_people_is_known_by_every_apostrophe() -> None:
    """Names of all, two for a person; those with an apostrophe in each form (BINDP-MATCH)."""
    day = datetime.date(2026, 1, 1).toordinal() - datetime.date(1970, 1, 1).toordinal()
    data, catalogue = load_population_data(), load_catalogue()
    block = draw_block(data, catalogue, seed=1, first=1, count=20_000, start_day=day)
    people = frames(block)["subscriber"]
    names = [*people["surname_ru"], *people["surname_be"]]
    marked = [name for name in names if "'" in name]
    assert len(names) == 40_000
    assert len(marked) > 200
    for sign in APOSTROPHES:
        for name in set(marked):
            assert surname_key(name.replace("'", sign)) == surname_key(name)
    keys = {surname_key(name) for name in set(names)}
    assert len(keys) == len({"".join(read(name)) for name in set(names)})


def test_the_directory_knows_a_surname_in_either_language_and_any_apostrophe() -> None:
    directory = base_world(3_000, 3, 0).directory
    found = 0
    for subscriber_id in directory.block.people["subscriber_id"].tolist():
        holder = directory.holder(subscriber_id)
        if holder.home_phone and "'" in holder.surname["be"]:
            found += 1
            for sign in APOSTROPHES:
                typed = holder.surname["be"].replace("'", sign).upper()
                assert directory.is_surname_at(holder.home_phone, surname_key(typed))
            assert directory.is_surname_at(holder.home_phone, surname_key(holder.surname["ru"]))
            assert not directory.is_surname_at(holder.home_phone, surname_key("Іншы"))
    assert found > 10


@pytest.mark.parametrize("name", ["Ivanoў", "Kовалёва", "Петрoв"])
def test_a_name_of_two_alphabets_is_a_slip_and_no_name(name: str) -> None:
    with pytest.raises(RequestError, match="mixes Latin and Cyrillic"):
        surname_key(name)
