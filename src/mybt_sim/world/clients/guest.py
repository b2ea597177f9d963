"""What a device can do without a session."""

from collections.abc import Sequence
from typing import Any

from mybt_sim.base.errors import RequestError
from mybt_sim.operations.guest import (
    CheckBalance,
    Help,
    ListHotspots,
    ListNews,
    ListServiceCentres,
    ListTariffs,
    SetLanguage,
)
from mybt_sim.operations.sign_in import RequestCode, SignIn
from mybt_sim.world.clients.base import KEY_MOST, ClientBase
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.parsing import flag_of, login_of, phone_of, text_of, whole_of


class GuestMixin(ClientBase):
    """What needs no session."""

    def list_news(self, page: int = 1) -> Outcome:
        """A page of news, newest first."""
        return self._perform(
            self._command(ListNews(page=whole_of("The page", page, least=1, most=10**6)))
        )

    def list_tariffs(self) -> Outcome:
        """Plans on sale today."""
        return self._perform(self._command(ListTariffs()))

    def list_service_centres(
        self,
        *,
        region: str = "",
        locality: str = "",
        near: Sequence[int] | None = None,
        open_now: bool = False,
        limit: int = 50,
    ) -> Outcome:
        """Service centres; see `list_hotspots`."""
        return self._perform(
            self._command(ListServiceCentres(**_where(region, locality, near, open_now, limit)))
        )

    def list_hotspots(
        self,
        *,
        region: str = "",
        locality: str = "",
        near: Sequence[int] | None = None,
        open_now: bool = False,
        limit: int = 50,
    ) -> Outcome:
        """Wi-Fi access points by `region`, `locality`, or nearest to `near` (micro-degrees).

        `open_now` leaves out what is closed, `limit` bounds the list.
        """
        return self._perform(
            self._command(ListHotspots(**_where(region, locality, near, open_now, limit)))
        )

    def help(self) -> Outcome:
        """The user guide."""
        return self._perform(self._command(Help()))

    def set_language(self, language: str, *, preview: bool = False) -> Outcome:
        """Choose ru, be or en."""
        chosen = text_of("The language", language, most=KEY_MOST)
        return self._perform(self._command(SetLanguage(language=chosen), preview=preview))

    def check_balance(self, login: str, password: str) -> Outcome:
        """Balance of a service without an account, on the web only."""
        secret = self._secret("The password", password)
        return self._perform(self._command(CheckBalance(login=login_of(login), password=secret)))

    def request_code(self, phone: str, *, key: str | None = None, preview: bool = False) -> Outcome:
        """Have a code sent to a mobile number."""
        return self._perform(self._command(RequestCode(**_mobile(phone)), key, preview=preview))

    def sign_in(self, phone: str, code: str) -> Outcome:
        """Enter the code; `data` is the account."""
        is_code, secret = self._digits("The code", code, self._world.code_digits("otp_digits"))
        return self._perform(self._command(SignIn(**_mobile(phone), is_code=is_code, code=secret)))


def _where(region: str, locality: str, near: object, open_now: bool, limit: int) -> dict[str, Any]:
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
