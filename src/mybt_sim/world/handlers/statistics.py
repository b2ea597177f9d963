"""Looking: balance, forecast, statement, usage (S19a, S19e). Nothing here changes anything."""

from mybt_sim.engine.decide import Question
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Operation
from mybt_sim.world.context import Context
from mybt_sim.world.handlers.register import service
from mybt_sim.world.reads.contract_view import contract_view, forecast_of
from mybt_sim.world.reads.statements import statement_of, usage_of


@service(Operation.BALANCE)
def balance(context: Context, contract_id: int) -> Refusal:
    """A contract with its balance and all that hangs on it."""
    if refused := context.own(contract_id):
        return refused
    context.data = contract_view(context, contract_id)
    return Refusal.NONE


@service(Operation.FORECAST)
def forecast(context: Context, contract_id: int) -> Refusal:
    """For how many days the balance lasts; None where bills are sent."""
    if refused := context.own(contract_id):
        return refused
    context.data = forecast_of(context, contract_id)
    return Refusal.NONE


@service(Operation.STATEMENT)
def statement(context: Context, contract_id: int, from_day: int, until_day: int) -> Refusal:
    """Every movement of money in a period of days, both included."""
    if refused := context.own(contract_id) or context.decide(
        Question.STATEMENT, from_day=from_day, until_day=until_day
    ):
        return refused
    context.data = statement_of(context, contract_id, from_day, until_day)
    return Refusal.NONE


@service(Operation.USAGE)
def usage(context: Context, contract_id: int, from_day: int, until_day: int) -> Refusal:
    """Usage by day in a period, both days included; the day that runs counts as far as it is."""
    if refused := context.own(contract_id) or context.decide(
        Question.USAGE, from_day=from_day, until_day=until_day
    ):
        return refused
    context.data = usage_of(context, contract_id, from_day, until_day)
    return Refusal.NONE
