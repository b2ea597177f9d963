"""Verification: the file is what was written, keeps the laws, and can be lived again."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mybt_sim.base.compiled import source_digest
from mybt_sim.base.errors import RunError
from mybt_sim.catalogue import digest_folder, load_catalogue, seed_folder
from mybt_sim.store.digests import digest_of
from mybt_sim.store.laws import LAWS, breach_of
from mybt_sim.store.run_file import Run, open_run
from mybt_sim.store.schema import run_tables
from mybt_sim.store.writer import simulate

Say = Callable[[str, bool, str], None]
"""Told of each check: its name, whether it holds, and what was found."""


@dataclass(frozen=True)
class Verdict:
    """How many checks were made and which of them failed."""

    checks: int
    failures: tuple[str, ...]


def table_digests(run: Run) -> dict[str, str]:
    """Digests of all tables, computed anew from the rows of the file."""
    tables = run_tables(load_catalogue(), metrics_only=run.metrics_only)
    digests = {table.name: digest_of(table, run.batches(table)).hexdigest() for table in tables}
    return dict(sorted(digests.items()))


def verify_run(run: Run, *, say: Say, relive: bool = True, threads: int = 2) -> Verdict:
    """Check digests and laws, then live the scenario again and compare every table.

    `RunError` when the run was made by other rules or other seed data, so that it cannot be lived
    again here.
    """
    failures: list[str] = []
    checks = 0

    def check(name: str, holds: bool, found: str) -> None:
        nonlocal checks
        checks += 1
        if not holds:
            failures.append(name)
        say(name, holds, found)

    _check_digests(run, check)
    if not run.metrics_only:
        _check_laws(run, check)
    if relive:
        _check_again(run, check, threads)
    return Verdict(checks, tuple(failures))


def _check_digests(run: Run, check: Say) -> None:
    stored = run.stored_digests()
    found = table_digests(run)
    differing = sorted(name for name in stored | found if stored.get(name) != found.get(name))
    check("digests", not differing, ", ".join(differing) or f"{len(found)} tables as written")


def _check_laws(run: Run, check: Say) -> None:
    for law in LAWS:
        with run.cursor() as cursor:
            breach = breach_of(law, cursor)
        found = (
            f"{breach.rows:,} rows break it, first: {breach.examples[0]}" if breach else law.says
        )
        check(law.name, breach is None, found)


def _check_again(run: Run, check: Say, threads: int) -> None:
    _check_same_rules(run)
    with tempfile.TemporaryDirectory(prefix="mybt_sim-") as folder:
        out = simulate(
            run.scenario,
            Path(folder) / "again.duckdb",
            threads=threads,
            metrics_only=run.metrics_only,
        )
        stored = run.stored_digests()
        with open_run(out) as again:
            lived = again.stored_digests()
    differing = sorted(name for name in stored | lived if stored.get(name) != lived.get(name))
    check("lived again", not differing, ", ".join(differing) or "the same bits in every table")


def _check_same_rules(run: Run) -> None:
    if run.source != source_digest():
        raise RunError(
            f"{run.path} was made by other rules than these, so it can't be lived again.",
            next_step="Check it without that by --no-relive, or simulate it again.",
        )
    if run.seed_data != digest_folder(seed_folder()):
        raise RunError(
            f"{run.path} was made from other seed data than these, so it can't be lived again.",
            next_step="Check it without that by --no-relive, or simulate it again.",
        )
