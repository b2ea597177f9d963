"""Every story is performed by clicking, on the web in Belarusian; --crosswise in both languages."""

import pytest

from mybt_sim.journeys import load_journeys
from mybt_sim.text import Language
from tests.browser.conftest import Audience
from tests.support.browser_stories import perform

JOURNEYS = load_journeys()


@pytest.mark.parametrize("name", JOURNEYS)
def test_a_story_is_performed_by_clicking(
    audience: Audience, name: str, story_language: Language
) -> None:
    perform(audience.in_front_of(story_language), JOURNEYS[name], on_web=True)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """In one language, or in both."""
    crosswise = metafunc.config.getoption("--crosswise")
    metafunc.parametrize("story_language", ["ru", "be"] if crosswise else ["be"])
