"""HTML that is safe by construction: what is not `Html` already is escaped when it is placed."""

from collections.abc import Iterable
from functools import cache
from html import escape
from typing import Any, TypeAlias


class Html(str):
    """Text that is HTML. Few make it: this module, drawings, and what is taken from marimo."""

    __slots__ = ()


Child: TypeAlias = "Html | str | Iterable[Child] | None"
Attribute: TypeAlias = str | int | bool | None
Attributes: TypeAlias = dict[str, Any]
"""Attributes by name; each is an `Attribute`."""

VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})
RENAMED = {"cls": "class", "for_": "for", "type_": "type", "name_": "name"}
NOTHING = Html("")


def joined(*children: Child) -> Html:
    """One after the other."""
    found: list[str] = []
    _write(children, found)
    return Html("".join(found))


def tag(name: str, /, *children: Child, **attributes: Attribute) -> Html:
    """An element. `cls`, `for_` and `type_` stand for words of Python, `_` for a dash.

    True is an attribute without a value; None and False leave it out.
    """
    found = [f"<{name}"]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        found.append(f" {_spelled(key)}" if value is True else f' {_spelled(key)}="{_safe(value)}"')
    if name in VOID:
        found.append("/>")
        return Html("".join(found))
    found.append(">")
    _write(children, found)
    found.append(f"</{name}>")
    return Html("".join(found))


@cache
def _spelled(key: str) -> str:
    """An attribute's name as HTML has it."""
    return RENAMED.get(key, key.replace("_", "-"))


def _safe(value: Attribute) -> str:
    text = str(value)
    return text if text.isalnum() else escape(text)


def _write(children: Iterable[Child], found: list[str]) -> None:
    """Put children at the end of what is found; a page has thousands, so they share one list."""
    for child in children:
        if isinstance(child, Html):
            found.append(child)
        elif isinstance(child, str):
            found.append(_safe(child))
        elif child is not None:
            _write(child, found)
