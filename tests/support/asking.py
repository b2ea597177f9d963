"""Requests straight into the app of the site, without a server or a browser."""

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOST = "127.0.0.1:2718"


class Reply(NamedTuple):
    """What came back, and how many parts of the body were asked for."""

    status: int
    headers: dict[str, str]
    text: str
    parts_read: int = 0


def ask(site: ASGIApp, path: str, **headers: str) -> Reply:
    """One GET."""
    return asked(site, path, headers)


def post(
    site: ASGIApp, path: str, parts: Iterable[bytes], *, client: str = "127.0.0.1", **headers: str
) -> Reply:
    """One POST, whose body comes in parts."""
    return asked(site, path, headers, method="POST", parts=parts, client=client)


def asked(
    site: ASGIApp,
    path: str,
    headers: dict[str, str],
    *,
    method: str = "GET",
    parts: Iterable[bytes] = (b"",),
    client: str = "127.0.0.1",
) -> Reply:
    """One request; its body comes in parts."""
    sent: list[Message] = []
    waiting, read = list(parts), 0

    async def receive() -> Message:
        nonlocal read
        if not waiting:
            await asyncio.Event().wait()  # the visitor stays on the line
        read += 1
        part = waiting.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(waiting)}

    async def send(message: Message) -> None:
        sent.append(message)

    named = {"host": HOST, **headers}
    scope = scope_of(path, named, type="http", method=method, client=(client, 50000))
    _finish(site, scope, receive, send)
    body = b"".join(part.get("body", b"") for part in sent)
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Reply(sent[0]["status"], found, body.decode(), read)


def knock(site: ASGIApp, path: str, **headers: str) -> int | None:
    """Open a websocket: the code with which it is closed at once, None when it is accepted."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect" if not sent else "websocket.disconnect", "code": 1001}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = scope_of(path, {"host": HOST, **headers}, type="websocket", subprotocols=[])
    _finish(site, scope, receive, send)
    return None if sent[0]["type"] == "websocket.accept" else int(sent[0]["code"])


def _finish(site: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Let the site answer, on a thread of its own: a browser of other tests may run a loop here."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(_run(site, scope, receive, send))).result()


async def _run(site: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await site(scope, receive, send)


def scope_of(path: str, headers: dict[str, str], **of_type: Any) -> dict[str, Any]:
    """The scope of a request. A name in `headers` may have `_` for `-`."""
    where, _, query = path.partition("?")
    named = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    return {
        **{"http_version": "1.1", "scheme": "http", "server": ("127.0.0.1", 2718)},
        **{"path": where, "raw_path": where.encode(), "query_string": query.encode()},
        **{"root_path": "", "client": ("127.0.0.1", 50000)},
        "headers": named,
        **of_type,
    }
