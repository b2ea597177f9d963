"""The addresses of the page: the page, its parts as JSON, what it can ask for, a story's file."""

from collections.abc import Callable
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from mybt_sim.app.answers import FRESH
from mybt_sim.app.document import document, opening
from mybt_sim.app.markup import tag
from mybt_sim.app.quality.page import page, parts
from mybt_sim.app.quality.reports import CATCH, HUNT
from mybt_sim.app.quality.view import (
    PATH,
    SECONDS_MOST,
    SEED_MOST,
    View,
    task_of,
    view_of,
)
from mybt_sim.app.quality.work import HUNTING
from mybt_sim.text import Language, chosen_language

FIELDS_MOST = 8


def routes(language_of: Callable[[Request], Language]) -> list[Route]:
    """What the site has to know of the page."""

    def view(request: Request) -> View:
        pairs = request.query_params.multi_items()
        return view_of(pairs, language_of(request), HUNTING.known)

    def whole(request: Request) -> Response:
        return HTMLResponse(page(view(request)), headers=FRESH)

    def in_parts(request: Request) -> Response:
        seen = view(request)
        return JSONResponse({"parts": parts(seen), "busy": seen.known.is_busy}, headers=FRESH)

    async def begin(request: Request) -> Response:
        what = request.path_params["what"]
        if what not in (HUNT, CATCH):
            raise HTTPException(404)
        seen, given = await asked(request)
        task = task_of(what, given)
        if task is None:
            return HTMLResponse(refused_page(seen), 422, FRESH)
        await run_in_threadpool(HUNTING.begin, task)
        return RedirectResponse(seen.href(f"#{what}"), 303)

    async def stop(request: Request) -> Response:
        seen, _ = await asked(request)
        await run_in_threadpool(HUNTING.stop)
        return RedirectResponse(seen.href(f"#{HUNT}"), 303)

    async def asked(request: Request) -> tuple[View, dict[str, str]]:
        """What a form says, and the view that it was seen in."""
        body = (await request.body()).decode("utf-8", "replace")
        given = dict(parse_qsl(body, max_num_fields=FIELDS_MOST))
        language = chosen_language(given.get("lang"), language_of(request))
        return view_of(given.items(), language, HUNTING.known), given

    def story(request: Request) -> Response:
        found = HUNTING.known.caught.get(request.query_params.get("fault", ""))
        if found is None or found.told is None or not found.told.file:
            return Response("There is no such file.\n", 404, media_type="text/plain")
        headers = {**FRESH, "content-disposition": 'attachment; filename="story.toml"'}
        return Response(found.told.file, headers=headers, media_type="application/toml")

    return [
        Route(PATH, whole),
        Route(f"{PATH}/parts", in_parts),
        Route(f"{PATH}/story.toml", story),
        Route(f"{PATH}/stop", stop, methods=["POST"]),
        Route(f"{PATH}/{{what}}", begin, methods=["POST"]),
    ]


def refused_page(view: View) -> str:
    """What is said of a form that no field of the page can send."""
    title = view.say("title")
    most = {"most": view.count(SECONDS_MOST), "seeds": view.count(SEED_MOST)}
    back = tag("p", tag("a", view.say("back"), href=view.href()))
    words = opening(title, tag("p", view.say("refused", **most)), back)
    return document(view.language, title, tag("main", words))
