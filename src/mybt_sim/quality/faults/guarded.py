"""Guards held against a copy of the rules: what answers otherwise at an edge is caught there."""

from mybt_sim.quality.faults.fault import Change
from mybt_sim.quality.faults.plain import faulty_copies
from mybt_sim.quality.faults.runner import STUMBLES
from mybt_sim.quality.guards.door import wrongly_led
from mybt_sim.quality.guards.every import GUARDS
from mybt_sim.quality.guards.guard import first_failure

DOOR = "decide"
PLUMBING = ("decide.door", "decide.request_of")
"""Functions of the door that lead no question anywhere."""


def is_guarded(place: str) -> bool:
    """Whether a guard comes by a function."""
    is_door = place.partition(".")[0] == DOOR and place not in PLUMBING
    return is_door or any(place in guard.places for guard in GUARDS)


def failing_guard(change: Change) -> str:
    """The guard that a change of the rules breaks, by the function that it asks; "" for none."""
    if not is_guarded(change.place):
        return ""
    copies = faulty_copies(change)
    try:
        if change.place.partition(".")[0] == DOOR:
            is_broken = any(wrongly_led(copies.module(change.module)))
            return f"guard of {DOOR}" if is_broken else ""
        for guard in GUARDS:
            copies.rounds = 0
            if change.place in guard.places and first_failure(guard, copies.module(guard.module)):
                return f"guard of {guard.places[0]}"
    except STUMBLES:
        return f"guard of {change.place}"
    return ""
