"""A world from whose file something is missing says so; it never goes on as an older one."""

import random
from collections import Counter
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from mybt_sim import verify
from mybt_sim.base.errors import WorldError
from mybt_sim.cli import app
from mybt_sim.world import World
from tests.support import durable_child
from tests.support.damaged_worlds import copy_world, damage, make_open_and_closed, result_of
from tests.support.worlds import check_money

DAMAGES = 60


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    return make_open_and_closed(tmp_path_factory.mktemp("worlds"))


@pytest.fixture(autouse=True)
def _known_origins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mybt_sim.world.world.found_operator", durable_child.found_operator)
    monkeypatch.setattr(
        "mybt_sim.world.durable.verify.found_operator", durable_child.found_operator
    )


def test_a_copy_without_its_write_ahead_file_says_which_commands_are_missing(
    pair: tuple[Path, Path, str], tmp_path: Path
) -> None:
    path = tmp_path / "copy.duckdb"
    copy_world(pair[0], path)
    path.with_name("copy.duckdb.wal").unlink()
    with pytest.raises(WorldError, match=r"commands 1 to 49 were acknowledged and are missing"):
        World.open(path)
    path.with_name("copy.duckdb.head").unlink()
    with pytest.raises(WorldError, match=r"its head \(.head\) is missing"):
        World.open(path)
    with World.open(path, accept_loss=True) as world:
        assert len(world.log) == 0
        world.client("web")
    with World.open(path) as world:
        assert len(world.log) == 1
    with duckdb.connect(str(path)) as connection:
        assert connection.execute("SELECT count(*) FROM loss").fetchone() == (1,)


def test_a_killed_world_is_opened_whole(pair: tuple[Path, Path, str], tmp_path: Path) -> None:
    for place, made in enumerate(pair[:2]):
        path = tmp_path / f"{place}.duckdb"
        copy_world(made, path)
        assert result_of(path, pair[2]) == "same"


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM command WHERE number > 47", "commands 48 to 49"),
        ("DELETE FROM command WHERE number = 20", "command should have 49 rows and has 48"),
        ("DELETE FROM posting WHERE command_number = 30", "posting should have"),
        ("DELETE FROM contract_day WHERE rowid = 5", "contract_day should have"),
        ("UPDATE command SET chain = 'x' WHERE number = 49", "command 49 is another one"),
    ],
)
def test_removed_rows_are_noticed(
    pair: tuple[Path, Path, str], tmp_path: Path, statement: str, told: str
) -> None:
    path = tmp_path / "world.duckdb"
    copy_world(pair[1], path)
    with duckdb.connect(str(path)) as connection:
        connection.execute(statement)
    with pytest.raises(WorldError, match=told):
        World.open(path)


def test_lost_postings_are_made_again_from_the_log(
    pair: tuple[Path, Path, str], tmp_path: Path
) -> None:
    path = tmp_path / "world.duckdb"
    copy_world(pair[1], path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("DELETE FROM posting WHERE command_number % 7 = 2")
    with World.open(path, accept_loss=True) as world:
        assert world.digest() == pair[2]
        check_money(world)
    assert result_of(path, pair[2]) == "same"


def test_any_damage_is_the_same_world_or_one_sentence(
    pair: tuple[Path, Path, str], tmp_path: Path
) -> None:
    found: Counter[tuple[str, str]] = Counter()
    for seed in range(DAMAGES):
        luck, path = random.Random(seed), tmp_path / f"{seed}.duckdb"
        copy_world(pair[:2][seed % 2], path)
        what = damage(path, luck)
        found[what, result_of(path, pair[2])] += 1
    assert sum(count for (_, result), count in found.items() if result == "told") > DAMAGES // 4


def test_one_file_under_two_names_is_opened_once(
    pair: tuple[Path, Path, str], tmp_path: Path
) -> None:
    path, other = tmp_path / "world.duckdb", tmp_path / "other.duckdb"
    copy_world(pair[1], path)
    other.hardlink_to(path)
    with World.open(path), pytest.raises(WorldError, match="open already"):
        World.open(other)


def test_verify_tells_a_sound_world_from_a_spoiled_one(
    pair: tuple[Path, Path, str], tmp_path: Path
) -> None:
    path = tmp_path / "world.duckdb"
    copy_world(pair[1], path)
    said = CliRunner().invoke(app, ["verify", str(path)])
    assert (said.exit_code, said.stdout.count("holds")) == (0, 6), said.output
    assert verify(str(path)).failures == ()
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE posting SET amount_kopecks = 201 WHERE command_number = 30")
    said = CliRunner().invoke(app, ["verify", str(path)])
    assert said.exit_code == 1
    assert verify(path).failures == ("posting",)
    assert said.stdout.count("BROKEN") == 1
    assert "posting" in said.stdout.split("BROKEN")[1].splitlines()[0]
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "UPDATE command SET arguments = regexp_replace(arguments, '[0-9]+', '1') "
            "WHERE number = 30"
        )
    said = CliRunner().invoke(app, ["verify", str(path)])
    assert "Command 30 (erip_payment) leads to something else now" in said.stdout
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE command SET arguments = '{}' WHERE number = 30")
    said = CliRunner().invoke(app, ["verify", str(path)])
    assert "Command 30 (erip_payment) is not as it was written: Object missing" in said.stdout


def test_a_closed_world_takes_no_more_orders(tmp_path: Path) -> None:
    path = tmp_path / "world.duckdb"
    durable_child.make(path)
    world = World.open(path)
    world.client("web")
    log = world.log
    world.close()
    assert [one.command.name for one in log] == ["new_device"]
    with pytest.raises(WorldError, match="closed"):
        world.client("web")
