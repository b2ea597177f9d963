"""Binding contracts to an account and letting them go (S3, S14 to S17)."""

from typing import Annotated, ClassVar

from mybt_sim.operations.arguments import (
    CONTRACT,
    HOME_PHONE,
    LOGIN,
    PASSWORD,
    SURNAME,
    VOICE_CODE,
)
from mybt_sim.operations.request import Look, SelfService


class Contracts(Look, frozen=True, kw_only=True):
    """All contracts of the account."""

    answer: ClassVar[str] = "tuple[ContractView, ...]"


class BindByLogin(SelfService, frozen=True, kw_only=True):
    """Bind the contract of a service."""

    answer: ClassVar[str] = "BindingView"
    login: Annotated[int, LOGIN]
    password: Annotated[str, PASSWORD]


class RequestVoiceCode(SelfService, frozen=True, kw_only=True):
    """Have a code spoken to a home phone that is registered for this surname."""

    home_phone: Annotated[int, HOME_PHONE]
    is_fixed: Annotated[bool, HOME_PHONE]
    surname: Annotated[str, SURNAME]


class BindByVoiceCode(SelfService, frozen=True, kw_only=True):
    """Enter the spoken code; all contracts of the number are bound at once."""

    answer: ClassVar[str] = "BindingView"
    home_phone: Annotated[int, HOME_PHONE]
    is_code: Annotated[bool, VOICE_CODE]
    code: Annotated[str, VOICE_CODE]


class Unbind(SelfService, frozen=True, kw_only=True):
    """Let a contract go."""

    contract_id: Annotated[int, CONTRACT]
