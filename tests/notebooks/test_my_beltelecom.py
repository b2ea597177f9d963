"""The notebook of the phone begins where its key says, and draws what the stage is."""

from typing import Any

import pytest

from mybt_sim.app.phone.page import draw
from mybt_sim.app.phone.stages import STAGES
from tests.notebooks.test_usage_statistics import notebook


def opened(language: str = "ru", asked_key: Any = None) -> dict[str, Any]:
    """The values of the notebook after it has run."""
    _, values = notebook("my_beltelecom.py").run(
        defs={"language": language, "asked_key": asked_key}
    )
    return dict(values)


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_a_visitor_gets_a_phone_in_each_language(language: str) -> None:
    values = opened(language)
    assert values["stage"].handset.language == language
    assert values["widget"].widget.html == draw(values["stage"])
    assert STAGES.enter(values["key"])[1] is values["stage"]


def test_a_reload_finds_the_same_stage() -> None:
    first = opened("be")
    first["stage"].tap("go", {"screen": "news"})
    again = opened("ru", first["key"])
    assert again["stage"] is first["stage"]
    assert again["stage"].handset.language == "be"
    assert "screen-0" in again["widget"].widget.html


def test_a_strange_key_opens_nothing() -> None:
    first = opened()
    for key in ("0" * 32, "", ["x"]):
        assert opened(asked_key=key)["stage"] is not first["stage"]
