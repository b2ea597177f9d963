"""A run as a folder of Parquet parts: the rows and digests of a file, whole or not a run."""

import datetime
import fcntl
import os
import pickle
import shutil
import sys
from pathlib import Path

import duckdb
import msgspec
import polars as pl
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq
import pytest

from mybt_sim import RunError, World, cli, open_run, simulate, simulate_dataset, verify
from mybt_sim.analysis import usage
from mybt_sim.analysis.chosen import Chosen
from mybt_sim.analysis.play import Refused
from mybt_sim.analysis.sql_field import SqlField
from mybt_sim.app.runs import shared_run
from mybt_sim.store.manifest import MANIFEST, commit, read_manifest
from mybt_sim.store.parts import RECEIPTS, Receipt, digest_of_file, write_receipt
from tests.support.datasets import BLOCK, TINY, files_in, flip, makings
from tests.support.runs import digests_of, rows_of

CATALOGUE = """
SELECT table_name, column_name, column_index, data_type, comment FROM duckdb_columns()
WHERE schema_name = 'main' ORDER BY ALL
"""
COMMENTS = """
SELECT table_name, comment FROM duckdb_tables() WHERE schema_name = 'main'
UNION ALL SELECT view_name, comment FROM duckdb_views() WHERE NOT internal ORDER BY ALL
"""


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny scenario as a file."""
    return simulate(TINY, tmp_path_factory.mktemp("usual") / "usual.duckdb")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny scenario as a dataset of three blocks, for those who only read."""
    return simulate_dataset(TINY, tmp_path_factory.mktemp("tiny") / "run", block_size=BLOCK)


@pytest.fixture
def copy(tiny: Path, tmp_path: Path) -> Path:
    """One that may be harmed."""
    return Path(shutil.copytree(tiny, tmp_path / "copy"))


@pytest.mark.parametrize(("threads", "block_size"), [(1, 33), (2, 33), (1, 96), (2, 96), (1, 40)])
def test_threads_and_blocks_change_no_digest(
    tmp_path: Path, usual: Path, threads: int, block_size: int
) -> None:
    out = simulate_dataset(TINY, tmp_path / "run", threads=threads, block_size=block_size)
    assert digests_of(out) == digests_of(usual)
    assert len(list((out / "contract_day").iterdir())) == -(-TINY.subscribers // block_size)


def test_a_dataset_reads_like_the_file(usual: Path, tiny: Path) -> None:
    assert digests_of(tiny) == digests_of(usual)
    for sql in (
        CATALOGUE,
        COMMENTS,
        "FROM run",
        "FROM digest ORDER BY ALL",
        "FROM ledger ORDER BY ALL",
        "FROM contract_day",
    ):
        assert rows_of(tiny, sql) == rows_of(usual, sql)


def test_whoever_reads_runs_reads_datasets(usual: Path, tiny: Path) -> None:
    days = Chosen(first=TINY.start, last=TINY.start + datetime.timedelta(days=TINY.days - 1))
    with open_run(tiny) as run, open_run(usual) as file:
        assert run.scenario == file.scenario == TINY
        assert run._repr_html_().count("<tr>") == file._repr_html_().count("<tr>")
        for ask in (usage.totals, usage.daily, usage.by_region):
            assert ask(run.cursor(), days).equals(ask(file.cursor(), days))
    assert World.from_run(tiny).digest() == World.from_run(usual).digest()
    shared = shared_run(tiny)
    assert shared.cursor().sql("SELECT count(*) FROM contract_day").fetchall()
    with pytest.raises(duckdb.PermissionException):
        shared.cursor().sql(f"FROM read_blob('{__file__}')").fetchall()


def test_questions_in_sql_are_answered_and_change_nothing(tiny: Path, tmp_path: Path) -> None:
    before, sql_field = files_in(tiny), SqlField(tiny)
    answer = sql_field.ask("SELECT count(*) FROM contract")
    assert answer.rows == ((str(read_manifest_rows(tiny, "contract")),),)
    other = tmp_path / "other.parquet"
    pq.write_table(pa.table({"a": [1]}), other)
    assert sql_field.ask(f"FROM read_parquet('{other}')").refused is Refused.OUTSIDE
    assert sql_field.ask(f"COPY (SELECT 1) TO '{tiny}/x.parquet'").refused is Refused.OUTSIDE
    assert sql_field.ask("DROP VIEW contract_day").refused is Refused.CHANGES
    sql_field.close()
    assert files_in(tiny) == before


def read_manifest_rows(folder: Path, table: str) -> int:
    return next(one.rows for one in read_manifest(folder).tables if one.name == table)


# --- readers of other makes -----------------------------------------------------------------------


def test_types_and_texts_are_the_same_in_pyarrow_polars_and_duckdb(
    usual: Path, tiny: Path, tmp_path: Path
) -> None:
    """Also below a folder whose name looks like a partition: no column stands in a path."""
    folder = Path(shutil.copytree(tiny, tmp_path / "area_code=017" / "run"))
    with open_run(usual) as file, open_run(folder) as run:
        for table in read_manifest(tiny).tables:
            expected = file.cursor().sql(f"FROM {table.name}")
            rows = expected.fetchall()
            assert run.cursor().sql(f"FROM {table.name}").fetchall() == rows
            arrow = pyarrow.dataset.dataset(folder / table.name).to_table()
            assert [tuple(row.values()) for row in arrow.to_pylist()] == rows
            polars = pl.read_parquet(folder / table.name)
            assert polars.rows() == rows
            assert arrow.schema.names == polars.columns == expected.columns
            for column in table.columns:
                field = arrow.schema.field(column.name)
                is_choice = column.type == "ENUM"
                assert field.nullable == column.nullable
                assert pa.types.is_dictionary(field.type) == is_choice
                assert (polars.schema[column.name] == pl.Categorical) == is_choice
                if is_choice:
                    assert set(arrow[column.name].to_pylist()) <= {*column.values, None}


# --- whole or not a run ---------------------------------------------------------------------------


def interrupted(folder: Path, blocks: int) -> None:
    """Begin the tiny scenario in `folder` and stop after so many blocks."""
    left = blocks

    def stop(_subscribers: int, _rows: int) -> None:
        nonlocal left
        left -= 1
        if not left:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate_dataset(TINY, folder, threads=1, block_size=BLOCK, progress=stop)


def test_an_interrupted_run_is_no_run_until_it_is_finished(tiny: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    interrupted(folder, 2)
    with pytest.raises(RunError, match=r"has no manifest\.json.*is not finished\. Finish it by"):
        open_run(folder)
    before = makings(folder)
    assert len([name for name in before if name.startswith(RECEIPTS)]) == 2
    done = []
    simulate_dataset(
        TINY, folder, block_size=BLOCK, progress=lambda subscribers, _: done.append(subscribers)
    )
    assert sum(done) == TINY.subscribers
    assert files_in(folder) == files_in(tiny)
    after = makings(folder)
    assert {name: after[name] for name in before} == before


def test_what_does_not_fit_any_more_is_written_again(tiny: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    interrupted(folder, 2)
    before = makings(folder)
    flip(folder / "event/000002.parquet", 0.5)
    (folder / ".x.partial").write_bytes(b"left by a killed worker")
    (folder / "event/.000003.parquet.host.7.7.partial").write_bytes(b"left as well")
    (folder / "event/000009.parquet").write_bytes(b"of an attempt with smaller blocks")
    simulate_dataset(TINY, folder, block_size=BLOCK)
    assert files_in(folder) == files_in(tiny)
    after = makings(folder)
    again = {name for name in before if after[name] != before[name]}
    assert again == {name for name in before if "000002" in name}


def test_parts_of_another_run_are_not_mixed_in(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    interrupted(folder, 1)
    before = files_in(folder)
    for other, size in ((TINY.having(seed=8), BLOCK), (TINY, 20)):
        with pytest.raises(RunError, match="parts of another scenario, seed or version"):
            simulate_dataset(other, folder, block_size=size)
    assert files_in(folder) == before


def test_only_folders_of_our_own_are_written_to(copy: Path, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="already a run"):
        simulate_dataset(TINY, copy)
    for name in ("letter.txt", "contract_day/notes.txt", "event/2026/000001.parquet"):
        folder = tmp_path / name.replace("/", "_")
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text("mine")
        with pytest.raises(RunError, match=f"holds other things, such as {name}"):
            simulate_dataset(TINY, folder)
    with pytest.raises(RunError, match="is a file"):
        simulate_dataset(TINY, folder / name)
    with pytest.raises(RunError, match="does not exist"):
        simulate_dataset(TINY, tmp_path / "nowhere" / "run")


def test_one_dataset_is_written_by_one_at_a_time(tmp_path: Path) -> None:
    descriptor = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    with pytest.raises(RunError, match="is being written already"):
        simulate_dataset(TINY, tmp_path)
    os.close(descriptor)
    assert tmp_path.is_dir() is False  # nothing was begun


def test_without_its_manifest_or_its_parts_it_is_refused(copy: Path, tmp_path: Path) -> None:
    (copy / "contract_day/000002.parquet").rename(tmp_path / "aside")
    with pytest.raises(RunError, match=r"lacks contract_day/000002\.parquet"):
        open_run(copy)
    text = (copy / MANIFEST).read_bytes()
    for other in (text.replace(b'"seed":7', b'"seed":8'), text[:-9], b"", b"\xff"):
        (copy / MANIFEST).write_bytes(other)
        with pytest.raises(RunError, match=r"manifest\.json cannot be read: .* Restore a copy"):
            open_run(copy)
    (copy / MANIFEST).unlink()
    with pytest.raises(RunError, match=r"has no manifest\.json"):
        open_run(copy)
    with pytest.raises(RunError, match=r"without manifest\.json, so it is no run"):
        open_run(tmp_path)
    with pytest.raises(RunError, match="There is no run"):
        open_run(tmp_path / "nowhere")


# --- proving itself -------------------------------------------------------------------------------


def test_verify_proves_a_dataset(tiny: Path) -> None:
    said: dict[str, bool] = {}
    verdict = verify(tiny, say=lambda name, holds, _: said.update({name: holds}))
    assert not verdict.failures
    assert {"parts", "digests", "ledger_day", "lived again"} <= said.keys()


@pytest.mark.parametrize("place", [0.0, 0.02, 0.3, 0.6, 0.9, 0.97, 1.0])
@pytest.mark.parametrize("name", ["posting/000002.parquet", "tariff/000001.parquet"])
def test_verify_finds_a_damaged_part(copy: Path, name: str, place: float) -> None:
    flip(copy / name, place)
    said: dict[str, str] = {}
    verdict = verify(copy, say=lambda check, _, found: said.update({check: found}))
    assert verdict.failures == ("parts",)
    assert said == {"parts": f"{name} is not as written"}


def test_verify_finds_receipts_that_differ_and_files_that_are_no_part(copy: Path) -> None:
    flip(copy / RECEIPTS / "000003.json", 0.7)
    (copy / "event/000009.parquet").write_bytes(b"")
    said: dict[str, str] = {}
    verify(copy, say=lambda check, _, found: said.update({check: found}))
    told = "blocks/000003.json is not as written; event/000009.parquet is no part of the run"
    assert said == {"parts": told}


def test_a_part_that_is_whole_and_not_of_this_life_is_found_by_its_digest(copy: Path) -> None:
    """Somebody has written a part anew, and the manifest with it."""
    manifest = read_manifest(copy)
    position = [part.name for part in manifest.parts].index("posting/000002.parquet")
    path = copy / manifest.parts[position].name
    pq.write_table(pq.read_table(path).slice(1), path)
    size, digest = path.stat().st_size, digest_of_file(path)
    changed = msgspec.structs.replace(manifest.parts[position], bytes=size, blake3=digest)
    parts = (*manifest.parts[:position], changed, *manifest.parts[position + 1 :])
    commit(copy, msgspec.structs.replace(manifest, parts=parts))
    of_block = tuple(part for part in parts if part.block == 2)
    write_receipt(copy, Receipt(manifest.plan, 2, of_block))
    verdict = verify(copy, relive=False)
    assert "parts" not in verdict.failures
    assert "digests" in verdict.failures


# --- the command line, and errors from afar -------------------------------------------------------


def command(monkeypatch: pytest.MonkeyPatch, *words: str) -> object:
    monkeypatch.setattr(sys, "argv", ["mybt-sim", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return ended.value.code


def test_the_command_writes_a_dataset(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, usual: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    size = ["--subscribers", str(TINY.subscribers), "--days", str(TINY.days), "--seed", "7"]
    out = str(tmp_path / "run")
    assert not command(monkeypatch, "simulate", *size, "--dataset", "--out", out)
    assert digests_of(tmp_path / "run") == digests_of(usual)
    assert command(monkeypatch, "simulate", "--dataset", "--out", out) == cli.BAD_INPUT
    assert command(monkeypatch, "simulate", "--out", out) == cli.BAD_INPUT
    for option in ("--metrics-only", "--overwrite"):
        words = ("simulate", "--dataset", option, "--out", f"{out}2")
        assert command(monkeypatch, *words) == cli.BAD_INPUT
    said = capsys.readouterr().err
    assert "There is already a run at" in said
    assert "say --dataset for a folder of parts" in said
    assert "--metrics-only is for a file, not for a dataset" in said
    assert not (tmp_path / "run2").exists()


def test_errors_come_back_from_other_machines_as_they_were() -> None:
    error = RunError("This is wrong.", next_step="Do that.")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again)) == (RunError, "This is wrong. Do that.")
    assert again.next_step == "Do that."
