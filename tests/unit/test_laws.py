"""Each law of `verify` holds on a run, and a planted violation breaks it."""

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import open_run
from mybt_sim.store.laws import LAWS, Law, breach_of
from mybt_sim.store.verify import verify_run
from tests.support.runs import make_run, spoiled

A_CHARGED_DAY = """
    SELECT contract_id, day FROM contract_day JOIN contract USING (contract_id)
    WHERE settlement = 'advance' AND tariff_fee_kopecks > 0 AND day = DATE '2026-01-15' LIMIT 1
"""
A_PAYMENT = """
    SELECT contract_id, max(posting_no) FROM posting WHERE entry = 'payment'
    GROUP BY ALL LIMIT 1
"""
A_BLOCKED_DAY = """
    SELECT contract_day.contract_id, day
    FROM contract_day JOIN contract USING (contract_id) JOIN block_period USING (contract_id)
    WHERE settlement = 'advance' AND blocked_at <= day
        AND coalesce(restored_at, TIMESTAMP 'infinity') >= day + INTERVAL 1 DAY LIMIT 1
"""

HARM = {
    "ledger_sum": "UPDATE posting SET amount_kopecks = amount_kopecks + 1 "
    "WHERE posting_no = 1 AND contract_id = (SELECT min(contract_id) FROM contract)",
    "ledger_day": f"""UPDATE contract_day SET balance_kopecks = balance_kopecks - 1
        WHERE (contract_id, day) IN ({A_CHARGED_DAY})""",
    "ledger_order": """UPDATE posting SET posting_no = posting_no + 1 WHERE entry = 'payment'
        AND contract_id = (SELECT min(contract_id) FROM contract WHERE settlement = 'advance')""",
    "ledger_time": f"""UPDATE posting SET day = day - 1
        WHERE (contract_id, posting_no) IN ({A_PAYMENT})""",
    "event_order": """UPDATE event SET event_no = event_no + 1
        WHERE event_no = (SELECT max(event_no) FROM event)""",
    "bill_ledger": """UPDATE bill SET amount_kopecks = amount_kopecks + 1
        WHERE contract_id = (SELECT min(contract_id) FROM bill)""",
    "bill_days": """UPDATE contract_day SET usage_kopecks = usage_kopecks + 1
        WHERE day = DATE '2026-01-15' AND contract_id = (SELECT min(contract_id) FROM bill)""",
    "bill_paid": """UPDATE bill SET paid_at = issued_at
        WHERE contract_id = (SELECT min(contract_id) FROM bill WHERE paid_at IS NULL)""",
    "promise_one": """INSERT INTO promise
        SELECT contract_id, event_no, given_at + INTERVAL 1 SECOND, due_at, 1, 'open', NULL, 0
        FROM promise LIMIT 1""",
    "promise_limit": """UPDATE promise SET amount_kopecks = 1501
        WHERE given_at = (SELECT min(given_at) FROM promise)""",
    "promise_term": """UPDATE promise SET closed_at = due_at + INTERVAL 1 SECOND
        WHERE given_at = (SELECT min(given_at) FROM promise)""",
    "fee_noblock": f"""UPDATE contract_day SET tariff_fee_kopecks = 1
        WHERE (contract_id, day) IN ({A_BLOCKED_DAY})""",
    "fee_month": """UPDATE contract_day SET tariff_fee_kopecks = tariff_fee_kopecks - 1
        WHERE day = DATE '2026-01-15' AND contract_id = (
            SELECT min(contract_id) FROM contract
            WHERE settlement = 'advance'
                AND contract_id NOT IN (SELECT contract_id FROM block_period)
                AND contract_id NOT IN (SELECT contract_id FROM tariff_change))""",
    "accepted": """UPDATE operation SET refusal = NULL
        WHERE refusal = 'PROMISE_ABOVE_LIMIT'""",
    "every_day": f"DELETE FROM contract_day WHERE (contract_id, day) IN ({A_CHARGED_DAY})",
    "dates": "UPDATE event SET event = 'restored' WHERE event = 'connected'",
    "base_walk": """UPDATE contract_day SET status = 'terminated' WHERE day = DATE '2026-01-31'
        AND contract_id = (SELECT min(contract_id) FROM contract)""",
    "move": "UPDATE move SET moved_on = moved_on + 1",
    "payer": """UPDATE operation SET amount_kopecks = amount_kopecks + 1
        WHERE payer = 'relative' AND refusal IS NULL""",
    "line": "UPDATE contract SET fibre_on = NULL",
    "binding": "UPDATE binding SET contract_id = 999999999 "
    "WHERE contract_id = (SELECT min(contract_id) FROM binding)",
}

FURTHER: dict[str, list[str]] = {
    "ledger_order": [
        """UPDATE posting SET balance_after_kopecks = balance_after_kopecks + 1
        WHERE posting_no = 1""",
    ],
    "ledger_time": [
        """UPDATE posting SET day = day + 1, posted_at = posted_at + INTERVAL 1 DAY
        WHERE posting_no = 1 AND contract_id = (SELECT contract_id FROM posting
            WHERE posting_no = 2 ORDER BY posted_at LIMIT 1)""",
    ],
    "event_order": [
        "UPDATE event SET happened_at = happened_at - INTERVAL 400 DAY WHERE event_no = 2",
    ],
    "bill_ledger": [
        """DELETE FROM bill WHERE (contract_id, issued_at) IN (SELECT (contract_id, issued_at)
        FROM bill ORDER BY contract_id LIMIT 1)""",
    ],
    "bill_days": [
        f"""UPDATE contract_day SET {column} = {column} + 1
        WHERE day = DATE '2026-01-15' AND contract_id = (SELECT min(contract_id) FROM bill)"""
        for column in ("tariff_fee_kopecks", "add_on_fee_kopecks")
    ],
    "bill_paid": [
        """UPDATE bill SET paid_at = NULL WHERE contract_id = (SELECT min(contract_id) FROM bill
        WHERE paid_at IS NOT NULL)""",
        """UPDATE posting SET amount_kopecks = 10000000
        WHERE posting_no = 1 AND contract_id = (SELECT min(contract_id) FROM bill);
        UPDATE bill SET paid_at = issued_at - INTERVAL 1 SECOND
        WHERE contract_id = (SELECT min(contract_id) FROM bill)""",
        "UPDATE bill SET paid_at = paid_at + INTERVAL 1 SECOND WHERE paid_at > issued_at",
    ],
    "promise_limit": ["UPDATE promise SET amount_kopecks = 0"],
    "promise_term": [
        """UPDATE promise SET closed_at = due_at - INTERVAL 1 SECOND WHERE state = 'expired'""",
        """UPDATE promise SET closed_at = NULL, state = 'open'
        WHERE given_at = (SELECT min(given_at) FROM promise)""",
        "UPDATE promise SET closed_at = due_at + INTERVAL 1 SECOND WHERE state = 'repaid'",
    ],
    "dates": [
        "UPDATE contract SET ended_on = DATE '2026-01-05' WHERE ended_on IS NULL",
        """UPDATE binding SET bound_at = (SELECT connected_on - INTERVAL 1 SECOND FROM contract
            WHERE contract.contract_id = binding.contract_id)""",
    ],
    "every_day": [
        """UPDATE contract_day SET day = day - 1 WHERE contract_id =
            (SELECT min(contract_id) FROM contract WHERE connected_on > DATE '2026-01-01')""",
        """INSERT INTO contract_day SELECT * REPLACE (999999999 AS contract_id)
        FROM contract_day WHERE contract_id = (SELECT min(contract_id) FROM contract)""",
    ],
    "base_walk": [
        """UPDATE event SET value = (SELECT min(locality_id) FROM locality WHERE region = 'MSQ')
        WHERE event = 'moved' AND contract_id IN (
            SELECT contract_id FROM address WHERE until_day IS NULL AND region <> 'MSQ')""",
    ],
    "move": [
        """UPDATE event SET happened_at = happened_at + INTERVAL 1 DAY WHERE event = 'moved'""",
        "UPDATE event SET value = value + 1 WHERE event = 'moved'",
        "UPDATE move SET region = 'MSQ' WHERE region <> 'MSQ'",
        "UPDATE move SET home_phone = NULL",
        """UPDATE move SET home_phone = home_phone + 1
        WHERE home_phone IN (SELECT home_phone FROM household)""",
        """UPDATE move SET home_phone = 375990000000 + household_id
        WHERE home_phone NOT IN (SELECT home_phone FROM household WHERE home_phone IS NOT NULL)""",
    ],
    "payer": ["UPDATE operation SET payer = NULL WHERE channel = 'app_card'"],
    "line": [
        "UPDATE event SET event = 'restored' WHERE event = 'line_changed'",
        "UPDATE tariff SET on_xdsl = false",
        "UPDATE contract SET technology = 'pon' WHERE fibre_on IS NOT NULL AND kind = 'telephony'",
        """UPDATE tariff_change SET cause = 'new_line' WHERE contract_id = (
            SELECT min(contract_id) FROM tariff_change
            WHERE state = 'applied' AND cause = 'order')""",
    ],
    "binding": [
        """UPDATE binding SET account_id = 999999999
        WHERE contract_id = (SELECT min(contract_id) FROM binding)""",
    ],
    "accepted": ["UPDATE operation SET refusal = 'NO_NETWORK' WHERE refusal IS NULL"],
}
"""Violations besides the first of each law."""
IMPLIED = {("ledger_order", 1), ("ledger_order", 2)}
"""Where number and balance are those of the ledger, so are moment and kind."""


@pytest.fixture(scope="module")
def run_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two full months of 600 subscribers, with many homes that go over to fibre, and that move."""
    often = {"fibre.share": 0.2, "move.share": 0.1}
    return make_run(
        tmp_path_factory.mktemp("laws"), Scenario(subscribers=600, days=59, behaviour=often)
    )


def test_every_law_has_a_planted_violation() -> None:
    assert {law.name for law in LAWS} == HARM.keys()


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_a_run_keeps_the_law(run_path: Path, law: object) -> None:
    with open_run(run_path) as run:
        assert breach_of(law, run.cursor()) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_a_planted_violation_breaks_the_law(run_path: Path, tmp_path: Path, law: object) -> None:
    harmed = spoiled(run_path, tmp_path, HARM[law.name])  # type: ignore[attr-defined]
    with open_run(harmed) as run:
        breach = breach_of(law, run.cursor())  # type: ignore[arg-type]
        failed = verify_run(run, say=lambda *_: None, relive=False).failures
    assert breach is not None
    assert breach.examples
    assert {"digests", law.name} <= set(failed)  # type: ignore[attr-defined]


def clauses_of(law: Law) -> tuple[str, list[str]]:
    """What stands before the last WHERE of a law, and the clauses behind it, joined by OR."""
    before, _, condition = law.broken_sql.rpartition("\nWHERE ")
    found, depth = [""], 0
    for part in re.split(r"(\bOR\b|[()])", condition):
        depth += (part == "(") - (part == ")")
        if part == "OR" and depth == 0:
            found.append("")
        else:
            found[-1] += part
    return before, found


@pytest.fixture(scope="module")
def connection(
    run_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the run that may be harmed and mended."""
    copy = spoiled(run_path, tmp_path_factory.mktemp("clauses"), "SELECT 1")
    with duckdb.connect(str(copy)) as connection:
        yield connection


PAIRS = [(law, place) for law in LAWS for place in range(len(clauses_of(law)[1]))]


@pytest.mark.parametrize(("law", "place"), PAIRS, ids=lambda one: getattr(one, "name", one))
def test_each_clause_of_a_law_finds_what_no_other_does(
    connection: duckdb.DuckDBPyConnection, law: Law, place: int
) -> None:
    """A law names the rows that break it, joined by OR: without this one some would escape."""
    before, clauses = clauses_of(law)
    left = [clause for at, clause in enumerate(clauses) if at != place] or ["false"]
    shortened = f"{before}\nWHERE {' OR '.join(left)}"
    escaped = []
    for harm in (HARM[law.name], *FURTHER.get(law.name, [])):
        connection.execute("BEGIN")
        connection.execute(harm)
        whole, rest = (len(connection.sql(sql).fetchall()) for sql in (law.broken_sql, shortened))
        connection.execute("ROLLBACK")
        assert whole, harm
        escaped.append(rest < whole)
    assert any(escaped) != ((law.name, place) in IMPLIED)


def test_verify_lives_a_run_again(run_path: Path) -> None:
    said: list[tuple[str, bool]] = []
    with open_run(run_path) as run:
        verdict = verify_run(run, say=lambda name, holds, _: said.append((name, holds)))
    assert verdict.failures == ()
    assert ("lived again", True) in said


def test_verify_finds_a_run_whose_digests_were_mended(run_path: Path, tmp_path: Path) -> None:
    """Somebody changes a name and its digest alike: only living again can tell."""
    harmed = spoiled(run_path, tmp_path, "UPDATE subscriber SET surname_ru = 'Никто'")
    with open_run(harmed) as run:
        from mybt_sim.store.verify import table_digests

        mended = table_digests(run)["subscriber"]
    spoil = f"UPDATE digest SET sha256 = '{mended}' WHERE table_name = 'subscriber'"
    (tmp_path / "again").mkdir()
    with open_run(spoiled(harmed, tmp_path / "again", spoil)) as run:
        assert verify_run(run, say=lambda *_: None).failures == ("lived again",)


@pytest.mark.parametrize(
    "spoil",
    [
        "DELETE FROM digest WHERE table_name = 'subscriber'",
        "INSERT INTO digest SELECT * REPLACE ('no_such' AS table_name) FROM digest LIMIT 1",
    ],
)
def test_verify_finds_a_digest_without_its_table_or_a_table_without_digest(
    run_path: Path, tmp_path: Path, spoil: str
) -> None:
    with open_run(spoiled(run_path, tmp_path, spoil)) as run:
        assert verify_run(run, say=lambda *_: None, relive=False).failures == ("digests",)
