"""A statement is the ledger line by line: one is made in Python, the other by SQL."""

import datetime
from collections.abc import Sequence

import polars as pl

from mybt_sim.engine.vocabulary import Entry
from mybt_sim.world import Client, World

MOBILE = "+375 29 123-45-67"
START = datetime.date(2026, 5, 1)
DAYS = 40
CHARGES = (Entry.USAGE, Entry.FEE_TARIFF, Entry.FEE_ADDON)
"""What a day brings is taken in this order."""


def phone_of(world: World, contracts: Sequence[int]) -> Client:
    """A device that is signed in, with these contracts bound."""
    phone = world.client("android")
    assert phone.request_code(MOBILE).ok
    assert phone.sign_in(MOBILE, world.outside.inbox(MOBILE)[-1].code or "").ok
    for contract in contracts:
        phone.bind_by_login(*world.outside.paper(contract)[0])
    return phone


def test_a_statement_is_the_ledger_line_by_line() -> None:
    world = World.create(60, 3, start=START)
    contracts = world.contracts_where(settlement="advance")[:12]
    phone = phone_of(world, contracts)
    for contract in contracts:
        assert phone.top_up(contract, "90.00").ok
    added = [phone.connect_add_on(one, "A01").ok for one in contracts]
    assert any(added)
    world.advance(days=DAYS)
    phone = phone_of(world, contracts)
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
