"""What a guest may read: complete, in step with the terms, and every fault in it is named."""

import csv
import datetime
import math
import re
import shutil
from pathlib import Path
from typing import get_args

import pytest

from mybt_sim.base.errors import SeedDataError
from mybt_sim.catalogue import Content, digest_folder, load_catalogue, load_content, seed_folder
from mybt_sim.catalogue.articles import HelpTopic
from mybt_sim.catalogue.model import in_force
from mybt_sim.catalogue.place_tables import EAST_E6, NORTH_E6
from mybt_sim.catalogue.places import Position, RegionCode, distance_m

NEWS, VIDEOS, HELP = "news.toml", "videos.toml", "help.toml"
CENTRES, HOTSPOTS, OUTLINES = "service_centres.csv", "hotspots.csv", "outlines.csv"
AUTUMN = datetime.date(2026, 11, 22)


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    """A copy of the content to be spoilt."""
    shutil.copytree(seed_folder() / "content", tmp_path / "content")
    return tmp_path


def plant(seed: Path, file: str, old: str, new: str) -> None:
    path = seed / "content" / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is no longer in {file}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def population_rows(table: str) -> list[dict[str, str]]:
    text = (seed_folder() / "population" / f"{table}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def test_there_is_enough_to_read_and_to_find(content: Content) -> None:
    assert len(content.news) >= 24
    assert len(content.videos) == 8
    assert set(content.help) == set(get_args(HelpTopic))
    assert len(content.centres) >= 40
    assert len(content.hotspots) >= 120
    assert {item.topic for item in content.news} >= {"tariffs", "works", "holidays", "safety"}
    assert min(item.published for item in content.news) < datetime.date(2025, 7, 1)
    assert max(item.published for item in content.news) > datetime.date(2026, 11, 30)


def test_every_region_has_centres_and_hotspots(content: Content) -> None:
    regions = {row["region"] for row in population_rows("regions")}
    assert set(get_args(RegionCode)) == regions
    assert {place.region for place in content.centres} == regions
    assert {place.region for place in content.hotspots} == regions


def test_places_stand_in_the_cities_of_the_population(content: Content) -> None:
    cities = {row["ru"]: (row["be"], row["region"]) for row in population_rows("cities")}
    middles: dict[str, tuple[int, int]] = {}
    for place in (*content.centres, *content.hotspots):
        assert cities[place.locality.ru] == (place.locality.be, place.region)
        middle = middles.setdefault(place.locality.ru, place.position)
        assert distance_m(middle, place.position) < 20_000, place.id
    assert set(middles) == set(cities)


def test_news_come_newest_first_and_not_before_their_day(content: Content) -> None:
    days = [item.published for item in content.news]
    assert days == sorted(days, reverse=True)
    out = content.published_news(AUTUMN)
    assert out
    assert all(item.published <= AUTUMN for item in out)
    assert content.news[0] not in out
    first = out[0].published
    assert content.news_page(1, first, size=5)[0] is out[0]
    assert out[0] not in content.news_page(1, first - datetime.timedelta(days=1), size=5)


@pytest.mark.parametrize("size", [1, 7, 20, 100])
def test_pages_of_news_join_without_gap_or_overlap(content: Content, size: int) -> None:
    pages = [content.news_page(page, AUTUMN, size=size) for page in range(1, 40)]
    assert sum(pages, ()) == content.published_news(AUTUMN)
    assert all(len(page) <= size for page in pages)


def test_no_page_of_news_lies_before_the_first(content: Content) -> None:
    assert content.news_page(0, AUTUMN, size=20) == ()
    assert content.news_page(-1, AUTUMN, size=20) == ()


def test_every_text_is_written_for_itself_in_each_language(content: Content) -> None:
    for name in [item.text for item in content.news] + [one.text for one in content.help.values()]:
        assert len({name.ru, name.be, name.en}) == 3
        lengths = sorted(map(len, (name.ru, name.be, name.en)))
        assert lengths[0] > 0.6 * lengths[2], name.ru


def test_texts_name_the_same_figures_in_each_language(content: Content) -> None:
    def figures(text: str) -> list[str]:
        return sorted(re.findall(r"\d+", text))

    for name in [one.text for one in content.help.values()]:
        assert figures(name.ru) == figures(name.be) == figures(name.en), name.ru
    for item in content.news:
        assert figures(item.text.ru) == figures(item.text.be), item.id


@pytest.mark.parametrize(
    ("topic", "term", "sentence"),
    [
        ("promise", "promise_limit", "до {} рублей"),
        ("promise", "promise_term_days", "В течение {} суток"),
        ("tariff", "tariff_wait_days", "через {} дней"),
        ("top_up", "topup_min", "от {} до"),
        ("top_up", "topup_max", "до {} рублей"),
        ("top_up", "topup_window_from_hours", "с {}:00"),
        ("top_up", "topup_window_until_hours", "до {}:00"),
    ],
)
def test_the_guide_agrees_with_the_terms(
    content: Content, topic: HelpTopic, term: str, sentence: str
) -> None:
    value = in_force(load_catalogue().terms[term].versions, AUTUMN).value
    figure = str(value).removesuffix(".00")
    assert sentence.format(figure) in content.help[topic].text.ru


def test_the_guide_names_the_terms_of_suspension(content: Content) -> None:
    add_ons = load_catalogue()
    price = in_force(add_ons.add_ons[add_ons.add_on_index("A10")].prices, AUTUMN)
    for period in price.periods:
        assert re.search(rf"\b{period.days}\b", content.help["suspension"].text.be)


def test_content_has_a_digest_of_its_own_and_makes_no_run_another_one(seed: Path) -> None:
    digests = digest_folder(seed), load_content(seed).digest
    plant(seed, NEWS, "Один вход", "Один  вход")
    assert digest_folder(seed) == digests[0]
    assert load_content(seed).digest != digests[1]


PLANTED = [
    (NEWS, "[[news]]", "[[news]", "line 6, column 7: is not TOML: "),
    (NEWS, 'id = "N002"', 'id = "N001"', "N001: stands for 2 entries; give each an id of its own"),
    (
        NEWS,
        'topic = "app"',
        'topic = "ads"',
        "news[N001].topic: unknown word 'ads'; use one of tar",
    ),
    (
        NEWS,
        "published = 2025-06-02",
        "out = 2025-06-02",
        "news[N001]: unknown field `out`; mend its",
    ),
    (NEWS, "title.be", "title.by", "news[N001].title: unknown field `by`; mend its"),
    (NEWS, "2025-06-02", "2041-06-02", "news[N001].published: 2041-06-02 is not a day of the sim"),
    (NEWS, "2025-06-02", '"2025-06-02"', "news[N001].published: expected `date`, got `str`; write"),
    (VIDEOS, "minutes = 104\n", "", "video[V01]: missing field `minutes`; add it"),
    (VIDEOS, '"Mist over the Pripyat"', '""', "video[V01].title.en: expected `str` of length >= 1"),
    (VIDEOS, 'id = "V01"', 'id = "1"', "video[1].id: expected `str` matching regex"),
    (
        HELP,
        'id = "promise"',
        'id = "promises"',
        "promise: has no page; add a [[help]] with this id",
    ),
    (HELP, 'id = "promise"', 'id = "promises"', "help[promises].id: unknown word 'promises'; use"),
    (HELP, 'id = "promise"', 'id = "tariff"', "tariff: stands for 2 entries; give each an id"),
    (CENTRES, "# basis: ASSUMPTION\n", "", "basis: is missing or unknown; add"),
    (CENTRES, "C001,", ",", "line 7: id: is empty; fill it in"),
    (CENTRES, "C002,", "C001,", "C001: stands for 2 places; give each an id of its own"),
    (
        CENTRES,
        "C001,service_centre",
        "C001,cafe",
        "line 7: kind: 'cafe' is not known; use one of s",
    ),
    (CENTRES, ",MSQ,", ",MSK,", "line 7: region: 'MSK' is not known; use one of MSQ, MIN, GOM"),
    (CENTRES, ",53883715,", ",5388371,", "line 7: latitude_e6: 5388371 is outside the country"),
    (CENTRES, ",53883715,", ",53.88,", "line 7: latitude_e6: '53.88' is not a whole number; write"),
    (
        CENTRES,
        "09:00-20:00",
        "9-20",
        "line 7: monday: '9-20' is not a span of hours; write it as 0",
    ),
    (CENTRES, "09:00-20:00", "20:00-09:00", "line 7: monday: 20:00-09:00 ends before it begins"),
    (
        CENTRES,
        "09:00-20:00",
        "09:00-24:30",
        "line 7: monday: 09:00-24:30 ends before it begins, or",
    ),
    (
        CENTRES,
        "10:00-16:00,-,",
        "10:00-16:00,01:00-02:00,",
        "line 7: lunch: lies outside the hours",
    ),
    (
        CENTRES,
        ",-,closed",
        ",-,shut",
        "line 7: holidays: 'shut' is not known; use one of closed, o",
    ),
    (CENTRES, ",closed", ",closed,", "line 7: has 24 fields; write 23"),
    (OUTLINES, "MSQ,5", "MSK,5", "region: 'MSK' is not known; use one of MSQ, MIN, GOM"),
    (OUTLINES, "54450000,31200000", "54450000,33200000", "longitude_e6: 33200000 is outside"),
    (HOTSPOTS, "id,kind", "id,sort", "line 6: is not the header; write id,kind,region"),
    (HOTSPOTS, "00:00-24:00," * 7 + "-", "-," * 7 + "-", "is never open; give hours for at least"),
]


@pytest.mark.parametrize(("file", "old", "new", "finding"), PLANTED)
def test_a_fault_is_named_with_its_place(
    seed: Path, file: str, old: str, new: str, finding: str
) -> None:
    plant(seed, file, old, new)
    with pytest.raises(SeedDataError) as caught:
        load_content(seed)
    lines = [line for line in str(caught.value).splitlines() if f"  content/{file}: " in line]
    assert any(finding in line for line in lines), caught.value


def test_all_faults_of_all_files_are_told_at_once(seed: Path) -> None:
    plant(seed, NEWS, 'topic = "app"', 'topic = "ads"')
    plant(seed, VIDEOS, "minutes = 104", "minutes = 0")
    plant(seed, CENTRES, "C001,", ",")
    (seed / "content" / HOTSPOTS).unlink()
    (seed / "content" / HELP).write_bytes(b"\xff")
    with pytest.raises(SeedDataError, match="5 faults") as caught:
        load_content(seed)
    assert "hotspots.csv: is missing in" in str(caught.value)
    assert "help.toml: byte 0 is not UTF-8; save the file as UTF-8" in str(caught.value)


def test_coordinates_keep_to_the_country() -> None:
    assert NORTH_E6[0] < 53_902_300 < NORTH_E6[1]
    assert EAST_E6[0] < 27_561_900 < EAST_E6[1]


AREAS_KM2: dict[RegionCode, int] = {
    "MIN": 39_800,
    "GOM": 40_400,
    "BRE": 32_800,
    "VIT": 40_100,
    "GRO": 25_100,
}
AREAS_KM2 |= {"MOG": 29_100, "MSQ": 250}
DEGREE_KM = 111.2


@pytest.mark.parametrize("region", AREAS_KM2)
def test_an_outline_has_the_area_of_its_region_and_its_places_within(region: RegionCode) -> None:
    content = load_content()
    corners = content.outlines[region]
    east = math.cos(math.radians(53.6)) * DEGREE_KM
    flat = [(x / 1e6 * east, y / 1e6 * DEGREE_KM) for y, x in corners]
    sides = list(zip(flat, flat[1:] + flat[:1], strict=True))
    area_km2 = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in sides)) / 2
    assert area_km2 == pytest.approx(AREAS_KM2[region], rel=0.06)
    for place in (*content.centres, *content.hotspots):
        if place.region == region:
            x, y = place.position[1] / 1e6 * east, place.position[0] / 1e6 * DEGREE_KM
            met = [(a, b) for a, b in sides if (a[1] > y) != (b[1] > y)]
            left = [x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0] for a, b in met]
            assert sum(left) % 2 == 1, place


def test_neighbours_share_their_corners() -> None:
    drawn = load_content().outlines.items()
    outlines: dict[str, set[Position]] = {name: set(one) for name, one in drawn if name != "MSQ"}
    for region, touching in {"MIN": 5, "GOM": 3, "BRE": 3, "VIT": 3, "GRO": 3, "MOG": 3}.items():
        shared = [
            len(outlines[region] & other) for name, other in outlines.items() if name != region
        ]
        assert sum(count >= 2 for count in shared) == touching, region


def test_a_region_without_an_area_is_told(seed: Path) -> None:
    path = seed / "content" / OUTLINES
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(one for one in lines if not one.startswith("GRO,")) + "\n", "utf-8")
    with pytest.raises(SeedDataError, match="GRO: encloses nothing; give it three corners"):
        load_content(seed)
