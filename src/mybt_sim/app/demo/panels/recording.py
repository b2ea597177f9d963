"""The recording: what was done so far, as the file of a journey."""

from urllib.parse import quote

from mybt_sim.app.demo.components import field, form, small
from mybt_sim.app.demo.icons import icon
from mybt_sim.app.demo.taps import tap
from mybt_sim.app.demo.view import View
from mybt_sim.app.markup import Html, tag
from mybt_sim.journeys import told

FILE = "story.toml"


def recording_panel(view: View) -> Html:
    """How much was recorded, a caption for the last step, and the file."""
    count = len(told(view.handset.recorder.steps))
    summary = tag("summary", icon("list"), tag("span", view.say("recording.title")), cls="small")
    body = tag(
        "div",
        tag("p", view.say("recording.lead"), cls="quiet"),
        tag("p", tag("b", view.say("recording.count", count=count)), id="recording-count"),
        _caption(view),
        _title(view),
        _file(view),
        cls="recording-body",
    )
    return tag(
        "section",
        tag("details", summary, body, cls="shelf", id="recording-shelf"),
        cls="recording",
        data_part="recording",
        id="recording",
        aria_label=view.say("recording.title"),
    )


def _caption(view: View) -> Html:
    words = field(view, "caption", view.say("recording.caption"), maxlength=400)
    write = tag("button", view.say("recording.write"), cls="small", type_="submit")
    return form("recording.caption", words, write, cls="words-line")


def _title(view: View) -> Html:
    name = field(
        view, "title", view.say("recording.name"), value=view.say("recording.mine"), maxlength=120
    )
    save = tag("button", view.say("recording.save"), cls="small", type_="submit")
    again = small(view.say("recording.again"), **tap("recording.again"))
    return form("recording.save", name, save, again, cls="words-line")


def _file(view: View) -> Html | None:
    """The file itself, with a link that keeps it: it never leaves the page otherwise."""
    text = view.demo.file
    if not text:
        return None
    link = tag(
        "a",
        icon("out"),
        tag("span", view.say("recording.download", name=FILE)),
        href=f"data:application/toml;charset=utf-8,{quote(text)}",
        download=FILE,
        cls="small",
        id="recording-link",
    )
    return tag("div", link, tag("pre", text, tabindex="0"), cls="recording-file")
