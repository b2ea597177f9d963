"""How a story begins: its setting takes the place of the visitor's own, until it is left."""

from mybt_sim.app.demo.playback.target import DemoTarget, Finger
from mybt_sim.app.demo.session import DemoSession
from mybt_sim.app.demo.setting import DemoSetting
from mybt_sim.app.demo.story import Story, can_be_on_web
from mybt_sim.journeys import Journey, Player, world_of
from mybt_sim.world import World


def begin_story(
    demo: DemoSession,
    journey: Journey,
    finger: Finger,
    *,
    on_web: bool,
    world: World | None = None,
) -> Story:
    """Set the demo for a journey, and be before its first step.

    `world` is another world to play in than the journey's own, such as one with a fault.
    """
    setting = DemoSetting.of(journey, world or world_of(journey.setting), has_words=False)
    demo.enter_story(setting)
    target = DemoTarget(demo, finger, on_web=on_web and can_be_on_web(journey))
    player = Player(journey, target, setting.members, strict=False)
    return Story(journey, player, target, on_web)
