"""A story of the hunt, told as a journey: on a world, over HTTP, on the phone of the demo.

    retold = retold_as_journey(story, title="A promise upon a promise")
    Player(retold.journey)          # holds by the rules as they are

A contract like that of the story is found in the population and brought to its balance; then each
deed is a step, at its moment. What each step comes to is that of the sound rules, so an operator
with the fault that the story was found by differs at the same deed.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import msgspec

from mybt_sim.base.errors import JourneyError, MybtError
from mybt_sim.base.volume import MB_BYTES
from mybt_sim.catalogue.model import Name
from mybt_sim.catalogue.notation import byn
from mybt_sim.engine.records import DAY_S
from mybt_sim.engine.vocabulary import CallClass, CardBrand, Technology
from mybt_sim.journeys.events import (
    AdvanceTo,
    Browse,
    BuyCard,
    Call,
    Client,
    CorrectBalance,
    EripPayment,
    Terminate,
    Watch,
)
from mybt_sim.journeys.model import NEWCOMER, OK, Journey, Role, Setting, Step
from mybt_sim.journeys.player import Player
from mybt_sim.operations import money, plans, statistics
from mybt_sim.operations.binding import BindByLogin
from mybt_sim.operations.request import Definition, SelfService
from mybt_sim.operations.sign_in import RequestCode, SignIn
from mybt_sim.operations.support import Notifications
from mybt_sim.quality.room import the_catalogue
from mybt_sim.quality.steps import Card, Deed
from mybt_sim.quality.story import Done, Story
from mybt_sim.world.moments import moment_of

HOLDER, PERSON, PHONE = "holder", "person", "phone"
CONTRACT = f"${HOLDER}.contract"
MOBILE = f"${PERSON}.mobile"
SESSION_DAYS = 20
"""After so many days the person signs in again, so that no session ends in the middle."""
NO_ANNEX = "1234567890123"
LOOKED_BACK_DAYS = 30
NUMBERS: Mapping[CallClass, str] = {
    CallClass.LOCAL: "",
    CallClass.LONG_DISTANCE: "8 0152 22-33-44",
    CallClass.MOBILE: "+375 29 123-45-67",
    CallClass.INTERNATIONAL: "8 10 44 20 7946 0958",
    CallClass.SERVICE: "123",
    CallClass.CIS: "8 10 7 495 123 4567",
    CallClass.FAR_ABROAD: "8 10 1 212 555 0123",
}


class UntoldError(MybtError):
    """A story that cannot be told as a journey."""


@dataclass(frozen=True)
class Retold:
    """The journey, and for each of its steps the deed of the story that it belongs to.

    Steps before the first deed have place 0; the looks at the end belong to the last deed.
    """

    journey: Journey
    places: tuple[int, ...]


class Placed(NamedTuple):
    """A step and the deed that it belongs to."""

    place: int
    step: Step


def retold_as_journey(
    story: Story, title: str | Name = "story", *, subscribers: int = 1_000, seed: int = 1
) -> Retold:
    """The story on somebody like that in the population, with what each step comes to.

    `UntoldError` for what nobody can be asked over the counter, `JourneyError` when nobody in the
    population is like that.
    """
    start = datetime.date.fromordinal(_EPOCH + story.start.opened_day)
    names = Name(ru=title, be=title, en=title) if isinstance(title, str) else title
    bare = Journey(
        name=names.en,
        title=names,
        about=None,
        seed=(),
        setting=Setting(subscribers=subscribers, seed=seed, start=start, terms=dict(story.terms)),
        cast={HOLDER: _role(story), PERSON: Role(kind=NEWCOMER)},
        steps=(),
    )
    balance = Player(bare).balances()[HOLDER]
    placed = tuple(_steps(story, story.start.balance_kopecks - balance))
    journey = replace(bare, steps=tuple(one.step for one in placed))
    known = replace(journey, steps=tuple(come_to(journey)))
    return Retold(known, tuple(one.place for one in placed))


_EPOCH = datetime.date(1970, 1, 1).toordinal()


def _role(story: Story) -> Role:
    """Whoever has a contract like that of the story."""
    start, catalogue = story.start, the_catalogue()
    tariff = catalogue.tariffs[start.tariff]
    add_ons = [one.id for place, one in enumerate(catalogue.add_ons) if start.add_ons >> place & 1]
    own = tuple(one for one in add_ons if one not in tariff.included_add_ons)
    return Role(
        kind=tariff.kind,
        tariff=(tariff.id,),
        technology=Technology(start.technology).name.lower(),
        has=own,
        plain=not own,
    )


def _steps(story: Story, missing_kopecks: int) -> Iterator[Placed]:
    """The opening, each deed at its moment, and at last what the person sees of it all."""
    yield from (Placed(0, step) for step in opened(missing_kopecks))
    now = signed_in_at = story.start.opened_day * DAY_S
    for place, deed in enumerate(story.deeds, start=1):
        if deed.now > now:
            now = deed.now
            yield Placed(place, Step(do=AdvanceTo.name, arguments={"moment": moment_of(now)}))
        if now - signed_in_at > SESSION_DAYS * DAY_S:
            signed_in_at = now
            yield from (Placed(place, step) for step in _signing_in())
        for step in _told(deed):
            yield Placed(place, step)
    last = len(story)
    first_day = max(story.start.opened_day, now // DAY_S - LOOKED_BACK_DAYS)
    period = {"from_day": _day(first_day), "until_day": _day(now // DAY_S)}
    yield Placed(last, _asked(statistics.Balance))
    yield Placed(last, _asked(statistics.Statement, **period))
    yield Placed(last, Step(do=Notifications.name, who=PHONE))


def _day(day: int) -> str:
    return datetime.date.fromordinal(_EPOCH + day).isoformat()


def opened(missing_kopecks: int = 0) -> Iterator[Step]:
    """A person takes a phone, signs in and binds the holder's contract, which has a balance."""
    yield Step(do=Client.name, who=PHONE, arguments={"kind": "android"})
    yield from _signing_in()
    paper = {"login": f"${HOLDER}.login", "password": f"${HOLDER}.password"}
    yield Step(do=BindByLogin.name, who=PHONE, arguments=paper)
    if missing_kopecks:
        yield _happens(CorrectBalance, contract=CONTRACT, amount=byn(missing_kopecks))


def _signing_in() -> Iterator[Step]:
    yield Step(do=RequestCode.name, who=PHONE, arguments={"phone": MOBILE})
    yield Step(do=SignIn.name, who=PHONE, arguments={"phone": MOBILE, "code": "$sms"})


def come_to(journey: Journey) -> Iterator[Step]:
    """Each step with what it comes to by the rules as they are; what nobody can ask is left out."""
    player = Player(journey, strict=False)
    for _ in journey.steps:
        try:
            played = player.next_step()
        except JourneyError:
            continue
        assert played is not None, "a step for each step"
        allowed_from = None if played.answer is None else played.answer.allowed_from
        kopecks = player.balances()[HOLDER]
        yield msgspec.structs.replace(
            played.step,
            expect=played.found or OK,
            allowed_from=allowed_from,
            balance={HOLDER: byn(kopecks)},
            shows=_shown(played.step, played.answer),
        )


def _shown(step: Step, answer: Any) -> dict[str, Any]:
    """How many lines and notices there are to be seen."""
    if answer is None or not answer.ok:
        return {}
    if step.do == statistics.Statement.name:
        return {"lines.count": len(answer.data.lines)}
    return {"count": len(answer.data)} if step.do == Notifications.name else {}


def _asked(operation: type[SelfService], **arguments: Any) -> Step:
    return Step(do=operation.name, who=PHONE, arguments={"contract": CONTRACT, **arguments})


def _happens(event: type[Definition], **arguments: Any) -> Step:
    return Step(do=event.name, arguments=arguments)


def _told(deed: Done) -> tuple[Step, ...]:
    """The steps of one deed."""
    tell = TOLD.get(deed.what)
    if tell is None:
        raise UntoldError(
            f"{deed.what.name.lower()} is nothing that anybody asks for.",
            next_step="Replay the story by `mybt-sim hunt --replay FILE`.",
        )
    found = tell(deed)
    return found if isinstance(found, tuple) else (found,)


def _top_up(deed: Done) -> Step:
    brands = {one.value: one.name.lower() for one in CardBrand}
    brand = brands.get(deed.choice, "other")
    return _asked(money.TopUp, amount=byn(deed.amount), brand=brand, declined=bool(deed.flag))


def _redeem(deed: Done) -> tuple[Step, ...]:
    """A card is bought for what is typed; a used one is the card of an earlier deed."""
    typed = {Card.MALFORMED: "12", Card.UNKNOWN: "$card.wrong"}
    step = _asked(money.RedeemExpressCard, card=typed.get(Card(deed.choice), "$card"))
    is_bought = deed.choice in (Card.GOOD, Card.UNKNOWN)
    return (Step(do=BuyCard.name), step) if is_bought else (step,)


def _pay_by_erip(deed: Done) -> Step:
    annex = f"${HOLDER}.annex" if deed.flag else NO_ANNEX
    return _happens(EripPayment, annex=annex, amount=byn(deed.amount))


def _change_tariff(deed: Done) -> Step:
    tariff = _named([one.id for one in the_catalogue().tariffs], deed.choice)
    return _asked(plans.ChangeTariff, tariff=tariff, confirmed=bool(deed.flag))


def _with_add_on(operation: type[SelfService]) -> Callable[[Done], Step]:
    def tell(deed: Done) -> Step:
        ids = [one.id for one in the_catalogue().add_ons]
        return _asked(operation, add_on=_named(ids, deed.choice))

    return tell


def _named(ids: list[str], place: int) -> str:
    return ids[place] if 0 <= place < len(ids) else f"{ids[0][0]}99"


def _browse(deed: Done) -> Step:
    down_mb, up_mb = (-(-size // MB_BYTES) for size in (deed.amount, deed.choice))
    return _happens(Browse, contract=CONTRACT, down_mb=down_mb, up_mb=up_mb)


def _call(deed: Done) -> Step:
    number = NUMBERS[CallClass(deed.choice)]
    if not number:
        number = f"${HOLDER}.home_phone"
    told = {"number": number, "seconds": deed.amount, "answered": bool(deed.flag)}
    return _happens(Call, contract=CONTRACT, **told)


TOLD: Mapping[Deed, Callable[[Done], Step | tuple[Step, ...]]] = {
    Deed.TOP_UP: _top_up,
    Deed.ERIP_PAYMENT: _pay_by_erip,
    Deed.REDEEM_EXPRESS_CARD: _redeem,
    Deed.PROMISE_PAYMENT: lambda one: _asked(money.PromisePayment, amount=byn(one.amount)),
    Deed.CANCEL_PROMISE: lambda one: _asked(money.CancelPromise),
    Deed.CHANGE_TARIFF: _change_tariff,
    Deed.CANCEL_TARIFF_CHANGE: lambda one: _asked(plans.CancelTariffChange),
    Deed.CONNECT_ADD_ON: _with_add_on(plans.ConnectAddOn),
    Deed.DISCONNECT_ADD_ON: _with_add_on(plans.DisconnectAddOn),
    Deed.RENT_VIDEO: lambda one: _asked(plans.RentVideo, title="V01"),
    Deed.SUSPEND: lambda one: _asked(plans.Suspend, days=one.choice),
    Deed.RESUME: lambda one: _asked(plans.Resume),
    Deed.RECORD_SESSION: _browse,
    Deed.RECORD_CALL: _call,
    Deed.RECORD_VIEW: lambda one: _happens(Watch, contract=CONTRACT, minutes=one.amount),
    Deed.CORRECT_BALANCE: lambda one: _happens(
        CorrectBalance, contract=CONTRACT, amount=byn(one.amount)
    ),
    Deed.TERMINATE: lambda one: _happens(Terminate, contract=CONTRACT),
    Deed.LOOK: lambda one: _asked(statistics.Balance),
}
"""How each deed is asked for."""
