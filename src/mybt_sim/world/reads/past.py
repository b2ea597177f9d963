"""What happened before a world began, read from the run that it was started from."""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mybt_sim.engine.records import EVENT, LEDGER_ENTRY, Records, blank
from mybt_sim.engine.vocabulary import Entry, Event, PaymentChannel, Status
from mybt_sim.simulation.layouts import DayColumn
from mybt_sim.store.run_file import Run
from mybt_sim.world.history import no_days

ENTRIES_SQL = """
SELECT contract_id, posting_no, day - DATE '1970-01-01', epoch(posted_at)::BIGINT, amount_kopecks,
    balance_after_kopecks, entry, channel
FROM posting WHERE contract_id = $contract_id AND posting_no <= $last
ORDER BY posting_no
"""
EVENTS_SQL = """
SELECT contract_id, event_no, epoch(happened_at)::BIGINT, value, event
FROM event WHERE contract_id = $contract_id AND event_no <= $last
ORDER BY event_no
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
    """The rows of a run up to the midnight of `first_day`, when its contracts were `contracts`.

    How much of a ledger had been written by then is told by the contract's own counters.
    """

    def __init__(
        self, run: Run, first_day: int, tariff_ids: tuple[str, ...], contracts: Records
    ) -> None:
        self._run = run
        self._first_day = first_day
        self._contracts = contracts
        self._tariffs = {tariff_id: index for index, tariff_id in enumerate(tariff_ids)}

    def entries(self, contract_id: int) -> Records:
        """Ledger entries; daily charges are in `days`."""
        found = self._rows(ENTRIES_SQL, contract_id, last=self._last("posting_count", contract_id))
        rows = blank(LEDGER_ENTRY, len(found))
        for place, (*numbers, entry, channel) in enumerate(found):
            kind = PaymentChannel[channel.upper()] if channel else PaymentChannel.NONE
            rows[place] = (*numbers, Entry[entry.upper()], kind)
        return rows

    def events(self, contract_id: int) -> Records:
        """What happened besides money."""
        found = self._rows(EVENTS_SQL, contract_id, last=self._last("event_count", contract_id))
        rows = blank(EVENT, len(found))
        for place, (*numbers, event) in enumerate(found):
            rows[place] = (*numbers, Event[event.upper()])
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

    def _last(self, count: str, contract_id: int) -> int:
        """The newest number that `count` of a contract had given out."""
        place = np.searchsorted(self._contracts["contract_id"], contract_id)
        return int(self._contracts[count][place])

    def _rows(self, query: str, contract_id: int, **values: int) -> list[tuple[Any, ...]]:
        with self._run.cursor() as cursor:
            parameters = {"contract_id": contract_id, **values}
            return cursor.execute(query, parameters).fetchall()
