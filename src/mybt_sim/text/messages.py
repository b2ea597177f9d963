"""The message catalogues: `locale/LANGUAGE/LC_MESSAGES/messages.po`, read when first asked.

A key names a message (`home.title`), so that no language is the source of the others. `{name}` in a
message is filled from the values given. A message with plural forms chooses by the value `count`.
"""

import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from gettext import GNUTranslations
from numbers import Number
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from mybt_sim.text.formats import number

Language: TypeAlias = Literal["ru", "be", "en"]

LANGUAGES: tuple[Language, ...] = get_args(Language)
LANGUAGE_NAMES: Mapping[Language, str] = {"ru": "Русский", "be": "Беларуская", "en": "English"}
DEFAULT: Language = "ru"
COUNTED = frozenset({"count", "rows", "seconds", "page", "pages", "step"})
"""Values that are how many, or which in a row: their thousands are grouped.

No other number is written here: a figure has its unit and decimals from `formats`, and an identity,
of a contract or a ticket, no groups at all.
"""
LOCALE = Path(__file__).parent / "locale"
TEXTS_KEPT = 8_192
"""Texts whose placeholders are remembered: the catalogues, and some that people typed."""


Wording: TypeAlias = Mapping[str, Mapping[str, str]]
"""Other words for some messages: by key, by language."""
_wording: ContextVar[Wording] = ContextVar("wording", default=MappingProxyType({}))


@contextmanager
def worded(wording: Wording) -> Iterator[None]:
    """Within, these words stand in the place of those of the catalogues."""
    before = _wording.set(wording)
    try:
        yield
    finally:
        _wording.reset(before)


def usual_words(key: str, language: Language) -> str:
    """A message as the catalogue has it, its names in braces; empty where there is none."""
    text = _translations(language).gettext(key)
    return "" if text == key else text


@lru_cache(TEXTS_KEPT)
def placeholders(text: str) -> frozenset[str]:
    """The names in braces; `ValueError` where braces are out of order."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def _words(key: str, language: Language) -> str:
    return _wording.get().get(key, {}).get(language) or usual_words(key, language)


def translate(key: str, language: Language, **values: object) -> str:
    """The message `key` with its values: texts, and whole numbers of `COUNTED`.

    Values that the message does not name are ignored. `KeyError` when the key is in no catalogue,
    or a value is missing, `TypeError` for a bare number: these are mistakes of the programmer.
    """
    translations = _translations(language)
    count = values.get("count")
    text = key
    if isinstance(count, int):
        text = translations.ngettext(key, key, abs(count))
    if text == key:
        text = _words(key, language)
    if not text:
        raise KeyError(f"no message {key!r} in {language}: add it to messages.po of all languages")
    named = placeholders(text) & values.keys()
    return _filled(text, {name: _written(name, values[name], language) for name in named})


def refusal_text(name: str, language: Language, **values: object) -> str:
    """Why the operator refused, by the name of a `Refusal`, and what to do next.

    Values are texts that people read, such as `allowed_from` or `limit`; None is not known. Where
    a refusal has a text that tells them, `refusal.NAME.until` or `.limit`, it is chosen if all of
    its values are known. `KeyError` for a name that is no refusal.
    """
    known = {key: value for key, value in values.items() if value is not None}
    for detail in ("until", "limit"):
        key = f"refusal.{name}.{detail}"
        text = _words(key, language)
        if text and placeholders(text) <= known.keys():
            return translate(key, language, **known)
    return translate(f"refusal.{name}", language, **known)


def chosen_language(*wishes: object) -> Language:
    """The first wish that is a language of ours, or Russian.

    A wish is a code such as "be", or None; a header such as "be-BY,ru;q=0.8" counts by its order.
    """
    for code in _codes(wishes):
        if code in LANGUAGES:
            return code
    return DEFAULT


def read_catalogue(language: Language) -> Catalog:
    """The catalogue of a language as it stands in its file."""
    path = LOCALE / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def _filled(text: str, values: Mapping[str, object]) -> str:
    """`text` with its values; one that ends with a full stop takes the place of the sentence's."""
    for name, value in values.items():
        if isinstance(value, str) and value.endswith("."):
            text = text.replace(f"{{{name}}}.", f"{{{name}}}")
    return text.format(**values)


def _codes(wishes: Iterable[object]) -> Iterable[str]:
    for wish in wishes:
        if isinstance(wish, str):
            for part in wish.split(","):
                yield part.split(";")[0].split("-")[0].strip().lower()


def _written(name: str, value: object, language: Language) -> object:
    if name in COUNTED and isinstance(value, int):
        return number(value, language)
    if isinstance(value, Number):
        raise TypeError(f"{name}={value!r}: write a figure by text.formats, an identity by str()")
    return value


@cache
def _translations(language: Language) -> GNUTranslations:
    file = io.BytesIO()
    write_mo(file, read_catalogue(language))
    file.seek(0)
    return GNUTranslations(file)
