"""A year of the default population meets the targets of data/seed/realism, or they say why not."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from mybt_sim.engine.refusals import Refusal
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import open_run
from mybt_sim.store.realism.report import Measured, realism_of
from mybt_sim.store.realism.targets import Target, load_targets
from tests.support.runs import make_run, rows_of

TARGETS = load_targets().targets


ATTEMPTS = Path(__file__).parents[2] / "docs/attempts.md"

OF_ACCESS = [one for one in Refusal if one.value in range(1, 60) or one.value in range(161, 170)]
"""What rules of access and content answer."""


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_run(tmp_path_factory.mktemp("year"), Scenario(subscribers=6_000))


@pytest.fixture(scope="module")
def measured(year: Path) -> Mapping[str, Measured]:
    with open_run(year) as run:
        return {one.target.name: one for one in realism_of(run).measured}


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_a_year_meets_its_target(measured: Mapping[str, Measured], target: Target) -> None:
    found = measured[target.name]
    is_explained = target.missed is not None
    is_seen = found.figure is not None
    assert found.is_met != (is_explained and is_seen), f"{found.figure}, {found.found}"
    assert is_seen or is_explained, "nothing was measured"


def test_the_page_of_attempts_is_what_a_year_says(
    year: Path, request: pytest.FixtureRequest
) -> None:
    """docs/attempts.md shows the outcomes of a year like this one, and why others are missing."""
    page = ATTEMPTS.read_text("utf-8")
    sql = page.partition("```sql")[2].partition("```")[0]
    before, head, rest = page.partition("|---|---|---:|\n")
    shown, never_head, never = rest.partition("\n## What accounts")
    rows = rows_of(year, sql)
    table = "".join(
        f"| `{operation}` | {f'`{refusal}`' if refusal else 'accepted'} | {attempts:,} |\n"
        for operation, refusal, attempts in rows
    )
    if request.config.getoption("--update-golden"):
        ATTEMPTS.write_text(before + head + table + never_head + never, "utf-8")
        shown = table
    assert shown == table
    seen = {word for operation, refusal, _ in rows for word in (operation, refusal)}
    assert {word for word in seen if f"`{word}`" in never} == set()
    assert {one.name for one in OF_ACCESS if f"`{one.name}`" not in page} == set()
