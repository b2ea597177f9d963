"""Every story is performed by clicking, on the phone in Russian; --crosswise in both languages."""

import pytest
from playwright.sync_api import ElementHandle

from mybt_sim.app.demo.playback.offers import Tap
from mybt_sim.journeys import load_journeys
from mybt_sim.text import Language
from tests.browser.conftest import Audience
from tests.support.browser_stories import perform
from tests.support.person import Person

JOURNEYS = load_journeys()


@pytest.mark.parametrize("name", JOURNEYS)
def test_a_story_is_performed_by_clicking(
    audience: Audience, name: str, story_language: Language
) -> None:
    perform(audience.in_front_of(story_language), JOURNEYS[name], on_web=False)


def test_who_reaches_for_what_is_drawn_anew_just_then_reaches_again(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, touch = audience.in_front_of("ru"), Person._touch

    def draw_anew(person: Person, element: ElementHandle) -> None:
        monkeypatch.undo()
        element.evaluate("one => one.replaceWith(one.cloneNode(true))")
        touch(person, element)

    monkeypatch.setattr(Person, "_touch", draw_anew)
    assert person(Tap.of("language", language="be"))
    assert person.demo.handset.language == "be"
    monkeypatch.setattr(Person, "_touch", draw_anew)
    person.look_again()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """In one language, or in both."""
    if "story_language" not in metafunc.fixturenames:
        return
    crosswise = metafunc.config.getoption("--crosswise")
    metafunc.parametrize("story_language", ["ru", "be"] if crosswise else ["ru"])
