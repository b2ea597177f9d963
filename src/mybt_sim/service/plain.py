"""Values of the operator as JSON has them, and the JSON Schema that says so.

Closed words are their names, money is whole kopecks, moments are ISO 8601 with Minsk's offset.
"""

import datetime
import types
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

import msgspec

from mybt_sim.base.plain import plain
from mybt_sim.world.moments import moment_of

Json: TypeAlias = "dict[str, Any] | list[Any] | str | int | bool | None"
Schema: TypeAlias = dict[str, Any]

OFFSET = "+03:00"
"""Minsk, all year."""
MOMENT = "_at"
"""How the name of a moment ends that an operator keeps as a number of seconds."""

SCALARS: Mapping[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    float: {"type": "number"},
    type(None): {"type": "null"},
    Any: {},
    Decimal: {"type": "string"},
    datetime.datetime: {"type": "string", "format": "date-time"},
    datetime.date: {"type": "string", "format": "date"},
    datetime.time: {"type": "string", "format": "time"},
}


def written(value: Any) -> Any:
    """A value as JSON; everything that an operation answers with."""
    value = plain(value)
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, datetime.datetime):
        return value.isoformat() + OFFSET
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    kind: Any = type(value)
    if (names := field_names(kind)) is not None:
        return {name: _field(name, getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(written(key)): written(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [written(one) for one in value]
    assert value is None or isinstance(value, str | int | bool | float), type(value)
    return value


def _field(name: str, value: Any) -> Any:
    is_seconds = name.endswith(MOMENT) and type(value) is int
    return written(moment_of(value) if is_seconds else value)


@cache
def field_names(kind: Any) -> tuple[str, ...] | None:
    """The fields of a record's type; None for anything else."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return kind.__struct_fields__
    if isinstance(kind, type) and is_dataclass(kind):
        return tuple(one.name for one in fields(kind))
    if isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return tuple(kind._fields)
    return None


def schema_of(kind: Any, components: dict[str, Schema]) -> Schema:
    """The schema of what `written` makes of a value of this type; records go to `components`."""
    if kind in SCALARS:
        return dict(SCALARS[kind])
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return {"anyOf": [schema_of(one, components) for one in inner]}
    if origin is Literal:
        return {"enum": list(inner)}
    if origin in (tuple, list, Sequence):
        return {"type": "array", "items": schema_of(inner[0], components)}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": schema_of(inner[1], components)}
    if isinstance(kind, type) and issubclass(kind, Enum):
        components.setdefault(kind.__name__, {"enum": [one.name for one in kind]})
        return reference(kind.__name__)
    return _record(kind, components)


def _record(kind: Any, components: dict[str, Schema]) -> Schema:
    names = field_names(kind)
    assert names is not None, kind
    if kind.__name__ not in components:
        components[kind.__name__] = {}  # it may hold others of its kind
        hints = get_type_hints(kind)
        components[kind.__name__] = {
            "type": "object",
            "description": str(kind.__doc__).partition("\n")[0],
            "properties": {name: _hinted(name, hints[name], components) for name in names},
            "required": list(names),
            "additionalProperties": False,
        }
    return reference(kind.__name__)


def _hinted(name: str, hint: Any, components: dict[str, Schema]) -> Schema:
    is_seconds = name.endswith(MOMENT) and hint is int
    return schema_of(datetime.datetime if is_seconds else hint, components)


def reference(name: str) -> Schema:
    """Where a schema of `components` stands."""
    return {"$ref": f"#/components/schemas/{name}"}
