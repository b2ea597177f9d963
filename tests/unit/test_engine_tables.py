"""Every row of tables/engine: what the operator would answer, and the balance afterwards."""

import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import RULES
from mybt_sim.quality.steps import OPERATIONS
from tests.support.tables import Case, asked, play, read_cases

TABLES = Path(__file__).parent / "tables" / "engine"
CASES = [case for path in sorted(TABLES.glob("*.toml")) for case in read_cases(path)]
each_case = pytest.mark.parametrize("case", CASES, ids=[f"{c.file}: {c.title}" for c in CASES])


@each_case
def test_case(case: Case) -> None:
    play(case)


def contract_refusals() -> Iterator[tuple[str, Refusal]]:
    """Every refusal of every rule that asks something of a contract."""
    for name, rule in RULES.items():
        function = getattr(rule.function, "py_func", rule.function)
        if "contract" in inspect.signature(function).parameters:
            yield from ((name, check.refusal) for check in rule.checks)


def test_every_refusal_of_a_contract_stands_in_a_table() -> None:
    shown = {pair for case in CASES for pair in asked(case)}
    missing = [
        (name, one.name) for name, one in contract_refusals() if (name, one.name) not in shown
    ]
    assert not missing, f"add a row to {TABLES} for each of {missing}"


def test_every_operation_is_also_accepted_in_a_table() -> None:
    accepted = {operation for case in CASES for operation, answer in asked(case) if answer == "ok"}
    assert accepted == {one.name.lower() for one in OPERATIONS} - {"cancel_promise"}


def test_every_expected_refusal_is_one_that_its_rule_can_give() -> None:
    possible = set(contract_refusals())
    for case in CASES:
        for operation, answer in asked(case):
            assert answer == "ok" or (operation, Refusal[answer]) in possible, (case.title, answer)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("| 16.00 |", "| 16.01 |"),
        ("| ok |", "| CARD_DECLINED |"),
        ("open 15.00", "open 14.99"),
        ("due 2026-06-06 10:00", "due 2026-06-06 10:00:01"),
        ("told PROMISE_GIVEN", "told -"),
        ("booked OPENING 1.00, PROMISE 15.00", "booked PROMISE 15.00"),
        ("active", "blocked"),
    ],
)
def test_a_wrong_table_is_noticed(tmp_path: Path, old: str, new: str) -> None:
    text = """
        [[case]]
        title = "a promise"
        tariff = "T10"
        opened = 2026-06-01
        balance = "1.00"
        rows = '''
        2026-06-01 10:00 | promise_payment 15.00 | ok | 16.00 | active; open 15.00; \
due 2026-06-06 10:00; booked OPENING 1.00, PROMISE 15.00; told PROMISE_GIVEN
        '''
    """
    path = tmp_path / "wrong.toml"
    path.write_text(text, encoding="utf-8")
    play(next(read_cases(path)))
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert text.count(old) == 1
    with pytest.raises(AssertionError, match="a promise"):
        play(next(read_cases(path)))
