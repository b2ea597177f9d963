"""Journeys: stories in TOML that are played in a demonstration and run as tests.

    for played in Player(find_journey("grandmother")):
        print(played.caption("en"), played.found)

Read `model.py` for what a file holds, `player.py` for how it is played, `deeds.py` for what a step
can do, `target.py` for what it is played against, `recorder.py` for how stories are recorded.
"""

from mybt_sim.journeys.casting import Member, cast_of
from mybt_sim.journeys.model import Journey, Role, Setting, Step
from mybt_sim.journeys.player import Change, Played, Player, play, world_of
from mybt_sim.journeys.reading import (
    find_journey,
    journey_names,
    load_journeys,
    read_journey,
)
from mybt_sim.journeys.recorder import Mark, Recorder, told
from mybt_sim.journeys.recording import journey_toml, record
from mybt_sim.journeys.references import literal
from mybt_sim.journeys.rerun import Rerun, rerun
from mybt_sim.journeys.target import Answer, Device, Target, WorldDevice, WorldTarget

__all__ = [
    "Answer",
    "Change",
    "Device",
    "Journey",
    "Mark",
    "Member",
    "Played",
    "Player",
    "Recorder",
    "Rerun",
    "Role",
    "Setting",
    "Step",
    "Target",
    "WorldDevice",
    "WorldTarget",
    "cast_of",
    "find_journey",
    "journey_names",
    "journey_toml",
    "literal",
    "load_journeys",
    "play",
    "read_journey",
    "record",
    "rerun",
    "told",
    "world_of",
]
