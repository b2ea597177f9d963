"""Records whose fields plain Python reads and writes faster, by ways of numpy written in C.

Uncompiled rules spend most of their time in `numpy.record`, which looks for each field in Python.
What is read and written stays the same; a name that is no field stays an error.

    NUMBA_DISABLE_JIT=1 python -m tests.support.plain_records simulate ...
"""

from functools import cache
from typing import Any

import numpy as np

from mybt_sim.base.compiled import IS_COMPILED
from mybt_sim.cli import main


def quicken() -> None:
    """From now on, in this process."""
    assert not IS_COMPILED, "compiled code reads no records by numpy"
    kind: Any = np.record
    del kind.__getattribute__, kind.__getitem__
    kind.__getattr__, kind.__setattr__ = _field, np.void.__setitem__


def _field(record: Any, name: str) -> Any:
    try:
        value = np.void.__getitem__(record, name)
    except ValueError as trouble:
        raise AttributeError(name) from trouble
    kind = type(value)
    is_nested = kind is np.void or (kind is np.ndarray and value.dtype.names)
    return value.view(_with_attributes(value.dtype)) if is_nested else value


@cache
def _with_attributes(layout: np.dtype[Any]) -> np.dtype[Any]:
    return np.dtype((np.record, layout))


if __name__ == "__main__":
    quicken()
    main()
