"""The notebook of usage statistics says what the package says."""

import datetime
import importlib.util
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import marimo
import pytest

from mybt_sim.analysis import Chosen, charts, days, hours, usage
from mybt_sim.analysis.chosen import region_names
from mybt_sim.app.home import home_page
from mybt_sim.app.notebooks import parts, usage_page
from mybt_sim.app.runs import shared_run, shared_sql_field
from mybt_sim.app.shelf import SHELF, notebook_folder
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import simulate
from mybt_sim.text import LANGUAGES, Language
from tests.support.wording import faults, texts_of

SCENARIO = Scenario(subscribers=200, days=40)
FIRST = SCENARIO.start
LAST = FIRST + datetime.timedelta(days=SCENARIO.days - 1)


@pytest.fixture(scope="module")
def run_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return simulate(SCENARIO, tmp_path_factory.mktemp("notebooks") / "run.duckdb")


def notebook(file: str) -> marimo.App:
    """A fresh copy of a notebook's app."""
    path = notebook_folder() / file
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    app: marimo.App = module.app
    return app


def lived(run_path: Path, language: str = "ru", **overrides: Any) -> dict[str, Any]:
    """The values of the notebook after it has run."""
    defs = {"run_path": run_path, "language": language, "asked": {}, **overrides}
    _, values = notebook("usage_statistics.py").run(defs=defs)
    return dict(values)


def filters(**values: Any) -> dict[str, Any]:
    """Filters set as a visitor would set them."""
    period = values.pop("period", (FIRST, LAST))
    fields = {"region": None, "kind": None, "tariff": None, **values}
    return {
        "period": SimpleNamespace(value=period),
        **{name: SimpleNamespace(value=value) for name, value in fields.items()},
    }


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_whole_run_is_shown_in_each_language(run_path: Path, language: str) -> None:
    values = lived(run_path, language)
    cursor = shared_run(run_path).cursor()
    expected = usage.totals(cursor, Chosen(first=FIRST, last=LAST)).row(0, named=True)
    assert values["total"] == expected
    assert expected["contract_days"] > 0
    hours = values["by_hour"].chart.to_dict()["datasets"].values()
    assert sum(len(cells) for cells in hours) == 7 * 24
    assert values["contract_days"].height == 12


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_read_is_written_as_it_should_be(run_path: Path, language: Language) -> None:
    """Home page, tiles, titles, axes, and the table of days, whose contracts have no groups."""
    run = shared_run(run_path)
    cursor = run.cursor()
    chosen = Chosen(first=FIRST, last=LAST)
    total = usage.totals(cursor, chosen).row(0, named=True)
    frame = days.contract_days(cursor, chosen, language, order="received")
    table = parts.days_table(frame, language)
    figures = [
        charts.daily_figure(usage.daily(cursor, chosen), language),
        charts.region_figure(usage.by_region(cursor, chosen), language),
        charts.tariff_figure(usage.by_tariff(cursor, chosen), language),
        charts.hour_figure(hours.hour_of_week(cursor, chosen), language),
    ]
    pages = [
        home_page(run, language),
        parts.stat_cards(parts.usage_stats(total, language)),
        usage_page.lead(run, language),
        table,
        *(figure.picture() for figure in figures),
    ]
    for page in pages:
        for text in texts_of(page):
            assert not faults(text, language), (text, faults(text, language))
    for number in frame["contract_id"]:
        assert f">{number}<" in table
    names = list(usage_page.choices(cursor, run, language, {}).region["options"])
    assert names[1:] == list(region_names(language).values())


def test_filters_reach_the_figures(run_path: Path) -> None:
    first_week = (FIRST, FIRST + datetime.timedelta(days=6))
    values = lived(run_path, **filters(period=first_week, region="MSQ", kind="internet"))
    cursor = shared_run(run_path).cursor()
    chosen = Chosen(first=first_week[0], last=first_week[1], region="MSQ", kind="internet")
    assert values["chosen"] == chosen
    assert values["total"] == usage.totals(cursor, chosen).row(0, named=True)
    assert values["total"]["days"] == 7


def test_what_is_chosen_outlives_a_change_of_language(run_path: Path) -> None:
    run = shared_run(run_path)
    week = (FIRST, FIRST + datetime.timedelta(days=6))
    chosen = Chosen(first=week[0], last=week[1], region="MSQ", kind="internet")
    asked = usage_page.address_of(chosen)
    head = str(parts.opening("usage", "ru", "", asked))
    for language in LANGUAGES:
        assert f"?lang={language}&amp;first={week[0]}&amp;last={week[1]}&amp;region=MSQ" in head
        offered = usage_page.choices(run.cursor(), run, language, asked)
        assert offered.period["value"] == week
        assert offered.region["options"][offered.region["value"]] == "MSQ"
        assert offered.kind["options"][offered.kind["value"]] == "internet"
        assert offered.tariff["options"][offered.tariff["value"]] is None


@pytest.mark.parametrize(
    "asked",
    [
        {"first": "2026-01-02", "last": "2026-01-01"},
        {"first": "1999-01-01", "last": "2026-01-01"},
        {"first": "x", "region": "'", "kind": "", "tariff": "T99"},
        {},
    ],
)
def test_an_address_that_chooses_what_is_not_there_chooses_all(
    run_path: Path, asked: dict[str, str]
) -> None:
    run = shared_run(run_path)
    offered = usage_page.choices(run.cursor(), run, "be", asked)
    assert offered.period["value"] == (offered.period["start"], offered.period["stop"])
    for dropdown in (offered.region, offered.kind, offered.tariff):
        assert dropdown["options"][dropdown["value"]] is None


def test_contracts_without_internet_have_no_charts(run_path: Path) -> None:
    values = lived(run_path, **filters(kind="telephony"))
    assert values["total"]["down_mb"] == 0
    assert values["has_traffic"] is False
    assert "daily_curve" not in values
    assert values["contract_days"].height == 12


def test_nothing_chosen_is_not_an_error(run_path: Path) -> None:
    before = (FIRST - datetime.timedelta(days=9), FIRST - datetime.timedelta(days=1))
    values = lived(run_path, **filters(period=before))
    assert "has_traffic" not in values
    assert "contract_days" not in values


def test_question_is_answered_when_asked(run_path: Path) -> None:
    question: dict[str, Any] = {
        "statement": SimpleNamespace(value="SELECT sum(tv_minutes) AS n FROM contract_day"),
        "ask": SimpleNamespace(value=True),
    }
    values = lived(run_path, **question)
    assert values["answer"].rows == ((str(values["total"]["tv_minutes"]),),)


def test_missing_run_is_told_on_the_page(tmp_path: Path) -> None:
    outputs, values = notebook("usage_statistics.py").run(
        defs={"run_path": tmp_path / "nothing.duckdb", "language": "be", "asked": {}}
    )
    assert "cursor" not in values
    assert any("Прагон не адкрываецца" in str(getattr(page, "text", "")) for page in outputs)


@pytest.mark.parametrize("page", SHELF, ids=lambda page: page.file)
def test_each_card_has_its_notebook(page: Any) -> None:
    assert (notebook_folder() / page.file).is_file()


def test_a_run_that_was_replaced_is_noticed_and_a_new_one_is_offered(tmp_path: Path) -> None:
    path = simulate(Scenario(subscribers=20, days=10), tmp_path / "run.duckdb")
    run, chosen = shared_run(path), Chosen(first=FIRST, last=FIRST, region="MSQ")
    assert 'role="alert"' not in usage_page.head(chosen, run, "en")
    simulate(Scenario(subscribers=20, days=10, seed=2), path, overwrite=True)
    told = usage_page.head(chosen, run, "en")
    assert 'role="alert"' in told
    assert f"?{urlencode({'lang': 'en', **usage_page.address_of(chosen)})}" in unescape(told)
    assert 'role="alert"' not in usage_page.head(chosen, shared_run(path), "en")


def test_no_answer_of_another_run_stands_on_the_page(tmp_path: Path) -> None:
    path = simulate(Scenario(subscribers=20, days=10), tmp_path / "run.duckdb")
    old = shared_run(path)
    simulate(Scenario(subscribers=20, days=10, seed=2), path, overwrite=True)
    fields: dict[str, Any] = {"cursor": old.cursor(), "sql_field": shared_sql_field(path)}
    fields |= {"run": old, "ask": SimpleNamespace(value=True)}
    fields["statement"] = SimpleNamespace(value="SELECT 1")
    assert "answer" not in lived(path, **fields)
