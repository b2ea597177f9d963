"""Everything at once: accounts, devices, relatives, money and time, against the laws of a world."""

import datetime
import inspect
from functools import cache
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Operation
from mybt_sim.quality.visits.on_world import Watched
from mybt_sim.world import Client
from tests.support.world_actions import STEPS, Actions, Subjects, contract_operations
from tests.support.world_driver import Driver
from tests.support.world_tour import Tour
from tests.support.worlds import base_world


@cache
def subjects() -> Subjects:
    """Who plays, once per process."""
    return Subjects(base_world())


class WorldMachine(RuleBasedStateMachine):
    """Hypothesis chooses the steps and all that is in them."""

    @initialize()
    def begin(self) -> None:
        self.driver = Driver(base_world().fork())
        self.actions = Actions(self.driver, subjects())

    @rule(data=st.data(), step=st.sampled_from(STEPS))
    def step(self, data: Any, step: str) -> None:
        getattr(self.actions, step)(lambda seq: data.draw(st.sampled_from(seq)))

    def teardown(self) -> None:
        if hasattr(self, "driver"):
            self.driver.check_end()


TestWorldMachine = WorldMachine.TestCase
TestWorldMachine.settings = settings(
    max_examples=60, stateful_step_count=40, suppress_health_check=list(HealthCheck)
)

NOT_MET = {
    # nobody can end a contract in a live world
    *(Refusal.CONTRACT_TERMINATED, Refusal.TOPUP_NOT_ALLOWED, Refusal.BIND_SERVICE_INACTIVE),
    # only by other terms than those of today
    *(Refusal.PROMISE_BALANCE_POSITIVE, Refusal.PROMISE_TOO_OFTEN, Refusal.TARIFF_FUNDS),
    # who owes so much has Trust Credit, or an unpaid promise, and is refused for that
    Refusal.PROMISE_DEBT_TOO_HIGH,
    # no rule gives it: any title can be rented
    Refusal.VIDEO_NOT_FOUND,
}
NEVER_DONE = {"cancel_promise", "new_line", "re_registration", "termination"}


def test_every_operation_that_names_a_contract_is_tried_by_strangers() -> None:
    methods = inspect.getmembers(Client, inspect.isfunction)
    named = {name for name, one in methods if "contract" in inspect.signature(one).parameters}
    tried = contract_operations(datetime.date(2026, 1, 1)).keys() | {"open_ticket"}
    assert {name for name in named if not name.startswith("_")} == tried


def test_tour_meets_every_operation_and_every_refusal() -> None:
    tour = Tour(base_world().asking(Watched()))
    tour.run()
    refusals = {refusal for _, refusal in tour.met}
    assert set(Refusal) - refusals == NOT_MET
    operations = {operation.name.lower() for operation in Operation}
    assert operations <= {name for name, _ in tour.met}
    assert operations - {name for name, refusal in tour.met if not refusal} == NEVER_DONE
