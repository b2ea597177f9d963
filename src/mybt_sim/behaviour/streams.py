"""Names of the streams of addressed draws. One number, one purpose; never renumber them."""

from mybt_sim.base.named import Named


class Stream(Named):
    """Streams of behaviour; those of the population are below 100."""

    TRAITS = 100
    NET = 101
    TV = 102
    CALLS = 103
    CALL = 104
    PLANS = 105
    ACTING = 106
    BLOCKS = 107
    HOME = 108
    PAYER = 109
    VISITS = 110
    COMING = 111
    FIBRE = 112
    MOVE = 113
    CALL_DETAILS = 120
    TV_DETAILS = 121
    NET_DETAILS = 122
