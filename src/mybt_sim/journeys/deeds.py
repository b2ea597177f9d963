"""What a step can do: the operations of a device, and the events of the world around it."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from mybt_sim.base.errors import JourneyError
from mybt_sim.catalogue.findings import did_you_mean
from mybt_sim.journeys.events import EVENTS, Event
from mybt_sim.journeys.memory import Memory
from mybt_sim.journeys.target import Answer, Target
from mybt_sim.operations import ASKED_BY_DEVICES
from mybt_sim.operations.request import SelfService

Deed: TypeAlias = type[SelfService] | type[Event]

ALL: tuple[Deed, ...] = (*ASKED_BY_DEVICES, *EVENTS)
DEEDS: Mapping[str, Deed] = {one.name: one for one in ALL}


def deed_of(name: str) -> Deed:
    """The operation or event of this name; `JourneyError` when there is none."""
    if name not in DEEDS:
        raise JourneyError(
            f"{name} is no operation or event.{did_you_mean(name, DEEDS)}",
            next_step="`mybt-sim operations` lists them all.",
        )
    return DEEDS[name]


def needs_device(name: str) -> bool:
    """Whether a step of this kind names a device in `who`."""
    deed = deed_of(name)
    return deed.of_device if issubclass(deed, Event) else True


def has_answer(name: str) -> bool:
    """Whether a step of this kind has an answer to expect anything of."""
    deed = deed_of(name)
    return deed.has_answer if issubclass(deed, Event) else True


def has_preview(name: str) -> bool:
    """Whether the operation can say what it would do."""
    deed = deed_of(name)
    return issubclass(deed, SelfService) and deed.has_preview()


def do(
    name: str, who: str, arguments: Mapping[str, Any], memory: Memory, target: Target
) -> Answer | None:
    """Carry out a step; None where nothing answers."""
    deed = deed_of(name)
    if issubclass(deed, Event):
        return deed(**arguments).happen(target, memory, who)
    answer = memory.devices[who].ask(deed, **arguments)
    memory.note(deed, who, arguments, answer)
    return answer
