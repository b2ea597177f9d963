"""The door of a site that other machines can reach: a password, and a cookie for who knew it.

The password is held as a salted scrypt hash, a cookie as the SHA-256 of its random value. Tries are
counted for each address and for all together. All of it is in memory: a restart signs everybody
out.
"""

import asyncio
import hashlib
import hmac
import ipaddress
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from mybt_sim.app.document import sign_in_page
from mybt_sim.base import bounds
from mybt_sim.text import Language, translate

COOKIE = "mybt_sim_seat"
PATH = "/sign-in"
ICON = "/favicon.ico"
OPEN_FOLDER = "/static/"
SCRYPT = {"n": 2**14, "r": 8, "p": 1}
"""About 50 ms and 16 MB for each try, as OWASP advises."""
SALT_BYTES = 16
COOKIE_BYTES = 32
IPV6_NETWORK_BITS = 64
"""A house has at least so many addresses of its own."""
ADDRESSES = 10_000

Clock = Callable[[], float]


class Password:
    """A password that can be compared with, and not be read."""

    def __init__(self, text: str) -> None:
        self._salt = secrets.token_bytes(SALT_BYTES)
        self._hash = self._hashed(text)

    def is_it(self, text: str) -> bool:
        """Whether this is the password, in a time that does not tell where it differs."""
        return hmac.compare_digest(self._hash, self._hashed(text))

    def _hashed(self, text: str) -> bytes:
        return hashlib.scrypt(text.encode("utf-8", "replace"), salt=self._salt, **SCRYPT)


class Tries:
    """The latest tries: so many within so many seconds, for an address and for all."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._by_address: OrderedDict[str, deque[float]] = OrderedDict()
        self._of_all: deque[float] = deque()

    def wait_seconds(self, address: str) -> float:
        """How long an address must wait; 0 when it may try, and then the try is counted."""
        now = self._clock()
        own = self._by_address.setdefault(address, deque())
        for tries, most in ((own, bounds.TRIES), (self._of_all, bounds.TRIES_OF_ALL)):
            while tries and tries[0] <= now - bounds.TRIES_SECONDS:
                tries.popleft()
            if len(tries) >= most:
                return tries[0] + bounds.TRIES_SECONDS - now
        own.append(now)
        self._of_all.append(now)
        self._by_address.move_to_end(address)
        while len(self._by_address) > ADDRESSES:
            self._by_address.popitem(last=False)
        return 0


class Gate:
    """ASGI middleware: lets through who has signed in. `clock` gives seconds that only grow."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        password: Password,
        language_of: Callable[[Request], Language],
        clock: Clock = time.monotonic,
    ) -> None:
        self.app, self._password, self._language_of, self._clock = app, password, language_of, clock
        self._tries = Tries(clock)
        self._seats: OrderedDict[bytes, float] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or self._is_open(scope) or self._is_signed_in(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await (await self._answer(Request(scope, receive)))(scope, receive, send)

    @staticmethod
    def _is_open(scope: Scope) -> bool:
        path = str(scope["path"])
        return path.startswith(OPEN_FOLDER) or path == ICON

    def _is_signed_in(self, scope: Scope) -> bool:
        cookie = Request({**scope, "type": "http"}).cookies.get(COOKIE, "")
        until = self._seats.get(_digest(cookie), 0)
        return bool(cookie) and self._clock() < until

    async def _answer(self, request: Request) -> Response:
        if request.url.path != PATH and request.method in ("GET", "HEAD"):
            return RedirectResponse(PATH, 303)
        if request.url.path != PATH:
            return Response("Sign in first.\n", 401, media_type="text/plain")
        if request.method != "POST":
            return self._page(request, 200)
        wait = self._tries.wait_seconds(network_of(request.client.host if request.client else ""))
        if wait:
            return self._page(request, 429, "wait", wait)
        typed = parse_qs((await request.body()).decode("utf-8", "replace")).get("password", [""])[0]
        if not await asyncio.to_thread(self._password.is_it, typed):
            return self._page(request, 403, "wrong")
        return self._seated(request)

    def _seated(self, request: Request) -> Response:
        """The way to the home page, with a cookie that no script can read."""
        value = secrets.token_urlsafe(COOKIE_BYTES)
        now = self._clock()
        kept = {seat: until for seat, until in self._seats.items() if until > now}
        self._seats = OrderedDict(kept)
        while len(self._seats) >= bounds.SIGNED_IN:
            self._seats.popitem(last=False)
        self._seats[_digest(value)] = now + bounds.SIGNED_IN_SECONDS
        answer = RedirectResponse("/", 303)
        is_safe = request.url.scheme == "https"
        answer.set_cookie(
            COOKIE,
            value,
            max_age=bounds.SIGNED_IN_SECONDS,
            httponly=True,
            samesite="strict",
            secure=is_safe,
        )
        return answer

    def _page(self, request: Request, status: int, why: str = "", wait: float = 0) -> Response:
        language = self._language_of(request)
        minutes = -int(-wait // 60)
        trouble = translate(f"sign_in.{why}", language, minutes=str(minutes)) if why else ""
        page = sign_in_page(language, PATH, trouble)
        headers = {"cache-control": "no-store"}
        if wait:
            headers["retry-after"] = str(-int(-wait // 1))
        return HTMLResponse(page, status, headers)


def _digest(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode("utf-8", "replace")).digest()


def network_of(address: str) -> str:
    """What tries are counted for: an address, or the network of one of the long ones."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((int(found), IPV6_NETWORK_BITS), strict=False))
