"""The notebook of the phone begins where its key says, and draws what the demo is."""

from typing import Any

import pytest

from mybt_sim.app.demo.page import draw
from mybt_sim.app.demo.sessions import DEMO_SESSIONS
from tests.notebooks.test_usage_statistics import notebook


def opened(language: str = "ru", asked_key: Any = None, moment: Any = None) -> dict[str, Any]:
    """The values of the notebook after it has run."""
    _, values = notebook("my_beltelecom.py").run(
        defs={"language": language, "asked_key": asked_key, "moment": moment}
    )
    return dict(values)


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_a_visitor_gets_a_phone_in_each_language(language: str) -> None:
    values = opened(language)
    assert values["demo"].handset.language == language
    assert values["widget"].widget.html == draw(values["demo"])
    assert DEMO_SESSIONS.enter(values["key"])[1] is values["demo"]


def test_a_reload_finds_the_same_demo() -> None:
    first = opened("be")
    first["demo"].tap("go", {"screen": "news"})
    again = opened("ru", first["key"])
    assert again["demo"] is first["demo"]
    assert again["demo"].handset.language == "be"
    assert "screen-0" in again["widget"].widget.html


def test_a_strange_key_opens_nothing() -> None:
    first = opened()
    for key in ("0" * 32, "", ["x"]):
        assert opened(asked_key=key)["demo"] is not first["demo"]
