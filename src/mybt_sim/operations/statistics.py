"""Looking: balance, forecast, statement, usage (S19a, S19e)."""

from typing import Annotated, ClassVar

from mybt_sim.operations.arguments import CONTRACT, FROM_DAY, UNTIL_DAY
from mybt_sim.operations.request import Look


class Balance(Look, frozen=True, kw_only=True):
    """The contract with its balance and all that hangs on it."""

    answer: ClassVar[str] = "ContractView"
    contract_id: Annotated[int, CONTRACT]


class Forecast(Look, frozen=True, kw_only=True):
    """For how many days the balance lasts."""

    answer: ClassVar[str] = "int | None"
    contract_id: Annotated[int, CONTRACT]


class Statement(Look, frozen=True, kw_only=True):
    """Movements of money in a period, both days included."""

    answer: ClassVar[str] = "Statement"
    contract_id: Annotated[int, CONTRACT]
    from_day: Annotated[int, FROM_DAY]
    until_day: Annotated[int, UNTIL_DAY]


class Usage(Look, frozen=True, kw_only=True):
    """Usage by day in a period, both days included."""

    answer: ClassVar[str] = "UsageView"
    contract_id: Annotated[int, CONTRACT]
    from_day: Annotated[int, FROM_DAY]
    until_day: Annotated[int, UNTIL_DAY]
