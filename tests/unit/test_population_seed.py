"""Broken seed data: every fault is found at once, with its place and what to do."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from mybt_sim.base.errors import SeedDataError
from mybt_sim.catalogue import load_catalogue, seed_folder
from mybt_sim.population import draw_block, load_population_data

Mend = Callable[[str, str, str], None]

FAULTS = [
    ("surnames.csv", "Козлов,Казлоў,44", "Козлов,Казлоў,many", "line 7: weight: 'many'"),
    ("surnames.csv", "Козлов,Казлоў,44", "Козлов,44", "line 7: has 2 fields"),
    ("surnames.csv", "Козлов,Казлоў", "Kozlov,Казлоў", "line 7: ru: 'Kozlov' is not a name"),
    ("surnames.csv", "ru,be,weight", "ru,be", "is not the header; write ru,be,weight"),
    ("surnames.csv", "# basis: ASSUMPTION", "# basis: HEARSAY", "basis: is missing or unknown"),
    ("surname_roots.csv", "Адам,Адам,ович", "Адам,Адам,ыч", "line 6: suffix 'ыч' is not known"),
    ("cities.csv", "Лида,Ліда,GRO", "Лида,Ліда,ZZZ", "region 'ZZZ' is not known"),
    ("cities.csv", "GRO,103915,154", "GRO,103915,154154", "is not an area code"),
    ("regions.csv", "1299912,725", "1299912,125", "fewer than its cities"),
    ("districts.csv", "GOM,2334,3", "GOM,2334,300", "area code 2334 has 90000 numbers"),
    ("given_names_male.csv", "Иванович,", "Иванов,", "gives no daughter's patronymic"),
    ("population.toml", "female = { value = 550", "female = { value = 0.55", "whole numbers"),
    ("population.toml", "age = { value = [30, ", "age = { value = [", "holder.age: has 6 values"),
    ("population.toml", "phone_tv =", "fone_tv =", "bundle.phone_tv: is missing"),
    ("population.toml", "least = { value = 18", "least = { value = 99", "is above binding"),
    ("population.toml", "among = { value = 200", "among = { value = 0", "use 1 and above"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(seed_folder() / "population", tmp_path / "population")
    return tmp_path


@pytest.fixture
def replace(folder: Path) -> Mend:
    def edit(file: str, old: str, new: str) -> None:
        path = folder / "population" / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return edit


@pytest.mark.parametrize(("file", "old", "new", "finding"), FAULTS)
def test_a_fault_is_named_with_its_place(
    folder: Path, replace: Mend, file: str, old: str, new: str, finding: str
) -> None:
    replace(file, old, new)
    with pytest.raises(SeedDataError) as caught:
        load_population_data(folder)
    assert f"population/{file}" in str(caught.value)
    assert finding in str(caught.value)


def test_all_faults_are_told_at_once(folder: Path, replace: Mend) -> None:
    replace("surnames.csv", "Козлов,Казлоў,44", "Козлов,Казлоў,many")
    replace("streets.csv", "Мира,Міру,860", "Мира,Міру,-860")
    (folder / "population" / "villages.csv").unlink()
    with pytest.raises(SeedDataError, match="3 faults"):
        load_population_data(folder)


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("tv,T18", "tv,T99", "there is no tariff T99"),
        ("tv,T18", "tv,T09", "T09 does not suit tv"),
        ("internet_pon,T08", "internet_pon,T06", "T06 does not suit internet_pon"),
        ("telephony,T20,1000", "telephony,T20,0", "telephony: has no tariffs"),
        ("tv,T18", "teevee,T18", "group 'teevee'"),
    ],
)
def test_the_mix_must_suit_the_catalogue(
    folder: Path, replace: Mend, old: str, new: str, finding: str
) -> None:
    replace("tariff_mix.csv", old, new)
    data = load_population_data(folder)
    with pytest.raises(SeedDataError, match=finding):
        draw_block(data, load_catalogue(), seed=1, first=1, count=1, start_day=20_454)


def test_nobody_begins_with_an_add_on_that_ends_by_itself(folder: Path, replace: Mend) -> None:
    replace("add_on_shares.csv", "A15,200,antivirus", "A14,200,turbo")
    data = load_population_data(folder)
    with pytest.raises(SeedDataError, match="A14 ends by itself"):
        draw_block(data, load_catalogue(), seed=1, first=1, count=1, start_day=20_454)
