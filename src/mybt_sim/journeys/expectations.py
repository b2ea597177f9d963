"""What a step was expected to come to, held against what it came to."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, get_args

from mybt_sim.catalogue.notation import byn
from mybt_sim.engine.refusals import Refusal
from mybt_sim.journeys.casting import kopecks
from mybt_sim.journeys.model import OK, Step
from mybt_sim.journeys.target import Answer
from mybt_sim.text.messages import Language

ABSENT = "nothing of that name"


def came_to(answer: Answer | None) -> str:
    """ok, or the name of the refusal; empty for an event that nothing answers."""
    if answer is None:
        return ""
    return OK if answer.refusal is Refusal.NONE else answer.refusal.name


def unmet(step: Step, answer: Answer | None, balance_of: Callable[[str], int]) -> Iterator[str]:
    """Each expectation that does not hold, as "expected …, found …"."""
    if answer is not None:
        yield from unmet_by(answer, step)
    for name, amount in step.balance.items():
        found = balance_of(name)
        if found != kopecks(amount):
            yield f"expected {name} at {amount} BYN, found {byn(found)} BYN"


def unmet_by(answer: Answer, step: Step) -> Iterator[str]:
    """What does not hold of an answer alone."""
    found = came_to(answer)
    if found != step.expect:
        reason = "" if answer.ok else f" ({answer.text('en')})"
        yield f"expected {step.expect}, found {found}{reason}"
        return
    if step.allowed_from is not None and step.allowed_from != answer.allowed_from:
        moment = answer.allowed_from or "no such moment"
        yield f"expected allowed_from {step.allowed_from}, found {moment}"
    if step.language and step.language != answer.language:
        yield f"expected an answer in {step.language}, found {answer.language}"
    if step.repeat != answer.is_repeat:
        words = ("a new answer", "the first answer again")
        yield f"expected {words[step.repeat]}, found {words[answer.is_repeat]}"
    for language in get_args(Language):
        said = getattr(step.says, language, "")
        if said and _plain(said) not in (text := _plain(answer.text(language))):
            yield f'expected the {language} text to say "{said}", found "{text}"'
    for path, expected in step.shows.items():
        value = seen(answer.data, path)
        if value != expected:
            yield f"expected {path} {expected!r}, found {value!r}"


def seen(data: Any, path: str) -> Any:
    """A part of an answer by its path, as TOML writes it.

    `balance_kopecks`, `tariff.id`, `0.address.be`; `count` is the length of a list, and
    `different.PATH` how many different values its items have there; `it` is the answer itself.
    """
    if path == "it":
        return _written(data)
    for place, part in enumerate(parts := path.split(".")):
        if part == "different" and isinstance(data, tuple | list):
            return len({str(seen(one, ".".join(parts[place + 1 :]))) for one in data})
        data = _part_of(data, part)
    return _written(data)


def _part_of(data: Any, part: str) -> Any:
    if isinstance(data, tuple | list):
        if part == "count":
            return len(data)
        return data[int(part)] if part.isdigit() and int(part) < len(data) else ABSENT
    if isinstance(data, dict):
        return data.get(part, ABSENT)
    if is_dataclass(data) and part in {item.name for item in fields(data)}:
        return getattr(data, part)
    value = getattr(data, part, ABSENT) if not part.startswith("_") else ABSENT
    return ABSENT if callable(value) else value


def _written(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, datetime.datetime) or value is None or isinstance(value, str):
        return "none" if value is None else value
    return value


def _plain(text: str) -> str:
    """Text with plain blanks, as people type it."""
    return text.replace("\N{NO-BREAK SPACE}", " ")
