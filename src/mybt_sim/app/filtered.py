"""The addresses of a page whose parts follow its filters: the page, its parts, its files."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from mybt_sim.analysis.cubes import Cubes, cubes_of
from mybt_sim.app.answers import FRESH, LanguageOf, trouble
from mybt_sim.app.explorer.view import View
from mybt_sim.app.markup import Html
from mybt_sim.app.runs import shared_run
from mybt_sim.base.errors import MybtError
from mybt_sim.store import Run
from mybt_sim.text import Language

Seen = TypeVar("Seen", bound=View)


@dataclass(frozen=True)
class FilteredPage(Generic[Seen]):
    """How a page reads its address, and what it makes of it.

    `title` is a text; `media` has the media type of each kind of file of the `charts`.
    """

    path: str
    title: str
    view_of: Callable[[Run, Cubes, Iterable[tuple[str, str]], Language], Seen]
    page: Callable[[Seen], str]
    parts: Callable[[Seen], Mapping[str, Html]]
    file_of: Callable[[Seen, str, str], bytes]
    charts: Collection[str]
    media: Mapping[str, str]


def filtered_routes(filtered: FilteredPage[Seen], language_of: LanguageOf) -> list[Route]:
    """What the site has to know of such a page.

    Parts and files are of the run that the page was opened on, or none: 409 says that it was
    replaced.
    """

    def view(request: Request) -> Seen:
        run = shared_run(request.app.state.run_path)
        pairs = request.query_params.multi_items()
        return filtered.view_of(run, cubes_of(run), pairs, language_of(request))

    def whole(request: Request) -> Response:
        try:
            return HTMLResponse(filtered.page(view(request)), headers=FRESH)
        except MybtError as error:
            return trouble(error, language_of(request), filtered.title)

    def in_parts(request: Request) -> Response:
        begun = time.perf_counter()
        try:
            seen = view(request)
        except MybtError as error:
            return JSONResponse({"trouble": str(error)}, 503, FRESH)
        if request.query_params.get("run") != seen.mark:
            return JSONResponse({"trouble": seen.say("replaced"), "replaced": True}, 409, FRESH)
        found = filtered.parts(seen)
        spent = f"answer;dur={(time.perf_counter() - begun) * 1000:.1f}"
        return JSONResponse({"parts": found}, headers={**FRESH, "server-timing": spent})

    def download(request: Request) -> Response:
        chart, kind = (request.query_params.get(name, "") for name in ("chart", "format"))
        if chart not in filtered.charts or kind not in filtered.media:
            return Response("There is no such file.\n", 404, media_type="text/plain")
        seen = view(request)
        if request.query_params.get("run", seen.mark) != seen.mark:
            return Response(seen.say("replaced"), 409, FRESH, "text/plain")
        name = f"{chart}-{seen.cubes.date_of(seen.selection.first)}.{kind}"
        headers = {**FRESH, "content-disposition": f'attachment; filename="{name}"'}
        file = filtered.file_of(seen, chart, kind)
        return Response(file, headers=headers, media_type=filtered.media[kind])

    return [
        Route(filtered.path, whole),
        Route(f"{filtered.path}/parts", in_parts),
        Route(f"{filtered.path}/download", download),
    ]
