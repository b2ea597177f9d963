"""Spelling that does not matter: blanks, dashes and apostrophes in all the forms that keys write.

Phones type ’ for ' by themselves, tables bring no-break spaces, and what is copied out of a chat
begins with marks that nobody sees.
"""

import re
import unicodedata

GAPS = " \u00a0\u2007\u2009\u202f"
"""A space, and the no-break, figure, thin and narrow spaces that are set between figures."""
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
APOSTROPHES = "'\u2019\u02bc\u2018\u201b\u02b9\u02bb\u02bd\u02c8`\u00b4\u2032\uff07"
UNSEEN = "Cf"
"""Marks without a width: byte order marks, joiners, soft hyphens, marks of direction."""

_ONE_DASH = str.maketrans(dict.fromkeys(DASHES, "-"))
_ONE_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
_GAP = re.compile(r"\s+")
_SIGN = re.compile(r"\s*([-'])\s*")


def trimmed(text: str) -> str:
    """`text` without blanks and unseen marks at its ends; inside they stay what they are."""
    first, last = 0, len(text)
    while first < last and _is_nothing(text[first]):
        first += 1
    while last > first and _is_nothing(text[last - 1]):
        last -= 1
    return text[first:last]


def _is_nothing(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) == UNSEEN


def name_key(name: str) -> str:
    """A name as it is compared: case, ё or е, kinds of apostrophe, dash and blank do not matter."""
    seen = "".join(letter for letter in name if unicodedata.category(letter) != UNSEEN)
    text = unicodedata.normalize("NFC", seen).casefold().replace("ё", "е")
    signs = text.translate(_ONE_APOSTROPHE).translate(_ONE_DASH)
    return _SIGN.sub(r"\1", _GAP.sub(" ", signs).strip())
