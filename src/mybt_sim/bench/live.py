"""Speeds of the live operator, next to a bare DuckDB transaction of the same size."""

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import duckdb

from mybt_sim.base.time import MONTH_DAYS
from mybt_sim.bench.measure import SUBSCRIBERS, Measurement, best_seconds, percentiles_ms
from mybt_sim.world import Client, World

SUBSCRIBERS_OF_20_000 = 12_650
OPERATIONS = 400
MOBILE = "+375291234567"

BARE_TABLES = """
CREATE TABLE command (number BIGINT, happened_at TIMESTAMP, device BIGINT, name TEXT,
    arguments TEXT, idempotency_key TEXT, refusal TEXT, chain TEXT);
CREATE TABLE posting (number BIGINT, contract_id INTEGER, posted_at TIMESTAMP, entry TEXT,
    amount_kopecks INTEGER, balance_after_kopecks INTEGER);
"""


def live_operations() -> Iterator[Measurement]:
    """A top-up through device, session, binding and rule: in memory, durable, and bare DuckDB."""
    with tempfile.TemporaryDirectory(prefix="mybt_sim-") as folder:
        memory_ms, _ = percentiles_ms(_top_up(World.create(SUBSCRIBERS)), OPERATIONS)
        with World.create(SUBSCRIBERS, path=Path(folder) / "world.duckdb") as world:
            median_ms, late_ms = percentiles_ms(_top_up(world), OPERATIONS)
        bare_ms, bare_late_ms = percentiles_ms(_bare(Path(folder) / "bare.duckdb"), OPERATIONS)
    bare = f"bare DuckDB transaction {bare_ms:.1f}, 99th percentile {bare_late_ms:.1f} ms"
    yield Measurement("live operation, in memory", round(memory_ms, 2), "ms p50", "≤ 4", "")
    yield Measurement("live operation, durable", round(median_ms, 2), "ms p50", "≤ 8", bare)
    yield Measurement("live operation, durable", round(late_ms, 2), "ms p99", "≤ 25", bare)


def advancing() -> Iterator[Measurement]:
    """A month for some 20,000 contracts."""
    with tempfile.TemporaryDirectory(prefix="mybt_sim-") as folder:
        for name, path in (("in memory", None), ("durable", Path(folder) / "world.duckdb")):
            with World.create(SUBSCRIBERS_OF_20_000, path=path) as world:
                seconds = best_seconds(partial(world.advance, days=MONTH_DAYS), 3)
                contracts = len(world.directory.block.contracts)
            yield Measurement(
                f"advance a month, {name}",
                round(seconds, 2),
                "s",
                "≤ 1",
                f"{contracts * MONTH_DAYS / seconds / 1e6:.1f} M contract-days/s",
            )


def _top_up(world: World) -> Callable[[], object]:
    """A device that is signed in, with a contract that takes a payment."""
    phone = signed_in(world)
    contract = int(world.directory.block.facts["contract_id"][0])
    assert phone.bind_by_login(*world.outside.paper(contract)[0]).ok
    assert phone.top_up(contract, "5.00").ok
    return lambda: phone.top_up(contract, "5.00")


def signed_in(world: World) -> Client:
    """A device of the account of a mobile."""
    phone = world.client("android")
    phone.request_code(MOBILE)
    assert phone.sign_in(MOBILE, world.outside.inbox(MOBILE)[-1].code or "").ok
    return phone


def _bare(path: Path) -> Callable[[], object]:
    """One row in each of two tables, committed."""
    connection = duckdb.connect(str(path))
    connection.execute(BARE_TABLES)
    arguments = '{"amount_kopecks": 500, "brand": "visa", "contract_id": 11, "is_declined": false}'
    command = [1, "2026-01-01", 1, "top_up", arguments, None, "NONE", "0" * 64]
    posting = [1, 11, "2026-01-01", "payment", 500, 1_000]

    def transaction() -> None:
        connection.execute("BEGIN")
        connection.execute("INSERT INTO command VALUES (?, ?, ?, ?, ?, ?, ?, ?)", command)
        connection.execute("INSERT INTO posting VALUES (?, ?, ?, ?, ?, ?)", posting)
        connection.execute("COMMIT")

    return transaction
