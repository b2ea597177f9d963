"""Looking: balance, forecast, statement, usage (S19a, S19e). Nothing here changes anything."""

from mybt_sim.engine.front_desk import Step
from mybt_sim.engine.kinds import Operation
from mybt_sim.engine.refusals import Refusal
from mybt_sim.world.contract_view import contract_view, forecast_of
from mybt_sim.world.operations.register import service
from mybt_sim.world.statements import statement_of, usage_of
from mybt_sim.world.visit import Visit


@service(Operation.BALANCE)
def balance(visit: Visit, contract_id: int) -> Refusal:
    """A contract with its balance and all that hangs on it."""
    if refused := visit.own(contract_id):
        return refused
    visit.data = contract_view(visit, contract_id)
    return Refusal.NONE


@service(Operation.FORECAST)
def forecast(visit: Visit, contract_id: int) -> Refusal:
    """For how many days the balance lasts; None where bills are sent."""
    if refused := visit.own(contract_id):
        return refused
    visit.data = forecast_of(visit, contract_id)
    return Refusal.NONE


@service(Operation.STATEMENT)
def statement(visit: Visit, contract_id: int, from_day: int, until_day: int) -> Refusal:
    """Every movement of money in a period of days, both included."""
    if refused := visit.own(contract_id) or _period(visit, Step.STATEMENT, from_day, until_day):
        return refused
    visit.data = statement_of(visit, contract_id, from_day, until_day)
    return Refusal.NONE


@service(Operation.USAGE)
def usage(visit: Visit, contract_id: int, from_day: int, until_day: int) -> Refusal:
    """Usage by day in a period, both days included; the day that runs counts as far as it is."""
    if refused := visit.own(contract_id) or _period(visit, Step.USAGE, from_day, until_day):
        return refused
    visit.data = usage_of(visit, contract_id, from_day, until_day)
    return Refusal.NONE


def _period(visit: Visit, step: Step, from_day: int, until_day: int) -> Refusal:
    return visit.front(step, from_day=from_day, until_day=until_day)
