"""Which tests exercise a rule: those that were seen to, kept in `exercised.toml`.

`make docs` runs tests uncompiled, looks on, and keeps for each rule the few that show all of it;
`make test` runs these few again and compares. Nothing is concluded from the text of a test.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from mybt_sim.base.files import read_text

RECORD = Path(__file__).with_name("exercised.toml")
HEAD = "# For each rule the tests that were seen to exercise it; written by `make docs`.\n\n"

Tests = Mapping[str, tuple[str, ...]]
"""The tests of each rule, by their names in pytest."""


class Fact(NamedTuple):
    """What a function did: it gave this refusal, or its work where there is none."""

    function: str
    refusal: str


@dataclass
class Seen:
    """What happened while a test ran, and the rules that its docstring names."""

    facts: set[Fact] = field(default_factory=set)
    named: frozenset[str] = frozenset()


def read_record() -> Tests:
    """The tests of all rules, as they were recorded last."""
    return {rule: tuple(tests) for rule, tests in tomllib.loads(read_text(RECORD)).items()}


def record_text(tests: Tests) -> str:
    """The tests of all rules as the record keeps them."""
    lines = {rule: "".join(f"    {_quoted(one)},\n" for one in tests[rule]) for rule in tests}
    return HEAD + "\n".join(f"{rule} = [\n{lines[rule]}]\n" for rule in tests)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def choose_tests(wanted: Mapping[str, frozenset[Fact]], seen: Mapping[str, Seen]) -> Tests:
    """For each rule a test for each fact wanted: one that names the rule, or does little else."""
    return {
        rule: tuple(sorted({test for fact in facts for test in _closest(rule, fact, seen)}))
        for rule, facts in wanted.items()
    }


def _closest(rule: str, fact: Fact, seen: Mapping[str, Seen]) -> list[str]:
    tests = [test for test, one in seen.items() if fact in one.facts]
    ranked = sorted(tests, key=lambda test: (
        rule not in seen[test].named, len(seen[test].facts), test))  # fmt: skip
    return ranked[:1]


def gaps_between(
    tests: Tests, wanted: Mapping[str, frozenset[Fact]], seen: Mapping[str, Seen]
) -> Iterator[str]:
    """What the record claims and was not seen, and what no test of a rule shows."""
    for rule in sorted(tests.keys() - wanted.keys()):
        yield f"there is no rule {rule}"
    for rule, facts in wanted.items():
        missing = set(facts)
        for test in tests.get(rule, ()):
            shown = facts & seen[test].facts if test in seen else set()
            missing -= shown
            if not shown:
                yield f"{rule} is not exercised by {test}"
        for function, refusal in sorted(missing):
            yield f"{rule}: no test shows {function} {refusal or 'at work'}"
