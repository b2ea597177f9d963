"""A proxy that falsifies one value of one answer, so that a comparison can prove its eyes.

    eyes = Mutating(transport, Luck(seed, Stream.MUTANT, number), after=12)

Left as they are: tokens, which are chance on both sides; what tells in words why a request could
not be read; and the answers to a beginning and to a device taken in hand, which name things alone.
"""

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mybt_sim.conformance.compare import UNCOMPARED
from mybt_sim.conformance.transport import Response, Transport
from mybt_sim.conformance.trials import Luck

SPARED = ("reset", "new_device", "set_network")
_DAY = re.compile(r"(\d{4}-\d{2}-)(\d{2})(.*)")


class Place(NamedTuple):
    """Where a value stands: what holds it, and under which name or number."""

    holder: Any
    name: Any
    path: str


class Mutating:
    """A transport that falsifies the first answer that it can after so many; `path` says where."""

    def __init__(self, transport: Transport, luck: Luck, *, after: int) -> None:
        self._transport, self._luck, self._left = transport, luck, after
        self.path = ""

    def send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> Response:
        """Send a request; one of the answers comes back with another value."""
        response = self._transport.send(method, path, headers, body)
        self._left -= 1
        is_spared = path.rpartition("/")[2] in SPARED or response.status == 422
        if self.path or self._left > 0 or is_spared or not isinstance(response.body, dict):
            return response
        falsified = copy.deepcopy(response.body)
        places = list(_places(falsified, ""))
        if not places:
            return response
        place = self._luck.one_of(places)
        self.path = f"{path.partition('?')[0]} {place.path}"
        place.holder[place.name] = _other(place.holder[place.name], self._luck)
        return response._replace(body=falsified)


def _places(value: Any, path: str) -> Iterator[Place]:
    """All values that can be falsified."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for name, inner in items:
        if name in UNCOMPARED:
            continue
        if isinstance(inner, dict | list) and inner:
            yield from _places(inner, f"{path}.{name}")
        else:
            yield Place(value, name, f"{path}.{name}")


def _other(value: Any, luck: Luck) -> Any:
    """Another value of its kind: a kopeck more or less, a day later, a letter changed."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + luck.one_of((1, -1, 100))
    if isinstance(value, str):
        day = _DAY.fullmatch(value)
        if day is not None:
            return f"{day[1]}{int(day[2]) % 28 + 1:02}{day[3]}"
        return f"{value[:-1]}{'x' if value[-1:] != 'x' else 'y'}"
    return [0] if isinstance(value, list) else {"x": 0} if isinstance(value, dict) else 0
