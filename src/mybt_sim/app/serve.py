"""Serving the site on this machine until it is told to stop."""

import asyncio
import errno
import socket
from pathlib import Path

import uvicorn

from mybt_sim.app.phone.ground import ground
from mybt_sim.app.shield import LOOPBACK
from mybt_sim.app.site import create_app
from mybt_sim.base.errors import MybtError

HOST = "127.0.0.1"
PORT = 2718


class ServeError(MybtError):
    """The site cannot be served at this address."""


def serve(run_path: Path, host: str = HOST, port: int = PORT) -> None:
    """Serve the site over a run until it is interrupted; print its address once it answers.

    `RunError` when the run cannot be opened, `ServeError` when the address cannot be had.
    """
    with _listening(host, port) as listener:
        app = create_app(run_path, hosts=LOOPBACK if host in LOOPBACK else ())
        config = uvicorn.Config(app, log_level="warning", access_log=False, ws="websockets-sansio")
        _Server(config, f"http://{_spelled(host)}:{listener.getsockname()[1]}").run([listener])


class _Server(uvicorn.Server):
    """A server that says where it is once it answers."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self.address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        await asyncio.to_thread(ground)  # the phone's world is there before the first visitor
        if self.started:
            print(f"Open {self.address}", flush=True)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
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
            next_step=f"Stop what runs there, or name another one, such as --port {port + 1}.",
        )
    return ServeError(
        f"{host}:{port} cannot be listened to: {getattr(error, 'strerror', None) or error}.",
        next_step="Name another host or port, such as --host 127.0.0.1 --port 2718.",
    )


def _spelled(host: str) -> str:
    return f"[{host}]" if ":" in host else host
