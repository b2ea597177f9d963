"""Verification: the file is what was written, keeps the laws, and can be lived again."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from mybt_sim.catalogue import load_catalogue
from mybt_sim.simulation.conditions import catalogue_of
from mybt_sim.store.digests import digest_of
from mybt_sim.store.identity import check_same_rules
from mybt_sim.store.laws import LAWS, breach_of
from mybt_sim.store.part_checks import check_parts
from mybt_sim.store.realism.report import realism_of, why_left_out
from mybt_sim.store.run_file import Run, open_run
from mybt_sim.store.schema import run_tables
from mybt_sim.store.writer import simulate

Say = Callable[[str, bool, str], None]
"""Told of each check: its name, whether it holds, and what was found."""


class Check(NamedTuple):
    """A check that was made: its name, whether it holds, and what was found."""

    name: str
    holds: bool
    found: str


@dataclass(frozen=True)
class Verdict:
    """How many checks were made and which of them failed."""

    checks: int
    failures: tuple[str, ...]


def verdict_of(checks: Iterable[Check], say: Say) -> Verdict:
    """Make checks one after the other; `say` is told of each."""
    made = []
    for check in checks:
        say(*check)
        made.append(check)
    return Verdict(len(made), tuple(check.name for check in made if not check.holds))


def table_digests(run: Run) -> dict[str, str]:
    """Digests of all tables, computed anew from the rows of the file."""
    catalogue = catalogue_of(load_catalogue(), run.scenario)
    tables = run_tables(catalogue, metrics_only=run.metrics_only)
    digests = {table.name: digest_of(table, run.batches(table)).hexdigest() for table in tables}
    return dict(sorted(digests.items()))


def verify_run(what: Run | Path, *, say: Say, relive: bool = True, threads: int = 2) -> Verdict:
    """Check digests, laws and realism, then live the scenario again and compare every table.

    `RunError` when the run was made by other rules or other seed data, so that it cannot be lived
    again here.
    """
    return verdict_of(_checks(what, relive, threads), say)


def _checks(what: Run | Path, relive: bool, threads: int) -> Iterator[Check]:
    path = what.path if isinstance(what, Run) else what
    if path.is_dir():
        parts = check_parts(path)
        yield Check("parts", *parts)
        if not parts.hold:  # what is damaged may not even be opened
            return
    with nullcontext(what) if isinstance(what, Run) else open_run(path) as run:
        yield from _proofs(run, relive, threads)


def _proofs(run: Run, relive: bool, threads: int) -> Iterator[Check]:
    found = table_digests(run)
    yield _compared("digests", run, found, f"{len(found)} tables as written")
    if not run.metrics_only:
        yield from _laws(run)
    yield _realism(run)
    if relive:
        yield _lived_again(run, threads)


def _compared(name: str, run: Run, found: dict[str, str], same: str) -> Check:
    """Whether these are the digests that the run carries."""
    stored = run.stored_digests()
    differing = sorted(name for name in stored | found if stored.get(name) != found.get(name))
    return Check(name, not differing, ", ".join(differing) or same)


def _laws(run: Run) -> Iterator[Check]:
    for law in LAWS:
        with run.cursor() as cursor:
            breach = breach_of(law, cursor)
        found = (
            f"{breach.rows:,} rows break it, first: {breach.examples[0]}" if breach else law.says
        )
        yield Check(law.name, breach is None, found)


def _realism(run: Run) -> Check:
    """What is missed must have its reason in the targets; a run too small for them says so."""
    left_out = why_left_out(run)
    if left_out is not None:
        return Check("realism", True, f"left out: {left_out}")
    realism = realism_of(run)
    return Check("realism", not realism.unexplained, str(realism))


def _lived_again(run: Run, threads: int) -> Check:
    check_same_rules(run, "Check it without that by --no-relive, or simulate it again.")
    with tempfile.TemporaryDirectory(prefix="mybt_sim-") as folder:
        out = simulate(
            run.scenario,
            Path(folder) / "again.duckdb",
            threads=threads,
            metrics_only=run.metrics_only,
        )
        with open_run(out) as again:
            found = again.stored_digests()
    return _compared("lived again", run, found, "the same bits in every table")
