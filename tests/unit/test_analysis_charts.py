"""Figures: what they state, in which words, and that they need no network."""

import datetime
import random
import re
import socket
from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest

from mybt_sim.analysis import charts
from mybt_sim.analysis.figures import Figure
from mybt_sim.analysis.theme import TOKENS, settled, token
from mybt_sim.text import (
    LANGUAGES,
    Language,
    date_long,
    date_short,
    percent,
    translate,
    volume,
    weekday_names,
)

GB = 1024
DAYS = [datetime.date(2026, 1, 1) + datetime.timedelta(days=n) for n in range(120)]
DAILY = pl.DataFrame(
    {
        "day": DAYS,
        "down_mb": [(1500 if n == 24 else 1200) * GB for n in range(120)],
        "up_mb": [100 * GB] * 120,
    }
).with_columns(
    down_7_days_mb=pl.col("down_mb").cast(pl.Float64), up_7_days_mb=pl.col("up_mb") * 1.0
)
REGIONS = pl.DataFrame(
    {"region": ["MSQ", "BRE"], "down_mb": [700 * GB, 240 * GB], "up_mb": [50 * GB, 10 * GB]}
)
TARIFFS = pl.DataFrame(
    {
        **{f"name_{code}": [f"План {n}" for n in range(10)] for code in LANGUAGES},
        "down_mb": [1000 - n for n in range(9)] + [0],
        "up_mb": [0] * 10,
    }
)
HOURS = pl.DataFrame(
    [
        {"weekday": day, "hour": hour, "days": 2, "down_mb": day * 24 + hour, "up_mb": hour}
        for day in range(7)
        for hour in range(24)
    ]
)


def figures(language: Language) -> list[Figure]:
    return [
        charts.daily_figure(DAILY, language),
        charts.region_figure(REGIONS, language),
        charts.tariff_figure(TARIFFS, language),
        charts.hour_figure(HOURS, language),
    ]


def test_titles_state_what_the_figures_show() -> None:
    assert [figure.title.replace("\xa0", " ") for figure in figures("ru")] == [
        "Пик — 25 января: 1,46 ТБ за сутки",
        "Больше всего трафика — Минск: 75 %",
        "Самый нагруженный тариф — «План 0»: 11 %",
        "Час пик — воскресенье, 23:00–24:00",
    ]


def test_the_peak_in_the_title_is_the_highest_point_of_the_curve() -> None:
    """Not of the sum of both lines, which no line reaches."""
    day = datetime.date(2026, 1, 1)
    frame = pl.DataFrame(
        {
            "day": [day, day + datetime.timedelta(days=1)],
            "down_mb": [3 * 1024, 2 * 1024],
            "up_mb": [0, 9 * 1024],
            "down_7_days_mb": [None, None],
            "up_7_days_mb": [None, None],
        }
    )
    title = charts.daily_figure(frame, "en").title.replace("\xa0", " ")
    assert title == "The peak is January 1: 3.00 GB in a day"


def test_subtitles_name_the_unit_and_own_up_to_the_model() -> None:
    daily, _, _, hour = figures("be")
    assert daily.subtitle.startswith("ТБ за суткі")
    assert "змадэляваны" in hour.subtitle


def test_small_tariffs_are_gathered_in_the_last_bar() -> None:
    spec = charts.tariff_figure(TARIFFS, "be").chart.to_dict()
    names = [row["name"] for rows in spec["datasets"].values() for row in rows]
    assert names == [*(f"План {n}" for n in range(6)), "яшчэ 3 планы"]


def points_of(figure: Figure) -> list[dict[str, Any]]:
    """All rows that a chart draws."""
    return [row for rows in figure.chart.to_dict()["datasets"].values() for row in rows]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_point_is_drawn_and_told_as_it_was_counted(language: Language) -> None:
    """Each column of a chart is that of its frame, in figures and in words."""
    luck = random.Random(3)
    columns = ("down_mb", "up_mb", "down_7_days_mb", "up_7_days_mb")
    daily = pl.DataFrame(
        [{"day": day, **{name: luck.randint(10, 1_000) for name in columns}} for day in DAYS[:20]]
    )
    points = [row for row in points_of(charts.daily_figure(daily, language)) if "when" in row]
    assert [
        [row["when"], row["received"], row["sent"], *(row[name[:-3]] for name in columns)]
        for row in points
    ] == [
        [
            date_long(row["day"], language),
            volume(row["down_mb"], language),
            volume(row["up_mb"], language),
            *(row[name] for name in columns),
        ]
        for row in daily.iter_rows(named=True)
    ]
    whole = sum(down + up for _, down, up in REGIONS.rows())
    assert [
        (row["name"], row["volume_mb"], row["figure"])
        for row in points_of(charts.region_figure(REGIONS, language))
    ] == [
        (
            translate(f"region.{code}", language),
            down + up,
            f"{percent((down + up) / whole, language)} · {volume(down + up, language)}",
        )
        for code, down, up in REGIONS.rows()
    ]
    names = weekday_names(language)
    assert [
        (row["weekday"], row["hour"], row["volume"], row["when"], row["figure"])
        for row in points_of(charts.hour_figure(HOURS, language))
    ] == [
        (
            row["weekday"],
            row["hour"],
            (mean := (row["down_mb"] + row["up_mb"]) / 2),
            f"{names[row['weekday']]}, {row['hour']:02}:00–{row['hour'] + 1:02}:00",
            volume(mean, language),
        )
        for row in HOURS.iter_rows(named=True)
    ]


def encodings(spec: Any) -> Iterator[tuple[str, str]]:
    """Channel and field of everything that a chart encodes."""
    if isinstance(spec, list):
        for part in spec:
            yield from encodings(part)
    elif isinstance(spec, dict):
        for channel, what in spec.get("encoding", {}).items():
            for one in what if isinstance(what, list) else [what]:
                if "field" in one:
                    yield channel, one["field"]
        for part in spec.values():
            yield from encodings(part)


def test_each_channel_shows_its_own_column() -> None:
    daily, region, _, hours = (one.chart.to_dict() for one in figures("ru"))
    assert {field for channel, field in encodings(daily) if channel == "y"} == {
        *("down", "up", "down_7_days", "up_7_days")
    }
    assert [field for channel, field in encodings(daily) if channel == "tooltip"] == [
        *("when", "received", "sent")
    ]
    assert dict(encodings(region)) == {"x": "volume_mb", "y": "rank", "text": "figure"}
    found = list(encodings(hours))
    assert found == [("color", "volume"), ("tooltip", "when"), ("tooltip", "figure"),
                     ("x", "hour"), ("y", "weekday")]  # fmt: skip


def test_short_period_has_no_smoothing() -> None:
    few = DAILY.head(3).with_columns(
        down_7_days_mb=pl.lit(None, pl.Float64), up_7_days_mb=pl.lit(None, pl.Float64)
    )
    assert "7" not in charts.daily_figure(few, "ru").subtitle


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_are_drawn_without_the_network(
    language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("a chart asked for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for figure in figures(language):
        picture = figure.picture("dark")
        assert picture.startswith("<svg")
        assert "var(--" not in picture
        assert figure.title.split()[0] in picture


def test_axis_speaks_the_language() -> None:
    picture = charts.daily_figure(DAILY, "be").picture()
    assert re.search(r">лют<", picture)
    assert re.search(r">0,5<", picture)


def labels(figure: Figure) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", figure.picture())


def spell(first: datetime.date, days: int, down_mb: int = 1200 * GB) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "day": [first + datetime.timedelta(days=n) for n in range(days)],
            "down_mb": [down_mb] * days,
            "up_mb": [100 * GB] * days,
        }
    ).with_columns(
        down_7_days_mb=pl.col("down_mb").cast(pl.Float64), up_7_days_mb=pl.col("up_mb") * 1.0
    )


@pytest.mark.parametrize(
    ("language", "days"),
    [
        ("ru", ["24 мая", "31 мая", "7 июня", "14 июня", "21 июня"]),
        ("be", ["24 мая", "31 мая", "7 чэрвеня", "14 чэрвеня", "21 чэрвеня"]),
        ("en", ["May 24", "May 31", "June 7", "June 14", "June 21"]),
    ],
)
def test_days_on_an_axis_stand_as_in_a_date(language: Language, days: list[str]) -> None:
    figure = charts.daily_figure(spell(datetime.date(2026, 5, 24), 40), language)
    assert labels(figure)[: len(days)] == days


@pytest.mark.parametrize("days", [1, 2, 4, 6, 7, 13, 20, 45, 92])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_stands_on_an_axis_once(language: Language, days: int) -> None:
    first = datetime.date(2026, 2, 20)
    found = labels(charts.daily_figure(spell(first, days), language))
    names = {
        date_short(first + datetime.timedelta(days=n), language).replace("\xa0", " ")
        for n in range(days)
    }
    shown = [label for label in found if label in names]
    assert 1 <= len(shown) == len(set(shown)) <= 6


@pytest.mark.parametrize(
    ("language", "months"),
    [("ru", ["янв", "февр", "март", "апр"]), ("be", ["сту", "лют", "сак", "кра"]),
     ("en", ["Jan", "Feb", "Mar", "Apr"])],
)  # fmt: skip
def test_months_on_an_axis_stand_alone(language: Language, months: list[str]) -> None:
    assert labels(charts.daily_figure(DAILY, language))[:4] == months


@pytest.mark.parametrize(
    ("language", "thousand"), [("ru", "1\xa0000"), ("be", "1\xa0000"), ("en", "1,000")]
)
def test_thousands_on_an_axis_are_no_decimals(language: Language, thousand: str) -> None:
    frame = spell(datetime.date(2026, 5, 1), 20, 1_010 * GB)
    assert thousand in labels(charts.daily_figure(frame, language))


def test_settled_colours_are_those_of_the_scheme() -> None:
    spec = {"color": [token("pine"), "red"], "width": 3}
    assert settled(spec, "dark") == {"color": [TOKENS["pine"][1], "red"], "width": 3}
