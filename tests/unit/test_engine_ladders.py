"""Which check answers when several fail: the upper one, in the order of tables/ladders.toml."""

import datetime
import inspect
import itertools
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from mybt_sim.base.compiled import in_python
from mybt_sim.engine.records import DAY_S
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import RULES
from mybt_sim.engine.status import VIDEO_ADD_ON
from mybt_sim.engine.vocabulary import Technology
from mybt_sim.quality.life import book_with, signed
from mybt_sim.quality.steps import OPERATIONS, Deed, blank_states
from mybt_sim.quality.story import Start
from tests.support.tables import moment

TABLE = Path(__file__).parent / "tables" / "ladders.toml"
LADDERS = tomllib.loads(TABLE.read_text(encoding="utf-8"))["ladder"]
RECORD_TARIFF = 7  # T08
DEEDS = [one.name.lower() for one in OPERATIONS if one is not Deed.CORRECT_BALANCE]

Way = dict[str, Any]
"""Values by "contract.field", "terms.field", "ask.argument", and so on for each record."""


class Pair(NamedTuple):
    """Two checks of a rule and every way to fail both; the upper one comes first."""

    rule: str
    upper: str
    lower: str
    ways: list[Way]


def flat(way: dict[str, dict[str, Any]]) -> Way:
    """A way with its dotted names; moments become seconds."""
    return {
        f"{record}.{name}": moment(str(value)) if isinstance(value, datetime.datetime) else value
        for record, fields in way.items()
        for name, value in fields.items()
    }


def joined(upper: Way, lower: Way) -> Way | None:
    """Both ways in one, or None where they want different values of one field."""
    agree = all(upper.get(name, value) == value for name, value in lower.items())
    return upper | lower if agree else None


def pairs(ladder: dict[str, Any]) -> Iterator[Pair]:
    for upper, lower in itertools.combinations(ladder["rungs"], 2):
        both = itertools.product(map(flat, upper["ways"]), map(flat, lower["ways"]))
        ways = [way for one, other in both if (way := joined(one, other)) is not None]
        yield Pair(ladder["rule"], upper["refusal"], lower["refusal"], ways)


def answer(ladder: dict[str, Any], way: Way) -> Refusal:
    """What the rule says when `way` is laid over the base."""
    values = flat(ladder.get("base", {})) | way
    now = values.pop("ask.now", 0)
    book = book_with().copy()
    contract = signed(
        Start(moment("2026-06-01 00:00") // DAY_S, RECORD_TARIFF, technology=Technology.PON), book
    )
    edition = book.calendar[now // DAY_S - book.first_day].edition if now else 0
    records = {"contract": contract, "terms": book.terms[edition]}
    beside = blank_states(1)[0]
    records["tries"] = beside.card_tries
    records["offer"] = book.tariffs[edition, values.get("ask.tariff", 0)]
    records["plan"] = book.tariffs[edition, RECORD_TARIFF]
    records["item"] = book.add_ons[edition, values.get("ask.add_on", VIDEO_ADD_ON)]
    records["other"] = book.add_ons[edition, 0]
    arguments = {}
    for name, value in values.items():
        record, _, field = name.partition(".")
        if record == "ask":
            arguments[field] = value
        else:
            records[record][field] = value
    beside = {"card_tries": beside.card_tries, "service_day": beside.service_day}
    known = arguments | beside | {"book": book, "contract": contract, "now": now}
    function = RULES[ladder["rule"]].function
    names = inspect.signature(in_python(function)).parameters
    return Refusal(int(function(*(known[name] for name in names))))


def test_the_table_has_every_operation_and_every_check_in_order() -> None:
    written = {ladder["rule"]: [rung["refusal"] for rung in ladder["rungs"]] for ladder in LADDERS}
    read = {name: [check.refusal.name for check in RULES[name].checks] for name in DEEDS}
    assert written == read


@pytest.mark.parametrize("ladder", LADDERS, ids=lambda ladder: ladder["rule"])
def test_base_is_accepted_and_each_way_fails_its_check_alone(ladder: dict[str, Any]) -> None:
    if ladder["rule"] != "cancel_promise":
        assert answer(ladder, {}) is Refusal.NONE
    for rung in ladder["rungs"]:
        for way in map(flat, rung["ways"]):
            assert answer(ladder, way).name == rung["refusal"], way


@pytest.mark.parametrize("ladder", LADDERS, ids=lambda ladder: ladder["rule"])
def test_of_two_failing_checks_the_upper_one_answers(ladder: dict[str, Any]) -> None:
    for pair in pairs(ladder):
        for way in pair.ways:
            assert answer(ladder, way).name == pair.upper, pair
    apart = {f"{pair.upper} {pair.lower}" for pair in pairs(ladder) if not pair.ways}
    assert apart == set(ladder.get("apart", ()))
