"""The strip of stories: which there are, and the one that is being played with its caption."""

from functools import cache

from mybt_sim.app.demo.components import chips, small
from mybt_sim.app.demo.icons import icon
from mybt_sim.app.demo.story import Shown, Story, can_be_on_web
from mybt_sim.app.demo.taps import tap
from mybt_sim.app.demo.view import View, held_together
from mybt_sim.app.markup import Child, Html, tag
from mybt_sim.journeys import Journey, load_journeys
from mybt_sim.journeys.deeds import deed_of
from mybt_sim.journeys.events import CorrectBalance, EripPayment, Event, Terminate

"""Events whose words are those of the operation of the same name."""


def story_panel(view: View) -> Html:
    """The story in front of the audience, or the list of all."""
    story = view.demo.story
    body = _list(view) if story is None else _told(view, story)
    return tag(
        "section",
        body,
        cls="stories" if story is None else "stories playing",
        data_part="stories",
        id="stories",
        aria_label=view.say("story.title"),
    )


def _list(view: View) -> Html:
    summary = tag("summary", icon("film"), tag("span", view.say("story.title")), cls="small")
    cards = [_card(view, journey) for journey in _journeys()]
    lead = tag("p", view.say("story.lead"), cls="quiet")
    listed = tag("div", lead, tag("div", cards, cls="story-list"), cls="story-shelf")
    return tag("details", summary, listed, cls="shelf", id="story-shelf")


@cache
def _journeys() -> tuple[Journey, ...]:
    return tuple(load_journeys().values())


def _card(view: View, journey: Journey) -> Html:
    about = None if journey.about is None else tag("small", view.name(journey.about))
    count = tag("small", view.say("story.ahead", count=len(journey.steps)), cls="quiet")
    return tag(
        "button",
        tag("b", view.name(journey.title)),
        about,
        count,
        cls="story-card",
        type_="button",
        **tap("story.choose", item=journey.name),
    )


def _told(view: View, story: Story) -> Html:
    """Title, caption, what came of the step, and the way on."""
    done, count = len(story.shown), len(story.journey.steps)
    place = view.say("story.step", step=done, count=count)
    title = tag("h2", view.name(story.journey.title), tag("small", place, cls="quiet"))
    caption = tag("p", _caption(view, story), cls="caption", role="status", id="caption")
    last = story.shown[-1] if story.shown else None
    words = tag("div", title, caption, _remarks(view, story, last), cls="words")
    return tag("div", words, _controls(view, story), _clients(view, story), cls="told")


def _caption(view: View, story: Story) -> str:
    if not story.shown:
        about = story.journey.about
        return view.say("story.lead") if about is None else view.name(about)
    played = story.shown[-1].played
    return held_together(played.caption(view.language)) or view.say(words_of(played.step.do))


BY_A_RULE = (EripPayment, CorrectBalance, Terminate)
"""Events that have the words of an operation."""


def words_of(deed: str) -> str:
    """Key of the words for a step that has no caption of its own."""
    kind = deed_of(deed)
    is_event = issubclass(kind, Event) and kind not in BY_A_RULE
    return f"deed.{deed}" if is_event else f"operation.{deed}"


def _remarks(view: View, story: Story, last: Shown | None) -> list[Child]:
    """What the audience should know beside the caption."""
    found: list[Child] = []
    if story.has_gone_astray:
        found.append(_remark("warn", view.say("story.astray")))
    elif last is not None and not last.played.holds:
        found.append(_remark("warn", view.say("story.otherwise")))
    elif last is not None and last.was_direct:
        found.append(_remark("info", view.say("story.direct")))
    if story.is_over:
        found.append(_remark("check", view.say("story.over")))
    return found


def _remark(sign: str, words: str) -> Html:
    return tag("p", icon(sign), tag("span", words), cls=f"remark {sign}")


def _controls(view: View, story: Story) -> Html:
    can_go_on = not story.is_over and not story.has_gone_astray
    next_step = tag(
        "button",
        tag("span", view.say("story.next")),
        icon("next"),
        cls="button first",
        type_="button",
        id="story-next",
        **tap("story.next"),
    )
    back = None
    if story.shown:
        back = small(view.say("story.back"), id="story-back", **tap("story.back"))
    is_on_show = view.demo.is_on_show  # a show ends before its story does
    close = None if is_on_show else small(view.say("story.close"), **tap("story.close"))
    return tag("div", next_step if can_go_on else None, back, close, cls="controls")


def _clients(view: View, story: Story) -> Html | None:
    """Where it is played, for a story that is not about just that."""
    if not can_be_on_web(story.journey):
        return None
    kinds = (
        (view.say(f"story.on_{kind}"), is_web == story.on_web, tap("story.client", item=kind))
        for kind, is_web in (("phone", False), ("web", True))
    )
    return chips(*kinds)
