"""Making cubes from the facts of a run: a few queries, and running sums by day and month.

Everything is a whole number. A running sum has one row more than there are days or months, so that
the sum over any period is the difference of two rows. The days of some contracts are fetched at a
time, in the order in which they are stored, so that memory hardly grows with the run.
"""

from collections.abc import Iterator
from typing import Any, TypeAlias

import duckdb
import numpy as np
from numpy.typing import NDArray

from mybt_sim.analysis.chosen import LIVED_SQL
from mybt_sim.analysis.cubes.cubes import YEAR_MONTHS, Cubes, Vocabulary
from mybt_sim.analysis.cubes.dimensions import (
    ATTRIBUTES_SQL,
    DIMENSIONS,
    HERE_SQL,
    SPEED_SQL,
    TECHNOLOGY_SQL,
)
from mybt_sim.analysis.cubes.measures import AMOUNTS, DAYS, MEASURES, SUBJECTS
from mybt_sim.store.run_file import READ_MEMORY

Whole: TypeAlias = NDArray[Any]
Arrays: TypeAlias = dict[str, Whole]

AMOUNT_OF = {DAYS: DAYS} | {
    measure: subject.name for subject in SUBJECTS.values() for measure in subject.measures
}
"""What a measure is a part of."""

AT_ONCE = 5_000
"""Contracts whose days are fetched at a time."""

HOLDING_SQL = f"""
-- One row per contract, home, tariff and line, with the values of all dimensions.
CREATE OR REPLACE TEMP TABLE cube_holding AS
WITH {LIVED_SQL},
{ATTRIBUTES_SQL},
holding AS (
    SELECT contract_id, home_from, tariff_id::VARCHAR AS tariff, {TECHNOLOGY_SQL} AS technology,
        min(day) AS first, max(day) AS last, count(*) AS days
    FROM lived JOIN attributes USING (contract_id) WHERE {HERE_SQL} GROUP BY ALL
),
told AS (
    SELECT holding.*, region, place, attributes.kind, age, household, persona,
        {SPEED_SQL} AS speed, connected_on, home_until, first_line, fibre_on
    FROM holding JOIN attributes USING (contract_id, home_from)
        JOIN tariff ON tariff.tariff_id::VARCHAR = tariff
)
SELECT *, (dense_rank() OVER (ORDER BY {", ".join(DIMENSIONS)}) - 1)::INTEGER AS cell,
    (dense_rank() OVER (ORDER BY contract_id) - 1)::INTEGER AS contract_no,
    (row_number() OVER (ORDER BY contract_id, home_from, tariff, technology) - 1)::INTEGER
        AS holding_no
FROM told ORDER BY holding_no
"""

SPELLS_SQL = f"""
-- One row per contract, home, tariff, line and stretch of days without a gap; most have one.
WITH {LIVED_SQL},
{ATTRIBUTES_SQL},
broken AS (
    SELECT contract_id, home_from, tariff, technology, cell, contract_no FROM cube_holding
    WHERE last - first + 1 <> days
),
stretch AS (
    SELECT contract_no, cell, day,
        day - (row_number() OVER (PARTITION BY contract_no, cell ORDER BY day))::INTEGER AS start
    FROM broken JOIN lived USING (contract_id) JOIN attributes USING (contract_id, home_from)
    WHERE tariff_id::VARCHAR = tariff AND {TECHNOLOGY_SQL} = technology AND {HERE_SQL}
)
SELECT contract_no, cell, first, last FROM cube_holding WHERE last - first + 1 = days
UNION ALL
SELECT contract_no, cell, min(day), max(day) FROM stretch GROUP BY contract_no, cell, start
ORDER BY contract_no, first
"""

DAYS_SQL = f"""
-- One row per contract and day of some contracts.
WITH {LIVED_SQL}
SELECT holding_no, cell, (day - $first::DATE)::INTEGER AS day,
    ((year(day) - year($first::DATE)) * 12 + month(day) - month($first::DATE))::INTEGER AS month,
    {", ".join(MEASURES[1:])}
FROM lived JOIN cube_holding ON lived.contract_id = cube_holding.contract_id
    AND lived.tariff_id::VARCHAR = tariff AND {TECHNOLOGY_SQL} = cube_holding.technology
WHERE {HERE_SQL} AND lived.contract_id BETWEEN $from AND $until
"""

ADD_ONS_SQL = """
-- One row per contract, add-on and period; `last` is the last day at whose end it is on.
SELECT contract_no, add_on.add_on_index AS add_on,
    (started_at::DATE - $start::DATE)::INTEGER AS first,
    (coalesce(ended_at::DATE - 1, $last::DATE) - $start::DATE)::INTEGER AS last
FROM add_on_period JOIN add_on USING (add_on_id)
    JOIN (SELECT DISTINCT contract_id, contract_no FROM cube_holding) USING (contract_id)
ORDER BY ALL
"""

FIT_SQL = """
-- Pairs of add-on and tariff that may be chosen together.
SELECT add_on_index, tariff_id::VARCHAR
FROM add_on_fit JOIN add_on USING (add_on_id) WHERE NOT is_included
"""


def build(cursor: duckdb.DuckDBPyConnection) -> Cubes:
    """The cubes of a run with facts, by a cursor of it."""
    first, end = _one(cursor, "SELECT min(day), max(day) FROM calendar")
    days = (end - first).days  # the calendar holds the day after, too
    is_locked = _one(cursor, "SELECT current_setting('lock_configuration')")[0]
    if is_locked:  # who serves the run has set what it may take
        return _built(cursor, first, days)
    cursor.execute(f"SET memory_limit = '{READ_MEMORY}'")
    try:
        return _built(cursor, first, days)
    finally:
        cursor.execute("RESET memory_limit")


def _built(cursor: duckdb.DuckDBPyConnection, first: Any, days: int) -> Cubes:
    cursor.execute(HOLDING_SQL)
    arrays: Arrays = {}
    vocabulary: Vocabulary = {}
    columns = ", ".join(f"any_value({name}) AS {name}" for name in DIMENSIONS)
    cells = cursor.sql(f"SELECT cell, {columns} FROM cube_holding GROUP BY cell ORDER BY cell").pl()
    for name in DIMENSIONS:
        words = sorted(set(cells[name].to_list()))
        vocabulary[name] = tuple(words)
        codes = {word: code for code, word in enumerate(words)}
        arrays[f"cell.{name}"] = np.array([codes[word] for word in cells[name]], np.uint8)
    arrays |= _sums(cursor, first, days, cells.height)
    arrays |= _contracts(cursor, first) | _add_ons(cursor, first, days, vocabulary["tariff"])
    cursor.execute("DROP TABLE cube_holding")
    return Cubes(first, days, vocabulary, arrays)


def _one(cursor: duckdb.DuckDBPyConnection, sql: str) -> Any:
    return cursor.sql(sql).fetchall()[0]


def _running(values: Whole) -> Whole:
    """Running sums along the first axis, in 32 bits where they fit."""
    sums = np.zeros((values.shape[0] + 1, *values.shape[1:]), np.int64)
    np.cumsum(values, axis=0, out=sums[1:])
    fits = sums.max(initial=0) < 2**31 and sums.min(initial=0) >= -(2**31)
    return sums.astype(np.int32) if fits else sums


def _sums(cursor: duckdb.DuckDBPyConnection, first: Any, days: int, cells: int) -> Arrays:
    """Running sums: of each measure by day and cell that ever has it; of amounts by month.

    While they are added up, the days of a cell and the months of a holding lie side by side.
    """
    holding = cursor.sql(
        "SELECT contract_no, cell FROM cube_holding ORDER BY holding_no"
    ).fetchnumpy()
    last = first + np.timedelta64(days - 1, "D").item()
    months = (last.year - first.year) * YEAR_MONTHS + last.month - first.month + 1
    by_day = {name: np.zeros((cells, days), np.int64) for name in MEASURES}
    by_month = {name: np.zeros((len(holding["cell"]), months), np.int64) for name in AMOUNTS}
    for rows in _in_parts(cursor, first):
        day, month = rows["cell"] * days + rows["day"], rows["holding_no"] * months + rows["month"]
        for name in MEASURES:
            some = slice(None) if name == DAYS else np.flatnonzero(rows[name])
            _add(by_day[name], day[some], rows[name][some])
            _add(by_month[AMOUNT_OF[name]], month[some], rows[name][some])
    found: Arrays = {
        "holding.contract": np.asarray(holding["contract_no"]).astype(np.int32),
        "holding.cell": np.asarray(holding["cell"]).astype(np.int32),
    }
    for name in MEASURES:
        sums = by_day.pop(name)
        used = np.flatnonzero(sums.any(axis=1)).astype(np.int32)
        found[f"day.{name}.cells"], found[f"day.{name}"] = used, _running(sums[used].T)
    return found | {f"month.{name}": _running(by_month.pop(name).T) for name in AMOUNTS}


def _add(sums: Whole, places: Whole, values: Whole) -> None:
    np.add.at(sums.reshape(-1), places, values.astype(np.int64))


def _in_parts(cursor: duckdb.DuckDBPyConnection, first: Any) -> Iterator[Arrays]:
    """The days of all contracts, those of `AT_ONCE` at a time."""
    ids = cursor.sql("SELECT contract_id FROM contract ORDER BY ALL").fetchnumpy()["contract_id"]
    for some in (ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE)):
        asked = {"first": first, "from": int(some[0]), "until": int(some[-1])}
        rows = cursor.sql(DAYS_SQL, params=asked).fetchnumpy()
        found = {name: np.asarray(values) for name, values in rows.items()}
        yield {**found, DAYS: np.ones(len(found["cell"]), np.int64)}


def _contracts(cursor: duckdb.DuckDBPyConnection, first: Any) -> Arrays:
    """Contracts with their month of connection, and the stretches in which they are in force."""
    contracts = cursor.sql(
        """SELECT contract_id, any_value(month(connected_on) + 12 * year(connected_on)) AS month
        FROM cube_holding GROUP BY contract_id ORDER BY contract_id"""
    ).fetchnumpy()
    spells = cursor.sql(
        f"""SELECT contract_no, cell, first - $first::DATE AS first, last - $first::DATE AS last
        FROM ({SPELLS_SQL}) ORDER BY contract_no, first""",
        params={"first": first},
    ).fetchnumpy()
    return {
        "contract.id": np.asarray(contracts["contract_id"]).astype(np.int32),
        "contract.month": np.asarray(contracts["month"]).astype(np.int32),
        "spell.contract": np.asarray(spells["contract_no"]).astype(np.int32),
        "spell.cell": np.asarray(spells["cell"]).astype(np.int32),
        "spell.first": np.asarray(spells["first"]).astype(np.int32),
        "spell.last": np.asarray(spells["last"]).astype(np.int32),
    }


def _add_ons(
    cursor: duckdb.DuckDBPyConnection, first: Any, days: int, tariffs: tuple[str, ...]
) -> Arrays:
    """Periods of add-ons, and which add-on fits which tariff."""
    last = first + np.timedelta64(days - 1, "D").item()
    rows = cursor.sql(ADD_ONS_SQL, params={"start": first, "last": last}).fetchnumpy()
    count = _one(cursor, "SELECT max(add_on_index) + 1 FROM add_on")[0]
    fit = np.zeros((count, len(tariffs)), np.uint8)
    for add_on, tariff in cursor.sql(FIT_SQL).fetchall():
        if tariff in tariffs:
            fit[add_on, tariffs.index(tariff)] = 1
    names = {"contract_no": "contract", "add_on": "add_on", "first": "first", "last": "last"}
    found = {f"add_on.{to}": np.asarray(rows[of]).astype(np.int32) for of, to in names.items()}
    return {**found, "fit": fit}
