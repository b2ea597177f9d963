"""Work on the machines of a Dask cluster.

Dask gives the work of a machine that died to another one. A result is taken from the machine that
made it as soon as it is there, and forgotten there: what the client has, nobody makes again. Work
has to bear being done twice, since a machine may die between the work and its result.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from mybt_sim.base.errors import RunError
from mybt_sim.simulation.executors import Item, Result

ANSWER_SECONDS = 10
WORKERS_SECONDS = 60
AT_HAND_PER_THREAD = 2
"""One piece of work is done, another one stands ready; the scheduler holds no more than these."""


@dataclass(frozen=True)
class Cluster:
    """An executor: the workers of the Dask scheduler at `address`, such as tcp://10.0.0.5:8786."""

    address: str

    def each(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """What `work` makes of each item, as it comes; workers may come and go meanwhile.

        `RunError` when nobody answers, or when a piece of work killed one worker after another.
        """
        waiting = iter(items)
        with _client_of(self.address) as client, _failures_told():
            from distributed import as_completed

            working = as_completed(loop=client.loop)
            while True:
                room = AT_HAND_PER_THREAD * sum(client.nthreads().values()) - working.count()
                for item in islice(waiting, max(room, int(working.is_empty()))):
                    working.add(client.submit(work, item, pure=False))
                if working.is_empty():
                    return
                future = next(working)
                result: Result = future.result()
                future.release()
                yield result


@contextmanager
def _client_of(address: str) -> Iterator[Any]:
    """A client of the scheduler, once there is a worker."""
    try:
        from distributed import Client
    except ImportError as error:
        raise RunError(
            "Dask is not installed here.",
            next_step="Install it with: pip install 'mybt-sim[cluster]'.",
        ) from error
    try:
        client = Client(address, timeout=ANSWER_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise RunError(
            f"No Dask scheduler answers at {address}.",
            next_step="Start one with: dask scheduler; then workers with: dask worker ADDRESS.",
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=WORKERS_SECONDS)
        except TimeoutError as error:
            raise RunError(
                f"The scheduler at {address} has no workers.",
                next_step=f"Start some with: dask worker {address} --nthreads 1.",
            ) from error
        yield client


@contextmanager
def _failures_told() -> Iterator[None]:
    """What a cluster can do to work that is sound, as `RunError`."""
    from distributed import KilledWorker

    try:
        yield
    except KilledWorker as error:
        raise RunError(
            "The workers died one after the other over the same piece of work.",
            next_step="Give them more memory; the same command then goes on.",
        ) from error
    except CancelledError as error:
        raise RunError(
            "The scheduler is gone.", next_step="Start it again; the same command then goes on."
        ) from error
