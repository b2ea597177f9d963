"""What people do at home: they call, use the internet, watch television."""

from mybt_sim.app.demo.handset import Handset
from mybt_sim.app.demo.session import DemoSession, Fields
from mybt_sim.journeys.events import Browse, Call, Event, Watch
from mybt_sim.world.parsing import number_in, number_typed


def _let(handset: Handset, event: Event) -> None:
    """Let it happen; what came of it is told where it happened, not on the phone."""
    handset.let(event)
    handset.banner = None


def _contract(demo: DemoSession, fields: Fields) -> int:
    """A contract of the person whose paper lies there, by default the first."""
    held = demo.setting.people[demo.person].contracts
    wanted = number_in(fields.get("contract", ""))
    return wanted if wanted in held else held[0]


def call(demo: DemoSession, handset: Handset, fields: Fields) -> None:
    """Somebody calls a number."""
    number, seconds = fields.get("number", ""), _typed(fields, "seconds")
    _let(handset, Call(contract=_contract(demo, fields), number=number, seconds=seconds))


def browse(demo: DemoSession, handset: Handset, fields: Fields) -> None:
    """Somebody uses the internet."""
    down_mb, up_mb = _typed(fields, "down_mb"), _typed(fields, "up_mb")
    _let(handset, Browse(contract=_contract(demo, fields), down_mb=down_mb, up_mb=up_mb))


def watch(demo: DemoSession, handset: Handset, fields: Fields) -> None:
    """Somebody watches television."""
    minutes = _typed(fields, "minutes")
    _let(handset, Watch(contract=_contract(demo, fields), minutes=minutes))


def _typed(fields: Fields, name: str) -> int:
    """What stands in a field; an empty one is nothing."""
    return number_typed(name, fields.get(name) or "0")
