"""The register of handlers: what devices can ask for, and what reaches a world from elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Operation
from mybt_sim.world.context import Context

Handler: TypeAlias = Callable[..., Refusal]


@dataclass(frozen=True)
class Service:
    """A self-service operation; `has_preview` is false where a preview would test a secret."""

    operation: Operation
    handler: Handler
    has_preview: bool


SERVICES: dict[str, Service] = {}
EVENTS: dict[str, Callable[..., Any]] = {}
"""What happens to a world besides requests of devices, by name."""


def service(operation: Operation, *, preview: bool = True) -> Callable[[Handler], Handler]:
    """Register a handler under the id of its operation."""

    def register(handler: Handler) -> Handler:
        SERVICES[operation.name.lower()] = Service(operation, handler, preview)
        return handler

    return register


def event(handler: Callable[[Context], Any] | Callable[..., Any]) -> Callable[..., Any]:
    """Register what reaches a world from outside, under the handler's own name."""
    EVENTS[handler.__name__] = handler
    return handler
