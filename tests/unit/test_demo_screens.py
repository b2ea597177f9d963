"""Every screen of the phone in every state and language; whatever is typed stays text."""

from typing import get_args

import pytest

from mybt_sim.app.demo.actions.table import ACTIONS
from mybt_sim.app.demo.screens.table import SCREENS
from mybt_sim.app.demo.screens.usage import hours_of
from mybt_sim.app.demo.taps import ActionName, tap
from mybt_sim.app.markup import Html, joined, tag
from mybt_sim.engine.refusals import Refusal
from mybt_sim.text import LANGUAGES, Language, translate, volume
from tests.support.demo import Guest, readable, sound, words

SCRIPT = "<script>alert('ў')</script>"
ROLES = ("student", "grandmother", "parents", "sister", "pensioner")
each_language = pytest.mark.parametrize("language", LANGUAGES)


def family(language: Language = "ru") -> Guest:
    """Somebody who has bound the contracts of the whole cast."""
    guest = Guest(language)
    guest.sign_in()
    for role in ROLES:
        guest.bind(role)
    return guest


def test_every_name_that_a_tap_can_ask_for_has_its_action() -> None:
    assert set(get_args(ActionName)) == set(ACTIONS)


def test_a_page_that_offers_an_unknown_tap_is_found() -> None:
    sound('<b data-tap="go" data-f-screen="news"></b><form data-tap="pay"></form>')
    for offered in ('data-tap="no.such"', 'data-tap="go" data-f-screen="no_such"'):
        with pytest.raises(AssertionError):
            sound(f"<b {offered}></b>")


@each_language
@pytest.mark.parametrize("kind", ["web", "android", "ios"])
def test_every_screen_is_drawn_for_a_guest(language: Language, kind: str) -> None:
    guest = Guest(language)
    guest.tap("outside.client", item=kind)
    for name in sorted(SCREENS):
        readable(guest.open(name), language)
        readable(guest.open(name, 1), language)


@each_language
def test_every_screen_is_drawn_for_every_contract(language: Language) -> None:
    guest = family(language)
    for contract in guest.handset.contracts():
        for name in sorted(SCREENS):
            readable(guest.open(name, contract), language)
        for name in ("tariff_order", "statement", "usage", "ticket", "bind_code", "hotspots"):
            readable(guest.open(name, contract, "nonsense"), language)


@each_language
def test_every_screen_is_drawn_without_a_network(language: Language) -> None:
    guest = family(language)
    contract = next(iter(guest.handset.contracts()))
    guest.tap("outside.network")
    for name in sorted(SCREENS):
        readable(guest.open(name, contract), language)
    assert translate("refusal.NO_NETWORK", language)[:20] in words(guest.open("home"))


@each_language
def test_states_that_come_with_time_are_drawn(language: Language) -> None:
    guest = family(language)
    student, parents = guest.person("student").contract_id, guest.person("parents").contract_id
    guest.open("promise", student)
    guest.tap("promise", amount="15,00")
    guest.open("tariff_order", parents, "T10")
    guest.tap("tariff.order", confirmed="yes")
    assert guest.handset.contracts()[parents].pending_tariff
    sister = guest.person("sister").contract_id
    guest.open("suspend", sister)
    guest.tap("suspend", days=15)
    assert guest.handset.contracts()[sister].suspended_until
    for span in ("hour", "day", "week", "month", "month"):
        for contract in (student, parents, sister):
            for name in ("contract", "promise", "tariff", "suspend", "statement", "usage"):
                readable(guest.open(name, contract), language)
        for name in ("home", "notifications"):
            readable(guest.open(name), language)
        readable(guest.tap("clock.on", item=span), language)


def test_a_guest_is_offered_exactly_what_a_guest_may_do() -> None:
    guest = Guest("en")
    page = words(guest.tap("start"))
    offered = "News Tariffs Service centres Wi-Fi hotspots Language Help"
    assert page.split("Without signing in ")[1].split(" Guest mode")[0] == offered
    guest.tap("outside.client", item="web")
    page = words(guest.tap("start"))
    check = "Check balance without registration With the login and password of a service"
    assert page.split("Without signing in ")[1].split(" Guest mode")[0] == f"{offered} {check}"


def test_whatever_is_typed_stays_text() -> None:
    guest = family()
    for action, screen, fields in (
        ("code.request", "sign_in", {"mobile": SCRIPT}),
        ("bind.login", "bind_login", {"login": SCRIPT, "password": SCRIPT}),
        ("bind.call", "bind_phone", {"home_phone": "+375 17 123-45-67", "surname": SCRIPT}),
        ("ticket.open", "support", {"topic": SCRIPT, "text": SCRIPT}),
        ("ticket.reply", "ticket", {"text": SCRIPT}),
    ):
        if screen != "ticket":
            guest.open(screen)
        page = guest.tap(action, **fields)
        sound(page)
        assert "&lt;script&gt;" in page, action
    assert SCRIPT in words(guest.open("support"))


def test_amounts_that_are_none_are_told_and_change_nothing() -> None:
    guest = family("be")
    contract = guest.person("student").contract_id
    guest.open("promise", contract)
    before = guest.handset.world.digest()
    for amount in ("", "abc", "1e999", "15.001", SCRIPT):
        page = guest.tap("promise", amount=amount)
        sound(page)
        assert "15,00" in words(page)
    assert guest.handset.trouble == "phone.trouble.amount"
    assert guest.handset.world.digest() == before


def test_a_promise_is_told_before_it_is_taken() -> None:
    guest = family()
    contract = guest.person("student").contract_id
    balance = guest.handset.contracts()[contract].balance_kopecks
    guest.open("promise", contract)
    digest = guest.handset.world.digest()
    said = words(guest.tap("typing", amount="15.00"))
    assert "Услуги снова заработают" in said
    assert guest.handset.world.digest() == digest
    refused = words(guest.tap("typing", amount="15.01"))
    assert "не больше 15,00 BYN" in refused
    guest.tap("promise", amount="15.00")
    assert guest.handset.contracts()[contract].balance_kopecks == balance + 1500


def test_a_refusal_offers_the_next_step() -> None:
    guest = family("en")
    contract = guest.person("student").contract_id
    guest.open("promise", contract)
    page = guest.tap("promise", amount="0.50")
    assert guest.handset.banner
    assert guest.handset.banner.refusal is Refusal.PROMISE_BELOW_DEBT
    assert 'data-tap="go" data-f-screen="top_up"' in page
    guest.tap("typing", amount="15.00")
    guest.tap("promise", amount=guest.handset.typed["amount"])
    assert guest.handset.banner.ok


@each_language
def test_lost_add_ons_are_told_before_a_tariff_is_ordered(language: Language) -> None:
    guest = family(language)
    parents = guest.person("parents").contract_id
    guest.open("top_up", parents)
    guest.tap("pay", amount="100.00", brand="visa")
    catalogue = guest.handset.world.catalogue
    guest.open("add_ons", parents)
    for add_on in catalogue.add_ons:
        guest.tap("add_on.on", item=add_on.id)
    held = {one.id for one in guest.handset.contracts()[parents].add_ons}
    told = {}
    for plan in catalogue.tariffs:
        page = words(guest.open("tariff_order", parents, plan.id))
        told[plan.id] = translate("phone.tariff.lost", language) in page
    guest.open("tariff_order", parents, losing := next(p for p, lost in told.items() if lost))
    guest.tap("tariff.order")
    assert guest.handset.banner
    assert guest.handset.banner.refusal is Refusal.TARIFF_CONFIRM_REQUIRED
    guest.tap("tariff.order", confirmed="yes")
    assert guest.handset.banner.ok
    guest.tap("clock.on", item="day")
    after = guest.handset.contracts()[parents]
    assert after.tariff.id == losing
    assert held - {one.id for one in after.add_ons}


def test_markup_is_safe_by_construction() -> None:
    assert tag("p", SCRIPT) == "<p>&lt;script&gt;alert(&#x27;ў&#x27;)&lt;/script&gt;</p>"
    assert tag("b", "x", title='"><i') == '<b title="&quot;&gt;&lt;i">x</b>'
    assert tag("input", value=SCRIPT, checked=True, disabled=False).count("<") == 1
    assert joined(None, "1", ["a", Html("<br/>")], "&") == "1a<br/>&amp;"
    assert tap("go", screen='"x') == {"data-tap": "go", "data-f-screen": '"x'}
    assert 'data-f-screen="&quot;x"' in tag("a", **tap("go", screen='"x'))


def test_the_hours_of_the_statistics_add_up_to_the_days() -> None:
    guest = Guest("en")
    guest.sign_in()
    contract = guest.bind("parents")
    page = words(guest.open("usage", contract, "last"))
    assert "By hour of the day" in page
    assert guest.handset.deed
    used = guest.handset.deed.outcome.data
    hours = hours_of(used)
    assert len(hours) == 24
    told = f"20:00 {volume(hours[20], 'en')}".replace("\N{NO-BREAK SPACE}", " ")
    assert told in page.replace("\N{NO-BREAK SPACE}", " "), "a table says what the bars draw"
    assert sum(hours) == used.down_mb > 0
    assert max(hours[18:]) > max(hours[:6]), "evenings are busier than nights"
