"""What a contract holds: tariff, add-ons, videos, voluntary suspension (S5b, S5c, S19b, S19c)."""

from typing import Annotated, ClassVar

from mybt_sim.operations.arguments import ADD_ON, CONFIRMED, CONTRACT, DAYS, TARIFF, TITLE
from mybt_sim.operations.request import SelfService


class ChangeTariff(SelfService, frozen=True, kw_only=True):
    """Order another plan by its id; `confirmed` agrees to lose add-ons that do not fit it.

    `tariff` is the place in the catalogue; one that no tariff has, where there is none of that id.
    """

    contract_id: Annotated[int, CONTRACT]
    tariff: Annotated[int, TARIFF]
    is_confirmed: Annotated[bool, CONFIRMED] = False


class CancelTariffChange(SelfService, frozen=True, kw_only=True):
    """Take back the order of a plan."""

    contract_id: Annotated[int, CONTRACT]


class ConnectAddOn(SelfService, frozen=True, kw_only=True):
    """Switch an add-on on, by its id."""

    contract_id: Annotated[int, CONTRACT]
    add_on: Annotated[int, ADD_ON]


class DisconnectAddOn(SelfService, frozen=True, kw_only=True):
    """Switch an add-on off, by its id."""

    contract_id: Annotated[int, CONTRACT]
    add_on: Annotated[int, ADD_ON]


class RentVideo(SelfService, frozen=True, kw_only=True):
    """Pay for a video by its id; `data` is the moment until which it can be watched."""

    answer: ClassVar[str] = "datetime"
    contract_id: Annotated[int, CONTRACT]
    title: Annotated[str, TITLE]


class Suspend(SelfService, frozen=True, kw_only=True):
    """Order a voluntary suspension of so many days."""

    contract_id: Annotated[int, CONTRACT]
    term_days: Annotated[int, DAYS]


class Resume(SelfService, frozen=True, kw_only=True):
    """End a suspension, or take its order back."""

    contract_id: Annotated[int, CONTRACT]
