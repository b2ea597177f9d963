"""Every operation and every argument, given wrongly in every way: told so, and nothing broken."""

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from mybt_sim.journeys.model import Setting
from mybt_sim.operations.request import Definition
from mybt_sim.service.problems import MEDIA_TYPE
from mybt_sim.service.shape import SERVED, arguments_of, method_of, needs_key, path_of
from tests.support.api import AppTransport, served

CONTRACT = 51
SPARED = {"reset", "advance", "wait", "sign_out", "unbind", "come_back", "terminate"}
"""What would end the tour: it is asked with what is wrong in shape alone."""
WRONG_IN_SHAPE: tuple[Any, ...] = (
    None,
    1.5,
    float("nan"),
    10**400,
    [[]],
    {"a": {}},
    [None],
    [{}] * 3,
    "\ud800",
)
WRONG_IN_SENSE: tuple[Any, ...] = (
    *(True, -1, 0, 2**63, 2**53, "", " ", "\0", "\N{RIGHT-TO-LEFT OVERRIDE}", "x" * 5_000),
    *("1e309", "0x10", "१२", "1_000", "2026-02-30", "9999-12-31", "0001-01-01", "9" * 4_000),
    *([], {}, [1] * 1_000, ["a", "a"], [{"id": []}], {"x" * 300: 1}, {"promise_limit": {}}),
)
READ_NOT = (400, 404, 405, 413, 415, 422, 428)
ANSWERED = (200, 401, 409)


@pytest.fixture(scope="module")
def api() -> Iterator[AppTransport]:
    seconds = count()
    with served(Setting(subscribers=60), clock=lambda: next(seconds)) as transport:
        yield transport


@pytest.fixture(scope="module")
def me(api: AppTransport) -> dict[str, str]:
    """Somebody who is signed in and has bound a contract."""
    token = api.post("/test/new_device", kind="android").body["token"]
    phone = "+375 29 600-00-01"
    own = {"Authorization": f"Bearer {token}", "Idempotency-Key": "a"}
    api.post("/v1/request_code", own, phone=phone)
    code = api.get("/test/inbox", phone=phone).body["data"][-1]["code"]
    signed_in = api.post("/v1/sign_in", own, phone=phone, code=code).body["token"]
    own = {**own, "Authorization": f"Bearer {signed_in}"}
    paper = api.get("/test/paper", contract=CONTRACT).body["data"][0]
    assert api.post("/v1/bind_by_login", own, **paper).status == 200
    return own


def good(one: type[Definition]) -> dict[str, Any]:
    """What is needed, as in the examples."""
    told = {name: p.argument.example for name, p in arguments_of(one).items() if p.is_required}
    return told | ({"contract": CONTRACT} if "contract" in told else {})


def asked(api: AppTransport, one: type[Definition], headers: dict[str, str], told: Any) -> int:
    """The status of an answer, which says what is wrong where it cannot be read."""
    if method_of(one) == "GET":
        texts = {n: v.encode("utf-8", "replace") if isinstance(v, str) else v
                 for n, v in told.items()}  # fmt: skip
        answer = api.get(path_of(one), headers, **texts)
    else:
        named = {**headers, "content-type": "application/json"}
        answer = api.send("POST", path_of(one), named, json.dumps(told).encode())
    assert answer.status in READ_NOT + ANSWERED, (one.name, told, answer.body)
    if answer.status in READ_NOT:
        assert answer.headers["content-type"] == MEDIA_TYPE
        assert answer.body["status"] == answer.status
        assert answer.body["detail"]
        assert answer.body["next_step"]
    return answer.status


@pytest.mark.parametrize("one", SERVED, ids=path_of)
def test_whatever_an_argument_is_it_is_answered(
    api: AppTransport, me: dict[str, str], one: type[Definition]
) -> None:
    keys = count()
    for name in arguments_of(one):
        for value in WRONG_IN_SHAPE + (() if one.name in SPARED else WRONG_IN_SENSE):
            headers = {**me, "Idempotency-Key": f"{one.name} {next(keys)}"}
            status = asked(api, one, headers, {**good(one), name: value})
            is_shapeless = value in WRONG_IN_SHAPE[:3] and method_of(one) == "POST"
            assert not is_shapeless or status == 422, (name, value)
    for name in good(one):
        without = {each: value for each, value in good(one).items() if each != name}
        assert asked(api, one, me, without) == 422
    assert asked(api, one, me, {**good(one), "nothing": "1"}) == 422


@pytest.mark.parametrize("one", [one for one in SERVED if method_of(one) == "POST"], ids=path_of)
def test_whatever_a_body_is_it_is_answered(
    api: AppTransport, me: dict[str, str], one: type[Definition]
) -> None:
    right, path = {**me, "content-type": "application/json"}, path_of(one)
    bodies = (b"", b"{", b"\xff", b"[" * 50_000, b'{"a":1,"a":2}', b'{"a":' * 9_000)
    found = [api.send("POST", path, right, body).status for body in bodies]
    assert found == [400] * len(bodies)
    for body in (b"[]", b"null", b"1", b'"a"'):
        assert api.send("POST", path, right, body).status == 422
    assert api.send("POST", path, me, b"{}").status == 415
    told = api.send("POST", path, right, b" " * 70_000)
    assert (told.status, told.headers["content-type"]) == (413, MEDIA_TYPE)
    assert api.get(path, me).status == 405
    if needs_key(one):
        bare = {name: value for name, value in right.items() if name != "Idempotency-Key"}
        assert api.send("POST", path, bare, json.dumps(good(one)).encode()).status == 428
    for key in ("", "x" * 201, "\x01"):
        named = {**right, "Idempotency-Key": key}
        body = json.dumps(good(one)).encode()
        if one.name not in SPARED:
            assert api.send("POST", path, named, body).status in READ_NOT + ANSWERED


def test_strange_headers_are_no_fault(api: AppTransport, me: dict[str, str]) -> None:
    strange = ("", ",", ";q=", "be;q=x", "*" * 5_000, "-", "ru;q=1e999", "\xe9", "be" * 3_000)
    for text in strange:
        for name in ("Accept-Language", "Mybt-Client", "Content-Type", "Mybt-Password"):
            assert api.get("/v1/list_news", {name: text}).status in ANSWERED
            assert api.get("/v1/contracts", {**me, name: text}).status in ANSWERED
        for scheme in ("", "Bearer ", "bearer "):
            answer = api.get("/v1/contracts", {"Authorization": f"{scheme}{text}"})
            assert answer.status == 401


def test_who_is_turned_away_at_the_wall_is_told_so(api: AppTransport) -> None:
    for headers in ({"host": "evil.example"}, {"origin": "null"}, {"host": ""}):
        answer = api.get("/health", headers)
        assert (answer.status, answer.headers["content-type"]) == (403, MEDIA_TYPE)
        assert answer.body["next_step"]
