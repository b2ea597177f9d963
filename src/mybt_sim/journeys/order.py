"""What must come before what in a journey."""

from collections.abc import Iterator, Sequence

from mybt_sim.catalogue.findings import Spot
from mybt_sim.journeys.deeds import DEEDS, needs_device
from mybt_sim.journeys.model import Step
from mybt_sim.journeys.references import RECEIVED, REFERENCE

SHARED = frozenset({"card", "ticket"})
"""What is received by everybody; codes belong to the device that asked for them."""


def check_order(steps: Sequence[Step], spot: Spot) -> None:
    """Devices are taken in hand before they are used, and things received before they are named."""
    devices: set[str] = set()
    done: set[tuple[str, str]] = set()
    kept = 0
    for number, step in enumerate(steps, start=1):
        place = spot.inside(f"step {number}")
        if step.do == "client":
            if step.who in devices:
                place.inside("who").report(f"{step.who} is in hand", remedy="choose another name")
            devices.add(step.who)
        elif step.do not in DEEDS:
            continue  # it was reported where it stands
        elif step.who and needs_device(step.do) and step.who not in devices:
            place.inside("who").report(
                f"nobody has {step.who} in hand", remedy='let a step `do = "client"` come first'
            )
        for name in _received_in(step):
            owner = "" if name in SHARED else step.who
            if (RECEIVED[name], owner) not in done:
                place.inside("with").report(
                    f"${name} has not come yet", remedy=f"let {RECEIVED[name]} come first"
                )
        done.add((step.do, "" if step.do in {RECEIVED[name] for name in SHARED} else step.who))
        kept += (step.do == "fork") - (step.do == "back")
        if kept < 0:
            place.inside("do").report(
                "nothing was kept to go back to", remedy="let fork come first"
            )
            kept = 0


def _received_in(step: Step) -> Iterator[str]:
    for value in step.arguments.values():
        found = REFERENCE.fullmatch(value) if isinstance(value, str) else None
        if found is not None and found[1] in RECEIVED:
            yield found[1]
