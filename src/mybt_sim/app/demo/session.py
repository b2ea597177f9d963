"""`DemoSession`: all that one page holds on the server. It changes by taps and by nothing else.

A tap names an action, never an attribute, and brings short texts. An unknown action, or a tap out
of bounds, changes nothing. Which actions there are is given from above: see `actions.table`.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from mybt_sim.app.demo.handset import Handset
from mybt_sim.app.demo.setting import DemoSetting
from mybt_sim.app.demo.story import Story
from mybt_sim.app.demo.surroundings import common_setting
from mybt_sim.base.errors import MybtError
from mybt_sim.text import Language
from mybt_sim.world.parsing import number_in

FIELDS_MOST = 16
NAME_MOST = 32
VALUE_MOST = 4_000
HANDSETS_MOST = 2

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


@dataclass
class DemoSession:
    """Handsets, each with a world of its own, and what lies beside them.

    actions  what taps can do, by their names
    person   whose paper lies beside the phone: a place among the setting's people
    story    the journey that is being played, if one is
    file     the file of what was recorded, once it was asked for
    side     which panel a narrow window shows: what is outside of it, or the decision
    aside    the visitor's own world, while a story is played
    admit    says whether there is a place for this demo; it is asked at each tap
    is_turned_away    there was none: the page says so
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
    aside: Aside | None = None
    admit: "Callable[[DemoSession], bool]" = _always
    is_turned_away: bool = False
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    @classmethod
    def begin(cls, actions: Mapping[Any, Action], language: Language = "ru") -> "DemoSession":
        """A demo at its beginning: a guest's phone in a fork of the common world."""
        setting = common_setting()
        return cls(actions, setting, [Handset.begin(setting.begun(), language, setting.mobile)])

    def enter(self, setting: DemoSetting) -> None:
        """Begin anew with another setting, in the language that is spoken."""
        language = self.handset.language
        self.story, self.file = None, ""
        self.setting, self.person, self.active, self.is_declining = setting, 0, 0, False
        self.handsets = [Handset.begin(setting.begun(), language, setting.mobile)]

    def enter_story(self, setting: DemoSetting) -> None:
        """Begin with the setting of a story; the visitor's own world is put aside until its end."""
        if self.aside is None:
            self.aside = Aside(
                self.setting, self.handsets, self.active, self.person, self.is_declining, self.file
            )
        self.enter(setting)

    def leave_story(self) -> None:
        """Be where the visitor was before the story."""
        self.story = None
        if self.aside is not None:
            for name, value in vars(self.aside).items():
                setattr(self, name, value)
            self.aside = None

    @property
    def handset(self) -> Handset:
        """The phone that the panels beside it speak of."""
        return self.handsets[self.active]

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
            self._choose(told.pop("phone", ""))
            handset = self.handset
            handset.trouble = ""
            try:
                action(self, handset, told)
            except MybtError as error:
                handset.complain(error)
            return True

    def _choose(self, place: str) -> None:
        number = number_in(place)
        if number is not None and number < len(self.handsets):
            self.active = number


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
