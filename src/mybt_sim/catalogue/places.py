"""Service centres and Wi-Fi hotspots: where they are, how far, and when they are open (LOC-LIST).

Moments are seconds since 1970-01-01 of Minsk local time, coordinates millionths of a degree.
"""

import math
from collections.abc import Sequence
from functools import cache
from typing import Literal, NamedTuple, TypeAlias

from mybt_sim.base.spelling import name_key
from mybt_sim.base.time import WEEK_DAYS
from mybt_sim.catalogue.calendar import EPOCH_WEEKDAY, holiday_days, made_up_days
from mybt_sim.catalogue.model import Name, Table
from mybt_sim.engine.records import DAY_S
from mybt_sim.text.sorting import Key, alphabetical

RegionCode = Literal["MSQ", "MIN", "GOM", "BRE", "VIT", "GRO", "MOG"]
CentreKind = Literal["service_centre"]
HotspotKind = Literal[
    "library", "station", "cafe", "hotel", "culture", "shopping", "sport", "square", "clinic"
]

EARTH_RADIUS_M = 6_371_009
DEGREE_E6 = 1_000_000
DAYS_AHEAD = 60
"""So far ahead an opening is looked for; holidays in a row are far fewer."""


class Position(NamedTuple):
    """A point on Earth, in millionths of a degree north and east."""

    latitude_e6: int
    longitude_e6: int


class Span(NamedTuple):
    """Part of a day, in seconds after midnight: from `start_s` up to, not including, `end_s`."""

    start_s: int
    end_s: int


Hours: TypeAlias = tuple[Span | None, ...]
"""Monday to Sunday; None is a day off."""


class Place(Table, frozen=True, kw_only=True):
    """A place that a guest may look up. `lunch` interrupts each day whose hours reach beyond it."""

    id: str
    kind: CentreKind | HotspotKind
    region: RegionCode
    locality: Name
    name: Name
    address: Name
    position: Position
    hours: Hours
    lunch: Span | None = None
    is_open_on_holidays: bool = False

    def spans(self, day: int) -> tuple[Span, ...]:
        """When it is open on a day since 1970-01-01, in order; empty: not at all.

        A service centre keeps the hours of the day off that a worked Saturday makes up for; a
        library or a café, which may well be closed on Mondays, those of a Saturday.
        """
        kept = made_up_days().get(day, day) if self.kind == "service_centre" else day
        hours = self.hours[(kept + EPOCH_WEEKDAY) % WEEK_DAYS]
        if hours is None or (not self.is_open_on_holidays and day in _holidays()):
            return ()
        return _without(hours, self.lunch)


def _without(hours: Span, lunch: Span | None) -> tuple[Span, ...]:
    if lunch is None or lunch.start_s <= hours.start_s or lunch.end_s >= hours.end_s:
        return (hours,)
    return Span(hours.start_s, lunch.start_s), Span(lunch.end_s, hours.end_s)


@cache
def _holidays() -> frozenset[int]:
    return frozenset(holiday_days().tolist())


def is_open(place: Place, at: int) -> bool:
    """Whether the place is open at the moment `at`; at the second of closing it no longer is."""
    day, second = divmod(at, DAY_S)
    return any(span.start_s <= second < span.end_s for span in place.spans(day))


def opens_at(place: Place, at: int) -> int | None:
    """The first moment from `at` on when the place is open: `at` itself when it is open then.

    None when it does not open within `DAYS_AHEAD` days.
    """
    if is_open(place, at):
        return at
    today = at // DAY_S
    for day in range(today, today + DAYS_AHEAD):
        for span in place.spans(day):
            if day * DAY_S + span.start_s > at:
                return day * DAY_S + span.start_s
    return None


def distance_m(a: tuple[int, int], b: tuple[int, int]) -> int:
    """Metres along the great circle between two positions (haversine), rounded."""
    (north_a, east_a), (north_b, east_b) = _radians(a), _radians(b)
    half_chord = (
        math.sin((north_b - north_a) / 2) ** 2
        + math.cos(north_a) * math.cos(north_b) * math.sin((east_b - east_a) / 2) ** 2
    )
    return round(2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, half_chord))))


def _radians(position: tuple[int, int]) -> tuple[float, float]:
    latitude_e6, longitude_e6 = position
    return math.radians(latitude_e6 / DEGREE_E6), math.radians(longitude_e6 / DEGREE_E6)


def find_places(
    places: Sequence[Place],
    *,
    region: str | None = None,
    locality: str | None = None,
    near: tuple[int, int] | None = None,
    open_at: int | None = None,
    limit: int | None = None,
    language: str = "ru",
) -> tuple[Place, ...]:
    """The places that meet every wish, at most `limit` of them; () when there are none.

    `region` is a code, `locality` a name in any language and case. They come nearest first when
    `near` (latitude and longitude) is given, else by locality and name in the order of the
    language's alphabet; ties go by id.
    """
    town = None if locality is None else name_key(locality)
    found = [
        place
        for place in places
        if region in (None, place.region)
        and (town is None or town in _names(place.locality))
        and (open_at is None or is_open(place, open_at))
    ]
    if near is None:
        found.sort(key=lambda one: (*_by_letters(one, language), one.id))
    else:
        found.sort(key=lambda one: (distance_m(near, one.position), one.id))
    return tuple(found[:limit])


def _by_letters(place: Place, language: str) -> tuple[Key, Key]:
    letters = alphabetical(language)
    town, name = getattr(place.locality, language), getattr(place.name, language)
    return letters(town), letters(name)


def _names(name: Name) -> set[str]:
    return {name_key(text) for text in (name.ru, name.be, name.en)}
