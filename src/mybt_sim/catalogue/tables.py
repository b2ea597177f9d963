"""Reading tables of the seed data (CSV), with every fault found.

A file opens with comment lines that say what it is, its `basis` and its `source`.
"""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from mybt_sim.base.files import text_in, why_unreadable
from mybt_sim.catalogue.findings import Spot
from mybt_sim.catalogue.model import Basis

LARGEST = 2**31 - 1
CYRILLIC = frozenset("абвгдеёжзійклмнопрстуўфхцчшщъыьэюяи'- .0123456789")

Cell = Callable[[str], Any]


@dataclass(frozen=True)
class Row:
    """One line of a table: its values by column, and where it stands."""

    values: dict[str, Any]
    spot: Spot

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


def natural(text: str) -> int:
    """A whole number from 0 on."""
    if not (text.isascii() and text.isdecimal()) or int(text) > LARGEST:
        raise ValueError(f"{text!r} is not a whole number; write digits only")
    return int(text)


def name(text: str) -> str:
    """A name in Russian or Belarusian letters."""
    foreign = sorted(set(text.lower()) - CYRILLIC)
    if not text.strip() or text != text.strip() or foreign:
        raise ValueError(f"{text!r} is not a name; use Cyrillic letters, no spaces around")
    return text


def word(text: str) -> str:
    """Any text that is not empty."""
    if not text.strip():
        raise ValueError("is empty; fill it in")
    return text


def read_table(content: bytes | None, columns: Mapping[str, Cell], spot: Spot) -> list[Row]:
    """The sound rows of a table that has exactly these columns; the rest are findings."""
    if content is None:
        return []
    try:
        lines = text_in(content).splitlines()
    except UnicodeDecodeError as error:
        spot.report(why_unreadable(error), remedy="save the file as UTF-8")
        return []
    comments = [line for line in lines if line.startswith("#")]
    _check_comments(comments, spot)
    numbered = list(enumerate(lines, start=1))[len(comments) :]
    return _read_rows(numbered, columns, spot)


def _check_comments(comments: Sequence[str], spot: Spot) -> None:
    notes = dict(line.lstrip("# ").split(": ", 1) for line in comments if ": " in line)
    if notes.get("basis") not in get_args(Basis):
        spot.inside("basis").report(
            "is missing or unknown", remedy=f'add "# basis: " with {", ".join(get_args(Basis))}'
        )
    if not notes.get("source"):
        spot.inside("source").report("is missing", remedy='add "# source: " and where it is from')


def _read_rows(
    numbered: Sequence[tuple[int, str]], columns: Mapping[str, Cell], spot: Spot
) -> list[Row]:
    cells = [(number, next(csv.reader([line]), [])) for number, line in numbered]
    header = ",".join(columns)
    if not cells or cells[0][1] != list(columns):
        number = cells[0][0] if cells else 1
        spot.inside(f"line {number}").report("is not the header", remedy=f"write {header}")
        return []
    rows = [_read_row(texts, columns, spot.inside(f"line {n}")) for n, texts in cells[1:]]
    if not rows:
        spot.report("has no rows", remedy="bring them back")
    return [row for row in rows if row is not None]


def _read_row(texts: Sequence[str], columns: Mapping[str, Cell], spot: Spot) -> Row | None:
    if len(texts) != len(columns):
        spot.report(f"has {len(texts)} fields", remedy=f"write {len(columns)}")
        return None
    values = {}
    for (column, cell), text in zip(columns.items(), texts, strict=True):
        try:
            values[column] = cell(text)
        except ValueError as error:
            problem, _, remedy = str(error).partition("; ")
            spot.report(f"{column}: {problem}", remedy=remedy)
    return Row(values, spot) if len(values) == len(columns) else None
