"""The end of a contract, which only a service centre brings about (GEN-OUT)."""

from mybt_sim.engine.records import NEVER, NO_TARIFF, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import rule
from mybt_sim.engine.status import track_activity


@rule("SUS-PRIOR", "GEN-OUT")
def terminate(contract: Record, now: int) -> Refusal:
    """End a contract for good: nothing is charged from here on, and what was ordered is void.

    Its balance, or its debt, stays as it is; an open promise runs to its end.
    """
    if contract.is_terminated:
        return Refusal.CONTRACT_TERMINATED
    contract.is_terminated = True
    contract.pending_tariff = NO_TARIFF
    contract.tariff_effective_at = NEVER
    track_activity(contract, now)
    return Refusal.NONE
