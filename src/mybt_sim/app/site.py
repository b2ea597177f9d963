"""The whole site as one ASGI app: our home page, static files, health, and the notebooks."""

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import marimo
from starlette.applications import Starlette
from starlette.datastructures import Headers, QueryParams
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from mybt_sim.analysis import charts
from mybt_sim.app.demo import widget
from mybt_sim.app.demo.first import first_picture as demo_picture
from mybt_sim.app.demo.sessions import DEMO_SESSIONS
from mybt_sim.app.document import full_page, in_language, missing_page
from mybt_sim.app.explorer.routes import gather_cubes
from mybt_sim.app.explorer.routes import routes as explorer_routes
from mybt_sim.app.first_picture import with_picture
from mybt_sim.app.home import home_page
from mybt_sim.app.installed import look_once
from mybt_sim.app.life.routes import routes as life_routes
from mybt_sim.app.markup import joined, tag
from mybt_sim.app.memory import give_back_after
from mybt_sim.app.money.routes import routes as money_routes
from mybt_sim.app.notebooks import usage_page
from mybt_sim.app.quality.routes import routes as quality_routes
from mybt_sim.app.quality.work import HUNTING
from mybt_sim.app.runs import close_sql_fields, run_fingerprint, shared_run, shared_sql_field
from mybt_sim.app.security.bodies import BoundedBodies
from mybt_sim.app.security.gate import Gate, Password
from mybt_sim.app.security.sessions import Sessions
from mybt_sim.app.security.shield import LOOPBACK, Shield
from mybt_sim.app.shelf import SHELF, notebook_folder
from mybt_sim.app.whatif.routes import routes as what_if_routes
from mybt_sim.app.whatif.work import WORKROOM
from mybt_sim.app.whole_page import WholePage
from mybt_sim.base.bounds import SESSION_DROPPED_SECONDS
from mybt_sim.text import LANGUAGES, Language, chosen_language, translate

STATIC = Path(__file__).parent / "static"
LANGUAGE_COOKIE = "lang"
YEAR_S = 365 * 24 * 60 * 60
KEY = re.compile("[0-9a-f]{32}")
"""By which a demo is found again; a page that comes back from it brings it along."""
SESSION_HEADER = "marimo-session-id"
STREAM = "/sse"
"""Another way to begin a session of marimo, which no page of ours uses."""
TRY_LATER = 1013

NOTEBOOK_HEAD = (
    '<link rel="stylesheet" href="/static/tokens.css">'
    '<link rel="stylesheet" href="/static/notebook.css">'
    '<link rel="stylesheet" href="/static/first.css">'
    '<link rel="icon" href="/static/favicon.svg" type="image/svg+xml">'
    '<script src="/static/connection.js" defer></script>'
    + joined(
        tag("meta", name_="mb-gone", lang=code, content=translate("page.server_gone", code))
        for code in LANGUAGES
    )
)
WARMED = (charts, widget)
"""Imported before the first visitor comes: what is slow to import is shared by all sessions."""


def create_app(
    run_path: Path, *, hosts: Collection[str] = LOOPBACK, password: Password | None = None
) -> Starlette:
    """The site over one run. `RunError` when the run cannot be opened.

    `hosts` are the names by which a browser may call it. With a password, who does not know it
    sees the door only.
    """
    shared_run(run_path)
    shared_sql_field(run_path)
    look_once()
    sessions = Sessions()
    notebooks, told = _notebooks(run_path, sessions)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        threading.Thread(target=gather_cubes, args=(run_path,), daemon=True).start()
        giving = asyncio.create_task(give_back_after(sessions.running))
        yield
        giving.cancel()
        for one in told:  # else their threads would outlive the server, and hold the process
            await one.close()
        close_sql_fields()
        WORKROOM.leave()
        HUNTING.stop()

    app = Starlette(
        lifespan=lifespan,
        routes=[
            Route("/", _home),
            Route("/health", _health),
            Route("/favicon.ico", _favicon),
            Route("/demo-deeds/{key}", _demo_deeds),
            *explorer_routes(_language),
            *money_routes(_language),
            *what_if_routes(_language),
            *life_routes(_language),
            *quality_routes(_language),
            Mount("/static", StaticFiles(directory=STATIC)),
            Mount("/", _Notebooks(notebooks, sessions, run_path)),
        ],
        middleware=_walls(hosts, password),
        exception_handlers={404: _not_found},
    )
    app.state.run_path = run_path
    return app


def _notebooks(run_path: Path, sessions: Sessions) -> "tuple[ASGIApp, list[_Told]]":
    """marimo over all notebooks, and each of them."""
    builder = marimo.create_asgi_app(
        quiet=True, html_head=NOTEBOOK_HEAD, session_ttl=SESSION_DROPPED_SECONDS
    )
    told: list[_Told] = []

    def tell(app: ASGIApp) -> ASGIApp:
        told.append(_Told(app, run_path))
        sessions.watch(told[-1].manager)
        return told[-1]

    for notebook in SHELF:
        root = str(notebook_folder() / notebook.file)
        builder = builder.with_app(path=notebook.path, root=root, middleware=[tell])
    return builder.build(), told


def _walls(hosts: Collection[str], password: Password | None) -> list[Middleware]:
    """What a request passes before it is answered, the outermost first."""
    walls = [
        Middleware(Shield, notebooks=[page.path for page in SHELF], hosts=hosts),
        Middleware(BoundedBodies),
    ]
    if password is not None:
        walls.append(Middleware(Gate, password=password, language_of=_language))
    return walls


class _Notebooks:
    """marimo behind the paths of its notebooks; what lies elsewhere is missing in our own words."""

    def __init__(self, app: ASGIApp, sessions: Sessions, run_path: Path) -> None:
        self.app, self.sessions = app, sessions
        self.pages: dict[str, ASGIApp] = {
            f"{page.path}/": WholePage(app, partial(_of_reader, page.words, run_path))
            for page in SHELF
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path.endswith(STREAM) or not any(
            path == page.path or path.startswith(f"{page.path}/") for page in SHELF
        ):
            raise HTTPException(404)
        if f"{path}/" in self.pages and scope["type"] == "http":
            asked = QueryParams(scope["query_string"])  # marimo's own redirect loses it
            await RedirectResponse(f"{path}/?{asked}")(scope, receive, send)
        elif self._is_welcome(scope):
            await self.pages.get(path, self.app)(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": TRY_LATER})
        else:
            full = full_page(_language(Request(scope)))
            answer = HTMLResponse(full, 503, {"retry-after": "60", "cache-control": "no-store"})
            await answer(scope, receive, send)

    def _is_welcome(self, scope: Scope) -> bool:
        """Whether there is a place: for a page that opens, and for the session that it begins."""
        if scope["type"] == "websocket":
            asked = QueryParams(scope["query_string"])
            return self.sessions.admit(asked.get("session_id", ""))
        self.sessions.touch(Headers(scope=scope).get(SESSION_HEADER, ""))
        is_page = scope["path"] in [f"{page.path}/" for page in SHELF]
        return not is_page or self.sessions.has_room()


class _Told:
    """Tells a notebook which run it shows, and at the end that its sessions are over."""

    def __init__(self, app: ASGIApp, run_path: Path) -> None:
        assert isinstance(app, Starlette)
        self.app, self.manager = app, app.state.session_manager
        self.meta = {"run": str(run_path)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app({**scope, "meta": self.meta}, receive, send)

    async def close(self) -> None:
        """End the sessions of the notebook; marimo does so only where it is the whole server."""
        await self.manager.shutdown()


def _home(request: Request) -> Response:
    language = _language(request)
    asked = request.query_params.get("demo", "")
    demo = asked if KEY.fullmatch(asked) else ""
    page = HTMLResponse(home_page(shared_run(request.app.state.run_path), language, demo))
    if request.query_params.get("lang") in LANGUAGES:
        page.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR_S, httponly=True, samesite="lax")
    return page


def _health(request: Request) -> Response:
    run = shared_run(request.app.state.run_path)
    return JSONResponse({"status": "ok", "run": run_fingerprint(run)})


def _of_reader(words: str, run_path: Path, scope: Scope, page: bytes) -> bytes:
    """The page of a notebook in the reader's language, with its first picture."""
    request = Request(scope)
    language = _language(request)
    title = translate(f"{words}.title", language)
    told = in_language(page.decode(), language, title).encode()
    if words == "demo":
        return with_picture(told, demo_picture(request.query_params, language))
    return with_picture(told, usage_page.first_picture(shared_run(run_path), language))


def _demo_deeds(request: Request) -> Response:
    """How much was done in a demo, so that its pages in other browsers see when to look again."""
    deeds = DEMO_SESSIONS.deeds_of(request.path_params["key"])
    return JSONResponse(deeds, headers={"cache-control": "no-store"})


def _favicon(_: Request) -> Response:
    return Response((STATIC / "favicon.svg").read_bytes(), media_type="image/svg+xml")


def _not_found(request: Request, _: Exception) -> Response:
    assert isinstance(_, HTTPException)
    return HTMLResponse(missing_page(_language(request)), status_code=404)


def _language(request: Request) -> Language:
    return chosen_language(
        request.query_params.get("lang"),
        request.cookies.get(LANGUAGE_COOKIE),
        request.headers.get("accept-language"),
    )
