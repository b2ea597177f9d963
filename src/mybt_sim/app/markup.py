"""HTML that is safe by construction: what is not `Html` already is escaped when it is placed."""

from collections.abc import Iterable
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
    return Html("".join(_written_out(children)))


def tag(name: str, /, *children: Child, **attributes: Attribute) -> Html:
    """An element. `cls`, `for_` and `type_` stand for words of Python, `_` for a dash.

    True is an attribute without a value; None and False leave it out.
    """
    opening = name + "".join(_written(key, value) for key, value in attributes.items())
    if name in VOID:
        return Html(f"<{opening}/>")
    return Html(f"<{opening}>{joined(*children)}</{name}>")


def _written(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = RENAMED.get(key, key.replace("_", "-"))
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'


def _written_out(children: Iterable[Child]) -> Iterable[str]:
    for child in children:
        if child is None:
            continue
        if isinstance(child, Html):
            yield child
        elif isinstance(child, str):
            yield escape(str(child))
        else:
            yield from _written_out(child)
