"""What a request passes before it is read: a password beyond this machine, and a pace."""

import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from mybt_sim.app.security.gate import ADDRESSES, Password, Tries, network_of
from mybt_sim.base.bounds import API_PER_SECOND
from mybt_sim.service.problems import problem
from mybt_sim.service.shape import PASSWORD_HEADER

Clock = Callable[[], float]


class Bucket(NamedTuple):
    """Requests that an address may still make at once, and when that was so."""

    left: float
    at: float


class Pace:
    """So many requests a second for each address, and as many at once after a pause."""

    def __init__(self, clock: Clock, per_second: float = API_PER_SECOND) -> None:
        self._clock, self._per_second = clock, per_second
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def is_bearable(self, address: str) -> bool:
        """Count a request; False when it comes too fast."""
        now = self._clock()
        bucket = self._buckets.pop(address, Bucket(self._per_second, now))
        left = min(self._per_second, bucket.left + (now - bucket.at) * self._per_second)
        self._buckets[address] = Bucket(max(0.0, left - 1), now)
        if len(self._buckets) > ADDRESSES:
            self._buckets.popitem(last=False)
        return left >= 1


class Door:
    """ASGI middleware: 429 for who asks too fast, 401 for who does not know the password."""

    def __init__(self, app: ASGIApp, *, password: Password | None, clock: Clock) -> None:
        self.app, self._password = app, password
        self._pace, self._tries = Pace(clock), Tries(clock)
        self._known = b""
        self._salt = secrets.token_bytes(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._turned_away(scope) if scope["type"] == "http" else None
        await (answer or self.app)(scope, receive, send)

    def _turned_away(self, scope: Scope) -> Response | None:
        client = scope.get("client")
        address = network_of(client[0] if client else "")
        if not self._pace.is_bearable(address):
            return problem(429, "Requests come too fast.", "Ask again in a second.", wait_s=1)
        if self._password is None:
            return None
        given = Headers(scope=scope).get(PASSWORD_HEADER, "")
        if self._is_known(given):
            return None
        wait = self._tries.wait_seconds(address)
        if wait:
            return problem(429, "Too many passwords were tried.", "Wait.", wait_s=-int(-wait // 1))
        if self._password.is_it(given):
            self._known = self._mark(given)
            return None
        return problem(
            401, "The password is missing or wrong.", f"Give it in the header {PASSWORD_HEADER}."
        )

    def _is_known(self, given: str) -> bool:
        """Whether it was found right before, so that not each request costs a slow hash."""
        return bool(self._known) and hmac.compare_digest(self._known, self._mark(given))

    def _mark(self, text: str) -> bytes:
        return hmac.digest(self._salt, text.encode("utf-8", "replace"), hashlib.sha256)
