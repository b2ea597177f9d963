"""The first picture of /demo: what the widget will draw, in the page itself, before it is there.

The notebook's own front end takes seconds in a cold browser. Until the widget stands, its picture
lies over the page in a closed shadow root, so that nothing finds it twice; where somebody taps
meanwhile is kept, and tapped on the widget once it is there (see `static/first.js`, `phone.js`).
"""

from collections.abc import Mapping
from functools import cache

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


def with_picture(page: bytes, picture: Html) -> bytes:
    """A page with the picture at its end; as it is, if it has no end."""
    head, end, rest = page.rpartition(END_OF_BODY)
    return head + picture.encode() + end + rest if end else page
