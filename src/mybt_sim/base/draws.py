"""Addressed draws: every random number is a function of where it is used.

    bits = draw(key_of(seed, stream, subject), tick, n)

The same address gives the same 64 bits on every machine, in any order, on any thread, compiled or
not. Nothing here keeps a state, so a draw can be asked for again instead of being stored. The
mixer is splitmix64 in signed arithmetic. Signed and unsigned 64-bit values must never meet: plain
NumPy makes a float of their product, compiled code one of whatever may be either of the two (`max`,
`min`, the branches of an `if`).
"""

from mybt_sim.base.compiled import IS_COMPILED, compiled

_GOLDEN = -0x61C8864680B583EB
_FIRST = -0x40A7B892E31B1A47
_SECOND = -0x6B2FB644ECCEEE15
_LOW_34 = 0x3FFFFFFFF
_LOW_37 = 0x1FFFFFFFFF
_LOW_33 = 0x1FFFFFFFF
_LOW_32 = 0xFFFFFFFF
_TICK_BITS = 16

if IS_COMPILED:

    @compiled
    def wrap(value: int) -> int:
        """`value` as a signed 64-bit integer; compiled integers wrap by themselves."""
        return value

else:

    def wrap(value: int) -> int:
        """`value` as a signed 64-bit integer."""
        low = int(value) & 0xFFFFFFFFFFFFFFFF
        return low - (1 << 64) if low >> 63 else low


@compiled
def mix(bits: int) -> int:
    """A bijection of 64-bit integers whose output bits all depend on all input bits."""
    bits = wrap((bits ^ ((bits >> 30) & _LOW_34)) * _FIRST)
    bits = wrap((bits ^ ((bits >> 27) & _LOW_37)) * _SECOND)
    return bits ^ ((bits >> 31) & _LOW_33)


@compiled
def key_of(seed: int, stream: int, subject: int) -> int:
    """The key of one subject's draws in one stream."""
    seeded = mix(wrap(int(seed) + _GOLDEN))
    return mix(wrap(mix(wrap(seeded + stream * _GOLDEN)) + int(subject) * _GOLDEN))


@compiled
def draw(key: int, tick: int, n: int) -> int:
    """The 64 bits of draw `n` (0 to 65,535) at `tick` under `key`."""
    return mix(wrap(int(key) + ((int(tick) << _TICK_BITS) + int(n)) * _GOLDEN))


@compiled
def below(bits: int, limit: int) -> int:
    """The upper half of `bits` as a whole number in 0 … limit - 1; limit up to 2**31."""
    return (((bits >> 32) & _LOW_32) * limit) >> 32


@compiled
def low_below(bits: int, limit: int) -> int:
    """The lower half of `bits` as a whole number in 0 … limit - 1; independent of `below`."""
    return ((bits & _LOW_32) * limit) >> 32
