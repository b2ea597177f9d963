"""Which money a page is about: the contracts and days of a selection, as SQL.

A contract has a tariff, a line and a home for a time: a spell. A fact belongs to the selection when
the spell of its contract on its day does. A query is made of words of the vocabulary and of dates
alone; nothing that was typed is in it.
"""

import datetime
from typing import NamedTuple

from mybt_sim.analysis.cubes import Cubes, Selection
from mybt_sim.analysis.cubes.dimensions import (
    ATTRIBUTES_SQL,
    DIMENSIONS,
    FOREVER,
    HERE_SQL,
    SPEED_SQL,
    TECHNOLOGY_SQL,
)
from mybt_sim.store.columns import quoted

SPELL_SQL = f"""held AS (
    -- One row per contract and tariff, from a day on.
    SELECT contract_id, from_day, arg_max(tariff_id, event_no) AS tariff_id,
        lead(from_day, 1, {FOREVER}) OVER (PARTITION BY contract_id ORDER BY from_day) AS until_day
    FROM (
        SELECT contract_id, connected_on AS from_day, first_tariff AS tariff_id, 0 AS event_no
        FROM contract
        UNION ALL
        SELECT contract_id, closed_at::DATE, to_tariff_id, event_no
        FROM tariff_change WHERE state = 'applied'
    )
    GROUP BY contract_id, from_day
),
wired AS (
    -- One row per contract and line, from a day on.
    SELECT contract_id, technology::VARCHAR AS line, connected_on AS from_day,
        coalesce(fibre_on, {FOREVER}) AS until_day
    FROM contract
    UNION ALL
    SELECT contract_id, 'pon', fibre_on, {FOREVER} FROM contract WHERE fibre_on IS NOT NULL
),
spell AS (
    -- One row per contract, tariff, line and home, from a day on to the one before `until_day`.
    SELECT contract_id, tariff_id, line, region, place, attributes.kind, age, household, persona,
        connected_on, greatest(held.from_day, wired.from_day, home_from) AS from_day,
        least(held.until_day, wired.until_day, home_until) AS until_day
    FROM held JOIN wired USING (contract_id) JOIN attributes USING (contract_id)
    WHERE greatest(held.from_day, wired.from_day, home_from)
        < least(held.until_day, wired.until_day, home_until)
)"""


class Scope(NamedTuple):
    """A selection of a run whose words and days the cubes know."""

    cubes: Cubes
    selection: Selection

    @property
    def first(self) -> datetime.date:
        """The first day of the period."""
        return self.cubes.date_of(self.selection.first)

    @property
    def last(self) -> datetime.date:
        """Its last day."""
        return self.cubes.date_of(self.selection.last)

    def sql(self, template: str) -> str:
        """A query of `takings_sql` about this selection."""
        return template.format(
            chosen=self._chosen(),
            attributes=ATTRIBUTES_SQL,
            by_day=f"{HERE_SQL}\n        AND "
            + self._conditions({"tariff": "tariff_id::VARCHAR", "technology": TECHNOLOGY_SQL}),
            first=f"DATE '{self.first}'",
            last=f"DATE '{self.last}'",
        ).strip()

    def _chosen(self) -> str:
        meant = {"kind": "spell.kind", "tariff": "spell.tariff_id::VARCHAR", "technology": "line"}
        return (
            f"{ATTRIBUTES_SQL},\n{SPELL_SQL},\nchosen AS (\n    -- Spells of the selection.\n"
            "    SELECT spell.*\n    FROM spell JOIN tariff USING (tariff_id)\n"
            f"    WHERE {self._conditions(meant)}\n)"
        )

    def _conditions(self, meant: dict[str, str]) -> str:
        """What is chosen in each dimension; `meant` are its columns there."""
        columns = {"kind": "attributes.kind", "speed": SPEED_SQL, **meant}
        conditions = []
        for name in DIMENSIONS:
            if words := self.selection.chosen.get(name):
                listed = ", ".join(quoted(word) for word in sorted(words))
                conditions.append(f"{columns.get(name, name)} IN ({listed})")
        return "\n        AND ".join(conditions) or "true"
