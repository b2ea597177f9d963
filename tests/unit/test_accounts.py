"""Accounts and guests live beside the contracts, by the rules; each number can be switched off."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from mybt_sim.engine.records import DAY_S, FAR, Records
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Operation
from mybt_sim.simulation.block import BlockLife, prepare, simulate_block
from mybt_sim.simulation.scenario import Scenario
from tests.support.runs import lived

CLUMSY = Scenario(
    subscribers=400,
    days=120,
    seed=5,
    behaviour={
        "app.offline_share": 0.1,
        "app.unknown_place_share": 0.5,
        "auth.relogin_share": 0.8,
        "auth.not_delivered_share": 0.2,
        "auth.late_share": 0.2,
        "auth.wrong_code_share": 0.3,
        "auth.expired_share": 0.2,
        "auth.bad_password_share": 0.5,
        "auth.malformed_share": 0.1,
        "auth.abandon_share": 0.1,
        "binding.try_share": 0.5,
        "binding.no_answer_share": 0.3,
        "binding.wrong_code_share": 0.3,
        "binding.wrong_surname_share": 0.3,
        "binding.unbind_share": 0.05,
        "support.chat_share": 0.5,
        "support.after_block_share": 0.5,
        "support.empty_share": 0.2,
    },
)
"""Everything goes wrong often."""

GUESTS = (
    Operation.LIST_NEWS,
    Operation.LIST_TARIFFS,
    Operation.LIST_SERVICE_CENTRES,
    Operation.LIST_HOTSPOTS,
    Operation.HELP,
    Operation.SET_LANGUAGE,
)
BOUND = (Operation.BIND_BY_LOGIN, Operation.REQUEST_VOICE_CODE, Operation.BIND_BY_VOICE_CODE)
SUPPORT = (Operation.OPEN_TICKET, Operation.REPLY_TICKET, Operation.CLOSE_TICKET)
NOBODY_CALLS = {
    "support.call_share": 0,
    "support.call_after_block_share": 0,
    "support.call_after_bill_share": 0,
}
CALLS = (Operation.REQUEST_VOICE_CODE, Operation.BIND_BY_VOICE_CODE)

Numbers = Mapping[str, Any]


def clumsy(changes: Numbers) -> Scenario:
    return CLUMSY.having(behaviour={**CLUMSY.behaviour, **changes})


def is_one_of(rows: Records, operations: tuple[Operation, ...]) -> Any:
    return np.isin(rows["operation"], operations)


@pytest.fixture(scope="module")
def usual() -> BlockLife:
    return lived(CLUMSY)


SWITCHED_OFF: Mapping[str, tuple[Numbers, tuple[Operation, ...], Refusal | None]] = {
    "guests": ({"app.guest_share": 0}, GUESTS, None),
    "quick checks": ({"app.quick_check_share": 0}, (Operation.CHECK_BALANCE,), None),
    "balance": ({"app.balance_share": 0}, (Operation.BALANCE,), Refusal.NONE),
    "usage": ({"app.usage_share": 0}, (Operation.USAGE,), Refusal.NONE),
    "notices": ({"app.notices_share": 0}, (Operation.NOTIFICATIONS,), Refusal.NONE),
    "statement": ({"app.statement_share": 0}, (Operation.STATEMENT,), Refusal.NONE),
    "forecast": ({"app.forecast_share": 0}, (Operation.FORECAST,), Refusal.NONE),
    "contracts": ({"app.contracts_share": 0}, (Operation.CONTRACTS,), Refusal.NONE),
    "signing out": ({"app.sign_out_share": 0}, (Operation.SIGN_OUT,), Refusal.NONE),
    "no network": ({"app.offline_share": 0}, (Operation.BALANCE,), Refusal.NO_NETWORK),
    "places": (
        {"app.unknown_place_share": 0},
        (Operation.LIST_SERVICE_CENTRES, Operation.LIST_HOTSPOTS),
        Refusal.LOCATION_NOT_FOUND,
    ),
    "mistyped": ({"auth.wrong_code_share": 0}, (Operation.SIGN_IN,), Refusal.OTP_WRONG),
    "late": ({"auth.expired_share": 0}, (Operation.SIGN_IN,), Refusal.OTP_EXPIRED),
    "malformed": ({"auth.malformed_share": 0}, (Operation.SIGN_IN,), Refusal.OTP_FORMAT),
    "impatient": (
        {"auth.not_delivered_share": 0, "auth.late_share": 0},
        (Operation.REQUEST_CODE,),
        Refusal.OTP_RESEND_TOO_SOON,
    ),
    "password": (
        {"auth.bad_password_share": 0},
        (Operation.CHECK_BALANCE, Operation.BIND_BY_LOGIN),
        Refusal.BIND_BAD_CREDENTIALS,
    ),
    "login form": (
        {"auth.malformed_share": 0},
        (Operation.CHECK_BALANCE, Operation.BIND_BY_LOGIN),
        Refusal.BIND_FORMAT,
    ),
    "binding": ({"binding.try_share": 0, "binding.new_share": 0}, BOUND, None),
    "by phone": ({"binding.by_home_phone_share": 0}, CALLS, None),
    "no answer": (
        {"binding.no_answer_share": 0, "binding.busy_share": 0},
        CALLS,
        Refusal.VOICE_NO_ANSWER,
    ),
    "surname": ({"binding.wrong_surname_share": 0}, CALLS, Refusal.BINDP_NO_MATCH),
    "spoken code": ({"binding.wrong_code_share": 0}, CALLS, Refusal.VOICE_CODE_WRONG),
    "unbinding": ({"binding.unbind_share": 0}, (Operation.UNBIND,), None),
    "questions": (
        {"support.chat_share": 0, "support.after_block_share": 0, **NOBODY_CALLS},
        SUPPORT,
        None,
    ),
    "replies": ({"support.reply_share": 0}, (Operation.REPLY_TICKET,), None),
    "closing": ({"support.close_share": 0}, (Operation.CLOSE_TICKET,), None),
    "empty": ({"support.empty_share": 0}, SUPPORT, Refusal.SUPPORT_TEXT_INVALID),
}


@pytest.mark.parametrize("what", SWITCHED_OFF)
def test_each_number_can_be_switched_off(usual: BlockLife, what: str) -> None:
    changes, operations, refusal = SWITCHED_OFF[what]

    def count(rows: Records) -> int:
        found = rows[is_one_of(rows, operations)]
        return len(found) if refusal is None else int((found["refusal"] == refusal).sum())

    assert count(usual.attempts) > 0
    assert count(lived(clumsy(changes)).attempts) == 0


def test_nobody_who_is_not_active_signs_in_or_looks() -> None:
    rows = lived(CLUMSY.having(behaviour={"app.active_share": 0})).attempts
    others = (Operation.CHECK_BALANCE, Operation.UNBIND, *BOUND, *SUPPORT)
    signing_in = (Operation.REQUEST_CODE, Operation.SIGN_IN)  # whoever asks about a block
    assert is_one_of(rows, (*others, *signing_in)).all()


def test_who_signs_out_signs_in_next_time() -> None:
    steady = {"auth.relogin_share": 0, "app.guest_share": 0, "app.offline_share": 0}
    rows = lived(clumsy({**steady, "app.sign_out_share": 1})).attempts
    rows = rows[rows["account_id"] != 0]
    rows = rows[np.lexsort((rows["attempted_at"], rows["account_id"]))]
    outs = np.flatnonzero(rows["operation"] == Operation.SIGN_OUT)
    outs = outs[outs + 1 < len(rows)]
    goes_on = rows["account_id"][outs] == rows["account_id"][outs + 1]
    after = rows[outs + 1][goes_on]["operation"]
    may_follow = (Operation.REQUEST_CODE, Operation.UNBIND, Operation.CHECK_BALANCE, *BOUND)
    assert len(after) > 20
    assert np.isin(after, may_follow).all()


def test_only_who_has_several_contracts_looks_at_their_list() -> None:
    life = lived(clumsy({"app.contracts_share": 1}))
    asked = life.attempts[life.attempts["operation"] == Operation.CONTRACTS]
    facts = life.population.facts
    for account in set(asked["account_id"].tolist()):
        assert (facts["account_id"] == account).sum() > 1


def test_sessions_end_by_the_term_of_the_rules() -> None:
    """Who never forgets signs in once in a term; a longer term makes it rarer."""
    steady = CLUMSY.having(behaviour={"auth.relogin_share": 0})

    def sign_ins(term_days: int) -> int:
        rows = lived(steady.having(terms={"session_term_days": term_days})).attempts
        return int(((rows["operation"] == Operation.SIGN_IN) & (rows["refusal"] == 0)).sum())

    counts = [sign_ins(7), sign_ins(30), sign_ins(90)]
    assert counts[0] > 1.5 * counts[1] > 1.5 * 1.5 * counts[2] > 0


def test_a_forgotten_device_alone_brings_the_share_of_sign_ins() -> None:
    """With sessions that do not end, an active account signs in as often as it is forgotten."""
    scenario = Scenario(
        subscribers=3_000,
        days=90,
        seed=2,
        terms={"session_term_days": 365, "session_idle_web_seconds": 86_400 * 300},
        behaviour={"auth.abandon_share": 0, "app.guest_share": 0, "app.offline_share": 0},
    )
    life = lived(scenario)
    rows = life.attempts
    sign_ins = (rows["operation"] == Operation.SIGN_IN) & (rows["refusal"] == Refusal.NONE)
    active = 0.55 * 3 * len(life.population.accounts)
    assert 0.15 <= sign_ins.sum() / active <= 0.27


def test_an_account_uses_a_contract_only_while_it_is_bound(usual: BlockLife) -> None:
    facts = usual.population.facts
    assert (facts["unbound_at"] < FAR).sum() > 20
    assert (facts["bound_at"] >= usual.population.start_day * DAY_S).sum() > 20
    span = {
        row["contract_id"]: (row["account_id"], row["bound_at"], row["unbound_at"]) for row in facts
    }
    looks = usual.attempts[is_one_of(usual.attempts, (Operation.BALANCE, Operation.USAGE))]
    asked = np.concatenate([usual.operations, looks[looks["refusal"] == Refusal.NONE]])
    asked = asked[asked["account_id"] != 0]
    assert len(asked) > 500
    for row in asked:
        account_id, bound_at, unbound_at = span[row["contract_id"]]
        assert row["account_id"] == account_id
        assert bound_at <= row["attempted_at"] < unbound_at


def test_a_contract_that_is_let_go_gets_no_promise(usual: BlockLife) -> None:
    """Letting go is felt by the contract, and by nobody else."""
    other = lived(clumsy({"binding.unbind_share": 0}))
    ours = usual.population.facts
    let_go = set(ours["contract_id"][ours["unbound_at"] < FAR].tolist())
    kept = [~np.isin(one.operations["contract_id"], list(let_go)) for one in (usual, other)]
    assert (usual.operations[kept[0]] == other.operations[kept[1]]).all()
    assert len(usual.operations) != len(other.operations)


def test_accounts_leave_contracts_as_they_are(usual: BlockLife) -> None:
    idle = lived(clumsy({"app.active_share": 0, "app.quick_check_share": 0}))
    assert (usual.days == idle.days).all()
    assert usual.operations.tobytes() == idle.operations.tobytes()
    assert len(idle.attempts) < len(usual.attempts) / 3


def test_metrics_alone_bind_the_same_contracts(usual: BlockLife) -> None:
    simulation = prepare(CLUMSY)
    sums = simulate_block(simulation, 1, CLUMSY.subscribers, metrics_only=True)
    assert (sums.population.facts == usual.population.facts).all()
    assert (sums.contracts == usual.contracts).all()
    assert len(sums.attempts) == 0


def test_a_shorter_life_is_the_beginning_of_a_longer_one(usual: BlockLife) -> None:
    days = 45
    part = simulate_block(prepare(CLUMSY), 1, CLUMSY.subscribers, days=days)
    end = (usual.population.start_day + days) * DAY_S
    order = ("subscriber_id", "attempted_at", "operation")
    begun = usual.attempts[usual.attempts["attempted_at"] < end - DAY_S]
    lived_part = part.attempts[part.attempts["attempted_at"] < end - DAY_S]
    assert (np.sort(begun, order=order) == np.sort(lived_part, order=order)).all()


def test_little_room_for_attempts_changes_nothing(
    usual: BlockLife, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mybt_sim.simulation.block.DAYS_PER_ATTEMPT", 100_000)
    assert lived(CLUMSY).attempts.tobytes() == usual.attempts.tobytes()


def test_nobody_binds_or_looks_at_what_has_ended() -> None:
    """Those who would have bound it later, had it gone on, are there to be wrong about."""
    leaving = {f"leave.{kind}_share": 0.3 for kind in ("pon", "xdsl", "tv", "phone")}
    lasting = lived(clumsy(dict.fromkeys(leaving, 0)).having(subscribers=2_000))
    life = lived(clumsy(leaving).having(subscribers=2_000))
    ended = life.contracts[life.contracts["is_terminated"]]
    ended_at = dict(
        zip(ended["contract_id"].tolist(), ended["terminated_at"].tolist(), strict=True)
    )

    def after_the_end(rows: Records, moment: str) -> list[int]:
        pairs = zip(rows["contract_id"].tolist(), rows[moment].tolist(), strict=True)
        return [contract_id for contract_id, at in pairs if at > ended_at.get(contract_id, FAR)]

    def bound(one: BlockLife) -> Records:
        facts = one.population.facts
        held: Records = facts[facts["account_id"] != 0]
        return held

    def about_ended(one: BlockLife) -> list[int]:
        asked = (
            Operation.BIND_BY_LOGIN,
            Operation.BALANCE,
            Operation.USAGE,
            Operation.CHECK_BALANCE,
        )
        return after_the_end(one.attempts[is_one_of(one.attempts, asked)], "attempted_at")

    assert len(after_the_end(bound(lasting), "bound_at")) > 5
    assert len(about_ended(lasting)) > 50
    assert after_the_end(bound(life), "bound_at") == []
    assert about_ended(life) == []
    unbound = life.population.facts["contract_id"][life.population.facts["account_id"] == 0]
    by_account = life.operations["contract_id"][life.operations["account_id"] != 0]
    assert np.intersect1d(unbound, by_account).tolist() == []
