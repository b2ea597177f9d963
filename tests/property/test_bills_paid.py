"""When a bill counts as paid, beside the same told in Python."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mybt_sim.store.derived import BILL_SQL

BEGIN = datetime(2026, 1, 1)
ISSUED = [datetime(2026, month, 1) for month in range(2, 7)]
TABLES = """
CREATE OR REPLACE TABLE event
    (contract_id INT, event_no BIGINT, happened_at TIMESTAMP, event VARCHAR, value BIGINT);
CREATE OR REPLACE TABLE posting
    (contract_id INT, posting_no BIGINT, posted_at TIMESTAMP, entry VARCHAR, amount_kopecks BIGINT);
"""

Entry = tuple[datetime, str, int]

AMOUNTS = st.sampled_from((1, 70, 200, 300, 370, 600))
"""Often what a bill comes to, to the kopeck."""

others = st.tuples(
    st.builds(
        lambda day, second: BEGIN + timedelta(days=day, seconds=second),
        st.integers(0, 170),
        st.sampled_from((0, 1)),
    ),
    st.sampled_from(("payment", "payment", "payment", "adjust", "fee_once")),
    AMOUNTS,
    st.booleans(),
)
bills = st.fixed_dictionaries(
    {
        "usage": st.sampled_from((0, 70)),
        "fee_tariff": st.just(300),
        "fee_once": st.sampled_from((0, 0, 200)),
    }
)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


@settings(max_examples=200)
@given(
    st.sampled_from((-670, -300, 0, 300)),
    st.lists(bills, min_size=len(ISSUED), max_size=len(ISSUED)),
    st.lists(others, max_size=12),
)
def test_a_bill_is_paid_when_as_much_has_come_as_was_billed(
    connection: duckdb.DuckDBPyConnection,
    opening: int,
    billed: list[dict[str, int]],
    others: list[tuple[datetime, str, int, bool]],
) -> None:
    """A price that is paid once and posted at the second of a bill is a line of it."""
    others = [other for other in others if other[1] != "fee_once" or other[0] not in ISSUED]
    money: list[Entry] = [(BEGIN, "opening", opening)]
    money += [
        (at, entry, -amount if entry == "fee_once" or (entry == "adjust" and is_taken) else amount)
        for at, entry, amount, is_taken in others
    ]
    lines = [
        (at, entry, -amount)
        for at, bill in zip(ISSUED, billed, strict=True)
        for entry, amount in bill.items()
        if amount
    ]
    entries = sorted(money + lines, key=lambda entry: entry[0])
    totals = [sum(bill.values()) for bill in billed]
    connection.execute(TABLES)
    issued = [
        (1, number, at, "bill_issued", total)
        for number, (at, total) in enumerate(zip(ISSUED, totals, strict=True), 1)
    ]
    store(connection, "event", issued)
    store(connection, "posting", [(1, number, *entry) for number, entry in enumerate(entries, 1)])
    found = connection.execute(f"SELECT issued_at, paid_at FROM ({BILL_SQL})").fetchall()
    wanted = [(at, paid_at(at, sum(totals[: place + 1]), money)) for place, at in enumerate(ISSUED)]
    assert found == wanted


def store(connection: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[Any, ...]]) -> None:
    """Add rows by one statement."""
    connection.register("rows", pl.DataFrame(rows, orient="row", infer_schema_length=None))
    connection.execute(f"INSERT INTO {table} SELECT * FROM rows")


def paid_at(issued_at: datetime, billed: int, money: list[Entry]) -> datetime | None:
    """The first second, from that of the bill on, at whose end enough has come."""
    for second in [issued_at, *sorted(at for at, _, _ in money if at > issued_at)]:
        if sum(amount for at, _, amount in money if at <= second) >= billed:
            return second
    return None
