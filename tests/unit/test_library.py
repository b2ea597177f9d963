"""One import place, and pages whose examples run as they stand."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import mybt_sim

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", ["docs/library.md", "README.md"])
def test_the_examples_of_a_page_run_as_they_stand(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = BLOCK.findall((ROOT / page).read_text("utf-8"))
    assert len(blocks) >= 3
    names: dict[str, Any] = {}
    for number, block in enumerate(blocks, start=1):
        exec(compile(block, f"{page}, block {number}", "exec"), names)


@pytest.mark.parametrize("name", mybt_sim.__all__)
def test_each_name_is_there_with_a_docstring_and_stands_on_the_page(name: str) -> None:
    found = getattr(mybt_sim, name)
    assert found.__doc__
    assert len(found.__doc__.split()) > 3
    assert name in dir(mybt_sim)
    assert f"`{name}`" in (ROOT / "docs/library.md").read_text("utf-8")


def test_an_unknown_name_is_told_as_python_does() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Wrold'"):
        getattr(mybt_sim, "Wrold")  # noqa: B009


def test_names_are_loaded_when_they_are_asked_for() -> None:
    """The engine must not wait for the database."""
    code = (
        "import sys, mybt_sim; mybt_sim.Refusal; dir(mybt_sim); assert 'duckdb' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_help_waits_for_nothing_large() -> None:
    code = """
import sys, mybt_sim.cli
assert not {"babel", "numpy", "numba", "duckdb", "polars", "marimo"} & sys.modules.keys()
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_public_method_of_the_main_classes_has_a_docstring() -> None:
    for owner in (mybt_sim.World, mybt_sim.Client, mybt_sim.Outcome, mybt_sim.Run):
        for name in dir(owner):
            member = getattr(owner, name)
            if not name.startswith("_") and callable(member):
                assert member.__doc__, f"{owner.__name__}.{name}"
