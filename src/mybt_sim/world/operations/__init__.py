"""The self-service operations, by subject. Each goes from rule to rule and then does its effect.

    @service(Operation.UNBIND)
    def unbind(visit, contract_id): ...

A handler returns NONE or the refusal of the first rule that refused; what it answers with it leaves
in `visit.data`. It decides nothing itself: a limit or a condition stands in `engine`.
"""

from mybt_sim.world.operations import (  # noqa: F401  handlers register themselves
    binding,
    guest,
    money,
    outside,
    plans,
    sign_in,
    statistics,
    support,
)
from mybt_sim.world.operations.register import EVENTS, SERVICES, Service

__all__ = ["EVENTS", "SERVICES", "Service"]
