"""The answer to a question in SQL as it stands in the page: every kind of value, every refusal."""

from __future__ import annotations  # what pytest keeps of a fixture must hold no type of DuckDB

import re
from collections.abc import Iterator
from dataclasses import asdict
from html import unescape
from typing import Any

import duckdb
import msgspec
import pytest

from mybt_sim.analysis import sql_child
from mybt_sim.analysis.play import Answer, Column, Kind, Refused
from mybt_sim.analysis.sql_field import Bounds
from mybt_sim.app.notebooks.answer_card import answer_card, cell_text, real
from mybt_sim.text import LANGUAGES, Language, translate
from tests.support.demo import sound

TOLD: dict[str, Any] = {**asdict(Bounds()), "places": []}


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE bill AS SELECT range AS amount_kopecks FROM range(3)")
        yield connection


def asked(connection: duckdb.DuckDBPyConnection, text: str) -> Answer:
    """What a process would answer, as the sql_field understands it."""
    reply = sql_child.answered(connection.cursor(), text, TOLD)
    told = msgspec.json.decode(msgspec.json.encode(reply))
    return msgspec.convert({**told, "refused": told["refused"] or None}, Answer)


def cells(page: str) -> list[str]:
    """What stands in the cells of a table."""
    found = re.findall(r"<td[^>]*>(.*?)</td>", page, re.DOTALL)
    return [unescape(cell).replace("\xa0", " ") for cell in found]


def shown(connection: duckdb.DuckDBPyConnection, text: str, language: Language = "ru") -> list[str]:
    answer = asked(connection, text)
    assert answer.refused is None, answer.detail
    return cells(answer_card(answer, language))


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("SELECT sum(amount_kopecks), sum(amount_kopecks)::BIGINT FROM bill", ["3", "3"]),
        ("SELECT 96457266100::HUGEINT, 96457266100::BIGINT", ["96 457 266 100"] * 2),
        ("SELECT 170141183460469231731687303715884105727", ["170 141 183 460 469 231 731 687 303 7"
         "15 884 105 727"]),
        ("SELECT -5, 5::DECIMAL(18, 0)", ["−5", "5"]),
        ("SELECT 0/0, 'inf'::DOUBLE, -'inf'::FLOAT", ["NaN", "∞", "−∞"]),
        ("SELECT pow(10, 26), 1e-7, 0.5::DOUBLE", ["1·10²⁶", "1·10⁻⁷", "0,50"]),
        ("SELECT 0.001, 15.00, -1234567.50", ["0,001", "15,00", "−1 234 567,50"]),
        ("SELECT 9999999999999999999999999999.9999999999::DECIMAL(38, 10)",
         ["9 999 999 999 999 999 999 999 999 999,9999999999"]),
        ("SELECT TIMESTAMP '2026-05-02 10:00:01' - TIMESTAMP '2026-05-01 10:00'",
         ["1 day 00:00:01"]),
        ("SELECT INTERVAL '14 months 3 days'", ["1 year 2 months 3 days"]),
        ("SELECT DATE '2026-05-14', DATE '12026-01-01', DATE '0044-03-15 (BC)'",
         ["14.05.2026", "12026-01-01", "0044-03-15 (BC)"]),
        ("SELECT 'infinity'::DATE, TIMESTAMP '2026-05-14 10:00'",
         ["infinity", "2026-05-14 10:00:00"]),
        ("SELECT TIMETZ '10:00:00+03', '101'::BIT, '\\xAB'::BLOB", ["10:00:00+03", "101", "\\xAB"]),
        ("SELECT [1, NULL], {'a': [1]}, MAP {'k': 1}",
         ["[1, NULL]", "{'a': [1]}", "{k=1}"]),
        ("SELECT NULL, true, 'a' || chr(0) || 'b'", ["NULL", "true", "a␀b"]),
        ("SELECT 1000017 AS contract_id, 1000017 AS n", ["1000017", "1 000 017"]),
        ("SELECT '<b onclick=alert(1)>'", ["<b onclick=alert(1)>"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_values_are_shown_as_what_they_are(
    connection: duckdb.DuckDBPyConnection, text: str, right: list[str]
) -> None:
    assert shown(connection, text) == right


def test_every_type_of_duckdb_is_shown(connection: duckdb.DuckDBPyConnection) -> None:
    answer = asked(connection, "FROM test_all_types()")
    assert answer.refused is None, answer.detail
    assert len(answer.columns) >= 55
    for language in LANGUAGES:
        page = answer_card(answer, language)
        sound(page)
        assert len(cells(page)) == 3 * len(answer.columns)
    assert shown(connection, "SELECT dec38_10 FROM test_all_types()", "en") == [
        "−9,999,999,999,999,999,999,999,999,999.9999999999",
        "9,999,999,999,999,999,999,999,999,999.9999999999",
        "NULL",
    ]


def test_columns_of_one_name_and_answers_without_rows_are_shown(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    page = answer_card(asked(connection, "SELECT 1 AS a, 'x' AS a"), "en")
    assert re.findall(r"<th(?: [^>]*)?>(.*?)</th>", page) == ["a", "a"]
    assert "0 rows" in answer_card(asked(connection, "FROM bill WHERE false"), "en")


def test_a_long_text_is_cut_and_told_in_full_no_further(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert shown(connection, "SELECT repeat('я', 100000)") == ["я" * 200 + "…"]


def test_a_plan_is_shown_as_it_is_drawn(connection: duckdb.DuckDBPyConnection) -> None:
    page = answer_card(asked(connection, "EXPLAIN FROM bill"), "ru")
    assert "План выполнения" in page
    assert re.search(r'<pre class="typed"[^>]*><span>╭', page)
    assert "\n" in page


def test_a_fault_shows_its_place_in_monospace_and_escaped(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    page = answer_card(asked(connection, "SELECT amount_kopeck, '<b>' FROM bill"), "ru")
    assert "Candidate bindings: &quot;amount_kopecks&quot;" in page
    assert "LINE 1: SELECT amount_kopeck, &#x27;&lt;b&gt;&#x27; FROM bill" in page
    assert re.search(r"\n {15}\^{13}", page)
    assert page.count("<pre") == page.count("<span>\n\nLINE 1") == 1


@pytest.mark.parametrize("refused", Refused)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_is_told_in_each_language(refused: Refused, language: Language) -> None:
    page = answer_card(Answer(refused=refused, detail="LINE 1: x"), language)
    sound(page)
    assert "sql.refused" not in page
    assert "{" not in page


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0.00"), (0.01, "0.01"), (0.009, "9×10⁻³"), (-1.5e300, "−1.5×10³⁰⁰"), (1e14, None)],
)
def test_real_numbers_tell_their_size(value: float, text: str | None) -> None:
    assert real(value, "en") == (text or "100,000,000,000,000.00")


def test_a_whole_number_of_any_length_is_shown() -> None:
    column = Column("n", Kind.WHOLE)
    assert cell_text("-" + "9" * 60, column, "en") == "−" + ",".join(["999"] * 20)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_that_is_cut_says_so(language: Language) -> None:
    columns = (Column("contract_id", Kind.WHOLE),)
    card = answer_card(Answer(columns, (("11",),), is_cut=True), language)
    assert translate("sql.cut", language, count=1, columns="200") in card
