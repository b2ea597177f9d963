"""Stories: journeys that are played step by step on the phone."""

from mybt_sim.app.demo.handset import WEB, Handset
from mybt_sim.app.demo.playback.finger import finger_on
from mybt_sim.app.demo.playback.opening import begin_story
from mybt_sim.app.demo.session import DemoSession, Fields
from mybt_sim.app.demo.story import Story
from mybt_sim.journeys import find_journey, journey_names


def begin(demo: DemoSession, name: str, *, on_web: bool) -> None:
    """Set the demo for a story; what was there before it stays aside."""
    demo.story = begin_story(demo, find_journey(name), finger_on(demo), on_web=on_web)


def begin_anew(demo: DemoSession, story: Story, *, on_web: bool) -> Story:
    """The same story from its beginning, by the same rules."""
    finger = finger_on(demo)
    demo.story = begin_story(demo, story.journey, finger, on_web=on_web, fault=story.fault)
    return demo.story


def choose(demo: DemoSession, handset: Handset, fields: Fields) -> None:
    """Begin a story, on the client that is in hand."""
    name = fields.get("item", "")
    if name in journey_names():
        begin(demo, name, on_web=handset.kind == WEB)


def next_step(demo: DemoSession, _: Handset, __: Fields) -> None:
    """Play the next step."""
    if demo.story is not None:
        demo.active = 0
        demo.story.play_next()


def step_back(demo: DemoSession, _: Handset, __: Fields) -> None:
    """Play the story anew up to the step before."""
    if demo.story is not None:
        count = len(demo.story.shown) - 1
        story = begin_anew(demo, demo.story, on_web=demo.story.on_web)
        for _step in range(count):
            story.play_next()


def change_client(demo: DemoSession, _: Handset, fields: Fields) -> None:
    """Begin the story anew, on the phone or on the web page."""
    if demo.story is not None:
        begin_anew(demo, demo.story, on_web=fields.get("item") == WEB)


def close(demo: DemoSession, _: Handset, __: Fields) -> None:
    """Leave the story, and have the phone for oneself again."""
    demo.leave_story()
