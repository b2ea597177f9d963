"""Who calls whom on the main flows: from a tap to the ledger, and from a scenario to a file.

Run in a process of its own with `NUMBA_DISABLE_JIT=1`, since nothing can look into compiled code:

    python -m tests.support.main_flows tap
    python -m tests.support.main_flows run     # told by standard input which names matter
"""

import datetime
import json
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import mybt_sim
from mybt_sim import Scenario, simulate
from mybt_sim.app.demo.actions import money
from mybt_sim.app.demo.actions.table import ACTIONS
from mybt_sim.app.demo.handset import Handset
from mybt_sim.app.demo.session import DemoSession
from mybt_sim.app.demo.setting import DemoSetting
from mybt_sim.catalogue.model import Name
from mybt_sim.engine import ledger
from mybt_sim.journeys import Journey, Role, Setting, world_of
from tests.support.demo import Guest

PACKAGE = Path(mybt_sim.__file__).parent
SETTING = Setting(subscribers=60, start=datetime.date(2026, 6, 1))
CAST = {"visitor": Role(kind="newcomer"), "owner": Role(kind="internet", plain=True)}
SCENARIO = Scenario(subscribers=30, days=3, seed=7)


class Place(NamedTuple):
    """A function of the project, by its file inside the package."""

    file: str
    function: str

    def __str__(self) -> str:
        return f"{self.file} {self.function}"


class Line(NamedTuple):
    """A line of a picture: a function, and how far its name stands to the right."""

    place: Place
    depth: int


class Call(NamedTuple):
    """The first call of a function, and which others were at work."""

    place: str
    during: list[str]


def lines_of(picture: Iterable[str]) -> list[Line]:
    """The lines of a picture: file, function, and whatever is said of it."""
    words = [line.split() for line in picture]
    return [
        Line(Place(*line[:2]), text.index(line[1], len(line[0])))
        for line, text in zip(words, [line.strip() for line in picture], strict=True)
    ]


def place_of(frame: FrameType) -> Place | None:
    """The function that runs in a frame, if it is one of the project."""
    path = Path(frame.f_code.co_filename)
    if PACKAGE not in path.parents:
        return None
    return Place(path.relative_to(PACKAGE).as_posix(), frame.f_code.co_qualname)


class SmallGuest(Guest):
    """Somebody in front of a demo of few subscribers without a past: made in no time."""

    def __init__(self) -> None:
        name = Name(ru="Малый", be="Малы", en="Small")
        journey = Journey(
            name="small", title=name, about=None, seed=(), setting=SETTING, cast=CAST, steps=()
        )
        setting = DemoSetting.of(journey, world_of(SETTING), has_words=False)
        handset = Handset.begin(setting.begun(), "ru", setting.mobile)
        self.demo = DemoSession(ACTIONS, setting, [handset])


def waiting_for(frame: FrameType | None) -> Iterator[FrameType]:
    """A frame and those that wait for it, up to the action."""
    while frame is not None:
        yield frame
        frame = None if frame.f_code is money.pay.__code__ else frame.f_back


def tap_to_ledger() -> list[Place]:
    """Tap a top-up, and see who waits for whom when its entry is written."""
    guest = SmallGuest()
    guest.sign_in()
    guest.open("top_up", guest.bind("owner"))
    found: list[Place] = []

    def watch(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code is ledger._write.__code__ and not found:
            found.extend(place for one in waiting_for(frame) if (place := place_of(one)))

    sys.setprofile(watch)
    guest.demo.tap("pay", {"amount": "5.00", "brand": "visa"})
    sys.setprofile(None)
    return found[::-1]


def scenario_to_file() -> list[Call]:
    """Live a small scenario, and see what is called while what is at work, on whatever thread."""
    names = set(sys.stdin.read().split())
    at_work: Counter[str] = Counter()
    first: dict[str, Call] = {}

    def watch(frame: FrameType, event: str, _: Any) -> None:
        if frame.f_code.co_name not in names or event not in ("call", "return"):
            return
        place = str(place_of(frame))
        if event == "call":
            first.setdefault(place, Call(place, sorted(+at_work)))
            at_work[place] += 1
        else:
            at_work[place] -= 1

    threading.setprofile(watch)
    sys.setprofile(watch)
    with tempfile.TemporaryDirectory() as folder:
        simulate(SCENARIO, Path(folder) / "run.duckdb")
    sys.setprofile(None)
    return list(first.values())


def untrue(lines: list[Line], calls: list[Call]) -> Iterator[str]:
    """What of a picture is not so.

    Each function is first called after those above it, while the one above it that stands further
    left is at work.
    """
    during = {call.place: call.during for call in calls}
    above: list[Line] = []
    for line in lines:
        above = [one for one in above if one.depth < line.depth]
        if str(line.place) not in during:
            yield f"{line.place} is not called"
        elif above and str(above[-1].place) not in during[str(line.place)]:
            yield f"{line.place} is not called by {above[-1].place}"
        above.append(line)
    drawn = [str(line.place) for line in lines]
    order = [call.place for call in calls if call.place in drawn]
    if order != drawn:
        yield "the order is: " + ", ".join(order)


if __name__ == "__main__":
    if sys.argv[1] == "tap":
        print(*tap_to_ledger(), sep="\n")
    else:
        print(json.dumps(scenario_to_file()))
