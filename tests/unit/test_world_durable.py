"""A durable world that is killed keeps all that was acknowledged, and nothing by halves."""

import os
import random
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import duckdb
import pytest

from mybt_sim.world import World
from tests.support import durable_child
from tests.support.worlds import check_money, parts_of, state_of

FILES = 12
KILLS_PER_FILE = 5
KILLS_OF_MAKING = 20
LONG_S = 120
LAW = """
SELECT contract_id, sum(kopecks)::BIGINT FROM (
    SELECT contract_id, amount_kopecks AS kopecks FROM posting
    UNION ALL
    SELECT contract_id, -(usage_kopecks + tariff_fee_kopecks + add_on_fee_kopecks)
    FROM contract_day JOIN contract USING (contract_id) WHERE settlement = 'advance'
) GROUP BY contract_id ORDER BY contract_id
"""


class Zygote:
    """The process that forks the children; `ask` returns the pid of one."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.durable_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            bufsize=0,
        )
        self.rest = b""

    def ask(self, line: str) -> int:
        """Start a child."""
        self._pipe(self.process.stdin).write(f"{line}\n".encode())
        words = self.line().split()
        assert words[0] == "pid", words
        return int(words[1])

    def _pipe(self, pipe: IO[bytes] | None) -> IO[bytes]:
        assert pipe is not None
        return pipe

    def line(self) -> str:
        """What is said next, by the zygote or its child."""
        while b"\n" not in self.rest:
            ready, _, _ = select.select([self._pipe(self.process.stdout)], [], [], LONG_S)
            assert ready, "the child says nothing"
            read = os.read(self._pipe(self.process.stdout).fileno(), 65_536)
            assert read, "the zygote has died"
            self.rest += read
        line, self.rest = self.rest.split(b"\n", 1)
        return line.decode()

    def until(self, word: str) -> list[str]:
        """All lines up to the one that begins with `word`, that one included."""
        lines = [self.line()]
        while not lines[-1].startswith(word):
            assert not lines[-1].startswith(("failed", "busy")), lines[-1]
            lines.append(self.line())
        return lines

    def close(self) -> None:
        """End it."""
        self._pipe(self.process.stdin).close()
        self.process.wait(LONG_S)
        self._pipe(self.process.stdout).close()


@pytest.fixture
def zygote(monkeypatch: pytest.MonkeyPatch) -> Iterator[Zygote]:
    begin = "mybt_sim.world.world.found_operator"
    monkeypatch.setattr(begin, durable_child.found_operator)
    process = Zygote()
    try:
        process.until("ready")
        yield process
    finally:
        process.close()


def kill_after(zygote: Zygote, path: Path, seed: int) -> list[tuple[int, str]]:
    """Let a child live, kill it at an instant that `seed` chooses, and say what it acknowledged."""
    luck = random.Random(seed)
    pid = zygote.ask(f"live {path} {seed}")
    lines: list[str] = []
    for _ in range(luck.randrange(14)):
        lines.append(zygote.line())
        assert not lines[-1].startswith("failed"), lines[-1]
    time.sleep(luck.random() * 0.03)
    os.kill(pid, signal.SIGKILL)
    lines += zygote.until("gone")
    done = [line.split() for line in lines if line.startswith("done")]
    return [(int(number), chain) for _, number, chain in done]


def check_file(path: Path, acknowledged: list[tuple[int, str]]) -> int:
    """The world can be opened, and its log, rows and state agree; the number of its commands."""
    with World.open(path) as world:
        log = world.log
        check_money(world)
        contracts = state_of(world).contracts
        balances = list(
            zip(
                contracts["contract_id"].tolist(),
                contracts["balance_kopecks"].tolist(),
                strict=True,
            )
        )
        parts = parts_of(world)
    assert [logged.number for logged in log] == list(range(1, len(log) + 1))
    for number, chain in acknowledged:
        assert number <= len(log), f"command {number} was acknowledged and is lost"
        assert log[number - 1].chain == chain
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.execute(LAW).fetchall()
        assert rows == balances
        for table, count in (
            ("posting", sum(len(part.entries) for part in parts)),
            ("event", sum(len(part.events) for part in parts)),
            ("contract_day", sum(part.days.shape[1] for part in parts)),
        ):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (count,)
        orphans = """
            SELECT count(*) FROM posting LEFT JOIN command ON number = command_number
            WHERE command_number > 0 AND (number IS NULL OR refusal <> 'NONE')
        """
        assert connection.execute(orphans).fetchone() == (0,)
    return len(log)


def test_nothing_acknowledged_is_lost_at_60_kills(zygote: Zygote, tmp_path: Path) -> None:
    first = tmp_path / "first.duckdb"
    durable_child.make(first)
    unacknowledged = commands = 0
    for file in range(FILES):
        path = tmp_path / f"{file}.duckdb"
        shutil.copy(first, path)
        for kill in range(KILLS_PER_FILE):
            acknowledged = kill_after(zygote, path, file * KILLS_PER_FILE + kill)
            count = check_file(path, acknowledged)
            if acknowledged:
                assert acknowledged[-1][0] <= count <= acknowledged[-1][0] + 1
                unacknowledged += count > acknowledged[-1][0]
        commands += count
        path.unlink()
    print(f"{commands} commands, {unacknowledged} were stored but not yet acknowledged")
    assert commands > 150


def test_a_world_is_made_whole_or_not_at_all_at_20_kills(zygote: Zygote, tmp_path: Path) -> None:
    luck = random.Random(11)
    made = 0
    for kill in range(KILLS_OF_MAKING):
        path = tmp_path / f"{kill}.duckdb"
        pid = zygote.ask(f"make {path} 5")
        time.sleep(luck.random() * 0.5)
        os.kill(pid, signal.SIGKILL)
        zygote.until("gone")
        made += path.exists()
        if not path.exists():
            durable_child.make(path)
        assert check_file(path, []) == 0
    print(f"{made} of {KILLS_OF_MAKING} were whole")
