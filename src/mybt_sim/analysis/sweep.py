"""A grid of scenarios lived point by point into one tidy table, a row per point, metric, segment.

Each point that is done is a small file, named by a digest of all that its figures depend on. A
sweep that was stopped goes on where it was, and one with more points lives those alone.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import polars as pl

from mybt_sim.analysis.compare import WHOLE, Comparison, check_segments, compare_with
from mybt_sim.analysis.compare_files import make_folder, store_lives
from mybt_sim.analysis.grid import Point
from mybt_sim.base.errors import RunError
from mybt_sim.base.sources import lives_digest
from mybt_sim.catalogue import digest_folder, seed_folder
from mybt_sim.simulation.baseline import Baseline
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store.files import written_aside
from mybt_sim.store.run_file import scenario_text

TABLE = "sweep"
POINTS = "points"
DIGEST_DIGITS = 20


class Sweep:
    """The points of a grid in a folder: those that are done, and those that are left."""

    def __init__(self, points: Sequence[Point], folder: Path, by: Sequence[str] = ()) -> None:
        for segments in by:
            check_segments(segments)
        self.folder = folder
        self.by = tuple(by)
        self.points = {digest_of(point, self.by): point for point in points}

    def __repr__(self) -> str:
        return f"<Sweep of {len(self.points)} points in {self.folder}, {len(self.left)} left>"

    @property
    def left(self) -> dict[str, Point]:
        """The points that have not been lived yet."""
        return {one: point for one, point in self.points.items() if not self._path(one).exists()}

    @property
    def table(self) -> Path:
        """Where the table will stand as Parquet; the CSV stands beside it."""
        return self.folder / f"{TABLE}.parquet"

    def check(self, *, overwrite: bool) -> None:
        """`RunError` when a table of another grid stands there and has to stay."""
        make_folder(self.folder / POINTS)
        if overwrite or not self.table.exists():
            return
        others = set(pl.read_parquet(self.table, columns=["digest"])["digest"]) - set(self.points)
        if others:
            raise RunError(
                f"{self.table} has {len(others)} points that this sweep hasn't.",
                next_step="Name another folder with --out, or say --overwrite.",
            )

    def live(
        self,
        live_base: Callable[[Scenario], Baseline],
        *,
        threads: int = 1,
        progress: Callable[[], None] = lambda: None,
    ) -> pl.DataFrame:
        """Live what is left, and write the table."""
        base: Baseline | None = None
        for digest, point in sorted(self.left.items(), key=_base_of):
            if base is None or base.simulation.scenario != point.base:
                base = live_base(point.base)
            comparison = compare_with(base, point.variant, threads=threads)
            store_lives(_rows(comparison, self.by), self._path(digest))
            progress()
        return self._write_table()

    def _path(self, digest: str) -> Path:
        return self.folder / POINTS / f"{digest}.parquet"

    def _write_table(self) -> pl.DataFrame:
        parts = []
        for number, (digest, point) in enumerate(self.points.items(), start=1):
            named = [pl.lit(number).alias("point"), pl.lit(digest).alias("digest")]
            named += [pl.lit(str(value)).alias(name) for name, value in point.values.items()]
            parts.append(pl.read_parquet(self._path(digest)).select(*named, pl.all()))
        table = pl.concat(parts)
        store_lives(table, self.table)
        with written_aside(self.table.with_suffix(".csv")) as aside:
            table.write_csv(aside)
        return table


def _base_of(digest_and_point: tuple[str, Point]) -> str:
    """Points of one base follow each other, so that it is lived once."""
    return scenario_text(digest_and_point[1].base)


def digest_of(point: Point, by: Iterable[str]) -> str:
    """Names a point by everything that its figures depend on."""
    scenarios = [scenario_text(one) for one in (point.base, point.variant)]
    parts = [lives_digest(), digest_folder(seed_folder()), *scenarios, *by]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:DIGEST_DIGITS]


def _rows(comparison: Comparison, by: Sequence[str]) -> pl.DataFrame:
    """One row per metric and segment."""
    return pl.DataFrame(
        [
            {
                "segments": segments or WHOLE,
                "segment": effect.segment,
                "metric": effect.metric,
                "unit": effect.unit,
                "contracts": effect.contracts,
                "touched": effect.touched,
                "base": effect.base_mean,
                "difference": effect.difference,
                "low": effect.low,
                "high": effect.high,
                "variance_ratio": effect.variance_ratio if effect.touched else None,
            }
            for segments in (None, *by)
            for effect in comparison.effects(segments)
        ],
        schema_overrides={"variance_ratio": pl.Float64},
    )
