"""The page of money: what is chosen stands in the address, and what is seen is in the files."""

import io
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import polars as pl
import pytest
from pyarrow import csv, parquet
from starlette.applications import Starlette

from mybt_sim.analysis import money_table, takings
from mybt_sim.analysis.cubes import Selection, cubes_of
from mybt_sim.analysis.money_tables import QUERIES
from mybt_sim.analysis.takings_scope import Scope
from mybt_sim.app.explorer.cards import FORMATS
from mybt_sim.app.explorer.drawing import HEADROOM
from mybt_sim.app.money.books import ASKED, Books, books_of
from mybt_sim.app.money.drawing import HIGH
from mybt_sim.app.money.page import ROWS_FIRST, ROWS_MOST, file_of, parts
from mybt_sim.app.money.tables import TABLES, frame_of, written_rows
from mybt_sim.app.runs import shared_run
from mybt_sim.app.site import create_app
from mybt_sim.base.errors import RunError
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import Run, open_run, simulate
from mybt_sim.text import LANGUAGES, Language, money, translate
from tests.support.asking import ask
from tests.support.runs import spoiled

SOME = "region=MSQ&region=BRE&persona=family&persona=couple&from=2026-01-10&to=2026-03-20"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    path = tmp_path_factory.mktemp("money") / "run.duckdb"
    simulate(Scenario(subscribers=200, days=100, seed=5), path)
    with open_run(path) as run:
        yield run


@pytest.fixture(scope="module")
def site(small: Run) -> Starlette:
    return create_app(small.path)


def scope_of(run: Run) -> Scope:
    cubes = cubes_of(run)
    return Scope(cubes, Selection(0, cubes.days - 1))


def seen(run: Run, query: str = "", language: Language = "en") -> Books:
    pairs = [tuple(one.split("=")) for one in query.split("&") if one]
    return books_of(run, cubes_of(run), [(name, text) for name, text in pairs], language)


@pytest.mark.parametrize(
    "change",
    [
        "ended_on = DATE '2026-01-31'",  # the last day of a month, and the first of one
        "ended_on = DATE '2026-02-01'",
        "technology = 'xdsl', fibre_on = DATE '2026-02-01'",
        "technology = 'xdsl', fibre_on = DATE '2026-01-31'",
        "technology = 'xdsl', fibre_on = DATE '2026-02-28', ended_on = DATE '2026-02-28'",
        "technology = 'xdsl', fibre_on = DATE '2026-03-01', ended_on = DATE '2026-03-31'",
    ],
)
def test_the_walk_adds_up_at_the_edges_of_months(small: Run, tmp_path: Path, change: str) -> None:
    statement = f"""UPDATE contract SET {change} WHERE contract_id = (SELECT min(contract_id)
        FROM contract WHERE ended_on IS NULL AND connected_on < DATE '2026-01-01')"""
    with open_run(spoiled(small.path, tmp_path, statement)) as run:
        scope = scope_of(small)  # the damage is in no cube
        found = takings.walk(run.cursor(), scope)
        assert found != takings.walk(small.cursor(), scope)
        assert all(one.adds_up for one in found), [one for one in found if not one.adds_up]
        assert all(a.closing == b.opening for a, b in zip(found, found[2:], strict=False))


def test_a_walk_that_does_not_add_up_is_red(small: Run, tmp_path: Path) -> None:
    statement = """UPDATE contract SET connected_on = DATE '2026-02-03'
        WHERE contract_id = (SELECT min(contract_id) FROM contract WHERE ended_on IS NULL)"""
    path = spoiled(small.path, tmp_path, statement)
    with open_run(path) as run:
        assert not all(one.adds_up for one in takings.walk(run.cursor(), scope_of(small)))
    page = ask(create_app(path), "/money?lang=en").text
    assert 'class="wrong" role="alert"' in page


def test_each_table_is_a_frame_under_the_same_filters(small: Run) -> None:
    books = seen(small, SOME)
    asked: dict[str, Any] = {"first": date(2026, 1, 10), "last": date(2026, 3, 20)}
    asked |= {"region": ["MSQ", "BRE"], "persona": ["family", "couple"]}
    assert list(QUERIES) == list(ASKED)
    for name in QUERIES:
        found = money_table(small, name, **asked)
        assert found.rows() == [tuple(one) for one in books.figures[name]], name
    assert money_table(small, "held", region="MSQ").height
    wrongs: list[dict[str, Any]] = [{"name": "plan"}, {"name": "plans", "regoin": "MSQ"}]
    for wrong in wrongs:
        with pytest.raises(RunError, match=r"There is no .* Did you mean"):
            money_table(small, **wrong)
    with pytest.raises(RunError, match="There is no region Minsk"):
        money_table(small, "plans", region="Minsk")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_it_in_each_language(
    small: Run, site: Starlette, language: Language
) -> None:
    page = ask(site, f"/money?lang={language}")
    assert page.status == 200
    first = takings.earned(small.cursor(), scope_of(small))[0]
    assert money(first.revenue, language) in page.text
    bare = ask(site, f"/money?lang={language}&vat=without").text
    assert money(takings.net(first.revenue, with_vat=False), language) in bare
    assert money(first.cash, language) in bare
    words = re.sub(r"(?s)<pre.*?</pre>|<[^>]+>", " ", page.text)
    assert not re.search(r"\bNone\b|\bnan\b|\d\.\d{3,}|[A-Z]+_[A-Z]+", words)
    assert f'/money?lang={language}"' in ask(site, f"/?lang={language}").text


def test_what_is_chosen_holds_for_all_tables_and_stands_in_the_address(
    small: Run, site: Starlette
) -> None:
    books, whole = seen(small, f"{SOME}&vat=without"), seen(small)
    assert books.address()[1:-1] == [
        *(("from", "2026-01-10"), ("to", "2026-03-20"), ("region", "BRE"), ("region", "MSQ")),
        *(("persona", "couple"), ("persona", "family")),
    ]
    again = books_of(small, books.cubes, books.address(), "en")
    assert (again.selection, again.with_vat) == (books.selection, False)
    for name in ASKED:
        assert books.figures[name] != whole.figures[name], name
    page = ask(site, f"/money?lang=en&{SOME}&open=earned.query").text
    assert "region IN ('BRE', 'MSQ')" in page.replace("&#x27;", "'")
    assert page.count('aria-checked="true"') == 4
    month = takings.earned(small.cursor(), books.scope)[0]
    assert money(month.revenue, "en") in page


def test_parts_are_those_of_the_page(small: Run, site: Starlette) -> None:
    page = ask(site, f"/money?lang=be&{SOME}").text
    mark = shared_run(small.path).fingerprint()
    told = json.loads(ask(site, f"/money/parts?lang=be&{SOME}&run={mark}").text)["parts"]
    assert set(told) == {*ASKED, "choice", "languages"}
    for name, html in told.items():
        assert html in page, name


@pytest.mark.parametrize("name", ASKED)
def test_each_table_is_a_file_of_exactly_what_is_seen(small: Run, name: str) -> None:
    books = seen(small, f"{SOME}&vat=without", "be")
    frame, shown = frame_of(books, name), written_rows(books, name)
    content = file_of(books, name, "parquet")
    rows = parquet.read_table(io.BytesIO(content))
    assert pl.read_parquet(io.BytesIO(content)).equals(frame)
    columns = TABLES[name].columns
    assert [
        [one.text(row[one.name], books) for one in columns] for row in frame.iter_rows(named=True)
    ] == shown
    told = {key.decode(): text.decode() for key, text in rows.schema.metadata.items()}
    assert told["Рэгіён"] == "Мінск, Брэсцкая вобласць"
    assert told["Азначэнне"] == translate(f"money.define.{name}", "be")
    assert told["Падатак"] == translate("money.vat.without", "be")
    assert small.cursor().sql(told["Запыт"]).fetchall() == [
        tuple(row) for row in books.figures[name]
    ]
    text = file_of(books, name, "csv")
    head = [line for line in text.decode().splitlines() if line.startswith("# ")]
    plain = csv.read_csv(io.BytesIO(text), read_options=csv.ReadOptions(skip_rows=len(head)))
    assert (plain.column_names, plain.num_rows) == (frame.columns, frame.height)
    assert file_of(books, name, "xlsx")[:2] == b"PK"
    picture = file_of(books, name, "svg").decode()
    for row in shown[:3]:
        assert row[0].split("…")[0][:20] in picture
    assert all(part in picture for part in ("Брэсцкая вобласць", "студзеня", small.fingerprint()))
    assert "region IN" in picture


def test_a_run_that_was_replaced_is_noticed_and_never_mixed(tmp_path: Path) -> None:
    path = simulate(Scenario(subscribers=20, days=10, seed=1), tmp_path / "run.duckdb")
    site = create_app(path)
    mark = shared_run(path).fingerprint()
    old = ask(site, "/money?lang=en").text
    assert f'data-run="{mark}"' in old
    assert ask(site, f"/money/parts?run={mark}").status == 200
    simulate(Scenario(subscribers=20, days=10, seed=2), path, overwrite=True)
    reply = ask(site, f"/money/parts?run={mark}&lang=en")
    assert (reply.status, json.loads(reply.text)["replaced"]) == (409, True)
    for page in ("/money", "/explorer"):
        chart = "earned" if page == "/money" else "daily"
        file = ask(site, f"{page}/download?chart={chart}&format=csv&run={mark}&lang=en")
        assert (file.status, "replaced" in file.text) == (409, True)
    new = ask(site, "/money?lang=en").text
    assert f'data-run="{shared_run(path).fingerprint()}"' in new
    assert new != old


@pytest.mark.parametrize("typed", ["';DROP TABLE contract;--", "<script>alert(1)</script>", "\x00"])
def test_what_is_typed_is_neither_run_nor_shown(site: Starlette, typed: str) -> None:
    told = "".join(f"&{name}={quote(typed)}" for name in ("region", "from", "vat", "open", "x"))
    page = ask(site, f"/money?lang=en{told}&open=earned.query")
    assert page.status == 200
    assert typed not in page.text
    assert "was not understood" in page.text
    assert ask(site, f"/money/download?chart={quote(typed)}&format=csv").status == 404


def test_a_vat_is_taken_out_half_up() -> None:
    assert takings.net(125, with_vat=False) == 100
    assert takings.net(63, with_vat=False) == 50
    assert [takings.rounded(one, 2) for one in (1, 2, 3)] == [1, 1, 2]
    assert set(FORMATS) == {"csv", "xlsx", "parquet", "svg"}


def test_a_long_table_shows_its_first_rows_and_all_of_them_when_asked(small: Run) -> None:
    site = create_app(small.path)

    def rows(query: str, part: str) -> int:
        mark = shared_run(small.path).fingerprint()
        told = json.loads(ask(site, f"/money/parts?lang=en&run={mark}{query}").text)["parts"]
        return int(told[part].count("<tr>")) - 1

    count = len(seen(small).figures["walk_by_region"])
    assert count > ROWS_MOST
    assert rows("", "walk_by_region") == ROWS_FIRST
    assert rows("&open=walk_by_region.all", "walk_by_region") == count
    assert rows("", "hours") == len(seen(small).figures["hours"])
    assert len(written_rows(seen(small), "walk_by_region")) == count  # files have all of them


def test_revenue_is_drawn_beside_cash(small: Run) -> None:
    card = parts(seen(small, "vat=without"))["earned"]
    months = len(seen(small).figures["earned"])
    assert [card.count(f'class="{kind}"') for kind in ("revenue", "cash")] == [months, months]
    heights = [float(one) for one in re.findall(r'<rect [^>]*height="([\d.]+)"', card)]
    assert max(heights) == HIGH - HEADROOM
