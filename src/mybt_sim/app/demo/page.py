"""The whole page: the bar over it, the phones, and what lies beside them."""

from mybt_sim.app.demo.components import told_by
from mybt_sim.app.demo.handset import Handset
from mybt_sim.app.demo.icons import icon
from mybt_sim.app.demo.panels.beside import (
    beside_panel,
    phone_label,
    rules_button,
    show_button,
)
from mybt_sim.app.demo.panels.clock import clock_panel
from mybt_sim.app.demo.panels.decision import decision_panel
from mybt_sim.app.demo.panels.life import life_panel
from mybt_sim.app.demo.panels.outside import outside_panel
from mybt_sim.app.demo.panels.recording import recording_panel
from mybt_sim.app.demo.panels.rules import rules_panel
from mybt_sim.app.demo.panels.story import story_panel
from mybt_sim.app.demo.screens.table import SCREENS
from mybt_sim.app.demo.session import DemoSession
from mybt_sim.app.demo.taps import tap
from mybt_sim.app.demo.view import View
from mybt_sim.app.markup import Html, joined, tag
from mybt_sim.text import LANGUAGES, worded

TABS = (("home", "start"), ("bell", "notifications"), ("chat", "support"), ("menu", "menu"))
GUEST_TABS = (("home", "start"), ("menu", "menu"))
OF_HOME = ("guest", "home")


def draw(demo: DemoSession) -> str:
    """A demo as the HTML of its page."""
    with demo.lock:
        views = [View.of(demo, handset) for handset in demo.handsets]
        view = views[demo.active]
        if demo.is_turned_away:
            return str(_turned_away(view))
        phones = []
        for place, one in enumerate(views):
            with worded(one.wording):
                phones.append(_phone(one, place))
        is_open = demo.drawer.is_open
        with worded(view.wording):
            third = rules_panel(view) if is_open else decision_panel(view)
            outside = outside_panel(view)
            announced = _announced(view)
        beside = (
            tag("main", phones, cls="phones", id="phones"),  # first for whoever goes by keyboard
            beside_panel(view, views),
            _panel(view, "outside", outside),
            _panel(view, "decision", third, title="rules.title" if is_open else ""),
        )
        kinds = f"demo side-{demo.side} of-{len(phones)}{' with-rules' if is_open else ''}"
        grid = tag("div", *beside, cls=kinds)
        shelves = rules_button(view), show_button(view)
        over = tag(
            "div",
            tag("div", *shelves, cls="shelves", data_part="shelves"),
            story_panel(view) if demo.life is None else life_panel(view, demo.life),
            recording_panel(view),
            cls="over",
        )
        parts = (_top(view), clock_panel(view), over, _sides(view), grid, announced)
        # a plain text: what carries it to the browser knows no other
        kind = "page on-show" if demo.is_on_show else "page"
        title = view.say("demo.title")
        told = {"data_title": title, "data_key": demo.key}
        return str(tag("div", *parts, cls=kind, lang=view.language, **told))


def _turned_away(view: View) -> Html:
    """In place of the phone when there is no place for another visitor."""
    again = tag("a", view.say("places.again"), href=f"/demo/?lang={view.language}", cls="button")
    words = tag("p", view.say("places.taken.text"))
    body = tag("main", tag("h2", view.say("places.taken")), words, again, cls="full", role="alert")
    return tag("div", _top(view), body, cls="page", lang=view.language)


def _top(view: View) -> Html:
    """The way home, the title, the languages."""
    languages = [
        tag(
            "button",
            code,
            type_="button",
            lang=code,
            aria_current="true" if code == view.language else None,
            **tap("language", language=code),
        )
        for code in LANGUAGES
    ]
    arrow, words = tag("span", "←", aria_hidden="true"), tag("span", view.say("page.to_home"))
    back = f"&demo={view.demo.key}" if view.demo.key else ""
    home = tag("a", arrow, words, href=f"/?lang={view.language}{back}")
    choice = tag(
        "div", languages, cls="languages", role="group", aria_label=view.say("phone.language")
    )
    return tag(
        "header",
        tag("div", home, tag("h1", view.say("demo.title")), choice, cls="line"),
        tag("p", view.say("demo.lead")),
        tag("p", view.say(view.demo.notice), cls="notice", role="alert")
        if view.demo.notice
        else None,
        cls="top",
        data_part="top",
    )


def _sides(view: View) -> Html:
    """What a narrow window shows beside the phone."""
    second = "rules.title" if view.demo.drawer.is_open else "side.decision"
    tabs = [
        tag(
            "button",
            view.say(second if side == "decision" else f"side.{side}"),
            type_="button",
            aria_pressed="true" if side == view.demo.side else "false",
            **tap("side", item=side),
        )
        for side in ("outside", "decision")
    ]
    return tag("div", tabs, cls="sides", data_part="sides")


def _panel(view: View, name: str, body: Html, *, title: str = "") -> Html:
    words = view.say(title or f"side.{name}")
    summary = tag("summary", tag("h2", words))
    panel = tag("details", summary, body, open=True, id=f"panel-{name}", data_keep=True)
    deeds = 0 if name == "outside" else title or len(view.handset.world.log)
    return tag(
        "aside",
        panel,
        cls=f"panel panel-{name}",
        data_part=f"panel-{name}",
        id=f"aside-{name}",
        aria_label=words,
        data_screen=f"{name} {deeds}",
    )


def _phone(view: View, place: int) -> Html:
    """A phone, or the window of a browser, with its screen."""
    handset = view.handset
    draw_screen = SCREENS[handset.screen.name]
    screen = tag(
        "div", draw_screen(view), cls="screen", data_screen=_name(handset), id=f"screen-{place}"
    )
    is_active = place == view.demo.active
    device = tag(
        "div",
        _status(view),
        screen,
        _tabs(view),
        cls=f"device {handset.kind}{' active' if is_active else ''}",
        data_phone=place,
        data_part=f"phone-{place}",
        lang=view.language,
        role="group",
        aria_label=view.say("phone.device", count=place + 1),
    )
    if len(view.demo.handsets) < 2:
        return device
    return tag("div", phone_label(view, place), device, cls=f"stand {handset.kind}")


def _name(handset: Handset) -> str:
    screen = handset.screen
    return f"{screen.name} {screen.contract} {screen.item}"


def _status(view: View) -> Html:
    """The line over the screen: time and network, or the address bar of a browser."""
    net = (
        icon("signal")
        if view.handset.is_online
        else tag("span", view.say("phone.offline"), cls="off")
    )
    if view.handset.kind == "web":
        address = tag("span", icon("lock"), view.say("phone.address_bar"), cls="address")
        return tag("div", tag("span", cls="dots"), address, net, cls="status")
    return tag("div", tag("span", f"{view.now:%H:%M}"), net, cls="status")


def _tabs(view: View) -> Html:
    tabs = GUEST_TABS if view.is_guest else TABS
    open_name = view.handset.screen.name
    lines = []
    for picture, name in tabs:
        is_open = open_name == name or (name == "start" and open_name in OF_HOME)
        wish = tap("start") if name == "start" else tap("go", screen=name)
        words = view.say("phone.tab.start" if name == "start" else f"phone.tab.{name}")
        lines.append(
            tag(
                "button",
                icon(picture),
                tag("span", words),
                type_="button",
                aria_current="page" if is_open else None,
                **wish,
            )
        )
    device = view.say("phone.device", count=view.demo.handsets.index(view.handset) + 1)
    label = f"{view.say('phone.tabs')}: {device}"
    return tag("nav", lines, cls="tabs", aria_label=label)


def _announced(view: View) -> Html:
    """What a screen reader is told of the last tap."""
    outcome = view.handset.banner
    words = ""
    if view.handset.trouble:
        words = view.say(view.handset.trouble)
    elif outcome is not None:
        words = told_by(view, outcome) if outcome.ok else outcome.text(view.language)
    deeds = len(view.handset.world.log)  # the same words after another tap are told again
    return joined(tag("div", words, data_announce=deeds, data_part="announced", hidden=True))
