"""What Python calls, and what compiled code calls in its place."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numba as untyped_numba
import numpy as np
import pytest

from mybt_sim.base.compiled import IS_COMPILED, compiled
from mybt_sim.engine.book import blank_book, clear_journal, clear_journal_in_python
from mybt_sim.engine.records import NEVER

numba: Any = untyped_numba
TYPED = """
@compiled
def doubled(number):
    return 2 * number


@compiled
def in_many_ways(number):
    return doubled(3) + doubled(4) + doubled(number)
"""
"""What stands in no file is not kept: it is compiled here, however often these tests ran before."""


def test_a_compiled_caller_gets_one_variant_for_all_whole_numbers() -> None:
    typed: dict[str, Any] = {"compiled": compiled}
    exec(TYPED, typed)
    assert typed["in_many_ways"](5) == 2 * (3 + 4 + 5)
    if IS_COMPILED:
        assert len(typed["doubled"].merged.overloads) == 1
        assert not typed["doubled"].overloads  # Python has not asked for it
    assert typed["doubled"](6) == 12


ROUNDED = """
from numba.core.codegen import JITCodeLibrary
from mybt_sim.base.compiled import compiled
from mybt_sim.engine.usage import round_e4

made = []
emit = JITCodeLibrary._finalize_specific
JITCodeLibrary._finalize_specific = lambda library: (made.append(library.name), emit(library))

@compiled
def sum_of(first, second):
    return round_e4(first) + round_e4(second)

assert sum_of(14_950, 50) == 150 + 1
print(sum(round_e4.merged.stats.cache_hits.values()), *made)
"""
"""Rounds in a caller of its own; says how often the cache had it, and what became machine code."""


def test_a_function_that_only_compiled_ones_call_is_kept_without_machine_code(
    tmp_path: Path,
) -> None:
    """And the next process makes its callers of what is kept."""
    for hits in (0, 1):
        done = subprocess.run(
            [sys.executable, "-c", ROUNDED],
            env={**os.environ, "MYBT_SIM_CACHE": str(tmp_path), "NUMBA_DISABLE_JIT": "0"},
            check=True,
            capture_output=True,
            text=True,
        )
        assert done.stdout.split() == [str(hits), "nrt", "sum_of"]  # nrt is Numba's own


@pytest.mark.parametrize(
    "clear", [clear_journal, clear_journal_in_python], ids=["compiled", "in Python"]
)
def test_a_journal_is_cleared(clear: Any) -> None:
    book = blank_book()
    book.entry_count, book.event_count, book.allowed_from = 3, 2, 86_400
    clear(book)
    assert (book.entry_count, book.event_count, book.allowed_from) == (0, 0, NEVER)


def test_python_does_not_hand_a_book_over_to_clear_its_journal() -> None:
    assert not hasattr(clear_journal_in_python, "py_func")


@pytest.mark.parametrize("is_written", [True, False])
@pytest.mark.parametrize("is_aligned", [True, False])
def test_arrays_that_are_alike_have_the_type_of_their_own_and_no_other(
    is_aligned: bool, is_written: bool
) -> None:
    kind = np.dtype([("flag", np.int8), ("sum", np.int64)], align=is_aligned)
    square = np.zeros((4, 4), kind)
    square.flags.writeable = is_written
    for layout, values in (("C", square), ("F", square.T), ("A", square[::2, ::2])):
        of_records = numba.from_dtype(kind)
        own = numba.types.Array(of_records, 2, layout, readonly=not is_written, aligned=True)
        for _ in range(2):
            assert numba.typeof(values) == own
    assert numba.typeof(square["sum"]).dtype == numba.int64
    assert numba.typeof(square[0]).ndim == 1


def test_records_of_one_layout_differ_by_whether_they_are_aligned() -> None:
    loose, aligned = (np.zeros(2, np.dtype([("sum", np.int64)], align=so)) for so in (False, True))
    assert loose.dtype == aligned.dtype
    for values, so in ((loose, False), (aligned, True)):
        assert numba.typeof(values).dtype.aligned is so
        assert numba.typeof(values[0]).aligned is so
