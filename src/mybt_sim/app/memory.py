"""The memory of visits that are over goes back to the machine.

A visit is a thread with megabytes of its own. When it ends, glibc keeps them for the next one, in
an arena that few threads share; after a crowd, hundreds of megabytes are kept for nobody.
"""

import asyncio
import ctypes
import gc
import sys
from collections.abc import Callable
from typing import cast

from mybt_sim.base.bounds import SESSION_DROPPED_SECONDS

ARENAS_MOST = -8
"""What glibc's `mallopt` calls the bound of arenas."""


def share_one_arena() -> None:
    """Let all threads take memory from one place, where what some give back serves others.

    Python has one thread at work at a time, and DuckDB and Polars have allocators of their own.
    Call it before there are threads.
    """
    if (choose := _of_glibc("mallopt")) is not None:
        choose(ARENAS_MOST, 1)


async def give_back_after(
    running: Callable[[], int], seconds: float = SESSION_DROPPED_SECONDS
) -> None:
    """Look every so often whether sessions have ended, and give back what they had; for ever.

    `running` counts the sessions that are there.
    """
    before = running()
    while True:
        await asyncio.sleep(seconds)
        now = running()
        if now < before:
            await asyncio.to_thread(give_back)
        before = now


def settle() -> None:
    """What is there before the first visit stays, and need not be looked through ever again."""
    gc.collect()
    gc.freeze()


def give_back() -> None:
    """Free what nobody needs any more, and have the C library hand back whole free pages."""
    if (shown := sys.modules.get("IPython.display")) is not None:
        # marimo wraps it for every session, around the one before, and so keeps all of them; small
        # as they are, each keeps the page of memory that it lies in
        vars(shown.display).pop("__wrapped__", None)
    gc.collect()
    if (trim := _of_glibc("malloc_trim")) is not None:
        trim(0)


def _of_glibc(name: str) -> Callable[..., int] | None:
    """A function of the C library; None where it is another one, which needs it less."""
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    return cast("Callable[..., int] | None", getattr(library, name, None))
