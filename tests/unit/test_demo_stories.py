"""Stories are played on the phone by the taps of a person, and clicks become stories again."""

from pathlib import Path

import pytest

from mybt_sim.app.demo.page import draw
from mybt_sim.app.demo.playback.finger import finger_on
from mybt_sim.app.demo.playback.opening import begin_story
from mybt_sim.app.demo.session import DemoSession
from mybt_sim.app.demo.sessions import new_demo
from mybt_sim.app.demo.story import Story, can_be_on_web
from mybt_sim.journeys import Journey, load_journeys, play, read_journey
from mybt_sim.text import LANGUAGES, Language
from tests.support.demo import Guest, sound, words

JOURNEYS = load_journeys()
WITHOUT_A_BUTTON = {
    "guest": {4, 10, 11, 13, 14},
    "language": {3, 7, 15},
    "many_addresses": {14, 15},
    "offline": {7},
    "parents_tariff": {7, 8, 12, 15, 17},
    "promise": {9},
    "quick_balance": {6, 8},
    "sign_in": {5, 16, 19},
    "sister_add_ons": {7, 11, 16},
    "support": {3, 14, 17},
    "suspension": {6, 7, 9, 12, 18},
}
"""Steps of which the application offers no button, because its rules would refuse them."""


def played(
    journey: Journey, language: Language, *, on_web: bool = False
) -> tuple[DemoSession, Story]:
    """A journey played to its end on a demo."""
    demo = new_demo(language)
    story = begin_story(demo, journey, finger_on(demo), on_web=on_web)
    demo.story = story
    while not story.is_over:
        before = len(story.shown)
        story.play_next()
        assert len(story.shown) == before + 1, f"{journey.name}, step {before + 1}"
        sound(draw(demo))
    return demo, story


def recorded(demo: DemoSession, folder: Path) -> Journey:
    """What was done on a demo, saved and read again."""
    assert demo.tap("recording.save", {"title": "Запись"})
    path = folder / "recorded.toml"
    path.write_text(demo.file, encoding="utf-8")
    return read_journey(path)


def holds(name: str, story: Story) -> None:
    """Check that a story came to what it tells, and which of its steps no button asks for."""
    problems = {one.played.number: one.played.problems for one in story.shown}
    assert not any(problems.values()), problems
    direct = [one.played for one in story.shown if one.was_direct]
    assert {one.number for one in direct} == WITHOUT_A_BUTTON.get(name, set())
    assert all(one.found != "ok" for one in direct), "what is allowed has a button"


@pytest.mark.parametrize("name", JOURNEYS)
def test_a_story_on_the_web_comes_to_what_it_tells(name: str) -> None:
    _, story = played(JOURNEYS[name], "ru", on_web=True)
    holds(name, story)


@pytest.mark.parametrize("name", JOURNEYS)
def test_a_story_on_the_phone_is_recorded_and_plays_again(name: str, tmp_path: Path) -> None:
    """In a browser the stories are performed in Russian on the phone, in Belarusian on the web."""
    demo, story = played(JOURNEYS[name], "be")
    holds(name, story)
    journey = recorded(demo, tmp_path)
    assert [one.holds for one in play(journey)] == [True] * len(journey.steps)
    refused = [one.played.found for one in story.shown if one.played.found not in ("ok", "")]
    found = iter(step.expect for step in journey.steps)
    assert all(one in found for one in refused), "the same refusals, in the same order"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_strip_tells_the_story(language: Language) -> None:
    guest = Guest(language)
    journey = JOURNEYS["grandmother"]
    page = words(guest.tap("story.choose", item="grandmother"))
    assert journey.about
    assert getattr(journey.about, language) in page
    assert getattr(journey.title, language) in page
    for step in journey.steps:
        page = words(guest.tap("story.next"))
        if step.caption is not None:
            assert " ".join(getattr(step.caption, language).split()) in page
    assert guest.demo.story
    assert guest.demo.story.is_over
    assert 'data-tap="story.next"' not in draw(guest.demo)


def test_a_step_back_is_the_story_up_to_there() -> None:
    guest = Guest()
    guest.tap("story.choose", item="promise")
    for _ in range(7):
        guest.tap("story.next")
    digest, page = guest.handset.world.digest(), draw(guest.demo)
    guest.tap("story.next")
    assert guest.handset.world.digest() != digest
    guest.tap("story.back")
    assert guest.handset.world.digest() == digest
    assert draw(guest.demo) == page


def test_a_story_can_be_played_in_the_browser_where_it_is_not_about_that() -> None:
    assert not can_be_on_web(JOURNEYS["quick_balance"])
    assert not can_be_on_web(JOURNEYS["guest"])
    guest = Guest()
    guest.tap("story.choose", item="promise")
    assert guest.handset.kind == "android"
    page = guest.tap("story.client", item="web")
    assert guest.demo.story
    assert guest.demo.story.on_web
    assert 'data-tap="story.client" data-f-item="web"' in page
    for _ in range(3):
        guest.tap("story.next")
    assert guest.handset.kind == "web"


def test_whoever_interferes_is_told_that_the_story_went_otherwise() -> None:
    guest = Guest("en")
    guest.tap("story.choose", item="promise")
    for _ in range(5):
        guest.tap("story.next")
    guest.tap("sign_out")
    page = words(guest.tap("story.next"))
    assert "It went otherwise than in the story." in page
    guest.tap("story.choose", item="promise")
    guest.tap("clock.on", item="month")
    page = words(guest.tap("story.next"))
    assert "begin the story anew" in page
    assert guest.demo.story
    assert guest.demo.story.has_gone_astray
    guest.tap("story.close")
    assert guest.demo.story is None
    assert guest.demo.setting.has_words


def test_what_is_no_story_begins_none() -> None:
    guest = Guest()
    for name in ("", "no", "../promise", "/etc/passwd"):
        guest.tap("story.choose", item=name)
        assert guest.demo.story is None
    for action in ("story.next", "story.back", "story.client"):
        guest.tap(action)
    assert guest.demo.story is None


def visit() -> Guest:
    """Somebody who has bound the student's contract, and tried two promises."""
    guest = Guest()
    guest.sign_in()
    guest.open("promise", guest.bind("student"))
    guest.tap("promise", amount="15.01")
    guest.tap("promise", amount="15,00")
    return guest


def test_clicks_become_a_story_with_names_codes_and_balances(tmp_path: Path) -> None:
    guest = visit()
    guest.tap("recording.caption", caption='Взял "на слово"\n')
    guest.tap("clock.on", item="day")
    journey = recorded(guest.demo, tmp_path)
    steps = {step.do: step for step in journey.steps}
    assert steps["sign_in"].arguments == {"phone": "$visitor.mobile", "code": "$sms"}
    assert steps["bind_by_login"].arguments == {
        "login": "$student.login",
        "password": "$student.password",
    }
    promises = [step for step in journey.steps if step.do == "promise_payment"]
    assert [step.expect for step in promises] == ["PROMISE_ABOVE_LIMIT", "ok"]
    assert promises[1].balance.keys() == {"student"}
    assert promises[1].caption
    assert promises[1].caption.be == 'Взял "на слово"'
    assert journey.cast["student"].contract == guest.person("student").contract_id
    assert len(play(journey)) == len(journey.steps)


def test_going_back_takes_back_what_was_recorded(tmp_path: Path) -> None:
    guest = visit()
    before = recorded(guest.demo, tmp_path).steps
    guest.tap("clock.on", item="week")
    contract = guest.person("student").contract_id
    guest.tap("sign_in")
    guest.tap("code.request", mobile=guest.handset.mobile)
    guest.tap("outside.buy_card")
    assert len(recorded(guest.demo, tmp_path).steps) > len(before)
    guest.tap("clock.back", item=0)
    assert recorded(guest.demo, tmp_path).steps[: len(before)] == before
    assert guest.handset.cards == []
    guest.open("top_up", contract)
    guest.tap("pay", amount="5.00", brand="visa", key="x")
    journey = recorded(guest.demo, tmp_path)
    assert len(play(journey)) == len(journey.steps)


def test_two_phones_are_recorded_each_for_itself(tmp_path: Path) -> None:
    guest = visit()
    count = len(recorded(guest.demo, tmp_path).steps)
    guest.tap("clock.fork")
    guest.tap("outside.buy_card")
    guest.tap("clock.on", item="day", phone=1)
    second = recorded(guest.demo, tmp_path)
    assert [step.do for step in second.steps[count:]] == ["buy_card", "advance_to"]
    guest.demo.active = 0
    assert len(recorded(guest.demo, tmp_path).steps) == count
    assert len(play(second)) == len(second.steps)


def test_a_file_is_made_anew_and_carries_what_was_typed_as_text() -> None:
    guest = visit()
    page = guest.tap("recording.save", title='<script>alert("x")</script>')
    sound(page)
    assert "&lt;script&gt;" in page
    guest.tap("recording.again")
    assert guest.demo.file == ""
    assert guest.handset.screen.name == "guest"
    assert "bind_by_login" not in [step.do for step in guest.handset.recorder.steps]


def test_a_story_gives_the_visitor_s_own_world_back() -> None:
    guest = Guest()
    guest.sign_in()
    contract = guest.bind("student")
    guest.tap("clock.fork")
    guest.tap("recording.save", title="mine")
    guest.open("promise", contract)
    before, page = guest.handset.world.digest(), draw(guest.demo)
    worlds = [handset.world for handset in guest.demo.handsets]
    guest.tap("story.choose", item="grandmother")
    guest.tap("story.next")
    guest.tap("story.client", item="web")
    guest.tap("story.next")
    guest.tap("story.back")
    guest.tap("recording.again")
    assert guest.demo.story is not None, "in a story, the story begins anew"
    assert not guest.demo.story.shown
    assert guest.handset.world not in worlds
    guest.tap("story.close")
    assert guest.demo.aside is None
    assert [handset.world for handset in guest.demo.handsets] == worlds
    assert guest.handset.world.digest() == before
    assert draw(guest.demo) == page
    guest.tap("story.choose", item="promise")
    guest.tap("story.close")
    assert draw(guest.demo) == page
