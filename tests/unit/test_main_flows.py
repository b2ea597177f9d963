"""Do the main flows go the way that ARCHITECTURE draws, in few steps?"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.support import main_flows
from tests.support.main_flows import Call, lines_of, untrue

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
FUNCTIONS_MOST, FILES_MOST = 12, 9


def picture(heading: str) -> list[str]:
    """The indented lines that follow a heading."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^    (.*)$", section, re.MULTILINE)


def uncompiled(flow: str, names: Iterable[str] = ()) -> str:
    """What `main_flows` prints where Numba compiles nothing."""
    paths = os.pathsep.join([str(ROOT), *filter(None, sys.path)])
    done = subprocess.run(
        [sys.executable, "-m", main_flows.__name__, flow],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": paths},
        input=" ".join(names),
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_from_a_tap_to_the_ledger_it_is_not_far() -> None:
    chain = uncompiled("tap").splitlines()
    shown = "\n" + "\n".join(chain)
    assert len(chain) <= FUNCTIONS_MOST, shown
    assert len({line.split()[0] for line in chain}) <= FILES_MOST, shown
    assert [str(line.place) for line in lines_of(picture("From a tap to the ledger"))] == chain


def test_from_a_scenario_to_a_file_it_goes_as_drawn() -> None:
    drawn = picture("From a scenario to a file")
    names = {line.place.function.rpartition(".")[2] for line in lines_of(drawn)}
    calls = [Call(*call) for call in json.loads(uncompiled("run", names))]
    assert not list(untrue(lines_of(drawn), calls))
    for old, new in (("draw_block", "draw_blocks"), ("  prepare", "prepare"), ("live_d", "end_d")):
        wrong = [line.replace(old, new) for line in drawn]
        assert list(untrue(lines_of(wrong), calls)), f"{new} instead of {old}"
