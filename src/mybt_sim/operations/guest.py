"""What anybody may see, and a quick balance check (S9, S18, S23, S26)."""

from typing import Annotated, ClassVar

import msgspec

from mybt_sim.operations.arguments import (
    LANGUAGE,
    LIMIT,
    LOCALITY,
    LOGIN,
    NEAR,
    OPEN_NOW,
    PAGE,
    PASSWORD,
    REGION,
)
from mybt_sim.operations.request import Look, SelfService


class ListNews(Look, frozen=True, kw_only=True):
    """A page of news, newest first."""

    answer: ClassVar[str] = "tuple[News, ...]"
    page: Annotated[int, PAGE] = 1


class ListTariffs(Look, frozen=True, kw_only=True):
    """Plans on sale today."""

    answer: ClassVar[str] = "tuple[TariffView, ...]"


class ListPlaces(Look, frozen=True, kw_only=True):
    """What both lists of places can be asked for; `near` is empty or a place."""

    answer: ClassVar[str] = "tuple[Place, ...]"
    region: Annotated[str, REGION] = ""
    locality: Annotated[str, LOCALITY] = ""
    near: Annotated[list[int], NEAR] = msgspec.field(default_factory=list)
    open_now: Annotated[bool, OPEN_NOW] = False
    limit: Annotated[int, LIMIT] = 50


class ListServiceCentres(ListPlaces, frozen=True, kw_only=True):
    """Service centres; see `list_hotspots`."""


class ListHotspots(ListPlaces, frozen=True, kw_only=True):
    """Wi-Fi access points by `region`, `locality`, or nearest to `near` (micro-degrees)."""


class Help(Look, frozen=True, kw_only=True):
    """The user guide."""

    answer: ClassVar[str] = "Mapping[str, Help]"


class SetLanguage(SelfService, frozen=True, kw_only=True):
    """Choose ru, be or en."""

    has_key: ClassVar[bool] = False
    language: Annotated[str, LANGUAGE]


class CheckBalance(Look, frozen=True, kw_only=True):
    """Balance of a service without an account, on the web only."""

    answer: ClassVar[str] = "BalanceView"
    login: Annotated[int, LOGIN]
    password: Annotated[str, PASSWORD]
