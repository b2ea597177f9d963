"""The questions of docs/questions.md are answered in eight lines, and some are counted again."""

import datetime
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl
import polars.selectors as cs
import pytest

from mybt_sim.analysis import frame
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import Run, open_run
from tests.support.runs import make_run

PAGE = Path(__file__).parents[2] / "docs" / "questions.md"
QUESTION = re.compile(r"^### (\d+)\. (.*?)(?=^##|\Z)", re.DOTALL | re.MULTILINE)
BLOCK = re.compile(r"^```(sql|python)\n(.*?)^```", re.DOTALL | re.MULTILINE)
BLOCKS = {int(no): BLOCK.findall(text) for no, text in QUESTION.findall(PAGE.read_text("utf-8"))}
QUESTIONS = {no: blocks[0] for no, blocks in BLOCKS.items()}
TOLD = BLOCK.findall(PAGE.read_text("utf-8"))[0][1]
"""What a reader has done before all questions."""

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    path = make_run(tmp_path_factory.mktemp("run"), Scenario(subscribers=700, days=130))
    with open_run(path) as opened:
        yield opened


ANSWERS: dict[tuple[Path, int], pl.DataFrame] = {}


def answer(run: Run, number: int) -> pl.DataFrame:
    """What the page answers, asked once."""
    if (run.path, number) not in ANSWERS:
        kind, code = QUESTIONS[number]
        found = run.cursor().sql(code).pl() if kind == "sql" else done(run, code)["answer"]
        ANSWERS[run.path, number] = found
    return ANSWERS[run.path, number]


def done(run: Run, code: str, **known: Any) -> dict[str, Any]:
    """What there is after Python of the page; the project's own page."""
    known |= {"run": run, "cursor": run.cursor(), "pl": pl, "cs": cs, "alt": alt, "frame": frame}
    exec(code, known)
    return known


def rows_of(run: Run, table: str) -> Rows:
    return list(run.cursor().table(table).pl().iter_rows(named=True))


def test_there_are_twenty_short_questions() -> None:
    assert list(QUESTIONS) == list(range(1, 21))
    assert max(len(code.strip().splitlines()) for _, code in QUESTIONS.values()) <= 8
    assert all(len(blocks) == 3 for blocks in BLOCKS.values() if blocks[0][0] == "sql")
    assert all(len(blocks) == 2 for blocks in BLOCKS.values() if blocks[0][0] == "python")


def test_a_reader_begins_with_what_the_questions_need() -> None:
    code = TOLD.replace("run = open_run", "# run").replace("cursor = run", "# ")
    known: dict[str, Any] = {}
    exec(code.partition("frame(run")[0], known)
    assert [known[name] for name in ("pl", "cs", "alt", "frame")] == [pl, cs, alt, frame]


@pytest.mark.parametrize("number", QUESTIONS)
def test_each_question_has_an_answer(run: Run, number: int) -> None:
    found = answer(run, number)
    assert len(found) > 0
    if isinstance(found, pl.DataFrame):
        whole = [name for name, kind in found.schema.items() if kind == pl.Decimal]
        assert whole == [], "a Decimal, which charts cannot draw"


@pytest.mark.parametrize("number", [no for no, blocks in BLOCKS.items() if len(blocks) == 3])
def test_each_answer_is_found_again_in_polars(run: Run, number: int) -> None:
    found = answer(run, number)
    again = done(run, BLOCKS[number][1][1])["again"]
    assert set(again.columns) == set(found.columns)
    ours, theirs = in_order(found), in_order(again.select(found.columns))
    assert len(ours) == len(theirs)
    for row, other in zip(ours, theirs, strict=True):
        for value, again_value in zip(row, other, strict=True):
            assert again_value == (rounded(value) if isinstance(value, float) else value)


def rounded(value: float) -> Any:
    """A number of which the last place shown may have been rounded, as SQL does and Polars not."""
    places = len(str(value).partition(".")[2])
    return pytest.approx(value, rel=1e-9, abs=0.5001 * 10**-places)


def in_order(frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    """Rows by what is no real number, which may differ by rounding."""
    names = [name for name, kind in frame.schema.items() if not kind.is_float()]
    words = frame.with_columns(pl.col(names).cast(pl.String)) if names else frame
    order = words.with_row_index("place").sort(names)["place"] if names else [0]
    return [frame.row(place) for place in order]


@pytest.mark.parametrize("number", BLOCKS)
def test_each_answer_is_drawn(run: Run, number: int) -> None:
    found = answer(run, number)
    chart = done(run, BLOCKS[number][-1][1], answer=found)["chart"]
    drawing = chart.to_dict()
    fields = re.findall(r"'field': '(\w+)'", str(drawing))
    own = {"key", "value", "variable"}
    assert fields
    assert set(fields) - own <= set(found.columns)


def test_arpu_of_a_tariff_is_what_is_charged_in_thirty_days_in_force(run: Run) -> None:
    ended = {row["contract_id"]: row["ended_on"] for row in rows_of(run, "contract")}
    kopecks: Counter[tuple[int, datetime.date]] = Counter()
    for row in rows_of(run, "revenue"):
        kopecks[row["contract_id"], row["day"]] += row["amount_kopecks"]
    charged: Counter[Any] = Counter()
    contract_days: Counter[Any] = Counter()
    for row in rows_of(run, "contract_day"):
        contract, day = row["contract_id"], row["day"]
        if ended[contract] is None or day <= ended[contract]:
            charged[day.replace(day=1), row["tariff_id"]] += kopecks[contract, day]
            contract_days[day.replace(day=1), row["tariff_id"]] += 1
    found = {(row[0], row[1]): row[2] for row in answer(run, 1).rows()}
    assert found.keys() == contract_days.keys()
    for key, arpu in found.items():
        assert arpu == pytest.approx(charged[key] * 30 / contract_days[key] / 100, abs=0.006)


def test_who_moves_to_which_tariff_is_counted_from_days(run: Run) -> None:
    """From what stands in the days before and after, not from the table of changes."""
    moves: Counter[tuple[Any, Any]] = Counter()
    before: dict[int, Any] = {}
    for row in rows_of(run, "contract_day"):
        known = before.get(row["contract_id"], row["tariff_id"])
        if known != row["tariff_id"]:
            moves[known, row["tariff_id"]] += 1
        before[row["contract_id"]] = row["tariff_id"]
    assert {(row[0], row[1]): row[2] for row in answer(run, 7).rows()} == moves


def test_relatives_and_promises_are_counted_again(run: Run) -> None:
    paid: Counter[tuple[str, bool]] = Counter()
    for row in rows_of(run, "operation"):
        if row["payer"] is not None and row["refusal"] is None:
            is_in_app = row["operation"] in ("top_up", "redeem_express_card")
            if is_in_app:
                is_own = row["account_id"] == row["subscriber_id"]
                assert row["payer"] == ("holder" if is_own else "relative")
            paid[row["payer"], is_in_app] += row["amount_kopecks"]
    found = answer(run, 11).rows()
    assert len(paid) == 4
    assert {(row[0], row[1]): round(row[3] * 100) for row in found} == paid
    booked = [row for row in rows_of(run, "posting") if row["entry"] == "payment"]
    assert sum(row["amount_kopecks"] for row in booked) == paid.total()
    state = Counter(row["state"] for row in rows_of(run, "promise"))
    promises = answer(run, 12)
    assert promises["promises"].sum() == state.total()
    closed = state["repaid"] + state["expired"]
    assert 0 < state["repaid"] / closed <= 1


def test_heaviest_lines_and_add_ons_are_counted_again(run: Run) -> None:
    lines: Counter[int] = Counter()
    online = {row["contract_id"] for row in rows_of(run, "service") if row["kind"] == "internet"}
    last: dict[int, tuple[str, str]] = {}
    for row in rows_of(run, "contract_day"):
        last[row["contract_id"]] = row["tariff_id"], row["status"]
        if row["contract_id"] in online:
            lines[row["contract_id"]] += row["down_mb"] + row["up_mb"]
    volumes = sorted(mb for mb in lines.values() if mb)
    top = volumes[-max(1, len(volumes) // 100) :]
    assert answer(run, 17).item() == pytest.approx(sum(top) / sum(volumes), abs=0.0006)

    fits = {
        (row["add_on_id"], row["tariff_id"])
        for row in rows_of(run, "add_on_fit")
        if not row["is_included"]
    }
    held = {
        (row["contract_id"], row["add_on_id"])
        for row in rows_of(run, "add_on_period")
        if row["ended_at"] is None
    }
    could: Counter[str] = Counter()
    has: Counter[str] = Counter()
    for contract_id, (tariff_id, status) in last.items():
        for add_on_id, fitting in fits:
            if fitting == tariff_id and status != "terminated":
                could[add_on_id] += 1
                has[add_on_id] += (contract_id, add_on_id) in held
    found = {row[0]: (row[1], row[2]) for row in answer(run, 19).rows()}
    assert found == {add_on_id: (count, has[add_on_id]) for add_on_id, count in could.items()}


def test_days_to_pay_and_debts_are_counted_again(run: Run) -> None:
    end = max(row["day"] for row in rows_of(run, "calendar"))
    bills = [row for row in rows_of(run, "bill") if row["issued_at"].date() < end]
    unpaid = [row for row in bills if row["paid_at"] is None]
    owed = sum(row["amount_kopecks"] for row in unpaid)
    overdue = sum(row["amount_kopecks"] for row in unpaid if row["due_at"].date() < end)
    debts = answer(run, 13)
    assert round(debts["owed_byn"].sum() * 100) == owed
    late = debts.filter(~pl.col("age").str.starts_with("0"))
    assert round(late["owed_byn"].sum() * 100) == overdue
    paid = Counter(row["issued_at"].date().replace(day=1) for row in bills if row["paid_at"])
    found = {row[0]: row[1] for row in answer(run, 14).rows()}
    assert {month: count for month, count in found.items() if count} == paid
