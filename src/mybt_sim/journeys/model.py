"""What a journey's file holds: a world, a cast, steps with what they come to.

    [[step]]
    who = "phone"                              # a device; the step `client` takes it in hand
    do = "promise_payment"                     # an operation, or an event of the world
    with = { contract = "$parents.contract", amount = "15.00" }
    expect = "ok"                              # or the name of a refusal
    balance = { parents = "15.00" }            # of members of the cast afterwards
    caption.ru = "…"                           # what the audience reads

Texts that begin with `$` refer to the cast and to what was received (`references.py`); `$$` is a
plain `$`. Whatever a step may expect stands in `Step`.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from mybt_sim.catalogue.model import AddOnId, Name, Natural, Table, TariffId, Text
from mybt_sim.simulation.scenario import Scenario

SENTENCES = (
    *("S1", "S2", "S3", "S4", "S5a", "S5b", "S5c", "S6", "S7", "S8", "S9", "S10", "S11", "S12"),
    *("S13", "S14", "S15", "S16", "S17", "S18", "S19a", "S19b", "S19c", "S19d", "S19e", "S20"),
    *("S21", "S22", "S23", "S24", "S25", "S26", "S27"),
)
"""The sentences of the seed that a journey can show."""

NEWCOMER = "newcomer"
"""The kind of a member of the cast who is no subscriber: somebody with a mobile phone."""

OK = "ok"


class Head(Table, frozen=True, kw_only=True):
    """What a journey is about, and the sentences of the seed that it shows."""

    title: Name
    about: Name | None = None
    seed: tuple[Text, ...] = ()


class Setting(Table, frozen=True, kw_only=True):
    """The world in which a journey plays; see `World.create`.

    With a `subscriber`, that one alone, as in a run of `run_days` that began `past_days` before.
    """

    subscribers: Natural = 1_000
    seed: int = 1
    start: datetime.date = datetime.date(2026, 6, 1)
    past_days: int = 0
    subscriber: int = 0
    run_days: int = 0
    terms: dict[str, Any] = msgspec.field(default_factory=dict)
    fees: dict[str, Any] = msgspec.field(default_factory=dict)


def run_of(setting: Setting) -> Scenario:
    """The run in which the one subscriber of a setting lives."""
    return Scenario(
        subscribers=setting.subscribers,
        seed=setting.seed,
        start=setting.start - datetime.timedelta(days=setting.past_days),
        days=setting.run_days,
        terms=setting.terms,
        fees=setting.fees,
    )


class Role(Table, frozen=True, kw_only=True):
    """A contract to be found in the population: the first one by id that meets all of this.

    kind               internet, tv, telephony, package; or newcomer, which takes no condition
    contract           this very one, by its id
    tariff             any of these
    technology         xdsl or pon
    min_age, max_age   years of who holds it, at the beginning
    min_balance, max_balance   BYN at the beginning
    account            whether it is bound to an account already
    language           of that account
    same_home_as       another member of the cast, whose holder has this contract too
    contracts_at_home  its holder has at least so many contracts
    has, has_not       add-ons
    plain              it has no add-ons but those of its tariff
    top_up_to          before the story begins, a payment brings the balance to this
    """

    kind: str
    contract: Natural | None = None
    tariff: tuple[TariffId, ...] = ()
    technology: str = ""
    min_age: int | None = None
    max_age: int | None = None
    min_balance: str | None = None
    max_balance: str | None = None
    account: bool | None = None
    language: str = ""
    same_home_as: str = ""
    contracts_at_home: Natural = 1
    has: tuple[AddOnId, ...] = ()
    has_not: tuple[AddOnId, ...] = ()
    plain: bool = False
    top_up_to: str | None = None


class Saying(Table, frozen=True, kw_only=True):
    """A part of a text, in some languages."""

    ru: str = ""
    be: str = ""
    en: str = ""


class Step(Table, frozen=True, kw_only=True):
    """One step: who does what with what, and what it must come to.

    expect        ok, or the name of a refusal
    allowed_from  the moment from which the same would be allowed
    balance       BYN of members of the cast afterwards
    shows         parts of the answer, by a path into it (`expectations.seen`)
    says          what the text of the answer contains
    language      in which the device answers
    repeat        whether it is the first answer, given again
    """

    do: Text
    who: str = ""
    arguments: dict[str, Any] = msgspec.field(name="with", default_factory=dict)
    preview: bool = False
    expect: str = OK
    allowed_from: datetime.datetime | None = None
    balance: dict[str, str] = msgspec.field(default_factory=dict)
    shows: dict[str, Any] = msgspec.field(default_factory=dict)
    says: Saying | None = None
    language: str = ""
    repeat: bool = False
    caption: Name | None = None


@dataclass(frozen=True, kw_only=True)
class Journey:
    """A story that can be played: `name` is that of its file, without its ending."""

    name: str
    title: Name
    about: Name | None
    seed: tuple[str, ...]
    setting: Setting
    cast: Mapping[str, Role]
    steps: tuple[Step, ...]
