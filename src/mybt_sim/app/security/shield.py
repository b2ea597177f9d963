"""What every answer of the site carries, and what is turned away before it is answered.

Our own pages need no script at all, or one from a file. marimo's page brings scripts inline and
compiles chart expressions, so its policy allows that, but nothing from another machine. A request
for a strange host (DNS rebinding), or from a page of another origin, is refused: the site listens
on the loopback address without a password, and any page in the same browser could knock.
"""

import re
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mybt_sim.app.security.bodies import Telling, in_words

LOOPBACK = ("127.0.0.1", "localhost", "::1")

STRICT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
SCRIPTED_POLICY = STRICT_POLICY + "; script-src 'self'; connect-src 'self'"
"""Of pages of our own that have a script: it lies in a file of ours, and asks nobody else."""
SCRIPTED = ("/explorer", "/money", "/what-if", "/quality")
NOTEBOOK_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; "
    "form-action 'self'; base-uri 'self'; frame-ancestors 'self'"
)
HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::[0-9]{1,5})?")
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


class Shield:
    """ASGI middleware. `hosts` are the names by which the site may be called."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        notebooks: Collection[str],
        hosts: Collection[str],
        told: Telling = in_words,
    ) -> None:
        self.app, self._told = app, told
        self.notebooks = tuple(f"{path}/" for path in notebooks)
        self.hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif self._is_welcome(Headers(scope=scope)):
            await self.app(scope, receive, self._with_headers(scope["path"], send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            answer = self._told(403, "This host or origin is not served here.")
            await answer(scope, receive, send)

    def _is_welcome(self, headers: Headers) -> bool:
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or host_name(hosts[0]) not in self.hosts:
            return False
        own = {f"{scheme}://{hosts[0]}".lower() for scheme in ("http", "https")}
        return all(origin.lower() in own for origin in origins)

    def _with_headers(self, path: str, send: Send) -> Send:
        is_notebook = path.startswith(self.notebooks)
        policy = SCRIPTED_POLICY if path in SCRIPTED else STRICT_POLICY
        if is_notebook:
            policy = NOTEBOOK_POLICY

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update({**HEADERS, "content-security-policy": policy})
            await send(message)

        return sending


def host_name(host: str) -> str | None:
    """The name in a Host header, without its port; None when it is malformed."""
    found = HOST.fullmatch(host)
    return (found[1] or found[2]).lower() if found else None
