"""A story: how a contract begins, and what is asked of it until a law breaks.

It is a value that can be replayed, made shorter, written to a file and told in three languages.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import msgspec

from mybt_sim.base.errors import MybtError
from mybt_sim.base.sources import lives_digest
from mybt_sim.engine.records import DAY_S
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Status
from mybt_sim.quality.steps import DEED, START, Deed

CHOICES = {
    Deed.CHANGE_TARIFF: "tariff",
    Deed.CONNECT_ADD_ON: "add_on",
    Deed.DISCONNECT_ADD_ON: "add_on",
}
"""Deeds whose choice is a place in the catalogue, with the name of what it is in a file."""


Terms: TypeAlias = tuple[tuple[str, Any], ...]
"""Overrides of terms by name, as in a scenario."""


class Start(NamedTuple):
    """How a contract begins; the fields of START."""

    opened_day: int
    tariff: int
    balance_kopecks: int = 0
    technology: int = 0
    is_social: int = 0
    add_ons: int = 0
    is_new: int = 0
    bills: int = 1


class Done(NamedTuple):
    """One deed; the fields of DEED."""

    what: Deed
    now: int
    amount: int = 0
    choice: int = 0
    flag: int = 1


assert Start._fields == START.names
assert Done._fields == DEED.names


class Ending(NamedTuple):
    """Where a story breaks: the law, and the place of the deed after which or before which."""

    law: str
    place: int


@dataclass(frozen=True)
class Story:
    """A start, and the deeds after it in the order of their moments.

    `terms` are overrides of the seed's terms, as in a scenario.
    """

    start: Start
    deeds: tuple[Done, ...]
    terms: Terms = ()

    def __len__(self) -> int:
        return len(self.deeds)

    def having(self, **fields: Any) -> "Story":
        """The same story with other parts."""
        return replace(self, **fields)


Replay = Callable[[Story], Ending | None]
"""Lives a story and says where it breaks first, if it does."""


class Saved(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file of a story; `full_length` is how long it was when it was found."""

    law: str
    seed: int
    rules: str
    full_length: int
    is_shortest: bool
    fault: str
    terms: dict[str, Any]
    start: dict[str, int]
    deeds: list[dict[str, Any]]


def save_story(path: Path, story: Story, **told: Any) -> None:
    """Write a story down as TOML; `told` are the other fields of `Saved`."""
    deeds = [one._asdict() | {"what": one.what.name.lower()} for one in story.deeds]
    saved = Saved(
        rules=lives_digest(),
        terms=dict(story.terms),
        start=story.start._asdict(),
        deeds=deeds,
        **told,
    )
    path.write_text(_toml(msgspec.to_builtins(saved)), encoding="utf-8")


def _toml(value: dict[str, Any]) -> str:
    """Plain fields first, then the tables; texts, whole numbers and flags are all there is."""
    lines = [f"{name} = {_written(one)}" for name, one in value.items() if not _is_part(one)]
    for name in ("terms", "start"):
        lines += [
            "",
            f"[{name}]",
            *(f"{key} = {_written(one)}" for key, one in value[name].items()),
        ]
    if not value["deeds"]:  # it breaks as it begins: no table would say that there are none
        lines.insert(0, "deeds = []")
    for deed in value["deeds"]:
        lines += ["", "[[deeds]]", *(f"{key} = {_written(one)}" for key, one in deed.items())]
    return "\n".join(lines) + "\n"


def _lines(fields: dict[str, Any]) -> list[str]:
    return [f"{name} = {_written(one)}" for name, one in fields.items()]


def _is_part(value: Any) -> bool:
    return isinstance(value, dict | list)


def _written(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def read_story(path: Path) -> tuple[Story, Saved]:
    """A story from its file, and what was told of it. `MybtError` for a file that is none."""
    try:
        saved = msgspec.toml.decode(path.read_bytes(), type=Saved)
        deeds = tuple(Done(**(one | {"what": Deed[one["what"].upper()]})) for one in saved.deeds)
        story = Story(Start(**saved.start), deeds, tuple(saved.terms.items()))
    except (OSError, msgspec.MsgspecError, KeyError, TypeError) as error:
        raise MybtError(
            f"{path} is no story of a hunt: {error}.",
            next_step="Give a file that `mybt-sim hunt` has saved.",
        ) from error
    return story, saved


def start_of(record: Any) -> Start:
    """A record of START as a value."""
    return Start(*map(int, record.tolist()))


def done_of(record: Any) -> Done:
    """A record of DEED as a value."""
    what, *rest = map(int, record.tolist())
    return Done(Deed(what), *rest)


def opened_at(story: Story) -> int:
    """The second at which the contract is opened."""
    return story.start.opened_day * DAY_S


class Told(NamedTuple):
    """What a deed of a story was answered, and how the contract stands after it if that is told."""

    deed: Done
    refusal: Refusal
    balance_kopecks: int
    status: Status | None = None
