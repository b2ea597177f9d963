"""What people set out to do: each kind has its luck to itself, is acted upon, and is forgotten."""

import datetime
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from mybt_sim.behaviour.intents import intend, intend_promise
from mybt_sim.behaviour.layouts import Q16, Channel, Intent
from mybt_sim.behaviour.months import plan_month
from mybt_sim.catalogue import load_catalogue
from mybt_sim.engine.close_day import open_contract
from mybt_sim.engine.records import DAY_S, FAR, SERVICE_DAY, Record, Records, blank
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.status import VIDEO_ADD_ON
from mybt_sim.engine.vocabulary import Operation, Status
from mybt_sim.quality.life import signed
from mybt_sim.quality.story import Start
from mybt_sim.simulation import block
from mybt_sim.simulation.acting import live_until
from mybt_sim.simulation.block import BlockLife, Simulation, prepare
from mybt_sim.simulation.layouts import LIFE, OPERATION_ROW, DayColumn, forget_life
from mybt_sim.simulation.metrics import COUNTED, SUMMED, count_operations, room_for_sum
from mybt_sim.simulation.scenario import Scenario
from tests.support.runs import lived, of_contracts

TARIFF_IDS = [tariff.id for tariff in load_catalogue().tariffs]
LEAVING = ("leave.pon_share", "leave.xdsl_share", "leave.tv_share", "leave.phone_share")

RESTLESS = Scenario(
    subscribers=1_000,
    days=120,
    seed=3,
    behaviour={
        "tariff.try_share": 1,
        "tariff.random_share": 1,
        "promise.spontaneous_share": 1,
        "promise.hopeless_share": 1,
        "add_on.connect_share": 1,
        "add_on.disconnect_share": 1,
        "add_on.boost_share": 1,
        "add_on.random_share": 1,
        "away.suspend_share": 1,
        "video.share": 1,
        "tariff.cancel_share": 1,
        "leave.by_app_share": 1,
        **dict.fromkeys(LEAVING, 1),
        "payment.card_declined_share": 1,
        "payment.wrong_annex_share": 1,
    },
)
"""Everybody asks for whatever there is and would leave; payments are refused as well."""

ASKED_FOR = {
    Operation.CHANGE_TARIFF: {"tariff.try_share": 0, "tariff.shock_try_share": 0},
    Operation.PROMISE_PAYMENT: {"promise.spontaneous_share": 0, "promise.when_blocked_share": 0},
    Operation.CONNECT_ADD_ON: {"add_on.connect_share": 0, "add_on.boost_share": 0},
    Operation.DISCONNECT_ADD_ON: {"add_on.disconnect_share": 0},
    Operation.SUSPEND: {"away.suspend_share": 0},
    Operation.RENT_VIDEO: {"video.share": 0},
    Operation.CANCEL_TARIFF_CHANGE: {"tariff.cancel_share": 0},
    Operation.TERMINATION: dict.fromkeys(LEAVING, 0),
}
"""Operations, and the behaviour under which nobody asks for them."""

REFUSED_LEAST = {
    Operation.DISCONNECT_ADD_ON: 20,
    Operation.SUSPEND: 5,
    Operation.RENT_VIDEO: 50,
    Operation.CANCEL_TARIFF_CHANGE: 0,
}
"""So many contracts at least are refused each time; elsewhere some hundreds."""

OPERATIONS_OF = {
    Intent.PAYMENT: {Operation.TOP_UP, Operation.ERIP_PAYMENT, Operation.REDEEM_EXPRESS_CARD},
    Intent.PROMISE: {Operation.PROMISE_PAYMENT},
    Intent.TARIFF_CHANGE: {Operation.CHANGE_TARIFF},
    Intent.CONNECT: {Operation.CONNECT_ADD_ON},
    Intent.DISCONNECT: {Operation.DISCONNECT_ADD_ON},
    Intent.BOOST: {Operation.CONNECT_ADD_ON},
    Intent.SUSPENSION: {Operation.SUSPEND},
    Intent.RESUMPTION: {Operation.RESUME},
    Intent.VIDEO: {Operation.RENT_VIDEO},
    Intent.TARIFF_CANCELLATION: {Operation.CANCEL_TARIFF_CHANGE},
    Intent.LEAVING: {Operation.TERMINATION},
}


ONCE = {Intent.FIBRE, Intent.MOVE}
"""Kinds that a life has from its beginning, and that ask for nothing."""
FOLLOWING = {Intent.RESUMPTION, Intent.TARIFF_CANCELLATION} | ONCE
"""Kinds that no month plans: they follow from what was done, or are known before."""


def with_behaviour(changes: Mapping[str, Any]) -> Scenario:
    return RESTLESS.having(behaviour={**RESTLESS.behaviour, **changes})


def never_given(life: BlockLife, operation: Operation) -> list[int]:
    """Contracts for which `operation` was never carried out, asked for or not."""
    rows = life.operations[life.operations["operation"] == operation]
    given = rows["contract_id"][rows["refusal"] == Refusal.NONE]
    return sorted(set(life.contracts["contract_id"].tolist()) - set(given.tolist()))


def refused_all_through(operations: Records, operation: Operation) -> list[int]:
    """Contracts that asked for `operation`, and were refused each time."""
    rows = operations[operations["operation"] == operation]
    accepted = rows["contract_id"][rows["refusal"] == Refusal.NONE]
    return sorted(set(rows["contract_id"].tolist()) - set(accepted.tolist()))


def lives_of(life: BlockLife, contract_ids: list[int], *, without: Operation) -> dict[str, Any]:
    """All that these contracts did and were, but for the requests for one operation."""
    operations = life.operations[life.operations["operation"] != without]
    days = life.days[:, np.isin(life.days[DayColumn.CONTRACT_ID], contract_ids)]
    parts = {
        "entries": life.entries,
        "events": life.events,
        "operations": operations,
        "contracts": life.contracts,
    }
    ids = np.array(contract_ids)
    rows = {name: of_contracts(records, ids) for name, records in parts.items()}
    return {"days": days.tolist()} | {
        f"{name}.{field}": records[field].tolist()
        for name, records in rows.items()
        for field in records.dtype.names or ()
    }


@pytest.mark.parametrize("operation", ASKED_FOR)
def test_a_refused_request_leaves_everything_else_of_a_life_alone(operation: Operation) -> None:
    asking = lived(RESTLESS)
    silent = lived(with_behaviour(ASKED_FOR[operation]))
    assert operation not in set(silent.operations["operation"].tolist())
    refused = refused_all_through(asking.operations, operation)
    assert len(refused) >= REFUSED_LEAST.get(operation, 250)
    alike = never_given(asking, operation)
    assert len(alike) > 250
    of_silent = lives_of(silent, alike, without=operation)
    of_asking = lives_of(asking, alike, without=operation)
    differing = [name for name, rows in of_asking.items() if rows != of_silent[name]]
    assert not differing


def test_what_was_refused_had_been_followed_by_other_draws() -> None:
    """Otherwise the law above would hold of anything."""
    rows = lived(RESTLESS).operations
    refused = refused_all_through(rows, Operation.CHANGE_TARIFF)
    is_request = rows["operation"] == Operation.CHANGE_TARIFF
    asked_at = {row["contract_id"]: row["attempted_at"] for row in rows[is_request][::-1]}
    others = rows[~is_request & np.isin(rows["contract_id"], refused)]
    assert sum(row["attempted_at"] > asked_at[row["contract_id"]] for row in others) > 1_000


@pytest.mark.parametrize("kind", sorted(set(Intent) - ONCE))
def test_each_kind_of_intent_is_acted_upon_at_its_second(kind: Intent) -> None:
    simulation = prepare(Scenario(subscribers=1, days=31))
    book, day = simulation.book, simulation.scenario.first_day
    contract = signed(Start(day, 7), book)
    open_contract(book, contract, 0, 0, day * DAY_S)
    life = blank(LIFE, 1)[0]
    forget_life(life)
    life.traits.account_id = 1
    life.plan.has_reacted = True
    noon = day * DAY_S + DAY_S // 2
    give_a_reason(kind, simulation, contract, noon)
    intend_promise(life.plan, 1_500, FAR)
    intend(life.plan, kind, noon)
    live_until(book, simulation.editions[0], contract, life, noon + 1)
    rows = life["operations"][: int(life.operation_count)]
    asked = {Operation(int(row["operation"])) for row in rows}
    assert len(asked) == 1
    assert asked <= OPERATIONS_OF[kind]
    assert rows["attempted_at"].tolist() == [noon]
    assert life.plan.intents[kind].due_at != noon


def give_a_reason(kind: Intent, simulation: Simulation, contract: Record, noon: int) -> None:
    """What a contract must have that somebody can do this to it."""
    if kind == Intent.DISCONNECT:
        contract.add_ons |= 1
    elif kind == Intent.SUSPENSION:
        go_away(simulation)
    elif kind == Intent.RESUMPTION:
        contract.suspended_from, contract.suspended_until = noon - 1, noon + 30 * DAY_S
    elif kind == Intent.VIDEO:
        fitting = simulation.book.tariffs[0]["fitting_add_ons"]
        contract.tariff = int(np.flatnonzero(fitting >> VIDEO_ADD_ON & 1)[0])
    elif kind == Intent.TARIFF_CANCELLATION:
        contract.pending_tariff = contract.tariff + 1


def go_away(simulation: Simulation) -> None:
    """Every household leaves in every span, for 30 days."""
    simulation.editions[0].away_month_q16[:] = Q16
    simulation.editions[0].away_days[:] = 29


@pytest.mark.parametrize("kind", sorted(set(Intent) - FOLLOWING))
def test_each_kind_of_intent_comes_up_by_itself(kind: Intent) -> None:
    """A kind that no month plans would be dead."""
    simulation = prepare(RESTLESS)
    go_away(simulation)
    book, day = simulation.book, RESTLESS.first_day
    contract = signed(Start(day, 7), book)
    life = blank(LIFE, 1)[0]
    forget_life(life)
    life.traits.account_id = 1
    life.traits.pay_day = 10
    life.traits.plans_key = 1
    life.traits.net_q16 = life.traits.tv_on_q16 = Q16
    plan_month(book, simulation.editions[0], contract, life, day)
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


@pytest.mark.parametrize("operation", COUNTED)
@pytest.mark.parametrize("refusal", [Refusal.NONE, Refusal.CONTRACT_TERMINATED])
def test_each_operation_of_people_counts_in_sums_of_its_own(
    operation: Operation, refusal: Refusal
) -> None:
    sums = counted(operation, refusal)
    wanted = COUNTED[operation][refusal != Refusal.NONE]
    amounts = {SUMMED[operation]} if operation in SUMMED and refusal == Refusal.NONE else set()
    assert sums[wanted] == 1
    assert sums[list(amounts)].sum() == 100 * len(amounts)
    assert not np.delete(sums, [wanted, *amounts]).any()


def test_people_do_nothing_that_is_not_counted() -> None:
    assert set().union(*OPERATIONS_OF.values()) == set(COUNTED)


def test_an_operation_that_no_sum_knows_is_no_payment() -> None:
    with pytest.raises(AssertionError, match="in which sums"):
        counted(Operation.NEW_LINE)


def counted(operation: Operation, refusal: Refusal = Refusal.NONE) -> Any:
    """The sums of a day on which `operation` was asked for once."""
    life = blank(LIFE, 1)[0]
    life["operations"][0] = np.zeros(1, OPERATION_ROW)[0]
    life.operations[0].operation = operation
    life.operations[0].refusal = refusal
    life.operations[0].amount_kopecks = 100
    life.operation_count = 1
    sums = room_for_sum()
    count_operations(sums, life, 0)
    return sums.counted[0]


def test_who_has_left_does_nothing_but_pay_what_is_owed() -> None:
    """The contract stays ended, without fees or use; a telephone line gets its last bill."""
    life = lived(Scenario(subscribers=600, days=150, seed=2, behaviour=dict.fromkeys(LEAVING, 0.1)))
    rows, days = life.operations, life.days
    is_end = (rows["operation"] == Operation.TERMINATION) & (rows["refusal"] == Refusal.NONE)
    ended_at = dict(
        zip(
            rows["contract_id"][is_end].tolist(), rows["attempted_at"][is_end].tolist(), strict=True
        )
    )
    assert len(ended_at) > 200
    later = [row for row in rows if row["attempted_at"] > ended_at.get(row["contract_id"], FAR)]
    assert later
    assert {Operation(row["operation"]) for row in later} <= OPERATIONS_OF[Intent.PAYMENT]
    ends = np.array(
        [ended_at.get(one, FAR) // DAY_S for one in days[DayColumn.CONTRACT_ID].tolist()]
    )
    after = days[:, days[DayColumn.DAY] > ends]
    assert (after[DayColumn.STATUS] == Status.TERMINATED).all()
    assert not after[[DayColumn.DOWN_MB, DayColumn.TARIFF_FEE_KOPECKS]].any()
    left = life.contracts[np.isin(life.contracts["contract_id"], list(ended_at))]
    is_long_ago = left["terminated_at"] < left["terminated_at"].max() - 70 * DAY_S
    assert (left["balance_kopecks"][is_long_ago & (left["settlement"] == 1)] >= 0).mean() > 0.6


def test_a_pause_is_worth_its_price_and_ends_with_the_absence() -> None:
    summer = Scenario(
        subscribers=1_500,
        days=122,
        start=datetime.date(2026, 5, 1),
        seed=5,
        behaviour={"away.suspend_share": 1},
    )
    rows = lived(summer).operations
    asked = rows[rows["operation"] == Operation.SUSPEND]
    assert len(asked) > 100
    assert set(asked["term_days"].tolist()) == {15, 30}
    resumed = rows["operation"] == Operation.RESUME
    assert 0 < resumed.sum() < (asked["term_days"] == 30).sum()
    assert not rows["refusal"][resumed].any()
    cheaper = {"from": "2026-05-01", "fees": dict.fromkeys(TARIFF_IDS, "1.00")}
    cheap = lived(summer.having(changes=[cheaper])).operations
    assert (cheap["operation"] == Operation.SUSPEND).sum() < 0.3 * len(asked)


def test_express_cards_add_up_to_the_sum_and_can_be_switched_off() -> None:
    usual = Scenario(subscribers=1_000, days=60, seed=3, behaviour={"payment.express_share": 0.5})
    rows = lived(usual).operations
    cards = rows[rows["operation"] == Operation.REDEEM_EXPRESS_CARD]
    assert set(cards["channel"].tolist()) == {Channel.EXPRESS_CARD}
    assert {Refusal.CARD_FORMAT, Refusal.CARD_UNKNOWN} < set(cards["refusal"].tolist())
    near = (np.diff(cards["attempted_at"]) < 300) & (np.diff(cards["contract_id"]) == 0)
    assert near.mean() > 0.5
    without = {"payment.express_share": 0, "payment.express_share_65": 0}
    other = lived(usual.having(behaviour=without))
    assert Operation.REDEEM_EXPRESS_CARD not in set(other.operations["operation"].tolist())
    same = np.isin(other.contracts["contract_id"], cards["contract_id"], invert=True)
    assert (other.contracts[same] == lived(usual).contracts[same]).all()
