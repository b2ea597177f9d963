"""Whole numbers that are never below zero, said so to the compiler.

A signed index may count from the end, and a signed quotient is rounded away from zero by the
machine but down by us: compiled code asks each time. Unsigned it need not, and takes half as long.
What goes in and what comes out is signed; the two kinds meet nowhere else.
"""

import numpy as np

from mybt_sim.base.compiled import compiled


@compiled
def place(index: int) -> int:
    """`index` as a place in an array; only for an index that never counts from the end."""
    return np.uint64(index)  # type: ignore[return-value]


@compiled
def quotient(amount: int, part: int) -> int:
    """How often `part` is in `amount`, neither of them below zero: `amount // part`."""
    return np.int64(np.uint64(amount) // np.uint64(part))  # type: ignore[return-value]
