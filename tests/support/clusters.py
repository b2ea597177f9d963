"""A Dask cluster on this machine: processes that listen to it alone."""

import multiprocessing
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import dask
from distributed import LocalCluster
from distributed.utils import get_mp_context

ROOT = Path(__file__).parents[2]
PRELOADED = ["distributed", "tests.support.warm"]


@contextmanager
def own_main() -> Iterator[None]:
    """A `__main__` that lasts: a notebook that was served here empties its own when it ends."""
    found = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = found


@contextmanager
def local_cluster(workers: int) -> Iterator[LocalCluster]:
    """So many workers, each a process of one thread; those that die are started again.

    They are forked from a process that has loaded everything: a new one is there at once.
    """
    with own_main(), dask.config.set({"distributed.worker.multiprocessing-method": "forkserver"}):
        get_mp_context()  # which has its own list
        multiprocessing.get_context("forkserver").set_forkserver_preload(PRELOADED)
        path = os.environ.get("PYTHONPATH", "")
        os.environ["PYTHONPATH"] = f"{ROOT}{os.pathsep}{path}"
        with LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=50,
        ) as cluster:
            yield cluster


def processes_of(cluster: LocalCluster) -> list[int]:
    """The processes of the workers that are there now."""
    return [nanny.pid for nanny in cluster.workers.values() if nanny.pid is not None]
