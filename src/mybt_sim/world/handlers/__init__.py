"""The self-service operations, by subject. Each goes from rule to rule and then does its effect.

    @service(Operation.UNBIND)
    def unbind(context, contract_id): ...

A handler returns NONE or the refusal of the first rule that refused; what it answers with it leaves
in `context.data`. It decides nothing itself: a limit or a condition stands in `engine`.
"""

from mybt_sim.world.handlers import (  # noqa: F401  handlers register themselves
    binding,
    guest,
    money,
    outside,
    plans,
    sign_in,
    statistics,
    support,
)
from mybt_sim.world.handlers.register import EVENTS, SERVICES, Service

__all__ = ["EVENTS", "SERVICES", "Service"]
