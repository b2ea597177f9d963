"""Stories: journeys that are played step by step on the phone."""

from mybt_sim.app.demo.handset import Handset
from mybt_sim.app.demo.playback.finger import finger_on
from mybt_sim.app.demo.playback.story import Story
from mybt_sim.app.demo.session import DemoSession, Fields, action
from mybt_sim.journeys import find_journey, journey_names

WEB = "web"


def begin(demo: DemoSession, name: str, *, on_web: bool) -> Story:
    """Set the demo for a story; what was there before it stays aside."""
    story = Story.begin(demo, find_journey(name), finger_on(demo), on_web=on_web)
    demo.story = story
    return story


@action("story.choose")
def choose(demo: DemoSession, handset: Handset, fields: Fields) -> None:
    """Begin a story, on the client that is in hand."""
    name = fields.get("item", "")
    if name in journey_names():
        begin(demo, name, on_web=handset.kind == WEB)


@action("story.next")
def next_step(demo: DemoSession, _: Handset, __: Fields) -> None:
    """Play the next step."""
    if demo.story is not None:
        demo.story.play_next()


@action("story.back")
def step_back(demo: DemoSession, _: Handset, __: Fields) -> None:
    """Play the story anew up to the step before."""
    if demo.story is not None:
        count = len(demo.story.shown) - 1
        story = begin(demo, demo.story.journey.name, on_web=demo.story.on_web)
        for _step in range(count):
            story.play_next()


@action("story.client")
def change_client(demo: DemoSession, _: Handset, fields: Fields) -> None:
    """Begin the story anew, on the phone or on the web page."""
    if demo.story is not None:
        begin(demo, demo.story.journey.name, on_web=fields.get("item") == WEB)


@action("story.close")
def close(demo: DemoSession, _: Handset, __: Fields) -> None:
    """Leave the story, and have the phone for oneself again."""
    demo.leave_story()
