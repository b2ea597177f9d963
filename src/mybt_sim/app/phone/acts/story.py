"""Stories: journeys that are played step by step on the phone."""

from mybt_sim.app.phone.handset import Handset
from mybt_sim.app.phone.play.finger import finger_on
from mybt_sim.app.phone.play.story import Story
from mybt_sim.app.phone.stage import Fields, Stage, action
from mybt_sim.world.journeys import find_journey, journey_names

WEB = "web"


def begin(stage: Stage, name: str, *, on_web: bool) -> Story:
    """Set the stage for a story; what was there before it stays aside."""
    story = Story.begin(stage, find_journey(name), finger_on(stage), on_web=on_web)
    stage.story = story
    return story


@action("story.choose")
def choose(stage: Stage, handset: Handset, fields: Fields) -> None:
    """Begin a story, on the client that is in hand."""
    name = fields.get("item", "")
    if name in journey_names():
        begin(stage, name, on_web=handset.kind == WEB)


@action("story.next")
def next_step(stage: Stage, _: Handset, __: Fields) -> None:
    """Play the next step."""
    if stage.story is not None:
        stage.story.play_next()


@action("story.back")
def step_back(stage: Stage, _: Handset, __: Fields) -> None:
    """Play the story anew up to the step before."""
    if stage.story is not None:
        count = len(stage.story.shown) - 1
        story = begin(stage, stage.story.journey.name, on_web=stage.story.on_web)
        for _step in range(count):
            story.play_next()


@action("story.client")
def change_client(stage: Stage, _: Handset, fields: Fields) -> None:
    """Begin the story anew, on the phone or on the web page."""
    if stage.story is not None:
        begin(stage, stage.story.journey.name, on_web=fields.get("item") == WEB)


@action("story.close")
def close(stage: Stage, _: Handset, __: Fields) -> None:
    """Leave the story, and have the phone for oneself again."""
    stage.leave_story()
