"""The first picture of /demo: what the widget will draw.

Where somebody taps meanwhile is kept, and tapped on the widget once it is there (see
`static/first.js`, `phone.js`).
"""

from collections.abc import Mapping
from functools import cache

from mybt_sim.app.demo.page import draw
from mybt_sim.app.demo.sessions import DEMO_SESSIONS, new_demo
from mybt_sim.app.demo.widget import styles
from mybt_sim.app.first_picture import over_page
from mybt_sim.app.markup import Html, tag
from mybt_sim.text import Language


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
    return over_page(tag("style", Html(styles())), Html(picture), "of-demo")
