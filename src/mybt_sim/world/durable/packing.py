"""Values of a world as bytes and back: numbers, text, tuples, and the closed set of our own types.

A type is written by its name, and only types of this package are made again from one.
"""

import datetime
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any

import msgspec

PACKAGE = "mybt_sim."
PLAIN = frozenset({int, str, bytes, bool, type(None)})
ENCODER = msgspec.msgpack.Encoder()
DECODER = msgspec.msgpack.Decoder()


@cache
def _fields(kind: Any) -> tuple[str, ...]:
    found = fields(kind) if is_dataclass(kind) else msgspec.structs.fields(kind)
    return tuple(item.name for item in found)


@cache
def _name(kind: Any) -> str:
    assert kind.__module__.startswith(PACKAGE), f"{kind} is no type of this package"
    return f"{kind.__module__}:{kind.__qualname__}"


@cache
def _kind(name: str) -> Any:
    module, _, qualified = name.partition(":")
    kind = getattr(sys.modules[module], qualified)
    assert module.startswith(PACKAGE)
    assert is_dataclass(kind) or issubclass(kind, Enum | msgspec.Struct | tuple)
    return kind


def packed_value(value: Any) -> bytes:
    """The value as bytes, the same bytes for the same value."""
    return ENCODER.encode(_plain(value))


def value_of(packed: bytes) -> Any:
    """The value that was packed."""
    return _whole(DECODER.decode(packed))


def _plain(value: Any) -> Any:
    """The value in lists: the first item of each says what it was."""
    kind: Any = type(value)
    if kind in PLAIN:
        return value
    if kind is tuple:
        return ["t", *map(_plain, value)]
    if isinstance(value, tuple):
        return ["n", _name(kind), *map(_plain, value)]
    if isinstance(value, Enum):
        return ["e", _name(kind), _plain(value.value)]
    if is_dataclass(kind) or isinstance(value, msgspec.Struct):
        return ["d", _name(kind), *(_plain(getattr(value, name)) for name in _fields(kind))]
    if kind in (datetime.datetime, datetime.date):
        return [kind.__name__, value.isoformat()]
    if isinstance(value, Mapping):
        return ["m", *(_plain(one) for item in value.items() for one in item)]
    if kind is list:
        return ["l", *map(_plain, value)]
    raise TypeError(f"{kind.__name__} is no value of a world")


def _whole(value: Any) -> Any:
    if type(value) is not list:
        return value
    return READERS[value[0]](value)


def _fielded(value: list[Any]) -> Any:
    kind = _kind(value[1])
    return kind(**dict(zip(_fields(kind), map(_whole, value[2:]), strict=True)))


def _mapping(value: list[Any]) -> dict[Any, Any]:
    return dict(zip(map(_whole, value[1::2]), map(_whole, value[2::2]), strict=True))


READERS: dict[str, Callable[[list[Any]], Any]] = {
    "t": lambda value: tuple(map(_whole, value[1:])),
    "l": lambda value: list(map(_whole, value[1:])),
    "m": _mapping,
    "e": lambda value: _kind(value[1])(_whole(value[2])),
    "d": _fielded,
    "n": lambda value: _kind(value[1])(*map(_whole, value[2:])),
    "datetime": lambda value: datetime.datetime.fromisoformat(value[1]),
    "date": lambda value: datetime.date.fromisoformat(value[1]),
}
