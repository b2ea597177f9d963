"""What all tests share: one deterministic Hypothesis profile, golden files, and Chromium."""

import os
import shutil
import statistics
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

GOLDEN = Path(__file__).parent / "golden"

settings.register_profile("ci", derandomize=True, deadline=None, database=None)
settings.register_profile("explore", deadline=None, database=None, max_examples=5_000)
settings.load_profile("ci")  # `pytest --hypothesis-profile explore` looks further


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the present results to tests/golden instead of comparing with them",
    )

    parser.addoption(
        "--crosswise",
        action="store_true",
        help="perform the stories in the browser in both languages on both clients: 6 minutes more",
    )


LONGEST = (
    "test_types",
    "test_world_durable",
    "test_world_machine",
    "test_report",
    "test_simulation_identity",
    "test_touched",
    "test_demo_screens",
    "test_demo_stories",
    "test_one_clock",
    "test_world_ledger",
    "test_stories_on_web",
    "test_stories_on_phone",
    "test_rules",
    "test_phone",
    "test_quality",
    "test_demo",
    "test_pages",
)
"""Files that take longest, by their own order: whoever begins one of them when the others have
nothing left to do keeps them waiting."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files in the order in which workers take them up, if they do as told; those of the browser
    last, which wait for answers and not for the compiler."""
    tests = Counter(item.path for item in items)

    def place(item: pytest.Item) -> tuple[bool, int, int]:
        name, is_browser = item.path.stem, item.path.parent.name == "browser"
        rank = LONGEST.index(name) if name in LONGEST else len(LONGEST)
        return is_browser, rank, -tests[item.path]

    items.sort(key=place)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`golden(name, text)`: the text must be that of tests/golden/NAME."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.is_file(), f"tests/golden/{name} is missing: write it with `make baseline`"
        expected = path.read_text(encoding="utf-8")
        assert text == expected, (
            f"tests/golden/{name} differs: if meant, `make baseline` and say why"
        )

    return compare


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser; never skipped, because an untested page is not a tested one."""
    usual = "chromium-headless-shell chromium chromium-browser google-chrome"
    names = os.environ.get("CHROMIUM", usual).split()
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.fail("Chromium is missing: `make browser` installs it.")
    return found


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what was measured on the way; nothing is asserted of it."""
    measured: dict[str, list[float]] = {}
    for report in terminalreporter.getreports(""):  # of setting up and tearing down
        if report.when != "teardown":
            continue
        for name, values in report.user_properties:
            measured.setdefault(name, []).extend(values)
    for name, values in measured.items():
        if not values:  # the test that would have measured failed before
            continue
        median = statistics.median(values)
        terminalreporter.write_line(f"{name}: median {median:.0f} of {len(values)}")
