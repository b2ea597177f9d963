"""Which check of an access rule answers when several fail: the upper one of front_ladders.toml."""

import datetime
import itertools
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mybt_sim.engine.decide import Question
from mybt_sim.engine.records import DAY_S
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import RULES
from mybt_sim.quality.life import book_with
from tests.support.front import NOBODY, QUESTIONS, Operator
from tests.support.tables import moment

TABLE = Path(__file__).parent / "tables" / "front_ladders.toml"
LADDERS = tomllib.loads(TABLE.read_text(encoding="utf-8"))["ladder"]
NOW = moment("2026-06-10 12:00")
IDS = [" ".join((ladder["step"], *filter(None, [ladder.get("of")]))) for ladder in LADDERS]
each_ladder = pytest.mark.parametrize("ladder", LADDERS, ids=IDS)

Way = dict[tuple[str, ...], int]
"""Values by ("ask", fact), ("terms", field) and ("access", record, field)."""


def flat(tree: dict[str, Any], *above: str) -> Way:
    """A way by its paths; moments become seconds."""
    way: Way = {}
    for name, value in tree.items():
        if isinstance(value, dict):
            way |= flat(value, *above, name)
        else:
            is_moment = isinstance(value, datetime.datetime)
            way[*above, name] = moment(str(value)) if is_moment else int(value)
    return way


@cache
def operator() -> Operator:
    one = Operator()
    one.books = one.books.copy()  # its terms are changed here
    return one


def answer(ladder: dict[str, Any], way: Way) -> Refusal:
    """What the step says when `way` is laid over the base."""
    one = operator()
    book, access = one.books[0], one.accesses[0]
    book.terms[:] = book_with().terms
    edition = book.calendar[NOW // DAY_S - book.first_day].edition
    one.parts.clear()
    one.load()
    facts = {}
    for path, value in (flat(ladder.get("base", {})) | way).items():
        if path[0] == "ask":
            facts[path[1]] = value
        elif path[0] == "terms":
            book.terms[path[1]][edition] = value
        else:
            access[path[1]][path[2]] = value
    one.save()
    return one.ask(Question[ladder["step"].upper()], NOW, NOBODY, **facts).refusal


def test_the_table_has_every_step_and_every_check_in_order() -> None:
    for ladder in LADDERS:
        read = [check.refusal.name for check in RULES[ladder["step"]].checks]
        assert [rung["refusal"] for rung in ladder["rungs"]] == read
    steps = {question.name.lower() for question in QUESTIONS} - {"outside_self_service"}
    assert {ladder["step"] for ladder in LADDERS} == steps


@each_ladder
def test_base_is_accepted_and_each_way_fails_its_check_alone(ladder: dict[str, Any]) -> None:
    assert answer(ladder, {}) is Refusal.NONE
    for rung in ladder["rungs"]:
        for way in map(flat, rung["ways"]):
            assert answer(ladder, way).name == rung["refusal"], way


@each_ladder
def test_of_two_failing_checks_the_upper_one_answers(ladder: dict[str, Any]) -> None:
    apart = set()
    for upper, lower in itertools.combinations(ladder["rungs"], 2):
        both = itertools.product(map(flat, upper["ways"]), map(flat, lower["ways"]))
        ways = [one | two for one, two in both if all(one.get(k, v) == v for k, v in two.items())]
        apart |= set() if ways else {f"{upper['refusal']} {lower['refusal']}"}
        for way in ways:
            assert answer(ladder, way).name == upper["refusal"], way
    assert apart == set(ladder.get("apart", ()))
