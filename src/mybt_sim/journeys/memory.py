"""What a player remembers of a journey."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mybt_sim.journeys.target import Answer, Device
from mybt_sim.operations.arguments import HOME_PHONE, PHONE
from mybt_sim.operations.request import SelfService, parameters_of
from mybt_sim.operations.support import OpenTicket


@dataclass
class Memory:
    """What a player has seen so far: devices by name, and what was received."""

    devices: dict[str, Device] = field(default_factory=dict)
    mobiles: dict[str, str] = field(default_factory=dict)
    home_phones: dict[str, str] = field(default_factory=dict)
    cards: list[str] = field(default_factory=list)
    tickets: list[int] = field(default_factory=list)

    def note(
        self,
        operation: type[SelfService],
        who: str,
        arguments: Mapping[str, Any],
        answer: Answer,
    ) -> None:
        """Remember the telephones that a device asked about, and the ticket that it opened."""
        for argument, last in ((PHONE, self.mobiles), (HOME_PHONE, self.home_phones)):
            if argument.name in parameters_of(operation):
                last[who] = arguments[argument.name]
        if operation is OpenTicket and answer.ok and not arguments.get("preview"):
            self.tickets.append(answer.data.ticket_id)
