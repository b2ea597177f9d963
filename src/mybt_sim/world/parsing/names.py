"""Surnames, as they are compared."""

import unicodedata

from mybt_sim.base.errors import RequestError
from mybt_sim.base.spelling import name_key
from mybt_sim.world.parsing.texts import text_of


def surname_key(value: object) -> str:
    """A surname as it is compared, whatever its case, apostrophes, dashes and blanks (BINDP-INPUT).

    `RequestError` when it mixes alphabets: nobody is registered so, and a slip is no guess.
    """
    surname = name_key(text_of("The surname", value))
    alphabets = {unicodedata.name(letter, "").split(" ")[0] for letter in surname}
    if {"LATIN", "CYRILLIC"} <= alphabets:
        raise RequestError(
            "The surname mixes Latin and Cyrillic letters.", next_step="Type it in one alphabet."
        )
    return surname
