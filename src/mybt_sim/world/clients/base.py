"""What all operations of a device have in common."""

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from mybt_sim.world.command import Command
from mybt_sim.world.handlers import SERVICES
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.parsing import (
    digits_of,
    flag_of,
    text_of,
    whole_of,
)

if TYPE_CHECKING:
    from mybt_sim.world.outside.service_centre import ServiceCentre

Amount: TypeAlias = str | int | Decimal
"""BYN, as text, whole roubles or Decimal; never a float."""
Day: TypeAlias = datetime.date | str

KEY_MOST = 200
ID_MOST = 2**53
TOPIC_MOST = 200


class ClientBase:
    """What all operations of a device have in common."""

    def __init__(self, world: "ServiceCentre", device_id: int) -> None:
        self._world = world
        self.device_id = device_id

    def __repr__(self) -> str:
        return f"<Client {self.device_id}: {self._world.device_told(self.device_id)}>"

    def _ask(
        self, name: str, key: str | None = None, *, preview: bool = False, **arguments: Any
    ) -> Outcome:
        assert name in SERVICES, f"there is no operation {name}"
        assert SERVICES[name].has_preview or not preview
        if key is not None:
            key = text_of("The idempotency key", key, most=KEY_MOST)
        is_preview = flag_of("preview", preview)
        return self._world.perform(Command(name, self.device_id, arguments, key, is_preview))

    def _secret(self, name: str, value: object) -> str:
        return self._world.digest_of(digits_of(name, value))

    def set_online(self, is_online: bool) -> None:
        """Switch the device's connection on or off."""
        arguments: dict[str, Any] = {"is_online": flag_of("is_online", is_online)}
        self._world.perform(Command("set_network", self.device_id, arguments))


def contract_of(value: object) -> int:
    """A contract id; one that nobody has is refused by the rules, one that is no number is not."""
    return whole_of("The contract", value, least=-ID_MOST, most=ID_MOST)
