"""What is installed from a wheel has every file that a checkout has."""

from collections.abc import Iterator
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

CHECKOUT = Path(__file__).parents[2]
PLACES = {
    "src/mybt_sim": "mybt_sim",
    "data/seed": "mybt_sim/_seed",
    "notebooks": "mybt_sim/_notebooks",
    "docs/questions.md": "mybt_sim/_lab/questions.md",
}
"""Where parts of a checkout lie in the wheel."""
MADE = ("__pycache__", "__marimo__")
"""Folders that Python and marimo leave behind."""


def _wanted() -> Iterator[str]:
    for place, name in PLACES.items():
        top = CHECKOUT / place
        for path in (top, *top.rglob("*")):
            if path.is_file() and not set(MADE) & set(path.parts):
                yield f"{name}/{path.relative_to(top)}".removesuffix("/.")


def test_a_wheel_has_all_code_and_all_data() -> None:
    builder = WheelBuilder(str(CHECKOUT))
    inside = {file.distribution_path for file in builder.recurse_included_files()}
    wanted = set(_wanted())
    assert len(wanted) > 600
    assert wanted - inside == set()
