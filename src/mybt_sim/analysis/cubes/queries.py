"""The query behind each chart: what an analyst copies, and what tests hold the cubes against.

A query is made of words of the vocabulary and of dates alone; nothing that was typed is in it.
"""

from collections.abc import Sequence

from mybt_sim.analysis.chosen import LIVED_SQL
from mybt_sim.analysis.cubes.answers import SHARES, whole_months
from mybt_sim.analysis.cubes.by_hour import HOURLY, hourly
from mybt_sim.analysis.cubes.cubes import Cubes
from mybt_sim.analysis.cubes.dimensions import (
    ATTRIBUTES_SQL,
    DIMENSIONS,
    HERE_SQL,
    SPEED_SQL,
    TECHNOLOGY_SQL,
)
from mybt_sim.analysis.cubes.measures import MEASURES, SUBJECTS
from mybt_sim.analysis.cubes.selection import Selection
from mybt_sim.store.columns import quoted

CONTRACTS = "count(DISTINCT contract_id) AS contracts, count(*) AS contract_days"


def totals_query(cubes: Cubes, selection: Selection) -> str:
    """One row: distinct contracts and the sums of all measures."""
    return (
        f"{_chosen(cubes, selection)}\nSELECT {CONTRACTS},\n    {_sums(MEASURES[1:])}\nFROM chosen"
    )


def daily_query(cubes: Cubes, selection: Selection) -> str:
    """One row per day of the run with the measures of the subject."""
    whole = selection.during(0, cubes.days - 1)
    sums = _sums(SUBJECTS[selection.subject].measures)
    return (
        f"{_chosen(cubes, whole)}\nSELECT day,\n    {sums}\nFROM chosen GROUP BY day ORDER BY day"
    )


def bars_query(cubes: Cubes, selection: Selection, dimension: str) -> str:
    """One row per value of a dimension."""
    amount = SUBJECTS[selection.subject].sql
    return (
        f"{_chosen(cubes, selection.without(dimension))}\nSELECT {dimension},"
        f" count(*) AS contract_days,\n    sum({amount})::BIGINT AS amount\n"
        f"FROM chosen GROUP BY {dimension} ORDER BY amount DESC, {dimension}"
    )


def weekdays_query(cubes: Cubes, selection: Selection) -> str:
    """One row per day of the week; its hours are shares of these sums (data/seed/behaviour)."""
    return _by_weekday(cubes, selection, SUBJECTS[hourly(selection.subject)].measures)


def clock_query(cubes: Cubes, selection: Selection) -> str:
    """The same of all subjects that have hours."""
    return _by_weekday(
        cubes, selection, [one for name in HOURLY for one in SUBJECTS[name].measures]
    )


def _by_weekday(cubes: Cubes, selection: Selection, measures: Sequence[str]) -> str:
    sums = _sums(measures)
    return (
        f"{_chosen(cubes, selection)}\nSELECT isodow(day) AS weekday,"
        f" count(DISTINCT day) AS days,\n    {sums}\nFROM chosen GROUP BY weekday ORDER BY weekday"
    )


def distribution_query(cubes: Cubes, selection: Selection) -> str:
    """One row: percentiles of the amounts of contracts over whole months, and the top 1 %."""
    months = whole_months(cubes, selection)
    if months is not None:
        selection = selection.during(*days_of_months(cubes, *months))
    ranks = ",\n    ".join(
        f"amounts[(contracts * {share} + 99) // 100] AS p{share}" for share in SHARES
    )
    return (
        f"{_chosen(cubes, selection)},\nline AS (\n    SELECT contract_id,"
        f" sum({SUBJECTS[selection.subject].sql})::BIGINT AS amount\n    FROM chosen"
        " GROUP BY contract_id HAVING amount > 0\n),\nlines AS (\n    SELECT count(*) AS contracts,"
        " sum(amount)::BIGINT AS total,\n        list(amount ORDER BY amount) AS amounts\n"
        "    FROM line\n)\nSELECT contracts, total,\n"
        f"    {ranks},\n"
        "    list_sum(amounts[-greatest(1, contracts // 100):])::BIGINT AS top_amount\n"
        "FROM lines"
    )


def cohorts_query(cubes: Cubes, selection: Selection) -> str:
    """One row per cohort and month: contracts in force on the month's last day."""
    whole = selection.during(0, cubes.days - 1)
    return (
        f"{_chosen(cubes, whole)}\nSELECT year(connected_on) AS year,\n"
        f"    if(connected_on < date_trunc('month', DATE '{cubes.first}'), 0,"
        " month(connected_on)) AS month,\n    date_trunc('month', day)::DATE AS seen,"
        "\n    count(DISTINCT contract_id)"
        f" FILTER (day = least(last_day(day), DATE '{cubes.last}')) AS in_force\n"
        "FROM chosen GROUP BY ALL ORDER BY ALL"
    )


def attach_query(cubes: Cubes, selection: Selection) -> str:
    """One row per add-on: contracts that could have it on the last day, and those that have it."""
    last = cubes.date_of(selection.last)
    return (
        f"{_chosen(cubes, selection.during(selection.last, selection.last))},\nheld AS (\n"
        "    SELECT DISTINCT contract_id, add_on_id FROM add_on_period\n"
        f"    WHERE started_at::DATE <= DATE '{last}'"
        f" AND (ended_at IS NULL OR ended_at::DATE > DATE '{last}')\n)\n"
        "SELECT add_on_id, count(*) AS could, count(held.contract_id) AS has\n"
        "FROM chosen JOIN add_on_fit ON add_on_fit.tariff_id::VARCHAR = tariff\n"
        "    LEFT JOIN held USING (contract_id, add_on_id)\n"
        "WHERE NOT is_included GROUP BY ALL ORDER BY add_on_id"
    )


def days_of_months(cubes: Cubes, start: int, end: int) -> tuple[int, int]:
    """First and last day, counted from the first, of months of the run."""
    starts = [0, *(day for day in range(1, cubes.days) if cubes.date_of(day).day == 1), cubes.days]
    return starts[start], starts[end] - 1


def _chosen(cubes: Cubes, selection: Selection) -> str:
    first, last = cubes.date_of(selection.first), cubes.date_of(selection.last)
    conditions = [f"day BETWEEN DATE '{first}' AND DATE '{last}'", HERE_SQL]
    for name in DIMENSIONS:
        if words := selection.chosen.get(name):
            listed = ", ".join(quoted(word) for word in sorted(words))
            conditions.append(f"{name} IN ({listed})")
    return (
        f"WITH {LIVED_SQL},\n{ATTRIBUTES_SQL},\nchosen AS (\n    SELECT lived.*,"
        " region, place, attributes.kind, age, household, persona,\n"
        f"        lived.tariff_id::VARCHAR AS tariff, {SPEED_SQL} AS speed, connected_on,\n"
        f"        {TECHNOLOGY_SQL} AS technology\n"
        "    FROM lived JOIN attributes USING (contract_id) JOIN tariff USING (tariff_id)\n"
        "    WHERE " + "\n        AND ".join(_qualified(one) for one in conditions) + "\n)"
    )


def _qualified(condition: str) -> str:
    """Names that tables have as well are those tables' in a WHERE, so they say whose they are."""
    name, space, words = condition.partition(" ")
    meant = {
        "kind": "attributes.kind",
        "tariff": "lived.tariff_id::VARCHAR",
        "speed": SPEED_SQL,
        "technology": TECHNOLOGY_SQL,
    }
    return f"{meant.get(name, name)}{space}{words}"


def _sums(names: Sequence[str]) -> str:
    return ",\n    ".join(f"sum({name})::BIGINT AS {name}" for name in names)
