"""What happens beside the phone: paper, a ringing telephone, a bank, a shop, the network."""

from mybt_sim.app.demo.actions.moving import show, show_start
from mybt_sim.app.demo.handset import PIN, Handset, Screen
from mybt_sim.app.demo.session import DemoSession, Fields
from mybt_sim.journeys.events import BuyCard, EripPayment, GoOffline, GoOnline
from mybt_sim.text import phone
from mybt_sim.world.parsing import number_in

CARDS_MOST = 12
SIDES = ("outside", "decision")


def _place(text: str, count: int) -> int:
    place = number_in(text)
    return place if place is not None and place < count else 0


def choose_side(demo: DemoSession, _: Handset, fields: Fields) -> None:
    """Choose what a narrow window shows beside the phone."""
    if fields.get("item") in SIDES:
        demo.side = fields["item"]


def switch_show(demo: DemoSession, _: Handset, __: Fields) -> None:
    """Let the phones stand alone before an audience, or not."""
    demo.is_on_show = not demo.is_on_show


def choose_person(demo: DemoSession, _: Handset, fields: Fields) -> None:
    """Lay somebody's paper beside the phone."""
    demo.person = _place(fields.get("item", ""), len(demo.setting.people))


def fill_mobile(_: DemoSession, handset: Handset, __: Fields) -> None:
    """Type the number of this phone."""
    _open(handset, Screen("sign_in"))
    handset.typed = {"mobile": handset.mobile}


def fill_code(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Type the code of a short message."""
    _open(handset, Screen("code"))
    handset.typed = {"code": fields.get("code", "")}


def fill_login(demo: DemoSession, handset: Handset, fields: Fields) -> None:
    """Copy login and password from the paper."""
    papers = [
        paper
        for contract in demo.setting.people[demo.person].contracts
        for paper in handset.world.outside.paper(contract)
    ]
    login, password = papers[_place(fields.get("item", ""), len(papers))]
    if handset.screen.name != "check":
        _open(handset, Screen("bind_login"))
    handset.typed = {"login": login, "password": password}


def fill_home_phone(demo: DemoSession, handset: Handset, _: Fields) -> None:
    """Copy home phone and surname from the paper."""
    holder = demo.setting.people[demo.person].holder
    if not holder.home_phone:
        return
    _open(handset, Screen("bind_phone"))
    number = phone(holder.home_phone).replace("\N{NO-BREAK SPACE}", " ")
    surname = holder.surname["be" if handset.language == "be" else "ru"]
    handset.typed = {"home_phone": number, "surname": surname}


def fill_spoken(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Type what the auto-informer says."""
    if handset.screen.name == "bind_code":
        handset.typed = {"code": fields.get("code", "")}


def answer(_: DemoSession, handset: Handset, __: Fields) -> None:
    """Somebody takes the call."""
    handset.settle_call(is_answered=True)


def let_ring(_: DemoSession, handset: Handset, __: Fields) -> None:
    """Nobody takes the call."""
    handset.settle_call(is_answered=False)


def switch_bank(demo: DemoSession, _: Handset, __: Fields) -> None:
    """Let the bank decline, or not."""
    demo.is_declining = not demo.is_declining


def buy_card(_: DemoSession, handset: Handset, __: Fields) -> None:
    """Buy an express-payment card in a shop."""
    if len(handset.cards) < CARDS_MOST:
        handset.let(BuyCard())


def fill_card(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Copy the digits of a card that was bought."""
    if handset.cards and handset.screen.contract:
        card = handset.cards[_place(fields.get("item", ""), len(handset.cards))]
        _open(handset, Screen("express", handset.screen.contract))
        handset.typed = {"pin1": card[:PIN], "pin2": card[PIN:]}


def pay_at_kiosk(demo: DemoSession, handset: Handset, fields: Fields) -> None:
    """Somebody pays for the chosen person through ЕРИП."""
    contract = demo.setting.people[demo.person].contract_id
    login, _ = handset.world.outside.paper(contract)[0]
    handset.let(EripPayment(annex=login, amount=fields.get("erip", "")))


def switch_network(_: DemoSession, handset: Handset, __: Fields) -> None:
    """Switch the connection of the device on or off."""
    handset.let(GoOffline() if handset.is_online else GoOnline())
    handset.offline ^= {handset.hand}
    handset.banner = None


def take_client(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Take another device in hand: the web page, or one of the applications."""
    name = fields.get("item", "")
    if name in handset.devices and name != handset.hand:
        handset.hand = name
        handset.typed = {}
        show_start(handset)


def _open(handset: Handset, screen: Screen) -> None:
    """Open a screen on which something is about to be typed, unless it is open."""
    if handset.screen.name != screen.name:
        show(handset, screen)
    handset.banner = None
