"""Where a place is, when it is open, and which is the nearest."""

import datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mybt_sim.catalogue import load_content
from mybt_sim.catalogue.calendar import date_of, day_of, holiday_days, made_up_days
from mybt_sim.catalogue.model import Name
from mybt_sim.catalogue.places import (
    DAYS_AHEAD,
    Place,
    Position,
    Span,
    distance_m,
    find_places,
    is_open,
    opens_at,
)
from mybt_sim.engine.records import DAY_S
from mybt_sim.text import LANGUAGES, Language, alphabetical

HOUR = 3_600
MINSK = (53_902_300, 27_561_900)
GRODNO = (53_677_900, 23_829_500)
WORKDAY = Span(9 * HOUR, 18 * HOUR)
CENTRE = Place(
    id="C1",
    kind="service_centre",
    region="MSQ",
    locality=Name(ru="Минск", be="Мінск", en="Minsk"),
    name=Name(ru="Центр", be="Цэнтр", en="Centre"),
    address=Name(ru="ул. Лесная, 1", be="вул. Лясная, 1", en="1 Lyasnaya St"),
    position=Position(*MINSK),
    hours=(*[WORKDAY] * 5, Span(10 * HOUR, 13 * HOUR + 1800), None),
    lunch=Span(13 * HOUR, 14 * HOUR),
)
ALWAYS = msgspec.structs.replace(
    CENTRE, id="W1", hours=(Span(0, DAY_S),) * 7, lunch=None, is_open_on_holidays=True
)
LATITUDES = st.integers(51_250_000, 56_180_000)
LONGITUDES = st.integers(23_170_000, 32_780_000)
POSITIONS = st.tuples(LATITUDES, LONGITUDES)
PLACES = (*load_content().centres, *load_content().hotspots)


def at(text: str) -> int:
    """A moment such as "2026-11-20 14:05" in seconds since 1970 of Minsk local time."""
    moment = datetime.datetime.fromisoformat(text)
    return round((moment - datetime.datetime(1970, 1, 1)).total_seconds())


@pytest.mark.parametrize(
    ("moment", "is_so"),
    [
        ("2026-11-20 08:59:59", False),  # a Friday
        ("2026-11-20 09:00:00", True),
        ("2026-11-20 12:59:59", True),
        ("2026-11-20 13:00:00", False),  # lunch
        ("2026-11-20 13:59:59", False),
        ("2026-11-20 14:00:00", True),
        ("2026-11-20 17:59:59", True),
        ("2026-11-20 18:00:00", False),
        ("2026-11-21 10:00:00", True),  # Saturday: its hours end before lunch does
        ("2026-11-21 13:15:00", True),
        ("2026-11-21 13:30:00", False),
        ("2026-11-22 12:00:00", False),  # Sunday
        ("2026-07-03 12:00:00", False),  # Independence Day, a Friday
        ("2026-04-21 12:00:00", False),  # Radunitsa, a Tuesday
        ("2026-04-22 12:00:00", True),
        ("2026-04-20 12:00:00", False),  # a Monday that was made a day off
        ("2026-04-25 09:00:00", True),  # the Saturday that makes up for it: hours of a Monday
        ("2026-04-25 13:15:00", False),
        ("2026-04-25 17:59:59", True),
        ("2025-12-20 17:59:59", True),
        ("2024-11-16 17:59:59", True),
        ("2026-04-18 17:59:59", False),  # a Saturday like others
    ],
)
def test_hours_weekdays_lunch_and_holidays(moment: str, is_so: bool) -> None:
    assert is_open(CENTRE, at(moment)) is is_so


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-11-20 06:00:00", "2026-11-20 09:00:00"),
        ("2026-11-20 10:30:00", "2026-11-20 10:30:00"),  # open already
        ("2026-11-20 13:20:00", "2026-11-20 14:00:00"),
        ("2026-11-20 18:00:00", "2026-11-21 10:00:00"),
        ("2026-11-21 13:30:00", "2026-11-23 09:00:00"),  # over Sunday
        ("2026-07-02 19:00:00", "2026-07-04 10:00:00"),  # over the holiday
        ("2025-12-31 18:00:00", "2026-01-03 10:00:00"),  # two holidays in a row
    ],
)
def test_next_opening(moment: str, opening: str) -> None:
    assert opens_at(CENTRE, at(moment)) == at(opening)


@pytest.mark.parametrize(
    ("worked", "day_off"),
    [
        ("2024-05-18", "2024-05-13"),
        ("2024-11-16", "2024-11-08"),
        ("2025-01-11", "2025-01-06"),
        ("2025-04-26", "2025-04-28"),
        ("2025-07-12", "2025-07-04"),
        ("2025-12-20", "2025-12-26"),
        ("2026-04-25", "2026-04-20"),
    ],
)
def test_a_worked_saturday_makes_up_for_a_day_off(worked: str, day_off: str) -> None:
    saturday, weekday = (day_of(datetime.date.fromisoformat(text)) for text in (worked, day_off))
    assert made_up_days()[saturday] == weekday


def test_every_worked_saturday_has_its_day_off() -> None:
    years = {date_of(worked).year for worked in made_up_days()}
    assert {2024, 2025, 2026} <= years
    for worked, day_off in made_up_days().items():
        assert date_of(worked).weekday() == 5
        assert date_of(day_off).weekday() < 5
        assert day_off in holiday_days()
        assert worked not in holiday_days()


def test_service_centres_work_as_on_a_monday_and_libraries_do_not() -> None:
    content = load_content()
    saturday, worked, monday = (at(f"2026-04-{day} 11:00:00") for day in (18, 25, 27))
    count = [
        sum(is_open(one, then) for one in content.centres) for then in (saturday, worked, monday)
    ]
    assert count == [38, 50, 50]
    for one in content.hotspots:
        assert is_open(one, worked) is is_open(one, saturday)


def test_a_place_without_holidays_never_closes() -> None:
    assert is_open(ALWAYS, at("2026-07-03 00:00:00"))
    assert is_open(ALWAYS, at("2026-07-03 23:59:59"))


def test_a_place_without_hours_never_opens() -> None:
    closed = msgspec.structs.replace(CENTRE, hours=(None,) * 7)
    assert opens_at(closed, at("2026-11-20 12:00:00")) is None


def test_a_place_of_one_day_a_week_opens_after_a_holiday() -> None:
    thursdays = (None, None, None, WORKDAY, None, None, None)
    weekly = msgspec.structs.replace(CENTRE, hours=thursdays)  # 1 January 2026 is a Thursday
    assert opens_at(weekly, at("2025-12-26 00:00:00")) == at("2026-01-08 09:00:00")


@given(st.sampled_from(PLACES), st.integers(day_of(datetime.date(2025, 1, 1)) * DAY_S,
                                            day_of(datetime.date(2028, 1, 1)) * DAY_S))  # fmt: skip
def test_next_opening_is_open_and_nothing_before_it(place: Place, moment: int) -> None:
    opening = opens_at(place, moment)
    assert opening is not None
    assert moment <= opening < moment + DAYS_AHEAD * DAY_S
    assert is_open(place, opening)
    for sample in range(moment, opening, 600):
        assert not is_open(place, sample)


def test_distance_is_that_of_the_map() -> None:
    assert distance_m(MINSK, MINSK) == 0
    assert distance_m((53_000_000, 27_000_000), (54_000_000, 27_000_000)) == 111_195  # a degree
    assert distance_m((0, 0), (0, 180_000_000)) == 20_015_115  # half the equator
    assert 243_000 < distance_m(MINSK, GRODNO) < 250_000


@given(POSITIONS, POSITIONS, POSITIONS)
def test_distance_is_a_distance(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> None:
    assert distance_m(a, b) == distance_m(b, a) >= 0
    assert distance_m(a, c) <= distance_m(a, b) + distance_m(b, c) + 2  # each is rounded


@given(POSITIONS, st.integers(1, 30))
def test_nearest_come_first_and_none_nearer_is_left_out(near: tuple[int, int], limit: int) -> None:
    found = find_places(PLACES, near=near, limit=limit)
    distances = [distance_m(near, place.position) for place in found]
    assert len(found) == limit
    assert distances == sorted(distances)
    left = set(PLACES) - set(found)
    assert all(distance_m(near, place.position) >= distances[-1] for place in left)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_position_they_come_by_locality_and_name(language: Language) -> None:
    found = find_places(PLACES, region="VIT", language=language)
    letters = alphabetical(language)
    keys = [
        [letters(getattr(name, language)) for name in (place.locality, place.name)]
        for place in found
    ]
    assert keys == sorted(keys)
    towns = [getattr(place.locality, language) for place in find_places(PLACES, language=language)]
    right = {
        "ru": ["Берёза", "Бобруйск", "Вилейка", "Волковыск"],
        "be": ["Ваўкавыск", "Вілейка", "Івацэвічы", "Ліда", "Лунінец", "Магілёў", "Мінск"],
        "en": ["Gomel", "Grodno", "Mogilev", "Vitebsk"],
    }[language]
    assert sorted(right, key=towns.index) == right
    assert {place.region for place in found} == {"VIT"}
    assert len(found) == sum(place.region == "VIT" for place in PLACES)


@pytest.mark.parametrize("name", ["Могилев", "МОГИЛЁВ", " магілёў ", "mogilev", "Магілеў"])
def test_a_locality_is_found_by_any_of_its_names(name: str) -> None:
    found = find_places(PLACES, locality=name)
    assert found
    assert {place.locality.ru for place in found} == {"Могилёв"}


def test_kinds_of_apostrophe_do_not_matter() -> None:
    assert find_places(PLACES, locality="Мар’іна Горка") == find_places(
        PLACES, locality="марьина горка"
    )


def test_wishes_are_all_met_or_nothing_is_found() -> None:
    night = at("2026-11-22 03:00:00")
    open_now = find_places(PLACES, open_at=night)
    assert open_now
    assert all(is_open(place, night) for place in open_now)
    assert {place.kind for place in open_now} == {"station", "hotel", "square"}
    assert find_places(PLACES, region="MIN", locality="Брест") == ()
    assert find_places(PLACES, region="LON") == ()
    assert find_places(PLACES, locality="Нигде") == ()
    assert find_places(PLACES, limit=0) == ()
