"""The proof of a report: its run is lived again, its page made again, and both must be the same."""

import re
import tempfile
from bisect import bisect_left
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias, TypeVar

import msgspec

from mybt_sim.app.report.files import printed
from mybt_sim.app.report.page import MANIFEST, report_html
from mybt_sim.app.report.pdf import manifest_text, typesetter
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
    typst: str = ""


def verify_report(path: Path, *, say: Say = lambda *_: None, threads: int = 2) -> Verdict:
    """Live the run of a report again and compare every byte of the page.

    A page that other rules or other seed data made is held against these, and the verdict says so.
    `RunError` when there is no page that can be read.
    """
    content = _read(path)
    if path.suffix == ".pdf":
        return verdict_of(_checks_of_print(content, threads), say)
    return verdict_of(_checks(content.decode("utf-8", "replace"), threads), say)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(REPORT_MOST)
    except OSError as error:
        raise RunError(
            f"{path} cannot be read: {why_unreadable(error)}.",
            next_step="Name a page that `mybt-sim report` has written.",
        ) from error


Made = TypeVar("Made", str, bytes)
MakeAgain: TypeAlias = Callable[["Manifest", Scenario, int], Made]


def _checks(text: str, threads: int) -> Iterator[Check]:
    again = yield from _made_again(lambda: manifest_in(text), page_again, threads)
    if again is None:
        return
    for name, part in (("page", without_pictures), ("pictures", pictures)):
        found = difference(part(text), part(again))
        yield Check(name, not found, found or "the same in every character")


def _checks_of_print(content: bytes, threads: int) -> Iterator[Check]:
    again = yield from _made_again(
        lambda: manifest_of_text(manifest_text(content)), print_again, threads
    )
    if again is not None:
        same = content == again
        place = parting(content, again)
        found = "the same in every byte" if same else f"it parts at byte {place:,}"
        yield Check("print", same, found)


def _made_again(
    read: Callable[[], Manifest], make: MakeAgain[Made], threads: int
) -> Generator[Check, None, Made | None]:
    """What the manifest leads to when its run is lived again; None when it leads nowhere."""
    try:
        manifest = read()
        scenario = scenario_of(manifest.scenario)
    except (MybtError, ValueError, TypeError, KeyError) as error:
        yield Check("manifest", False, f"it says no scenario that can be lived: {error}")
        return None
    yield Check("manifest", True, f"{scenario.subscribers:,} subscribers, {scenario.days} days")
    try:
        return make(manifest, scenario, threads)
    except MybtError as error:
        yield Check("lived again", False, str(error))
        return None


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
    return manifest_of_text(found[0])


def manifest_of_text(text: str) -> Manifest:
    """The manifest in its JSON; `RunError` when it cannot be understood."""
    try:
        return msgspec.json.decode(text, type=Manifest)
    except msgspec.MsgspecError as error:
        raise RunError(
            f"The manifest of the page is broken: {error}.", next_step="Write the report again."
        ) from error


def page_again(manifest: Manifest, scenario: Scenario, threads: int) -> str:
    """The page that these rules make of the same scenario, naming the rules of the manifest."""
    with _lived_again(manifest, scenario, threads) as run:
        return report_html(run, manifest.language)


def print_again(manifest: Manifest, scenario: Scenario, threads: int) -> bytes:
    """As `page_again`, the PDF; `RunError` when another Typst than its own stands here."""
    if manifest.typst != typesetter():
        raise RunError(
            f"It was set by Typst {manifest.typst}; {typesetter()} is installed.",
            next_step=f"Prove it with that one: pip install typst=={manifest.typst}",
        )
    with _lived_again(manifest, scenario, threads) as run:
        return printed(run, manifest.language)


@contextmanager
def _lived_again(manifest: Manifest, scenario: Scenario, threads: int) -> Iterator[Run]:
    with tempfile.TemporaryDirectory(prefix="mybt_sim-") as folder:
        path = simulate(scenario, Path(folder) / "again.duckdb", threads=threads)
        with open_run(path) as run:
            yield replace(run, source=manifest.source, seed_data=manifest.seed_data)


def difference(text: str, again: str) -> str:
    """Where two pages part, with what stands there in each; empty when nowhere."""
    if text == again:
        return ""
    place = parting(text, again)
    begin = max(0, place - 20)
    line = text.count("\n", 0, place) + 1
    here, there = text[begin : place + 20], again[begin : place + 20]
    return f"line {line}, character {place}: {here!r} where it should be {there!r}"


def parting(one: Made, other: Made) -> int:
    """How much two texts, or two contents of files, have in common from their beginning."""
    longest = min(len(one), len(other))
    return bisect_left(range(longest), True, key=lambda n: one[: n + 1] != other[: n + 1])
