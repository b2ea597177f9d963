"""The live operator: devices, sessions, a clock, a log; the rules are those of `engine`.

    world = World.create(subscribers=1_000, seed=1)
    phone = world.client("web")
    phone.request_code("+375 29 123-45-67")
    phone.sign_in("+375 29 123-45-67", world.outside.inbox("+375 29 123-45-67")[-1].code)

Read `world.py` and `live.py` first, then `machine.py` (how a command is carried out), `context.py`
(how rules are asked) and `operations/` (what devices can ask for).
"""

from mybt_sim.world.clients import Client
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.outside.network import PhoneCall, ShortMessage
from mybt_sim.world.world import World

__all__ = ["Client", "Outcome", "PhoneCall", "ShortMessage", "World"]
