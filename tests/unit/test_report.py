"""A report is one page that stands alone, says what the tables say, and bears no edit."""

import random
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest
from hypothesis import settings
from typer.testing import CliRunner

from mybt_sim.app.report import proof
from mybt_sim.app.report.content import Table, content_of
from mybt_sim.app.report.files import printed, write_report
from mybt_sim.app.report.page import manifest_of, manifest_rows, report_html
from mybt_sim.app.report.pdf import manifest_text, report_source
from mybt_sim.base.errors import RunError
from mybt_sim.cli import app
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import Run, open_run
from mybt_sim.store.verify import Check
from mybt_sim.text import LANGUAGES, Language, number, percent, refusal_text, translate, volume
from tests.support.runs import make_run
from tests.support.wording import faults, texts_of

SMALL = Scenario(subscribers=60, days=40)
EDITS = 1_000 if settings().max_examples > 1_000 else 150  # with the profile `explore`, or without
KEPT = Path(__file__).parents[2] / "reports" / "small.ru.html"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    with open_run(make_run(tmp_path_factory.mktemp("run"), SMALL)) as opened:
        yield opened


@pytest.fixture(autouse=True)
def lived_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same manifest leads to the same page: it is lived once."""

    def page_again(manifest: proof.Manifest, scenario: Scenario, threads: int) -> str:
        if str(manifest) not in KNOWN:
            KNOWN[str(manifest)] = UNCACHED(manifest, scenario, threads)
        return KNOWN[str(manifest)]

    def print_again(manifest: proof.Manifest, scenario: Scenario, threads: int) -> bytes:
        if str(manifest) not in PRINTED:
            PRINTED[str(manifest)] = UNCACHED_PRINT(manifest, scenario, threads)
        return PRINTED[str(manifest)]

    monkeypatch.setattr(proof, "page_again", page_again)
    monkeypatch.setattr(proof, "print_again", print_again)


PRINTED: dict[str, bytes] = {}
UNCACHED_PRINT = proof.print_again
UNCACHED = proof.page_again
KNOWN: dict[str, str] = {}


def checks_of(text: str, path: Path) -> list[Check]:
    path.write_text(text, "utf-8", newline="")
    told: list[Check] = []
    proof.verify_report(path, say=lambda *check: told.append(Check(*check)))
    return told


def is_proven(text: str, path: Path) -> bool:
    return all(check.holds for check in checks_of(text, path))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_stands_alone_and_is_proven(run: Run, language: Language, tmp_path: Path) -> None:
    path = write_report(run, tmp_path, language)
    page = path.read_text("utf-8")
    assert page == report_html(run, language)
    assert set(re.findall(r"https?://[^\"\s<]+", page)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert re.findall(r"\b(?:src|href)\s*=|url\((?!#)|@import", page) == []
    assert is_proven(page, path)
    people, _, _ = page.partition(f"<h2>{translate('report.manifest', language)}")
    for text in texts_of(people.partition("</style>")[2]):
        assert not faults(text, language), text


def test_every_edit_of_one_character_is_found(run: Run, tmp_path: Path) -> None:
    page = report_html(run, "ru")
    luck = random.Random(1)
    manifest = proof.FOUND.search(page)
    assert manifest is not None
    places = [luck.randrange(len(page)) for _ in range(EDITS)]
    places += [luck.randrange(*manifest.span(1)) for _ in range(12)]
    for place in places:
        other = luck.choice([one for one in "0123456789a,\u00a0" if one != page[place]])
        edited = page[:place] + other + page[place + 1 :]
        assert not is_proven(edited, tmp_path / "edited.html"), (place, page[place], other)


def test_each_picture_has_its_figures_in_a_table_beside_it(run: Run) -> None:
    page = report_html(run, "en")
    beside = re.findall(r"</svg></div><details>.*?</details>", page, re.DOTALL)
    assert page.count("<svg") == len(beside) == 2
    with run.cursor() as cursor:
        days = cursor.sql("SELECT sum(down_mb)::BIGINT FROM contract_day GROUP BY day ORDER BY day")
        by_day = [volume(down, "en") for (down,) in days.fetchall()]
        regions = cursor.sql(
            "SELECT sum(down_mb + up_mb)::BIGINT AS mb FROM contract_day JOIN address USING"
            " (contract_id) WHERE day >= from_day AND day < coalesce(until_day, 'infinity')"
            " GROUP BY region ORDER BY mb DESC"
        )
        by_region = [volume(mb, "en") for (mb,) in regions.fetchall()]
    assert [row[1] for row in rows_in(beside[0])] == by_day
    assert [row[3] for row in rows_in(beside[1])] == by_region


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_print_says_what_the_page_says(run: Run, language: Language) -> None:
    content = content_of(run, language)
    source = report_source(content, manifest_of(run, language), manifest_rows(run, language))
    page = report_html(run, language)
    for part in (one for section in content.sections for one in section.parts):
        for text in (one for row in part.rows for one in row) if isinstance(part, Table) else ():
            assert f'"{text}"' in source
            assert escape(text) in page
    assert all(sha256 in source for sha256 in run.stored_digests().values())


def test_a_print_is_the_same_in_every_byte_and_bears_no_edit(run: Run, tmp_path: Path) -> None:
    path = write_report(run, tmp_path, "be", "pdf")
    pdf = path.read_bytes()
    assert pdf == printed(run, "be")
    assert pdf.startswith(b"%PDF-")
    assert b"CreationDate" not in pdf
    manifest = manifest_text(pdf)
    told: list[Check] = []
    proof.verify_report(path, say=lambda *check: told.append(Check(*check)))
    assert all(check.holds for check in told)
    assert {check.name for check in told} == {"manifest", "print"}
    luck = random.Random(2)
    inside = pdf.index(zlib.compress(manifest.encode())[:2], pdf.index(b"/EmbeddedFile") - 600)
    places = [luck.randrange(len(pdf)) for _ in range(EDITS)]
    places += [luck.randrange(inside, inside + 200) for _ in range(20)]
    for place in places:
        other = luck.choice([one for one in range(256) if one != pdf[place]])
        path.write_bytes(pdf[:place] + bytes([other]) + pdf[place + 1 :])
        verdict = proof.verify_report(path)
        assert verdict.failures, (place, pdf[place], other)


def test_a_print_of_another_typst_says_which_to_install(run: Run, tmp_path: Path) -> None:
    path = write_report(run, tmp_path, "en", "pdf")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(proof, "print_again", UNCACHED_PRINT)
        patched.setattr(proof, "typesetter", lambda: "9.9")
        told: list[Check] = []
        proof.verify_report(path, say=lambda *check: told.append(Check(*check)))
    assert not told[-1].holds
    assert "9.9 is installed. Prove it with that one: pip install typst==" in told[-1].found


def test_without_typst_a_print_is_one_sentence(run: Run, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(sys.modules, "typst", None)
        with pytest.raises(RunError, match=r"needs Typst, .* pip install 'mybt-sim\[pdf\]'"):
            write_report(run, tmp_path, "en", "pdf")
    assert not list(tmp_path.iterdir())


def test_what_it_counts_is_in_the_tables(run: Run) -> None:
    page = report_html(run, "en")
    with run.cursor() as cursor:
        asked = cursor.sql("SELECT operation, refusal FROM operation").fetchall()
        given = cursor.sql("SELECT state FROM promise WHERE month(given_at) = 1").fetchall()
        days = cursor.sql("SELECT count(DISTINCT contract_id) FROM contract_day").fetchall()
    attempts = Counter(operation for operation, _ in asked)
    refused = Counter(one for one in asked if one[1] is not None)
    (operation, refusal), count = min(
        refused.items(), key=lambda item: (-item[1], item[0][0], item[0][1])
    )
    row = (
        translate(f"operation.{operation}", "en"),
        refusal_text(refusal, "en"),
        number(count, "en"),
        percent(count / attempts[operation], "en", digits=1),
    )
    assert rows_of(page, "report.refusals")[0] == row
    states = Counter(state for (state,) in given)
    first = rows_of(page, "report.promises")[0]
    counted = (states.total(), states["repaid"], states["expired"])
    assert (first[1], first[3], first[4]) == tuple(number(one, "en") for one in counted)
    assert abs(int(rows_of(page, "report.usage")[0][1]) - days[0][0]) <= 2  # few have left


def rows_of(page: str, section: str) -> list[tuple[str, ...]]:
    """The rows of the table under a heading."""
    part = page.split(f"<h2>{translate(section, 'en')}</h2>")[1].split("</section>")[0]
    return rows_in(part)


def rows_in(part: str) -> list[tuple[str, ...]]:
    rows = re.findall(r"<tr>(<td.*?)</tr>", part)
    return [tuple(re.findall(r"<td[^>]*>(.*?)</td>", row)) for row in rows]


def test_the_kept_report_is_what_the_rules_make_of_it(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """reports/ shows what a report looks like; `make baseline` writes it again."""
    if request.config.getoption("--update-golden"):
        with open_run(make_run(tmp_path, Scenario(subscribers=100, days=31))) as small:
            page = report_html(small, "ru")
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(page, "utf-8", newline="")
    told = {check.name: check for check in checks_of(KEPT.read_text("utf-8"), tmp_path / "r.html")}
    assert told["page"].holds, told["page"].found


def test_what_is_no_report_is_one_sentence(run: Run, tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"none\.html cannot be read: No such file"):
        proof.verify_report(tmp_path / "none.html")
    (check,) = checks_of("<p>Nothing</p>", tmp_path / "empty.html")
    assert not check.holds
    assert "The page has no manifest." in check.found
    lies = report_html(run, "en").replace('days\\": 40', 'days\\": 4000000')
    assert not checks_of(lies, tmp_path / "long.html")[-1].holds


def test_the_commands_write_and_prove(run: Run, tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["report", str(run.path), "--out", str(tmp_path), "--pdf"])
    assert told.exit_code == 0
    pages = sorted(tmp_path.glob("*.html"))
    assert [page.name.split(".")[-2] for page in pages] == ["be", "en", "ru"]
    assert len(list(tmp_path.glob("*.pdf"))) == 3
    proven = CliRunner().invoke(app, ["verify", str(pages[0])])
    assert proven.exit_code == 0
    pages[0].write_text(pages[0].read_text("utf-8").replace("2026", "2027", 1), "utf-8", newline="")
    assert CliRunner().invoke(app, ["verify", str(pages[0])]).exit_code == 1
