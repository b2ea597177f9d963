"""Making cubes from the facts of a run: a few queries, and running sums by day and month.

Everything is a whole number. A running sum has one row more than there are days or months, so that
the sum over any period is the difference of two rows.
"""

from typing import Any, TypeAlias

import duckdb
import numpy as np
from numpy.typing import NDArray

from mybt_sim.analysis.chosen import LIVED_SQL
from mybt_sim.analysis.cubes.cubes import Cubes, Vocabulary
from mybt_sim.analysis.cubes.dimensions import (
    ATTRIBUTES_SQL,
    DIMENSIONS,
    HERE_SQL,
    SPEED_SQL,
    TECHNOLOGY_SQL,
)
from mybt_sim.analysis.cubes.measures import AMOUNTS, DAYS, MEASURES, SUBJECTS

Whole: TypeAlias = NDArray[Any]
Arrays: TypeAlias = dict[str, Whole]

HELD_SQL = f"""
-- One row per contract, home, tariff, line and month: days in force and amounts.
CREATE OR REPLACE TEMP TABLE cube_held AS
WITH {LIVED_SQL},
{ATTRIBUTES_SQL}
SELECT contract_id, home_from, tariff_id::VARCHAR AS tariff, {TECHNOLOGY_SQL} AS technology,
    date_trunc('month', day)::DATE AS month,
    min(day) AS first, max(day) AS last, count(*) AS {DAYS},
    {", ".join(f"sum({one.sql})::BIGINT AS {one.name}" for one in SUBJECTS.values())}
FROM lived JOIN attributes USING (contract_id) WHERE {HERE_SQL} GROUP BY ALL
"""

CONTRACT_CELL_SQL = f"""
-- One row per contract, home, tariff and line, with the values of all dimensions.
CREATE OR REPLACE TEMP TABLE cube_holding AS
WITH {ATTRIBUTES_SQL},
holding AS (
    SELECT contract_id, home_from, tariff, technology, min(first) AS first, max(last) AS last,
        sum({DAYS}) AS days
    FROM cube_held GROUP BY ALL
),
told AS (
    SELECT holding.*, region, place, attributes.kind, age, household, persona,
        {SPEED_SQL} AS speed, connected_on
    FROM holding JOIN attributes USING (contract_id, home_from)
        JOIN tariff ON tariff.tariff_id::VARCHAR = tariff
)
SELECT *, (dense_rank() OVER (ORDER BY {", ".join(DIMENSIONS)}) - 1)::INTEGER AS cell,
    (dense_rank() OVER (ORDER BY contract_id) - 1)::INTEGER AS contract_no
FROM told ORDER BY contract_id, home_from, tariff, technology
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

CELL_DAY_SQL = f"""
-- One row per cell and day.
WITH {LIVED_SQL},
{ATTRIBUTES_SQL}
SELECT day - (SELECT min(day) FROM calendar) AS day_no, cell, count(*)::INTEGER AS {DAYS},
    {", ".join(f"sum({name})::BIGINT AS {name}" for name in MEASURES[1:])}
FROM lived JOIN attributes USING (contract_id)
    JOIN cube_holding ON lived.contract_id = cube_holding.contract_id
        AND attributes.home_from = cube_holding.home_from
        AND lived.tariff_id::VARCHAR = tariff AND {TECHNOLOGY_SQL} = technology
WHERE {HERE_SQL.replace("home_from", "attributes.home_from")}
GROUP BY ALL
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
    cursor.execute(HELD_SQL)
    cursor.execute(CONTRACT_CELL_SQL)
    arrays: Arrays = {}
    vocabulary: Vocabulary = {}
    columns = ", ".join(f"any_value({name}) AS {name}" for name in DIMENSIONS)
    cells = cursor.sql(f"SELECT cell, {columns} FROM cube_holding GROUP BY cell ORDER BY cell").pl()
    for name in DIMENSIONS:
        words = sorted(set(cells[name].to_list()))
        vocabulary[name] = tuple(words)
        codes = {word: code for code, word in enumerate(words)}
        arrays[f"cell.{name}"] = np.array([codes[word] for word in cells[name]], np.uint8)
    arrays |= _daily(cursor, days, cells.height) | _monthly(cursor)
    arrays |= _contracts(cursor, first) | _add_ons(cursor, first, days, vocabulary["tariff"])
    for name in ("cube_held", "cube_holding"):
        cursor.execute(f"DROP TABLE {name}")
    return Cubes(first, days, vocabulary, arrays)


def _one(cursor: duckdb.DuckDBPyConnection, sql: str) -> Any:
    return cursor.sql(sql).fetchall()[0]


def _running(values: Whole) -> Whole:
    """Running sums along the first axis, in 32 bits where they fit."""
    sums = np.zeros((values.shape[0] + 1, *values.shape[1:]), np.int64)
    np.cumsum(values, axis=0, out=sums[1:])
    fits = sums.max(initial=0) < 2**31 and sums.min(initial=0) >= -(2**31)
    return sums.astype(np.int32) if fits else sums


def _daily(cursor: duckdb.DuckDBPyConnection, days: int, cells: int) -> Arrays:
    """Of each measure the cells that ever have it, and its running sums by day."""
    rows = cursor.sql(CELL_DAY_SQL).fetchnumpy()
    found: Arrays = {}
    for name in MEASURES:
        values = np.asarray(rows[name])
        used = np.unique(np.asarray(rows["cell"])[values != 0]).astype(np.int32)
        place = np.full(cells, -1, np.int64)
        place[used] = np.arange(len(used))
        dense = np.zeros((days, len(used)), np.int64)
        some = values != 0
        dense[np.asarray(rows["day_no"])[some], place[np.asarray(rows["cell"])[some]]] = values[
            some
        ]
        found[f"day.{name}.cells"], found[f"day.{name}"] = used, _running(dense)
    return found


def _monthly(cursor: duckdb.DuckDBPyConnection) -> Arrays:
    """Of each contract and tariff its running amounts by month."""
    rows = cursor.sql(
        f"""SELECT holding_no, month(month) + 12 * year(month) AS month, {", ".join(AMOUNTS)}
        FROM cube_held JOIN (
            SELECT *, row_number() OVER (
                ORDER BY contract_id, home_from, tariff, technology
            ) - 1 AS holding_no
            FROM cube_holding
        ) AS holding USING (contract_id, home_from, tariff, technology)"""
    ).fetchnumpy()
    holding = cursor.sql(
        "SELECT contract_no, cell FROM cube_holding"
        " ORDER BY contract_id, home_from, tariff, technology"
    ).fetchnumpy()
    months = np.asarray(rows["month"]).astype(np.int64)
    months -= months.min()
    found: Arrays = {
        "holding.contract": np.asarray(holding["contract_no"]).astype(np.int32),
        "holding.cell": np.asarray(holding["cell"]).astype(np.int32),
    }
    for name in AMOUNTS:
        dense = np.zeros((months.max() + 1, len(holding["cell"])), np.int64)
        dense[months, np.asarray(rows["holding_no"]).astype(np.int64)] = np.asarray(rows[name])
        found[f"month.{name}"] = _running(dense)
    return found


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
