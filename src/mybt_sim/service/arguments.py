"""What a request brings, read strictly: names and JSON types as its definition says.

The type of an argument is that of its example; what its text means is read by the operator.
"""

import json
from collections.abc import Mapping
from typing import Any

from mybt_sim.base.errors import RequestError
from mybt_sim.catalogue.findings import did_you_mean
from mybt_sim.operations.request import Definition, Parameter
from mybt_sim.service.plain import Schema
from mybt_sim.service.shape import arguments_of
from mybt_sim.world.parsing import shown

KINDS: Mapping[type[Any], str] = {
    str: "string",
    int: "integer",
    bool: "boolean",
    list: "array",
    dict: "object",
}
WORDS = {"true": True, "false": False}
WHOLE_MOST = 20
"""Digits of a whole number."""


def read_arguments(one: type[Definition], given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a request, checked by name and type; `RequestError` for anything else."""
    known = arguments_of(one)
    for name in given:
        if name not in known:
            raise RequestError(
                f"{one.name} takes no {shown(name)}.{did_you_mean(name, known)}",
                next_step=f"It takes {', '.join(known) or 'nothing'}.",
            )
    missing = [name for name, each in known.items() if each.is_required and name not in given]
    if missing:
        raise RequestError(
            f"{one.name} needs {', '.join(missing)}.",
            next_step=f"Give {missing[0]}: {known[missing[0]].argument.meaning}.",
        )
    return {name: _checked(name, known[name], value) for name, value in given.items()}


def read_query(one: type[Definition], query: Mapping[str, str]) -> dict[str, Any]:
    """The same from what stands behind the `?`, where everything is text."""
    known = arguments_of(one)
    named = {name: _typed(known[name], text) for name, text in query.items() if name in known}
    return read_arguments(one, {**query, **named})


def schema_of_argument(parameter: Parameter) -> Schema:
    """The JSON Schema of an argument, with its meaning and an example."""
    argument = parameter.argument
    schema: Schema = {
        "type": KINDS[type(argument.example)],
        "description": argument.meaning,
        "examples": [argument.example],
    }
    if isinstance(argument.example, list):
        schema["items"] = {"type": KINDS[type(argument.example[0])]}
    if argument.is_secret:
        schema["format"] = "password"
    return schema


def _checked(name: str, parameter: Parameter, value: Any) -> Any:
    example = parameter.argument.example
    is_inside = isinstance(example, list) and type(value) is list
    if type(value) is not type(example) or (
        is_inside and any(type(one) is not type(example[0]) for one in value)
    ):
        raise RequestError(
            f"{name} is {shown(value)}.",
            next_step=f"Give JSON of type {KINDS[type(example)]}, such as "
            f"{json.dumps(example, ensure_ascii=False)}.",
        )
    return value


def _typed(parameter: Parameter, text: str) -> Any:
    """What a text of a query stands for; as it is where it stands for nothing of the kind."""
    kind = type(parameter.argument.example)
    if kind is bool:
        return WORDS.get(text, text)
    if kind is int:
        return _whole(text)
    return [_whole(part) for part in text.split(",")] if kind is list else text


def _whole(text: str) -> Any:
    digits = text.removeprefix("-")
    is_whole = digits.isascii() and digits.isdigit() and len(digits) <= WHOLE_MOST
    return int(text) if is_whole else text
