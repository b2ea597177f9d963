"""A live world in SQL: the same tables as a run, and the ledger law over them."""

from mybt_sim.world import World

MOBILE = "+375 29 123-45-67"

LEDGER_LAW = """
SELECT count(*) AS contracts, count_if(balance_kopecks <> posted - coalesce(charged, 0)) AS broken
FROM contract_now
JOIN (SELECT contract_id, sum(amount_kopecks) AS posted FROM posting GROUP BY ALL)
    USING (contract_id)
LEFT JOIN (
    SELECT contract_id, sum(usage_kopecks + tariff_fee_kopecks + add_on_fee_kopecks) AS charged
    FROM contract_day JOIN contract USING (contract_id) WHERE settlement = 'advance' GROUP BY ALL
) USING (contract_id)
"""


def test_the_ledger_law_holds_in_sql_over_a_world() -> None:
    world = World.create(60, past_days=20)
    phone = world.client("android")
    phone.request_code(MOBILE)
    assert phone.sign_in(MOBILE, world.outside.inbox(MOBILE)[-1].code or "").ok
    contract = int(world.directory.block.facts["contract_id"][0])
    assert phone.bind_by_login(*world.outside.paper(contract)[0]).ok
    assert phone.top_up(contract, "12.34").ok
    world.advance(days=25)
    with world.connect() as connection:
        assert connection.sql(LEDGER_LAW).fetchall() == [(len(world.directory.block.facts), 0)]
        paid = "SELECT sum(amount_kopecks) FROM posting WHERE contract_id = ? AND entry = 'payment'"
        before = world.fork().tables()["command"].filter(name="top_up")
        assert before.height == 1
        assert connection.sql(paid, params=[contract]).fetchall()[0][0] >= 1_234
        names = {name for (name,) in connection.sql("SELECT name FROM command").fetchall()}
    assert {"new_device", "request_code", "sign_in", "top_up", "advance"} <= names


def test_tables_are_named_and_typed_as_in_a_run() -> None:
    tables = World.create(20, past_days=3).tables()
    assert tables["contract_day"].height == 3 * tables["contract"].height
    assert str(tables["contract_day"].schema["day"]) == "Date"
    assert set(tables["contract_day"]["status"].unique()) <= {"active", "financial_block"}
    assert set(tables["posting"]["entry"].unique()) >= {"opening"}
