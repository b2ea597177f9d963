"""ASGI that holds a page back until it is whole, so that it can be changed before it is sent."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TypeAlias

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Change: TypeAlias = "Callable[[Scope, bytes], bytes]"
"""From what was asked and the page to the page that is sent, both in UTF-8."""


class WholePage:
    """Changes each page that is found; what else is answered passes as it is."""

    def __init__(self, app: ASGIApp, change: Change) -> None:
        self.app, self.change = app, change

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        await self.app(scope, receive, _Changing(send, lambda body: self.change(scope, body)))


class _Changing:
    """Gathers the body of a page, and sends it changed, with its new length."""

    def __init__(self, send: Send, change: Callable[[bytes], bytes]) -> None:
        self.send, self.change = send, change
        self.start: Message | None = None
        self.body = b""

    def __call__(self, message: Message) -> Awaitable[None]:
        return self._take(message)

    async def _take(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK:
            self.start = message
        elif self.start is None:
            await self.send(message)
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._end()

    async def _end(self) -> None:
        assert self.start is not None
        body = self.change(self.body)
        headers = [(n, v) for n, v in self.start["headers"] if n.lower() != b"content-length"]
        length = (b"content-length", str(len(body)).encode())
        await self.send({**self.start, "headers": [*headers, length]})
        await self.send({"type": "http.response.body", "body": body})
