"""What a device can do without a session."""

from typing import Any

from mybt_sim.base.errors import RequestError
from mybt_sim.world.clients.base import KEY_MOST, ClientBase
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.parsing import (
    digits_of,
    flag_of,
    is_digits,
    login_of,
    phone_of,
    text_of,
    whole_of,
)


class GuestMixin(ClientBase):
    """What needs no session."""

    def list_news(self, page: int = 1) -> Outcome:
        """A page of news, newest first."""
        return self._ask("list_news", page=whole_of("The page", page, least=1, most=10**6))

    def list_tariffs(self) -> Outcome:
        """Plans on sale today."""
        return self._ask("list_tariffs")

    def list_service_centres(self, **where: Any) -> Outcome:
        """Service centres; see `list_hotspots`."""
        return self._ask("list_service_centres", **_where(**where))

    def list_hotspots(self, **where: Any) -> Outcome:
        """Wi-Fi access points by `region`, `locality`, or nearest to `near` (micro-degrees).

        `open_now` leaves out what is closed, `limit` bounds the list.
        """
        return self._ask("list_hotspots", **_where(**where))

    def help(self) -> Outcome:
        """The user guide."""
        return self._ask("help")

    def set_language(self, language: str, *, preview: bool = False) -> Outcome:
        """Choose ru, be or en."""
        chosen = text_of("The language", language, most=KEY_MOST)
        return self._ask("set_language", preview=preview, language=chosen)

    def check_balance(self, login: str, password: str) -> Outcome:
        """Balance of a service without an account, on the web only."""
        secret = self._secret("The password", password)
        return self._ask("check_balance", login=login_of(login), password=secret)

    def request_code(self, phone: str, *, key: str | None = None, preview: bool = False) -> Outcome:
        """Have a code sent to a mobile number."""
        return self._ask("request_code", key, preview=preview, **_mobile(phone))

    def sign_in(self, phone: str, code: str) -> Outcome:
        """Enter the code; `data` is the account."""
        digits = digits_of("The code", code)
        arguments: dict[str, Any] = {
            "is_code": is_digits(digits, self._world.code_digits("otp_digits"))
        }
        secret = self._world.digest_of(digits)
        return self._ask("sign_in", **_mobile(phone), **arguments, code=secret)


def _where(
    region: str = "",
    locality: str = "",
    near: tuple[int, int] | None = None,
    open_now: bool = False,
    limit: int = 50,
) -> dict[str, Any]:
    if near is not None and (not isinstance(near, tuple | list) or len(near) != 2):
        raise RequestError("near is no place.", next_step="Give latitude and longitude.")
    return {
        "region": text_of("The region", region, most=KEY_MOST),
        "locality": text_of("The locality", locality, most=KEY_MOST),
        "near": [] if near is None else [_micro_degrees(part) for part in near],
        "open_now": flag_of("open_now", open_now),
        "limit": whole_of("The limit", limit, least=1, most=1_000),
    }


def _micro_degrees(value: object) -> int:
    return whole_of("A coordinate in micro-degrees", value, least=-180 * 10**6, most=180 * 10**6)


def _mobile(value: str) -> dict[str, Any]:
    phone = phone_of(value)
    return {"mobile": phone.number, "is_valid": phone.is_valid, "is_mobile": phone.is_mobile}
