"""Files as people's editors save them: with a byte order mark, with CRLF, or in no UTF-8 at all."""

import dataclasses
import shutil
import sys
from pathlib import Path

import pytest

from mybt_sim import cli
from mybt_sim.analysis import hours
from mybt_sim.base.errors import MybtError, ScenarioError, SeedDataError
from mybt_sim.behaviour.parameters import BehaviourData
from mybt_sim.catalogue import load_catalogue, load_content, seed_folder
from mybt_sim.catalogue.content import Content
from mybt_sim.catalogue.rule_texts import load_rule_texts
from mybt_sim.journeys import find_journey, load_journeys
from mybt_sim.simulation.reading import read_scenario
from mybt_sim.simulation.scenario import Scenario

MARK = b"\xef\xbb\xbf"
SCENARIO = 'subscribers = 20\ndays = 3\n[fees]\nT14 = "52.00"\n'


def by_notepad(text: str) -> bytes:
    return MARK + text.replace("\n", "\r\n").encode()


def test_a_scenario_saved_by_notepad_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "what-if.toml"
    path.write_bytes(by_notepad(SCENARIO))
    assert read_scenario(path) == Scenario(subscribers=20, days=3, fees={"T14": "52.00"})


def test_the_command_takes_a_scenario_saved_by_notepad(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "what-if.toml"
    path.write_bytes(by_notepad(SCENARIO))
    out = tmp_path / "run.duckdb"
    monkeypatch.setattr(sys, "argv", ["mybt-sim", "simulate", str(path), "--out", str(out)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert not ended.value.code
    assert out.is_file()


@pytest.mark.parametrize("coding", ["utf-16", "cp1251"])
def test_a_scenario_in_another_coding_is_one_sentence(tmp_path: Path, coding: str) -> None:
    path = tmp_path / "what-if.toml"
    path.write_bytes(f"# сценарий\n{SCENARIO}".encode(coding))
    with pytest.raises(ScenarioError, match=r"cannot be read: byte \d+ is not UTF-8\. Name a TOML"):
        read_scenario(path)


@pytest.fixture
def marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The seed data as Notepad would save every file of it."""
    folder = tmp_path / "seed"
    shutil.copytree(seed_folder(), folder)
    for path in (*folder.rglob("*.toml"), *folder.rglob("*.csv")):
        path.write_bytes(by_notepad(path.read_text(encoding="utf-8")))
    monkeypatch.setenv("MYBT_SIM_SEED", str(folder))
    return folder


def test_every_file_of_the_seed_data_saved_by_notepad_is_the_same(
    marked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = _loaded(marked)
    monkeypatch.delenv("MYBT_SIM_SEED")
    assert loaded == _loaded(seed_folder())


def _loaded(folder: Path) -> list[object]:
    data = BehaviourData(folder / "behaviour")
    catalogue = load_catalogue(folder)
    return [
        *(catalogue.tariffs, catalogue.add_ons, _content(folder), load_rule_texts(folder)),
        *({name: data.value(name) for name in data.names()}, data.normal_quantiles()),
        *(load_journeys(), hours.hour_weights.__wrapped__()),
    ]


def _content(folder: Path) -> Content:
    return dataclasses.replace(load_content(folder), digest="that of the bytes")


def test_a_journey_saved_by_notepad_is_the_same(tmp_path: Path) -> None:
    source = seed_folder() / "journeys" / "promise.toml"
    path = tmp_path / "promise.toml"
    path.write_bytes(by_notepad(source.read_text(encoding="utf-8")))
    assert find_journey(str(path)) == find_journey("promise")


@pytest.mark.parametrize(
    "name",
    ["behaviour/behaviour.toml", "behaviour/hour_of_week.csv", "behaviour/normal_quantiles.csv"],
)
def test_seed_data_in_another_coding_is_one_sentence(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "seed"
    shutil.copytree(seed_folder(), folder)
    path = folder / name
    path.write_bytes("# сведения\n".encode("cp1251") + path.read_bytes())
    monkeypatch.setenv("MYBT_SIM_SEED", str(folder))
    with pytest.raises(SeedDataError, match="byte 2 is not UTF-8") as found:
        _loaded(folder)
    assert isinstance(found.value, MybtError)
