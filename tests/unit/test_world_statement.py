"""A statement is the ledger line by line: one is made in Python, the other by SQL."""

import datetime

import polars as pl

from mybt_sim.engine.vocabulary import Entry
from mybt_sim.world import World
from tests.support.worlds import signed_in

START = datetime.date(2026, 5, 1)
DAYS = 40
CHARGES = (Entry.USAGE, Entry.FEE_TARIFF, Entry.FEE_ADDON)
"""What a day brings is taken in this order."""


def test_a_statement_is_the_ledger_line_by_line() -> None:
    world = World.create(60, 3, start=START)
    contracts = world.contracts_where(settlement="advance")[:12]
    phone = signed_in(world, *contracts)
    for contract in contracts:
        assert phone.top_up(contract, "90.00").ok
    added = [phone.connect_add_on(one, "A01").ok for one in contracts]
    assert any(added)
    world.advance(days=DAYS)
    phone = signed_in(world)
    with world.connect() as connection:
        ledger = connection.sql("SELECT * FROM ledger").pl()
    orders = set()
    for contract in contracts:
        told = phone.statement(contract, START, world.now.date() - datetime.timedelta(days=1))
        lines = told.data.lines
        rows = ledger.filter(pl.col("contract_id") == contract).sort("posting_no").rows(named=True)
        assert [
            (one.day, one.posted_at, one.entry.name.lower(), one.balance_after_kopecks)
            for one in lines
        ] == [
            (row["day"], row["posted_at"], row["entry"], row["balance_after_kopecks"])
            for row in rows
            if START <= row["day"] < world.now.date()
        ]
        for day in {one.day for one in lines}:
            orders.add(tuple(one.entry for one in lines if one.day == day)[-3:])
    assert CHARGES in orders
