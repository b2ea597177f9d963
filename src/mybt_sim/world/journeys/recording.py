"""Recording: from what was done to a journey's file that plays again.

A `Recorder` stands between a demonstration and its target; `record` takes what somebody else has
logged, such as the operations of a counterexample.
"""

import datetime
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

import msgspec

from mybt_sim.base.errors import JourneyError
from mybt_sim.catalogue.model import Name
from mybt_sim.world.journeys.casting import Member, byn
from mybt_sim.world.journeys.deeds import do, needs_device
from mybt_sim.world.journeys.expectations import came_to
from mybt_sim.world.journeys.model import OK, Head, Role, Setting, Step
from mybt_sim.world.journeys.references import CODES, Memory, literal, received, resolved
from mybt_sim.world.journeys.target import Answer, Target

Title: TypeAlias = str | Name
CODE_ARGUMENTS = ("code", "card")


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
        _step(deed.do, deed.who, {n: _plain(v) for n, v in deed.arguments.items()}, deed.answer)
        for deed in deeds
    ]
    return (*taken, *steps)


def _step(deed: str, who: str, written: Mapping[str, Any], answer: Answer | None) -> Step:
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


class Recorder:
    """Does what it is asked to on a target, and writes it down as steps.

    Arguments may be references, as in a file; what somebody typed is given as `literal(text)`. A
    code that was just received is written down as a reference, and so is every balance of the cast
    that changed.
    """

    def __init__(self, target: Target, cast: Mapping[str, Member] | None = None) -> None:
        self.target = target
        self.steps: list[Step] = []
        self._cast = cast or {}
        self._memory = Memory()

    def do(self, deed: str, who: str = "", *, preview: bool = False, **written: Any) -> Any:
        """Do something and return its answer: None for an event that nothing answers.

        What raises an error is not written down: it was no request.
        """
        before = self._balances()
        arguments = resolved(written, who, self._memory, self._cast, self.target)
        asked = {**arguments, "preview": True} if preview else arguments
        answer = do(deed, who, asked, self._memory, self.target)
        names = {name: self._named(name, value, who) for name, value in written.items()}
        step = _step(deed, who, {**names, "preview": preview}, answer)
        changed = {
            name: byn(kopecks)
            for name, kopecks in self._balances().items()
            if kopecks != before[name]
        }
        self.steps.append(msgspec.structs.replace(step, balance=changed))
        return answer

    def _named(self, name: str, value: Any, who: str) -> Any:
        if name in CODE_ARGUMENTS:
            for word in sorted(CODES):
                if (items := received(word, who, self._memory, self.target)) and value == items[-1]:
                    return f"${word}"
        return str(value) if isinstance(value, Decimal) else value

    def _balances(self) -> dict[str, int]:
        return {
            name: self.target.balance_kopecks(member.contract)
            for name, member in self._cast.items()
            if member.contract is not None
        }


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
    parts += ["\n".join(["[[step]]", *_lines(step)]) for step in steps]
    return "\n\n".join(parts) + "\n"


def _lines(table: msgspec.Struct) -> list[str]:
    """Everything about a table that is not so by default."""
    lines = []
    for item in msgspec.structs.fields(table):
        value = getattr(table, item.name)
        has_factory = item.default_factory is not msgspec.NODEFAULT
        is_default = value == (item.default_factory() if has_factory else item.default)
        if isinstance(value, Name):
            names = msgspec.structs.asdict(value).items()
            lines += [f"{item.encode_name}.{language} = {_toml(n)}" for language, n in names]
        elif not is_default:
            lines.append(f"{item.encode_name} = {_toml(value)}")
    return lines


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, datetime.datetime | datetime.date):
        return str(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(_toml(one) for one in value)}]"
    if isinstance(value, Mapping):
        inner = (f"{_key(name)} = {_toml(one)}" for name, one in value.items())
        return f"{{ {', '.join(inner)} }}"
    if isinstance(value, msgspec.Struct):
        return _toml({name: one for name, one in msgspec.structs.asdict(value).items() if one})
    raise JourneyError(
        f"{value!r} cannot be written in a journey.",
        next_step="Give text, whole numbers, dates, true or false.",
    )


def _key(name: str) -> str:
    is_bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if is_bare else json.dumps(name, ensure_ascii=False)
