"""What happens beside the phone: at home, on the clock, and what a page offers to tap."""

import datetime

import pytest

from mybt_sim.app.demo.handset import Screen
from mybt_sim.app.demo.page import draw
from mybt_sim.app.demo.panels.beside import phone_label
from mybt_sim.app.demo.playback.offers import Tap, is_offered, offers
from mybt_sim.app.demo.view import View
from mybt_sim.engine.refusals import Refusal
from mybt_sim.journeys import Step, told
from mybt_sim.text import translate
from mybt_sim.world import World
from tests.support.demo import Guest, words

START = datetime.datetime(2026, 5, 14, 10)


def used_by(role: str) -> tuple[Guest, int]:
    """A guest with somebody's paper beside the phone, and the contract of it."""
    guest = Guest("en")
    place = [one.role for one in guest.demo.setting.people].index(role)
    guest.tap("outside.person", item=place)
    return guest, guest.person(role).contract_id


def test_television_is_watched_and_the_statistics_show_it() -> None:
    guest, contract = used_by("sister")
    assert "It worked." in words(guest.tap("home.watch", contract=contract, minutes="90"))
    guest.sign_in()
    guest.bind("sister")
    page = words(guest.open("usage", contract))
    assert "1.5 h" in page


def test_what_is_blocked_is_told_at_home_and_not_on_the_phone() -> None:
    guest, contract = used_by("student")
    page = guest.tap("home.browse", contract=contract, down_mb="100", up_mb="0")
    assert guest.handset.deed
    assert guest.handset.deed.outcome.refusal is Refusal.SERVICE_BLOCKED
    assert guest.handset.banner is None
    at_home = page[page.index('id="at-home"') : page.index('id="money"')]
    assert "blocked" in words(at_home)


def test_calls_go_out_from_the_home_phone_of_the_chosen_person_only() -> None:
    guest, contract = used_by("pensioner")
    stranger = guest.person("sister").contract_id
    guest.tap("home.call", contract=stranger, number="112", seconds="61")
    assert guest.handset.deed
    assert guest.handset.deed.arguments["contract"] == contract
    page = guest.tap("home.call", number="not a number", seconds="61")
    assert "There is no such number" in words(page)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026-05-16T10:00:01", datetime.datetime(2026, 5, 16, 10, 0, 1)),
        ("2026-05-14T10:00", START),
        ("2026-05-13T10:00", START),
        ("2526-05-16T10:00", START),
        ("2026-05-16T10:00+03:00", START),
        ("yesterday", START),
        ("", START),
    ],
)
def test_the_clock_goes_on_to_any_later_moment(typed: str, expected: datetime.datetime) -> None:
    guest = Guest()
    guest.tap("clock.to", moment=typed)
    assert guest.handset.world.now == expected
    assert all(one.at < expected for one in guest.handset.moments)


def test_a_form_that_is_sent_twice_pays_once() -> None:
    guest = Guest()
    guest.sign_in()
    contract = guest.bind("student")
    page = guest.open("top_up", contract)
    key = page.split('name="key" value="')[1].split('"')[0]
    before = guest.handset.contracts()[contract].balance_kopecks
    for _ in range(2):
        guest.tap("pay", amount="7.00", brand="visa", key=key)
    assert guest.handset.contracts()[contract].balance_kopecks == before + 700
    assert f'name="key" value="{key}"' not in guest.open("top_up", contract)


def test_without_a_network_whoever_is_signed_in_is_no_guest() -> None:
    guest = Guest()
    guest.sign_in()
    guest.tap("outside.network")
    guest.tap("start")
    assert guest.handset.screen.name == "home"
    guest.tap("outside.client", item="web")
    assert guest.handset.is_online, "each device has a connection of its own"


def test_a_page_offers_what_can_be_tapped_and_nothing_else() -> None:
    guest = Guest()
    page = draw(guest.demo)
    assert is_offered(page, Tap.of("go", screen="news"))
    assert not is_offered(page, Tap.of("go", screen="top_up", contract=1))
    assert not is_offered(page, Tap.of("go"))
    form = guest.tap("sign_in")
    assert is_offered(form, Tap.of("code.request", mobile="+375"))
    assert not is_offered(form, Tap.of("code.request", mobile="+375", code="1"))
    names = (
        '<form data-tap="a"><input name="x"/></form><input name="y"/><b data-tap="c" disabled></b>'
    )
    assert [(one.action, one.inputs) for one in offers(names)] == [("a", {"x"})]


def test_the_page_of_a_contract_needs_no_session() -> None:
    world = World.create(50, seed=3)
    contract = int(world.contract_records()[0].contract_id)
    page = world.contract_page(contract)
    assert (page.contract_id, page.is_relative) == (contract, False)
    assert page.balance_kopecks == world.contract_record(contract).balance_kopecks


def test_devices_that_nobody_used_are_not_told() -> None:
    def step(do: str, who: str = "") -> Step:
        return Step(do=do, who=who)

    steps = [
        *(step("client", "web"), step("client", "ios"), step("client", "web")),
        *(step("advance"), step("help", "web"), step("client", "ios")),
    ]
    assert [(one.do, one.who) for one in told(steps)] == [
        ("client", "web"),
        ("advance", ""),
        ("help", "web"),
    ]


def test_time_that_passes_for_both_phones_leaves_each_at_its_screen() -> None:
    guest = Guest()
    guest.tap("clock.fork")
    guest.demo.is_both = True
    guest.demo.handsets[1].screen = Screen("news")
    guest.tap("clock.on", phone="0", item="day")
    first, second = guest.demo.handsets
    assert first.world.now == second.world.now == START + datetime.timedelta(days=1)
    assert (first.screen.name, second.screen.name) == ("guest", "news")


def test_what_could_not_be_read_is_not_told_as_done() -> None:
    guest = Guest()
    guest.sign_in()
    guest.tap("clock.fork")
    done, failed = translate("phone.done", "ru"), translate("phone.refused", "ru")
    label = words(phone_label(View.of(guest.demo), 1))
    assert done in label
    guest.handset.trouble = "phone.trouble.amount"
    label = words(phone_label(View.of(guest.demo), 1))
    assert failed in label
    assert done not in label
