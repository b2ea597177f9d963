"""Faults of the demo that were seen in front of a room, each with what should be seen."""

import re
from dataclasses import replace

import pytest

from mybt_sim.app.demo.components import told_by
from mybt_sim.app.demo.correspondence import message_bubble
from mybt_sim.app.demo.differences import differences
from mybt_sim.app.demo.page import draw
from mybt_sim.app.demo.sessions import DemoSessions
from mybt_sim.app.demo.telling import told_of
from mybt_sim.app.demo.view import View
from mybt_sim.app.site import KEY
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Entry, Status
from mybt_sim.text import LANGUAGES, Language, translate
from mybt_sim.text.messages import read_catalogue
from mybt_sim.world.clients import Client
from mybt_sim.world.outside.network import ShortMessage
from tests.support.demo import Guest, words

OF_THE_SIMULATOR = re.compile(
    "(перевед|перавяд|часы|гадзіннік|симул|сімул|модел|мадэл|simulat|model|clock)", re.IGNORECASE
)
"""A clock that is moved, and what is modelled: no operator's application speaks of them."""


def phones(page: str) -> str:
    """What stands on the phones."""
    return page[page.index('id="phones"') : page.index('id="aside-outside"')]


def test_the_banner_tells_this_deed_and_no_older_one_of_the_same_second() -> None:
    guest = Guest()
    guest.sign_in()
    contract = guest.bind("parents")
    guest.open("top_up", contract)
    guest.tap("pay", amount="20.00", brand="visa")
    assert guest.handset.deed
    paid = guest.handset.deed.outcome
    view = View.of(guest.demo)
    assert "20,00" in told_by(view, paid)
    entries = tuple(replace(line, entry=Entry.ADJUST) for line in paid.entries)
    corrected = replace(paid, operation="correct_balance", entries=entries, events=())
    assert "20,00" not in told_by(view, corrected)


def test_the_sum_that_is_offered_ends_the_block() -> None:
    guest = Guest()
    guest.sign_in()
    contract = guest.bind("student")
    guest.handset.world.prepare(contract, balance="-1.00")
    page = guest.open("top_up", contract)
    amount = page.split('data-tap="typing" data-f-amount="')[1].split('"')[0]
    assert amount == "2.00"
    guest.tap("pay", amount=amount, brand="visa")
    assert guest.handset.contracts()[contract].status is Status.ACTIVE


def test_a_bill_is_offered_to_the_kopeck() -> None:
    guest = Guest()
    guest.sign_in()
    contract = guest.bind("grandmother")
    owed = -guest.handset.contracts()[contract].balance_kopecks
    page = guest.open("top_up", contract)
    amount = "{}.{:02}".format(*divmod(owed, 100))
    assert f'data-f-amount="{amount}"' in page


def test_a_guest_without_network_stays_a_guest() -> None:
    guest = Guest()
    guest.tap("outside.network")
    page = phones(draw(guest.demo))
    assert 'data-f-screen="support"' not in page
    assert 'data-f-screen="notifications"' not in page
    guest.tap("outside.network")
    guest.sign_in()
    guest.tap("outside.network")
    assert 'data-f-screen="support"' in phones(draw(guest.demo))


def test_a_screen_and_its_message_do_not_say_the_same_twice() -> None:
    guest = Guest()
    guest.sign_in()
    contract = guest.bind("student")
    guest.open("contract", contract)
    guest.tap("outside.network")
    page = phones(guest.tap("promise", amount="5.00"))
    assert page.count("data-refusal") == 1
    for screen in ("news", "usage", "notifications"):
        assert phones(guest.open(screen, contract)).count("data-refusal") == 1


def test_a_balance_that_is_owed_is_marked_for_a_guest_as_well() -> None:
    guest = Guest()
    guest.tap("outside.client", item="web")
    guest.open("check")
    guest.tap("outside.login", item=0)
    assert 'class="figure owed"' in guest.tap("check", **guest.handset.typed)


def test_a_code_that_was_sent_has_a_way_to_its_field() -> None:
    guest = Guest()
    number = guest.handset.mobile
    guest.tap("code.request", mobile=number)
    guest.tap("sign_in")
    page = guest.tap("code.request", mobile=number)
    assert guest.handset.banner
    assert guest.handset.banner.refusal is Refusal.OTP_RESEND_TOO_SOON
    assert "Ввести код" in words(phones(page))
    guest.open("code")
    code = guest.handset.world.outside.inbox(number)[-1].code or ""
    guest.tap("code.enter", code=code)
    assert guest.handset.screen.name == "home"


def test_a_number_is_shown_as_numbers_are_written() -> None:
    guest = Guest()
    guest.tap("sign_in")
    page = guest.tap("code.request", mobile="8029 6000001")
    assert "+375 29 600-00-01" in words(phones(page))
    assert "8029" not in words(phones(page))


def test_the_phone_does_not_speak_of_the_simulator() -> None:
    guest = Guest()
    guest.sign_in()
    contract = guest.bind("parents")
    guest.open("top_up", contract)
    guest.tap("pay", amount="100.00", brand="visa")
    guest.open("tariff", contract)
    guest.open("tariff_order", contract, "T09")
    page = guest.tap("tariff.order", confirmed="yes")
    page = guest.open("tariff", contract)
    assert "clock." not in phones(page)
    assert "15.01" not in phones(guest.open("promise", contract))


def test_the_way_home_knows_the_way_back() -> None:
    key, demo = DemoSessions().enter(None)
    assert KEY.fullmatch(key)
    assert f"/?lang=ru&amp;demo={key}" in draw(demo)


def test_a_moment_that_is_past_or_too_far_is_told_by_the_page() -> None:
    guest = Guest()
    before = guest.handset.world.now
    for moment in ("2026-05-01T10:00:00", "2046-05-01T10:00:00", ""):
        page = guest.tap("clock.to", moment=moment)
        assert "Часы идут только вперёд" in words(page[: page.index('id="phones"')])
        assert "прочитать" not in words(phones(page))
    assert guest.handset.world.now == before
    assert "Часы идут" not in words(guest.tap("clock.on", item="hour"))


def test_a_jump_of_the_clock_is_named_before_it_is_made() -> None:
    guest = Guest()
    guest.sign_in()
    contract = guest.bind("student")
    guest.open("promise", contract)
    page = guest.tap("promise", amount="15.00")
    assert "К концу обещанного платежа: 19 мая, 10:00" in words(page[: page.index('id="phones"')])
    guest.tap("outside.home_phone")
    asked = dict(guest.handset.typed)
    for _ in range(2):
        guest.tap("clock.on", item="hour")
    for _ in range(4):
        page = guest.tap("bind.call", **asked)
        if guest.handset.ringing:
            page = guest.tap("outside.answer")
        page, clock = guest.tap("clock.on", item="minute"), page[: page.index('id="phones"')]
        guest.tap("clock.on", item="minute")
    assert guest.handset.deed
    assert guest.handset.deed.outcome.refusal is Refusal.VOICE_QUOTA_EXCEEDED
    assert "Когда будет можно: 15 мая, 00:00" in words(clock)


def test_what_was_only_tried_is_not_compared_with_what_the_other_phone_did() -> None:
    guest = Guest()
    guest.sign_in()
    contract = guest.bind("student")
    guest.open("promise", contract)
    guest.tap("rules.term", item="promise_limit", value="20")
    guest.tap("promise", phone="0", amount="18.00")
    first, second = guest.demo.handsets
    asked = translate("operation.promise_payment", "ru")
    told = [one.what for one in differences(*(View.of(guest.demo, one) for one in (first, second)))]
    assert asked in told
    first.ask(Client.promise_payment, contract=contract, amount="15.00", preview=True)
    told = [one.what for one in differences(*(View.of(guest.demo, one) for one in (first, second)))]
    assert told
    assert asked not in told


def test_a_second_phone_is_in_hand_and_says_what_the_first_one_says() -> None:
    guest = Guest()
    guest.sign_in()
    page = guest.tap("clock.fork")
    first, second = page[page.index('id="phones"') :].split('data-phone="1"')
    assert "message done" in first
    assert "message done" in second
    assert not differences(*(View.of(guest.demo, one) for one in guest.demo.handsets))
    guest.tap("clock.on", item="hour")
    assert [f"{one.world.now:%H:%M}" for one in guest.demo.handsets] == ["10:00", "11:00"]


def test_no_money_for_a_day_is_no_number_of_days() -> None:
    guest = Guest()
    guest.sign_in()
    contract = guest.bind("parents")
    guest.handset.world.prepare(contract, balance="0.10")
    view = View.of(guest.demo)
    assert told_of(view, view.contracts[0])["differs.days_left"] == "меньше дня"
    for days, said in ((None, "и на день"), (0, "и на день"), (2, "на 2 дня")):
        sms = ShortMessage(view.now, 375_296_000_001, days_left=days)
        assert said in words(str(message_bubble(view, sms, is_newest=True)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_the_phone_is_the_simulator_s_voice(language: Language) -> None:
    told = {
        str(one.id): str(one.string)
        for one in read_catalogue(language)
        if str(one.id).startswith(("phone.", "step.", "('phone."))
    }
    assert len(told) > 200
    assert not {key: text for key, text in told.items() if OF_THE_SIMULATOR.search(text)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_went_well_is_told_by_a_sentence(language: Language) -> None:
    guest = Guest(language)
    guest.sign_in()
    signed_in = words(phones(draw(guest.demo)))
    guest.bind("student")
    bound = words(phones(draw(guest.demo)))
    for page, operation in ((signed_in, "sign_in"), (bound, "bind_by_login")):
        assert translate(f"done.{operation}", language) in page
