"""What is wrong with a text that a person reads, whatever it says."""

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser

from mybt_sim.text import Language

UNITS = {
    "ru": "BYN|МБ|ГБ|ТБ|ПБ|мин|ч|тыс|млн|млрд|Мбит|кбит|км|м|%",
    "be": "BYN|МБ|ГБ|ТБ|ПБ|хв|гадз|тыс|млн|млрд|Мбіт|кбіт|км|м|%",
    "en": "BYN|MB|GB|TB|PB|min|h|Mbit|kbit|km|m|%",
}
FAULTS = {
    "a value is missing": r"[{}]|\bNone\b(?! of)|\bNaN\b",
    "a space at the edge": r"^\s|\s$",
    "two spaces": r"[ \u00a0]{2}",
    "a space before a stop": r"[ \u00a0][.,;:!?](?![\w.])",
    "two stops": r"(?<!\.)\.\.(?!\.)|[,;:!?]\.",
    "a raw number": r"\d[.,]\d{5,}|\b\d+(?:\.\d+)?[eE][+-]?\d+\b",
    "a hyphen for a minus": r"(?<![\w+-])-\d",
    "a figure that may break": r"(?<![\d-])\d{1,3} \d{3}(?![\d-])",
}
FOREIGN_DECIMAL = r"(?<![\d.])\d+\.\d{1,2}(?![\d.])"
"""15.00 in Russian or Belarusian; a date has two points."""

OWN_WORDS = ("code", "script", "style", "textarea")


@cache
def faults(text: str, language: Language) -> tuple[str, ...]:
    """The faults of a text, each with the place where it stands; looked for once in each text."""
    patterns = FAULTS | {"a unit that may part": rf"\d ({UNITS[language]})(?!\w)"}
    if language != "en":
        patterns["a decimal point"] = FOREIGN_DECIMAL
    return tuple(
        f"{name}: …{text[max(0, found.start() - 20) : found.end() + 20]}…"
        for name, pattern in patterns.items()
        for found in re.finditer(pattern, text)
    )


class Texts(HTMLParser):
    """Finds the texts of a page, without code and the elements of class `but`."""

    def __init__(self, but: str = "") -> None:
        super().__init__()
        self.found: list[str] = []
        self._but, self._open, self._shut = but, 0, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("input", "br", "hr", "img", "wbr", "meta", "link"):
            return
        self._open += 1
        classes = (dict(attrs).get("class") or "").split()
        if not self._shut and (tag in OWN_WORDS or self._but in classes):
            self._shut = self._open

    def handle_endtag(self, tag: str) -> None:
        if self._shut == self._open:
            self._shut = 0
        self._open -= 1

    def handle_data(self, data: str) -> None:
        if not self._shut and data.strip():
            self.found.append(data.strip())


def texts_of(page: str, *, but: str = "") -> Iterator[str]:
    """The texts of a page, without code and the elements of class `but`."""
    parser = Texts(but)
    parser.feed(page)
    yield from parser.found
