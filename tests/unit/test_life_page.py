"""One life without a browser: a second is what the ledger says, a delay is lived by a world."""

import datetime
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.applications import Starlette

from mybt_sim.analysis.contract_story import contract_story
from mybt_sim.analysis.paid_later import paid_later
from mybt_sim.app.life.drawing import FLOOR, TOP, Balance, balances
from mybt_sim.app.life.view import view_of
from mybt_sim.app.runs import shared_run
from mybt_sim.app.site import create_app
from mybt_sim.base.errors import RunError
from mybt_sim.engine.vocabulary import Event
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import simulate
from mybt_sim.text import LANGUAGES, Language, money
from mybt_sim.world.reads.views import Notice
from tests.support.asking import ask

DAY = datetime.timedelta(days=1)
PAID_SQL = """
SELECT contract_id, paid_at, amount_kopecks FROM payment JOIN contract USING (contract_id)
WHERE settlement = 'advance' AND day BETWEEN '2026-02-01' AND '2026-03-10' AND ended_on IS NULL
    AND connected_on < '2026-01-01'
ORDER BY hash(contract_id), paid_at LIMIT 6
"""
DAYS_SQL = """
SELECT day, balance_kopecks, status::VARCHAR FROM contract_day
WHERE contract_id = $contract AND day >= $first AND day < $until ORDER BY day
"""


@pytest.fixture(scope="module")
def run_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("life") / "run.duckdb"
    return simulate(Scenario(subscribers=150, days=100, seed=4), path)


@pytest.fixture(scope="module")
def site(run_path: Path) -> Starlette:
    return create_app(run_path)


def rows(run_path: Path, query: str, **asked: object) -> list[Any]:
    with shared_run(run_path).cursor() as cursor:
        return cursor.sql(query, params=asked or None).fetchall()


def test_as_it_was_is_the_run_and_later_is_without_the_payment_until_then(run_path: Path) -> None:
    blocked_more = 0
    for contract, paid_at, amount in rows(run_path, PAID_SQL):
        found = paid_later(shared_run(run_path), contract, paid_at, 2)
        asked = {"contract": contract, "first": paid_at.date(), "until": found.until.date()}
        told = rows(run_path, DAYS_SQL, **asked)
        columns = ("day", "balance_kopecks", "status")
        then, later = (side.days.select(columns).rows() for side in (found.base, found.variant))
        assert [(day, balance, str(status)) for day, balance, status in then] == told
        assert found.later == paid_at + 2 * DAY
        assert len(later) == len(then)
        for (_, ours, _), (_, theirs, status) in zip(then[:2], later[:2], strict=True):
            owed = ours - theirs
            assert owed == amount or (str(status) != "active" and owed < amount)
        off = [sum(str(one[2]) != "active" for one in side) for side in (then, later)]
        blocked_more += off[1] > off[0]
        paid = [one.at for one in found.variant.deeds if one.deed.number == found.paid.number]
        assert paid == [found.later]
    assert blocked_more, "nobody was blocked for paying late: the trial says little"


def test_months_hold_everything_once(run_path: Path) -> None:
    """What happens at a midnight between two months belongs to the second of them."""
    run, months = shared_run(run_path), [datetime.datetime(2026, month, 9) for month in range(1, 5)]
    found = rows(run_path, """
        SELECT DISTINCT contract_id FROM event
        WHERE happened_at = date_trunc('month', happened_at)
        ORDER BY contract_id LIMIT 5""")  # fmt: skip
    assert found
    for (contract,) in found:
        stories = [contract_story(run, contract, month) for month in months]
        told = [event.at for story in stories for event in story.events]
        asked = [request.at for story in stories for request in story.requests]
        posted = [entry.at for story in stories for entry in story.entries]
        for ours, table, column in (
            (told, "event", "happened_at"),
            (asked, "operation", "attempted_at"),
            (posted, "ledger", "posted_at"),
        ):
            query = f"SELECT {column} FROM {table} WHERE contract_id = $contract ORDER BY ALL"
            assert ours == [at for (at,) in rows(run_path, query, contract=contract)], table


def test_what_was_refused_is_refused_as_it_was(run_path: Path) -> None:
    found = rows(run_path, """
        SELECT contract_id, paid_at FROM payment SEMI JOIN (
            SELECT contract_id, attempted_at FROM operation WHERE refusal = 'CARD_DECLINED'
        ) AS declined ON payment.contract_id = declined.contract_id
            AND attempted_at BETWEEN paid_at AND paid_at + INTERVAL 40 DAY
        ORDER BY contract_id, paid_at LIMIT 4""")  # fmt: skip
    came = set()
    for contract, paid_at in found:
        for one in paid_later(shared_run(run_path), contract, paid_at, 2).base.deeds:
            assert one.came == one.deed.refusal
            came.add(one.came)
    assert came >= {"NONE", "CARD_DECLINED"}


def test_what_is_no_payment_is_told(run_path: Path) -> None:
    ((contract, paid_at, _), *_) = rows(run_path, PAID_SQL)
    with pytest.raises(RunError, match="did not pay"):
        paid_later(shared_run(run_path), contract, paid_at + DAY / 2, 1)
    with pytest.raises(RunError, match="1 to 30 days"):
        paid_later(shared_run(run_path), contract, paid_at, 31)


def test_the_balance_at_any_second_is_that_of_the_ledger(run_path: Path) -> None:
    entries = rows(run_path, """
        SELECT contract_id, posted_at, balance_after_kopecks FROM ledger
        QUALIFY row_number() OVER (PARTITION BY contract_id, posted_at ORDER BY posting_no DESC) = 1
            AND lead(posted_at) OVER (PARTITION BY contract_id ORDER BY posted_at, posting_no)
                > posted_at + INTERVAL 1 SECOND
        ORDER BY hash(contract_id * 31 + epoch(posted_at)::BIGINT) LIMIT 12""")  # fmt: skip
    ends = datetime.datetime(2026, 4, 11)
    for contract, at, balance in (one for one in entries if one[1] < ends):
        pairs = [("contract", str(contract)), ("at", at.isoformat())]
        seen = view_of(shared_run(run_path), pairs, "en")
        assert seen.state is not None, (contract, at)
        assert seen.state.balance_kopecks == balance, (contract, at)
        assert all(one.at <= at for one in seen.notices)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_in_each_language(
    site: Starlette, run_path: Path, language: Language
) -> None:
    ((contract, paid_at, amount), *_) = rows(run_path, PAID_SQL)
    at = quote(paid_at.isoformat())
    page = ask(site, f"/life?lang={language}&contract={contract}&at={at}&paid={at}&delay=3")
    assert page.status == 200
    assert f'<html lang="{language}">' in page.text
    assert money(amount, language) in page.text
    assert page.text.count("<polyline") == 3
    lists = re.findall(r'<ol class="notices"([^>]*)>', page.text)
    assert set(lists) == {' tabindex="0"'}, "a list that scrolls is reached by keyboard"
    words = re.sub(r"<[^>]+>", " ", page.text)
    assert not re.search(r"(life|explorer|whatif)\.\w|NaN|None", words)
    assert "unsafe" not in page.headers["content-security-policy"]
    assert "script" not in page.text


@pytest.mark.parametrize("typed", ["';DROP TABLE contract;--", "<script>alert(1)</script>", "٣"])
def test_what_is_typed_is_neither_run_nor_shown(site: Starlette, typed: str) -> None:
    names = ("contract", "at", "paid", "delay", "x")
    page = ask(site, "/life?lang=en" + "".join(f"&{name}={quote(typed)}" for name in names))
    assert page.status == 404
    assert typed not in page.text
    page = ask(site, f"/life?lang=en&at={quote(typed)}")
    assert (page.status, "can’t be read" in page.text) == (404, True)
    page = ask(site, f"/life?lang=en&paid={quote(typed)}&delay={quote(typed)}")
    assert page.status == 200
    assert typed not in page.text


def test_a_contract_that_is_not_there_is_told(site: Starlette) -> None:
    page = ask(site, "/life?lang=en&contract=999999991")
    assert page.status == 404
    assert "One life" in page.text
    assert "no such contract" in page.text
    assert ".duckdb" not in page.text, "no path of the machine"


def test_rows_of_the_explorer_lead_to_lives(site: Starlette) -> None:
    page = ask(site, "/explorer?lang=en&open=distribution.table").text
    links = re.findall(r'href="(/life\?[^"]+)"', page)
    assert len(links) >= 5
    assert ask(site, links[0].replace("&amp;", "&")).status == 200


def test_words_stand_beside_the_lines_of_a_balance() -> None:
    days = [datetime.date(2026, 1, 1) + datetime.timedelta(days=one) for one in range(100)]
    side = Balance(days, [-5_000, 0] * 50, [False] * 100)
    drawn = balances([side], None, "be")
    places = re.findall(r'<text x="([\d.]+%)" y="(\d+)"', drawn)
    assert len(set(places)) == len(places) == 2 + 4
    lines = range(TOP, FLOOR + 1)
    assert not [place for place in places if int(place[1]) in lines]
    assert "\u221250,00" in drawn


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_film_that_no_run_names_is_told_without_a_name(language: Language) -> None:
    at = datetime.datetime(2026, 3, 1, 20)
    told = Notice(1, at, Event.VIDEO_RENTED, amount_kopecks=490, until=at)
    assert money(490, language) in told.text(language)
    assert "«" not in told.text(language)


def test_a_run_of_other_rules_is_told_of_while_rules_are_compiled_as_well(
    site: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise RunError("It was made by other rules.", next_step="Simulate it again.")

    monkeypatch.setattr("mybt_sim.app.life.view.is_compiling", lambda: True)
    monkeypatch.setattr("mybt_sim.app.life.page.details", refused)
    told = ask(site, "/life?lang=en")
    assert told.status == 503
    assert "other rules" in told.text
    for language in LANGUAGES:
        assert "make run" in ask(site, f"/life?lang={language}").text


@pytest.mark.parametrize(
    ("language", "words"),
    [("ru", "Звонок в поддержку"), ("be", "Званок у падтрымку"), ("en", "Call to support")],
)
def test_a_call_is_told_as_a_call_and_not_as_a_ticket_of_the_app(
    site: Starlette, run_path: Path, language: Language, words: str
) -> None:
    ((contract, called_at),) = rows(
        run_path,
        "SELECT contract_id, attempted_at FROM operation WHERE channel = 'call_centre' LIMIT 1",
    )
    page = ask(site, f"/life?lang={language}&contract={contract}&at={called_at.isoformat()}")
    assert page.text.count(words) == 2  # in the month and among the conversations
