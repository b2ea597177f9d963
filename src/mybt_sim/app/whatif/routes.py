"""The addresses of the lab: the page, its answers as JSON, its scenarios as files."""

import time
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from mybt_sim.app.answers import FRESH, trouble
from mybt_sim.app.runs import shared_run
from mybt_sim.app.whatif.asked import scenario_file
from mybt_sim.app.whatif.page import page, parts
from mybt_sim.app.whatif.view import PATH, View, view_of
from mybt_sim.app.whatif.work import WORKROOM, Question
from mybt_sim.base.errors import MybtError
from mybt_sim.text import Language, translate
from mybt_sim.world.parsing import number_in

WAIT_S = 5
"""No answer is waited for longer at a time; the page asks again."""
NOBODY = "page0000"
"""The page of a browser that runs no script."""


def routes(language_of: Callable[[Request], Language]) -> list[Route]:
    """What the site has to know of the lab."""

    def view(request: Request) -> View:
        run = shared_run(request.app.state.run_path)
        return view_of(run, request.query_params.multi_items(), language_of(request))

    async def whole(request: Request) -> Response:
        language = language_of(request)
        try:
            seen = await run_in_threadpool(view, request)
            question = _question(seen)
            if not seen.asked.is_today:  # a browser without a script sees what is known soon
                await WORKROOM.news(_page(seen), question, 0, WAIT_S)
            return HTMLResponse(await run_in_threadpool(page, seen, question), headers=FRESH)
        except MybtError as error:
            return trouble(error, language, "whatif.title")

    async def answer(request: Request) -> Response:
        try:
            seen = await run_in_threadpool(view, request)
            if request.query_params.get("run") != seen.mark:
                text = translate("explorer.replaced", seen.language)
                return JSONResponse({"trouble": text}, 409, FRESH)
            return await _answered(seen, number_in(request.query_params.get("lived", "")) or 0)
        except MybtError as error:
            return JSONResponse({"trouble": str(error)}, 503, FRESH)

    def file(request: Request) -> Response:
        seen = view(request)
        is_base = request.query_params.get("side") == "base"
        asked = seen.asked
        scenario = asked.base(seen.bench) if is_base else asked.scenario(seen.bench)
        name = "base.toml" if is_base else "what-if.toml"
        headers = {**FRESH, "content-disposition": f'attachment; filename="{name}"'}
        return Response(scenario_file(scenario), headers=headers, media_type="application/toml")

    return [Route(PATH, whole), Route(f"{PATH}/parts", answer), Route(f"{PATH}/file", file)]


async def _answered(seen: View, lived: int) -> Response:
    """What is told of a question, once more is known than after `lived` sheets."""
    begun = time.perf_counter()
    question = _question(seen)
    is_wanted = await WORKROOM.news(_page(seen), question, lived, WAIT_S)
    told: dict[str, object] = {
        "lived": question.lived,
        "over": question.is_over or not is_wanted,
        "sheets": WORKROOM.sheets_lived,
        "count": question.count,
    }
    waited = time.perf_counter()
    if is_wanted:
        told["parts"] = await run_in_threadpool(parts, seen, question)
        told["address"] = seen.href(life=seen.life)
    ends = time.perf_counter()
    spent = f"waited;dur={(waited - begun) * 1000:.1f}, drawn;dur={(ends - waited) * 1000:.1f}"
    return JSONResponse(told, headers={**FRESH, "server-timing": spent})


def _page(seen: View) -> str:
    return seen.page or NOBODY


def _question(seen: View) -> Question:
    asked, bench = seen.asked, seen.bench
    return WORKROOM.ask(_page(seen), seen.key, lambda: (asked.base(bench), asked.scenario(bench)))
