"""Bodies of requests are read whole and in bounds before anybody works with them."""

import asyncio
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mybt_sim.base.bounds import BODY_BYTES, BODY_SECONDS

GOODBYE = {"connection": "close"}
"""What else is on its way is not read."""


Telling = Callable[[int, str], Response]
"""How somebody is turned away: a status of HTTP, and why in a sentence."""


def in_words(status: int, why: str) -> Response:
    """Why somebody is turned away, as plain text."""
    return PlainTextResponse(f"{why}\n", status)


class BodyTooLargeError(Exception):
    """More has come than is read."""


class BoundedBodies:
    """ASGI middleware: 413 for what is too large, said or not; 408 for what does not come."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        most_bytes: int = BODY_BYTES,
        seconds: float = BODY_SECONDS,
        told: Telling = in_words,
    ) -> None:
        self.app, self.most_bytes, self.seconds, self._told = app, most_bytes, seconds, told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            body = await self._body(Headers(scope=scope), receive)
        except BodyTooLargeError:
            await self._leave(413, "This is more than is read here.")(scope, receive, send)
        except TimeoutError:
            await self._leave(408, "Nothing came.")(scope, receive, send)
        else:
            await self.app(scope, _told_again(body, receive), send)

    def _leave(self, status: int, why: str) -> Response:
        answer = self._told(status, why)
        answer.headers.update(GOODBYE)
        return answer

    async def _body(self, headers: Headers, receive: Receive) -> Message | None:
        """The whole body as one message; None when there is none."""
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()) or int(length[:19]) > self.most_bytes:
            raise BodyTooLargeError
        if int(length) == 0 and "transfer-encoding" not in headers:
            return None
        parts: list[bytes] = []
        async with asyncio.timeout(self.seconds):
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    return message
                parts.append(message.get("body", b""))
                if sum(map(len, parts)) > self.most_bytes:
                    raise BodyTooLargeError
                if not message.get("more_body", False):
                    body = b"".join(parts)
                    return {"type": "http.request", "body": body, "more_body": False}


def _told_again(body: Message | None, receive: Receive) -> Receive:
    """What was read, then whatever comes after it."""
    waiting = [] if body is None else [body]

    async def receive_again() -> Message:
        return waiting.pop() if waiting else await receive()

    return receive_again
