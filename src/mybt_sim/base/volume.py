"""Units of traffic: a megabyte is 2**20 bytes, as the operator counts it."""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.whole import quotient

MB_BYTES = 1 << 20
MB_PER_GB = 1 << 10
BYTES_PER_DAY_AND_KBPS = 86_400 * 1_000 // 8


@compiled
def day_capacity_mb(kbps: int) -> int:
    """What a line of this speed carries in 24 hours, in whole MB."""
    return quotient(kbps * BYTES_PER_DAY_AND_KBPS, MB_BYTES)
