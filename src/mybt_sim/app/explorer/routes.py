"""The addresses of the explorer, and its cubes before the first visitor comes."""

import contextlib
from pathlib import Path

import duckdb
from starlette.routing import Route

from mybt_sim.analysis.cubes import cubes_of
from mybt_sim.app.answers import LanguageOf
from mybt_sim.app.explorer.files import MEDIA, file_of
from mybt_sim.app.explorer.page import page, parts
from mybt_sim.app.explorer.view import CHARTS, PATH, view_of
from mybt_sim.app.filtered import FilteredPage, filtered_routes
from mybt_sim.app.runs import shared_run
from mybt_sim.base.errors import MybtError

EXPLORER = FilteredPage(PATH, "explorer.title", view_of, page, parts, file_of, CHARTS, MEDIA)


def gather_cubes(run_path: Path) -> None:
    """Begin with the cubes before the first visitor comes; what is wrong she is told."""
    with contextlib.suppress(MybtError, duckdb.Error, OSError):
        cubes_of(shared_run(run_path))


def routes(language_of: LanguageOf) -> list[Route]:
    """What the site has to know of the explorer."""
    return filtered_routes(EXPLORER, language_of)
