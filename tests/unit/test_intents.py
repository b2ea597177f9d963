"""What people set out to do: each kind has its luck to itself, is acted upon, and is forgotten."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from mybt_sim.behaviour.intents import intend, intend_promise, plan_month
from mybt_sim.behaviour.layouts import Intent
from mybt_sim.engine.close_day import open_contract
from mybt_sim.engine.records import DAY_S, FAR, SERVICE_DAY, Records, blank
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Operation
from mybt_sim.simulation import block
from mybt_sim.simulation.acting import live_until
from mybt_sim.simulation.block import BlockLife, prepare
from mybt_sim.simulation.layouts import LIFE, OPERATION_ROW, DayColumn, forget_life
from mybt_sim.simulation.metrics import Metric, count_operations
from mybt_sim.simulation.scenario import Scenario
from tests.support.life import Given, make_contract
from tests.support.runs import lived

RESTLESS = Scenario(
    subscribers=1_000,
    days=120,
    seed=3,
    behaviour={
        "tariff.try_share": 1,
        "tariff.random_share": 1,
        "promise.spontaneous_share": 1,
        "promise.hopeless_share": 1,
        "payment.card_declined_share": 1,
        "payment.wrong_annex_share": 1,
    },
)
"""Everybody asks for any tariff and for promises, and payments are refused as well."""

ASKED_FOR = {
    Operation.CHANGE_TARIFF: {"tariff.try_share": 0, "tariff.shock_try_share": 0},
    Operation.PROMISE_PAYMENT: {"promise.spontaneous_share": 0, "promise.when_blocked_share": 0},
}
"""Operations, and the behaviour under which nobody asks for them."""

OPERATIONS_OF = {
    Intent.PAYMENT: {Operation.TOP_UP, Operation.ERIP_PAYMENT},
    Intent.PROMISE: {Operation.PROMISE_PAYMENT},
    Intent.TARIFF_CHANGE: {Operation.CHANGE_TARIFF},
}


def with_behaviour(changes: Mapping[str, Any]) -> Scenario:
    return RESTLESS.having(behaviour={**RESTLESS.behaviour, **changes})


def refused_all_through(operations: Records, operation: Operation) -> list[int]:
    """Contracts that asked for `operation`, and were refused each time."""
    rows = operations[operations["operation"] == operation]
    accepted = rows["contract_id"][rows["refusal"] == Refusal.NONE]
    return sorted(set(rows["contract_id"].tolist()) - set(accepted.tolist()))


def whole_lives(life: BlockLife, *, without: Operation) -> dict[int, list[Any]]:
    """By contract all that it did and was, but for the requests for one operation."""
    operations = life.operations[life.operations["operation"] != without]
    parts = [
        by_contract(life.days[DayColumn.CONTRACT_ID], life.days.T),
        *(
            by_contract(records["contract_id"], records)
            for records in (life.entries, life.events, operations, life.contracts)
        ),
    ]
    return {
        contract_id: [part.get(contract_id) for part in parts]
        for contract_id in life.contracts["contract_id"].tolist()
    }


def by_contract(ids: Any, rows: Any) -> dict[int, str]:
    """The rows of each contract, which stand together."""
    found, firsts = np.unique(ids, return_index=True)
    parts = np.split(rows, firsts[1:])
    return {one: str(part.tolist()) for one, part in zip(found.tolist(), parts, strict=True)}


@pytest.mark.parametrize("operation", ASKED_FOR)
def test_a_refused_request_leaves_everything_else_of_a_life_alone(operation: Operation) -> None:
    asking = lived(RESTLESS)
    silent = lived(with_behaviour(ASKED_FOR[operation]))
    assert operation not in set(silent.operations["operation"].tolist())
    refused = refused_all_through(asking.operations, operation)
    assert len(refused) > 250
    asking_lives = whole_lives(asking, without=operation)
    silent_lives = whole_lives(silent, without=operation)
    differing = [one for one in refused if asking_lives[one] != silent_lives[one]]
    assert not differing


def test_what_was_refused_had_been_followed_by_other_draws() -> None:
    """Otherwise the law above would hold of anything."""
    rows = lived(RESTLESS).operations
    refused = refused_all_through(rows, Operation.CHANGE_TARIFF)
    is_request = rows["operation"] == Operation.CHANGE_TARIFF
    asked_at = {row["contract_id"]: row["attempted_at"] for row in rows[is_request][::-1]}
    others = rows[~is_request & np.isin(rows["contract_id"], refused)]
    assert sum(row["attempted_at"] > asked_at[row["contract_id"]] for row in others) > 1_000


@pytest.mark.parametrize("kind", Intent)
def test_each_kind_of_intent_is_acted_upon_at_its_second(kind: Intent) -> None:
    simulation = prepare(Scenario(subscribers=1, days=31))
    book, day = simulation.book, simulation.scenario.first_day
    contract = make_contract(Given(7, day, 0), book)
    open_contract(book, contract, 0, day * DAY_S)
    life = blank(LIFE, 1)[0]
    forget_life(life)
    life.plan.has_reacted = True
    noon = day * DAY_S + DAY_S // 2
    intend_promise(life.plan, 1_500, FAR)
    intend(life.plan, kind, noon)
    live_until(book, simulation.tables, contract, life, noon + 1)
    rows = life["operations"][: int(life.operation_count)]
    asked = {Operation(int(row["operation"])) for row in rows}
    assert len(asked) == 1
    assert asked <= OPERATIONS_OF[kind]
    assert rows["attempted_at"].tolist() == [noon]
    assert life.plan.intents[kind].due_at != noon


@pytest.mark.parametrize("kind", Intent)
def test_each_kind_of_intent_comes_up_by_itself(kind: Intent) -> None:
    """A kind that no month plans would be dead."""
    simulation = prepare(RESTLESS)
    book, day = simulation.book, RESTLESS.first_day
    contract = make_contract(Given(7, day, 0), book)
    life = blank(LIFE, 1)[0]
    forget_life(life)
    life.traits.account_id = 1
    life.traits.pay_day = 10
    life.traits.plans_key = 1
    plan_month(book, simulation.tables, contract, life, day)
    assert day * DAY_S < life.plan.intents[kind].due_at < FAR
    assert life.plan.next_at == min(intent.due_at for intent in life.plan.intents)


def test_rooms_in_which_others_lived_leave_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stands in the memory of a life, a day or the journal, nothing of it is read."""
    scenario = Scenario(subscribers=60, days=40, seed=9)
    clean = lived(scenario)

    def littered(layout: np.dtype[Any], *shape: int) -> Records:
        records = blank(layout, *shape)
        if layout is LIFE or layout is SERVICE_DAY:
            records.view(np.uint8)[:] = 1
        return records

    monkeypatch.setattr(block, "blank", littered)
    simulation = prepare(scenario)
    simulation.book.entries.view(np.uint8)[:] = 1
    simulation.book.entry_count = simulation.book.event_count = 7
    simulation.book.allowed_from = 7
    life = block.simulate_block(simulation, 1, scenario.subscribers)
    for name in ("days", "entries", "events", "operations", "contracts"):
        assert (getattr(life, name) == getattr(clean, name)).all(), name


@pytest.mark.parametrize("operation", sorted(set().union(*OPERATIONS_OF.values())))
def test_each_operation_of_people_counts_in_sums_of_its_own(operation: Operation) -> None:
    sums = counted(operation)
    names = {"top_up": "payments", "erip_payment": "payments", "promise_payment": "promises"}
    name = names.get(operation.name.lower(), "tariff_orders")
    assert sums[Metric[name.upper()]] == 1
    others = {"PAYMENTS", "PROMISES", "TARIFF_ORDERS"} - {name.upper()}
    assert not sums[[Metric[other] for other in others]].any()


def test_an_operation_that_no_sum_knows_is_no_payment() -> None:
    with pytest.raises(AssertionError, match="in which sums"):
        counted(Operation.SUSPEND)


def counted(operation: Operation) -> Any:
    """The sums of a day on which `operation` was accepted once."""
    life = blank(LIFE, 1)[0]
    life["operations"][0] = np.zeros(1, OPERATION_ROW)[0]
    life.operations[0].operation = operation
    life.operations[0].amount_kopecks = 100
    life.operation_count = 1
    metrics = np.zeros((1, len(Metric)), np.int64)
    count_operations(metrics, life, 0)
    return metrics[0]
