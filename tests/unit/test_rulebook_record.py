"""The tests that the rulebook names do exercise their rules, as was seen; each gap is noticed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mybt_sim.rulebook.book import facts_wanted
from mybt_sim.rulebook.exercised import (
    RECORD,
    Fact,
    Seen,
    choose_tests,
    gaps_between,
    read_record,
    record_text,
)
from tests.support import exercise

ROOT = Path(__file__).parents[2]
LIMIT, GIVEN, SHARE = Fact("promise", "ABOVE"), Fact("promise", ""), Fact("share", "")
WANTED = {"PROMISE-LIMIT": frozenset({LIMIT}), "FEE-DAY": frozenset({GIVEN, SHARE})}
SEEN = {
    "test_all": Seen({LIMIT, GIVEN, SHARE}),
    "test_limit": Seen({LIMIT}),
    "test_share": Seen({SHARE, LIMIT}),
    "test_named": Seen({SHARE, LIMIT, GIVEN}, named=frozenset({"PROMISE-LIMIT"})),
}


def test_every_recorded_test_still_exercises_its_rule() -> None:
    """Run once more, uncompiled: a lost test, call or refusal is told by its rule."""
    command = [sys.executable, "-m", exercise.__name__, "compare"]
    paths = os.pathsep.join((str(ROOT), *filter(None, sys.path)))
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": paths}
    done = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"run `make docs`\n{done.stdout}\n{done.stderr}"


def test_the_record_is_written_as_it_is_read() -> None:
    assert record_text(read_record()) == RECORD.read_text(encoding="utf-8")


def test_a_test_that_names_a_rule_comes_before_one_that_does_little_else() -> None:
    assert choose_tests(WANTED, SEEN) == {
        "PROMISE-LIMIT": ("test_named",),
        "FEE-DAY": ("test_all", "test_share"),
    }
    nobody = {name: Seen(one.facts) for name, one in SEEN.items()}
    assert choose_tests(WANTED, nobody)["PROMISE-LIMIT"] == ("test_limit",)


@pytest.mark.parametrize(
    ("tests", "said"),
    [
        ({}, ["promise at work", "share at work"]),
        ({"FEE-DAY": ("test_share",)}, ["no test shows promise at work"]),
        ({"FEE-DAY": ("test_all", "test_limit")}, ["is not exercised by test_limit"]),
        ({"FEE-DAY": ("test_all", "test_gone")}, ["is not exercised by test_gone"]),
        ({"FEE-DAY": ("test_all",), "FEE-NIGHT": ()}, ["there is no rule FEE-NIGHT"]),
        ({"FEE-DAY": ("test_named",)}, []),
    ],
)
def test_a_gap_is_told(tests: dict[str, tuple[str, ...]], said: list[str]) -> None:
    gaps = list(gaps_between(tests | {"PROMISE-LIMIT": ("test_limit",)}, WANTED, SEEN))
    assert len(gaps) == len(said)
    assert all(part in gap for part, gap in zip(said, gaps, strict=True))


def test_every_refusal_and_every_function_of_a_rule_has_to_be_shown() -> None:
    wanted = facts_wanted()
    promise = "mybt_sim.engine.promise:promise_payment"
    assert wanted["PROMISE-LIMIT"] == {Fact(promise, "PROMISE_ABOVE_LIMIT")}
    assert wanted["PROMISE-EFFECT"] >= {Fact(promise, "")}
    assert all(wanted.values())
