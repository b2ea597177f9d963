"""Datasets whose makers are killed at random moments: `pytest tests/torture/parts.py -s`.

TORTURE_PART_KILLS says how many workers of a cluster die, 100 by default, over 20 runs; a fifth as
many clients die as well, with all their threads. Every run ends with the bytes of one that nobody
disturbed: no row lost or doubled, no file too many.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from distributed import LocalCluster

from mybt_sim.base.errors import RunError
from mybt_sim.store.manifest import MANIFEST
from tests.support.clusters import local_cluster, processes_of
from tests.support.counted_blocks import begun, simulate_counted
from tests.support.datasets import files_in

KILLS = int(os.environ.get("TORTURE_PART_KILLS", "100"))
RUNS = 20
CLIENT_THREADS = 2
KILLS_PER_CLIENT_RUN = 5
LONGEST_LIFE_S = 3.0


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What nobody disturbed."""
    folder = tmp_path_factory.mktemp("wanted") / "run"
    simulate_counted(folder)
    return files_in(folder)


class Killer(threading.Thread):
    """Kills workers of a cluster, one after the other, until it has enough or is told to stop."""

    def __init__(self, cluster: LocalCluster, kills: int, luck: random.Random) -> None:
        super().__init__()
        self.cluster, self.wanted, self.luck, self.kills = cluster, kills, luck, 0
        self.stopped = threading.Event()

    def run(self) -> None:
        while self.kills < self.wanted:
            if self.stopped.wait(self.luck.uniform(0, LONGEST_LIFE_S)):
                return
            alive = processes_of(self.cluster)
            if alive:
                with suppress(ProcessLookupError):
                    os.kill(self.luck.choice(alive), signal.SIGKILL)
                    self.kills += 1


def test_killed_workers(tmp_path: Path, wanted: dict[str, bytes]) -> None:
    luck, kills, again, given_up, runs = random.Random(5), 0, 0, 0, 0
    blocks = sum(name.startswith("blocks/") for name in wanted)
    with local_cluster(2) as cluster:
        cluster.adapt(minimum=2, maximum=2, interval="200ms")  # also for those killed while young
        while runs < RUNS or kills < KILLS:
            folder = tmp_path / str(runs)
            killer = Killer(cluster, min(KILLS - kills, KILLS // RUNS), luck)
            killer.start()
            while True:
                try:
                    simulate_counted(folder, cluster=cluster.scheduler_address)
                    break
                except RunError:  # four workers died over one block: somebody asks again
                    given_up += 1
            killer.stopped.set()
            killer.join()
            assert files_in(folder) == wanted
            redone = len(begun(folder)) - blocks
            assert 0 <= redone <= killer.kills
            kills, again, runs = kills + killer.kills, again + redone, runs + 1
    print(
        f"\n{kills} workers killed over {runs} runs of {blocks} blocks: {again} blocks begun "
        f"again, {given_up} runs asked for again, 0 rows lost or doubled, 0 stray files"
    )


def test_killed_clients(tmp_path: Path, wanted: dict[str, bytes]) -> None:
    luck, kills, again = random.Random(6), 0, 0
    blocks = sum(name.startswith("blocks/") for name in wanted)
    runs = 0
    while kills < KILLS // 5:
        folder, of_run = tmp_path / str(runs), 0
        while not (folder / MANIFEST).exists():
            command = [sys.executable, "-m", "tests.support.counted_blocks", str(folder)]
            client = subprocess.Popen([*command, str(CLIENT_THREADS)])
            _wait_for_work(folder, client, before=len(begun(folder)) if of_run else 0)
            with suppress(subprocess.TimeoutExpired):
                life_s = luck.uniform(0, LONGEST_LIFE_S) if of_run < KILLS_PER_CLIENT_RUN else None
                assert client.wait(life_s) == 0
            client.kill()
            of_run += client.wait() != 0
        assert files_in(folder) == wanted
        redone = len(begun(folder)) - blocks
        assert 0 <= redone <= of_run * CLIENT_THREADS
        kills, again, runs = kills + of_run, again + redone, runs + 1
    print(
        f"\n{kills} clients of {CLIENT_THREADS} threads killed over {runs} runs of {blocks} "
        f"blocks: {again} blocks begun again, 0 rows lost or doubled, 0 stray files"
    )


def _wait_for_work(folder: Path, client: "subprocess.Popen[bytes]", before: int) -> None:
    """A client that is killed before it does anything proves nothing."""
    while client.poll() is None:
        with suppress(OSError):
            if len(begun(folder)) > before:
                return
        time.sleep(0.01)
