"""The taps by which a person asks for an operation, on the screen where it stands.

def promise(demo, asked): yield Tap(...)

A gesture looks at the phone again after each tap. It may end on a screen that does not offer what
is asked for: what no button asks for is then asked without one (`target`).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from mybt_sim.app.demo.handset import PIN, Screen
from mybt_sim.app.demo.playback.offers import Tap
from mybt_sim.app.demo.playback.ways import way_anew, way_to
from mybt_sim.app.demo.session import DemoSession
from mybt_sim.operations import ASKED_BY_DEVICES, binding, guest, money, plans, statistics, support
from mybt_sim.operations.arguments import (
    ADD_ON,
    AMOUNT,
    BRAND,
    CARD,
    CONFIRMED,
    CONTRACT,
    DAYS,
    DECLINED,
    FROM_DAY,
    HOME_PHONE,
    KEY,
    LANGUAGE,
    LOGIN,
    OPEN_NOW,
    PASSWORD,
    PHONE,
    PREVIEW,
    REGION,
    SMS_CODE,
    SURNAME,
    TARIFF,
    TEXT,
    TICKET,
    TITLE,
    TOPIC,
    UNTIL_DAY,
    VOICE_CODE,
    Argument,
)
from mybt_sim.operations.outside import NewLine, ReRegistration, Termination
from mybt_sim.operations.request import SelfService
from mybt_sim.operations.sign_in import RequestCode, SignIn, SignOut

Asked: TypeAlias = Mapping[Argument, Any]
Gesture: TypeAlias = Callable[[DemoSession, Asked], Iterator[Tap]]


def _opens(name: str) -> Gesture:
    """A screen that asks when it opens."""

    def open_screen(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
        yield from way_anew(demo.handset, Screen(name, asked.get(CONTRACT, 0)))

    return open_screen


def _places(name: str) -> Gesture:
    """A list of places, then a region, and whether it must be open now."""

    def look_for(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
        yield from way_anew(demo.handset, Screen(name))
        region, mark = asked.get(REGION, ""), "!" if asked.get(OPEN_NOW) else ""
        for item in dict.fromkeys((region, region + mark)):
            if item:
                yield Tap.of("filter", item=item)

    return look_for


def _period(name: str) -> Gesture:
    """Two dates on a screen of a contract."""

    def look_at(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
        first, last = str(asked[FROM_DAY]), str(asked[UNTIL_DAY])
        yield from way_to(demo.handset, Screen(name, asked[CONTRACT]))
        yield Tap("filter", {"from": first, "until": last})

    return look_at


def _outside(operation: type[SelfService]) -> Gesture:
    """One of the things that only a service centre does."""

    def ask(demo: DemoSession, _: Asked) -> Iterator[Tap]:
        yield from way_to(demo.handset, Screen("service_centre"))
        yield Tap.of("service_centre", item=operation.name)

    return ask


def _taps(screen: str, action: str, item: Argument | None = None, field: str = "item") -> Gesture:
    """A tap on a screen of a contract; `item` is what goes with it in `field`."""

    def tap_there(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
        yield from way_to(demo.handset, Screen(screen, asked.get(CONTRACT, 0)))
        if not asked.get(PREVIEW):
            yield Tap.of(action, **({field: asked[item]} if item else {}))

    return tap_there


def request_code(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Type the number, or ask for another code where one was sent."""
    handset = demo.handset
    if handset.screen.name == "code" and handset.asked == asked[PHONE]:
        yield Tap("code.request", {})
        return
    yield from way_to(handset, Screen("sign_in"))
    yield Tap.of("code.request", mobile=asked[PHONE])


def sign_in(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Type the code, where one was asked for."""
    if demo.handset.asked == asked[PHONE]:
        yield Tap.of("code.enter", code=asked[SMS_CODE])


def bind_by_login(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Type login and password from the paper."""
    yield from way_to(demo.handset, Screen("bind_login"))
    yield Tap.of("bind.login", login=asked[LOGIN], password=asked[PASSWORD])


def request_voice_code(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Ask for a call; whoever is at home answers it."""
    home_phone = asked[HOME_PHONE]
    yield from way_to(demo.handset, Screen("bind_phone"))
    yield Tap.of("bind.call", home_phone=home_phone, surname=asked[SURNAME])
    if demo.handset.ringing is not None:
        is_absent = home_phone in demo.handset.absent
        yield Tap("outside.let_ring" if is_absent else "outside.answer", {})


def bind_by_voice_code(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Type what the auto-informer said."""
    if demo.handset.screen == Screen("bind_code", item=asked[HOME_PHONE]):
        yield Tap.of("bind.code", code=asked[VOICE_CODE])


def check_balance(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Type login and password, on the web."""
    yield from way_to(demo.handset, Screen("check"))
    yield Tap.of("check", login=asked[LOGIN], password=asked[PASSWORD])


def set_language(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Choose it in the settings."""
    yield from way_to(demo.handset, Screen("language"))
    yield Tap.of("language", language=asked[LANGUAGE])


def top_up(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Type the sum and choose a card; the bank beside the phone is told what to say."""
    yield from way_to(demo.handset, Screen("top_up", asked[CONTRACT]))
    if bool(asked.get(DECLINED)) != demo.is_declining:
        yield Tap("outside.decline", {})
    typed = {"amount": asked[AMOUNT], "brand": asked.get(BRAND, "visa")}
    yield Tap.of("pay", **typed, **({"key": asked[KEY]} if asked.get(KEY) else {}))


def redeem(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Type both groups of digits."""
    digits = str(asked[CARD])
    yield from way_to(demo.handset, Screen("express", asked[CONTRACT]))
    yield Tap.of("express", pin1=digits[:PIN], pin2=digits[PIN:])


def promise(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Type the sum: what would come of it is said before the button is tapped."""
    yield from way_to(demo.handset, Screen("promise", asked[CONTRACT]))
    yield Tap.of("typing", amount=asked[AMOUNT])
    if not asked.get(PREVIEW):
        yield Tap.of("promise", amount=asked[AMOUNT])


def change_tariff(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Choose a plan, see what it brings, order it."""
    handset, contract = demo.handset, asked[CONTRACT]
    yield from way_to(handset, Screen("tariff_order", contract, asked[TARIFF]))
    if not asked.get(PREVIEW):
        yield Tap("tariff.order", {"confirmed": "yes"} if asked.get(CONFIRMED) else {})


def open_ticket(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Write a question to support."""
    yield from way_to(demo.handset, Screen("support"))
    about = str(asked.get(CONTRACT) or "")
    yield Tap.of("ticket.open", contract=about, topic=asked[TOPIC], text=asked[TEXT])


def reply_ticket(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Write again."""
    yield from way_to(demo.handset, Screen("ticket", item=str(asked[TICKET])))
    yield Tap.of("ticket.reply", text=asked[TEXT])


def close_ticket(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Say that it is settled."""
    yield from way_to(demo.handset, Screen("ticket", item=str(asked[TICKET])))
    yield Tap("ticket.close", {})


GESTURES: Mapping[type[SelfService], Gesture] = {
    guest.ListNews: _opens("news"),
    guest.ListTariffs: _opens("tariffs"),
    guest.ListServiceCentres: _places("centres"),
    guest.ListHotspots: _places("hotspots"),
    guest.Help: _opens("help"),
    guest.SetLanguage: set_language,
    guest.CheckBalance: check_balance,
    RequestCode: request_code,
    SignIn: sign_in,
    SignOut: _taps("menu", "sign_out"),
    binding.Contracts: _opens("home"),
    binding.BindByLogin: bind_by_login,
    binding.RequestVoiceCode: request_voice_code,
    binding.BindByVoiceCode: bind_by_voice_code,
    binding.Unbind: _taps("unbind", "unbind"),
    statistics.Balance: _opens("contract"),
    statistics.Forecast: _opens("contract"),
    statistics.Statement: _period("statement"),
    statistics.Usage: _period("usage"),
    money.TopUp: top_up,
    money.RedeemExpressCard: redeem,
    money.PromisePayment: promise,
    money.CancelPromise: _taps("promise", "promise.cancel"),
    plans.ChangeTariff: change_tariff,
    plans.CancelTariffChange: _taps("contract", "tariff.cancel"),
    plans.ConnectAddOn: _taps("add_ons", "add_on.on", ADD_ON),
    plans.DisconnectAddOn: _taps("add_ons", "add_on.off", ADD_ON),
    plans.RentVideo: _taps("videos", "video.rent", TITLE),
    plans.Suspend: _taps("suspend", "suspend", DAYS, "days"),
    plans.Resume: _taps("contract", "resume"),
    support.OpenTicket: open_ticket,
    support.ReplyTicket: reply_ticket,
    support.CloseTicket: close_ticket,
    support.Notifications: _opens("notifications"),
    **{one: _outside(one) for one in (NewLine, ReRegistration, Termination)},
}
"""How each operation is asked for."""

WITHOUT = set(ASKED_BY_DEVICES) - GESTURES.keys()
assert not WITHOUT, f"nobody knows how to tap {WITHOUT}"
