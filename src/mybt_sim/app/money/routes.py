"""The addresses of the page of money: the page, its parts as JSON, its files."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from mybt_sim.analysis.cubes import cubes_of
from mybt_sim.app.explorer.page import trouble_page
from mybt_sim.app.explorer.routes import FRESH, replaced
from mybt_sim.app.money.books import ASKED, PATH, Books, books_of
from mybt_sim.app.money.page import FORMATS, MEDIA, file_of, page, parts
from mybt_sim.app.runs import shared_run
from mybt_sim.base.errors import MybtError
from mybt_sim.text import Language, translate


def routes(language_of: Callable[[Request], Language]) -> list[Route]:
    """What the site has to know of the page."""

    def books(request: Request) -> Books:
        run = shared_run(request.app.state.run_path)
        pairs = request.query_params.multi_items()
        return books_of(run, cubes_of(run), pairs, language_of(request))

    def whole(request: Request) -> Response:
        try:
            return HTMLResponse(page(books(request)), headers=FRESH)
        except MybtError as error:
            language = language_of(request)
            text = translate("error.text", language, detail=str(error))
            return HTMLResponse(trouble_page(language, text), 503, FRESH)

    def in_parts(request: Request) -> Response:
        try:
            seen = books(request)
        except MybtError as error:
            return JSONResponse({"trouble": str(error)}, 503, FRESH)
        if request.query_params.get("run") != seen.mark:
            return replaced(seen)
        return JSONResponse({"parts": parts(seen)}, headers=FRESH)

    def download(request: Request) -> Response:
        name, kind = (request.query_params.get(one) for one in ("chart", "format"))
        if name not in ASKED or kind not in FORMATS:
            return Response("There is no such file.\n", 404, media_type="text/plain")
        seen = books(request)
        if request.query_params.get("run", seen.mark) != seen.mark:
            return Response(seen.say("replaced"), 409, FRESH, "text/plain")
        file = f"{name}-{seen.cubes.date_of(seen.selection.first)}.{kind}"
        headers = {**FRESH, "content-disposition": f'attachment; filename="{file}"'}
        return Response(file_of(seen, name, kind), headers=headers, media_type=MEDIA[kind])

    return [
        Route(PATH, whole),
        Route(f"{PATH}/parts", in_parts),
        Route(f"{PATH}/download", download),
    ]
