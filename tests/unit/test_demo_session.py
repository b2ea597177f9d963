"""A demo changes by known taps only; demos are kept apart by their keys."""

import datetime
import gc
import weakref
from typing import Any

import pytest

from mybt_sim.app.demo.actions.clock import next_month
from mybt_sim.app.demo.actions.table import ACTIONS
from mybt_sim.app.demo.filters import period_of
from mybt_sim.app.demo.page import draw
from mybt_sim.app.demo.panels.decision import flat
from mybt_sim.app.demo.session import FIELDS_MOST, VALUE_MOST
from mybt_sim.app.demo.sessions import DemoSessions, new_demo
from mybt_sim.app.demo.widget import HERE, STYLES, PhoneWidget
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import RULES
from mybt_sim.engine.vocabulary import ServiceKind, Status
from mybt_sim.text import Language, translate
from mybt_sim.world import Client
from tests.support.demo import Guest, sound, words


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("no.such", {}),
        ("__init__", {}),
        ("handset", {}),
        ("tap", {}),
        ("", {}),
        (None, {}),
        (7, {}),
        (["go"], {}),
        ("go", []),
        ("go", "screen"),
        ("go", {"screen": 7}),
        ("go", {7: "news"}),
        ("go", {"screen": "x" * (VALUE_MOST + 1)}),
        ("go", {"s" * 99: "news"}),
        ("go", {str(n): "" for n in range(FIELDS_MOST + 1)}),
    ],
)
def test_what_is_no_tap_changes_nothing(name: Any, fields: Any) -> None:
    demo = new_demo()
    page, digest = draw(demo), demo.handset.world.digest()
    assert demo.tap(name, fields) is False
    assert draw(demo) == page
    assert demo.handset.world.digest() == digest


def test_a_screen_that_is_none_is_not_opened() -> None:
    guest = Guest()
    page = draw(guest.demo)
    for name in ("", "no", "__class__", "../home"):
        assert guest.open(name) == page


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_every_action_bears_any_fields(action: str) -> None:
    guest = Guest()
    for fields in ({}, {"item": "99", "phone": "9"}, {"item": "-1", "code": "ў", "amount": "∞"}):
        assert guest.demo.tap(action, fields)
        draw(guest.demo)
    guest = Guest()
    guest.sign_in()
    guest.open("contract", guest.bind("student"))
    for fields in ({}, {"item": "99"}, {"item": "²", "days": "²", "contract": "²", "text": "x"}):
        assert guest.demo.tap(action, fields)
        draw(guest.demo)


def test_a_contract_that_is_not_bound_stays_out_of_reach() -> None:
    guest = Guest()
    guest.sign_in()
    stranger = guest.person("parents").contract_id
    digest = guest.handset.world.digest(counters=False)
    guest.open("top_up", stranger)
    guest.tap("pay", amount="10.00", brand="visa")
    assert guest.handset.banner
    assert guest.handset.banner.refusal is Refusal.CONTRACT_NOT_BOUND
    assert guest.handset.world.digest(counters=False) == digest
    page = guest.open("contract", stranger)
    beside = words(page[page.index('id="phones"') :])
    assert guest.person("parents").holder.address["ru"] not in beside


def test_the_ladder_ends_with_the_line_that_decided() -> None:
    guest = Guest()
    guest.sign_in()
    contract = guest.bind("student")
    guest.open("promise", contract)
    page = words(guest.tap("promise", amount="15.01"))
    check = next(
        one for one in RULES["promise_payment"].checks if one.refusal.name == "PROMISE_ABOVE_LIMIT"
    )
    assert f"engine/promise.py:{check.line}" in page
    assert f"if {check.condition}: return Refusal.PROMISE_ABOVE_LIMIT" in page
    assert guest.handset.deed
    assert guest.handset.deed.before == guest.handset.deed.after


def test_the_decision_tells_what_changed() -> None:
    guest = Guest("en")
    guest.sign_in()
    contract = guest.bind("student")
    guest.open("top_up", contract)
    guest.tap("pay", amount="20.00", brand="belkart")
    deed = guest.handset.deed
    assert deed
    was, now = flat(deed.before[contract]), flat(deed.after[contract])
    assert (was["status"], now["status"]) == ("FINANCIAL_BLOCK", "ACTIVE")
    assert int(now["balance_kopecks"]) - int(was["balance_kopecks"]) == 2000
    page = words(draw(guest.demo))
    for part in ("Ledger entries", "20.00 BYN", "balance_ kopecks", "RESTORED"):
        assert part in page


def test_the_home_phone_rings_and_may_be_let_ring() -> None:
    guest = Guest("be")
    guest.sign_in()
    guest.tap(
        "outside.person", item=[one.role for one in guest.demo.setting.people].index("parents")
    )
    guest.tap("outside.home_phone")
    digest = guest.handset.world.digest()
    page = words(guest.tap("bind.call", **guest.handset.typed))
    assert "Тэлефануе аўтаінфарматар" in page
    assert guest.handset.world.digest() == digest, "nothing is counted before somebody decides"
    guest.tap("outside.let_ring")
    assert guest.handset.banner
    assert guest.handset.banner.refusal is Refusal.VOICE_NO_ANSWER
    guest.tap("clock.on", item="hour")
    guest.tap("bind.call", **guest.handset.typed)
    guest.tap("outside.answer")
    number = guest.handset.screen.item
    code = guest.handset.world.outside.calls(number)[-1].code or ""
    guest.tap("bind.code", code=code)
    assert set(guest.handset.contracts()) == set(guest.person("parents").contracts)


def test_a_wrong_surname_brings_no_call() -> None:
    guest = Guest()
    guest.sign_in()
    place = [one.role for one in guest.demo.setting.people].index("parents")
    guest.tap("outside.person", item=place)
    guest.tap("outside.home_phone")
    guest.tap("bind.call", home_phone=guest.handset.typed["home_phone"], surname="Нікто")
    assert guest.handset.ringing is None
    assert guest.handset.banner
    assert guest.handset.banner.refusal is Refusal.BINDP_NO_MATCH


def test_time_goes_on_and_back() -> None:
    guest = Guest()
    guest.sign_in()
    contract = guest.bind("student")
    start = guest.handset.world.now
    guest.open("promise", contract)
    guest.tap("promise", amount="15.00")
    guest.tap("clock.promise")
    assert guest.handset.world.now == start + datetime.timedelta(days=5)
    assert guest.handset.contracts()[contract].promise is None
    guest.tap("clock.back", item=0)
    assert guest.handset.world.now == start
    assert guest.handset.contracts()[contract].promise
    assert guest.handset.moments == []


def test_time_beyond_the_calendar_is_told() -> None:
    guest = Guest()
    for _ in range(40):
        guest.tap("clock.on", item="month")
    assert guest.demo.notice == "clock.trouble"
    draw(guest.demo)


def test_a_second_phone_lives_by_itself() -> None:
    guest = Guest()
    guest.sign_in()
    contract = guest.bind("student")
    page = guest.tap("clock.fork")
    sound(guest.open("top_up", contract))
    assert page.count('role="group" aria-label="Телефон') == 2
    first, second = guest.demo.handsets
    guest.tap("go", screen="top_up", contract=contract, phone=1)
    guest.tap("pay", amount="30.00", phone=1)
    assert first.contracts()[contract].status is Status.FINANCIAL_BLOCK
    assert second.contracts()[contract].status is Status.ACTIVE
    guest.demo.active = 0
    guest.tap("clock.on", item="day")
    assert second.world.now < first.world.now
    guest.tap("clock.join", phone=1)
    assert guest.demo.handsets == [first]


def test_two_stages_do_not_see_each_other() -> None:
    one, other = Guest(), Guest()
    one.sign_in()
    one.bind("student")
    assert other.handset.look(Client.contracts).refusal is Refusal.AUTH_REQUIRED
    other.sign_in()
    assert not other.handset.contracts()


def test_express_cards_and_the_declining_bank() -> None:
    guest = Guest()
    guest.sign_in()
    contract = guest.bind("sister")
    before = guest.handset.contracts()[contract].balance_kopecks
    guest.open("top_up", contract)
    guest.tap("outside.decline")
    guest.tap("pay", amount="10.00", brand="visa")
    assert guest.handset.banner
    assert guest.handset.banner.refusal is Refusal.CARD_DECLINED
    guest.tap("outside.buy_card")
    guest.tap("outside.card", item=0)
    guest.tap("express", **guest.handset.typed)
    assert guest.handset.contracts()[contract].balance_kopecks == before + 1000
    guest.tap(
        "outside.person", item=[one.role for one in guest.demo.setting.people].index("sister")
    )
    guest.tap("outside.erip", erip="5,50")
    assert guest.handset.contracts()[contract].balance_kopecks == before + 1550


def test_the_cast_is_who_it_says() -> None:
    guest = Guest()
    records = {int(row.contract_id): row for row in guest.handset.world.contract_records()}
    cast = {one.role: (one, records[one.contract_id]) for one in guest.demo.setting.people}
    assert len({one.holder.subscriber_id for one, _ in cast.values()}) == len(cast)
    student = cast["student"][1]
    assert student.is_blocked
    assert -1500 < student.balance_kopecks < 0
    assert student.kind == ServiceKind.INTERNET
    assert cast["grandmother"][1].kind == ServiceKind.TELEPHONY
    assert cast["grandmother"][1].balance_kopecks < 0
    parents, contract = cast["parents"]
    assert len(parents.contracts) > 1
    assert contract.balance_kopecks > 0
    assert cast["sister"][1].kind in (ServiceKind.TV, ServiceKind.PACKAGE)
    assert len(cast["pensioner"][0].contracts) == 1


def test_a_key_opens_its_own_demo_only() -> None:
    demos = DemoSessions()
    key, demo = demos.enter(None, "be")
    assert len(key) == 32
    assert demos.enter(key, "ru") == (key, demo)
    assert demo.handset.language == "be"
    other_key, other = demos.enter("f" * 32)
    assert other_key not in ("f" * 32, key)
    assert other is not demo
    near = (key[:-1], key[:8], key[1:], key + "0", key.upper() + " ", " " + key, f"{key}%")
    demo.tap("go", {"screen": "menu"})
    assert demos.opened(key) is demo
    assert demos.deeds_of(key) > 0
    for alike in ("", *near):
        assert demos.opened(alike) is None
        assert demos.deeds_of(alike) == 0
    for strange in (7, ["x"], "", None, *near):
        assert demos.enter(strange)[0] not in (key, other_key)


def test_pages_that_are_only_looked_at_take_no_place() -> None:
    demos = DemoSessions(most=2)
    key, demo = demos.enter(None)
    demo.tap("go", {"screen": "news"})
    for _ in range(40):
        demos.enter(None)
    assert len(demos) == 1
    assert len(demos._opened) == 1, "the others are gone with their pages"
    assert demos.enter(key) == (key, demo)
    assert not demos.enter(None)[1].is_turned_away


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_a_newcomer_is_told_that_all_places_are_taken(language: Language) -> None:
    now = [0.0]
    demos = DemoSessions(most=2, idle_seconds=100, clock=lambda: now[0])
    visitors = [demos.enter(None) for _ in range(3)]
    for _, demo in visitors:
        assert demo.tap("go", {"screen": "news"})
    (first, one), (second, two), (third, last) = visitors
    assert [demo.is_turned_away for demo in (one, two, last)] == [False, False, True]
    assert last.handset.screen.name != "news"
    _, newcomer = demos.enter(None, language)
    page = draw(newcomer)
    sound(page)
    assert translate("places.taken", language) in page
    assert "data-phone" not in page
    now[0] = 60
    one.tap("go", {"screen": "help"})
    now[0] = 101  # the second did nothing for 101 seconds, the first for 41
    assert last.tap("go", {"screen": "news"})
    assert (last.is_turned_away, last.handset.screen.name) == (False, "news")
    assert demos.enter(first) == (first, one)
    assert demos.enter(third) == (third, last)
    assert two.tap("go", {"screen": "help"})
    assert two.is_turned_away, "its place is taken, but its page still holds what it did"
    now[0] = 161
    demos.enter(first)
    now[0] = 201
    assert two.tap("go", {"screen": "help"})
    assert (two.is_turned_away, two.handset.screen.name) == (False, "help")
    assert demos.enter(second) == (second, two)


def test_every_file_of_styles_has_its_place_in_the_order() -> None:
    assert sorted(STYLES) == sorted(path.stem for path in (HERE / "styles").glob("*.css"))


def test_the_widget_answers_each_tap_once() -> None:
    demo = new_demo()
    widget = PhoneWidget(demo)
    assert type(widget.html) is str
    widget.tap = {"count": 1, "action": "go", "fields": {"screen": "news"}}
    assert widget.answered == 1
    assert demo.handset.screen.name == "news"
    before = widget.html
    widget.tap = {"count": 2, "action": "no.such", "fields": {}}
    assert (widget.answered, widget.html) == (2, before)
    widget.tap = {"count": "x"}
    assert widget.answered == 2


def test_a_visit_that_is_over_leaves_next_to_nothing() -> None:
    demo = new_demo()
    widget, gone = PhoneWidget(demo), weakref.ref(demo)
    layout = widget.layout
    assert None not in (widget.comm, layout.comm)
    del demo
    gc.collect()
    assert gone() is None
    assert (widget.comm, layout.comm) == (None, None)
    assert widget.html == ""
    widget.tap = {"count": 1, "action": "go", "fields": {}}
    assert widget.answered == 0


def test_paper_without_a_home_phone_fills_nothing() -> None:
    guest = Guest()
    people = guest.demo.setting.people
    for place in [n for n, one in enumerate(people) if not one.holder.home_phone]:
        guest.tap("outside.person", item=place)
        guest.tap("outside.home_phone")
        assert not guest.handset.typed


@pytest.mark.parametrize(
    ("item", "first", "last"),
    [
        ("this", "2026-05-01", "2026-05-14"),
        ("", "2026-05-01", "2026-05-14"),
        ("nonsense", "2026-05-01", "2026-05-14"),
        ("last", "2026-04-01", "2026-04-30"),
        ("days90", "2026-02-14", "2026-05-14"),
        ("2026-03-02_2026-03-05", "2026-03-02", "2026-03-05"),
    ],
)
def test_periods_are_read(item: str, first: str, last: str) -> None:
    days = period_of(item, datetime.date(2026, 5, 14))
    assert [day.isoformat() for day in days] == [first, last]


def test_the_next_month_begins_on_its_first_day() -> None:
    now = datetime.datetime(2026, 12, 31, 10, 30)
    assert next_month(now) == datetime.datetime(2027, 1, 1, 10, 30)
