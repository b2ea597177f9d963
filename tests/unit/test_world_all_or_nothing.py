"""A world's file is whole or not there; a closing that is interrupted leaves a world that is."""

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from mybt_sim import verify
from mybt_sim.base.errors import RunError, WorldError
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import simulate
from mybt_sim.world import World
from mybt_sim.world.durable import opening
from mybt_sim.world.durable.world_file import WorldFile


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("place", ["write_log", "read_last"])
def test_an_interrupted_fork_leaves_nothing(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World.create(20, 5)
    world.client("web").help()

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(opening, place, stop)
    with pytest.raises(KeyboardInterrupt):
        world.fork(path=tmp_path / "fork.duckdb")
    assert left_in(tmp_path) == []
    monkeypatch.undo()
    with world.fork(path=tmp_path / "fork.duckdb") as fork:
        assert fork.digest() == world.digest()
    with World.open(tmp_path / "fork.duckdb") as again:
        assert (again.digest(), len(again.log)) == (world.digest(), len(world.log))


@pytest.mark.parametrize("end", ["wal", "head"])
def test_what_another_file_left_beside_an_empty_place_is_told(tmp_path: Path, end: str) -> None:
    path = tmp_path / "world.duckdb"
    with World.create(20, 5, path=path) as world:
        world.client("web").help()
        shutil.copy(f"{path}.{end}", tmp_path / f"other.duckdb.{end}")
    other = tmp_path / "other.duckdb"
    before = left_in(tmp_path)
    with pytest.raises(WorldError, match=rf"other\.duckdb\.{end} without its world"):
        World.create(20, 5, path=other)
    with pytest.raises(RunError, match=rf"other\.duckdb\.{end} without its file"):
        simulate(Scenario(subscribers=5, days=2), other)
    assert left_in(tmp_path) == before


def test_a_world_whose_closing_was_interrupted_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "world.duckdb"
    world = World.create(20, 5, path=path)
    phone = world.client("web")
    seal = WorldFile._seal

    def interrupted(file: WorldFile, connection: object) -> None:
        file._is_sealed = True
        connection.execute("UPDATE seal SET is_open = false")  # type: ignore[attr-defined]
        raise KeyboardInterrupt

    monkeypatch.setattr(WorldFile, "_seal", interrupted)
    with pytest.raises(KeyboardInterrupt):
        world.close()
    monkeypatch.setattr(WorldFile, "_seal", seal)
    assert phone.help().ok
    assert len(list(world.log)) == 2
    digest = world.digest()
    shutil.copy(path, tmp_path / "copy.duckdb")  # without its companions, as if it were all
    with pytest.raises(WorldError):
        World.open(tmp_path / "copy.duckdb")
    world.close()
    with World.open(path) as again:
        assert (again.digest(), len(again.log)) == (digest, 2)


class Failing:
    """A connection whose statements of one kind fail, as on a disk that breaks."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, kind: str) -> None:
        self._connection, self._kind = connection, kind

    def execute(self, statement: str | duckdb.Statement, *values: Any) -> Any:
        text = statement if isinstance(statement, str) else statement.query
        if text.startswith(self._kind):
            raise duckdb.IOException("Could not write to the file: input/output error")
        return self._connection.execute(statement, *values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


@pytest.mark.parametrize("kind", ["BEGIN", "INSERT INTO command", "INSERT INTO posting", "COMMIT"])
def test_what_cannot_be_written_is_told_and_did_not_happen(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "world.duckdb"
    with World.create(20, 5, path=path) as world:
        login = world.outside.paper(world.find())[0][0]
        assert world.outside.erip_payment(login, "1.00").ok
        before = world.digest(), len(world.log)
        file: Any = world._file
        sound = file._connection
        file._connection = Failing(sound, kind)
        with pytest.raises(WorldError, match=r"cannot be written: .*input/output error"):
            world.outside.erip_payment(login, "2.00")
        assert (world.digest(), len(world.log)) == before
        file._connection = sound
        assert world.outside.erip_payment(login, "4.00").ok
        after = world.digest()
    with World.open(path) as again:
        assert (again.digest(), len(again.log)) == (after, before[1] + 1)
    assert verify(path).failures == ()
