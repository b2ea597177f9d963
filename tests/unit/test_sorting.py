"""Lists follow the alphabet of the language, not the order of Unicode."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mybt_sim.text import LANGUAGES, Language, alphabetical

TABLES: dict[Language, list[str]] = {
    "ru": [
        *("дом 9", "дом 10", "ёж", "езда", "ёлка", "Ель", "ем", "Иван", "Йод", "Климовичи"),
        *("Столин", "Столин Новый", "Столинка", "Щучин", "Яя", "Zala"),
    ],
    "be": [
        *("Ваўкавыск", "Вілейка", "Віцебск", "есць", "ёд", "жук", "ззаду", "Івацэвічы", "Йод"),
        *("Магілёў", "Мар'іна Горка", "Мінск", "сузор’е", "сцежка", "узлесак", "Уша"),
        *("ўранні", "факел", "чай", "шум", "шып", "экран", "Яя", "Zala"),
    ],
    "en": ["Brest", "Gomel", "house 9", "house 10", "Mogilev", "Vitebsk", "Zhlobin", "Брест"],
}
words = st.text(st.sampled_from("абвеёжзійклуўфцыьэюяи’'- 019AbzАЁІЎ"), max_size=8)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_come_as_in_a_dictionary(language: Language) -> None:
    right = TABLES[language]
    assert sorted(set(right), key=alphabetical(language)) == right


@pytest.mark.parametrize("language", ["ru", "be"])
def test_the_alphabet_itself_is_in_order(language: Language) -> None:
    letters = {
        "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    }[language]
    assert "".join(sorted(set(letters), key=alphabetical(language))) == letters


def test_yo_is_a_letter_of_its_own_in_belarusian_only() -> None:
    pair = ["ёа", "ея"]
    assert sorted(pair, key=alphabetical("ru")) == ["ёа", "ея"]
    assert sorted(pair, key=alphabetical("be")) == ["ея", "ёа"]


def test_apostrophes_and_quotation_marks_do_not_count() -> None:
    key = alphabetical("be")
    assert sorted(["«Ясна»", "Юг", "аб’ява", "абы", "аббат"], key=key) == [
        *("аббат", "абы", "аб’ява", "Юг", "«Ясна»")
    ]


@given(st.lists(words, max_size=6), st.permutations(range(6)), st.sampled_from(LANGUAGES))
def test_the_order_does_not_depend_on_where_a_list_began(
    some: list[str], order: list[int], language: Language
) -> None:
    key = alphabetical(language)
    mixed = [some[place] for place in order if place < len(some)]
    assert sorted(mixed, key=key) == sorted(some, key=key)
