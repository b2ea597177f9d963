"""What all our own pages answer with: nothing is kept, and one page tells of trouble."""

from collections.abc import Callable
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from mybt_sim.app.explorer.page import trouble_page
from mybt_sim.base.errors import MybtError
from mybt_sim.text import Language, translate

FRESH = {"cache-control": "no-store"}
LanguageOf: TypeAlias = Callable[[Request], Language]


def trouble(error: MybtError, language: Language, title: str) -> Response:
    """The answer where there is no run to show; it says why. `title` is the page's text."""
    text = translate("error.text", language, detail=str(error))
    return HTMLResponse(trouble_page(language, translate(title, language), text), 503, FRESH)


def missing(language: Language, title: str, text: str) -> Response:
    """The answer where the run has not what is asked for; both are texts of the page."""
    told = translate(text, language)
    return HTMLResponse(trouble_page(language, translate(title, language), told), 404, FRESH)
