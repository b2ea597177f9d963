"""How names agree: feminine surnames and patronymics, and surnames made of root and suffix.

Every function works on one word; the language is "ru" or "be".
"""

FEMININE_ENDINGS = {
    "ru": (("ский", "ская"), ("цкий", "цкая"), ("ов", "ова"), ("ев", "ева"), ("ёв", "ёва")),
    "be": (
        ("скі", "ская"),
        ("цкі", "цкая"),
        ("оў", "ова"),
        ("аў", "ава"),
        ("еў", "ева"),
        ("ёў", "ёва"),
    ),
}

DAUGHTER_ENDINGS = {
    "ru": (("ович", "овна"), ("евич", "евна"), ("ьич", "ьинична"), ("тич", "тична")),
    "be": (("авіч", "аўна"), ("овіч", "оўна"), ("евіч", "еўна"), ("льіч", "льінічна")),
}

SOFTENING_VOWELS = "еёюі"
SOFTENED = {"д": "дз", "т": "ц"}
ALWAYS_HARD = "ржшчц"
AFTER_HARD = {"е": "э", "і": "ы"}


def feminine_surname(surname: str, language: str) -> str:
    """The form that a woman bears; most surnames in -вич, -ко, -ук and nouns do not change."""
    return _with_ending(surname, FEMININE_ENDINGS[language]) or surname


def daughters_patronymic(patronymic: str, language: str) -> str:
    """A daughter's patronymic from that of her brother; empty if it has no known ending."""
    return _with_ending(patronymic, DAUGHTER_ENDINGS[language])


def _with_ending(word: str, endings: tuple[tuple[str, str], ...]) -> str:
    for old, new in endings:
        if word.endswith(old):
            return word.removesuffix(old) + new
    return ""


def join_belarusian(root: str, suffix: str) -> str:
    """A Belarusian surname from root and suffix.

    Three rules of the orthography: д and т soften to дз and ц before a soft vowel; after р, ж, ш,
    ч, ц stand э and ы instead of е and і; в after a vowel becomes ў before a consonant.
    """
    last, first = root[-1], suffix[0]
    if last in ALWAYS_HARD:
        return root + AFTER_HARD.get(first, first) + suffix[1:]
    if first in SOFTENING_VOWELS:
        return root[:-1] + SOFTENED.get(last, last) + suffix
    if last == "в" and first in "чск":
        return root[:-1] + "ў" + suffix
    return root + suffix
