"""Figures: what they state, in which words, and that they need no network."""

import datetime
import re
import socket
from typing import Any

import polars as pl
import pytest

from mybt_sim.analysis import charts
from mybt_sim.analysis.figures import Figure
from mybt_sim.analysis.theme import TOKENS, settled, token
from mybt_sim.text import LANGUAGES, Language, date_short

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
        "Пик — 25 января: 1,56 ТБ за сутки",
        "Больше всего трафика — Минск: 75 %",
        "Самый нагруженный тариф — «План 0»: 11 %",
        "Час пик — воскресенье, 23:00–24:00",
    ]


def test_subtitles_name_the_unit_and_own_up_to_the_model() -> None:
    daily, _, _, hour = figures("be")
    assert daily.subtitle.startswith("ТБ за суткі")
    assert "змадэляваны" in hour.subtitle


def test_small_tariffs_are_gathered_in_the_last_bar() -> None:
    spec = charts.tariff_figure(TARIFFS, "be").chart.to_dict()
    names = [row["name"] for rows in spec["datasets"].values() for row in rows]
    assert names == [*(f"План {n}" for n in range(6)), "яшчэ 3 планы"]


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
