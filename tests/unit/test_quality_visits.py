"""Visits at the door: the sound rules keep every law, and every answer is met on the way."""

import ast
import inspect
from typing import Any

import pytest

from mybt_sim.engine.decide import Question, decide
from mybt_sim.engine.records import alone, blank_contract
from mybt_sim.engine.refusals import Refusal
from mybt_sim.quality.faults.door import DOOR_FAULTS
from mybt_sim.quality.faults.fault import AT_THE_DOOR
from mybt_sim.quality.faults.plain import Plain
from mybt_sim.quality.hunt.coverage import SEEN_ENOUGH, door_coverage_of
from mybt_sim.quality.room import the_book
from mybt_sim.quality.visits import answers, every, records
from mybt_sim.quality.visits.drawing import FAMILIES
from mybt_sim.quality.visits.every import LAWS
from mybt_sim.quality.visits.living import VisitRunner, VisitStory
from mybt_sim.quality.visits.steps import Visit, blank_visit
from mybt_sim.rulebook.book import load_rulebook

DEEDS_OF_A_CONTRACT = {one for one in Question if one >= Question.TOP_UP}
VISITS = 40_000
OF_A_MINUTE = 150_000
"""So many visits a hunt of a minute makes on a quiet machine."""


def test_sound_rules_keep_every_law_at_the_door_and_every_answer_is_met_often() -> None:
    runner = VisitRunner()
    found = runner.hunt(1, seconds=600, steps=VISITS)
    assert found is None, runner.shrink(*found)
    enough = SEEN_ENOUGH * VISITS // OF_A_MINUTE
    seen = door_coverage_of(runner.counts)
    assert {one.deed for one in seen} == set(Question) - DEEDS_OF_A_CONTRACT
    assert [one for one in seen if one.times < enough and not one.why_not] == []


class Beside(VisitRunner):
    """Asks the compiled rules the same from the same state, and holds the answers together."""

    def __init__(self) -> None:
        super().__init__()
        self.books = alone(the_book().copy())
        self.beside = blank_visit()

    def _make(self, visit: Visit) -> bool:
        is_kept = super()._make(visit)
        mine, theirs = self.step, self.beside[0]
        write_down(mine.before, theirs.after)
        write_down(mine.request, theirs.request)
        accesses, requests = (self.beside[name] for name in ("after", "request"))
        refusal = decide(self.books, blank_contract(), accesses, requests, mine.now)
        assert (refusal, self.books[0].allowed_from) == (mine.refusal, mine.allowed_from), visit
        kept = self.beside[0].after.copy()
        write_down(mine.after, theirs.after)
        assert kept == theirs.after, visit
        return is_kept


def write_down(plain: Any, record: Any) -> None:
    """Make a record what a plain object is."""
    for name, value in vars(plain).items():
        if isinstance(value, Plain):
            write_down(value, record[name])
        else:
            record[name] = value


def test_compiled_and_plain_rules_answer_the_same_visits() -> None:
    runner = Beside()
    assert runner.hunt(2, seconds=600, steps=4_000) is None


def test_every_question_at_the_door_is_asked() -> None:
    asked = {one for family in FAMILIES for one in family}
    assert asked == set(Question) - DEEDS_OF_A_CONTRACT


def test_every_law_of_visits_is_asked_and_guards_rules_of_the_rulebook() -> None:
    known = {entry.rule for entry in load_rulebook().entries}
    written = [
        node.name
        for module in (records, answers)
        for node in ast.parse(inspect.getsource(module)).body
        if isinstance(node, ast.FunctionDef)
        and any(ast.unparse(one).startswith("law(") for one in node.decorator_list)
    ]
    assert sorted(written) == sorted(one.name for one in LAWS)
    for law in LAWS:
        assert law.says.endswith(".")
        assert not set(law.rules) - known, law
    assert len(every.BY_NAME) == len(LAWS)


def test_a_story_of_two_accounts_keeps_what_belongs_to_each() -> None:
    """The first calls as often as a day allows; the other one may ask for a line of its own."""
    yes = ("is_online", 1), ("is_wellformed", 1), ("is_match", 1), ("is_answered", 1)
    calls = tuple(Visit(Question.REQUEST_VOICE_CODE, 600, yes) for _ in range(3))
    unknown = Visit(Question.REQUEST_VOICE_CODE, 600, yes[:2], is_other=1)
    runner = VisitRunner()
    assert runner(VisitStory((*calls, calls[0]))) is None
    assert runner.step.refusal == Refusal.VOICE_QUOTA_EXCEEDED
    assert runner(VisitStory((*calls, unknown))) is None
    assert runner.step.refusal == Refusal.BINDP_NO_MATCH, "the line tells nothing without a match"


@pytest.mark.parametrize("concern", ["access", "codes", "binding", "calls", "idempotency"])
def test_each_concern_at_the_door_has_faults(concern: str) -> None:
    assert sum(one.concern == concern for one in DOOR_FAULTS) >= 5
    assert {one.place.partition(".")[0] for one in DOOR_FAULTS} - {"video"} <= set(AT_THE_DOOR)
