"""The address of a moment: the deeds of each phone as the steps of a journey, packed into a text.

Whoever opens it has the same world at the same second with the same change, in any browser: worlds
are made by what is done in them, and a change of rules is a step like others. Nothing of it is
believed. It is bounded, read as a journey's file is read, and played by the same rules; what leads
to something else is a broken link, and one sentence says so.
"""

import base64
import binascii
import datetime
import zlib
from typing import Any

import msgspec

from mybt_sim.app.demo.handset import GUEST, KINDS, Deed, Handset, Screen
from mybt_sim.app.demo.life import life_of, life_setting
from mybt_sim.app.demo.playback.finger import finger_on
from mybt_sim.app.demo.playback.opening import begin_story
from mybt_sim.app.demo.screens.table import SCREENS
from mybt_sim.app.demo.session import HANDSETS_MOST, DemoSession
from mybt_sim.base.errors import JourneyError, MybtError
from mybt_sim.journeys import (
    Journey,
    Recorder,
    Step,
    WorldTarget,
    find_journey,
    journey_names,
    journey_toml,
)
from mybt_sim.journeys.expectations import came_to
from mybt_sim.journeys.model import Setting
from mybt_sim.journeys.reading import read_steps, read_text
from mybt_sim.journeys.recording import steps_toml
from mybt_sim.quality.faults.named import BY_NAME
from mybt_sim.world.outcome import Outcome

LINK_MOST = 12_000
"""Characters of a link: all headers of a request come to 32 KB at most."""
UNPACKED_MOST = 256 * 1_024
STEPS_MOST = 400
TALE = "tale"
"""The name of a story that comes along with its link."""
BROKEN = "link.broken"
TOO_LONG = "link.too_long"


class PhoneText(msgspec.Struct, forbid_unknown_fields=True):
    """One phone: its deeds as TOML, the device in hand, the screen that is open."""

    steps: str
    hand: str
    screen: str
    contract: int
    item: str


class MomentText(msgspec.Struct, forbid_unknown_fields=True):
    """A moment of a demo. `told` steps of `story` are played, where there is one; `life` is the
    contract of the year whose phone is in hand, on a day of which so much is done. A story that is
    none of the seed data comes along as `tale`, the text of its file, and may be played by rules
    with a `fault` of the catalogue."""

    language: str
    phones: list[PhoneText]
    active: int = 0
    is_both: bool = False
    story: str = ""
    told: int = 0
    on_web: bool = False
    life: int = 0
    life_day: str = ""
    life_done: int = 0
    tale: str = ""
    fault: str = ""


def address_of(demo: DemoSession) -> str:
    """The query of an address that opens this moment; `JourneyError` when it is too much for one.

    Nothing that was typed and not sent is in it.
    """
    story, life = demo.story, demo.life
    moment = MomentText(
        demo.handset.language,
        [_text_of(handset) for handset in demo.handsets],
        demo.active,
        demo.is_both,
        story.journey.name if story else "",
        len(story.shown) if story else 0,
        story.on_web if story else False,
        *((life.contract, str(life.day), life.done) if life else ()),
    )
    if story and story.journey.name == TALE:
        moment.tale, moment.fault = _tale_of(story.journey), story.fault
    if max(len(handset.recorder.steps) for handset in demo.handsets) > STEPS_MOST:
        raise _too_much()
    return _query_of(moment)


def address_of_tale(language: str, tale: str, fault: str) -> str:
    """The query of an address that is before the first step of a journey of its own.

    `tale` is the text of its file, `fault` what is wrong with the rules by which it is played.
    `JourneyError` when it is too long for an address.
    """
    guest = PhoneText("", "android", GUEST.name, 0, "")
    return _query_of(MomentText(language, [guest], story=TALE, tale=tale, fault=fault))


def _query_of(moment: MomentText) -> str:
    packed = zlib.compress(msgspec.json.encode(moment), 9)
    text = base64.urlsafe_b64encode(packed).decode().rstrip("=")
    if len(text) > LINK_MOST:
        raise _too_much()
    return f"?lang={moment.language}&moment={text}"


def _too_much() -> JourneyError:
    return JourneyError("Too much was done for one link.", next_step="Save the recording.")


def _tale_of(journey: Journey) -> str:
    return journey_toml(
        journey.title, journey.setting, journey.steps, cast=journey.cast, about=journey.about
    )


def _text_of(handset: Handset) -> PhoneText:
    screen = handset.screen
    steps = steps_toml(handset.recorder.steps)
    return PhoneText(steps, handset.hand, screen.name, screen.contract, screen.item)


def open_moment(demo: DemoSession, text: object) -> None:
    """Bring a new demo to the moment of a link; a broken one leaves it new, and says so."""
    with demo.lock:
        try:
            moment = _read(text)
            _restore(demo, moment)
        except (MybtError, ValueError, KeyError, AssertionError):
            demo.leave_story()
            demo.enter(demo.setting)
            demo.notice = BROKEN


def _read(text: object) -> MomentText:
    if not isinstance(text, str) or len(text) > LINK_MOST or not text.isascii():
        raise ValueError("no link")
    try:
        packed = base64.b64decode(f"{text}{'=' * (-len(text) % 4)}", altchars="-_", validate=True)
        content = zlib.decompressobj().decompress(packed, UNPACKED_MOST)
    except (binascii.Error, zlib.error) as error:
        raise ValueError("no link") from error
    moment = msgspec.json.decode(content, type=MomentText)
    if not 1 <= len(moment.phones) <= HANDSETS_MOST or not 0 <= moment.active < len(moment.phones):
        raise ValueError("no phones")
    if any(one.screen not in SCREENS for one in moment.phones):
        raise ValueError("no screen")
    return moment


def _restore(demo: DemoSession, moment: MomentText) -> None:
    handsets = demo.handsets
    if moment.life:
        day = datetime.date.fromisoformat(moment.life_day)
        demo.enter_story(life_setting(moment.life, day))
    if moment.story:
        _play(demo, moment)
        handsets = demo.handsets
    first = handsets[0] if moment.story else _handset_of(demo, moment.phones[0])
    demo.handsets = [first, *(_handset_of(demo, one) for one in moment.phones[1:])]
    for handset, text in zip(demo.handsets, moment.phones, strict=True):
        if text.hand in handset.devices:
            handset.hand = text.hand
        handset.screen, handset.back = Screen(text.screen, text.contract, text.item), []
    demo.active, demo.is_both = moment.active, moment.is_both
    if moment.life:
        demo.life = life_of(moment.life, demo.rules)
        if demo.life is None or str(demo.life.day) != moment.life_day:
            raise ValueError("no such life")
        demo.life.done = moment.life_done


def _play(demo: DemoSession, moment: MomentText) -> None:
    journey, fault = _journey_of(moment), moment.fault
    finger = finger_on(demo)
    demo.story = begin_story(demo, journey, finger, on_web=moment.on_web, fault=fault)
    for _ in range(min(moment.told, len(journey.steps))):
        demo.story.play_next()


def _journey_of(moment: MomentText) -> Journey:
    """A story of the seed data, or that which the link brings, in a world as small as theirs."""
    if moment.story != TALE:
        if moment.story not in journey_names() or moment.tale or moment.fault:
            raise ValueError("no story")
        return find_journey(moment.story)
    journey = read_text(TALE, moment.tale)
    setting = journey.setting
    is_small = setting.subscribers <= Setting().subscribers and not setting.past_days
    if not is_small or setting.subscriber or len(journey.steps) > STEPS_MOST:
        raise ValueError("too large a world, or too long a story")
    if moment.fault and moment.fault not in BY_NAME:
        raise ValueError("no fault")
    return journey


def _handset_of(demo: DemoSession, text: PhoneText) -> Handset:
    """A phone in a world of its own, in which everything is done again."""
    steps = read_steps(text.steps, demo.setting.members)
    if len(steps) > STEPS_MOST:
        raise ValueError("too many steps")
    setting = demo.setting
    recorder = Recorder(WorldTarget(setting.world.fork()), setting.members)
    handset = Handset(recorder, setting.mobile)
    for step in steps:
        _do_again(handset, step)
    if not handset.devices:
        raise ValueError("no device")
    if handset.hand not in handset.devices:
        handset.hand = next(iter(handset.devices))
    mobile = recorder.memory.mobiles.get(text.hand, "")
    handset.asked = handset.account = mobile
    return handset


def _do_again(handset: Handset, step: Step) -> None:
    given: dict[str, Any] = dict(step.arguments)
    is_new = step.do == "client"
    if is_new and given.get("kind") not in KINDS:
        raise ValueError("no kind of device")
    if step.who in handset.devices:
        handset.hand = step.who
    before = handset.contracts() if handset.devices else {}
    answer = handset.recorder.do(step.do, step.who, **given)
    if is_new:
        handset.devices[step.who] = given["kind"]
        handset.hand = step.who
    if step.do in ("go_offline", "go_online"):
        handset.offline ^= {step.who}
    if step.do in ("answer_phone", "let_it_ring"):
        number = handset.recorder.meant(step.who, given)["home_phone"]
        handset.absent ^= {str(number)}
    if isinstance(answer, Outcome):
        handset.deed = Deed(answer, given, before, handset.contracts())
    if answer is not None and came_to(answer) != step.expect:
        raise ValueError("it comes to something else now")
