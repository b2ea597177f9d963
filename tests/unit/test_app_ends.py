"""The site ends when it is told to, whatever its visitors have asked for or left open."""

import socket
import subprocess
import sys
import threading

import uvicorn
from starlette.types import Receive, Scope, Send

from mybt_sim.app.serve import bounded

ENDS_MOST_S = 60
LEFT_ON_ITS_WAY = """
import threading
from mybt_sim.app.demo.errand import Errand
begun = threading.Event()
Errand(lambda _: (begun.set(), threading.Event().wait()))
begun.wait()
"""
UPGRADE = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


def test_the_end_does_not_wait_for_an_errand() -> None:
    command = [sys.executable, "-c", LEFT_ON_ITS_WAY]
    assert subprocess.run(command, timeout=ENDS_MOST_S, check=False).returncode == 0


async def listens(scope: Scope, receive: Receive, send: Send) -> None:
    """A page that is open and heard for ever."""
    assert scope["type"] == "websocket"
    await receive()
    await send({"type": "websocket.accept"})
    while True:
        await receive()


def test_the_end_does_not_wait_for_a_page_that_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = bounded(listens)
        config.lifespan = "off"
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        with socket.create_connection(listener.getsockname()) as page:
            page.sendall(UPGRADE)
            assert page.recv(64).startswith(b"HTTP/1.1 101")
            server.should_exit = True
            thread.join(ENDS_MOST_S)
            assert not thread.is_alive()
