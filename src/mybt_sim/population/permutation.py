"""Keyed bijections of number ranges: shuffled, yet never two alike, without a table.

A Feistel network over a product of two ranges: each half in turn is shifted by a draw that the
other half addresses. Every step can be undone, so the whole is a bijection for any key.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, draw

TURNS = 4


@compiled
def permute(key: int, value: int, left: int, right: int) -> int:
    """The image of `value` under the bijection `key` of 0 … left * right - 1; each to 2**31."""
    high = int(value) // right
    low = int(value) % right
    for turn in range(TURNS):
        high = (high + below(draw(key, low, 2 * turn), left)) % left
        low = (low + below(draw(key, high, 2 * turn + 1), right)) % right
    return high * right + low
