"""What is asked of a run can be asked of a world: the same tables, and every law holds on it."""

from __future__ import annotations  # what pytest keeps of a fixture must hold no type of DuckDB

import datetime
from pathlib import Path

import duckdb
import pytest

from mybt_sim import LAWS, Law, Scenario, World, breach_of, open_run, simulate
from mybt_sim.catalogue import load_catalogue
from mybt_sim.store.schema import run_tables
from tests.support.worlds import base_world

MOBILE = "+375 29 123-45-67"
HOUR = datetime.timedelta(hours=1)


def toured(world: World) -> World:
    """Every kind of order, refused and accepted, over two turns of the month."""
    phone = world.client("android")
    phone.request_code(MOBILE)
    assert phone.sign_in(MOBILE, str(world.outside.inbox(MOBILE)[-1].code)).ok
    ids = world.contracts_where(settlement="advance", is_plain=True, has_promise=False, limit=5)
    for contract in ids:
        assert phone.bind_by_login(*world.outside.paper(contract)[0]).ok
    poor, rich, still, many, gone = ids
    world.prepare(poor, balance="-1.00")
    assert phone.promise_payment(poor, "15.01").refusal
    for _ in range(2):  # the second is the first again
        assert phone.promise_payment(poor, "15.00", key="once").ok
    assert phone.promise_payment(poor, "15.00").refusal
    for contract in (rich, still, many):
        assert phone.top_up(contract, "150.00").ok
    assert phone.suspend(still, 15).ok
    tariffs = [one.id for one in world.catalogue.tariffs]
    orders = [phone.change_tariff(rich, one, confirmed=True) for one in tariffs]
    assert any(order.ok for order in orders)
    assert any(phone.connect_add_on(many, one.id).ok for one in world.catalogue.add_ons)
    login = world.outside.paper(rich)[0][0]
    assert world.outside.erip_payment(login, "5.00").ok
    assert world.outside.erip_payment("9" * 13, "5.00").refusal
    world.advance(days=3)
    assert phone.request_code(MOBILE).ok
    assert phone.sign_in(MOBILE, str(world.outside.inbox(MOBILE)[-1].code)).ok
    assert phone.top_up(poor, "20.00").ok
    assert world.outside.terminate(gone).ok
    world.advance(days=64)
    world.outside.correct_balance(rich, "1.00")
    return world


@pytest.fixture(scope="module")
def world() -> World:
    one = base_world().fork()
    one.advance(hours=10)
    return toured(one)


@pytest.fixture(scope="module")
def connection(world: World) -> duckdb.DuckDBPyConnection:
    return world.connect()


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_every_law_of_runs_holds_on_a_world(
    law: Law, connection: duckdb.DuckDBPyConnection
) -> None:
    breach = breach_of(law, connection)
    assert breach is None, (breach.rows, breach.examples) if breach else ""


def test_a_world_has_the_tables_of_a_run(connection: duckdb.DuckDBPyConnection) -> None:
    for table in run_tables(load_catalogue()):
        rows = connection.execute(f"DESCRIBE {table.name}").fetchall()
        assert [row[0] for row in rows] == [column.name for column in table.columns], table.name
        assert [row[1] for row in rows] == [
            column.sql_type.replace("ENUM( ", "ENUM(") for column in table.columns
        ]
    words = {name for (name,) in connection.execute("SHOW TABLES").fetchall()}
    assert words >= {"ledger", "promise", "bill", "operation", "contract_now", "command"}


def test_no_law_holds_for_want_of_rows(connection: duckdb.DuckDBPyConnection) -> None:
    for name in ("promise", "tariff_change", "add_on_period", "bill", "block_period", "ledger"):
        assert connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0] > 0, name


def test_attempts_are_told_with_account_channel_and_refusal(
    world: World, connection: duckdb.DuckDBPyConnection
) -> None:
    start = world.log[0].at
    rows = connection.execute(
        """
        SELECT channel, refusal, amount_kopecks, account_id > 100000000, count(*) FROM operation
        WHERE attempted_at >= make_timestamp(?::BIGINT * 1000000)
            AND operation IN ('promise_payment', 'erip_payment', 'suspend')
        GROUP BY ALL ORDER BY ALL
        """,
        [start],
    ).fetchall()
    assert rows == [
        ("erip_web_bank", None, 500, None, 1),
        ("app", "PROMISE_ABOVE_LIMIT", 1501, True, 1),
        ("app", "PROMISE_ALREADY_ACTIVE", 1500, True, 1),
        ("app", None, 1500, True, 1),
        ("app", None, None, True, 1),
    ]


def test_balances_of_the_ledger_are_those_of_now(connection: duckdb.DuckDBPyConnection) -> None:
    wrong = """
    SELECT contract_id FROM contract_now JOIN (
        SELECT contract_id, sum(amount_kopecks) AS sum_kopecks FROM ledger GROUP BY ALL
    ) USING (contract_id) WHERE sum_kopecks <> balance_kopecks
    """
    assert connection.execute(wrong).fetchall() == []


@pytest.mark.parametrize(("table", "column"), [("posting", "posted_at"), ("event", "happened_at")])
def test_rows_of_a_contract_stand_in_the_order_of_their_making(
    connection: duckdb.DuckDBPyConnection, table: str, column: str
) -> None:
    """What devices did between two movements of the clock stands between what those brought."""
    backward = f"""
    SELECT contract_id FROM (
        SELECT contract_id, {column} AS made_at,
            lag({column}) OVER (PARTITION BY contract_id ORDER BY rowid) AS before_at
        FROM {table}
    ) WHERE made_at < before_at
    """
    assert connection.execute(backward).fetchall() == []


def test_a_world_that_has_just_begun_keeps_them_all() -> None:
    with World.create(20, seed=3).connect() as connection:
        assert [law.name for law in LAWS if breach_of(law, connection)] == []


def test_a_world_of_a_run_has_the_past_of_that_run(tmp_path: Path) -> None:
    path = simulate(Scenario(subscribers=60, days=40, seed=3), tmp_path / "run.duckdb")
    world = World.from_run(path, datetime.date(2026, 2, 3))
    world.advance(hours=10)
    toured(world)
    with open_run(path) as run, world.connect() as connection:
        assert [law.name for law in LAWS if breach_of(law, connection)] == []
        for name, at in (("contract_day", "day"), ("promise", "given_at"), ("operation", None)):
            column = at or "attempted_at"
            before = f"SELECT * FROM {name} WHERE {column} < DATE '2026-01-20' ORDER BY ALL"
            here, there = connection.sql(before).fetchall(), run.cursor().sql(before).fetchall()
            assert [row[:3] for row in here] == [row[:3] for row in there]
    frames = world.tables()
    assert frames["contract_day"]["day"].min() == datetime.date(2026, 2, 3)
    assert "operation" in frames


def test_promises_of_one_second_stand_in_their_order() -> None:
    """PROMISE-ONE holds where one is repaid and the next is given in the same second."""
    world = base_world().fork()
    contract = world.find(settlement="advance", kind="internet", status="active", is_plain=True)
    phone = world.client("android")
    phone.request_code(MOBILE)
    assert phone.sign_in(MOBILE, str(world.outside.inbox(MOBILE)[-1].code)).ok
    assert phone.bind_by_login(*world.outside.paper(contract)[0]).ok
    for turn in range(4):
        assert phone.promise_payment(contract, "5.00").ok
        assert turn == 3 or phone.top_up(contract, "5.00").ok
    with world.connect() as connection:
        assert [law.name for law in LAWS if breach_of(law, connection)] == []
        states = "SELECT state FROM promise WHERE contract_id = ? ORDER BY event_no"
        rows = connection.execute(states, [contract]).fetchall()
        assert [state for (state,) in rows][-4:] == ["repaid"] * 3 + ["open"]
