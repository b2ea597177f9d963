"""The first picture of /demo: what the widget will draw, in the page itself, before it is there.

The notebook's own front end takes seconds in a cold browser. Until the widget stands, its picture
lies over the page in a closed shadow root, so that nothing finds it twice; where somebody taps
meanwhile is kept, and tapped on the widget once it is there (see `static/first.js`, `phone.js`).
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mybt_sim.app.demo.page import draw
from mybt_sim.app.demo.sessions import DEMO_SESSIONS, new_demo
from mybt_sim.app.demo.widget import styles
from mybt_sim.app.markup import Html, joined, tag
from mybt_sim.text import Language

END_OF_BODY = b"</body>"


def first_picture(query: Mapping[str, str], language: Language) -> Html:
    """The picture over the page; nothing for a link to a moment, which has to be made first."""
    if "moment" in query:
        return Html("")
    demo = DEMO_SESSIONS.opened(query.get("key", ""))
    return _guest(language) if demo is None else _over(draw(demo))


@cache
def _guest(language: Language) -> Html:
    return _over(draw(new_demo(language)))


def _over(picture: str) -> Html:
    drawn = tag("div", Html(picture), inert=True, aria_hidden="true", data_root="")
    inner = tag("template", tag("style", Html(styles())), drawn, shadowrootmode="closed")
    return joined(
        tag("div", inner, id="first-picture", aria_busy="true"),
        tag("script", src="/static/first.js"),
    )


class WithFirstPicture:
    """ASGI: puts the first picture into the page of the demo."""

    def __init__(self, app: ASGIApp, picture: Callable[[Scope], Html]) -> None:
        self.app, self.picture = app, picture

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        await self.app(scope, receive, _Inserting(send, self.picture(scope)))


class _Inserting:
    """Holds a page back until it is whole, and sends it with the picture at its end."""

    def __init__(self, send: Send, picture: Html) -> None:
        self.send, self.picture = send, picture.encode()
        self.start: Message | None = None
        self.body = b""

    def __call__(self, message: Message) -> Awaitable[None]:
        return self._take(message)

    async def _take(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK:
            self.start = message
        elif self.start is None:
            await self.send(message)
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._end()

    async def _end(self) -> None:
        assert self.start is not None
        head, end, rest = self.body.rpartition(END_OF_BODY)
        body = head + self.picture + end + rest if end else self.body
        headers = [(n, v) for n, v in self.start["headers"] if n.lower() != b"content-length"]
        length = (b"content-length", str(len(body)).encode())
        await self.send({**self.start, "headers": [*headers, length]})
        await self.send({"type": "http.response.body", "body": body})
