"""The proof of a report: its run is lived again, its page made again, and both must be the same."""

import re
import tempfile
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec

from mybt_sim.app.report.page import MANIFEST, report_html
from mybt_sim.base.errors import MybtError, RunError
from mybt_sim.base.files import why_unreadable
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import open_run, simulate
from mybt_sim.store.run_file import Run, scenario_of
from mybt_sim.store.verify import Check, Say, Verdict, verdict_of
from mybt_sim.text import Language

REPORT_MOST = 8 << 20
"""Bytes of a report that are read: far more than any of ours has."""

FOUND = re.compile(rf'<script type="application/json" id="{MANIFEST}">(.*?)</script>', re.DOTALL)


PICTURE = re.compile(r"<svg.*?</svg>", re.DOTALL)


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a report says it was made of."""

    language: Language
    scenario: str
    source: str
    seed_data: str
    digests: str


def verify_report(path: Path, *, say: Say = lambda *_: None, threads: int = 2) -> Verdict:
    """Live the run of a report again and compare every byte of the page.

    A page that other rules or other seed data made is held against these, and the verdict says so.
    `RunError` when there is no page that can be read.
    """
    return verdict_of(_checks(_read(path), threads), say)


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(REPORT_MOST).decode("utf-8", "replace")
    except OSError as error:
        raise RunError(
            f"{path} cannot be read: {why_unreadable(error)}.",
            next_step="Name a page that `mybt-sim report` has written.",
        ) from error


def _checks(text: str, threads: int) -> Iterator[Check]:
    try:
        manifest = manifest_in(text)
        scenario = scenario_of(manifest.scenario)
    except (MybtError, ValueError, TypeError, KeyError) as error:
        yield Check("manifest", False, f"it says no scenario that can be lived: {error}")
        return
    yield Check("manifest", True, f"{scenario.subscribers:,} subscribers, {scenario.days} days")
    try:
        again = page_again(manifest, scenario, threads)
    except MybtError as error:
        yield Check("lived again", False, str(error))
        return
    for name, part in (("page", without_pictures), ("pictures", pictures)):
        found = difference(part(text), part(again))
        yield Check(name, not found, found or "the same in every character")


def without_pictures(text: str) -> str:
    """A page with nothing where its pictures are."""
    return PICTURE.sub("<svg></svg>", text)


def pictures(text: str) -> str:
    """The pictures of a page alone; where letters stand in them depends on the fonts at hand."""
    return "\n".join(PICTURE.findall(text))


def manifest_in(text: str) -> Manifest:
    """What a page says of itself; `RunError` when it says nothing that can be understood."""
    found = FOUND.findall(text)
    if len(found) != 1:
        raise RunError("The page has no manifest.", next_step="Name a page of `mybt-sim report`.")
    try:
        return msgspec.json.decode(found[0], type=Manifest)
    except msgspec.MsgspecError as error:
        raise RunError(
            f"The manifest of the page is broken: {error}.", next_step="Write the report again."
        ) from error


def page_again(manifest: Manifest, scenario: Scenario, threads: int) -> str:
    """The page that these rules make of the same scenario, naming the rules of the manifest."""
    with tempfile.TemporaryDirectory(prefix="mybt_sim-") as folder:
        path = simulate(scenario, Path(folder) / "again.duckdb", threads=threads)
        with open_run(path) as run:
            return report_html(_as_told(run, manifest), manifest.language)


def _as_told(run: Run, manifest: Manifest) -> Run:
    return replace(run, source=manifest.source, seed_data=manifest.seed_data)


def difference(text: str, again: str) -> str:
    """Where two pages part, with what stands there in each; empty when nowhere."""
    if text == again:
        return ""
    longest = min(len(text), len(again))
    place = bisect_left(range(longest), True, key=lambda n: text[: n + 1] != again[: n + 1])
    begin = max(0, place - 20)
    line = text.count("\n", 0, place) + 1
    here, there = text[begin : place + 20], again[begin : place + 20]
    return f"line {line}, character {place}: {here!r} where it should be {there!r}"
