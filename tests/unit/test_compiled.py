"""What Python calls, and what compiled code calls in its place."""

from typing import Any

from mybt_sim.base.compiled import IS_COMPILED, compiled


@compiled
def doubled(number: int) -> int:
    return 2 * number


@compiled
def in_many_ways(number: int) -> int:
    return doubled(3) + doubled(4) + doubled(number)


def test_a_compiled_caller_gets_one_variant_for_all_whole_numbers() -> None:
    assert in_many_ways(5) == 2 * (3 + 4 + 5)
    called: Any = doubled
    if IS_COMPILED:
        assert len(called.merged.overloads) == 1
        assert not called.overloads  # Python has not asked for it
    assert doubled(6) == 12
