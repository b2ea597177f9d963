"""The rule drawer: phone 1 lives as today, phone 2 by the changed rule from this second on."""

import base64
import re
import tomllib
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from mybt_sim.analysis.compare import compare
from mybt_sim.analysis.what_if import WORSE
from mybt_sim.app.demo import rules, year
from mybt_sim.app.demo.actions.rules import written
from mybt_sim.app.demo.differences import Difference, differences
from mybt_sim.app.demo.drawer import stories_under
from mybt_sim.app.demo.link import LINK_MOST, STEPS_MOST, _read, address_of, open_moment
from mybt_sim.app.demo.page import draw
from mybt_sim.app.demo.panels.rule_answers import deciding
from mybt_sim.app.demo.rules import Rules
from mybt_sim.app.demo.view import View
from mybt_sim.app.demo.year import year_under
from mybt_sim.catalogue import load_catalogue
from mybt_sim.catalogue.model import SUBJECTS
from mybt_sim.engine.refusals import Refusal
from mybt_sim.simulation.block import prepare
from mybt_sim.simulation.reading import read_scenario
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.text import LANGUAGES, Language, number
from tests.support.demo import Guest, readable, sound, words

SHORT = Scenario(subscribers=300, days=120)
LIMIT = {"item": "promise_limit", "value": "20,00"}


@pytest.fixture
def guest() -> Iterator[Guest]:
    """A student who asks for a promise, with the drawer open."""
    guest = Guest()
    guest.sign_in()
    guest.open("promise", guest.bind("student"))
    guest.tap("rules.toggle")
    yield guest
    guest.demo.drawer.forget_answers()


def refusals(guest: Guest) -> list[Refusal]:
    """What the last deed came to on each phone."""
    deeds = [handset.deed for handset in guest.demo.handsets]
    assert all(deeds)
    return [deed.outcome.refusal for deed in deeds if deed]


def test_one_tap_on_both_phones_is_refused_and_granted(guest: Guest) -> None:
    guest.tap("rules.term", **LIMIT)
    page = guest.tap("promise", phone="0", amount="18.00")
    assert refusals(guest) == [Refusal.PROMISE_ABOVE_LIMIT, Refusal.NONE]
    first, second = (View.of(guest.demo, one) for one in guest.demo.handsets)
    told = {one.what: (one.first, one.second) for one in differences(first, second)}
    assert "не больше" in told["Обещанный платёж"][0]
    assert "Обещанный платёж" in told["Обещанный платёж"][1]
    assert any("баланс" in what for what in told)
    assert "15,00" in words(page)
    assert "20,00" in words(page)
    sound(page)


def test_a_tap_is_for_one_phone_where_nothing_else_is_wished(guest: Guest) -> None:
    guest.tap("rules.term", **LIMIT)
    guest.tap("rules.both")
    guest.tap("promise", phone="1", amount="18.00")
    assert guest.demo.handsets[1].deed
    assert guest.demo.handsets[1].deed.outcome.ok
    assert not guest.demo.handsets[0].contracts()[guest.handset.screen.contract].promise


def test_a_phone_that_is_elsewhere_comes_along(guest: Guest) -> None:
    guest.tap("rules.term", **LIMIT)
    guest.tap("rules.both")
    guest.tap("go", phone="1", screen="news")
    guest.tap("rules.both")
    guest.tap("promise", phone="0", amount="18.00")
    assert refusals(guest) == [Refusal.PROMISE_ABOVE_LIMIT, Refusal.NONE]


def test_a_payment_on_both_is_no_repeat_of_one_on_either(guest: Guest) -> None:
    guest.tap("rules.term", **LIMIT)
    guest.tap("rules.both")
    contract = guest.handset.screen.contract
    for phone in ("1", "0"):
        guest.tap("go", phone=phone, screen="top_up", contract=contract)
        key = str(len(guest.handset.world.log))
        guest.tap("pay", phone=phone, amount="30", brand="visa", key=key)
        guest.tap("rules.both")  # on before the second payment, off after it
    steps = guest.demo.handsets[1].recorder.steps
    paid = [step for step in steps if step.do == "top_up"]
    assert [(step.expect, step.repeat) for step in paid] == [("ok", False)] * 2


def test_both_phones_pay_and_move_on_alike(guest: Guest) -> None:
    guest.tap("rules.term", item="block_at", value="5")
    contract = guest.handset.screen.contract
    guest.tap("go", phone="1", screen="top_up", contract=contract)
    key = str(len(guest.handset.world.log))
    guest.tap("pay", phone="1", amount="30", brand="visa", key=key)
    guest.tap("clock.on", item="week")
    first, second = guest.demo.handsets
    assert refusals(guest)
    assert first.world.now == second.world.now
    paid = [
        sum(step.do == "top_up" and step.expect == "ok" for step in one.recorder.steps)
        for one in (first, second)
    ]
    assert paid == [1, 1]


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("promise_limit", "20", "20.00"),
        ("promise_limit", " 20,5 ", "20.50"),
        ("promise_limit", "1e3", "1e3"),
        ("trust_limit", "−80,00", "-80.00"),
        ("promise_term_days", "7", 7),
        ("promise_term_days", "7.5", "7.5"),
        ("promise_allows_positive_balance", "on", True),
    ],
)
def test_what_is_typed_is_written_as_a_scenario_has_it(
    name: str, typed: str, value: object
) -> None:
    assert written(name, typed) == value


@pytest.mark.parametrize("typed", ["1e3", "", "-1", "many", "99999999", "<b>"])
def test_a_value_that_cannot_be_is_told_and_changes_nothing(guest: Guest, typed: str) -> None:
    page = guest.tap("rules.term", item="promise_limit", value=typed)
    assert len(guest.demo.handsets) == 1
    assert not guest.demo.rules
    assert "нужна сумма от 0,00 BYN до 1 000 000,00 BYN" in words(page)
    assert "promise_limit cannot be used" in words(page)
    readable(page, "ru") if typed == "many" else sound(page)


def test_undo_goes_back_step_by_step_and_reset_to_today(guest: Guest) -> None:
    guest.tap("rules.term", **LIMIT)
    guest.tap("rules.term", item="promise_term_days", value="7")
    guest.tap("rules.undo")
    assert dict(guest.demo.rules.terms) == {"promise_limit": "20.00"}
    guest.tap("rules.undo")
    assert not guest.demo.rules
    guest.tap("rules.term", **LIMIT)
    guest.tap("rules.term", item="promise_limit", value="15,00")
    assert not guest.demo.rules  # today's value is no change
    guest.tap("rules.term", **LIMIT)
    guest.tap("rules.link")
    assert guest.demo.drawer.link
    first = guest.demo.handsets[0]
    guest.tap("rules.reset")
    assert len(guest.demo.handsets) == 1
    assert guest.handset is first  # and not the one that did things by the change
    assert guest.handset.world.change is None
    assert not guest.demo.drawer.link  # it told of the change that is gone, as the answers did


def test_tariffs_are_priced_archived_and_added(guest: Guest) -> None:
    guest.tap("rules.subject", item="tariffs")
    guest.tap("rules.fee", item="T08", value="30")
    guest.tap("rules.sale", item="T09", value="off")
    page = guest.tap("rules.tariff", title="Лето <b>", like="T08", fee="21,5", down="200", up="100")
    sound(page)
    rules = guest.demo.rules
    assert (dict(rules.fees), rules.archived) == ({"T08": "30.00"}, ("T09",))
    first, second = (View.of(guest.demo, one) for one in guest.demo.handsets)
    told = {one.what: (one.first, one.second) for one in differences(first, second)}
    new = next(pair for what, pair in told.items() if "Лето <b>" in what)
    assert new[0] == "не продаётся"
    assert "21,50" in new[1]
    guest.tap("rules.sale", item="T90", value="off")
    guest.tap("rules.sale", item="T09", value="on")
    assert not guest.demo.rules.tariffs
    assert not guest.demo.rules.archived


@pytest.mark.parametrize(
    ("tap", "fields", "second"),
    [
        ("rules.fee", {"value": "30"}, "30,00\N{NO-BREAK SPACE}BYN"),
        ("rules.sale", {"value": "off"}, "не продаётся"),
    ],
)
def test_one_change_of_a_tariff_is_told_of_the_phones(
    guest: Guest, tap: str, fields: dict[str, str], second: str
) -> None:
    guest.tap("rules.subject", item="tariffs")
    guest.tap(tap, item="T09", **fields)
    (told,) = differences(*(View.of(guest.demo, one) for one in guest.demo.handsets))
    assert told == Difference("Тариф «Рекорд 200»", "45,45\N{NO-BREAK SPACE}BYN", second)


def test_a_new_tariff_without_a_name_is_told(guest: Guest) -> None:
    guest.tap("rules.subject", item="tariffs")
    page = guest.tap("rules.tariff", title=" ", like="T08", fee="21,5")
    assert "нужны название" in words(page)
    assert not guest.demo.rules


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("subject", ["tariffs", *SUBJECTS])
def test_every_page_of_the_drawer_can_be_read(language: Language, subject: str) -> None:
    guest = Guest(language)
    guest.tap("rules.toggle")
    guest.tap("rules.term", **LIMIT)
    sound(guest.tap("rules.subject", item=subject))


def test_every_term_stands_on_some_page() -> None:
    guest = Guest()
    guest.tap("rules.toggle")
    pages = [guest.tap("rules.subject", item=subject) for subject in SUBJECTS]
    seen = {name for page in pages for name in re.findall(r'id="term-(\w+)"', page)}
    assert seen == set(load_catalogue().terms)


def test_the_change_is_a_scenario_that_simulate_and_compare_take(
    guest: Guest, tmp_path: Path
) -> None:
    guest.tap("rules.term", **LIMIT)
    guest.tap("rules.fee", item="T08", value="30")
    guest.tap("rules.sale", item="T09", value="off")
    guest.tap("rules.tariff", title='Лето "2026"', like="T08", fee="21.50")
    path = tmp_path / "scenario.toml"
    path.write_text(guest.demo.rules.file, encoding="utf-8")
    scenario = read_scenario(path)
    assert scenario == guest.demo.rules.scenario
    change = scenario.dated_changes[0]
    assert Rules.of(change) == guest.demo.rules
    assert change.since == scenario.start
    assert prepare(scenario).catalogue.tariffs[-1].name.ru == 'Лето "2026"'
    assert tomllib.loads(Rules().file)["subscribers"] == 20_000


def test_a_link_opens_the_same_moment_elsewhere(guest: Guest) -> None:
    guest.tap("rules.term", **LIMIT)
    guest.tap("promise", phone="0", amount="18.00")
    guest.tap("clock.on", item="day")
    text = address_of(guest.demo).partition("moment=")[2]
    assert len(text) < LINK_MOST / 3
    other = Guest()
    open_moment(other.demo, text)
    assert other.demo.notice == ""
    assert other.demo.rules == guest.demo.rules
    for mine, theirs in zip(guest.demo.handsets, other.demo.handsets, strict=True):
        assert mine.world.digest() == theirs.world.digest()
        assert mine.screen == theirs.screen
        assert mine.contracts() == theirs.contracts()
        assert mine.recorder.steps == theirs.recorder.steps
    assert address_of(other.demo).partition("moment=")[2] == text


def test_a_link_keeps_who_is_not_at_home_and_which_phone_has_no_network(guest: Guest) -> None:
    guest.tap("outside.person", item=1)
    guest.tap("outside.home_phone")
    guest.tap("bind.call", **guest.handset.typed)
    guest.tap("outside.let_ring")
    guest.tap("outside.network")
    mine = guest.handset
    assert mine.absent
    assert mine.offline
    other = Guest()
    open_moment(other.demo, address_of(guest.demo).partition("moment=")[2])
    theirs = other.handset
    assert (theirs.absent, theirs.offline) == (mine.absent, mine.offline)
    assert (theirs.devices, theirs.hand) == (mine.devices, mine.hand)


def test_a_link_opens_a_step_of_a_story_with_its_change() -> None:
    guest = Guest()
    guest.tap("story.choose", item="promise")
    for _ in range(6):
        guest.tap("story.next")
    guest.tap("rules.term", **LIMIT)
    text = address_of(guest.demo).partition("moment=")[2]
    other = Guest()
    open_moment(other.demo, text)
    assert other.demo.story
    assert len(other.demo.story.shown) == 6
    assert other.demo.rules == guest.demo.rules
    for mine, theirs in zip(guest.demo.handsets, other.demo.handsets, strict=True):
        assert mine.world.digest() == theirs.world.digest()


HARMS: dict[str, Callable[[str], object]] = {
    "empty": lambda _: "",
    "a letter": lambda _: "x",
    "cut": lambda text: text[:-9],
    "mended": lambda text: f"{text[:20]}A{text[21:]}",
    "no ASCII": lambda _: "ў" * 40,
    "too long": lambda text: text * 40,
    "nothing in it": lambda _: "eNpjYGBgAAAABAAB",
    "no text": lambda _: ["no", "text"],
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_broken_link_is_one_sentence(guest: Guest, harm: str) -> None:
    guest.tap("rules.term", **LIMIT)
    text = address_of(guest.demo).partition("moment=")[2]
    other = Guest()
    open_moment(other.demo, HARMS[harm](text))
    assert other.demo.notice == "link.broken"
    page = draw(other.demo)
    assert "Эта ссылка не открывается" in words(page)
    assert len(other.demo.handsets) == 1
    assert "Эта ссылка" not in words(other.tap("start"))


def packed(text: bytes) -> str:
    """As links are packed."""
    return base64.urlsafe_b64encode(zlib.compress(text, 9)).decode().rstrip("=")


def test_a_link_that_comes_to_something_else_is_broken(guest: Guest) -> None:
    guest.tap("rules.term", **LIMIT)
    guest.tap("promise", phone="0", amount="18.00")
    moment = _read(address_of(guest.demo).partition("moment=")[2])
    moment.phones[1].steps = moment.phones[1].steps.replace('"20.00"', '"16.00"')
    other = Guest()
    open_moment(other.demo, packed(msgspec.json.encode(moment)))
    assert other.demo.notice == "link.broken"


def test_a_link_is_bounded(guest: Guest) -> None:
    other = Guest()
    for text in (b" " * 10**8, b"[]", b'{"language":"ru","phones":[]}'):
        open_moment(other.demo, packed(text))
        assert other.demo.notice == "link.broken"
    guest.handset.recorder.steps *= STEPS_MOST
    page = guest.tap("rules.link")
    assert not guest.demo.drawer.link
    assert "Сделано слишком много для одной ссылки" in words(page)


def test_stories_by_a_lower_limit_name_what_breaks_them() -> None:
    rules = Rules(terms={"promise_limit": "10.00"})
    errand = stories_under(rules)
    errand.wait(300)
    assert errand.result
    broken = {one.journey.name: one for one in errand.result if not one.holds}
    assert {"promise", "new_year", "language"} <= set(broken)
    assert {"guest", "sign_in", "support"}.isdisjoint(broken)
    run = broken["promise"]
    entry = deciding(run, rules.terms)
    assert entry
    assert entry.rule == "PROMISE-LIMIT"
    assert run.step
    assert (run.number, run.step.arguments["amount"]) == (6, "15.01")  # the text tells 10.00


def test_the_page_lists_each_broken_story_with_its_step_and_sentence(guest: Guest) -> None:
    guest.tap("rules.term", item="promise_limit", value="10")
    guest.tap("rules.stories")
    assert guest.demo.drawer.stories
    guest.demo.drawer.stories.wait(300)
    page = guest.tap("rules.look")
    sound(page)
    broken = re.findall(r'data-story="(\w+)" data-step="(\d+)"', page)
    assert ("promise", "6") in broken
    told = words(page[page.index('data-story="promise"') :])
    assert "Шаг 6 из 24" in told
    assert "не больше 10,00 BYN" in told
    assert "Обещанная сумма – не больше, чем 10,00 BYN. PROMISE-LIMIT" in told


def test_a_story_leaves_drawer_and_phones_as_they_were(guest: Guest) -> None:
    guest.tap("rules.term", **LIMIT)
    digests = [one.world.digest() for one in guest.demo.handsets]
    guest.tap("story.choose", item="guest")
    for _ in range(3):
        guest.tap("story.next")
    assert not guest.demo.rules
    guest.tap("story.close")
    assert [one.world.digest() for one in guest.demo.handsets] == digests
    assert dict(guest.demo.rules.terms) == {"promise_limit": "20.00"}
    assert guest.demo.is_both


def test_the_year_answers_in_figures_with_their_intervals(
    guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "YEAR", SHORT)
    monkeypatch.setattr(year, "YEAR", SHORT)
    guest.tap("rules.term", item="promise_limit", value="5")
    page = guest.tap("rules.year")
    assert "data-poll" in page or guest.demo.drawer.year
    assert guest.demo.drawer.year
    guest.demo.drawer.year.wait(300)
    found = guest.demo.drawer.year.result
    assert found
    comparison = compare(SHORT, guest.demo.rules.scenario)
    lives = comparison.lives
    assert found.effects == {one.metric: one for one in comparison.effects()}
    assert found.touched == int(lives["is_touched"].sum()) > 0
    for name, moved in found.moved.items():
        difference = (lives[f"variant_{name}"] - lives[f"base_{name}"]).to_list()
        fewer, more = (sum(sign * one > 0 for one in difference) for sign in (-1, 1))
        assert moved == (fewer, more), name
    worse = [tuple(row[f"more_{name}"] for name in WORSE) for row in found.losers]
    assert worse == sorted(worse, reverse=True)
    assert all(max(row) > 0 for row in worse)
    page = guest.tap("rules.life", item=found.losers[0]["contract_id"])
    assert 'id="one-life"' in page
    assert re.search(r"<h4>[^<]*\d+, «[^»]+»</h4>", page)  # its tariff by name, not by code
    readable(page, "ru")
    days = found.effects["blocked_days"].difference * found.contracts  # of all, not of a mean one
    sign = "+" if days > 0 else "\N{MINUS SIGN}"
    assert f">{sign}{number(abs(round(days)), 'ru')}<" in page
    assert abs(round(days)) > 1
    guest.tap("rules.undo")
    assert guest.demo.drawer.year is None


def test_the_year_of_rules_that_cannot_be_is_told(guest: Guest) -> None:
    errand = year_under(Rules(terms={"promise_limit": "x"}))
    errand.wait(60)
    assert errand.result is None
    assert "promise_limit" in errand.trouble
