"""The description of the service as OpenAPI 3.1, from the definitions: served, and kept in docs.

`python -m mybt_sim.service.openapi > docs/openapi.json`; a test compares.
"""

import inspect
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import CodeType
from typing import Any

from mybt_sim.engine.decide import Question
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import RULES
from mybt_sim.operations.outside import Advance
from mybt_sim.operations.request import Asker, Definition, Request, SelfService
from mybt_sim.operations.words import help_of
from mybt_sim.rulebook.book import engine_rules
from mybt_sim.rulebook.words import rule_of
from mybt_sim.service.answers import UNAUTHORISED, Answer, answer_type
from mybt_sim.service.arguments import schema_of_argument
from mybt_sim.service.plain import Schema, reference, schema_of
from mybt_sim.service.shape import (
    CLIENT_HEADER,
    HEALTH,
    KEY_HEADER,
    SERVED,
    answer_of,
    arguments_of,
    has_outcome,
    is_keyed_by_engine,
    is_test_only,
    may_have_key,
    method_of,
    needs_key,
    path_of,
)
from mybt_sim.text.messages import LANGUAGES, Language, refusal_text
from mybt_sim.world.clients.base import KEY_MOST
from mybt_sim.world.context import Context
from mybt_sim.world.handlers.register import HANDLERS

VERSION = "1"
"""Of the shape of requests and answers, which stands in their paths."""

ABOUT = """A fixed-line operator of synthetic people, for who builds or tests a self-service app.

A request is carried out (200), refused by a rule (409, or 401 for who is not signed in; the body
says by which rule, and why in words), or cannot be read (other 4xx, as RFC 9457). Money is whole
kopecks in answers and text in BYN in requests; moments are Minsk time. Every write has an
`Idempotency-Key`. What is tagged `test only` moves the clock, reads codes and begins anew."""

EXAMPLE_AT = "2026-06-01T10:00:00+03:00"
TAGS: Mapping[str, str] = {
    "guest": Asker.GUEST.value,
    "signed in": Asker.SIGNED_IN.value,
    "test only": "what comes from outside, and what only a test may do",
}
MALFORMED: Mapping[int, str] = {
    400: "The body is no JSON",
    403: "Another host or origin",
    408: "The body does not come",
    413: "The body is too large",
    415: "The body is not sent as JSON",
    422: "Arguments that do not fit",
    428: "A write without a key",
    429: "Requests come too fast",
    503: "Too many requests wait",
}
OF_A_BODY, NO_KEY = (400, 408, 413, 415), 428


def specification(served: Iterable[type[Definition]] = SERVED) -> dict[str, Any]:
    """The whole document."""
    schemas: dict[str, Schema] = {"Problem": PROBLEM}
    schema_of(Answer, schemas)
    paths: dict[str, Any] = {HEALTH: {"get": HEALTHY}}
    used: set[Refusal] = set()
    for one in served:
        refusals = refusals_of(one)
        used |= set(refusals)
        paths[path_of(one)] = {method_of(one).lower(): _operation(one, refusals, schemas)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "A live fixed-line operator",
            "version": VERSION,
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "http://127.0.0.1:8080"}],
        "tags": [{"name": name, "description": told} for name, told in TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "examples": {one.name: _example(one) for one in sorted(used)},
            "responses": {str(status): _malformed(told) for status, told in MALFORMED.items()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(
    one: type[Definition], refusals: Iterable[Refusal], schemas: dict[str, Schema]
) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": path_of(one).strip("/").replace("/", "_"),
        "summary": help_of(one),
        "description": inspect.cleandoc(str(one.__doc__)),
        "tags": [tag_of(one)],
        "parameters": [*_headers(one), *(_query(one) if method_of(one) == "GET" else ())],
        "responses": _responses(one, refusals, schemas),
    }
    if tag_of(one) == "signed in":
        described["security"] = [{"token": []}]
    elif not is_test_only(one):
        described["security"] = [{}, {"token": []}]
    if is_test_only(one):
        described["x-test-only"] = True
    if method_of(one) == "POST":
        described["requestBody"] = _body(one)
    return described


def tag_of(one: type[Definition]) -> str:
    """Who it is for, in a word."""
    if is_test_only(one):
        return "test only"
    assert issubclass(one, Request)
    return "guest" if one.asker() is Asker.GUEST else "signed in"


def _headers(one: type[Definition]) -> Iterator[dict[str, Any]]:
    if may_have_key(one):
        yield {
            "name": KEY_HEADER,
            "in": "header",
            "required": needs_key(one),
            "description": _key_words(one),
            "schema": {"type": "string", "minLength": 1, "maxLength": KEY_MOST},
            "example": "5f0c2a",
        }
    if issubclass(one, SelfService):
        yield {
            "name": CLIENT_HEADER,
            "in": "header",
            "description": "what a guest without a token has in hand",
            "schema": {"enum": ["web", "android", "ios"], "default": "web"},
        }
    if has_outcome(one):
        yield {
            "name": "Accept-Language",
            "in": "header",
            "description": "language of the text; that of the account or device when left out",
            "schema": {"type": "string"},
            "example": "be",
        }


def _key_words(one: type[Definition]) -> str:
    by_rule = "by rule GEN-IDEM" if is_keyed_by_engine(one) else "while the server runs"
    return f"the same key with the same request is answered as it was first, {by_rule}"


def _query(one: type[Definition]) -> Iterator[dict[str, Any]]:
    for name, each in arguments_of(one).items():
        schema = schema_of_argument(each)
        example = schema.pop("examples")[0]
        yield {
            "name": name,
            "in": "query",
            "required": each.is_required,
            "description": schema.pop("description"),
            "schema": schema,
            "style": "form",
            "explode": False,
            "example": example,
        }


def _body(one: type[Definition]) -> dict[str, Any]:
    asked = arguments_of(one)
    schema: Schema = {
        "type": "object",
        "properties": {name: schema_of_argument(each) for name, each in asked.items()},
        "required": [name for name, each in asked.items() if each.is_required],
        "additionalProperties": False,
    }
    example = {name: each.argument.example for name, each in asked.items() if each.is_required}
    return {
        "required": True,
        "content": {"application/json": {"schema": schema, "example": example}},
    }


def _responses(
    one: type[Definition], refusals: Iterable[Refusal], schemas: dict[str, Schema]
) -> dict[str, Any]:
    data = schema_of(answer_type(answer_of(one)), schemas)
    came_to = _with_data(one, data) if has_outcome(one) else _plain_data(one, data)
    told = {"200": _told("Carried out", came_to)}
    for status, those in ((401, UNAUTHORISED), (409, frozenset(Refusal) - UNAUTHORISED)):
        given = [each for each in refusals if each in those]
        if given:
            told[str(status)] = _told("Refused by a rule", reference("Answer"))
            told[str(status)]["content"]["application/json"]["examples"] = {
                each.name: {"$ref": f"#/components/examples/{each.name}"} for each in given
            }
        if status == 401 or not has_outcome(one) or _is_keyed_by_server(one):
            malformed = _malformed("An unknown token" if status == 401 else "Not now, or not so")
            told.setdefault(str(status), malformed)["content"] |= malformed["content"]
    is_read = method_of(one) == "GET"
    for code in MALFORMED:
        if not (is_read and code in OF_A_BODY) and (code != NO_KEY or needs_key(one)):
            told[str(code)] = {"$ref": f"#/components/responses/{code}"}
    return dict(sorted(told.items()))


def _is_keyed_by_server(one: type[Definition]) -> bool:
    return may_have_key(one) and not is_keyed_by_engine(one)


def _with_data(one: type[Definition], data: Schema) -> Schema:
    return {
        "allOf": [
            reference("Answer"),
            {"properties": {"operation": {"const": one.name}, "data": _or_null(data)}},
        ]
    }


def _or_null(schema: Schema) -> Schema:
    return schema if schema == {"type": "null"} else {"anyOf": [schema, {"type": "null"}]}


def _plain_data(one: type[Definition], data: Schema) -> Schema:
    properties: Schema = {"data": data}
    if one.name == "new_device":
        properties["token"] = {"type": "string"}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _told(words: str, schema: Schema) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def _malformed(words: str) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": reference("Problem")}}
    return {"description": words, "content": content}


def _example(refusal: Refusal) -> dict[str, Any]:
    """The answer by which a rule refuses so, with its text in all languages beside it."""
    texts = {language: refusal_text(refusal.name, language) for language in LANGUAGES}
    rules = [name for name in _rules_in_order()
             if refusal in [check.refusal for check in RULES[name].checks]]  # fmt: skip
    rule = rule_of(rules[0], refusal)
    language: Language = "en"
    value = {
        "operation": "…",
        "at": EXAMPLE_AT,
        "is_ok": False,
        "refusal": {
            "name": refusal.name,
            "code": int(refusal),
            "rule": rule,
            "allowed_from": None,
        },
        "text": texts[language],
        "language": language,
        "data": None,
        "entries": [],
        "events": [],
        "is_preview": False,
        "is_repeat": False,
        "token": None,
    }
    return {"summary": f"{rule}: {refusal.name}", "value": value, "x-texts": texts}


@cache
def _rules_in_order() -> tuple[str, ...]:
    return tuple(place.rpartition(":")[2] for place in engine_rules())


def refusals_of(one: type[Definition]) -> tuple[Refusal, ...]:
    """All with which it can be refused, in the order of its checks, read from what carries it out.

    Whoever asks for it passes the door first, and a key may conflict.
    """
    if not (issubclass(one, Request) and has_outcome(one)) or one is Advance:
        return ()
    handler: Any = HANDLERS[one]
    rules = list(_rules_of(handler.__code__, handler.__globals__))
    if one.has_key:
        rules.insert(0, "recall")
    is_guests = True
    if issubclass(one, SelfService):
        rules.insert(0, "admit")
        is_guests = one.asker() is Asker.GUEST
    found = dict.fromkeys(check.refusal for name in rules for check in RULES[name].checks)
    return tuple(each for each in found if not (is_guests and each in UNAUTHORISED))


def _rules_of(code: CodeType, names: Mapping[str, Any]) -> Iterator[str]:
    """The rules that a handler asks, by what its code names."""
    for name in code.co_names:
        if name in Question.__members__ and name.lower() in RULES:
            yield name.lower()
        elif name in RULES:
            yield name
        else:
            inner = names.get(name) or getattr(Context, name, None)
            if inspect.isfunction(inner) and inner.__code__ is not code and name != "decide":
                yield from _rules_of(inner.__code__, inner.__globals__)


PROBLEM: Schema = {
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "what is wrong"},
        "next_step": {"type": "string", "description": "what to do now"},
    },
    "required": ["title", "status", "detail", "next_step"],
}
HEALTHY: dict[str, Any] = {
    "operationId": "health",
    "summary": "Whether the server answers.",
    "responses": {"200": _told("It does", {"properties": {"status": {"const": "ok"}}})},
}


def text_of_specification() -> str:
    """The document as it is kept."""
    return json.dumps(specification(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    print(text_of_specification(), end="")
