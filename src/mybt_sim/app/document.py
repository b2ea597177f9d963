"""Our own pages outside of the notebooks: one head, and the short pages that say one thing."""

import html
import json
import re
from collections.abc import Iterable

from mybt_sim.app.markup import Child, Html, tag
from mybt_sim.text import Language, translate

HEAD = (
    tag("meta", charset="utf-8"),
    tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
    tag("meta", name="color-scheme", content="light dark"),
)
LINKS = (
    tag("link", rel="icon", href="/static/favicon.svg", type_="image/svg+xml"),
    tag("link", rel="stylesheet", href="/static/tokens.css"),
    tag("link", rel="stylesheet", href="/static/home.css"),
)

TITLE = re.compile("<title>(.*?)</title>", re.DOTALL)
LANGUAGE = re.compile('<html lang="[^"]*"')


def document(language: Language, title: str, *body: Child, links: Iterable[Html] = ()) -> str:
    """A whole page; `links` are what it needs besides."""
    head = tag("head", HEAD, tag("title", f"{title} · mybt_sim"), LINKS, links)
    return f"<!doctype html>\n{tag('html', head, tag('body', *body), lang=language)}\n"


def in_language(page: str, language: Language, title: str) -> str:
    """A page of a notebook, whose language and title marimo knows one of, in the reader's.

    The title stands in its head and, for the script that begins it, in JSON.
    """
    found = TITLE.search(page)
    if found is None:
        return page
    old, new = html.unescape(found.group(1)), f"{title} · mybt_sim"
    for spelled in (html.escape, json.dumps):
        page = page.replace(spelled(old), spelled(new))
    return LANGUAGE.sub(f'<html lang="{language}"', page, count=1)


def opening(title: str, *body: Child) -> Html:
    """What a page begins with: its title, and a sentence or two."""
    return tag("section", tag("h1", title), *body, cls="opening")


def missing_page(language: Language) -> str:
    """What is shown where there is no page."""
    words = opening(translate("page.not_found", language), tag("p", _to_home(language, "← ")))
    return document(language, "404", tag("main", words))


def full_page(language: Language) -> str:
    """What is shown when all places are taken."""
    title = translate("places.taken", language)
    again = tag("a", translate("places.again", language), href=f"?lang={language}")
    words = opening(
        title,
        tag("p", translate("places.taken.text", language)),
        tag("p", again, " · ", _to_home(language)),
    )
    return document(language, title, tag("main", words))


def sign_in_page(language: Language, path: str, trouble: str = "") -> str:
    """The door of a site with a password; `trouble` says why it stays shut."""
    title = translate("sign_in.title", language)
    words = opening(title, tag("p", translate("sign_in.lead", language)))
    form = tag(
        "form",
        tag("label", translate("sign_in.password", language), for_="password"),
        tag(
            "input",
            id="password",
            name="password",
            type_="password",
            autocomplete="current-password",
            required=True,
            autofocus=True,
        ),
        tag("p", trouble, cls="trouble", role="alert" if trouble else None),
        tag("button", translate("sign_in.enter", language), type_="submit"),
        cls="sign-in",
        method="post",
        action=path,
    )
    return document(language, title, tag("main", words, form))


def _to_home(language: Language, arrow: str = "") -> Html:
    return tag("a", arrow, translate("page.to_home", language), href=f"/?lang={language}")
