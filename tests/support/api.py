"""The operator over HTTP without a server: its app is called in this process."""

import asyncio
import json
from collections.abc import Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from starlette.types import ASGIApp, Message

from mybt_sim.conformance.transport import Response, query_of, read_body
from mybt_sim.journeys.model import Setting
from mybt_sim.journeys.player import world_of
from mybt_sim.journeys.target import WorldTarget
from mybt_sim.service.app import create_api
from mybt_sim.service.operator import ServedOperator
from tests.support.asking import scope_of

SETTING = Setting(subscribers=200, seed=1)

Answer = TypeVar("Answer")


def awaited(task: Coroutine[Any, Any, Answer]) -> Answer:
    """What comes of a task, on a thread of its own: this one may have a browser's loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, task).result()


class AppTransport:
    """Requests straight into an app, on a loop and a thread of their own.

    The thread of a test may have a loop already: that of a browser.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app, self._loop = app, asyncio.new_event_loop()
        self._thread = ThreadPoolExecutor(1)

    def send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> Response:
        """Send a request and wait for what comes back."""
        sent: list[Message] = []
        length = {} if body is None else {"content-length": str(len(body))}
        named = {"host": "127.0.0.1:8080", **{n.lower(): v for n, v in headers.items()}, **length}

        async def receive() -> Message:
            return {"type": "http.request", "body": body or b"", "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        scope = scope_of(path, named, type="http", method=method)
        answer = self._app(scope, receive, send)
        self._thread.submit(self._loop.run_until_complete, answer).result()
        found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        parts = b"".join(part.get("body", b"") for part in sent)
        return Response(sent[0]["status"], found, read_body(found, parts))

    def get(self, path: str, headers: Mapping[str, str] | None = None, **query: Any) -> Response:
        """One GET."""
        return self.send("GET", path + query_of(query), headers or {}, None)

    def post(self, path: str, headers: Mapping[str, str] | None = None, **body: Any) -> Response:
        """One POST of JSON."""
        named = {"content-type": "application/json", **(headers or {})}
        return self.send("POST", path, named, json.dumps(body).encode())

    def close(self) -> None:
        """End the loop and the thread."""
        self._thread.shutdown()
        self._loop.close()


@contextmanager
def served(setting: Setting = SETTING, **options: Any) -> Iterator[AppTransport]:
    """An operator of its own."""
    transport = AppTransport(create_api(ServedOperator(WorldTarget(world_of(setting))), **options))
    try:
        yield transport
    finally:
        transport.close()
