"""The tables of the page of money by name: their queries, and as Polars frames for a notebook."""

import datetime
from collections.abc import Iterable

import polars as pl

from mybt_sim.analysis import holders, takings_sql
from mybt_sim.analysis.cubes import cubes_of, read_selection
from mybt_sim.analysis.cubes.dimensions import DIMENSIONS
from mybt_sim.analysis.takings_scope import Scope
from mybt_sim.base.errors import RunError
from mybt_sim.catalogue.findings import did_you_mean
from mybt_sim.store import Run

QUERIES = {
    "earned": takings_sql.EARNED,
    "walk": takings_sql.WALK,
    "walk_by_region": takings_sql.REGION_WALK,
    "moves": takings_sql.MOVES,
    "blocked": takings_sql.BLOCKED,
    "paying": takings_sql.PAYING,
    "plans": takings_sql.PLANS,
    "hours": takings_sql.HOURS,
    "payments": takings_sql.PAYMENTS,
    "funnel": takings_sql.FUNNEL,
    "promises": takings_sql.PROMISES,
    "promise_days": takings_sql.PROMISE_DAYS,
    "debts": takings_sql.DEBTS,
    "balances": takings_sql.BALANCES,
    "leaving": holders.LEAVING,
    "reached": holders.REACHED,
    "held": holders.HELD,
    "refusals": takings_sql.REFUSALS,
}
"""In the order of the page; each begins with what a row is."""


def money_table(
    run: Run,
    name: str,
    *,
    first: datetime.date | None = None,
    last: datetime.date | None = None,
    **chosen: str | Iterable[str],
) -> pl.DataFrame:
    """A table of the page of money, of the whole run or of what is chosen.

    Both days belong to the period. `chosen` are the filters of the page, each with one value or
    several: `region="MSQ"`, `tariff=["T08", "T09"]`. The first line of `QUERIES[name]` says what a
    row is; amounts are kopecks with VAT. Raises `RunError` for a name or a value that is unknown.
    """
    _check(name, QUERIES, "table")
    cubes = cubes_of(run)
    days = (("from", first), ("to", last))
    pairs = [(end, day.isoformat()) for end, day in days if day is not None]
    for dimension, words in chosen.items():
        _check(dimension, DIMENSIONS, "filter")
        for word in [words] if isinstance(words, str) else words:
            _check(word, cubes.vocabulary[dimension], dimension)
            pairs.append((dimension, word))
    scope = Scope(cubes, read_selection(cubes, pairs).selection)
    with run.cursor() as cursor:
        found: pl.DataFrame = cursor.sql(scope.sql(QUERIES[name])).pl()
        return found


def _check(name: str, known: Iterable[str], what: str) -> None:
    words = list(known)
    if name not in words:
        raise RunError(
            f"There is no {what} {name}.",
            next_step=did_you_mean(name, words).strip() or f"Name {', '.join(words)}.",
        )
