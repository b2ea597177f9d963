"""The way to the last step of a room, as a story."""

from typing import Any

from mybt_sim.quality.room import Room
from mybt_sim.quality.story import Story, done_of, start_of


def story_in(room: Room, length: int, terms: tuple[tuple[str, Any], ...] = ()) -> Story:
    """What stands in a room as the way to its last step."""
    deeds = tuple(done_of(one) for one in room.path[1:length])
    return Story(start_of(room.starts[0]), deeds, terms)
