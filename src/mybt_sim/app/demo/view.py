"""What a screen is drawn from: a phone, its language, and words and figures in that language."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mybt_sim.app.demo.handset import Handset
from mybt_sim.app.demo.session import DemoSession
from mybt_sim.text import Language, date_long, date_short, fee, money, translate
from mybt_sim.world.clients import Client
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.reads.views import ContractView

APART = re.compile(r" (?=—)|(?<=\b[дг]\.) ")
"""Spaces at which a line does not end: before a dash, after the short word of a house or town."""


def held_together(text: str) -> str:
    """A text whose lines do not begin with a dash, nor part a house from its number."""
    return APART.sub("\N{NO-BREAK SPACE}", text)


@dataclass(frozen=True)
class View:
    """A demo as it is seen from one of its phones."""

    demo: DemoSession
    handset: Handset
    language: Language

    @classmethod
    def of(cls, demo: DemoSession, handset: Handset | None = None) -> "View":
        """The view of a phone, by default of the one that is in hand."""
        handset = handset or demo.handset
        return cls(demo, handset, handset.language)

    def id(self, name: str) -> str:
        """An id on this phone; each phone beside the first has ids of its own."""
        place = next(n for n, one in enumerate(self.demo.handsets) if one is self.handset)
        return f"{name}-{place + 1}" if place else name

    def say(self, key: str, **values: object) -> str:
        """Words in the language of the phone."""
        return held_together(translate(key, self.language, **values))

    def name(self, names: Any) -> str:
        """A name of the catalogue or the directory, in the language of the phone."""
        if isinstance(names, dict):  # people and addresses have no English spelling
            return held_together(str(names.get(self.language, names["ru"])))
        return held_together(str(getattr(names, self.language)))

    def money(self, kopecks: int) -> str:
        """An amount for a table: 15,00 BYN."""
        return money(kopecks, self.language)

    def fee(self, fee_e4: int) -> str:
        """A fee by the month, held in 1/10,000 BYN."""
        return fee(fee_e4, self.language)

    def typed(self, amount: str) -> str:
        """An amount in a field, as people of the language type it: 9,90 or 9.90."""
        return amount if self.language == "en" else amount.replace(".", ",")

    def moment(self, at: datetime.datetime) -> str:
        """A date with its time: 22 ноября, 14:05."""
        return f"{self.day(at.date())},\N{NO-BREAK SPACE}{at:%H:%M}"

    def day(self, day: datetime.date) -> str:
        """A date; the year only when it is another one."""
        if day.year == self.now.year:
            return date_short(day, self.language)
        return date_long(day, self.language)

    @property
    def wording(self) -> Mapping[str, Mapping[str, str]]:
        """The words that are other ones in the phone's world."""
        change = self.handset.world.change
        return change.texts if change else {}

    @property
    def now(self) -> datetime.datetime:
        """The moment of the phone's world."""
        return self.handset.world.now

    @cached_property
    def mine(self) -> Outcome:
        """What the operator answers when the account's contracts are asked for."""
        return self.handset.look(Client.contracts)

    @property
    def is_guest(self) -> bool:
        """Whether nobody is signed in on the device."""
        return self.handset.is_guest

    @property
    def contracts(self) -> tuple[ContractView, ...]:
        """Contracts of the account, in the order of their binding."""
        return self.mine.data or ()

    @cached_property
    def contract(self) -> ContractView | None:
        """The contract of the open screen, if the account has it."""
        wanted = self.handset.screen.contract
        return next((one for one in self.contracts if one.contract_id == wanted), None)
