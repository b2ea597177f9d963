"""A request that cannot be answered as it is: what is wrong and what to do, as RFC 9457 has it."""

from http import HTTPStatus

from starlette.responses import JSONResponse

MEDIA_TYPE = "application/problem+json"


def problem(status: int, detail: str, next_step: str, *, wait_s: int | None = None) -> JSONResponse:
    """The answer; `wait_s` says in how many seconds the same may be tried again."""
    body = {
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail.encode("utf-8", "backslashreplace").decode(),
        "next_step": next_step,
    }
    headers = {} if wait_s is None else {"retry-after": str(wait_s)}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["www-authenticate"] = "Bearer"
    return JSONResponse(body, status, headers, MEDIA_TYPE)
