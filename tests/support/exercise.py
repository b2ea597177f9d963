"""Looks on while tests run, and notes which functions of rules did what.

    NUMBA_DISABLE_JIT=1 python -m tests.support.exercise record
    NUMBA_DISABLE_JIT=1 python -m tests.support.exercise compare

What becomes of it, `mybt_sim.rulebook.exercised` tells. Compiled code can't be looked into, so the
tests run uncompiled, and only those that take little time then.
"""

import inspect
import re
import sys
from collections.abc import Iterable, Iterator
from types import CodeType, FrameType
from typing import Any

import numpy as np
import pytest

from mybt_sim.base.compiled import IS_COMPILED
from mybt_sim.engine.decide import door
from mybt_sim.engine.refusals import Refusal
from mybt_sim.rulebook.book import facts_wanted
from mybt_sim.rulebook.checks import function_at
from mybt_sim.rulebook.exercised import (
    RECORD,
    Fact,
    Seen,
    choose_tests,
    gaps_between,
    read_record,
    record_text,
)

LOOKED_AT = (
    "tests/unit/test_engine_tables.py::test_case",
    "tests/unit/test_front_tables.py::test_case",
    "tests/unit/test_front_tables.py::test_only_operations_of_a_guest_are_his",
    "tests/unit/test_rules_at_large.py",
    "tests/property/test_parsing_amounts.py::test_amounts_that_people_write",
    "tests/property/test_parsing_numbers.py::test_a_login_is_ten_to_fourteen_digits",
    "tests/property/test_parsing_numbers.py::test_what_is_dialled_has_its_class",
    "tests/property/test_parsing_numbers.py::test_what_is_no_digit_is_none",
    "tests/property/test_parsing_names.py::test_case_and_kind_of_apostrophe_do_not_matter",
    "tests/unit/test_content.py::test_pages_of_news_join_without_gap_or_overlap",
    "tests/unit/test_parsing_dates.py",
    "tests/unit/test_places.py::test_wishes_are_all_met_or_nothing_is_found",
    "tests/unit/test_usable_use.py",
)
OPTIONS = ("--quiet", "-p", "no:cacheprovider", "-p", "no:xdist")
RULE_ID = re.compile(r"(?<![\w-])[A-Z]+(?:-[A-Z]+)*(?![\w-])")


class Onlooker:
    """A plugin of pytest that notes what functions do in a test, not while it is set up."""

    def __init__(self, functions: Iterable[str]) -> None:
        self.seen: dict[str, Seen] = {}
        self._places = {_code_at(place): place for place in functions}
        self._before: list[list[bytes]] = []
        self._now = Seen()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Function) -> Iterator[None]:
        named = frozenset(RULE_ID.findall(item.function.__doc__ or ""))
        self._now = self.seen[item.nodeid] = Seen(named=named)
        sys.setprofile(self._look)
        try:
            yield
        finally:
            sys.setprofile(None)

    def _look(self, frame: FrameType, event: str, answer: Any) -> None:
        if frame.f_code not in self._places:
            return
        if event == "call":
            self._before.append(_records_in(frame))
        elif event == "return":
            is_changed = self._before.pop() != _records_in(frame)
            self._note(self._places[frame.f_code], answer, is_changed=is_changed)

    def _note(self, place: str, answer: Any, *, is_changed: bool) -> None:
        """A function has done its work if it answered anything else, or changed a record."""
        if isinstance(answer, Refusal) and answer is not Refusal.NONE:
            self._now.facts.add(Fact(place, answer.name))
        elif answer is not None or is_changed:
            self._now.facts.add(Fact(place, ""))


def _code_at(place: str) -> CodeType:
    code: CodeType = inspect.unwrap(function_at(place)).__code__
    return code


def _records_in(frame: FrameType) -> list[bytes]:
    """The records that a function was given; what it posts changes the contract as well."""
    code = frame.f_code
    given = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    values = (frame.f_locals.get(name) for name in given if name != "book")
    return [value.tobytes() for value in values if isinstance(value, np.void)]


def main(what: str) -> None:
    """Write the record anew, or run the tests that it names and say what is not as it says."""
    assert not IS_COMPILED, "compiled code can't be looked into: set NUMBA_DISABLE_JIT=1"
    door()  # asks a rule when it is opened, which is nothing that the first test did
    wanted = facts_wanted()
    recorded = read_record() if what == "compare" else {}
    tests = sorted({test for tests in recorded.values() for test in tests}) or LOOKED_AT
    onlooker = Onlooker({fact.function for facts in wanted.values() for fact in facts})
    failed = pytest.main([*OPTIONS, *tests], plugins=[onlooker])
    if failed:
        sys.exit(failed)
    if what == "record":
        recorded = choose_tests(wanted, onlooker.seen)
        RECORD.write_text(record_text(recorded), encoding="utf-8", newline="\n")
    gaps = list(gaps_between(recorded, wanted, onlooker.seen))
    sys.exit("\n".join(gaps) if gaps else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
