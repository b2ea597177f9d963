"""Laws of the engine over random lives of one contract: any operations, in increasing time."""

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings

from mybt_sim import engine
from mybt_sim.engine.promise import expire_promise
from mybt_sim.engine.records import DAY_S, NEVER, blank_contract
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import RULES
from mybt_sim.engine.tariff_change import apply_tariff_change
from mybt_sim.engine.timed_add_on import expire_add_ons
from mybt_sim.engine.vocabulary import Event
from tests.support.add_on_laws import ADD_ON_LAWS
from tests.support.contract_laws import CONTRACT_LAWS
from tests.support.laws import LAWS, Law
from tests.support.life import (
    OPERATIONS,
    Beside,
    Command,
    Given,
    Life,
    ask,
    book_with,
    state_of,
)
from tests.support.wishes import Wish, commands, drawn_life, givens, live, wishes

LIVES = 300
FAILS_BY_THEN = {
    *(Refusal.TARIFF_SAME, Refusal.CONTRACT_BLOCKED, Refusal.VOL_NOT_ACTIVE),
    *(Refusal.SERVICE_BLOCKED, Refusal.CONTRACT_SUSPENDED, Refusal.PROMISE_SUSPENDED),
}
"""Earlier checks that may fail when a date has come: the ordered tariff has become the present one,
the promise that ended has taken its remainder, a suspension has begun."""
OF_THE_OPERATOR = {Event.LINE_CHANGED}
"""What nobody asks for and no date brings; `test_fibre.py` lives it."""
ALL_LAWS = (*LAWS, *ADD_ON_LAWS, *CONTRACT_LAWS)
thoroughly = settings(max_examples=max(200, settings().max_examples))


@cache
def drawn_lives() -> list[Life]:
    return [live(*drawn_life(seed)) for seed in range(LIVES)]


@pytest.mark.parametrize("law", ALL_LAWS, ids=lambda law: law.__name__)
def test_law_in_drawn_lives(law: Law) -> None:
    for life in drawn_lives():
        law(life)


@thoroughly
@given(start=givens, wanted=wishes)
def test_every_law_holds_in_every_life(start: Given, wanted: list[Wish]) -> None:
    life = live(start, wanted)
    for law in ALL_LAWS:
        law(life)


@given(start=givens, wanted=wishes)
def test_preview_says_what_execution_does(start: Given, wanted: list[Wish]) -> None:
    life = Life(start)
    for command in commands(life, wanted):
        preview = Preview(life, command, life.now)
        step = life.do(command)
        assert preview.refusal is step.refusal
        assert state_of(preview.contract) == step.after
        assert preview.beside == step.beside_after
        journal = [tuple(one) for one in (*step.entries, *step.events)]
        assert preview.journal == journal
        assert preview.allowed_from == step.allowed_from


class Preview:
    """The same rule on a copy of the record, with a journal of its own."""

    def __init__(self, life: Life, command: Command, now: int, *, after_change: bool = False):
        book = book_with(life.given.terms, copy=1)
        book["entry_count"] = book["event_count"] = 0
        book["allowed_from"] = NEVER
        copies = blank_contract()
        copies[0] = life.contract
        self.contract = copies[0]
        if after_change:
            expire_promise(book, self.contract, now)
            expire_add_ons(book, self.contract, now)
            apply_tariff_change(book, self.contract, now)
        beside = life.beside.copy()
        if now // DAY_S != life.now // DAY_S:
            beside.service_day = Beside().service_day
        self.refusal = ask(book, self.contract, command, now, beside)
        self.beside = beside.state()
        self.allowed_from = int(book["allowed_from"])
        entries = book["entries"][: book["entry_count"]].tolist()
        self.journal = entries + book["events"][: book["event_count"]].tolist()


@given(start=givens, wanted=wishes)
def test_the_date_of_a_refusal_is_true_to_the_second(start: Given, wanted: list[Wish]) -> None:
    life = Life(start)
    for command in commands(life, wanted):
        step = life.do(command)
        if step.allowed_from != NEVER:
            just_before = Preview(life, command, step.allowed_from - 1)
            assert just_before.refusal is step.refusal
            assert just_before.allowed_from == step.allowed_from
            at_last = Preview(life, command, step.allowed_from, after_change=True)
            passed, _ = RULES[command.operation].ladder(at_last.refusal)
            is_passed = step.refusal in [check.refusal for check in passed]
            assert is_passed or at_last.refusal in FAILS_BY_THEN


def test_random_lives_meet_every_refusal_and_event() -> None:
    """Laws say little about what never happens, so all of it must happen in the lives above."""
    steps = [step for life in drawn_lives() for step in life.steps]
    met = {(step.what, step.refusal) for step in steps}
    possible = {(name, check.refusal) for name in OPERATIONS for check in RULES[name].checks}
    accepted = {(name, Refusal.NONE) for name in OPERATIONS if name != "cancel_promise"}
    assert not (possible | accepted) - met
    seen = {one.event for step in steps for one in step.events}
    assert noted_events() - OF_THE_OPERATOR == seen


def noted_events() -> set[Event]:
    """Every event that some rule of the engine may note."""
    sources = [path.read_text("utf-8") for path in Path(engine.__path__[0]).glob("*.py")]
    words = {word for text in sources for word in re.findall(r"\bEvent\.([A-Z_]+)", text)}
    return {Event[word] for word in words}
