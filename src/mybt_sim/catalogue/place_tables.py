"""Reading tables of places: from CSV lines to `Place`, with every fault found."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import get_args

from mybt_sim.base.time import HOUR_S, MINUTE_S
from mybt_sim.catalogue.findings import Spot
from mybt_sim.catalogue.model import Name
from mybt_sim.catalogue.places import Place, Position, RegionCode, Span
from mybt_sim.catalogue.tables import Cell, Row, natural, read_table, word

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OFF = "-"
NORTH_E6 = (51_250_000, 56_180_000)
EAST_E6 = (23_170_000, 32_780_000)
"""The country lies between these."""

CORNERS_LEAST = 3

_SPAN = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


def span(text: str) -> Span | None:
    """Hours such as 09:00-18:00; a dash is a day off, or no lunch break."""
    if text == OFF:
        return None
    match = _SPAN.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a span of hours; write it as 09:00-18:00, or - for none")
    hour, minute, end_hour, end_minute = map(int, match.groups())
    found = Span(hour * HOUR_S + minute * MINUTE_S, end_hour * HOUR_S + end_minute * MINUTE_S)
    if not found.start_s < found.end_s <= 24 * HOUR_S:
        raise ValueError(f"{text} ends before it begins, or after midnight; keep it within a day")
    return found


def one_of(words: Sequence[str]) -> Callable[[str], str]:
    """A cell that holds one of `words`."""

    def cell(text: str) -> str:
        if text not in words:
            raise ValueError(f"{text!r} is not known; use one of {', '.join(words)}")
        return text

    return cell


def within(bounds: tuple[int, int]) -> Callable[[str], int]:
    """A cell that holds millionths of a degree within `bounds`."""

    def cell(text: str) -> int:
        least, most = bounds
        if not least <= natural(text) <= most:
            raise ValueError(
                f"{text} is outside the country; write millionths of a degree, {least} to {most}"
            )
        return int(text)

    return cell


def read_places(content: bytes | None, kinds: tuple[str, ...], spot: Spot) -> tuple[Place, ...]:
    """The sound places of one table; the rest are findings."""
    rows = read_table(content, _columns(kinds), spot)
    for repeated, count in Counter(row["id"] for row in rows).items():
        if count > 1:
            spot.inside(repeated).report(
                f"stands for {count} places", remedy="give each an id of its own"
            )
    return tuple(_place(row) for row in rows)


def read_outlines(content: bytes | None, spot: Spot) -> Mapping[RegionCode, tuple[Position, ...]]:
    """The corners of each region, in order; a region without an area is a finding."""
    columns: dict[str, Cell] = {
        "region": one_of(get_args(RegionCode)),
        "latitude_e6": within(NORTH_E6),
        "longitude_e6": within(EAST_E6),
    }
    rows = read_table(content, columns, spot)
    outlines: dict[RegionCode, tuple[Position, ...]] = {
        region: tuple(
            Position(row["latitude_e6"], row["longitude_e6"])
            for row in rows
            if row["region"] == region
        )
        for region in get_args(RegionCode)
    }
    for region, corners in outlines.items():
        if rows and len(corners) < CORNERS_LEAST:
            spot.inside(region).report("encloses nothing", remedy="give it three corners or more")
    return outlines


def _columns(kinds: tuple[str, ...]) -> dict[str, Cell]:
    names = [f"{part}_{lang}" for part in ("locality", "name", "address") for lang in _LANGUAGES]
    return {
        "id": word,
        "kind": one_of(kinds),
        "region": one_of(get_args(RegionCode)),
        **dict.fromkeys(names, word),
        "latitude_e6": within(NORTH_E6),
        "longitude_e6": within(EAST_E6),
        **dict.fromkeys(WEEK, span),
        "lunch": span,
        "holidays": one_of(("closed", "open")),
    }


_LANGUAGES = Name.__struct_fields__


def _place(row: Row) -> Place:
    hours = tuple(row[day] for day in WEEK)
    _check_hours(hours, row["lunch"], row.spot)
    return Place(
        id=row["id"],
        kind=row["kind"],
        region=row["region"],
        locality=_name(row, "locality"),
        name=_name(row, "name"),
        address=_name(row, "address"),
        position=Position(row["latitude_e6"], row["longitude_e6"]),
        hours=hours,
        lunch=row["lunch"],
        is_open_on_holidays=row["holidays"] == "open",
    )


def _name(row: Row, part: str) -> Name:
    return Name(**{language: row[f"{part}_{language}"] for language in _LANGUAGES})


def _check_hours(hours: Sequence[Span | None], lunch: Span | None, spot: Spot) -> None:
    days = [day for day in hours if day is not None]
    if not days:
        spot.report("is never open", remedy="give hours for at least one day")
    elif lunch and not any(day.start_s < lunch.start_s and lunch.end_s < day.end_s for day in days):
        spot.report("lunch: lies outside the hours of every day", remedy="move it, or write -")
