"""The what-if lab without a browser: sheets of people, what is moved, who waits, what is told."""

import datetime
import itertools
import re
import time
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from urllib.parse import quote

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from mybt_sim.analysis import what_if
from mybt_sim.analysis.compare import METRICS, Comparison, compare
from mybt_sim.analysis.what_if import People, Trial
from mybt_sim.app.runs import shared_run
from mybt_sim.app.site import create_app
from mybt_sim.app.whatif import work
from mybt_sim.app.whatif.asked import Asked, read_asked, scenario_file
from mybt_sim.app.whatif.levers import FEE, GROUPS, HOURS, NEW_FEE, Bench
from mybt_sim.app.whatif.view import View, view_of
from mybt_sim.app.whatif.work import WORKROOM, Workroom
from mybt_sim.catalogue import load_catalogue
from mybt_sim.population.layouts import REGIONS
from mybt_sim.simulation.block import prepare
from mybt_sim.simulation.reading import read_scenario
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import simulate
from mybt_sim.text import LANGUAGES, Language
from tests.support.asking import ask

BASE = Scenario(subscribers=240, days=100, seed=5)
LIMIT = BASE.having(terms={"promise_limit": "30.00", "block_at": "2.00"})
BENCH = Bench.of(BASE, load_catalogue())


@pytest.fixture(autouse=True)
def small_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets of a hundred, so that there are three."""
    monkeypatch.setattr(what_if, "SHEET_SUBSCRIBERS", 100)
    size = type(prepare(BASE)).block_size
    assert isinstance(size, property)
    monkeypatch.setattr(type(prepare(BASE)), "block_size", property(lambda _: 50))


@cache
def compared() -> Comparison:
    return compare(BASE, LIMIT)


def trial() -> Trial:
    return Trial(People.of(prepare(BASE), BASE.subscribers), prepare(LIMIT))


def test_the_last_answer_is_that_of_living_everybody() -> None:
    lived = trial()
    assert lived.people.bounds == (1, 101, 201, 241)
    while not lived.is_over:
        lived.live_on(threads=2)
    found, whole = lived.answer(), compared()
    assert found.is_whole
    assert found.contracts == len(whole.lives)
    assert tuple(found.effects.values()) == whole.effects()
    apart = {row["contract_id"]: row for row in whole.lives.to_dicts() if row["is_touched"]}
    for row in found.lives.to_dicts():
        theirs = apart[row["contract_id"]]
        for name in METRICS:
            assert row[f"more_{name}"] == theirs[f"variant_{name}"] - theirs[f"base_{name}"]
    assert found.moved["refusals"].more == int(
        (whole.lives["variant_refusals"] > whole.lives["base_refusals"]).sum()
    )


def test_an_answer_on_the_way_is_that_of_the_people_who_have_lived() -> None:
    lived = trial()
    lived.live_on(threads=1)
    lived.live_on(threads=1)
    found = lived.answer()
    assert (found.subscribers, found.everybody, found.is_whole) == (200, 240, False)
    some = compared().lives.filter(compared().lives["subscriber_id"] <= 200)
    part = Comparison(BASE, LIMIT, some)
    assert tuple(found.effects.values()) == part.effects()


levers = BENCH.levers(BENCH.tariffs[0].id, BENCH.tariffs[0].id)
moves = st.fixed_dictionaries(
    {},
    optional={
        name: st.integers(max(lever.least, -5_000), min(lever.most, 5_000))
        for name, lever in levers.items()
    },
)


@st.composite
def askings(draw: st.DrawFn) -> Asked:
    sold = st.sampled_from([one.id for one in BENCH.tariffs])
    asked = Asked(
        {}, draw(sold), draw(sold), draw(st.sampled_from(REGIONS)),
        BENCH.midway + datetime.timedelta(minutes=draw(st.integers(-60_000, 60_000))),
        draw(st.integers(0, 9)),
    )  # fmt: skip
    theirs = asked.levers(BENCH)
    kept = {
        name: value
        for name, value in draw(moves).items()
        if value != theirs[name].today or name == NEW_FEE
    }
    return Asked(kept, *(getattr(asked, name) for name in Asked.__match_args__[1:]))


@given(asked=askings())
@settings(max_examples=60, deadline=None)
def test_what_is_asked_is_an_address_and_a_file(
    asked: Asked, tmp_path_factory: pytest.TempPathFactory
) -> None:
    again, strange = read_asked(BENCH, asked.address(BENCH))
    assert again == asked
    assert not strange
    scenario = asked.scenario(BENCH)
    path = tmp_path_factory.mktemp("files") / "what-if.toml"
    path.write_text(scenario_file(scenario), encoding="utf-8")
    assert read_scenario(path) == scenario


def test_what_is_moved_stands_in_the_scenario() -> None:
    pairs = {"promise_limit": "20", "late.share": "4,5", FEE: "60", "tariff": "T09", "seed": "7",
             NEW_FEE: "25", "like": "T08", HOURS: "12", "region": "GRO",
             "outage_at": "2026-01-10T08:00"}  # fmt: skip
    asked, strange = read_asked(BENCH, pairs.items())
    assert not strange
    made = asked.scenario(BENCH)
    assert made.seed == 7
    assert made.terms == {"promise_limit": "20.00"}
    assert made.fees == {"T09": "60.00"}
    assert made.behaviour == {"late.share": Decimal("0.045")}
    assert [one["fee"] for change in made.changes for one in change["tariffs"]] == ["25.00"]
    (outage,) = made.outages
    assert outage["regions"] == ["GRO"]
    assert outage["until"] - outage["from"] == datetime.timedelta(hours=12)
    assert {name for names in GROUPS.values() for name in names} == set(asked.levers(BENCH))


def test_todays_values_are_no_change() -> None:
    today = {name: lever.written(lever.today) for name, lever in levers.items() if name != NEW_FEE}
    asked, strange = read_asked(BENCH, today.items())
    assert asked.is_today
    assert not strange
    assert asked.scenario(BENCH) == BASE


def test_a_slider_can_go_back_to_todays_value() -> None:
    for one in BENCH.tariffs:
        for lever in BENCH.levers(one.id, one.id).values():
            low, high = lever.slider
            assert lever.least <= low <= lever.today <= high <= lever.most
            assert (lever.today - low) % lever.reach.step == 0


@pytest.fixture
def room() -> Workroom:
    return Workroom(has_hands=False)


def asked_for(room: Workroom, page: str, limit: int) -> work.Question:
    variant = BASE.having(terms={"promise_limit": f"{limit}.00"})
    return room.ask(page, str(limit), lambda: (BASE, variant))


def test_of_200_moves_the_last_is_answered_and_nothing_is_lived_for_the_others(
    room: Workroom,
) -> None:
    for move in range(199):
        asked_for(room, "one", move)
        if move == 50:
            assert room.step()  # the hands had begun with one of them
    last = asked_for(room, "one", 60)
    while room.step():
        pass
    assert last.answer is not None
    assert last.answer.is_whole
    sheets = room.people_of(BASE).count
    assert room.sheets_lived == sheets + 1
    assert asked_for(room, "one", 60) is last


def test_nobody_waits_for_the_whole_answer_of_another(room: Workroom) -> None:
    first, second = asked_for(room, "one", 20), asked_for(room, "two", 30)
    for _ in range(2):
        assert room.step()
    assert (first.lived, second.lived) == (1, 1)
    assert room.is_wanted("one", first)
    asked_for(room, "one", 21)
    assert not room.is_wanted("one", first)


def test_what_cannot_be_is_told_and_the_hands_go_on(room: Workroom) -> None:
    wrong = room.ask("one", "wrong", lambda: (BASE, BASE.having(terms={"promise_limit": "-1"})))
    fine = asked_for(room, "two", 20)
    while room.step():
        pass
    assert "promise_limit" in wrong.trouble
    assert fine.answer is not None


@pytest.fixture(scope="module")
def run_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return simulate(BASE, tmp_path_factory.mktemp("what-if") / "run.duckdb")


@pytest.fixture
def site(run_path: Path) -> Iterator[Starlette]:
    yield create_app(run_path)
    WORKROOM.leave()


def seen(run_path: Path, language: Language = "en", *pairs: tuple[str, str]) -> View:
    return view_of(shared_run(run_path), pairs, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_in_each_language(site: Starlette, language: Language) -> None:
    page = ask(site, f"/what-if?lang={language}&block_at=2&promise_limit=30")
    assert page.status == 200
    assert f'<html lang="{language}">' in page.text
    assert "unsafe" not in page.headers["content-security-policy"]
    words = re.sub(r"<[^>]+>", " ", page.text)
    assert not re.search(r"whatif\.|NaN|None|\d\.\d{3,}", words)
    assert f'/what-if?lang={language}"' in ask(site, f"/?lang={language}").text


@pytest.mark.parametrize("typed", ["';DROP TABLE contract;--", "<script>alert(1)</script>", "٣"])
def test_what_is_typed_is_neither_run_nor_shown(site: Starlette, typed: str) -> None:
    names = ("promise_limit", "tariff", "outage_at", "seed", "page", "x")
    page = ask(site, "/what-if?lang=en" + "".join(f"&{name}={quote(typed)}" for name in names))
    assert page.status == 200
    assert typed not in page.text
    assert "was not understood" in page.text


def test_the_files_are_those_of_the_command(site: Starlette, run_path: Path) -> None:
    reply = ask(site, "/what-if/file?side=variant&lang=en&promise_limit=30&block_at=2")
    assert reply.headers["content-disposition"] == 'attachment; filename="what-if.toml"'
    path = run_path.parent / "what-if.toml"
    path.write_text(reply.text, encoding="utf-8")
    assert read_scenario(path) == LIMIT
    base = ask(site, "/what-if/file?side=base&promise_limit=30").text
    path.write_text(base, encoding="utf-8")
    assert read_scenario(path) == BASE


def test_a_run_that_was_replaced_is_noticed(site: Starlette) -> None:
    reply = ask(site, "/what-if/parts?lang=en&run=another&promise_limit=30")
    assert reply.status == 409
    assert "replaced" in reply.text


def test_a_run_of_daily_sums_is_told_in_words(tmp_path: Path) -> None:
    path = simulate(Scenario(subscribers=9, days=9), tmp_path / "sums.duckdb", metrics_only=True)
    page = ask(create_app(path), "/what-if?lang=en")
    assert page.status == 503
    assert "daily sums only" in page.text


def test_the_first_answer_is_told_once_some_have_lived_a_while() -> None:
    """A promise's terms are drawn within 0.3 s: half of it is for living, half for drawing."""
    assert work.FIRST_S <= 0.15
    now = time.perf_counter()
    waited = work.Question("x", BASE, LIMIT, asked_at=now - work.FIRST_S)
    assert not waited.has_news, "nobody has lived yet"
    waited.lived = 1
    assert waited.has_news
    assert not work.Question("x", BASE, LIMIT, lived=1, asked_at=now + 3_600).has_news


def test_who_wins_and_who_loses_is_told_by_what_hurts_most() -> None:
    """In every combination of less, as much and more of what is worse when it rises."""
    changes = list(itertools.product((-1, 0, 1), repeat=3))
    rows = [
        {"contract_id": place, **dict(zip(map("more_{}".format, what_if.WORSE), one, strict=True))}
        for place, one in enumerate(changes)
    ]
    lives = pl.DataFrame(rows)
    lost = [one["contract_id"] for one in what_if.losers(lives, 99)]
    won = [one["contract_id"] for one in what_if.winners(lives, 99)]
    assert [changes[place] for place in lost] == sorted(
        (one for one in changes if max(one) > 0), reverse=True
    )
    assert [changes[place] for place in won] == sorted(
        one for one in changes if max(one) <= 0 and min(one) < 0
    )
