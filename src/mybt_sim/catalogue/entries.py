"""Reading entries: from TOML tables to tariffs, add-ons and terms.

Each entry, and each version in it, is converted on its own, so that every broken one shows. A
number with a decimal point is a finding, but is read on as text, so that it hides nothing else.
"""

import datetime
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Generic, NamedTuple, TypeVar, get_args

import msgspec

from mybt_sim.catalogue.articles import HelpTopic, NewsTopic
from mybt_sim.catalogue.documents import Document
from mybt_sim.catalogue.findings import Spot
from mybt_sim.catalogue.model import (
    AddOn,
    AddOnPrice,
    Basis,
    KindName,
    Sale,
    Subject,
    Table,
    Tariff,
    TariffPrice,
    TechnologyName,
    Version,
)
from mybt_sim.catalogue.notation import decode_price
from mybt_sim.catalogue.terms import Term, TermVersion

EntryT = TypeVar("EntryT", bound=Table)
AnyEntry = TypeVar("AnyEntry", bound=Table, covariant=True)

VERSIONS: dict[type[Table], tuple[str, type[Version]]] = {
    Tariff: ("price", TariffPrice),
    AddOn: ("price", AddOnPrice),
    Term: ("version", TermVersion),
}

DATES = (datetime.date, datetime.datetime)
"""TOML has both of its own, so a text is none."""

VOCABULARIES: dict[str, tuple[str, ...]] = {
    "basis": get_args(Basis),
    "date_basis": get_args(Basis),
    "kind": get_args(KindName),
    "kinds": get_args(KindName),
    "technologies": get_args(TechnologyName),
    "sale": get_args(Sale),
    "subject": get_args(Subject),
    "topic": get_args(NewsTopic),
    "id": get_args(HelpTopic),
}


class Item(NamedTuple, Generic[AnyEntry]):
    """A sound entry, the id it goes by, and where it stands."""

    id: str
    entry: AnyEntry
    spot: Spot


class Part(NamedTuple, Generic[AnyEntry]):
    """What one file holds: its sound entries, and the ids of all, sound or not.

    `ids` is None if the file could not be read: then nothing is known about what it would define.
    """

    items: tuple[Item[AnyEntry], ...]
    ids: tuple[str, ...] | None
    spot: Spot


def read_list(document: Document | None, key: str, kind: type[EntryT], spot: Spot) -> Part[EntryT]:
    """The entries `[[key]]` of a document; anything else in it is a finding."""
    if document is None:
        return Part((), None, spot)
    for stray in sorted(document.keys() - {key}):
        spot.inside(stray).report("is not known here", remedy=f"this file holds only [[{key}]]")
    tables = document.get(key)
    if not isinstance(tables, list) or not tables:
        spot.inside(key).report("is missing or empty", remedy=f"add at least one [[{key}]]")
        return Part((), (), spot)
    ids = [table.get("id") if isinstance(table, dict) else None for table in tables]
    names = [one if isinstance(one, str) else str(n) for n, one in enumerate(ids)]
    places = [(name, spot.inside(f"{key}[{name}]")) for name in names]
    items = _sound_items(zip(places, tables, strict=True), kind)
    return Part(items, tuple(one for one in ids if isinstance(one, str)), spot)


def read_tables(document: Document | None, kind: type[EntryT], spot: Spot) -> Part[EntryT]:
    """The entries of a document in which each top-level table is one, and its name the id."""
    if document is None:
        return Part((), None, spot)
    places = [(name, spot.inside(name)) for name in document]
    return Part(
        _sound_items(zip(places, document.values(), strict=True), kind), tuple(document), spot
    )


def _sound_items(
    tables: Iterable[tuple[tuple[str, Spot], object]], kind: type[EntryT]
) -> tuple[Item[EntryT], ...]:
    read = [(name, read_entry(table, kind, spot), spot) for (name, spot), table in tables]
    return tuple(Item(name, entry, spot) for name, entry, spot in read if entry is not None)


def read_entry(table: object, kind: type[EntryT], spot: Spot) -> EntryT | None:
    """One entry with its versions, or None and at least one finding."""
    findings_before = len(spot.findings)
    table = _without_fractions(table, spot)
    key, version_kind = VERSIONS.get(kind, ("", Version))
    if isinstance(table, dict) and isinstance(table.get(key), list):
        versions = [
            _convert(version, version_kind, spot.inside(f"{key}[{n}]"))
            for n, version in enumerate(table[key])
        ]
        table[key] = [version for version in versions if version is not None]
    entry = _convert(table, kind, spot)
    return entry if len(spot.findings) == findings_before else None


def _without_fractions(value: Any, spot: Spot) -> Any:
    """A copy of `value` in which each fraction has left a finding and become text."""
    if isinstance(value, Decimal):
        spot.report(f"{value} is a floating-point number", remedy=f'write it as text, "{value}"')
        return str(value)
    if isinstance(value, dict):
        return {key: _without_fractions(inner, spot.inside(key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without_fractions(inner, spot.inside(f"[{n}]")) for n, inner in enumerate(value)]
    return value


def _convert(table: object, kind: type[EntryT], spot: Spot) -> EntryT | None:
    try:
        return msgspec.convert(table, kind, dec_hook=decode_price, builtin_types=DATES, strict=True)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$")
        path = path.strip("`.")
        problem, remedy = _explain(message, path)
        (spot.inside(path) if path else spot).report(problem, remedy=remedy)
        return None


def _explain(message: str, path: str) -> tuple[str, str]:
    """What msgspec found, as a problem and what to do about it."""
    field = re.sub(r"\[.*", "", path.rpartition(".")[2])
    if message.startswith("Object contains unknown field"):
        return message.replace("Object contains unknown", "unknown"), "mend its name, or drop it"
    if message.startswith("Object missing required field"):
        return message.replace("Object missing required", "missing"), "add it"
    if message.startswith("Invalid enum value"):
        words = ", ".join(VOCABULARIES[field])
        return message.replace("Invalid enum value", "unknown word"), f"use one of {words}"
    if message.startswith("Expected `date`"):
        return message.lower(), "write the day without quotes, such as 2026-04-06"
    if message.startswith("Expected `datetime"):
        return message.lower(), "write the moment without quotes, such as 2026-04-06 10:00:00"
    problem, _, remedy = message.partition("; ")
    return problem[:1].lower() + problem[1:], remedy or "write it so"
