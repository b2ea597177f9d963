"""Signing in by mobile number and code, and out again (S10, S13)."""

from typing import Annotated, ClassVar

from mybt_sim.operations.arguments import PHONE, SMS_CODE
from mybt_sim.operations.request import SelfService


class RequestCode(SelfService, frozen=True, kw_only=True):
    """Have a code sent to a mobile number."""

    mobile: Annotated[int, PHONE]
    is_valid: Annotated[bool, PHONE]
    is_mobile: Annotated[bool, PHONE]


class SignIn(SelfService, frozen=True, kw_only=True):
    """Enter the code; `data` is the account."""

    has_key: ClassVar[bool] = False
    answer: ClassVar[str] = "Account"
    mobile: Annotated[int, PHONE]
    is_valid: Annotated[bool, PHONE]
    is_mobile: Annotated[bool, PHONE]
    is_code: Annotated[bool, SMS_CODE]
    code: Annotated[str, SMS_CODE]


class SignOut(SelfService, frozen=True, kw_only=True):
    """End the session."""

    has_key: ClassVar[bool] = False
