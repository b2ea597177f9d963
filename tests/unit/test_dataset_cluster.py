"""The same dataset from the workers of a Dask cluster, also when they die."""

import os
import signal
import sys
from pathlib import Path

import pytest

from mybt_sim import RunError, simulate_dataset
from mybt_sim.simulation.executors import cluster as clusters
from mybt_sim.simulation.executors.cluster import Cluster
from tests.support.clusters import local_cluster, processes_of
from tests.support.datasets import TINY, files_in


def refuse(item: int) -> int:
    """Work that nobody can do."""
    raise RunError(f"There is no {item}.", next_step="Do something else.")


def twice(item: int) -> int:
    """Work that is quickly done."""
    return 2 * item


def test_one_worker_two_and_killed_ones_write_the_bytes_of_threads(tmp_path: Path) -> None:
    wanted = {
        size: files_in(simulate_dataset(TINY, tmp_path / f"threads{size}", block_size=size))
        for size in (24, 40)
    }
    with local_cluster(1) as cluster:
        address = cluster.scheduler_address
        one = simulate_dataset(TINY, tmp_path / "one", block_size=40, cluster=address)
        assert files_in(one) == wanted[40]

        cluster.scale(2)
        cluster.wait_for_workers(2, timeout=60)

        def kill(_subscribers: int, _rows: int) -> None:
            if len(killed) < 1:
                killed.append(processes_of(cluster)[0])
                os.kill(killed[0], signal.SIGKILL)

        killed: list[int] = []
        two = simulate_dataset(
            TINY, tmp_path / "two", block_size=24, cluster=address, progress=kill
        )
        assert killed
        assert files_in(two) == wanted[24]

        assert sorted(Cluster(address).each(twice, range(50))) == list(range(0, 100, 2))
        with pytest.raises(RunError, match=r"There is no 1\. Do something else"):
            list(Cluster(address).each(refuse, [1]))


def test_a_cluster_that_does_not_answer_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "ANSWER_SECONDS", 0.2)
    folder = tmp_path / "run"
    with pytest.raises(RunError, match=r"No Dask scheduler answers at .*dask scheduler"):
        simulate_dataset(TINY, folder, cluster="tcp://127.0.0.1:1")
    with pytest.raises(RunError, match="No Dask scheduler answers at nonsense"):
        simulate_dataset(TINY, folder, cluster="nonsense://x")
    assert not folder.exists()


def test_without_dask_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(RunError, match=r"Dask is not installed.*'mybt-sim\[cluster\]'"):
        simulate_dataset(TINY, tmp_path / "run", cluster="tcp://127.0.0.1:1")


def test_a_cluster_without_workers_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(clusters, "WORKERS_SECONDS", 0.1)
    with (
        local_cluster(0) as cluster,
        pytest.raises(RunError, match=r"has no workers\. Start some with: dask worker"),
    ):
        simulate_dataset(TINY, tmp_path / "run", cluster=cluster.scheduler_address)
