"""The same bits from any number of threads, any block size, compiled or not, whole or part."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import batches, stream
from mybt_sim.store.run_file import open_run
from mybt_sim.store.verify import verify_run
from tests.support.runs import SMALL, digests_of, make_run, rows_of

ROOT = Path(__file__).parents[2]
SUBSCRIBER_TABLES = {
    "household": "household_id",
    "subscriber": "subscriber_id",
    "contract": "subscriber_id",
    "service": "contract_id // 10",
    "account": "account_id",
    "binding": "contract_id // 10",
    "contract_day": "contract_id // 10",
    "posting": "contract_id // 10",
    "operation": "subscriber_id",
    "event": "contract_id // 10",
    "promise": "contract_id // 10",
    "tariff_change": "contract_id // 10",
    "add_on_period": "contract_id // 10",
    "bill": "contract_id // 10",
    "block_period": "contract_id // 10",
}


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Digests of the small run made the usual way."""
    return digests_of(make_run(tmp_path_factory.mktemp("usual"), SMALL, threads=2))


@pytest.mark.parametrize(("threads", "block_size"), [(1, None), (4, 16), (4, 97), (1, 300), (6, 1)])
def test_threads_and_blocks_change_nothing(
    tmp_path: Path, usual: dict[str, str], threads: int, block_size: int | None
) -> None:
    assert digests_of(make_run(tmp_path, SMALL, threads=threads, block_size=block_size)) == usual


def test_where_row_groups_are_cut_changes_nothing(
    tmp_path: Path, usual: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (batches, stream):
        monkeypatch.setattr(module, "ROW_GROUP", 100)
    monkeypatch.setattr(stream, "SUBSCRIBERS_AT_ONCE", 50)
    path = make_run(tmp_path, SMALL, threads=2, block_size=16)
    assert digests_of(path) == usual
    with open_run(path) as run:
        assert verify_run(run, say=lambda *_: None, relive=False).failures == ()


def test_uncompiled_rules_give_the_same_bits(tmp_path: Path, usual: dict[str, str]) -> None:
    out = tmp_path / "plain.duckdb"
    size = ["--subscribers", str(SMALL.subscribers), "--days", str(SMALL.days)]
    command = [sys.executable, "-m", "mybt_sim.cli", "simulate", *size, "--seed", "7"]
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    subprocess.run([*command, "--out", str(out)], check=True, env=environment, capture_output=True)
    assert digests_of(out) == usual


def test_another_seed_gives_another_life(tmp_path: Path, usual: dict[str, str]) -> None:
    other = digests_of(make_run(tmp_path, SMALL.having(seed=8)))
    assert all(other[name] != usual[name] for name in SUBSCRIBER_TABLES if name != "bill")


@pytest.fixture(scope="module")
def whole_and_part(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A run of 20,000 subscribers and one of 2,000."""
    folder = tmp_path_factory.mktemp("prefix")
    return (
        make_run(folder, Scenario(subscribers=20_000, days=31)),
        make_run(folder, Scenario(subscribers=2_000, days=31)),
    )


@pytest.mark.parametrize("table", SUBSCRIBER_TABLES)
def test_a_small_run_is_the_beginning_of_a_large_one(
    whole_and_part: tuple[Path, Path], table: str
) -> None:
    whole, part = whole_and_part
    where = f"{SUBSCRIBER_TABLES[table]} <= 2000"
    of_whole = rows_of(whole, f"SELECT * FROM {table} WHERE {where} ORDER BY ALL")
    assert of_whole == rows_of(part, f"SELECT * FROM {table} ORDER BY ALL")
    assert of_whole
