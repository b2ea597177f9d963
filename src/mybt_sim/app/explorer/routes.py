"""The addresses of the explorer: the page, its parts as JSON, its files."""

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from mybt_sim.analysis.cubes import cubes_of
from mybt_sim.app.explorer.files import TYPES, file_of
from mybt_sim.app.explorer.page import page, parts, trouble_page
from mybt_sim.app.explorer.view import CHARTS, PATH, View, view_of
from mybt_sim.app.runs import shared_run
from mybt_sim.base.errors import MybtError
from mybt_sim.text import Language, translate

FRESH = {"cache-control": "no-store"}
LanguageOf = Callable[[Request], Language]


def gather_cubes(run_path: Path) -> None:
    """Begin with the cubes before the first visitor comes; what is wrong she is told."""
    with contextlib.suppress(MybtError, duckdb.Error, OSError):
        cubes_of(shared_run(run_path))


def replaced(view: View) -> Response:
    """The answer to a page of another run: it says so and shows none of this one's numbers."""
    return JSONResponse({"trouble": view.say("replaced"), "replaced": True}, 409, FRESH)


def routes(language_of: LanguageOf) -> list[Route]:
    """What the site has to know of the explorer."""

    def view(request: Request) -> View:
        run_path: Path = request.app.state.run_path
        run = shared_run(run_path)
        pairs = request.query_params.multi_items()
        return view_of(run, cubes_of(run), pairs, language_of(request))

    def whole(request: Request) -> Response:
        try:
            return HTMLResponse(page(view(request)), headers=FRESH)
        except MybtError as error:
            language = language_of(request)
            text = translate("error.text", language, detail=str(error))
            return HTMLResponse(trouble_page(language, text), 503, FRESH)

    def in_parts(request: Request) -> Response:
        begun = time.perf_counter()
        try:
            seen = view(request)
        except MybtError as error:
            return JSONResponse({"trouble": str(error)}, 503, FRESH)
        if request.query_params.get("run") != seen.mark:
            return replaced(seen)
        found = parts(seen)
        spent = f"answer;dur={(time.perf_counter() - begun) * 1000:.1f}"
        return JSONResponse({"parts": found}, headers={**FRESH, "server-timing": spent})

    def download(request: Request) -> Response:
        chart = request.query_params.get("chart")
        kind = request.query_params.get("format")
        if chart not in CHARTS or kind not in TYPES:
            return Response("There is no such file.\n", 404, media_type="text/plain")
        seen = view(request)
        if request.query_params.get("run", seen.mark) != seen.mark:
            return Response(seen.say("replaced"), 409, FRESH, "text/plain")
        name = f"{chart}-{seen.cubes.date_of(seen.selection.first)}.{kind}"
        headers = {**FRESH, "content-disposition": f'attachment; filename="{name}"'}
        return Response(file_of(seen, chart, kind), headers=headers, media_type=TYPES[kind])

    return [
        Route(PATH, whole),
        Route(f"{PATH}/parts", in_parts),
        Route(f"{PATH}/download", download),
    ]
