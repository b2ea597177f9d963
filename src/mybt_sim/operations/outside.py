"""What comes from elsewhere: a bank, the network, the clock, a shop, a service centre, a home.

Three operations that people ask for, and that only a service centre can do, stand here as well.
"""

from typing import Annotated, ClassVar

from mybt_sim.operations.arguments import (
    ADDRESS,
    AMOUNT,
    ANNEX,
    ANSWERED,
    CONTRACT,
    DOWN_MB,
    HOME_PHONE,
    IS_ANSWERING,
    IS_ONLINE,
    KIND,
    LANGUAGE,
    MINUTES,
    NUMBER,
    REASON,
    SECONDS,
    UNTIL,
    UP_MB,
)
from mybt_sim.operations.request import FromOutside, Look


class NewLine(Look, frozen=True, kw_only=True):
    """Ask for a new line, which only a service centre makes."""


class ReRegistration(Look, frozen=True, kw_only=True):
    """Ask for another holder of a contract, which only a service centre enters."""


class Termination(Look, frozen=True, kw_only=True):
    """Ask for the end of a contract, which only a service centre makes."""


class NewDevice(FromOutside, frozen=True, kw_only=True):
    """Somebody takes a device in hand; `data` is its number."""

    answer: ClassVar[str] = "int"
    client: Annotated[int, KIND]
    address: Annotated[str, ADDRESS] = ""
    language: Annotated[str, LANGUAGE] = "ru"


class SetNetwork(FromOutside, frozen=True, kw_only=True):
    """Switch the connection of a device on or off."""

    is_online: Annotated[bool, IS_ONLINE]


class SetAnswering(FromOutside, frozen=True, kw_only=True):
    """Let somebody at home take calls, or nobody."""

    home_phone: Annotated[int, HOME_PHONE]
    is_answering: Annotated[bool, IS_ANSWERING]


class IssueExpressCard(FromOutside, frozen=True, kw_only=True):
    """A shop sells an express-payment card; `data` is its number."""

    answer: ClassVar[str] = "int"


class EripPayment(FromOutside, frozen=True, kw_only=True):
    """Pay through ЕРИП; `data` is the contract that was paid for."""

    answer: ClassVar[str] = "int"
    login: Annotated[int, ANNEX]
    amount_kopecks: Annotated[int, AMOUNT]


class Terminate(FromOutside, frozen=True, kw_only=True):
    """A service centre ends a contract for good."""

    contract_id: Annotated[int, CONTRACT]


class CorrectBalance(FromOutside, frozen=True, kw_only=True):
    """A service centre corrects a balance by an amount of either sign."""

    contract_id: Annotated[int, CONTRACT]
    amount_kopecks: Annotated[int, AMOUNT]
    reason: Annotated[str, REASON] = ""


class RecordSession(FromOutside, frozen=True, kw_only=True):
    """An internet session of a contract ends."""

    contract_id: Annotated[int, CONTRACT]
    down_bytes: Annotated[int, DOWN_MB] = 0
    up_bytes: Annotated[int, UP_MB] = 0


class RecordCall(FromOutside, frozen=True, kw_only=True):
    """An outgoing call of a contract ends; the class follows from the number."""

    contract_id: Annotated[int, CONTRACT]
    call_class: Annotated[int, NUMBER]
    seconds: Annotated[int, SECONDS]
    is_answered: Annotated[bool, ANSWERED] = True


class RecordView(FromOutside, frozen=True, kw_only=True):
    """Somebody stops watching television."""

    contract_id: Annotated[int, CONTRACT]
    minutes: Annotated[int, MINUTES]


class Advance(FromOutside, frozen=True, kw_only=True):
    """The clock moves on for everybody."""

    has_key: ClassVar[bool] = False  # a moment is the same moment when it is told again
    until: Annotated[int, UNTIL]
