"""The address of a life."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from mybt_sim.app.answers import FRESH, missing, trouble
from mybt_sim.app.life.page import page
from mybt_sim.app.life.view import PATH, NotInRunError, view_of
from mybt_sim.app.runs import shared_run
from mybt_sim.base.errors import MybtError
from mybt_sim.text import Language

TITLE = "life.one.any"


def routes(language_of: Callable[[Request], Language]) -> list[Route]:
    """What the site has to know of the page."""

    def whole(request: Request) -> Response:
        language = language_of(request)
        try:
            run = shared_run(request.app.state.run_path)
            told = page(view_of(run, request.query_params.multi_items(), language))
        except NotInRunError as asked:
            return missing(language, TITLE, f"life.one.no_{asked.what}")
        except MybtError as error:
            return trouble(error, language, TITLE)
        return HTMLResponse(told, headers=FRESH)

    return [Route(PATH, whole)]
