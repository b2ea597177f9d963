"""Requests to another system, one after the other, on a connection that is kept."""

import http.client
import json
import time
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlencode, urlsplit

from mybt_sim.base.errors import MybtError

TIMEOUT_S = 60
JSON_TYPE = "application/json"


class ConformError(MybtError):
    """A system that cannot be asked, or a mapping that cannot be used."""


class Response(NamedTuple):
    """What came back; `body` is what its JSON says, or its text."""

    status: int
    headers: Mapping[str, str]
    body: Any


class Transport(Protocol):
    """Where requests go."""

    def send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> Response:
        """Send a request and wait for what comes back."""


class HttpTransport:
    """A system by its address; `per_second` is the most that it is asked in a second.

    `ConformError` when nothing answers there.
    """

    def __init__(self, url: str, *, per_second: float | None = None) -> None:
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
            if parts.scheme not in ("http", "https") or not host:
                raise ValueError(url)
        except ValueError:
            raise ConformError(
                f"{url!r} is no address.", next_step="Give one such as http://127.0.0.1:8080."
            ) from None
        kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
        self._url, self._base = url, parts.path.rstrip("/")
        self._connection = kinds[parts.scheme](host, port, timeout=TIMEOUT_S)
        self._pause_s = 0.0 if per_second is None else 1 / per_second
        self._free_at = 0.0

    def send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> Response:
        """Send a request; one that met a connection that was closed meanwhile is sent again."""
        self._wait()
        try:
            return self._send(method, path, headers, body)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self._connection.close()
        except (OSError, http.client.HTTPException) as error:
            raise self._gone(error) from error
        try:
            return self._send(method, path, headers, body)
        except (OSError, http.client.HTTPException) as error:
            raise self._gone(error) from error

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()

    def __enter__(self) -> "HttpTransport":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> Response:
        self._connection.request(method, self._base + path, body, dict(headers))
        answer = self._connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Response(answer.status, found, read_body(found, answer.read()))

    def _wait(self) -> None:
        now = time.perf_counter()
        if now < self._free_at:
            time.sleep(self._free_at - now)
        self._free_at = max(now, self._free_at) + self._pause_s

    def _gone(self, error: Exception) -> ConformError:
        self._connection.close()
        return ConformError(
            f"{self._url} does not answer: {error}.",
            next_step="Start it, such as by `mybt-sim serve`, or name another address.",
        )


def read_body(headers: Mapping[str, str], body: bytes) -> Any:
    """What a body says: JSON where its type says so and it can be read, else its text."""
    text = body.decode("utf-8", "replace")
    if "json" not in headers.get("content-type", ""):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def query_of(arguments: Mapping[str, Any]) -> str:
    """Arguments behind a `?`; empty when there are none."""
    texts = {name: _in_query(value) for name, value in arguments.items()}
    return f"?{urlencode(texts)}" if texts else ""


def _in_query(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
