"""The operator as an ASGI app: a route for every definition, and the walls around them."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mybt_sim.app.security.bodies import BoundedBodies
from mybt_sim.app.security.gate import Password
from mybt_sim.app.security.shield import LOOPBACK, Shield
from mybt_sim.base.bounds import API_BODY_BYTES, API_WAITING
from mybt_sim.base.errors import KeyReusedError, MybtError, RequestError, ScenarioError, WorldError
from mybt_sim.operations.request import Definition
from mybt_sim.service.arguments import read_arguments, read_query
from mybt_sim.service.door import Door
from mybt_sim.service.openapi import specification
from mybt_sim.service.operator import (
    Asked,
    Asking,
    Reply,
    ServedOperator,
    UnknownTokenError,
)
from mybt_sim.service.problems import problem
from mybt_sim.service.shape import (
    CLIENT_HEADER,
    HEALTH,
    KEY_HEADER,
    SERVED,
    SPECIFICATION,
    is_test_only,
    method_of,
    needs_key,
    path_of,
)
from mybt_sim.world.clients.base import KEY_MOST

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]

STATUSES: tuple[tuple[type[MybtError], int], ...] = (
    (UnknownTokenError, 401),
    (KeyReusedError, 409),
    (RequestError, 422),
    (ScenarioError, 422),
    (WorldError, 409),
    (MybtError, 422),
)
"""The first that fits says what is answered to a request that cannot be carried out as it is."""


def create_api(
    operator: ServedOperator,
    *,
    hosts: Collection[str] = LOOPBACK,
    password: Password | None = None,
    has_tests: bool = True,
    clock: Callable[[], float] = time.monotonic,
) -> Starlette:
    """The app over an operator.

    `hosts` are the names by which it may be called; `has_tests` offers what is test-only as well.
    """
    served = [one for one in SERVED if has_tests or not is_test_only(one)]
    writer = Writer(operator)
    text = json.dumps(specification(served), ensure_ascii=False).encode()

    async def tell(_: Request) -> Response:
        return Response(text, media_type="application/json")

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await writer.close()

    return Starlette(
        lifespan=lifespan,
        routes=[
            Route(HEALTH, _health),
            Route(SPECIFICATION, tell),
            *(Route(path_of(one), _endpoint(one, writer), methods=[method_of(one)])
              for one in served),
        ],
        middleware=[
            Middleware(Shield, notebooks=(), hosts=hosts, told=_turned_away),
            Middleware(Door, password=password, clock=clock),
            Middleware(BoundedBodies, most_bytes=API_BODY_BYTES, told=_turned_away),
        ],
        exception_handlers={HTTPException: _missing, Exception: _fault},
    )  # fmt: skip


class Writer:
    """The one thread that works with the operator; what waits for it is bounded.

    What has come while it was at work is answered together, so that one write to the disk serves
    all of it, and nobody waits for company.
    """

    def __init__(self, operator: ServedOperator) -> None:
        self._operator = operator
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="operator")
        self._waiting: list[tuple[Asked, asyncio.Future[Reply]]] = []
        self._count = 0
        self._work: asyncio.Task[None] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether as many wait as may."""
        return self._count >= API_WAITING

    async def answer(
        self, one: type[Definition], arguments: dict[str, Any], asking: Asking
    ) -> Reply:
        """Have a request answered when its turn comes."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Reply] = loop.create_future()
        self._waiting.append((Asked(one, arguments, asking), future))
        self._count += 1
        try:
            if self._work is None or self._work.done():
                self._work = loop.create_task(self._answer_all(loop))
            return await future
        finally:
            self._count -= 1

    async def _answer_all(self, loop: asyncio.AbstractEventLoop) -> None:
        """Answer until nothing waits."""
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            asked = [one for one, _ in waiting]
            replies: Sequence[Reply | Exception]
            try:
                answer = self._operator.answer_all
                replies = await loop.run_in_executor(self._thread, answer, asked)
            except Exception as error:
                replies = [error] * len(asked)
            for (_, future), reply in zip(waiting, replies, strict=True):
                _settle(future, reply)

    async def close(self) -> None:
        """Finish what was begun, and let go of the world."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, self._operator.close)
        self._thread.shutdown()


def _settle(future: "asyncio.Future[Reply]", reply: Reply | Exception) -> None:
    """Hand an answer over, unless nobody waits for it any more."""
    if future.done():
        return
    if isinstance(reply, Exception):
        future.set_exception(reply)
    else:
        future.set_result(reply)


def _endpoint(one: type[Definition], writer: Writer) -> Endpoint:
    async def answer(request: Request) -> Response:
        if writer.is_busy:
            return problem(503, "Too many requests wait.", "Ask again in a second.", wait_s=1)
        try:
            arguments = await _arguments(one, request)
            reply = await writer.answer(one, arguments, _asking(one, request, arguments))
        except MybtError as error:
            status = next(status for kind, status in STATUSES if isinstance(error, kind))
            return problem(status, error.problem, error.next_step)
        headers = {"cache-control": "no-store"}
        if "language" in reply.body:
            headers["content-language"] = reply.body["language"]
        if reply.status == 401:
            headers["www-authenticate"] = "Bearer"
        return JSONResponse(reply.body, reply.status, headers)

    return answer


async def _arguments(one: type[Definition], request: Request) -> dict[str, Any]:
    if method_of(one) == "GET":
        if len(request.query_params.multi_items()) != len(request.query_params):
            raise RequestError("An argument comes twice.", next_step="Give it once.")
        return read_query(one, request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(415, "The body is no JSON by its Content-Type.")
    try:
        body = json.loads(await request.body(), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise HTTPException(400, "The body cannot be read as JSON.") from None
    if not isinstance(body, dict):
        raise RequestError(
            "The body is no object.", next_step='Give one, such as {"contract": 17}.'
        )
    return read_arguments(one, body)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name comes twice")
    return found


def _asking(one: type[Definition], request: Request, arguments: dict[str, Any]) -> Asking:
    key = request.headers.get(KEY_HEADER)
    if key is None and needs_key(one) and not arguments.get("preview"):
        raise HTTPException(428, f"{one.name} changes something and came without {KEY_HEADER}.")
    if key is not None and not 0 < len(key) <= KEY_MOST:
        raise RequestError(
            f"The {KEY_HEADER} has {len(key)} characters.",
            next_step=f"Give 1 to {KEY_MOST}, another for each request.",
        )
    client = request.client
    return Asking(
        token=_token(request),
        kind=request.headers.get(CLIENT_HEADER, "web"),
        address=client.host if client else "",
        wishes=request.headers.get("accept-language"),
        key=key,
    )


def _token(request: Request) -> str | None:
    header = request.headers.get("authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise UnknownTokenError(
            "The Authorization header holds no bearer token.",
            next_step="Write it as `Authorization: Bearer TOKEN`.",
        )
    return token.strip()


async def _health(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


NEXT_STEPS = {
    400: "Give an object in UTF-8, with each name once.",
    403: "Call it by its own name and from no other page; `--name` gives it another.",
    404: f"All paths stand in {SPECIFICATION}.",
    405: f"The method of each path stands in {SPECIFICATION}.",
    408: "Send the body at once, and as much of it as Content-Length says.",
    413: f"Send up to {API_BODY_BYTES:,} bytes.",
    415: "Send `Content-Type: application/json`.",
    428: "Give each request a key of its own; a repetition takes the same.",
}


def _turned_away(status: int, why: str) -> Response:
    return problem(status, why, NEXT_STEPS[status])


async def _missing(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    answer = problem(error.status_code, str(error.detail), NEXT_STEPS[error.status_code])
    answer.headers.update(error.headers or {})
    return answer


async def _fault(_: Request, __: Exception) -> Response:
    return problem(500, "The server has a fault.", "Its terminal says which; tell us.")
