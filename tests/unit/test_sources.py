"""What compiled code is made of: an edit is noticed by all that it reaches, and nothing else."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from mybt_sim.base import sources

ONE = """
from mybt_sim.base.compiled import compiled

@compiled
def fee_kopecks():
    return {fee}
"""
OTHER = """
from mybt_sim.base.compiled import compiled

@compiled
def days():
    return 30
"""
CALLER = """
import json
from mybt_sim.one import (
    fee_kopecks,
)
from mybt_sim import other
from mybt_sim.base.compiled import compiled

@compiled
def bill_kopecks():
    return fee_kopecks() * 2

bill = bill_kopecks()
found = [sum(function.stats.cache_hits.values()) for function in (bill_kopecks, other.days)]
other.days()
found[1] = sum(other.days.stats.cache_hits.values())
print(json.dumps([bill, *found]))
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of our name that holds `base/` and three small modules."""
    package = tmp_path / "mybt_sim"
    shutil.copytree(
        sources.PACKAGE / "base", package / "base", ignore=shutil.ignore_patterns("__pycache__")
    )
    (package / "__init__.py").touch()
    (package / "one.py").write_text(ONE.format(fee=100))
    (package / "other.py").write_text(OTHER)
    (package / "caller.py").write_text(CALLER)
    return package


def run(package: Path, code: str) -> str:
    home = {"PYTHONPATH": str(package.parent), "MYBT_SIM_CACHE": str(package.parent / "cache")}
    environment = {**os.environ, **home, "NUMBA_DISABLE_JIT": "0"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_the_sources_of_a_module_are_those_that_it_imports() -> None:
    graph = grimp.build_graph("mybt_sim")
    for module in sorted(graph.modules):
        path = sources._file_of(module)
        assert path is not None
        upstream = {sources._file_of(name) for name in graph.find_upstream_modules(module)}
        assert sources._reached(path) == upstream | {path}, module


def test_an_edit_compiles_anew_what_calls_it_and_nothing_else(package: Path) -> None:
    ask = "import mybt_sim.caller"
    assert run(package, ask) == "[200, 0, 0]"
    assert run(package, ask) == "[200, 1, 1]", "nothing changed, all is found"
    (package / "one.py").write_text(ONE.format(fee=101))
    assert run(package, ask) == "[202, 0, 1]", "the caller's own file did not change"
    (package / "one.py").write_text(ONE.format(fee=100))
    assert run(package, ask) == "[200, 1, 1]", "two versions are kept beside each other"


def test_what_is_in_base_is_in_everything(package: Path) -> None:
    ask = (
        "from mybt_sim.base.sources import PACKAGE, sources_digest;"
        "print(sources_digest(PACKAGE / 'other.py'))"
    )
    before = run(package, ask)
    with (package / "base" / "remembering.py").open("a") as file:
        file.write("# read in another way\n")
    assert run(package, ask) != before


def test_functions_without_a_file_are_compiled_all_the_same(package: Path) -> None:
    typed = (
        "from mybt_sim.base.compiled import compiled\n"
        "@compiled\ndef twice(number):\n    return 2 * number\n"
        "print(twice(21))"
    )
    assert run(package, typed) == "42"
