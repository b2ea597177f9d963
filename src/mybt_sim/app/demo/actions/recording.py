"""The recording: a caption for what was just done, and the file of it all."""

from mybt_sim.app.demo.actions.life import enter_life
from mybt_sim.app.demo.actions.story import begin_anew
from mybt_sim.app.demo.handset import Handset
from mybt_sim.app.demo.session import DemoSession, Fields
from mybt_sim.journeys import journey_toml, told


def write_caption(demo: DemoSession, handset: Handset, fields: Fields) -> None:
    """Give the last step a caption."""
    if fields.get("caption", "").strip():
        handset.recorder.caption(fields["caption"].strip())
        demo.file = ""


def save(demo: DemoSession, handset: Handset, fields: Fields) -> None:
    """Write everything that was done on the phone in hand as a journey."""
    journey = demo.setting.journey
    demo.file = journey_toml(
        fields.get("title", "").strip() or journey.name,
        journey.setting,
        told(handset.recorder.steps),
        cast=journey.cast,
    )


def begin_again(demo: DemoSession, _: Handset, __: Fields) -> None:
    """Begin the setting anew, with nothing recorded; in a story, the story."""
    if demo.life is not None:
        enter_life(demo, demo.life.contract, demo.rules)
    elif demo.story is not None:
        begin_anew(demo, demo.story, on_web=demo.story.on_web)
    else:
        demo.enter(demo.setting)
