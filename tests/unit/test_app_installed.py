"""What is installed is looked up once in a served process, however often cells run."""

import importlib.metadata
from collections.abc import Callable
from typing import Any

import pytest
from marimo._entrypoints import registry
from marimo._runtime.executor import DefaultExecutor, resolve_executor

from mybt_sim.app import installed


def test_cells_run_without_reading_the_metadata_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[None] = []

    def counted(by_library: Callable[[], Any] = importlib.metadata.entry_points) -> Any:
        asked.append(None)
        return by_library()

    monkeypatch.setattr(registry, "get_entry_points", _unwrapped(registry.get_entry_points))
    monkeypatch.setattr(registry, "entry_points", counted)
    resolve_executor()
    resolve_executor()
    assert len(asked) == 2, "marimo looks once itself now: app/installed.py is not needed any more"
    installed.look_once()
    installed.look_once()
    for _ in range(3):
        assert isinstance(resolve_executor(), DefaultExecutor)
    assert len(asked) == 3


def _unwrapped(function: Any) -> Any:
    return getattr(function, "__wrapped__", function)
