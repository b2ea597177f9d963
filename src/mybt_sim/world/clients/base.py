"""What all operations of a device have in common."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Protocol, Self, TypeAlias

from mybt_sim.base.errors import RequestError
from mybt_sim.operations import ASKED_BY_DEVICES
from mybt_sim.operations.arguments import PREVIEW
from mybt_sim.operations.outside import SetNetwork
from mybt_sim.operations.request import SelfService, asked_with
from mybt_sim.world.command import Command
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.parsing import digits_of, flag_of, is_digits, shown, text_of, whole_of

Amount: TypeAlias = str | int | Decimal
"""BYN, as text, whole roubles or Decimal; never a float."""
Day: TypeAlias = datetime.date | str
Planned: TypeAlias = tuple[type[SelfService], Mapping[str, Any]]
"""An operation, and its arguments as its method takes them."""

KEY_MOST = 200
ID_MOST = 2**53
TOPIC_MOST = 200


class LiveOperator(Protocol):
    """What a device needs of the world that it is in."""

    def perform(self, command: Command) -> Outcome: ...
    def happen(self, command: Command) -> Outcome: ...
    def fork(self) -> Self: ...
    def digest_of(self, secret: str) -> str: ...
    def code_digits(self, term: str) -> int: ...
    def device_told(self, device: int) -> str: ...
    def tariff_index(self, tariff_id: str) -> int: ...
    def add_on_index(self, add_on_id: str) -> int: ...


class ClientBase:
    """What all operations of a device have in common.

    With `is_trying` every request is a preview, also of what only looks: nothing is logged.
    """

    def __init__(self, world: LiveOperator, device_id: int, *, is_trying: bool = False) -> None:
        self._world, self._perform = world, world.perform
        self.device_id = device_id
        self._is_trying = is_trying

    def __repr__(self) -> str:
        return f"<Client {self.device_id}: {self._world.device_told(self.device_id)}>"

    def ask(self, operation: type[SelfService], **arguments: Any) -> Outcome:
        """Any operation by its definition, with what its method takes."""
        _check_request(operation, arguments)
        outcome: Outcome = getattr(self, operation.name)(**arguments)
        return outcome

    def preview(self, requests: Iterable[Planned]) -> tuple[Outcome, ...]:
        """What these requests would come to, one after the other; nothing of it is kept.

            top_up = (TopUp, {"contract": 17, "amount": "15.00"})
            phone.preview([top_up, (Resume, {"contract": 17})])

        `RequestError` for what is no request of a device, and where a preview would be a way to
        guess a secret.
        """
        planned = list(_previewed(requests))
        trial = type(self)(self._world.fork(), self.device_id)
        answers = [trial.ask(operation, **arguments) for operation, arguments in planned]
        return tuple(replace(answer, is_preview=True) for answer in answers)

    def set_online(self, is_online: bool, *, key: str | None = None) -> None:
        """Switch the device's connection on or off; `KeyReusedError` for a key with a past."""
        request = SetNetwork(is_online=flag_of("is_online", is_online))
        self._world.happen(Command(request, self.device_id, key_of(key)))

    def _command(
        self, request: SelfService, key: str | None = None, *, preview: bool = False
    ) -> Command:
        is_preview = flag_of("preview", preview) or self._is_trying
        return Command(request, self.device_id, key_of(key), is_preview)

    def _secret(self, name: str, value: object) -> str:
        return self._world.digest_of(digits_of(name, value))

    def _digits(self, name: str, value: object, length: int) -> tuple[bool, str]:
        """Whether so many digits were typed, and the digest of whatever was."""
        digits = digits_of(name, value)
        return is_digits(digits, length), self._world.digest_of(digits)


def _previewed(requests: object) -> Iterator[Planned]:
    """Requests as they are; `RequestError` where there is no such preview."""
    if not isinstance(requests, Iterable):
        raise RequestError(f"{shown(requests)} is no list.", next_step="Give a list of requests.")
    for request in requests:
        is_pair = isinstance(request, tuple) and len(request) == 2
        if not is_pair or not isinstance(request[1], Mapping):
            raise RequestError(
                f"{shown(request)} is no request.",
                next_step="Give an operation with its arguments.",
            )
        operation, arguments = request
        _check_request(operation, arguments)
        if operation.has_secret():
            raise RequestError(
                f"{operation.name} has no preview.",
                next_step="`mybt-sim operations` says what has.",
            )
        yield operation, arguments


def _check_request(operation: object, arguments: Mapping[str, Any]) -> None:
    """An operation that a device asks for, and no other arguments than it takes."""
    if not isinstance(operation, type) or operation not in ASKED_BY_DEVICES:
        raise RequestError(
            f"{shown(operation)} is nothing to ask for.",
            next_step="Take a definition from `mybt_sim.operations`.",
        )
    possible = asked_with(operation)
    required = {name for name, one in possible.items() if one.is_required}
    extra = {PREVIEW.name} if operation.has_preview() else set()
    if not required <= arguments.keys() <= possible.keys() | extra:
        raise RequestError(
            f"{operation.name} does not go with {shown(list(arguments))}.",
            next_step=f"`mybt-sim operations {operation.name}` says what it takes.",
        )


def key_of(key: str | None) -> str | None:
    """An idempotency key as it is given; `RequestError` for one that is too long or no text."""
    return None if key is None else text_of("The idempotency key", key, most=KEY_MOST)


def contract_of(value: object) -> int:
    """A contract id; one that nobody has is refused by the rules, one that is no number is not."""
    return whole_of("The contract", value, least=-ID_MOST, most=ID_MOST)
