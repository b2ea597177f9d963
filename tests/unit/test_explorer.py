"""The explorer without a browser: its page, parts and files say what the cubes say."""

import io
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest
from pyarrow import csv, parquet
from starlette.applications import Starlette

from mybt_sim.analysis.cubes import Selection, answers, cubes_of
from mybt_sim.analysis.cubes.dimensions import DIMENSIONS
from mybt_sim.analysis.cubes.steps import round_step
from mybt_sim.app.explorer.files import file_of, frame_of
from mybt_sim.app.explorer.view import CHARTS, View, view_of
from mybt_sim.app.runs import shared_run
from mybt_sim.app.site import create_app
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import simulate
from mybt_sim.text import LANGUAGES, Language, alphabetical, number
from tests.support.asking import ask

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def run_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("explorer") / "run.duckdb"
    return simulate(Scenario(subscribers=120, days=45, seed=3), path)


@pytest.fixture(scope="module")
def site(run_path: Path) -> Starlette:
    return create_app(run_path)


def seen(run_path: Path, language: Language = "en", *pairs: tuple[str, str]) -> View:
    run = shared_run(run_path)
    return view_of(run, cubes_of(run), pairs, language)


def parts(site: Starlette, run_path: Path, query: str) -> dict[str, str]:
    mark = shared_run(run_path).fingerprint()
    reply = ask(site, f"/explorer/parts?run={mark}&{query}")
    assert reply.status == 200
    told: dict[str, str] = json.loads(reply.text)["parts"]
    return told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_everybody_in_each_language(
    site: Starlette, run_path: Path, language: Language
) -> None:
    page = ask(site, f"/explorer?lang={language}")
    assert page.status == 200
    assert f'<html lang="{language}">' in page.text
    found = answers.totals(cubes_of(shared_run(run_path)), Selection(0, 44))
    assert f"<dd>{number(found.contracts, language)}</dd>" in page.text
    for dimension in DIMENSIONS:
        assert f'id="{dimension}"' in page.text
    assert "script-src 'self'; connect-src 'self'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert f'/explorer?lang={language}"' in ask(site, f"/?lang={language}").text


def test_parts_are_those_of_the_page(site: Starlette, run_path: Path) -> None:
    query = "lang=en&region=MSQ&kind=internet&from=2026-01-05&to=2026-01-20&subject=traffic"
    page = ask(site, f"/explorer?{query}").text
    for name, html in parts(site, run_path, query).items():
        assert html in page, name


def test_a_telephone_contract_gets_no_empty_page(site: Starlette, run_path: Path) -> None:
    told = parts(site, run_path, "lang=en&kind=telephony&subject=calls")
    assert "Most on" in told["daily"]
    assert "Local" in told["calls"]
    assert "Calls: the busiest hour is" in told["hours"]
    assert told["clock"].count("Busiest: 19:00–20:00") == 1
    assert told["clock"].count("There is none") == 2, "no traffic and no television"


def test_lists_are_in_the_order_of_the_alphabet(run_path: Path) -> None:
    for language in LANGUAGES:
        names = list(seen(run_path, language).names["place"].values())
        assert names == sorted(names, key=alphabetical(language))
        assert next(iter(seen(run_path, language).names["region"])) == "MSQ"


def test_a_link_puts_a_value_in_and_takes_it_out_again(run_path: Path) -> None:
    view = seen(run_path)
    with_minsk = view.toggled("region", "MSQ")
    assert with_minsk.chosen == {"region": frozenset({"MSQ"})}
    again = seen(run_path, "en", *with_minsk.address(view.cubes))
    assert again.selection == with_minsk
    assert again.toggled("region", "MSQ") == view.selection


def test_a_run_that_was_replaced_is_noticed(tmp_path: Path) -> None:
    path = simulate(Scenario(subscribers=20, days=10, seed=1), tmp_path / "run.duckdb")
    site = create_app(path)
    mark = shared_run(path).fingerprint()
    assert ask(site, f"/explorer/parts?run={mark}").status == 200
    simulate(Scenario(subscribers=20, days=10, seed=2), path, overwrite=True)
    reply = ask(site, f"/explorer/parts?run={mark}&lang=en")
    assert reply.status == 409
    assert "replaced" in json.loads(reply.text)["trouble"]


def test_a_run_of_daily_sums_is_told_in_words(tmp_path: Path) -> None:
    path = simulate(Scenario(subscribers=9, days=9), tmp_path / "sums.duckdb", metrics_only=True)
    page = ask(create_app(path), "/explorer?lang=en")
    assert page.status == 503
    assert "daily sums only" in page.text


@pytest.mark.parametrize(
    "typed", ["';DROP TABLE contract;--", "<script>alert(1)</script>", "MSQ' OR 1=1", "\x00", "٣"]
)
def test_what_is_typed_is_neither_run_nor_shown(
    site: Starlette, run_path: Path, typed: str
) -> None:
    from urllib.parse import quote

    told = "".join(f"&{name}={quote(typed)}" for name in ("region", "from", "subject", "open", "x"))
    told += "&open=totals.query&open=region.query"
    page = ask(site, f"/explorer?lang=en{told}")
    assert page.status == 200
    assert typed not in page.text.replace("\n", "")
    assert "was not understood" in page.text


@pytest.mark.parametrize("chart", CHARTS)
def test_each_chart_is_a_file_with_its_filters_and_definition(run_path: Path, chart: str) -> None:
    view = seen(run_path, "be", ("region", "MSQ"), ("from", "2026-01-10"))
    rows = parquet.read_table(io.BytesIO(file_of(view, chart, "parquet")))
    told = {name.decode(): text.decode() for name, text in rows.schema.metadata.items()}
    assert told["Рэгіён"] == "Мінск"
    assert told["Азначэнне"]
    assert "DATE '2026-01-10'" in told["Запыт"] or chart in (
        "cohorts",
        "daily",
        "distribution",
        "attach",
    )
    text = file_of(view, chart, "csv")
    head = [line for line in text.decode().splitlines() if line.startswith("# ")]
    plain = csv.read_csv(io.BytesIO(text), read_options=csv.ReadOptions(skip_rows=len(head)))
    assert plain.column_names == rows.column_names
    assert plain.num_rows == rows.num_rows > 0
    sheet = pl.read_parquet(io.BytesIO(file_of(view, chart, "parquet")))
    assert sheet.height == rows.num_rows
    assert file_of(view, chart, "xlsx")[:2] == b"PK"


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("subject", ["traffic", "charged"])
def test_each_chart_is_a_picture_that_stands_alone(
    run_path: Path, chart: str, subject: str
) -> None:
    """What is seen is drawn, and what it is and means stands below it."""
    view = seen(run_path, "be", ("region", "MSQ"), ("subject", subject), ("from", "2026-01-10"))
    root = ElementTree.fromstring(file_of(view, chart, "svg"))
    assert root.tag == f"{SVG}svg"
    told = [one.text or "" for one in root.iter(f"{SVG}text")]
    for part in ("Рэгіён: Мінск", "Азначэнне: ", "Перыяд: 10"):
        assert any(line.startswith(part) for line in told), part
    description = root.findtext(f"{SVG}desc") or ""
    assert "Запыт: WITH" in description
    drawn = len(told) + sum(1 for one in root.iter() if one.tag in (f"{SVG}rect", f"{SVG}polyline"))
    assert drawn > 10
    assert {one.tag for one in root.iter()}.isdisjoint({f"{SVG}script", f"{SVG}image"})
    frame = frame_of(view, chart)
    if chart in DIMENSIONS:
        assert sum(name in told for name in frame["name"]) == frame.height
    if chart == "clock":
        assert len(list(root.iter(f"{SVG}rect"))) == 1 + 24 * 3


def test_hours_of_a_file_add_up_to_its_days(run_path: Path) -> None:
    for subject, unit, measures in (
        ("tv", "minutes", ["tv_minutes"]),
        ("charged", "mb", ["down_mb", "up_mb"]),
    ):
        view = seen(run_path, "en", ("subject", subject), ("to", "2026-01-14"))
        rows = frame_of(view, "hours")
        (amount,) = (name for name in rows.columns if name.endswith(f"_{unit}"))
        totals = answers.totals(view.cubes, view.selection).sums
        assert rows[amount].sum() == sum(totals[name] for name in measures) > 0
        assert rows.group_by("weekday").agg(pl.first("days"))["days"].sum() == 14
        assert frame_of(view, "clock")[amount].sum() == rows[amount].sum()
    monday = seen(run_path, "en", ("from", "2026-01-05"), ("to", "2026-01-05"))
    used = frame_of(monday, "hours").filter(pl.col("traffic_mb") > 0)
    assert used["weekday"].unique().to_list() == [1]


def test_figures_of_a_file_are_those_of_the_cubes(run_path: Path) -> None:
    view = seen(run_path, "en", ("kind", "package"), ("subject", "charged"))
    rows: Any = parquet.read_table(io.BytesIO(file_of(view, "region", "parquet"))).to_pydict()
    whole = answers.totals(view.cubes, view.selection)
    assert sum(rows["charged"]) == whole.amount("charged")
    assert sum(rows["contract_days"]) == whole.sums["contract_days"]


def test_the_download_has_a_name(site: Starlette) -> None:
    reply = ask(site, "/explorer/download?chart=daily&format=csv&from=2026-01-05")
    assert reply.headers["content-disposition"] == 'attachment; filename="daily-2026-01-05.csv"'
    assert ask(site, "/explorer/download?chart=passwd&format=csv").status == 404


def test_no_raw_number_is_shown(site: Starlette, run_path: Path) -> None:
    told = parts(
        site, run_path, "lang=be&open=daily.table&open=hours.table&open=distribution.table"
    )
    found = answers.distribution(cubes_of(shared_run(run_path)), Selection(0, 44))
    assert found is not None
    assert [int(one) for one in re.findall(r"<td>(\d+)</td>", told["distribution"])][:24] == list(
        found.counts
    ), "each column of the distribution has a row"
    assert "больш за" in told["distribution"]
    for name, html in told.items():
        words = re.sub(r"<[^>]+>", " ", html)
        words = re.sub(r"\b\d\d\.\d\d\.\d{4}\b", " ", words)
        assert not re.search(r"\d\.\d{3,}|\d{6,}|NaN|None", words), name


def test_periods_before_are_compared_where_the_run_has_them(run_path: Path) -> None:
    from mybt_sim.app.explorer.cards import earlier_periods

    view = seen(run_path, "en", ("from", "2026-01-11"), ("to", "2026-01-20"))
    (_, previous), (_, year_before) = earlier_periods(view)
    assert previous is not None
    assert (previous.first, previous.last) == (0, 9)
    assert year_before is None
    assert earlier_periods(seen(run_path))[0][1] is None


@pytest.mark.parametrize(
    ("subject", "most", "step"),
    [
        ("traffic", 1, 1),
        ("traffic", 1_900, 500),
        ("traffic", 2_100, 1_024),  # 1 GB, as 1,000 MB is no round volume
        ("traffic", 8 * 1_024**2, 2 * 1_024**2),
        ("tv", 100, 60),
        ("tv", 230, 60),
        ("tv", 60 * 17, 60 * 5),
        ("calls", 4_001, 2_000),
        ("charged", 0, 1),
    ],
)
def test_steps_are_round_in_the_units_of_the_subject(subject: str, most: int, step: int) -> None:
    assert round_step(subject, most, 4) == step
