"""Scenario files set side by side: what is wrong with them is told before anybody lives."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from mybt_sim.analysis.compare import check_same_people
from mybt_sim.base.errors import RunError, ScenarioError
from mybt_sim.base.faults import Faults, told_of
from mybt_sim.base.files import why_unreadable
from mybt_sim.simulation.block import prepare
from mybt_sim.simulation.reading import read_scenario
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store.files import written_aside


def read_scenarios(base: Path, variants: Sequence[Path]) -> tuple[Scenario, dict[str, Scenario]]:
    """The base, and each variant by the name of its file; `ScenarioError` with all their faults."""
    faults = Faults()
    read: dict[Path, Scenario] = {}
    for path in dict.fromkeys((base, *variants)):
        with faults.gathered():
            scenario = read_scenario(path)
            with told_of(path):
                prepare(scenario)
            read[path] = scenario
    named: dict[str, Path] = {}
    for path in variants:
        with faults.gathered():
            if path.stem in named:
                raise ScenarioError(
                    f"{named[path.stem]} and {path} have one name.", next_step="Rename one of them."
                )
            named[path.stem] = path
        if base in read and path in read:
            with faults.gathered(f"{path}: "):
                check_same_people(read[base], read[path])
    faults.refuse()
    return read[base], {name: read[path] for name, path in named.items()}


def files_of(folder: Path, names: Iterable[str], *, overwrite: bool) -> dict[str, Path]:
    """The file for the lives of each variant; `RunError` when one is there and has to stay."""
    files = {name: folder / f"{name}.parquet" for name in names}
    there = [str(path) for path in files.values() if path.exists()]
    if there and not overwrite:
        raise RunError(
            f"There is already {', '.join(there)}.",
            next_step="Name another folder with --out, or say --overwrite.",
        )
    return files


def make_folder(folder: Path) -> None:
    """Make `folder` if it is not there; `RunError` when nothing can be written into it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _no_folder(folder, why_unreadable(error)) from error
    if not os.access(folder, os.W_OK):
        raise _no_folder(folder, "it cannot be written to")


def store_lives(lives: pl.DataFrame, path: Path) -> None:
    """Write lives as Parquet; the file is there when it is complete."""
    try:
        with written_aside(path) as aside:
            lives.write_parquet(aside)
    except OSError as error:
        raise RunError(
            f"{path} cannot be written: {why_unreadable(error)}.",
            next_step="Name another folder with --out.",
        ) from error


def _no_folder(folder: Path, why: str) -> RunError:
    return RunError(
        f"{folder} is no folder for lives: {why}.", next_step="Name another one with --out."
    )
