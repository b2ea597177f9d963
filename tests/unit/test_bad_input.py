"""Whatever a person gets wrong is one sentence with the next step, exit code 2, and no file."""

import re
import resource
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from mybt_sim import cli
from mybt_sim.base.errors import WorldError
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store.run_file import open_run
from mybt_sim.world import World
from tests.support.runs import make_run, spoiled

SIMULATE = ["simulate", "--subscribers", "20", "--days", "3"]


def run_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, str]:
    """Exit code of the command, and what it said to the person."""
    monkeypatch.setattr(sys, "argv", ["mybt-sim", *arguments])
    try:
        cli.main()
    except SystemExit as ended:
        return int(ended.code or 0), capsys.readouterr().err
    return 0, capsys.readouterr().err


def scenario_file(folder: Path, text: str) -> str:
    path = folder / "scenario.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[fees]\nT99 = "10.00"', "There is no tariff 'T99'"),
        ('[fees]\nT09 = "ten"', "not an amount"),
        ("[fees]\nT09 = 10.5", "not an amount"),
        ('[terms]\npromise_limti = "20.00"', "promise_limit"),
        ('[terms]\npromise_limit = "-1.00"', "promise_limit"),
        ('[behaviour]\n"promise.never" = 1', "no number called 'promise.never'"),
        ('[behaviour]\n"promise.in_term_share" = 7', "from 0 to 1"),
        ("days = -1", "days is -1"),
        ("days = 1.5", "days is"),
        ("days = true", "days is True"),
        ("seed = -1", "seed is -1"),
        ("subscribers = 0", "subscribers is 0"),
        ("subscribers = 60.0", "subscribers is 60.0"),
        ("start = 1999-01-01", "start is 1999-01-01"),
        ('start = "soon"', "start is soon"),
        ("terms = 5", "terms is not a table"),
        ("subscriber = 5", "subscriber is no part of a scenario"),
        ("days = ", "not TOML"),
    ],
)
def test_a_scenario_that_cannot_be_lived(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    text: str,
    said: str,
) -> None:
    out = tmp_path / "run.duckdb"
    code, message = run_command(
        monkeypatch, capsys, "simulate", scenario_file(tmp_path, text), "--out", str(out)
    )
    assert code == 2
    assert said in message
    assert "Traceback" not in message
    assert [path.name for path in tmp_path.iterdir()] == ["scenario.toml"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--days", "-5"], "days is -5"),
        (["--subscribers", "99999999999"], "subscribers is"),
        (["--start", "tomorrow"], "'tomorrow' is no date"),
        (["--seed", "-3"], "seed is -3"),
    ],
)
def test_an_option_that_cannot_be_lived(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    options: list[str],
    said: str,
) -> None:
    out = str(tmp_path / "run.duckdb")
    code, message = run_command(monkeypatch, capsys, "simulate", "--out", out, *options)
    assert (code, said in message) == (2, True), message
    assert not list(tmp_path.iterdir())


def test_a_scenario_file_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, message = run_command(monkeypatch, capsys, "simulate", str(tmp_path / "none.toml"))
    assert (code, "cannot be read" in message) == (2, True)


@pytest.mark.parametrize("option", ["--days", "--subscribers", "--seed"])
def test_a_number_is_written_in_digits(tmp_path: Path, option: str) -> None:
    said = CliRunner().invoke(cli.app, ["simulate", "--out", str(tmp_path / "run"), option, "1_0"])
    assert (said.exit_code, "'1_0' is no whole number" in said.output) == (2, True), said.output
    assert not list(tmp_path.iterdir())


def test_places_that_cannot_be_written_to(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    a_file = tmp_path / "file"
    a_file.write_text("not a folder")
    places = {
        str(a_file / "run.duckdb"): "cannot be written to",
        str(tmp_path / "none" / "run.duckdb"): "does not exist",
        str(tmp_path): "is a folder",
        str(a_file): "already a file",
    }
    for place, said in places.items():
        code, message = run_command(monkeypatch, capsys, *SIMULATE, "--out", place)
        assert (code, said in message) == (2, True), message
    assert a_file.read_text() == "not a folder"
    assert list(tmp_path.iterdir()) == [a_file]


@pytest.mark.parametrize("command", ["digest", "verify", "subscriber"])
def test_files_that_are_no_run(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    command: str,
) -> None:
    text = tmp_path / "text.duckdb"
    text.write_text("hello")
    database = tmp_path / "other.duckdb"
    duckdb.connect(str(database)).close()
    expected = {
        tmp_path / "none.duckdb": "There is no run",
        text: "remove it and make it again, as `make run` then does",
        database: "no run of this simulator",
        tmp_path: "without manifest.json, so it is no run",
    }
    for path, said in expected.items():
        more = ["1"] if command == "subscriber" else []
        code, message = run_command(monkeypatch, capsys, command, str(path), *more)
        assert (code, said in message) == (2, True), message


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_run(tmp_path_factory.mktemp("tiny"), Scenario(subscribers=20, days=3))


def test_a_run_is_no_world(tiny: Path) -> None:
    said = f"{tiny} is a run, and no world. Begin a world with one of its mornings"
    with pytest.raises(WorldError, match=re.escape(said)):
        World.open(tiny)
    with open_run(tiny), pytest.raises(WorldError, match=re.escape(said)):
        World.open(tiny)


def test_a_run_of_another_version(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tiny: Path, tmp_path: Path
) -> None:
    other = spoiled(tiny, tmp_path, "UPDATE run SET format = 99, version = '9.9'")
    code, message = run_command(monkeypatch, capsys, "digest", str(other))
    assert (code, "version 9.9 in format 99" in message) == (2, True), message
    assert "Remove it and simulate it again, as `make run` then does" in message


def test_a_run_of_another_layout(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tiny: Path, tmp_path: Path
) -> None:
    harm = "UPDATE run SET format = 0; ALTER TABLE run DROP COLUMN seed_data"
    code, message = run_command(monkeypatch, capsys, "verify", str(spoiled(tiny, tmp_path, harm)))
    assert (code, "in format 0" in message) == (2, True), message


def test_a_run_of_other_rules_is_not_lived_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tiny: Path, tmp_path: Path
) -> None:
    other = spoiled(tiny, tmp_path, "UPDATE run SET source = 'older'")
    code, message = run_command(monkeypatch, capsys, "verify", str(other))
    assert (code, "made by other rules" in message) == (2, True), message


def test_a_subscriber_who_is_not_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tiny: Path
) -> None:
    code, message = run_command(monkeypatch, capsys, "subscriber", str(tiny), "21")
    assert (code, "Ids go from 1 to 20" in message) == (2, True), message


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    """A limit on the size of files makes every write beyond it fail, as a full disk does."""
    command = [sys.executable, "-m", "mybt_sim.cli", "simulate", "--subscribers", "2000"]
    command += ["--days", "60", "--out", str(tmp_path / "run.duckdb")]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, 2**20)),
    )
    assert done.returncode == 2, done.stderr
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())
