"""What a run tells of one contract: days, entries, events and requests of a month."""

import datetime
from dataclasses import dataclass
from typing import NamedTuple

from mybt_sim.base.errors import RunError
from mybt_sim.store import Run

DAYS_SQL = """
-- One row per day of the contract.
SELECT day, balance_kopecks, status::VARCHAR AS status
FROM contract_day WHERE contract_id = $contract ORDER BY day
"""
LEDGER_SQL = """
-- One row per entry of the contract in a period, daily charges included, in order.
SELECT posted_at, entry, amount_kopecks, balance_after_kopecks
FROM ledger WHERE contract_id = $contract AND day >= $first AND day < $until
ORDER BY posted_at, posting_no
"""
EVENTS_SQL = """
-- One row per event of the contract in a period, in order.
SELECT happened_at, event::VARCHAR AS event FROM event
WHERE contract_id = $contract AND happened_at >= $first AND happened_at < $until
ORDER BY event_no
"""
REQUESTS_SQL = """
-- One row per request about the contract in a period, in order.
SELECT attempted_at, operation::VARCHAR AS operation, amount_kopecks,
    coalesce(refusal::VARCHAR, 'NONE') AS refusal, channel = 'call_centre' AS is_call
FROM operation
WHERE contract_id = $contract AND attempted_at >= $first AND attempted_at < $until
ORDER BY attempted_at, operation_no
"""
MOMENTS_SQL = """
-- The moments before and after a second at which something was posted or happened.
SELECT max(came) FILTER (came < $moment), min(came) FILTER (came > $moment) FROM (
    SELECT posted_at AS came FROM posting WHERE contract_id = $contract
    UNION ALL SELECT happened_at FROM event WHERE contract_id = $contract
    UNION ALL SELECT attempted_at FROM operation WHERE contract_id = $contract)
"""
KNOWN_SQL = "SELECT 1 FROM contract WHERE contract_id = $contract"


class DayOf(NamedTuple):
    """A day: the balance after it, and how it ended."""

    day: datetime.date
    balance_kopecks: int
    status: str


class EntryOf(NamedTuple):
    """An entry of the ledger, and the balance after it."""

    at: datetime.datetime
    entry: str
    amount_kopecks: int
    balance_kopecks: int


class EventOf(NamedTuple):
    """Something that happened to the contract."""

    at: datetime.datetime
    event: str


class RequestOf(NamedTuple):
    """Something that was asked for, its sum, the refusal or NONE; `is_call`: an operator took it
    down on the telephone."""

    at: datetime.datetime
    operation: str
    amount_kopecks: int
    refusal: str
    is_call: bool


@dataclass(frozen=True)
class ContractStory:
    """A contract in its run: all its days, and a month around a moment.

    before, after  the nearest moments at which something happened
    """

    days: tuple[DayOf, ...]
    entries: tuple[EntryOf, ...]
    events: tuple[EventOf, ...]
    requests: tuple[RequestOf, ...]
    before: datetime.datetime | None
    after: datetime.datetime | None


def has_contract(run: Run, contract: int) -> bool:
    """Whether a run has such a contract."""
    with run.cursor() as cursor:
        return bool(cursor.sql(KNOWN_SQL, params={"contract": contract}).fetchall())


def contract_story(run: Run, contract: int, moment: datetime.datetime) -> ContractStory:
    """What a run tells of a contract in the month of a moment; `RunError` if it has no such."""
    first = moment.date().replace(day=1)
    until = (first + datetime.timedelta(days=31)).replace(day=1)
    of_it = {"contract": contract}
    within = {**of_it, "first": first, "until": until}
    if not has_contract(run, contract):
        raise RunError(
            f"{run.path} has no contract {contract}.",
            next_step="Take contract_id of the table contract.",
        )
    with run.cursor() as cursor:
        days = cursor.sql(DAYS_SQL, params=of_it).fetchall()
        entries = cursor.sql(LEDGER_SQL, params=within).fetchall()
        events = cursor.sql(EVENTS_SQL, params=within).fetchall()
        requests = cursor.sql(REQUESTS_SQL, params=within).fetchall()
        ((before, after),) = cursor.sql(MOMENTS_SQL, params={**of_it, "moment": moment}).fetchall()
    return ContractStory(
        tuple(DayOf(*row) for row in days),
        tuple(EntryOf(*row) for row in entries),
        tuple(EventOf(*row) for row in events),
        tuple(RequestOf(row[0], row[1], row[2] or 0, row[3], row[4]) for row in requests),
        before,
        after,
    )
