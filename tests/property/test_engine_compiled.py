"""Compiled and uncompiled rules give the same records and journals, life by life."""

import os
import subprocess
import sys
from pathlib import Path

from tests.support import dump_lives
from tests.support.dump_lives import life_digest, life_lines

ROOT = Path(__file__).parents[2]
LIVES = 150


def run_uncompiled(*numbers: int) -> list[str]:
    """What `dump_lives` prints where Numba compiles nothing and every warning is an error."""
    package = Path(dump_lives.__file__).parents[2]
    paths = [str(package), *filter(None, sys.path)]
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join(paths)}
    arguments = [sys.executable, "-W", "error", "-m", dump_lives.__name__, *map(str, numbers)]
    result = subprocess.run(
        arguments, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    kind, *lines = result.stdout.splitlines()
    assert kind == "uncompiled"
    return lines


def test_compiled_and_uncompiled_rules_live_the_same_lives() -> None:
    plain = run_uncompiled(0, LIVES)
    assert len(plain) == LIVES
    for seed, digest in enumerate(plain):
        if digest != life_digest(seed):
            assert list(life_lines(seed)) == run_uncompiled(seed), f"life {seed}"


def test_drawn_lives_differ() -> None:
    assert len({life_digest(seed) for seed in range(20)}) == 20
