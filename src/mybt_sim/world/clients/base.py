"""What all operations of a device have in common."""

import datetime
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from mybt_sim.base.errors import RequestError
from mybt_sim.operations.outside import SetNetwork
from mybt_sim.operations.request import SelfService
from mybt_sim.world.command import Command
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.parsing import digits_of, flag_of, is_digits, shown, text_of, whole_of

if TYPE_CHECKING:
    from mybt_sim.world.world import World

Amount: TypeAlias = str | int | Decimal
"""BYN, as text, whole roubles or Decimal; never a float."""
Day: TypeAlias = datetime.date | str

KEY_MOST = 200
ID_MOST = 2**53
TOPIC_MOST = 200


class ClientBase:
    """What all operations of a device have in common.

    With `is_trying` every request is a preview, also of what only looks: nothing is logged.
    """

    def __init__(self, world: "World", device_id: int, *, is_trying: bool = False) -> None:
        self._world = world
        self.device_id = device_id
        self._is_trying = is_trying

    def __repr__(self) -> str:
        return f"<Client {self.device_id}: {self._world.device_told(self.device_id)}>"

    def ask(self, operation: type[SelfService], **arguments: Any) -> Outcome:
        """Any operation by its definition, with what its method takes."""
        outcome: Outcome = getattr(self, operation.name)(**arguments)
        return outcome

    def preview(self, requests: Iterable[SelfService]) -> tuple[Outcome, ...]:
        """What these requests would come to, one after the other; nothing of it is kept.

            phone.preview([TopUp(contract_id=17, amount_kopecks=15_00), Resume(contract_id=17)])

        `RequestError` for what is no request of a device, and where a preview would be a way to
        guess a secret.
        """
        asked = [_previewed(one) for one in requests] if isinstance(requests, Iterable) else None
        if asked is None:
            raise RequestError("There is nothing to preview.", next_step="Give a list of requests.")
        fork = self._world.fork()
        answers = (fork.perform(Command(request, self.device_id)) for request in asked)
        return tuple(replace(answer, is_preview=True) for answer in answers)

    def set_online(self, is_online: bool) -> None:
        """Switch the device's connection on or off."""
        request = SetNetwork(is_online=flag_of("is_online", is_online))
        self._world.perform(Command(request, self.device_id))

    def _ask(
        self, request: SelfService, key: str | None = None, *, preview: bool = False
    ) -> Outcome:
        if key is not None:
            key = text_of("The idempotency key", key, most=KEY_MOST)
        is_preview = flag_of("preview", preview) or self._is_trying
        return self._world.perform(Command(request, self.device_id, key, is_preview))

    def _secret(self, name: str, value: object) -> str:
        return self._world.digest_of(digits_of(name, value))

    def _digits(self, name: str, value: object, length: int) -> tuple[bool, str]:
        """Whether so many digits were typed, and the digest of whatever was."""
        digits = digits_of(name, value)
        return is_digits(digits, length), self._world.digest_of(digits)


def _previewed(request: object) -> SelfService:
    if not isinstance(request, SelfService) or request.has_secret():
        raise RequestError(
            f"{shown(request)} has no preview.", next_step="`mybt-sim operations` says what has."
        )
    try:
        return msgspec.convert(msgspec.structs.asdict(request), type(request))
    except msgspec.ValidationError as error:
        raise RequestError(f"{request.name}: {error}.", next_step="Mend that value.") from None


def contract_of(value: object) -> int:
    """A contract id; one that nobody has is refused by the rules, one that is no number is not."""
    return whole_of("The contract", value, least=-ID_MOST, most=ID_MOST)
