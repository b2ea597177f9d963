"""The address of the page of money."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from mybt_sim.app.explorer.page import trouble_page
from mybt_sim.app.explorer.routes import FRESH
from mybt_sim.app.money.page import PATH, books_of, page
from mybt_sim.app.runs import shared_run
from mybt_sim.base.errors import MybtError
from mybt_sim.text import Language, translate


def routes(language_of: Callable[[Request], Language]) -> list[Route]:
    """What the site has to know of the page."""

    def whole(request: Request) -> Response:
        language = language_of(request)
        try:
            run = shared_run(request.app.state.run_path)
        except MybtError as error:
            text = translate("error.text", language, detail=str(error))
            return HTMLResponse(trouble_page(language, text), 503, FRESH)
        if run.metrics_only:
            text = translate("error.metrics", language)
            return HTMLResponse(trouble_page(language, text), 503, FRESH)
        with_vat = request.query_params.get("vat") != "without"
        return HTMLResponse(page(books_of(run, language, with_vat=with_vat)), headers=FRESH)

    return [Route(PATH, whole)]
