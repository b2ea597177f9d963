"""The page of the drawer with texts: one of what the operator says, in three languages."""

import re

from mybt_sim.app.demo.components import form
from mybt_sim.app.demo.drawer import TEXTS
from mybt_sim.app.demo.panels.rule_words import trouble_told
from mybt_sim.app.demo.taps import tap
from mybt_sim.app.demo.view import View
from mybt_sim.app.markup import Html, tag
from mybt_sim.engine.refusals import Refusal
from mybt_sim.text import LANGUAGE_NAMES, LANGUAGES, changeable_keys, usual_words
from mybt_sim.text.wording import WORDS_MOST

SHOWN_MOST = 90


def texts_page(view: View) -> Html:
    """Which texts there are, and the one that is open."""
    chosen = view.demo.drawer.text or _said(view)
    body = _fields(view, chosen) if chosen else None
    return tag("div", body, _list(view, chosen), cls="term-list")


def _said(view: View) -> str:
    """The text that the phone says now, so that it is at hand."""
    deed = view.handset.deed
    if deed is None or deed.outcome.refusal is Refusal.NONE:
        return ""
    name = f"refusal.{deed.outcome.refusal.name}"
    keys = (f"{name}.until", f"{name}.limit", name)
    told = deed.outcome.text(view.language)
    fitting = [key for key in keys if key in changeable_keys()]
    exact = [key for key in fitting if usual_words(key, view.language)[:12] == told[:12]]
    return next(iter((*exact, *reversed(fitting))), "")


def _fields(view: View, key: str) -> Html:
    changed = view.demo.rules.texts.get(key)
    boxes = [
        tag(
            "p",
            tag("label", LANGUAGE_NAMES[language], for_=f"text-{language}"),
            tag("textarea", changed[language] if changed else usual_words(key, language),
                name_=language, id=f"text-{language}", lang=language, rows=3,
                maxlength=WORDS_MOST),
            cls="field",
        )
        for language in LANGUAGES
    ]  # fmt: skip
    go = tag("button", view.say("rules.apply"), cls="small", type_="submit")
    note = tag("p", tag("small", view.say("rules.text_note")), cls="term-facts")
    asked = form("rules.text", tag("h3", without_names(usual_words(key, view.language))), boxes, go,
                 data_f_item=key)  # fmt: skip
    kind = "term changed" if changed else "term"
    return tag("div", asked, trouble_told(view, TEXTS), note, cls=kind, id="text-open")


def _list(view: View, chosen: str) -> Html:
    lines = [
        tag(
            "button",
            _short(usual_words(key, view.language)),
            type_="button",
            cls="row life",
            aria_pressed="true" if key == chosen else "false",
            **tap("rules.text_key", item=key),
        )
        for key in changeable_keys()
    ]
    return tag("div", lines, cls="card rows", id="text-list")


def without_names(text: str) -> str:
    """A text with dots where a value will stand."""
    return re.sub(r"\{\w+\}", "…", text)


def _short(text: str) -> str:
    """As much as fits a line, cut between words."""
    text = without_names(text)
    if len(text) <= SHOWN_MOST:
        return text
    return f"{text[:SHOWN_MOST].rpartition(' ')[0]} …"
