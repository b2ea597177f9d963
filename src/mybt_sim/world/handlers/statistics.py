"""Looking: balance, forecast, statement, usage (S19a, S19e). Nothing here changes anything."""

from mybt_sim.engine.decide import Question
from mybt_sim.engine.refusals import Refusal
from mybt_sim.operations.statistics import Balance, Forecast, Statement, Usage
from mybt_sim.world.context import Context
from mybt_sim.world.reads.contract_view import contract_view, forecast_of
from mybt_sim.world.reads.statements import statement_of, usage_of


def balance(context: Context, request: Balance) -> Refusal:
    """A contract with its balance and all that hangs on it."""
    if refused := context.own(request.contract_id):
        return refused
    context.data = contract_view(context, request.contract_id)
    return Refusal.NONE


def forecast(context: Context, request: Forecast) -> Refusal:
    """For how many days the balance lasts; None where bills are sent."""
    if refused := context.own(request.contract_id):
        return refused
    context.data = forecast_of(context, request.contract_id)
    return Refusal.NONE


def statement(context: Context, request: Statement) -> Refusal:
    """Every movement of money in a period of days, both included."""
    if refused := context.own(request.contract_id) or context.decide(
        Question.STATEMENT, from_day=request.from_day, until_day=request.until_day
    ):
        return refused
    context.data = statement_of(context, request.contract_id, request.from_day, request.until_day)
    return Refusal.NONE


def usage(context: Context, request: Usage) -> Refusal:
    """Usage by day in a period, both days included; the day that runs counts as far as it is."""
    if refused := context.own(request.contract_id) or context.decide(
        Question.USAGE, from_day=request.from_day, until_day=request.until_day
    ):
        return refused
    context.data = usage_of(context, request.contract_id, request.from_day, request.until_day)
    return Refusal.NONE
