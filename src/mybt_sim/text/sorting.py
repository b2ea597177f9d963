"""The order of the alphabet, for lists that people read.

Python puts letters in the order of Unicode, where і and ў stand behind я and ё behind them all. The
keys here compare as a dictionary of the language does: letters first, whatever their case; then ё
behind е where a language counts them as one letter; then capitals. Numbers count as numbers, so
that house 9 comes before house 10; apostrophes, quotation marks and accents do not count.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from typing import TypeAlias

LATIN = "abcdefghijklmnopqrstuvwxyz"
RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
BELARUSIAN = "абвгдеёжзійклмнопрстуўфхцчшыьэюя"
ALPHABETS: Mapping[str, tuple[str, ...]] = {
    "ru": (RUSSIAN, LATIN),
    "be": (BELARUSIAN, LATIN),
    "en": (LATIN, RUSSIAN),
}
"""The language's own letters come first, those of the other script behind them."""

SAME_LETTER: Mapping[str, Mapping[str, str]] = {
    "ru": {"ё": "е"},
    "be": {},
    "en": {"ё": "е"},
}
UNHEARD = re.compile("['’ʼ`«»„“”\"]")
PART = re.compile(r"\d+|\S|\s+")
GAP, SIGN, FIGURE, LETTER, STRANGER = range(5)
"""What stands at a place of a text, in this order."""

Place: TypeAlias = tuple[int, int, str]
Key: TypeAlias = tuple[tuple[Place, ...], str, str]


def alphabetical(language: str) -> Callable[[str], Key]:
    """The key by which `sorted` puts texts into the order of the language's alphabet."""
    ranks, same = _ranks(language), SAME_LETTER[language]

    def key(text: str) -> Key:
        heard = UNHEARD.sub("", text).casefold()
        places = (_place(part, ranks, same) for part in PART.findall(heard))
        return tuple(places), heard, text.swapcase()

    return key


@cache
def _ranks(language: str) -> Mapping[str, int]:
    return {letter: rank for rank, letter in enumerate("".join(ALPHABETS[language]))}


def _place(part: str, ranks: Mapping[str, int], same: Mapping[str, str]) -> Place:
    if part.isspace() or part == "-":
        return GAP, 0, ""
    if part.isdecimal():
        return FIGURE, int(part), ""
    letter = same.get(part, part)
    if letter not in ranks:
        letter = unicodedata.normalize("NFD", letter)[0]
    if letter in ranks:
        return LETTER, ranks[letter], ""
    return STRANGER if letter.isalpha() else SIGN, 0, letter
