"""Contracts are found by what they are, and brought into a state by what can really happen."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from mybt_sim.base.errors import MybtError, RequestError, WorldError
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Entry, Event, ServiceKind, Settlement, Status, Technology
from mybt_sim.world import World
from tests.support.worlds import base_world, check_money

BOUNDS = ("2.00", "4.00")
PLAIN: dict[str, Any] = {
    "kind": "internet",
    "status": "active",
    "is_plain": True,
    "has_promise": False,
}


def world() -> World:
    return base_world().fork()


def record_of(one: World, contract: int) -> Any:
    return one.contract_record(contract)


@pytest.mark.parametrize(
    ("conditions", "fits"),
    [
        ({"kind": "tv"}, lambda row: row.kind == ServiceKind.TV),
        ({"kind": ServiceKind.TV}, lambda row: row.kind == ServiceKind.TV),
        ({"kind": ["TV", "package"]}, lambda row: row.kind in (ServiceKind.TV, 3)),
        ({"settlement": "advance"}, lambda row: row.settlement == Settlement.ADVANCE),
        ({"technology": "PON"}, lambda row: row.technology == Technology.PON),
        ({"balance": BOUNDS}, lambda row: 200 <= row.balance_kopecks <= 400),
        ({"balance": (None, "-0.01")}, lambda row: row.balance_kopecks < 0),
        ({"balance": "about 3.00"}, lambda row: 200 <= row.balance_kopecks <= 400),
        ({"balance": "about 50.00"}, lambda row: 4500 <= row.balance_kopecks <= 5500),
        ({"status": "financial_block"}, lambda row: bool(row.is_blocked)),
        ({"has_add_on": "A01"}, lambda row: bool(row.add_ons & 1)),
        ({"has_no_add_on": ["A01"]}, lambda row: not row.add_ons & 1),
        ({"has_promise": True}, lambda row: row.promise_open_kopecks > 0),
        ({"is_barred": False}, lambda row: not row.is_barred),
    ],
)
def test_contracts_are_found_by_what_they_are(conditions: dict[str, Any], fits: Any) -> None:
    one = world()
    rows = one.contract_records()
    expected = tuple(int(row.contract_id) for row in rows if fits(row))
    assert one.contracts_where(**conditions) == expected
    assert one.contracts_where(**conditions, limit=2) == expected[:2]
    if expected:
        assert one.find(**conditions) == expected[0]


def test_contracts_are_found_by_home_and_place() -> None:
    one = world()
    facts = one.directory.block.facts
    for contract in one.contracts_where(contracts_at_home=2):
        holder = one.directory.holder_of(contract).subscriber_id
        others = [other for other in one.directory.contracts_of(holder) if other != contract]
        assert one.contracts_where(home_of=contract) == tuple(others)
    in_minsk = one.contracts_where(locality="Минск")
    assert in_minsk
    assert in_minsk == one.contracts_where(locality="г. Мінск")
    assert set(in_minsk) <= set(one.contracts_where(region="msq"))
    old = facts["contract_id"][facts["age"] >= 65].tolist()
    assert one.contracts_where(age=(65, None)) == tuple(old)
    bound = facts["contract_id"][facts["account_id"] > 0].tolist()
    assert one.contracts_where(is_bound=True) == tuple(bound)
    assert set(one.contracts_where(language="be")) <= set(bound)


@pytest.mark.parametrize(
    ("conditions", "says"),
    [
        ({"kind": "internt"}, "'internt' is no kind. Did you mean internet?"),
        ({"balence": "3.00"}, "balence is no condition of a contract. Did you mean balance?"),
        ({"balance": "1e2"}, "'1e2' is no amount of BYN."),
        ({"balance": 3.0}, "is no amount of BYN."),
        ({"technology": "pom"}, "'pom' is no technology. Did you mean pon?"),
        ({"locality": "Менск"}, "'Менск' is no locality. Did you mean"),
        ({"has_promise": 1}, "has_promise is 1. Give True or False."),
        (
            {"kind": "tv", "balance": "99999.00"},
            "meet in force, kind='tv' none meets balance='99999.00'.",
        ),
    ],
)
def test_what_cannot_be_found_is_one_clear_sentence(conditions: Any, says: str) -> None:
    with pytest.raises(RequestError) as raised:
        world().find(**conditions)
    assert says in str(raised.value)


@pytest.mark.parametrize("amount", ["-7.50", "0.01", "123.45"])
def test_staff_correct_a_balance(amount: str) -> None:
    """LED-ADJUST: an entry of its own kind, from which the state follows; it repays no promise."""
    one = world()
    contract = one.find(**PLAIN)
    one.prepare(contract, promise_open="10.00", balance="5.00")
    outcome = one.outside.correct_balance(contract, amount, reason="a complaint")
    assert outcome.ok
    assert str(outcome) == "Корректировка баланса"
    assert [line.entry for line in outcome.entries] == [Entry.ADJUST]
    record = record_of(one, contract)
    assert record.balance_kopecks == 500 + round(float(amount) * 100)
    assert record.promise_open_kopecks == 1000
    assert bool(record.is_blocked) == (record.balance_kopecks <= 0)
    assert json.loads(one.log[-1].command.text)["reason"] == "a complaint"
    check_money(one)


def test_a_correction_of_an_ended_contract_is_refused() -> None:
    """LED-ADJUST: the account of an ended contract is closed."""
    one = world()
    contract = one.find(**PLAIN)
    one.outside.terminate(contract)
    before = record_of(one, contract)
    outcome = one.outside.correct_balance(contract, "1.00")
    assert outcome.refusal is Refusal.CONTRACT_TERMINATED
    assert record_of(one, contract) == before
    assert contract not in one.contracts_where(kind="internet")
    assert contract in one.contracts_where(kind="internet", status="terminated")


@pytest.mark.parametrize("amount", ["0.00", "999999999.00", "1.005", 1.5])
def test_a_correction_that_is_none_is_one_clear_sentence(amount: Any) -> None:
    one = world()
    with pytest.raises(RequestError):
        one.outside.correct_balance(one.find(), amount)
    assert len(one.log) == len(base_world().log)


def test_a_contract_is_brought_into_any_state_that_the_rules_allow() -> None:
    one = world()
    contract = one.find(**PLAIN)
    page = one.prepare(contract, balance="3.00")
    assert (page.balance_kopecks, page.status) == (300, Status.ACTIVE)
    page = one.prepare(contract, blocked=True)
    assert (page.balance_kopecks, page.status) == (0, Status.FINANCIAL_BLOCK)
    page = one.prepare(contract, promise_open="10.00", balance="4.00")
    assert page.promise is not None
    assert page.promise.open_kopecks == 1000
    assert (page.balance_kopecks, page.status) == (400, Status.ACTIVE)
    page = one.prepare(contract, balance="-7.00", blocked=True)
    assert page.promise is not None
    assert page.status is Status.FINANCIAL_BLOCK
    page = one.prepare(contract, promise_open="0.00", blocked=False)
    assert page.promise is None
    assert page.status is Status.ACTIVE
    day = one.now.date()
    page = one.prepare(contract, suspended_days=15, balance="2.00")
    assert (page.balance_kopecks, page.status) == (200, Status.VOLUNTARY_SUSPENSION)
    assert page.suspended_until is not None
    assert page.suspended_until.date() == day + datetime.timedelta(days=16)
    check_money(one)
    assert one.replayed().digest() == one.digest()
    assert not one._file


def test_a_prepared_contract_survives_in_its_file(tmp_path: Path) -> None:
    path = tmp_path / "prepared.duckdb"
    with World.create(40, seed=3, path=path) as one:
        contract = one.find(settlement="advance", kind="internet", is_plain=True)
        one.prepare(contract, promise_open="15.00", balance="-1.00", blocked=True)
        digest = one.digest()
        assert repr(one).endswith(f"commands, in {path}>")
    with World.open(path) as again:
        assert again.digest() == digest
        page = again.contract_page(contract)
        assert page.status is Status.FINANCIAL_BLOCK
        assert page.balance_kopecks == -100


@pytest.mark.parametrize(
    ("kind", "wish", "says"),
    [
        ("internet", {"blocked": True, "balance": "5.00"}, "With 5.00 BYN a contract is not"),
        ("internet", {"promise_open": "15.01"}, "PROMISE_ABOVE_LIMIT"),
        ("internet", {"suspended_days": 16}, "VOL_TERM_INVALID"),
        ("internet", {"suspended_days": 15, "promise_open": "5.00"}, "PROMISE_SUSPENDED"),
        ("telephony", {"blocked": True}, "paid by bill is never blocked"),
    ],
)
def test_what_the_rules_are_against_leaves_the_world_alone(
    kind: str, wish: dict[str, Any], says: str
) -> None:
    one = world()
    contract = one.find(**(PLAIN if kind == "internet" else {"kind": kind}))
    with pytest.raises(WorldError, match=says):
        one.prepare(contract, **wish)
    assert one.digest() == base_world().digest()
    assert one.log == base_world().log


def test_a_line_is_barred_by_what_staff_take_from_its_balance() -> None:
    """SUS-TEL: what is owed beyond the newest bills is late at once."""
    one = world()
    contract = one.find(kind="telephony", is_barred=False)
    one.prepare(contract, balance="-900.00")
    assert record_of(one, contract).is_barred
    assert contract in one.contracts_where(is_barred=True)
    freed = one.outside.correct_balance(contract, "1000.00")
    assert [event.event for event in freed.events] == [Event.UNBARRED]


def test_prepare_takes_no_wrong_types() -> None:
    one = world()
    for wish in ({"balance": 1.5}, {"blocked": "yes"}, {"suspended_days": "15"}):
        with pytest.raises(MybtError):
            one.prepare(one.find(), **wish)


@pytest.mark.parametrize(
    "conditions",
    [
        *({"age": 30}, {"age": "30"}, {"age": ("a", "b")}, {"age": (1, 2, 3)}, {"age": (60, 30)}),
        *({"contracts_at_home": "2"}, {"contracts_at_home": (1, 2)}),
        *({"balance": ("1.00",)}, {"balance": ("5.00", "1.00")}, {"balance": 1.5}),
    ],
)
def test_a_range_that_is_none_is_one_clear_error(conditions: dict[str, Any]) -> None:
    with pytest.raises(RequestError):
        world().find(**conditions)
