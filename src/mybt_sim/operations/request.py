"""What a definition of an operation is made of.

A class that describes an operation gives its name (`TopUp` is `top_up`), its help (the docstring),
and its fields as the rules see them: kopecks, ids, digests of secrets. They stand in the log under
these names. Each field names the argument from which it is read.
"""

import re
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, NamedTuple, get_args

import msgspec

from mybt_sim.engine.access import GUEST_OPERATIONS
from mybt_sim.engine.vocabulary import Operation
from mybt_sim.operations.arguments import KEY, Argument

REQUIRED: Any = msgspec.NODEFAULT
_WORD_BEGINS = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Asker(StrEnum):
    """Who may ask for an operation."""

    GUEST = "anybody"
    SIGNED_IN = "who is signed in"
    OUTSIDE = "no device: it comes from outside"


class Definition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that can be asked for or that happens; `TopUp` has the name `top_up`."""

    name: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.name = _WORD_BEGINS.sub("_", cls.__name__).lower()


class Request(Definition, frozen=True, kw_only=True):
    """Something that reaches a world, with all that the rules have to know of it.

    `answer` is the type of what it is answered with, in words of `world.reads.views`; empty where
    the answer says all. `has_key` says that it can be repeated safely under an idempotency key
    (GEN-IDEM).
    """

    has_key: ClassVar[bool] = False
    operation: ClassVar[Operation | None] = None
    answer: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.operation = Operation.__members__.get(cls.name.upper())

    @classmethod
    def asker(cls) -> Asker:
        """Who may ask; which guests may, is a rule of the engine (GUEST-SCOPE)."""
        if not issubclass(cls, SelfService) or cls.operation is None:
            return Asker.OUTSIDE
        is_guests = GUEST_OPERATIONS >> cls.operation & 1
        return Asker.GUEST if is_guests else Asker.SIGNED_IN


class SelfService(Request, frozen=True, kw_only=True):
    """An operation that a device asks for."""

    has_key: ClassVar[bool] = True

    @classmethod
    def has_secret(cls) -> bool:
        """Whether it tests a secret: a preview of it would be a way to guess that."""
        return any(one.argument.is_secret for one in parameters_of(cls).values())

    @classmethod
    def has_preview(cls) -> bool:
        """Whether a device can ask beforehand what it would do."""
        return not issubclass(cls, Look) and not cls.has_secret()


class Look(SelfService, frozen=True, kw_only=True):
    """An operation that changes nothing, so that neither a preview nor a key is of use."""

    has_key: ClassVar[bool] = False


class FromOutside(Request, frozen=True, kw_only=True):
    """What happens to a world besides: a bank, the network, the clock, staff, a new device.

    Whoever got no answer tells of it again, under the same key.
    """

    has_key: ClassVar[bool] = True


class Parameter(NamedTuple):
    """An argument of one operation; `default` is that of its field, or `REQUIRED`."""

    argument: Argument
    default: Any

    @property
    def is_required(self) -> bool:
        """Whether it must be given."""
        return self.default is REQUIRED


@cache
def parameters_of(definition: type[Definition]) -> dict[str, Parameter]:
    """What can be given with an operation, by name, in order."""
    found: dict[str, Parameter] = {}
    for field in msgspec.structs.fields(definition):
        has_factory = field.default_factory is not msgspec.NODEFAULT
        default = field.default_factory() if has_factory else field.default
        argument = _argument_of(field)
        found.setdefault(argument.name, Parameter(argument, default))
    return found


def asked_with(definition: type[Definition]) -> dict[str, Parameter]:
    """The same, with the key where there can be one."""
    has_key = issubclass(definition, Request) and definition.has_key
    return parameters_of(definition) | ({KEY.name: Parameter(KEY, None)} if has_key else {})


def value_of(request: Request, argument: Argument, default: Any = None) -> Any:
    """What the request says of an argument, as the rules see it; `default` if it has no such."""
    name = _fields_of(type(request)).get(argument)
    return default if name is None else getattr(request, name)


@cache
def _fields_of(definition: type[Definition]) -> dict[Argument, str]:
    """For each argument the first field that is read from it."""
    fields = msgspec.structs.fields(definition)
    return {_argument_of(field): field.name for field in reversed(fields)}


def _argument_of(field: msgspec.structs.FieldInfo) -> Argument:
    argument = get_args(field.type)[-1]
    assert isinstance(argument, Argument), f"{field.name} does not say what it is read from"
    return argument
