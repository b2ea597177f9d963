"""Serving the operator until it is told to stop: a world in memory, or one that is kept in a file.

What stops it at any second takes nothing with it that was acknowledged: a world in a file stores
each command before it answers (decision 013).
"""

import asyncio
import datetime
import gc
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from mybt_sim.app.options import HOST
from mybt_sim.app.security.shield import LOOPBACK
from mybt_sim.app.serve import bounded, called_by, door_of, listening, spelled
from mybt_sim.journeys.model import Setting
from mybt_sim.journeys.player import world_of
from mybt_sim.journeys.target import WorldTarget
from mybt_sim.service.app import create_api
from mybt_sim.service.operator import ServedOperator
from mybt_sim.service.shape import SPECIFICATION
from mybt_sim.world.world import World

PORT = 8080
START = datetime.date(2026, 6, 1)
STARTING_S = 0.01
QUIET_ALLOCATIONS = 50_000
"""A full collection of a world's millions of values takes longer than ten requests."""


def found(setting: Setting, file: Path | None) -> ServedOperator:
    """The operator to serve: in memory by its setting, or from a file, which is made if missing.

    `WorldError` when the file cannot be opened, or another process has it.
    """
    if file is None:
        return ServedOperator(WorldTarget(world_of(setting)))
    if file.exists():
        return ServedOperator(WorldTarget(World.open(file)), file)
    made = World.create(setting.subscribers, setting.seed, start=setting.start, path=file)
    return ServedOperator(WorldTarget(made), file)


def check_address(host: str, password: str | None, names: Sequence[str] = ()) -> None:
    """`ServeError` when the operator must not be served there, before a world is made for it."""
    called_by(host, names)
    door_of(host, password)


def api_of(
    operator: ServedOperator,
    host: str = HOST,
    *,
    password: str | None = None,
    names: Sequence[str] = (),
    has_tests: bool | None = None,
) -> Starlette:
    """The operator as it is offered on an address; see `serve_operator`."""
    hosts, door = called_by(host, names), door_of(host, password)
    offers_tests = host in LOOPBACK if has_tests is None else has_tests
    return create_api(operator, hosts=hosts, password=door, has_tests=offers_tests)


def serve_operator(
    operator: ServedOperator,
    host: str = HOST,
    port: int = PORT,
    *,
    password: str | None = None,
    names: Sequence[str] = (),
    has_tests: bool | None = None,
) -> None:
    """Serve it until it is interrupted; print its address once it answers.

    `names` are those by which other machines call this one.
    `has_tests` is on by default for this machine alone. `ServeError` when it must not be served so.
    """
    api = api_of(operator, host, password=password, names=names, has_tests=has_tests)
    with listening(host, port) as listener:
        address = f"http://{spelled(host)}:{listener.getsockname()[1]}"
        gc.collect()
        gc.freeze()
        gc.set_threshold(QUIET_ALLOCATIONS)
        _Server(bounded(api), address).run([listener])


@contextmanager
def answering(operator: ServedOperator) -> Iterator[str]:
    """Serve it on a thread of this process, on this machine alone; its address."""
    with listening(HOST, 0) as listener:
        server = uvicorn.Server(bounded(create_api(operator)))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(STARTING_S)
        try:
            yield f"http://{HOST}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


class _Server(uvicorn.Server):
    """A server that says where it is once it answers."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            told = f"{self._address} answers; {self._address}{SPECIFICATION} says what."
            await asyncio.to_thread(print, told, flush=True)
