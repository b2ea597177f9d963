"""Recording: from what was done to a journey's file that plays again.

`record` takes what somebody else has logged, such as the operations of a counterexample; a
demonstration has a `Recorder` (`recorder.py`) beside it.
"""

import datetime
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

import msgspec

from mybt_sim.base.errors import JourneyError
from mybt_sim.catalogue.model import Name
from mybt_sim.journeys.deeds import needs_device
from mybt_sim.journeys.expectations import came_to
from mybt_sim.journeys.model import OK, Head, Role, Setting, Step
from mybt_sim.journeys.references import literal
from mybt_sim.journeys.target import Answer

Title: TypeAlias = str | Name


class Deed(NamedTuple):
    """What was done, with plain arguments (`preview` among them), and what it came to."""

    do: str
    arguments: Mapping[str, Any]
    answer: Answer | None
    who: str = "phone"


def record(log: Iterable[Deed | tuple[Any, ...]], *, client: str = "web") -> tuple[Step, ...]:
    """Steps that do the same again and expect what it came to.

    `log` holds `Deed`s, or plain (operation, arguments, outcome). A device that the log does not
    take in hand is taken in hand first, of the kind `client`.
    """
    deeds = [Deed(*line) for line in log]
    in_hand = {deed.who for deed in deeds if deed.do == "client"}
    needed = [deed.who for deed in deeds if needs_device(deed.do) and deed.who not in in_hand]
    taken = [
        Step(do="client", who=who, arguments={"kind": client}) for who in dict.fromkeys(needed)
    ]
    steps = [
        step_of(deed.do, deed.who, {n: _plain(v) for n, v in deed.arguments.items()}, deed.answer)
        for deed in deeds
    ]
    return (*taken, *steps)


def step_of(deed: str, who: str, written: Mapping[str, Any], answer: Answer | None) -> Step:
    """A step that does the same again and expects what it came to."""
    arguments = {name: value for name, value in written.items() if value is not None}
    return Step(
        do=deed,
        who=who if needs_device(deed) else "",
        preview=bool(arguments.pop("preview", False)),
        arguments=arguments,
        expect=came_to(answer) or OK,
        allowed_from=None if answer is None else answer.allowed_from,
        repeat=answer is not None and answer.is_repeat,
    )


def _plain(value: Any) -> Any:
    """A value as a journey writes it when it means just this value."""
    return str(value) if isinstance(value, Decimal) else literal(value)


def journey_toml(
    title: Title,
    world: Setting,
    steps: Iterable[Step],
    *,
    cast: Mapping[str, Role] | None = None,
    about: Name | None = None,
    seed: tuple[str, ...] = (),
) -> str:
    """The text of a journey's file; a plain title stands for all three languages.

    Raises `JourneyError` for an argument that TOML cannot hold.
    """
    names = Name(ru=title, be=title, en=title) if isinstance(title, str) else title
    head = _lines(Head(title=names, about=about, seed=seed))
    parts = ["\n".join(head), "\n".join(["[world]", *_lines(world)])]
    for name, role in (cast or {}).items():
        parts.append("\n".join([f"[cast.{name}]", *_lines(role)]))
    return "\n\n".join([*parts, steps_toml(steps)])


def steps_toml(steps: Iterable[Step]) -> str:
    """The part of a journey's file that says what is done."""
    return "\n\n".join("\n".join(["[[step]]", *_lines(step)]) for step in steps) + "\n"


def _lines(table: msgspec.Struct) -> list[str]:
    """Everything about a table that is not so by default."""
    lines = []
    for item in msgspec.structs.fields(table):
        value = getattr(table, item.name)
        has_factory = item.default_factory is not msgspec.NODEFAULT
        is_default = value == (item.default_factory() if has_factory else item.default)
        if isinstance(value, Name):
            names = msgspec.structs.asdict(value).items()
            lines += [f"{item.encode_name}.{language} = {toml(n)}" for language, n in names]
        elif not is_default:
            lines.append(f"{item.encode_name} = {toml(value)}")
    return lines


def toml(value: Any) -> str:
    """A value as TOML writes it; `JourneyError` for one that TOML cannot hold."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, datetime.datetime | datetime.date):
        return str(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(toml(one) for one in value)}]"
    if isinstance(value, Mapping):
        inner = (f"{_key(name)} = {toml(one)}" for name, one in value.items())
        return f"{{ {', '.join(inner)} }}"
    if isinstance(value, msgspec.Struct):
        return toml({name: one for name, one in msgspec.structs.asdict(value).items() if one})
    raise JourneyError(
        f"{value!r} cannot be written in a journey.",
        next_step="Give text, whole numbers, dates, true or false.",
    )


def _key(name: str) -> str:
    is_bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if is_bare else json.dumps(name, ensure_ascii=False)
