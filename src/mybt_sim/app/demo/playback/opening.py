"""How a story begins: its setting takes the place of the visitor's own, until it is left."""

from mybt_sim.app.demo.playback.target import DemoTarget, Finger
from mybt_sim.app.demo.session import DemoSession
from mybt_sim.app.demo.setting import DemoSetting
from mybt_sim.app.demo.story import Story, can_be_on_web
from mybt_sim.journeys import Journey, Player, world_of
from mybt_sim.quality.faults.in_world import faulty_world
from mybt_sim.quality.faults.named import BY_NAME
from mybt_sim.world import World


def begin_story(
    demo: DemoSession,
    journey: Journey,
    finger: Finger,
    *,
    on_web: bool,
    fault: str = "",
) -> Story:
    """Set the demo for a journey, and be before its first step.

    `fault` names one of the catalogue, by whose rules it is played instead of the right ones.
    """
    setting = DemoSetting.of(journey, _world_of(journey, fault), has_words=False)
    demo.enter_story(setting)
    target = DemoTarget(demo, finger, on_web=on_web and can_be_on_web(journey))
    player = Player(journey, target, setting.members, strict=False)
    return Story(journey, player, target, on_web, fault=fault)


def _world_of(journey: Journey, fault: str) -> World:
    return faulty_world(BY_NAME[fault], journey.setting) if fault else world_of(journey.setting)
