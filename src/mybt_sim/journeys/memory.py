"""What a player remembers of a journey."""

from dataclasses import dataclass, field

from mybt_sim.journeys.target import Device


@dataclass
class Memory:
    """What a player has seen so far: devices by name, and what was received."""

    devices: dict[str, Device] = field(default_factory=dict)
    mobiles: dict[str, str] = field(default_factory=dict)
    home_phones: dict[str, str] = field(default_factory=dict)
    cards: list[str] = field(default_factory=list)
    tickets: list[int] = field(default_factory=list)
