"""The setting of every demo: one small world for the whole process, and who is shown of it."""

import datetime
import threading

from mybt_sim.app.demo.cast import chosen_cast
from mybt_sim.app.demo.setting import DemoSetting
from mybt_sim.catalogue.model import Name
from mybt_sim.engine.vocabulary import ServiceKind
from mybt_sim.journeys import Journey, Role, Setting, Step, world_of
from mybt_sim.world import World

SETTING = Setting(subscribers=1_000, seed=1, start=datetime.date(2026, 5, 14), past_days=133)
"""A world in the middle of a month, so that there is something of it to look at."""
OPENING = Step(do="advance_to", arguments={"moment": datetime.datetime(2026, 5, 14, 10)})
VISITOR = {"visitor": Role(kind="newcomer")}

_made: list[DemoSetting] = []
_door = threading.Lock()


def common_setting() -> DemoSetting:
    """The setting, made when it is first asked for."""
    with _door:
        if not _made:
            world = world_of(SETTING)
            cast = VISITOR | _roles(world)
            title = Name(ru="Мой Белтелеком", be="Мой Белтэлеком", en="My Beltelecom")
            journey = Journey(
                name="common",
                title=title,
                about=None,
                seed=(),
                setting=SETTING,
                cast=cast,
                steps=(),
            )
            _made.append(DemoSetting.of(journey, world, (OPENING,), has_words=True))
        return _made[0]


def _roles(world: World) -> dict[str, Role]:
    """The cast as a journey's file names it: each the holder of a contract."""
    facts, directory = world.directory.block.facts, world.directory
    return {
        role: Role(
            kind=ServiceKind(int(facts["kind"][directory.position(contract)])).name.lower(),
            contract=contract,
        )
        for role, contract in chosen_cast(world).items()
    }
