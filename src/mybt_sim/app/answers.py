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


def trouble(error: MybtError, language: Language) -> Response:
    """The answer where there is nothing to show; it says why."""
    text = translate("error.text", language, detail=str(error))
    return HTMLResponse(trouble_page(language, text), 503, FRESH)
