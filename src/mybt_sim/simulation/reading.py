"""Reading a scenario's file, and telling all that is wrong with it in one go.

What is written wrongly hides nothing else: the rest is held against the seed data all the same.
"""

import contextlib
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from mybt_sim.base.errors import ScenarioError
from mybt_sim.base.faults import Faults, told_of
from mybt_sim.base.files import read_text, why_unreadable
from mybt_sim.catalogue.findings import did_you_mean
from mybt_sim.simulation.block import prepare
from mybt_sim.simulation.changes import TABLES, read_changes
from mybt_sim.simulation.outages import read_outages
from mybt_sim.simulation.scenario import LISTS, Scenario, check_reached

Item = TypeVar("Item")


def read_document(path: Path | str, what: str) -> dict[str, Any]:
    """A TOML file, which errors call `what`; `ScenarioError` when it cannot be read."""
    try:
        return tomllib.loads(read_text(Path(path)), parse_float=Decimal)
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(
            f"The {what} {path} cannot be read: {why_unreadable(error)}.",
            next_step="Name a TOML file that is saved as UTF-8.",
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(
            f"The {what} {path} is not TOML: {error}.", next_step="Mend that line."
        ) from error


def read_scenario(path: Path | str) -> Scenario:
    """The scenario in a TOML file; `ScenarioError` when it cannot be read or understood."""
    document = read_document(path, "scenario")
    known = [item.name for item in fields(Scenario)]
    faults = Faults()
    for name in sorted(document.keys() - set(known)):
        with faults.gathered(f"{path}: "):
            raise ScenarioError(
                f"{name} is no part of a scenario.{did_you_mean(name, known)}",
                next_step=f"The parts are {', '.join(known)}.",
            )
    parts = {name: value for name, value in document.items() if name in known}
    with faults.gathered(), told_of(path):
        scenario = scenario_of_parts(parts)
    faults.refuse()
    return scenario


def scenario_of_parts(parts: Mapping[str, Any]) -> Scenario:
    """The scenario of a file's parts; `ScenarioError` with the faults of their form and sense.

    What is sound by itself is held against the seed data even when something else is not.
    """
    faults = Faults()
    with faults.gathered():
        return Scenario(**parts)
    sound = _sound(parts)
    with faults.gathered():
        if all(parts.get(name) in (None, getattr(sound, name)) for name in ("start", "days")):
            changes = _each(read_changes, _items(parts, "changes"))
            check_reached(sound, changes, _each(read_outages, _items(parts, "outages")))
    with faults.gathered():
        prepare(sound)
    faults.refuse()
    raise AssertionError("unreachable")


def _sound(parts: Mapping[str, Any]) -> Scenario:
    """A scenario of those parts that can be understood."""
    sound = Scenario()
    for name in (name for name in parts if name not in LISTS):
        sound = _with(sound, **{name: parts[name]})
    for change in (one for one in _items(parts, "changes") if isinstance(one, Mapping)):
        sound = _with_sound_change(sound, change)
    return sound


def _with_sound_change(sound: Scenario, written: Mapping[str, Any]) -> Scenario:
    """The scenario with what can be understood of a change; without a day it holds on all."""
    change: dict[str, Any] = {"from": written.get("from")}
    before = sound
    for name in (name for name in written if name != "from"):
        wider = {**change, name: written[name]}
        after = _with(before, changes=(*before.changes, wider))
        if after is not before:
            sound, change = after, wider
        elif len(change) == 1 and name in TABLES and isinstance(written[name], Mapping):
            sound = _with(sound, **{name: {**getattr(sound, name), **written[name]}})
    return sound


def _with(scenario: Scenario, **parts: Any) -> Scenario:
    """The scenario with these parts, or as it is where they cannot be."""
    with contextlib.suppress(ScenarioError):
        return scenario.having(**parts)
    return scenario


def _each(read: Callable[[object], Iterable[Item]], written: Iterable[Any]) -> list[Item]:
    """What can be read of a list, item by item."""
    items = list[Item]()
    for one in written:
        with contextlib.suppress(ScenarioError):
            items += read([one])
    return items


def _items(parts: Mapping[str, Any], name: str) -> Sequence[Any]:
    value = parts.get(name, ())
    return value if isinstance(value, Sequence) and not isinstance(value, str) else ()
