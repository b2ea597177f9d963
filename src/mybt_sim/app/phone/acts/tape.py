"""The recording: a caption for what was just done, and the file of it all."""

from mybt_sim.app.phone.acts.story import begin
from mybt_sim.app.phone.handset import Handset
from mybt_sim.app.phone.stage import Fields, Stage, action
from mybt_sim.world.journeys import journey_toml, told


@action("tape.caption")
def write_caption(stage: Stage, handset: Handset, fields: Fields) -> None:
    """Give the last step a caption."""
    if fields.get("caption", "").strip():
        handset.recorder.caption(fields["caption"].strip())
        stage.file = ""


@action("tape.save")
def save(stage: Stage, handset: Handset, fields: Fields) -> None:
    """Write everything that was done on the phone in hand as a journey."""
    journey = stage.scene.journey
    stage.file = journey_toml(
        fields.get("title", "").strip() or journey.name,
        journey.setting,
        told(handset.recorder.steps),
        cast=journey.cast,
    )


@action("tape.again")
def begin_again(stage: Stage, _: Handset, __: Fields) -> None:
    """Begin the scene anew, with nothing recorded; in a story, the story."""
    if stage.story is not None:
        begin(stage, stage.story.journey.name, on_web=stage.story.on_web)
    else:
        stage.enter(stage.scene)
