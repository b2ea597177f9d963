"""The first picture of a notebook: what its page will show, in the page itself, before it is there.

The notebook's own front end takes seconds in a cold browser. Until it stands, its picture lies over
the page in a closed shadow root, so that nothing finds it twice (see `static/first.js`).
"""

from mybt_sim.app.markup import Child, Html, joined, tag

END_OF_BODY = b"</body>"


def over_page(styles: Child, picture: Child, kind: str) -> Html:
    """A picture that lies over the page; `kind` names it for the styles that take it away."""
    drawn = tag("div", picture, inert=True, aria_hidden="true", data_root="")
    inner = tag("template", styles, drawn, shadowrootmode="closed")
    return joined(
        tag("div", inner, id="first-picture", cls=kind, aria_busy="true"),
        tag("script", src="/static/first.js"),
    )


def with_picture(page: bytes, picture: Html) -> bytes:
    """A page with the picture at its end; as it is, if it has no end."""
    head, end, rest = page.rpartition(END_OF_BODY)
    return head + picture.encode() + end + rest if end else page
