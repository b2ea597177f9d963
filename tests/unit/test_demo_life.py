"""From the year's answer to the phone of somebody on the day on which her life parts."""

import datetime
import re
from collections.abc import Iterator

import pytest

from mybt_sim.analysis.parting import parted_day
from mybt_sim.app.demo import life, rules, year
from mybt_sim.app.demo.actions.life import enter_life
from mybt_sim.app.demo.life import life_of
from mybt_sim.app.demo.link import address_of, open_moment
from mybt_sim.app.demo.page import draw
from mybt_sim.app.demo.rules import Rules
from mybt_sim.app.demo.year import number_on_paper
from mybt_sim.base.errors import MybtError
from mybt_sim.engine.refusals import Refusal
from mybt_sim.journeys import Setting
from mybt_sim.journeys.model import run_of
from mybt_sim.simulation.block import prepare, simulate_block
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.world import World
from tests.support.demo import Guest, readable, words

SHORT = Scenario(subscribers=60, days=150)
LOWER = Rules(terms={"promise_limit": "5.00"})


@pytest.fixture(autouse=True)
def _short_year(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for module in (rules, life, year):
        monkeypatch.setattr(module, "YEAR", SHORT)
    life._prepared.clear()
    yield
    life._prepared.clear()


def somebody(changed: Rules) -> int:
    """The first contract that asks for another promise by these rules."""
    for subscriber in range(1, SHORT.subscribers + 1):
        for place in range(1, 5):
            found = life_of(subscriber * 10 + place, changed)
            if found and any(None not in deed.sides for deed in found.deeds):
                return subscriber * 10 + place
    raise AssertionError("nobody")


@pytest.mark.parametrize("subscriber", [1, 10, 60])
def test_a_world_of_one_is_that_of_the_whole_run(subscriber: int) -> None:
    day = SHORT.start + datetime.timedelta(days=70)
    alone = World.of_subscriber(SHORT, subscriber, day)
    whole = simulate_block(prepare(SHORT), 1, SHORT.subscribers, days=70)
    whole = whole.begun_by(SHORT.first_day + 70)
    theirs = whole.contracts[whole.contracts["contract_id"] // 10 == subscriber]
    assert list(alone.contract_records()) == list(theirs)
    assert alone.now == datetime.datetime.combine(day, datetime.time())


@pytest.mark.parametrize(
    ("subscriber", "day"), [(0, SHORT.start), (61, SHORT.start), (1, datetime.date(2031, 1, 1))]
)
def test_nobody_and_no_day_are_told(subscriber: int, day: datetime.date) -> None:
    with pytest.raises(MybtError, match=r"There is no subscriber|is no day"):
        World.of_subscriber(SHORT, subscriber, day)


def test_a_setting_of_one_tells_its_run() -> None:
    day = SHORT.start + datetime.timedelta(days=9)
    setting = Setting(subscribers=60, start=day, past_days=9, subscriber=3, run_days=150)
    assert run_of(setting) == SHORT


def test_lives_are_alike_until_the_morning_on_which_they_part() -> None:
    contract = somebody(LOWER)
    sides = [prepare(one.scenario) for one in (Rules(), LOWER)]
    found = parted_day(sides[0], sides[1], contract)
    assert found
    days = (found.day - SHORT.start).days
    for more, is_alike in ((0, True), (1, False)):
        lives = [simulate_block(one, contract // 10, 1, days=days + more) for one in sides]
        records = [one.contracts[one.contracts["contract_id"] == contract] for one in lives]
        assert (records[0] == records[1]).all() == is_alike
    assert parted_day(sides[0], sides[0], contract) is None
    assert parted_day(sides[0], sides[1], contract // 10 * 10 + 9) is None


def test_her_day_goes_on_each_phone_as_it_went_by_its_rules() -> None:
    guest = Guest("be")
    guest.sign_in()
    own = guest.demo.handset
    contract = somebody(LOWER)
    enter_life(guest.demo, contract, LOWER)
    shown = guest.demo.life
    assert shown
    readable(draw(guest.demo), "be")
    for deed in shown.deeds:
        page = guest.tap("life.next")
        readable(page, "be")
        for handset, asked in zip(guest.demo.handsets, deed.sides, strict=True):
            assert handset.screen.contract == contract
            if asked is not None:
                assert handset.deed
                assert handset.deed.outcome.refusal is Refusal[asked.came]
                assert handset.deed.outcome.operation == deed.operation.name.lower()
    usual, changed = (handset.contracts()[contract] for handset in guest.demo.handsets)
    assert usual != changed
    assert number_on_paper(contract) == str(usual.number)
    assert f"{usual.number}, " in words(page)
    assert f"Дагавор {contract}," not in words(page)
    page = guest.tap("life.next")
    midnight = datetime.datetime.combine(shown.day, datetime.time()) + datetime.timedelta(days=1)
    assert [one.world.now for one in guest.demo.handsets] == [midnight] * 2
    assert "story-next" not in page
    guest.tap("recording.again")
    assert guest.demo.life
    assert guest.demo.life.done == 0
    guest.tap("story.close")
    assert guest.demo.life is None
    assert guest.demo.handset is own


def test_a_link_opens_her_day_elsewhere() -> None:
    guest, other = Guest(), Guest()
    enter_life(guest.demo, somebody(LOWER), LOWER)
    guest.tap("life.next")
    text = address_of(guest.demo).partition("moment=")[2]
    open_moment(other.demo, text)
    pages = [draw(guest.demo), draw(other.demo)]
    assert not other.demo.notice
    told = [words(page.partition('id="life"')[2].partition("</section>")[0]) for page in pages]
    assert told[0] == told[1]
    balances = [
        [one.contracts()[demo.life.contract].balance_kopecks for one in demo.handsets]
        for demo in (guest.demo, other.demo)
        if demo.life
    ]
    assert balances[0] == balances[1]
    assert balances[0][0] != balances[0][1]
    assert other.demo.life
    assert other.demo.life.done == 1


def test_from_the_answer_to_her_phone_in_one_tap() -> None:
    guest = Guest()
    guest.tap("rules.toggle")
    guest.tap("rules.term", item="promise_limit", value="5")
    guest.tap("rules.year")
    asked = guest.demo.drawer.year
    assert asked
    asked.wait(600)  # it may have to be compiled
    page = guest.tap("rules.look")
    lives = re.findall(r'data-tap="rules.life" data-f-item="(\d+)"', page)
    assert lives
    guest.tap("rules.life", item=lives[0])
    page = guest.tap("life.visit")
    assert guest.demo.life
    assert guest.demo.life.contract == int(lives[0])
    assert f"Договор {lives[0]}" in words(page)
    assert guest.demo.rules.terms == {"promise_limit": "5.00"}
    page = guest.tap("story.close")
    assert 'id="year"' in page  # the answer is there again
