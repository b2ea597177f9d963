"""The taps by which a person asks for an operation, on the screen where it stands.

@gesture("promise_payment")
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
from mybt_sim.journeys.deeds import OUTSIDE

Asked: TypeAlias = Mapping[str, Any]
Gesture: TypeAlias = Callable[[DemoSession, Asked], Iterator[Tap]]

GESTURES: dict[str, Gesture] = {}


def gesture(*operations: str) -> Callable[[Gesture], Gesture]:
    """Register a gesture under the operations that it asks for."""

    def register(made: Gesture) -> Gesture:
        GESTURES.update(dict.fromkeys(operations, made))
        return made

    return register


def _opens(name: str) -> Gesture:
    """A screen that asks when it opens."""

    def open_screen(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
        yield from way_anew(demo.handset, Screen(name, asked.get("contract", 0)))

    return open_screen


def _places(name: str) -> Gesture:
    """A list of places, then a region, and whether it must be open now."""

    def look_for(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
        yield from way_anew(demo.handset, Screen(name))
        region, mark = asked.get("region", ""), "!" if asked.get("open_now") else ""
        for item in dict.fromkeys((region, region + mark)):
            if item:
                yield Tap.of("filter", item=item)

    return look_for


def _period(name: str) -> Gesture:
    """Two dates on a screen of a contract."""

    def look_at(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
        first, last = asked["from_day"].isoformat(), asked["until_day"].isoformat()
        yield from way_to(demo.handset, Screen(name, asked["contract"]))
        yield Tap("filter", {"from": first, "until": last})

    return look_at


def _outside(operation: str) -> Gesture:
    """One of the things that only a service centre does."""

    def ask(demo: DemoSession, _: Asked) -> Iterator[Tap]:
        yield from way_to(demo.handset, Screen("service_centre"))
        yield Tap.of("service_centre", item=operation)

    return ask


for _operation, _screen in (
    *(("contracts", "home"), ("balance", "contract"), ("forecast", "contract")),
    *(("list_news", "news"), ("list_tariffs", "tariffs"), ("help", "help")),
    ("notifications", "notifications"),
):
    gesture(_operation)(_opens(_screen))


def _taps(screen: str, action: str, *, item: str = "", kept: str = "") -> Gesture:
    """A tap on a screen of a contract; `item` and `kept` name the argument that goes with it."""

    def tap_there(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
        yield from way_to(demo.handset, Screen(screen, asked.get("contract", 0)))
        if not asked.get("preview"):
            yield Tap.of(action, **({kept or "item": asked[item]} if item else {}))

    return tap_there


for _operation, _made in {
    "cancel_promise": _taps("promise", "promise.cancel"),
    "cancel_tariff_change": _taps("contract", "tariff.cancel"),
    "connect_add_on": _taps("add_ons", "add_on.on", item="add_on"),
    "disconnect_add_on": _taps("add_ons", "add_on.off", item="add_on"),
    "rent_video": _taps("videos", "video.rent", item="title"),
    "suspend": _taps("suspend", "suspend", item="days", kept="days"),
    "resume": _taps("contract", "resume"),
    "unbind": _taps("unbind", "unbind"),
    "sign_out": _taps("menu", "sign_out"),
    "list_service_centres": _places("centres"),
    "list_hotspots": _places("hotspots"),
    "statement": _period("statement"),
    "usage": _period("usage"),
    **{operation: _outside(operation) for operation in OUTSIDE},
}.items():
    gesture(_operation)(_made)


@gesture("request_code")
def request_code(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Type the number, or ask for another code where one was sent."""
    handset = demo.handset
    if handset.screen.name == "code" and handset.asked == asked["phone"]:
        yield Tap("code.request", {})
        return
    yield from way_to(handset, Screen("sign_in"))
    yield Tap.of("code.request", mobile=asked["phone"])


@gesture("sign_in")
def sign_in(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Type the code, where one was asked for."""
    if demo.handset.asked == asked["phone"]:
        yield Tap.of("code.enter", code=asked["code"])


@gesture("bind_by_login")
def bind_by_login(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Type login and password from the paper."""
    yield from way_to(demo.handset, Screen("bind_login"))
    yield Tap.of("bind.login", login=asked["login"], password=asked["password"])


@gesture("request_voice_code")
def request_voice_code(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Ask for a call; whoever is at home answers it."""
    home_phone = asked["home_phone"]
    yield from way_to(demo.handset, Screen("bind_phone"))
    yield Tap.of("bind.call", home_phone=home_phone, surname=asked["surname"])
    if demo.handset.ringing is not None:
        is_absent = home_phone in demo.handset.absent
        yield Tap("outside.let_ring" if is_absent else "outside.answer", {})


@gesture("bind_by_voice_code")
def bind_by_voice_code(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Type what the auto-informer said."""
    if demo.handset.screen == Screen("bind_code", item=asked["home_phone"]):
        yield Tap.of("bind.code", code=asked["code"])


@gesture("check_balance")
def check_balance(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Type login and password, on the web."""
    yield from way_to(demo.handset, Screen("check"))
    yield Tap.of("check", login=asked["login"], password=asked["password"])


@gesture("set_language")
def set_language(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Choose it in the settings."""
    yield from way_to(demo.handset, Screen("language"))
    yield Tap.of("language", language=asked["language"])


@gesture("top_up")
def top_up(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Type the sum and choose a card; the bank beside the phone is told what to say."""
    yield from way_to(demo.handset, Screen("top_up", asked["contract"]))
    if bool(asked.get("declined")) != demo.is_declining:
        yield Tap("outside.decline", {})
    typed = {"amount": asked["amount"], "brand": asked.get("brand", "visa")}
    yield Tap.of("pay", **typed, **({"key": asked["key"]} if asked.get("key") else {}))


@gesture("redeem_express_card")
def redeem(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Type both groups of digits."""
    digits = str(asked["card"])
    yield from way_to(demo.handset, Screen("express", asked["contract"]))
    yield Tap.of("express", pin1=digits[:PIN], pin2=digits[PIN:])


@gesture("promise_payment")
def promise(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Type the sum: what would come of it is said before the button is tapped."""
    yield from way_to(demo.handset, Screen("promise", asked["contract"]))
    yield Tap.of("typing", amount=asked["amount"])
    if not asked.get("preview"):
        yield Tap.of("promise", amount=asked["amount"])


@gesture("change_tariff")
def change_tariff(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Choose a plan, see what it brings, order it."""
    handset, contract = demo.handset, asked["contract"]
    yield from way_to(handset, Screen("tariff_order", contract, asked["tariff"]))
    if not asked.get("preview"):
        yield Tap("tariff.order", {"confirmed": "yes"} if asked.get("confirmed") else {})


@gesture("open_ticket")
def open_ticket(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Write a question to support."""
    yield from way_to(demo.handset, Screen("support"))
    about = str(asked.get("contract") or "")
    yield Tap.of("ticket.open", contract=about, topic=asked["topic"], text=asked["text"])


@gesture("reply_ticket")
def reply_ticket(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Write again."""
    yield from way_to(demo.handset, Screen("ticket", item=str(asked["ticket"])))
    yield Tap.of("ticket.reply", text=asked["text"])


@gesture("close_ticket")
def close_ticket(demo: DemoSession, asked: Asked) -> Iterator[Tap]:
    """Say that it is settled."""
    yield from way_to(demo.handset, Screen("ticket", item=str(asked["ticket"])))
    yield Tap("ticket.close", {})
