"""What happened before a world began, read from the run that it was started from."""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mybt_sim.engine.kinds import Entry, Event, Status
from mybt_sim.engine.records import DAY_S, EVENT, LEDGER_ENTRY, Records, blank
from mybt_sim.simulation.layouts import DayColumn
from mybt_sim.store.run_file import Run
from mybt_sim.world.history import no_days

EPOCH_SECONDS = "epoch({})::BIGINT"
ENTRIES_SQL = """
SELECT epoch(posted_at)::BIGINT, entry, amount_kopecks, balance_after_kopecks
FROM posting WHERE contract_id = $contract_id
AND posted_at <= make_timestamp($until::BIGINT * 1000000)
ORDER BY posting_no
"""
EVENTS_SQL = """
SELECT epoch(happened_at)::BIGINT, event, value
FROM event WHERE contract_id = $contract_id
AND happened_at <= make_timestamp($until::BIGINT * 1000000)
ORDER BY happened_at, event
"""
DAYS_SQL = """
SELECT * REPLACE (day - DATE '1970-01-01' AS day) FROM contract_day
WHERE contract_id = $contract_id AND day < DATE '1970-01-01' + $day
ORDER BY day
"""


class Past(Protocol):
    """Rows of one contract, in the layouts of `History`."""

    def entries(self, contract_id: int) -> Records: ...
    def events(self, contract_id: int) -> Records: ...
    def days(self, contract_id: int) -> NDArray[np.int32]: ...


class NoPast:
    """A world that remembers everything itself."""

    def entries(self, contract_id: int) -> Records:
        """None."""
        return blank(LEDGER_ENTRY, 0)

    def events(self, contract_id: int) -> Records:
        """None."""
        return blank(EVENT, 0)

    def days(self, contract_id: int) -> NDArray[np.int32]:
        """None."""
        return no_days()


class RunPast:
    """The rows of a run up to the midnight before `first_day`."""

    def __init__(self, run: Run, first_day: int, tariff_ids: tuple[str, ...]) -> None:
        self._run = run
        self._first_day = first_day
        self._tariffs = {tariff_id: index for index, tariff_id in enumerate(tariff_ids)}

    def entries(self, contract_id: int) -> Records:
        """Ledger entries; daily charges are in `days`."""
        found = self._rows(ENTRIES_SQL, contract_id, until=self._first_day * DAY_S)
        rows = blank(LEDGER_ENTRY, len(found))
        for row, (at, entry, amount_kopecks, balance_kopecks) in zip(rows, found, strict=True):
            row.contract_id, row.posted_at, row.entry = contract_id, at, Entry[entry.upper()]
            row.amount_kopecks, row.balance_after_kopecks = amount_kopecks, balance_kopecks
        return rows

    def events(self, contract_id: int) -> Records:
        """What happened besides money."""
        found = self._rows(EVENTS_SQL, contract_id, until=self._first_day * DAY_S)
        rows = blank(EVENT, len(found))
        for row, (at, event, value) in zip(rows, found, strict=True):
            row.contract_id, row.happened_at, row.value = contract_id, at, value
            row.event = Event[event.upper()]
        return rows

    def days(self, contract_id: int) -> NDArray[np.int32]:
        """Closed days, DayColumn × day."""
        found = self._rows(DAYS_SQL, contract_id, day=self._first_day)
        columns = np.empty((len(DayColumn), len(found)), np.int32)
        for place, row in enumerate(found):
            columns[:, place] = [self._code(column, row[column]) for column in DayColumn]
        return columns

    def _code(self, column: DayColumn, value: object) -> int:
        if column is DayColumn.STATUS:
            return Status[str(value).upper()]
        if column is DayColumn.TARIFF:
            return self._tariffs[str(value)]
        assert isinstance(value, int)
        return value

    def _rows(self, query: str, contract_id: int, **values: int) -> list[tuple[Any, ...]]:
        with self._run.cursor() as cursor:
            parameters = {"contract_id": contract_id, **values}
            return cursor.execute(query, parameters).fetchall()
