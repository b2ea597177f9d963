"""HTML with which objects show themselves in a notebook; all text is escaped."""

from collections.abc import Iterable, Sequence
from html import escape


def table_html(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; nothing when it has no rows."""
    body = "".join(f"<tr>{_cells('td', row)}</tr>" for row in rows)
    if not body:
        return ""
    return f"<table><thead><tr>{_cells('th', headings)}</tr></thead><tbody>{body}</tbody></table>"


def card_html(title: object, lines: Iterable[object], table: str = "") -> str:
    """A heading, lines under it, and a table that is HTML already."""
    paragraphs = "".join(f"<p>{escape(str(line))}</p>" for line in lines)
    return f"<div><p><strong>{escape(str(title))}</strong></p>{paragraphs}{table}</div>"


def _cells(tag: str, values: Iterable[object]) -> str:
    return "".join(f"<{tag}>{escape(str(value))}</{tag}>" for value in values)
