"""Serving the site on this machine until it is told to stop."""

import asyncio
import errno
import os
import socket
from collections.abc import Sequence
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from mybt_sim.app.demo.surroundings import common_setting
from mybt_sim.app.demo.warm import begin_to_compile, stop_compiling
from mybt_sim.app.memory import settle, share_one_arena
from mybt_sim.app.options import HOST
from mybt_sim.app.security.gate import Password
from mybt_sim.app.security.shield import LOOPBACK, host_name
from mybt_sim.app.site import create_app
from mybt_sim.base.bounds import CONNECTIONS, HEADER_BYTES, MESSAGE_BYTES, PASSWORD_CHARACTERS
from mybt_sim.base.errors import MybtError

PORT = 2718
WILDCARDS = ("0.0.0.0", "::")
GOODBYE_S = 1
"""So long the end of the site waits for a page that does not say goodbye."""
PASSWORD_VARIABLE = "MYBT_SIM_PASSWORD"


class ServeError(MybtError):
    """The site cannot be served at this address, or not without a password."""


def serve(
    run_path: Path,
    host: str = HOST,
    port: int = PORT,
    *,
    names: Sequence[str] = (),
    password: str | None = None,
) -> None:
    """Serve the site over a run until it is interrupted; print its address once it answers.

    Beyond this machine it needs a password, and `names` by which browsers call it where `host` is
    none. `RunError` when the run cannot be opened, `ServeError` when it must not be served so.
    """
    share_one_arena()
    hosts = called_by(host, names)
    door = door_of(host, password)
    with listening(host, port) as listener:
        app = create_app(run_path, hosts=hosts, password=door)
        shown = next(iter(names), host)
        _Server(bounded(app), f"http://{spelled(shown)}:{listener.getsockname()[1]}").run(
            [listener]
        )


def bounded(app: ASGIApp) -> uvicorn.Config:
    """How the site is served: in bounds, and believing no header about who asks."""
    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        http="h11",
        h11_max_incomplete_event_size=HEADER_BYTES,
        ws="websockets-sansio",
        ws_max_size=MESSAGE_BYTES,
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=GOODBYE_S,
    )


def called_by(host: str, names: Sequence[str] = ()) -> tuple[str, ...]:
    """The names by which a browser may call a site that listens to `host`."""
    for name in names:
        if host_name(spelled(name)) is None:
            raise ServeError(
                f"{name!r} is no name of a machine.",
                next_step="Name it as a browser does, without a port, such as --name 192.168.1.5.",
            )
    if host in WILDCARDS and not names:
        raise ServeError(
            f"{host} is every address of this machine.",
            next_step="Say how browsers call it, such as --name 192.168.1.5.",
        )
    own = () if host in LOOPBACK or host in WILDCARDS else (host,)
    return (*LOOPBACK, *own, *names)


def read_password(file: Path | None) -> str | None:
    """The password from a file's first line, or from the variable of the environment."""
    if file is None:
        return os.environ.pop(PASSWORD_VARIABLE, None)  # no process that we start needs it
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise ServeError(
            f"The password cannot be read from {file}: {why}.",
            next_step="Name a text file whose first line is the password.",
        ) from error
    return lines[0] if lines else ""


def door_of(host: str, password: str | None) -> Password | None:
    """The password beyond this machine; `ServeError` without one, or with one too short."""
    if password is None and host not in LOOPBACK:
        raise ServeError(
            f"At {host} everybody on the network could open the site: it needs a password.",
            next_step=f"Put one in a file and name it with --password-file, or in "
            f"{PASSWORD_VARIABLE}; or leave out --host.",
        )
    if password is not None and len(password) < PASSWORD_CHARACTERS:
        raise ServeError(
            f"The password has fewer than {PASSWORD_CHARACTERS} characters and can be guessed.",
            next_step="Choose a longer one, such as four words.",
        )
    return None if password is None else Password(password)


class _Server(uvicorn.Server):
    """A server that says where it is once it answers."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self.address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(
            "Making the phone's world; the first time its rules are compiled, a minute", flush=True
        )
        await asyncio.to_thread(common_setting)  # before the first visitor
        settle()
        if self.started:
            begin_to_compile()
            print(f"Open {self.address}", flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        stop_compiling()
        await super().shutdown(sockets)


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there; `ServeError` that says why not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends at once (TCP_NODELAY) only where a socket says that it is TCP; else the body
    # of an answer waits 40 ms for the client to acknowledge its headers
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except (OSError, OverflowError) as error:
        listener.close()
        raise _why_not(host, port, error) from error
    return listener


def _why_not(host: str, port: int, error: Exception) -> ServeError:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return ServeError(
            f"Port {port} of {host} is in use.",
            next_step=f"Stop what runs there, or name another one, such as --port {port + 1}, "
            f"or make run PORT={port + 1}.",
        )
    return ServeError(
        f"{host}:{port} cannot be listened to: {getattr(error, 'strerror', None) or error}.",
        next_step="Name another host or port, such as --host 127.0.0.1 --port 2718.",
    )


def spelled(host: str) -> str:
    """A host as it stands in an address."""
    return f"[{host}]" if ":" in host else host
