"""`DemoSession`: all that one page holds on the server. It changes by taps and by nothing else.

A tap names an action, never an attribute, and brings short texts. An unknown action, or a tap out
of bounds, changes nothing. Which actions there are is given from above: see `actions.table`.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from mybt_sim.app.demo.drawer import Drawer
from mybt_sim.app.demo.handset import Handset
from mybt_sim.app.demo.life import Life
from mybt_sim.app.demo.rules import Rules
from mybt_sim.app.demo.setting import DemoSetting
from mybt_sim.app.demo.story import Story
from mybt_sim.app.demo.surroundings import common_setting
from mybt_sim.base.errors import MybtError
from mybt_sim.base.money import E4_PER_KOPECK
from mybt_sim.catalogue.model import in_force
from mybt_sim.catalogue.notation import byn
from mybt_sim.text import Language
from mybt_sim.world.parsing import number_in

FIELDS_MOST = 16
NAME_MOST = 32
VALUE_MOST = 4_000
HANDSETS_MOST = 2
OF_THE_PAGE = ("rules", "life", "story", "recording", "side", "show")
CLOCK = "clock."
"""Actions of the clock: time passes on both phones, whatever screen each is at."""
OF_ONE_PHONE = ("clock.back", "clock.fork", "clock.join", "outside.decline", "outside.person")

Fields: TypeAlias = dict[str, str]
Action: TypeAlias = "Callable[[DemoSession, Handset, Fields], None]"


def _always(_: "DemoSession") -> bool:
    return True


@dataclass(frozen=True)
class Aside:
    """What a visitor had in hand when a story began."""

    setting: DemoSetting
    handsets: list[Handset]
    active: int
    person: int
    is_declining: bool
    file: str
    drawer: Drawer
    is_both: bool


@dataclass
class DemoSession:
    """Handsets, each with a world of its own, and what lies beside them.

    actions  what taps can do, by their names
    person   whose paper lies beside the phone: a place among the setting's people
    story    the journey that is being played, if one is
    file     the file of what was recorded, once it was asked for
    side     which panel a narrow window shows: what is outside of it, or the decision
    drawer   the rules beside the phones
    is_both  each tap is done on both phones
    is_on_show  the phones stand alone before an audience
    key      by which its page is found again; empty where it is kept nowhere
    notice   key of a sentence about the page as a whole
    aside    the visitor's own world, while a story is played
    life     somebody of the year whose phone is in hand, if one is
    admit    says whether there is a place for this demo; it is asked at each tap
    is_turned_away    there was none: the page says so
    deeds    how many taps were carried out; by it a page sees that another one has done something
    """

    actions: Mapping[Any, Action] = field(repr=False)
    setting: DemoSetting
    handsets: list[Handset]
    active: int = 0
    person: int = 0
    side: str = "outside"
    is_declining: bool = False
    story: Story | None = None
    file: str = ""
    drawer: Drawer = field(default_factory=Drawer)
    is_both: bool = False
    is_on_show: bool = False
    key: str = ""
    notice: str = ""
    aside: Aside | None = None
    life: Life | None = None
    admit: "Callable[[DemoSession], bool]" = _always
    is_turned_away: bool = False
    deeds: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    @classmethod
    def begin(cls, actions: Mapping[Any, Action], language: Language = "ru") -> "DemoSession":
        """A demo at its beginning: a guest's phone in a fork of the common world."""
        setting = common_setting()
        return cls(actions, setting, [Handset.begin(setting.begun(), language, setting.mobile)])

    def enter(self, setting: DemoSetting) -> None:
        """Begin anew with another setting, in the language that is spoken."""
        language = self.handset.language
        self.story, self.life, self.file, self.is_both = None, None, "", False
        self.drawer.forget_answers()
        self.drawer = Drawer(is_open=self.drawer.is_open, subject=self.drawer.subject)
        self.setting, self.person, self.active, self.is_declining = setting, 0, 0, False
        self.handsets = [Handset.begin(setting.begun(), language, setting.mobile)]

    def enter_story(self, setting: DemoSetting) -> None:
        """Begin with the setting of a story; the visitor's own world is put aside until its end."""
        if self.aside is None:
            self.aside = Aside(**{name: getattr(self, name) for name in Aside.__match_args__})
            self.drawer = Drawer(is_open=self.drawer.is_open, subject=self.drawer.subject)
        self.enter(setting)

    def leave_story(self) -> None:
        """Be where the visitor was before the story."""
        self.story = self.life = None
        if self.aside is not None:
            for name, value in vars(self.aside).items():
                setattr(self, name, value)
            self.aside = None

    @property
    def handset(self) -> Handset:
        """The phone that the panels beside it speak of."""
        return self.handsets[self.active]

    @property
    def rules(self) -> Rules:
        """What of the rules is changed on phone 2, or on the only one."""
        return Rules.of(self.handsets[-1].world.change)

    def usual_term(self, name: str) -> Any:
        """A term as it stands today for phone 1."""
        world = self.handsets[0].world
        term = world.catalogue.terms[name]
        source = term.same_as or name
        given = self.setting.journey.setting.terms
        usual = in_force(term.versions, world.now.date()).value
        return given.get(name, given.get(source, usual))

    def usual_fee(self, tariff: str) -> str:
        """The monthly fee of a tariff as it stands today for phone 1; empty where there is none."""
        world = self.handsets[0].world
        found = next((one for one in world.catalogue.tariffs if one.id == tariff), None)
        if found is None:
            return ""
        usual = in_force(found.prices, world.now.date()).fee
        given = self.setting.journey.setting.fees
        return str(given.get(tariff, byn(usual // E4_PER_KOPECK)))

    def tap(self, name: object, fields: object = None) -> bool:
        """Carry out an action; False when there was nothing to carry out."""
        action = self.actions.get(name) if isinstance(name, str) else None
        told = bounded(fields)
        if action is None or told is None:
            return False
        with self.lock:
            self.is_turned_away = not self.admit(self)
            if self.is_turned_away:
                return True
            self.deeds += 1
            self._choose(told.pop("phone", ""))
            self.notice = ""
            handset, place = self.handset, self.handset.place
            self._do(action, handset, dict(told))
            if self.is_both and len(self.handsets) > 1 and is_for_both(str(name)):
                other = self.handsets[1 - self.active]
                if not str(name).startswith(CLOCK):
                    other.stand_at(place)
                if "key" in told:  # it tells one request from the next of the same phone
                    told["key"] = str(len(other.world.log))
                self._do(action, other, told)
            return True

    def _do(self, action: Action, handset: Handset, fields: Fields) -> None:
        handset.trouble = ""
        try:
            action(self, handset, fields)
        except MybtError as error:
            handset.complain(error)

    def _choose(self, place: str) -> None:
        number = number_in(place)
        if number is not None and number < len(self.handsets):
            self.active = number


def is_for_both(action: str) -> bool:
    """Whether an action is one of a phone: it can be done on the other as well."""
    return action.split(".")[0] not in OF_THE_PAGE and action not in OF_ONE_PHONE


def bounded(fields: object) -> Fields | None:
    """The fields of a tap, if they are texts of bearable number and length."""
    if fields is None:
        return {}
    if not isinstance(fields, Mapping) or len(fields) > FIELDS_MOST:
        return None
    for name, value in fields.items():
        if not isinstance(name, str) or not isinstance(value, str):
            return None
        if len(name) > NAME_MOST or len(value) > VALUE_MOST:
            return None
    return dict(fields)
