"""Who opens a path gets the file that stands there, and nothing of killed processes stays aside."""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import duckdb
import pytest

from mybt_sim import Scenario, World, open_run, simulate
from mybt_sim.app.runs import shared_run
from mybt_sim.base.errors import RunError, WorldError
from mybt_sim.store.files import OPENING, another_name, file_identity, sweep, written_aside

BEFORE, AFTER = (Scenario(subscribers=20, days=5, seed=seed) for seed in (5, 6))
WRITER = """
import sys
from pathlib import Path
import duckdb
from mybt_sim.store.files import written_aside
with written_aside(Path(sys.argv[1])) as aside, duckdb.connect(str(aside)) as connection:
    connection.execute("CREATE TABLE written AS SELECT 1")
    (aside.with_name(aside.name + ".tmp")).mkdir()
    print(aside, flush=True)
    sys.stdin.read()
"""


def seed_told(connection: duckdb.DuckDBPyConnection) -> int:
    return int(connection.execute("SELECT seed FROM run").fetchall()[0][0])


def test_a_run_that_was_simulated_anew_is_served_anew(tmp_path: Path) -> None:
    """The old handle keeps the old data; whoever opens the path afterwards gets the new."""
    path = simulate(BEFORE, tmp_path / "again.duckdb")
    first = open_run(path)
    page = shared_run(path)
    old = first.stored_digests()
    simulate(AFTER, path, overwrite=True)
    with open_run(path) as second:
        assert second.scenario.seed == seed_told(second.cursor()) == 6
        assert second.stored_digests() != old
        name = second.cursor().execute("SELECT current_database()").fetchall()[0][0]
        assert name == "again"  # as SQL may call it
        new = second.stored_digests()
    assert first.stored_digests() == old
    assert World.from_run(path).directory.seed == 6
    assert shared_run(path).scenario.seed == 6
    assert page.stored_digests() == old
    for one in (first, page):
        one.close()
    with open_run(path) as third:
        assert third.stored_digests() == new
    assert os.listdir(tmp_path) == ["again.duckdb"]


def test_who_opens_a_file_of_a_run_is_alone_at_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it is held is found out by settings that would refuse whoever opens it meanwhile."""
    path, alone = simulate(BEFORE, tmp_path / "again.duckdb"), []
    connect = duckdb.connect

    def watched(place: str = "", **settings: Any) -> duckdb.DuckDBPyConnection:
        if place == str(path):
            alone.append(OPENING.locked())
        return connect(place, **settings)

    first = open_run(path)
    monkeypatch.setattr(duckdb, "connect", watched)
    simulate(AFTER, path, overwrite=True)
    with open_run(path) as second:
        assert second.scenario.seed == 6
    first.close()
    with open_run(path) as third:
        assert third.scenario.seed == 6
    assert len(alone) >= 4
    assert all(alone)


def test_a_run_that_another_process_simulated_anew_is_served_anew(tmp_path: Path) -> None:
    path = simulate(BEFORE, tmp_path / "again.duckdb")
    other = simulate(AFTER, tmp_path / "other.duckdb")
    with open_run(path) as first:
        os.replace(other, path)
        with open_run(path) as second:
            assert second.scenario.seed == seed_told(second.cursor()) == 6
        assert seed_told(first.cursor()) == 5


def test_a_replaced_run_under_a_plain_connection_is_served_anew(tmp_path: Path) -> None:
    path = simulate(BEFORE, tmp_path / "again.duckdb")
    with duckdb.connect(str(path), read_only=True) as plain:
        simulate(AFTER, path, overwrite=True)
        with open_run(path) as run:
            assert seed_told(run.cursor()) == 6
        assert seed_told(plain) == 5


def test_each_of_several_runs_that_replace_one_another_is_served(tmp_path: Path) -> None:
    """Those before are open still, as under pages that are looked at."""
    path = simulate(BEFORE, tmp_path / "again.duckdb")
    with ExitStack() as held:
        first = shared_run(path)
        seen = [first, held.enter_context(open_run(path))]
        for seed in (6, 7, 8):
            simulate(BEFORE.having(seed=seed), path, overwrite=True)
            seen += [shared_run(path), held.enter_context(open_run(path))]
        assert [run.scenario.seed for run in seen] == [5, 5, 6, 6, 7, 7, 8, 8]
        assert [seed_told(run.cursor()) for run in seen] == [5, 5, 6, 6, 7, 7, 8, 8]
    assert os.listdir(tmp_path) == ["again.duckdb"]


def test_a_world_is_not_overwritten_by_a_run(tmp_path: Path) -> None:
    path = tmp_path / "world.duckdb"
    with World.create(5, path=path) as world:
        world.client()
        with pytest.raises(RunError, match="is a world"):
            simulate(BEFORE, path, overwrite=True)
    with pytest.raises(RunError, match="is a world"):
        simulate(BEFORE, path, overwrite=True)
    with World.open(path) as again:
        assert len(again.log) == 1


@pytest.mark.parametrize("link", [os.link, os.symlink])
def test_a_world_is_open_once_whatever_its_name(tmp_path: Path, link: object) -> None:
    path, other = tmp_path / "world.duckdb", tmp_path / "other.duckdb"
    with World.create(5, path=path) as world:
        assert callable(link)
        link(path, other)
        for name in (path, other):
            with pytest.raises(WorldError, match="is open already"):
                World.open(name)
        world.client()
    with World.open(other) as again:
        assert len(again.log) == 1


def writer(path: Path) -> "subprocess.Popen[str]":
    """A process in the middle of writing `path`."""
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline().strip().endswith(".partial")
    return child


def asides(folder: Path, process: int) -> list[str]:
    """Ends of the names that a process has written aside."""
    return sorted(each.name.split(".partial")[1] for each in folder.glob(f".*.{process}.partial*"))


def test_what_a_killed_process_left_aside_is_removed_by_the_next(tmp_path: Path) -> None:
    with writer(tmp_path / "killed.duckdb") as killed, writer(tmp_path / "living.duckdb") as living:
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        assert asides(tmp_path, killed.pid) == ["", ".tmp", ".wal"]
        simulate(BEFORE, tmp_path / "run.duckdb")
        assert asides(tmp_path, killed.pid) == []
        assert asides(tmp_path, living.pid) == ["", ".tmp", ".wal"]
        living.communicate("")
    assert sorted(os.listdir(tmp_path)) == ["living.duckdb", "run.duckdb"]
    assert living.returncode == 0


def test_a_world_removes_them_too_and_a_number_that_came_back_misleads_nobody(
    tmp_path: Path,
) -> None:
    """The number in the name may be that of another process by now: who writes holds a lock."""
    for number in (1, os.getpid(), 2**22 + 1):
        (tmp_path / f".a.duckdb.{number}.partial").write_bytes(b"left over")
        (tmp_path / f".a.duckdb.{number}.partial.wal").write_bytes(b"left over")
    (tmp_path / ".b.duckdb.1.partial").touch()  # empty: process 1 may be about to lock it
    (tmp_path / ".mine.partial").touch()
    World.create(5, path=tmp_path / "world.duckdb").close()
    left = [".b.duckdb.1.partial", ".mine.partial", "world.duckdb"]
    assert sorted(os.listdir(tmp_path)) == left
    assert sweep(tmp_path / "nowhere") == []


def test_one_file_is_written_by_one_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "run.duckdb"
    with written_aside(path) as aside:
        aside.touch()
        with pytest.raises(RunError, match="is being written already"):
            simulate(BEFORE, path)
        assert sweep(tmp_path) == []
    assert file_identity(path) is not None
    assert file_identity(tmp_path / "nowhere") is None


def test_who_replaces_a_file_lets_others_open_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "run.duckdb"
    path.write_bytes(b"old")
    with ExitStack() as writing:
        writing.enter_context(written_aside(path)).write_bytes(b"new")
        with another_name(path) as link:
            writing.close()
            assert link.read_bytes() == b"old"
            assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["run.duckdb"]


def test_a_failure_leaves_nothing_aside(tmp_path: Path) -> None:
    def interrupted() -> None:
        with written_aside(tmp_path / "run.duckdb") as aside:
            aside.touch()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("subscribers", [20, 3_000])  # one row group is not full, several are
def test_tables_that_cannot_be_made_beside_the_lives_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, subscribers: int
) -> None:
    def full(*_: object) -> None:
        raise duckdb.IOException("no space left")

    monkeypatch.setattr("mybt_sim.store.sinks.duckdb.create", full)
    with pytest.raises(RunError, match="no space left"):
        simulate(Scenario(subscribers=subscribers, days=60), tmp_path / "run.duckdb")
    assert os.listdir(tmp_path) == []
