"""What there is to say of an operation or an event, for a page and for a terminal."""

from typing import NamedTuple

from mybt_sim.operations.request import Definition, Request, SelfService, asked_with


class ArgumentRow(NamedTuple):
    """What there is to say of an argument; `without_it`: required, or what holds then."""

    argument: str
    without_it: str
    meaning: str
    example: str


COLUMNS = tuple(name.replace("_", " ") for name in ArgumentRow._fields)


def help_of(definition: type[Definition]) -> str:
    """The help of an operation in one line: the first of its docstring."""
    return str(definition.__doc__).partition("\n")[0]


def traits_of(definition: type[Definition]) -> list[str]:
    """What it is answered with, what else can be given, and what the log keeps of it."""
    traits = []
    if issubclass(definition, Request) and definition.answer:
        traits.append(f"answered with `{definition.answer}`")
    if issubclass(definition, SelfService) and definition.has_preview():
        traits.append("can be previewed")
    if issubclass(definition, Request) and definition.__struct_fields__:
        traits.append(f"kept in the log: {', '.join(definition.__struct_fields__)}")
    return traits


def argument_rows(definition: type[Definition]) -> list[ArgumentRow]:
    """Every argument of an operation or an event."""
    return [
        ArgumentRow(
            name,
            "required" if one.is_required else str(one.default or ""),
            one.argument.meaning + (" (a secret)" if one.argument.is_secret else ""),
            str(one.argument.example),
        )
        for name, one in asked_with(definition).items()
    ]
