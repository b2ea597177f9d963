"""A life of the year on the phones: hers on the day on which it parts, by either rules."""

import datetime

from mybt_sim.app.demo.handset import Handset, Screen
from mybt_sim.app.demo.life import ASKED, SHE, Asked, Life, life_of
from mybt_sim.app.demo.rules import Rules
from mybt_sim.app.demo.session import DemoSession, Fields
from mybt_sim.engine.vocabulary import Operation
from mybt_sim.journeys.events import AdvanceTo, ChangeRules, EripPayment
from mybt_sim.world.clients import Client


def visit(demo: DemoSession, _: Handset, __: Fields) -> None:
    """Go to the phone of the contract of the year that is looked at."""
    if demo.drawer.life and demo.rules:
        enter_life(demo, demo.drawer.life, demo.rules)


def go_on(demo: DemoSession, _: Handset, __: Fields) -> None:
    """Do on each phone what was done next on that day, or go to its midnight."""
    if demo.life is not None:
        do_next(demo, demo.life)


def enter_life(demo: DemoSession, contract: int, rules: Rules) -> None:
    """Take her phone in hand on the morning on which her life parts: one by the rules of today,
    one by the changed; the visitor's own world is put aside. Nothing, where it does not part."""
    life = life_of(contract, rules)
    if life is None:
        return
    demo.enter_story(life.setting)
    demo.life = life
    phone = demo.handset
    _take_in_hand(phone, life)
    twin = phone.forked()
    twin.let(ChangeRules(**rules.written))
    phone.banner = phone.deed = twin.banner = twin.deed = None
    demo.handsets, demo.is_both = [phone, twin], True


def do_next(demo: DemoSession, life: Life) -> None:
    """Do on each phone what was done next by its rules; when nothing is left, go to midnight."""
    deed = life.next_deed
    if deed is None:
        midnight = datetime.datetime.combine(life.day, datetime.time()) + datetime.timedelta(days=1)
        for handset in demo.handsets:
            if handset.world.now < midnight:
                handset.move_to(midnight)
        return
    life.done += 1
    for handset, asked in zip(demo.handsets, deed.sides, strict=False):
        if handset.world.now < deed.at:
            handset.let(AdvanceTo(moment=deed.at))
        if asked is not None:
            _ask(handset, life.contract, deed.operation, asked)
        handset.open(Screen("contract", life.contract), is_step=False)


def _ask(handset: Handset, contract: int, operation: Operation, asked: Asked) -> None:
    if operation is Operation.ERIP_PAYMENT:
        login, _ = handset.world.outside.paper(contract)[0]
        handset.let(EripPayment(annex=login, amount=asked.arguments["amount"]))
        return
    ask, names = ASKED[operation]
    arguments = {name: asked.arguments[name] for name in names}
    if operation is Operation.CHANGE_TARIFF:
        arguments["confirmed"] = True
    handset.ask(ask, contract=contract, **arguments)


def _take_in_hand(handset: Handset, life: Life) -> None:
    """Sign in with her number, or that of a relative who has her papers; open the contract."""
    language = handset.language
    mobile = life.setting.members[SHE].mobile or handset.mobile
    handset.mobile = mobile
    handset.ask(Client.request_code, phone=mobile)
    code = handset.world.outside.inbox(mobile)[-1].code or ""
    handset.ask(Client.sign_in, phone=mobile, code=code)
    handset.asked = handset.account = mobile
    if handset.language != language:
        handset.ask(Client.set_language, language=language)
    if life.contract not in handset.contracts():
        login, password = handset.world.outside.paper(life.contract)[0]
        handset.ask(Client.bind_by_login, login=login, password=password)
    handset.open(Screen("contract", life.contract), is_step=False)
