"""Two scenarios side by side: differences of lives, intervals by person, guards."""

import datetime
import sys
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

from mybt_sim.analysis.compare import METRICS, SEGMENTS, Comparison, compare, effects_of
from mybt_sim.analysis.compare_table import show_comparison
from mybt_sim.analysis.guard import read_guard
from mybt_sim.base.errors import ScenarioError
from mybt_sim.cli import app, main
from mybt_sim.simulation.baseline import live_baseline
from mybt_sim.simulation.block import prepare
from mybt_sim.simulation.scenario import Scenario
from tests.support.runs import make_run, rows_of

BASE = Scenario(subscribers=400, days=60, seed=3)
VARIANT = BASE.having(terms={"promise_limit": "5.00"}, fees={"T09": "60.00"})


@cache
def compared() -> Comparison:
    return compare(BASE, VARIANT)


IN_A_RUN = {
    "charged": "sum(usage_kopecks + tariff_fee_kopecks + add_on_fee_kopecks) FROM contract_day",
    "paid": "sum(amount_kopecks) FROM posting WHERE entry = 'payment'",
    "blocked_days": "count(*) FROM contract_day WHERE status = 'financial_block'",
    "promises": "count(*) FROM promise",
    "promised": "sum(amount_kopecks) FROM promise",
    "refusals": """count(*) FROM operation WHERE refusal IS NOT NULL AND operation IN
        ('top_up', 'redeem_express_card', 'erip_payment', 'promise_payment', 'change_tariff',
        'cancel_tariff_change', 'connect_add_on', 'disconnect_add_on', 'suspend', 'resume',
        'rent_video', 'termination')""",
    "tariff_orders": """count(*) FROM operation
        WHERE operation = 'change_tariff' AND refusal IS NULL""",
    "volume": "sum(down_mb + up_mb) FROM contract_day",
    "balance": "sum(balance_kopecks) FROM contract_day WHERE day = '2026-03-01'",
}


@pytest.mark.parametrize(("part", "scenario"), [("base", BASE), ("variant", VARIANT)])
def test_every_metric_is_what_sql_says_of_a_run(
    part: str, scenario: Scenario, tmp_path: Path
) -> None:
    run = make_run(tmp_path, scenario)
    assert IN_A_RUN.keys() == METRICS.keys() - {"bill"}
    for metric, query in IN_A_RUN.items():
        ((figure,),) = rows_of(run, f"SELECT {query}")
        assert compared().lives[f"{part}_{metric}"].sum() == figure, metric


def test_who_is_not_touched_differs_in_nothing() -> None:
    lives = compared().lives
    apart = lives.filter(~lives["is_touched"])
    assert 0.3 < len(apart) / len(lives) < 0.99
    for metric in METRICS:
        assert (apart[f"base_{metric}"] == apart[f"variant_{metric}"]).all()
    assert apart["parted_on"].null_count() == len(apart)
    assert apart["parted_by"].null_count() == len(apart)


def test_holders_of_a_dearer_tariff_part_on_the_first_day() -> None:
    lives = compared().lives
    dearer = lives.filter(lives["tariff"] == "T09")
    assert len(dearer) > 20
    assert dearer["is_touched"].all()
    active = dearer.filter(dearer["base_blocked_days"] == 0)
    on_the_first = (active["parted_on"] == datetime.date(2026, 1, 1)).sum()
    assert on_the_first > 0.9 * len(active)  # the others begin later


def test_an_effect_is_the_mean_and_its_interval_that_of_persons() -> None:
    """By the textbook: the mean of persons' sums, over the mean number of their contracts."""
    lives = compared().lives
    for effect in compared().effects():
        differences = lives[f"variant_{effect.metric}"] - lives[f"base_{effect.metric}"]
        assert effect.difference == pytest.approx(differences.mean())
        persons = lives["subscriber_id"].unique().to_list()
        sums = dict.fromkeys(persons, 0)
        counts = dict.fromkeys(persons, 0)
        for person, difference in zip(lives["subscriber_id"], differences, strict=True):
            sums[person] += difference
            counts[person] += 1
        ratio = sum(sums.values()) / sum(counts.values())
        residuals = np.array([sums[one] - ratio * counts[one] for one in persons])
        half = 1.96 * np.std(residuals, ddof=1) * len(persons) ** 0.5 / len(lives)
        assert effect.high - effect.difference == pytest.approx(half)
        assert effect.difference - effect.low == pytest.approx(half)


def test_a_page_that_waits_is_told_the_same() -> None:
    assert effects_of(live_baseline(prepare(BASE)), VARIANT) == compared().effects()


@pytest.mark.parametrize("by", SEGMENTS)
def test_segments_add_up_to_all(by: str) -> None:
    whole = {effect.metric: effect for effect in compared().effects()}
    for metric, total in whole.items():
        parts = [one for one in compared().effects(by) if one.metric == metric]
        assert len(parts) > 1
        assert sum(one.contracts for one in parts) == total.contracts
        assert sum(one.touched for one in parts) == total.touched
        summed = sum(one.difference * one.contracts for one in parts)
        assert summed == pytest.approx(total.difference * total.contracts)


def test_a_life_stands_in_the_segments_of_its_holder(tmp_path: Path) -> None:
    """People of 35, 55, 65 and 75 stand in the band that begins with them."""
    rows = rows_of(
        make_run(tmp_path, BASE),
        "SELECT contract_id, 2026 - birth_year, region, kind FROM holder",
    )
    names = {0: "18-34", 35: "35-54", 55: "55-64", 65: "65-74", 75: "75+"}
    told = {
        id_: (names[max(least for least in names if least <= age)], region, kind)
        for id_, age, region, kind in rows
    }
    assert {age for _, age, *_ in rows} >= {35, 55, 65, 75}
    lives = compared().lives.select("contract_id", "age", "region", "kind")
    for id_, *segments in lives.rows():
        assert tuple(segments) == told[id_]


def test_a_scenario_beside_itself_has_no_effect() -> None:
    same = compare(BASE, BASE)
    assert not same.lives["is_touched"].any()
    assert not any(effect.is_sure or effect.touched for effect in same.effects())
    assert len(same.most_changed()) == 0


def test_most_changed_are_those_who_gain_and_lose_most() -> None:
    changed = compared().most_changed("charged", 3)["difference"].to_list()
    lives = compared().lives
    every = (lives["variant_charged"] - lives["base_charged"]).sort().to_list()
    assert changed == [*every[:3], *every[-3:]]


@pytest.mark.parametrize("other", [{"seed": 4}, {"days": 61}, {"subscribers": 401}])
def test_other_people_are_not_compared(other: dict[str, int]) -> None:
    with pytest.raises(ScenarioError, match="The scenarios differ in"):
        compare(BASE, BASE.having(**other))


def test_guards_read_their_statistic_in_roubles() -> None:
    guard = read_guard(" bill.p95 > 2.00 ")
    at = Decimal(repr(compared().difference_at("bill", 0.95))) / 100
    assert guard.found(compared()) == at > 0
    assert guard.breaks(compared()) == (at > 2)
    assert read_guard(f"bill.p95 >= {at}").breaks(compared())
    assert not read_guard(f"bill.p95 > {at}").breaks(compared())
    total = read_guard("promises.total < 0").found(compared())
    lives = compared().lives
    assert total == pytest.approx(
        Decimal((lives["variant_promises"] - lives["base_promises"]).sum()), abs=Decimal("1e-9")
    )


@pytest.mark.parametrize("text", ["", "bill > 2", "bill.p95 = 2", "bil.p95 > 2", "bill.p99 > 2"])
def test_what_is_no_guard_is_one_sentence(text: str) -> None:
    with pytest.raises(ScenarioError, match=r"no condition|is unknown"):
        read_guard(text)


def command(folder: Path, *options: str) -> tuple[int, str]:
    paths = []
    for name, lines in (("base", ()), ("dear", ("[fees]", 'T09 = "60.00"'))):
        text: Sequence[str] = ("subscribers = 200", "days = 40", *lines)
        (folder / f"{name}.toml").write_text("\n".join(text), encoding="utf-8")
        paths.append(str(folder / f"{name}.toml"))
    result = CliRunner().invoke(app, ["compare", *paths, *options])
    return result.exit_code, result.output


def test_the_command_tells_effects_and_fails_by_its_guard(tmp_path: Path) -> None:
    code, told = command(tmp_path, "--by", "kind", "--out", str(tmp_path / "lives"))
    assert code == 0
    assert "contracts live otherwise" in told
    assert "internet" in told
    assert (tmp_path / "lives" / "dear.parquet").is_file()
    code, told = command(tmp_path, "--out", str(tmp_path / "lives"))
    assert (code, told) == (1, "")  # they stay, unless somebody says that they may go
    assert command(tmp_path, "--out", str(tmp_path / "lives"), "--overwrite")[0] == 0
    code, told = command(tmp_path, "--fail-if", "bill.mean > 0")
    assert code == 3
    assert "dear: bill.mean > 0, it is" in told
    assert command(tmp_path, "--fail-if", "bill.mean < 0")[0] == 0


PEOPLE = "subscribers = 60\ndays = 40\n"
OUTAGE = '[[outages]]\nfrom = {}\nuntil = {}\nregions = ["GRO"]'
WRONG_LINES = {
    "[terms]\npromise_limit = 20.0": "limit cannot be used: 20.0 is not an amount of BYN. Write",
    "[fees]\nT14 = 54.5": "The fee 54.5 of T14 is not an amount",
    '[behaviour]\n"promise.late_share" = "0.5"': "late_share can't be '0.5'. Give a number",
    '[behaviour]\n"promise.late_share" = -0.5': "late_share can't be -0.5. Give a number",
    "[behaviour]\npromise.late_share = 0.5": 'Write one of these, in quotes: "promise.above_limit',
    "[behaviour]\nlateness = 1": "Its sections are add_on, app, auth, away, binding,",
    '[[changes]]\nfrom = 2026-01-10\narchived = ["T99"]': "From 2026-01-10: There is no tariff",
    '[[changes]]\nfrom = 2026-01-10\narchived = ["T21"]': "T21 can't be ordered before it is arch",
    OUTAGE.format("2026-01-10T20:00:00", "2026-01-10T08:00:00"): "ends at 2026-01-10 08:00:00. Let",
    OUTAGE.format("2026-01-10T08:00:00Z", "2026-01-11T08:00:00"): "no moment of local time. Write",
    OUTAGE.format("2026-01-10", "2026-01-11T08:00:00"): "from is 2026-01-10, which is no moment",
    "seed = 2": "The scenarios differ in seed: 1 and 2. Give both the same seed.",
}


def refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *more: str
) -> str:
    """What `compare` says of its arguments in a folder, when it says nothing else and makes no
    file."""
    monkeypatch.chdir(folder)
    (folder / "base.toml").write_text(PEOPLE, encoding="utf-8")
    (folder / "same.toml").write_text(PEOPLE, encoding="utf-8")
    before = sorted(folder.rglob("*"))
    monkeypatch.setattr(sys, "argv", ["mybt-sim", "compare", "base.toml", *more])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (2, "")
    assert sorted(folder.rglob("*")) == before
    return told.err


@pytest.mark.parametrize(("lines", "said"), WRONG_LINES.items())
def test_a_fault_of_a_variant_names_its_file_before_anybody_lives(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    lines: str,
    said: str,
) -> None:
    (tmp_path / "odd.toml").write_text(f"{PEOPLE}{lines}\n", encoding="utf-8")
    told = refused(tmp_path, monkeypatch, capsys, "same.toml", "odd.toml", "--out", "lives")
    assert told.startswith("odd.toml: ")
    assert said in told
    assert len(told) < 600
    assert told.count("\n") == 1


def test_what_is_asked_of_a_comparison_is_checked_before_anybody_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "same.toml").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "empty.toml").write_text("", encoding="utf-8")
    for said, *more in (
        ("no segments by 'ages'. Did you mean age? Choose", "same.toml", "--by", "ages"),
        ("file is no folder for lives: File exists. Name", "same.toml", "--out", "file"),
        ("no folder for lives: Not a directory", "same.toml", "--out", "file/lives"),
        ("same.toml and other/same.toml have one name", "same.toml", "other/same.toml"),
        ("none.toml cannot be read: No such file", "same.toml", "none.toml", "--out", "lives"),
        ("empty.toml: The scenarios differ in days: 40 and 365", "empty.toml"),
    ):
        assert said in refused(tmp_path, monkeypatch, capsys, *more)


@pytest.mark.parametrize("by", [None, *SEGMENTS])
def test_a_comparison_is_read_whole_in_80_columns(by: str | None) -> None:
    """Also under a name with brackets, which a terminal's markup would take for its own."""
    console = Console(width=80, file=StringIO(), record=True)
    show_comparison(compared(), "dear[/]", by, console)
    told = console.export_text()
    assert "dear[/]: " in told
    assert "…" not in told
    assert "bold where sure" in told
    assert "needed without common luck" in told
    for metric in METRICS:
        rows = [one for one in compared().effects(by) if one.metric == metric]
        assert told.count(f"\n {metric} ") == len(rows) + (by is not None)
