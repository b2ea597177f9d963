"""Our own shape: what `mybt-sim serve` offers, and whoever took its description as theirs."""

import datetime
import json
from collections.abc import Mapping as Pairs
from typing import Any, ClassVar

import msgspec

from mybt_sim.conformance.mapping import MALFORMED, Mapping, Seen
from mybt_sim.conformance.transport import ConformError, Response, query_of
from mybt_sim.journeys.casting import Member
from mybt_sim.journeys.model import OK, Setting
from mybt_sim.operations.arguments import KEY
from mybt_sim.operations.request import Definition
from mybt_sim.service.shape import KEY_HEADER, SERVED, TEST_ONLY, has_outcome, method_of, path_of

BY_NAME: Pairs[str, type[Definition]] = {one.name: one for one in SERVED}
READ_OTHERWISE = 422


class Device:
    """A device there: its token is another after each sign-in."""

    def __init__(self, token: str) -> None:
        self.token = token


class Own(Mapping):
    """Everything is offered, and every answer is compared as a whole."""

    OFFERED: ClassVar[frozenset[str]] = frozenset(BY_NAME)

    def begin(self, setting: Setting, cast: Pairs[str, Member]) -> None:
        """A new beginning, by the test-only route."""
        body = msgspec.to_builtins(setting)
        response = self._send(f"{TEST_ONLY}/reset", "POST", body, {})
        if response.status != 200:
            raise ConformError(
                f"It does not begin anew: {response.status} {_detail(response.body)}",
                next_step="Serve it in memory with its test-only routes, as `mybt-sim serve` does.",
            )

    def client(self, kind: str, language: str) -> Device:
        """A device of its own, with a token from the beginning on."""
        seen = self.happen("new_device", {"kind": kind, "language": language or "ru"})
        return Device(str(seen.body["token"]))

    def ask(self, device: Any, operation: str, arguments: Pairs[str, Any]) -> Seen:
        """An operation by its route; a key is made up where one is needed and none is given."""
        one = BY_NAME[operation]
        given = {name: value for name, value in arguments.items() if name != KEY.name}
        headers = {"Authorization": f"Bearer {device.token}"}
        headers[KEY_HEADER] = str(arguments.get(KEY.name) or self._next_key())
        response = self._send(path_of(one), method_of(one), given, headers)
        seen = self._seen(response)
        if isinstance(seen.body, dict) and seen.body.get("token"):
            device.token = str(seen.body["token"])
        return seen

    def happen(self, name: str, arguments: Pairs[str, Any], device: Any = None) -> Seen:
        """A test-only route."""
        one = BY_NAME[name]
        headers = {} if device is None else {"Authorization": f"Bearer {device.token}"}
        response = self._send(path_of(one), method_of(one), arguments, headers)
        return self._seen(response, is_bare=not has_outcome(one))

    def _seen(self, response: Response, *, is_bare: bool = False) -> Seen:
        body = response.body
        if response.status == READ_OTHERWISE:
            return Seen(came_to=MALFORMED, body=body)
        if is_bare and response.status == 200 and isinstance(body, dict) and "data" in body:
            return Seen(came_to=OK, body=body, is_whole=True)
        if not isinstance(body, dict) or "refusal" not in body:
            return Seen(came_to=f"HTTP {response.status}", body=body)
        came_to = OK if body["refusal"] is None else _named(body["refusal"])
        is_right_status = (response.status == 200) == (came_to == OK)
        return Seen(
            came_to=came_to if is_right_status else f"{came_to} with HTTP {response.status}",
            body=body,
            is_whole=True,
        )

    def _send(
        self, path: str, method: str, arguments: Pairs[str, Any], headers: dict[str, str]
    ) -> Response:
        plain = {name: _typed(value) for name, value in arguments.items()}
        if method == "GET":
            return self.transport.send(method, path + query_of(plain), headers, None)
        named = {**headers, "Content-Type": "application/json"}
        return self.transport.send(method, path, named, json.dumps(plain).encode())

    def _next_key(self) -> str:
        self._keys = getattr(self, "_keys", 0) + 1
        return f"conform {self._keys}"


def _typed(value: Any) -> Any:
    is_moment = isinstance(value, datetime.date)
    return str(value) if is_moment else value


def _named(refusal: Any) -> str:
    return str(refusal.get("name")) if isinstance(refusal, dict) else str(refusal)


def _detail(body: Any) -> str:
    return str(body.get("detail")) if isinstance(body, dict) else str(body)[:200]
