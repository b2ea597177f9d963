"""Targets that a year of the population is held against: data/seed/realism/targets.toml.

A target is a figure of a run, by SQL over its tables, beside what it should be and where that comes
from. All or nothing: one `SeedDataError` lists every finding.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from mybt_sim.catalogue import seed_folder
from mybt_sim.catalogue.documents import parse_document, read_contents
from mybt_sim.catalogue.findings import Finding, Spot, refuse
from mybt_sim.catalogue.model import Basis

FILE = "realism/targets.toml"
PARTS = {"tolerance", "part", "target"}

Statistic = Literal["srmse", "chi", "largest"]


class Target(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A figure or a profile of a run, and what it should be.

    Of a figure there is a `value`, or a band of `least` and `most`; either end may be open. Of a
    profile, whose SQL gives (label, amount), there are `cells` and the `statistic` that compares
    them; `most` bounds it. Without a bound the tolerance of the basis holds. `missed` says why a
    target isn't met yet.
    """

    group: str
    name: str
    sql: str
    basis: Basis
    source: str
    value: float | None = None
    least: float | None = None
    most: float | None = None
    statistic: Statistic | None = None
    cells: dict[str, float] | None = None
    missed: str | None = None

    @property
    def is_binding(self) -> bool:
        """Whether a run that misses it isn't realistic: something was measured."""
        return self.basis in ("FOUND", "COMPARABLE")


@dataclass(frozen=True)
class Targets:
    """All targets, the parts that their SQL shares, and the tolerances of values by basis."""

    targets: tuple[Target, ...]
    parts: dict[str, str]
    tolerances: dict[str, float]


@cache
def load_targets(folder: Path | None = None) -> Targets:
    """Read and check the targets in `folder`, by default the seed data's own."""
    findings: list[Finding] = []
    contents = read_contents(folder or seed_folder(), (FILE,), findings)
    spot = Spot(findings, FILE)
    document = parse_document(contents.get(FILE), spot)
    refuse(findings)
    assert document is not None
    for stray in sorted(document.keys() - PARTS):
        spot.inside(stray).report("is not known here", remedy=f"use {', '.join(sorted(PARTS))}")
    tolerances = _converted(document.get("tolerance"), dict[str, float], spot.inside("tolerance"))
    parts = _converted(document.get("part"), dict[str, str], spot.inside("part"))
    read = [
        _read_target(table, tolerances or {}, spot.inside(f"target[{n}]"))
        for n, table in enumerate(document.get("target", ()))
    ]
    targets = tuple(target for target in read if target is not None)
    _check_names(targets, spot)
    refuse(findings)
    return Targets(targets, parts, tolerances)


def _read_target(table: object, tolerances: dict[str, float], spot: Spot) -> Target | None:
    target: Target | None = _converted(table, Target, spot)
    if target is None:
        return None
    is_profile = target.cells is not None
    has_band = target.least is not None or target.most is not None
    if is_profile != (target.statistic is not None):
        spot.report(f"{target.name}: has one of cells and statistic", remedy="give both or none")
    if sum((is_profile, target.value is not None, has_band and not is_profile)) != 1:
        spot.report(f"{target.name}: is not said once", remedy="give cells, a value or a band")
    if not has_band and target.basis not in tolerances:
        spot.report(
            f"{target.name}: {target.basis} has no tolerance", remedy="give a band, or a most"
        )
    return target


def _converted(written: object, kind: Any, spot: Spot) -> Any:
    try:
        return msgspec.convert(written, kind)
    except msgspec.ValidationError as error:
        spot.report(str(error), remedy="write it as its neighbours are")
        return None


def _check_names(targets: tuple[Target, ...], spot: Spot) -> None:
    names = [target.name for target in targets]
    for name in sorted({one for one in names if names.count(one) > 1}):
        spot.report(f"two targets are called {name!r}", remedy="rename one")
