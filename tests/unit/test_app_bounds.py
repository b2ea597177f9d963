"""What the site bears: bodies, headers, sessions; and that no request makes it stumble."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marimo._session.model import ConnectionState
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from mybt_sim.app import site as site_module
from mybt_sim.app.security.bodies import BoundedBodies
from mybt_sim.app.security.sessions import Sessions
from mybt_sim.app.serve import bounded
from mybt_sim.app.site import create_app
from mybt_sim.base.bounds import BODY_BYTES, HEADER_BYTES
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import simulate
from mybt_sim.text import LANGUAGES, translate
from tests.support.asking import HOST, ask, knock, post

WORDS = st.text(st.characters(max_codepoint=255), max_size=40).map(
    lambda text: text.encode("latin-1")
)
HOSTS = st.one_of(
    WORDS, st.sampled_from([b"[", b"]", b"[::1", b"[v1.x]", b"a:b:c", b"\xff", HOST.encode()])
)
NAMES: tuple[bytes, ...] = (
    b"host",
    b"origin",
    b"forwarded",
    b"x-forwarded-for",
    b"x-forwarded-proto",
    b"cookie",
)
NAMES += (b"x-forwarded-host", b"accept-language", b"referer", b"marimo-session-id", b"upgrade")


@pytest.fixture(scope="module")
def run_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bounds") / "run.duckdb"
    return simulate(Scenario(subscribers=30, days=10), path)


@pytest.fixture(scope="module")
def site(run_path: Path) -> Starlette:
    return create_app(run_path)


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers what was sent."""
    body = await Request(scope, receive).body()
    await PlainTextResponse(f"{len(body)} bytes")(scope, receive, send)


def test_a_body_in_bounds_arrives_whole() -> None:
    app = BoundedBodies(echo, most_bytes=10)
    reply = post(app, "/", [b"12345", b"67890"], transfer_encoding="chunked")
    assert (reply.status, reply.text) == (200, "10 bytes")
    assert post(app, "/", [b"123"], content_length="3").text == "3 bytes"
    assert ask(app, "/").text == "0 bytes"


@pytest.mark.parametrize("path", ["/", "/usage/api/kernel/run", "/demo/", "/no/such/page"])
def test_a_body_that_says_that_it_is_too_large_is_not_read(site: Starlette, path: str) -> None:
    for length in (str(BODY_BYTES + 1), str(300 * 2**20), "9" * 40, "-1", "x", "٣"):
        reply = post(site, path, [b"x"], content_length=length)
        assert (reply.status, reply.parts_read) == (413, 0)
        assert reply.headers["connection"] == "close"
        assert "content-security-policy" in reply.headers


def test_a_body_without_length_is_read_up_to_the_bound(site: Starlette) -> None:
    parts = [b"x" * 2**16] * 1_000
    reply = post(site, "/usage/", parts, transfer_encoding="chunked")
    assert (reply.status, reply.parts_read) == (413, BODY_BYTES // 2**16 + 1)


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    app = BoundedBodies(echo, seconds=0.01)
    reply = post(app, "/", [b"1"], content_length="3")
    assert reply.status == 200, "one part that is the last is a body"
    assert post(app, "/", [], content_length="3").status == 408


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    host=HOSTS,
    extra=st.lists(st.tuples(st.sampled_from(NAMES), st.one_of(WORDS, HOSTS)), max_size=4),
    path=st.sampled_from(["/", "/health", "/no", "/usage/", "/static/home.css"]),
    query=WORDS,
)
def test_no_header_makes_the_site_stumble(
    site: Starlette, host: bytes, extra: list[tuple[bytes, bytes]], path: str, query: bytes
) -> None:
    for first in (host, HOST.encode()):
        raw = [(b"host", first), *extra]
        reply = ask_raw(site, path, query, raw)
        is_ours = first == HOST.encode() and not any(n in (b"host", b"origin") for n, _ in extra)
        assert reply in (200, 307, 404, 503) if is_ours else reply < 500


def ask_raw(site: Starlette, path: str, query: bytes, headers: list[tuple[bytes, bytes]]) -> int:
    """The status of a request with just these headers."""

    async def asked(scope: Scope, receive: Receive, send: Send) -> None:
        await site({**scope, "headers": headers, "query_string": query}, receive, send)

    return ask(asked, path).status


class Manager:
    """A manager of marimo as far as places go."""

    def __init__(self) -> None:
        self.sessions: dict[str, Any] = {}
        self.closed: list[str] = []

    def begin(self, name: str, *, is_open: bool = True) -> None:
        """A session with a browser, or one that lost it."""
        state = ConnectionState.OPEN if is_open else ConnectionState.CLOSED
        self.sessions[name] = SimpleNamespace(connection_state=lambda: state)

    def close_session(self, name: str) -> None:
        """End a session."""
        del self.sessions[name]
        self.closed.append(name)


def test_sessions_are_bounded_and_who_is_active_stays() -> None:
    now, manager = [0.0], Manager()
    sessions = Sessions(most=3, idle_seconds=100, clock=lambda: now[0])
    sessions.watch(manager)
    for name in "abc":
        assert sessions.admit(name)
        manager.begin(name)
    assert not sessions.admit("d")
    assert sessions.admit("a"), "one that is there goes on"
    manager.begin("b", is_open=False)
    assert sessions.admit("d"), "one that lost its browser gives way at once"
    manager.begin("d")
    assert manager.closed == ["b"]
    now[0] = 90
    sessions.touch("a")
    sessions.touch("d")
    assert not sessions.has_room()
    now[0] = 101
    assert sessions.admit("e")
    assert manager.closed == ["b", "c"], "who did nothing for long gives way, the active do not"
    now[0] = 150
    assert sessions.has_room(), "a session that never began holds its place for a moment only"


def test_a_full_site_says_so_in_each_language(
    run_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_module, "Sessions", lambda: Sessions(most=0))
    full = create_app(run_path)
    for language in LANGUAGES:
        reply = ask(full, f"/usage/?lang={language}")
        assert reply.status == 503
        assert translate("places.taken", language) in reply.text
        assert reply.headers["retry-after"] == "60"
    assert knock(full, "/usage/ws?session_id=s_1") == 1013
    assert ask(full, "/").status == 200
    assert ask(full, "/usage/sse?session_id=s_1").status == 404


@pytest.fixture(scope="module")
def served(site: Starlette) -> Iterator[tuple[str, int]]:
    """The address of the site as it is really served."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(bounded(site))
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listener.getsockname()
        server.should_exit = True
        thread.join()


def test_three_hundred_megabytes_are_turned_away_while_they_come(
    served: tuple[str, int],
) -> None:
    connection = http.client.HTTPConnection(*served, timeout=30)
    connection.putrequest("POST", "/usage/api/kernel/run")
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    sent = 0
    try:
        for _ in range(300):
            connection.send(b"100000\r\n" + b"x" * 2**20 + b"\r\n")
            sent += 1
    except (BrokenPipeError, ConnectionResetError):
        pass
    connection.close()
    assert sent < 300, "all of it was taken"


@pytest.mark.parametrize("size", [HEADER_BYTES * 2, HEADER_BYTES * 64])
def test_endless_headers_are_turned_away(served: tuple[str, int], size: int) -> None:
    with socket.create_connection(served, timeout=30) as line:
        try:
            line.sendall(b"GET / HTTP/1.1\r\nhost: localhost\r\nx: " + b"x" * size)
            said = line.recv(4_096)
        except (BrokenPipeError, ConnectionResetError):
            said = b""
    assert said.startswith(b"HTTP/1.1 400 ") or not said
