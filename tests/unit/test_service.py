"""The operator over HTTP: tokens, keys, refusals as values, and what is turned away."""

import asyncio
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mybt_sim.app.security.gate import Password
from mybt_sim.app.serve import ServeError, listening
from mybt_sim.base.bounds import API_WAITING
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import RULES
from mybt_sim.journeys.target import WorldTarget
from mybt_sim.operations import OPERATIONS
from mybt_sim.service.app import Writer
from mybt_sim.service.door import Pace
from mybt_sim.service.openapi import refusals_of, specification, text_of_specification
from mybt_sim.service.operator import ServedOperator
from mybt_sim.service.serve import api_of, check_address
from mybt_sim.service.shape import SERVED, arguments_of, method_of, needs_key, path_of
from mybt_sim.service.tokens import Tokens
from mybt_sim.world.clients.base import KEY_MOST
from tests.support.api import AppTransport, awaited, served
from tests.support.worlds import base_world

PHONE = "+375 29 600-00-01"
OTHER = "+375 29 600-00-02"
DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"


@pytest.fixture
def api() -> Iterator[AppTransport]:
    with served() as transport:
        yield transport


def signed_in(api: AppTransport, phone: str = PHONE) -> dict[str, str]:
    """The headers of who has just signed in."""
    assert api.post("/v1/request_code", {"Idempotency-Key": f"code {phone}"}, phone=phone)
    code = api.get("/test/inbox", phone=phone).body["data"][-1]["code"]
    answer = api.post("/v1/sign_in", phone=phone, code=code)
    assert answer.status == 200
    return {"Authorization": f"Bearer {answer.body['token']}"}


def bound(api: AppTransport, contract: int = 51) -> dict[str, str]:
    """The headers of who has bound a contract."""
    headers = signed_in(api)
    paper = api.get("/test/paper", contract=contract).body["data"][0]
    api.post("/v1/bind_by_login", {**headers, "Idempotency-Key": "bind"}, **paper)
    return headers


def test_every_operation_has_its_route() -> None:
    assert {one.name for one in OPERATIONS} <= {one.name for one in SERVED}
    described = specification()["paths"]
    assert {path_of(one) for one in SERVED} | {"/health"} == described.keys()


def test_the_kept_document_is_the_served_one(api: AppTransport) -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == text_of_specification()
    assert api.get("/openapi.json").body == json.loads(text_of_specification())


def test_who_has_no_token_is_a_guest(api: AppTransport) -> None:
    assert api.get("/v1/list_tariffs").status == 200
    for one in SERVED:
        if path_of(one).startswith("/v1") and Refusal.AUTH_REQUIRED in refusals_of(one):
            examples = {n: p.argument.example for n, p in _required(one).items()}
            ask = api.get if method_of(one) == "GET" else api.post
            answer = ask(path_of(one), {"Idempotency-Key": "1"}, **examples)
            assert answer.status == 401, one.name
            assert answer.body["refusal"]["name"] == "AUTH_REQUIRED"


def _required(one: Any) -> dict[str, Any]:
    return {name: each for name, each in arguments_of(one).items() if each.is_required}


def test_a_refusal_is_a_value_with_its_rule_and_a_text_in_the_language_asked_for(
    api: AppTransport,
) -> None:
    headers = bound(api)
    texts = set()
    for language in ("ru", "be", "en"):
        asked = {**headers, "Idempotency-Key": language, "Accept-Language": f"{language}-BY,ru"}
        answer = api.post("/v1/promise_payment", asked, contract=51, amount="15.01")
        assert answer.status == 409
        assert answer.headers["content-language"] == answer.body["language"] == language
        assert answer.body["refusal"]["name"] == "PROMISE_ABOVE_LIMIT"
        assert answer.body["refusal"]["rule"] == "PROMISE-LIMIT"
        assert answer.body["refusal"]["code"] == Refusal.PROMISE_ABOVE_LIMIT
        texts.add(answer.body["text"])
    assert len(texts) == 3


def test_a_key_is_needed_and_answers_again(api: AppTransport) -> None:
    headers = bound(api)
    paid = {"contract": 51, "amount": "5.00"}
    assert api.post("/v1/top_up", headers, **paid).status == 428
    first = api.post("/v1/top_up", {**headers, "Idempotency-Key": "a"}, **paid)
    again = api.post("/v1/top_up", {**headers, "Idempotency-Key": "a"}, **paid)
    assert first.status == again.status == 200
    assert again.body == {**first.body, "is_repeat": True}
    other = api.post("/v1/top_up", {**headers, "Idempotency-Key": "a"}, contract=51, amount="5.01")
    assert (other.status, other.body["refusal"]["name"]) == (409, "IDEMPOTENCY_CONFLICT")


def test_the_server_keeps_the_first_answers_that_no_rule_keeps(api: AppTransport) -> None:
    key = {"Idempotency-Key": "clock 1"}
    first = api.post("/test/wait", key, days=1)
    assert api.post("/test/wait", key, days=1).body == first.body
    assert api.get("/test/now").body == first.body
    other = api.post("/test/wait", key, days=2)
    assert (other.status, other.headers["content-type"]) == (409, "application/problem+json")


def test_a_key_has_some_characters_and_not_too_many(api: AppTransport) -> None:
    paid = {"contract": 51, "amount": "5.00"}
    found = [
        api.post("/v1/top_up", {"Idempotency-Key": key}, **paid).status
        for key in ("", "x" * KEY_MOST, "x" * (KEY_MOST + 1))
    ]
    assert found == [422, 401, 422]


def test_a_key_is_one_of_its_request_and_the_oldest_leaves(
    api: AppTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mybt_sim.service.operator.FIRST_ANSWERS", 2)

    def waited(key: str) -> Any:
        return api.post("/test/wait", {"Idempotency-Key": key}, days=1).body

    first = waited("a")
    assert api.post("/test/remember", {"Idempotency-Key": "a"}).status == 200
    assert waited("a") == first
    second = waited("b")
    assert waited("b") == second != first
    assert waited("a")["data"] > second["data"]


def test_the_same_key_of_two_devices_is_of_two_requests(api: AppTransport) -> None:
    for headers in [signed_in(api, phone) for phone in (PHONE, "+375297654321")]:
        out = api.post("/v1/sign_out", {**headers, "Idempotency-Key": "out"})
        assert out.status == 200
        assert api.get("/v1/contracts", headers).status == 401


def test_a_reset_leaves_no_token(api: AppTransport) -> None:
    headers = signed_in(api)
    api.post("/test/reset", subscribers=200)
    assert api.get("/v1/contracts", headers).status == 401


def test_as_many_wait_as_may() -> None:
    writer = Writer(ServedOperator(WorldTarget(base_world().fork())))
    writer._count = API_WAITING - 1
    assert not writer.is_busy
    writer._count = API_WAITING
    assert writer.is_busy


def test_a_bank_tells_twice_and_it_is_paid_once(api: AppTransport) -> None:
    told = {"annex": api.get("/test/paper", contract=51).body["data"][0]["login"]}
    key = {"Idempotency-Key": "bank 1"}
    before = api.get("/test/balance_of", contract=51).body["data"]
    first = api.post("/test/erip_payment", key, **told, amount="5.00")
    again = api.post("/test/erip_payment", key, **told, amount="5.00")
    assert again.body == {**first.body, "is_repeat": True}
    assert api.get("/test/balance_of", contract=51).body["data"] == before + 500
    other = api.post("/test/erip_payment", key, **told, amount="6.00")
    assert (other.status, other.body["refusal"]["name"]) == (409, "IDEMPOTENCY_CONFLICT")


def test_a_token_ends_as_the_rule_of_sessions_says(api: AppTransport) -> None:
    headers = signed_in(api)
    assert api.get("/v1/contracts", headers).status == 200
    api.post("/test/wait", days=31)
    expired = api.get("/v1/contracts", headers)
    assert (expired.status, expired.body["refusal"]["name"]) == (401, "SESSION_EXPIRED")
    assert api.get("/v1/contracts", {"Authorization": "Bearer wrong"}).status == 401
    basic = signed_in(api)["Authorization"].replace("Bearer", "Basic")
    assert api.get("/v1/contracts", {"Authorization": basic}).status == 401


def test_a_token_is_another_after_each_sign_in(api: AppTransport) -> None:
    device = api.post("/test/new_device", kind="android", language="be").body
    old = {"Authorization": f"Bearer {device['token']}"}
    api.post("/v1/request_code", {**old, "Idempotency-Key": "1"}, phone=OTHER)
    code = api.get("/test/inbox", phone=OTHER).body["data"][-1]["code"]
    answer = api.post("/v1/sign_in", old, phone=OTHER, code=code)
    assert answer.body["language"] == "be"
    assert api.get("/v1/contracts", old).status == 401
    new = {"Authorization": f"Bearer {answer.body['token']}"}
    assert api.get("/v1/contracts", new).status == 200


def test_two_who_sign_in_at_one_address_have_devices_of_their_own(api: AppTransport) -> None:
    first, second = signed_in(api), signed_in(api, OTHER)
    assert first != second
    assert api.get("/v1/contracts", first).status == 200
    assert api.post("/v1/sign_out", {**first, "Idempotency-Key": "1"}).status == 200
    assert api.get("/v1/contracts", first).status == 401
    assert api.get("/v1/contracts", second).status == 200


def test_tokens_are_kept_as_digests_and_survive(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    tokens = Tokens(file)
    old = tokens.give(7)
    new = tokens.give(7, old)
    assert old not in file.read_text(encoding="ascii")
    assert new not in file.read_text(encoding="ascii")
    with file.open("a", encoding="ascii") as half:
        half.write("0123")
    opened = Tokens(file)
    assert (opened.device_of(old), opened.device_of(new)) == (0, 7)


MALFORMED = [
    ("POST", "/v1/top_up", {"content-type": "text/plain"}, b"{}", 415),
    ("POST", "/v1/top_up", {"content-type": ""}, b"{}", 415),
    ("POST", "/v1/top_up", {}, b"{", 400),
    ("POST", "/v1/top_up", {}, b'{"contract": 1, "contract": 2}', 400),
    ("POST", "/v1/top_up", {}, b"\xff", 400),
    ("POST", "/v1/top_up", {}, b"[" * 40_000, 400),
    ("POST", "/v1/top_up", {}, b"[]", 422),
    ("POST", "/v1/top_up", {}, b'{"contract": 51}', 422),
    ("POST", "/v1/top_up", {}, b'{"contract": true, "amount": "1.00"}', 422),
    ("POST", "/v1/top_up", {}, b'{"contract": 51, "amount": 1.5}', 422),
    ("POST", "/v1/top_up", {}, b'{"contract": 51, "amount": "one"}', 422),
    ("POST", "/v1/top_up", {}, b'{"contract": 1e400, "amount": "1.00"}', 422),
    ("POST", "/v1/top_up", {}, b'{"contract": 51, "amount": "1.00", "x": 1}', 422),
    ("POST", "/v1/set_language", {}, b'{"language": "\\ud800"}', 422),
    ("POST", "/v1/top_up", {}, b" " * 70_000, 413),
    ("GET", "/v1/balance?contract=x", {}, None, 422),
    ("GET", "/v1/balance?contract=1&contract=2", {}, None, 422),
    ("GET", "/v1/balance?contract=" + "9" * 5_000, {}, None, 422),
    ("GET", "/v1/top_up", {}, None, 405),
    ("GET", "/v1/nothing", {}, None, 404),
    ("POST", "/test/advance", {}, b'{"until": "yesterday"}', 422),
    ("POST", "/test/reset", {}, b'{"subscribers": 100000000}', 422),
    ("POST", "/test/reset", {}, b'{"start": "2026-02-30"}', 422),
    ("POST", "/test/come_back", {}, b"{}", 409),
]


@pytest.mark.parametrize(("method", "path", "headers", "body", "status"), MALFORMED)
def test_what_is_no_request_is_told_so(
    api: AppTransport,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes | None,
    status: int,
) -> None:
    named = {"content-type": "application/json", "Idempotency-Key": "1", **headers}
    answer = api.send(method, path, named, body)
    assert answer.status == status, answer.body
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.body["detail"]
    assert answer.body["next_step"]


def test_another_host_or_origin_is_turned_away(api: AppTransport) -> None:
    assert api.get("/health", {"host": "evil.example"}).status == 403
    assert api.get("/health", {"origin": "http://evil.example"}).status == 403
    assert api.get("/health").status == 200


def test_beyond_this_machine_a_password_is_asked_for() -> None:
    with pytest.raises(ServeError, match="needs a password"):
        check_address("192.0.2.1", None)
    with served(password=Password("four long plain words"), has_tests=False) as api:
        assert api.get("/v1/list_tariffs").status == 401
        right = {"Mybt-Password": "four long plain words"}
        assert api.get("/v1/list_tariffs", right).status == 200
        assert api.get("/v1/list_tariffs", right).status == 200
        assert [api.get("/v1/list_tariffs").status for _ in range(5)][-1] == 429
        assert api.get("/test/now", right).status == 404


def test_test_only_routes_are_offered_elsewhere_by_wish_alone() -> None:
    operator = ServedOperator(WorldTarget(base_world().fork()))
    word = "four long plain words"
    ways: tuple[tuple[str, bool | None, int], ...] = (
        ("127.0.0.1", None, 200),
        ("127.0.0.1", False, 404),
        ("192.0.2.1", None, 404),
        ("192.0.2.1", True, 200),
    )
    for host, has_tests, status in ways:
        named = ["api.example"]
        api = AppTransport(api_of(operator, host, password=word, names=named, has_tests=has_tests))
        right = {"Mybt-Password": word}
        assert api.get("/test/now", right).status == status, (host, has_tests)
        assert api.get("/health", {**right, "host": "api.example:8080"}).status == 200
        assert api.get("/health", {**right, "host": "192.0.2.1"}).status == (
            200 if host == "192.0.2.1" else 403
        )
        api.close()


def test_the_body_of_an_answer_does_not_wait_for_its_headers() -> None:
    """What is accepted sends at once; else each answer takes 40 ms more."""

    async def is_sent_at_once() -> bool:
        accepted: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def look(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            one = writer.get_extra_info("socket")
            accepted.set_result(bool(one.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)))
            writer.close()

        with listening("127.0.0.1", 0) as listener:
            async with await asyncio.start_server(look, sock=listener):
                _, writer = await asyncio.open_connection(*listener.getsockname())
                found = await accepted
                writer.close()
                await writer.wait_closed()
                return found

    assert awaited(is_sent_at_once())


def test_requests_come_at_a_bearable_pace() -> None:
    now = 0.0
    pace = Pace(lambda: now, per_second=10)
    assert [pace.is_bearable("a") for _ in range(11)] == [True] * 10 + [False]
    assert pace.is_bearable("b")
    now = 0.2
    assert [pace.is_bearable("a") for _ in range(3)] == [True, True, False]


def test_a_reset_is_the_same_operator_again(api: AppTransport) -> None:
    def lived() -> list[Any]:
        api.post("/test/reset", subscribers=200, seed=1)
        headers = bound(api)
        api.post("/test/wait", days=3)
        return [api.get("/v1/balance", headers, contract=51).body, api.get("/test/now").body]

    assert lived() == lived()


def test_it_comes_back_to_what_it_remembers(api: AppTransport) -> None:
    api.post("/test/remember")
    before = api.get("/test/now").body
    api.post("/test/wait", days=1)
    assert api.get("/test/now").body != before
    api.post("/test/come_back")
    assert api.get("/test/now").body == before


def test_every_answer_is_as_described(api: AppTransport) -> None:
    document = specification()
    headers = bound(api)
    period = {"contract": 51, "from_day": "2026-06-01", "until_day": "2026-06-02"}
    asked: list[tuple[str, dict[str, Any]]] = [
        *((name, {}) for name in ("list_news", "list_tariffs", "list_hotspots", "help")),
        *((name, {}) for name in ("contracts", "notifications", "new_line")),
        *((name, {"contract": 51}) for name in ("balance", "forecast")),
        *((name, period) for name in ("statement", "usage")),
        ("promise_payment", {"contract": 51, "amount": "1.00"}),
        ("open_ticket", {"topic": "x", "text": "y"}),
        ("change_tariff", {"contract": 51, "tariff": "T09", "preview": True}),
    ]
    for name, arguments in asked:
        one = next(each for each in SERVED if each.name == name)
        ask = api.get if method_of(one) == "GET" else api.post
        keyed = {**headers, **({"Idempotency-Key": name} if needs_key(one) else {})}
        answer = ask(path_of(one), keyed, **arguments)
        described = document["paths"][path_of(one)][method_of(one).lower()]["responses"]
        schema = described[str(answer.status)]["content"]["application/json"]["schema"]
        jsonschema.validate(answer.body, {**schema, "components": document["components"]})


def test_every_refusal_of_an_operation_is_described_with_an_example() -> None:
    document = specification()
    told = set(document["components"]["examples"])
    given = {check.refusal.name for rule in RULES.values() for check in rule.checks}
    assert told <= given
    for name, example in document["components"]["examples"].items():
        assert example["value"]["refusal"]["name"] == name
        assert set(example["x-texts"]) == {"ru", "be", "en"}


def test_an_iterator_that_ends_early_is_a_fault_and_no_endless_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def ends(*_: Any) -> Any:
        raise StopIteration

    monkeypatch.setattr(ServedOperator, "answer", ends)
    with served() as transport, pytest.raises(RuntimeError, match="ended early"):
        transport.get("/v1/list_tariffs")
