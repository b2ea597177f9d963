"""Guards: every function of whole numbers is held against its whole grid, and a change is seen."""

import ast
from collections.abc import Iterator
from importlib import resources

import pytest

from mybt_sim.engine.decide import Question
from mybt_sim.quality.faults.fault import Fault
from mybt_sim.quality.faults.guarded import failing_guard
from mybt_sim.quality.faults.mutants import functions_of, modules_of_rules
from mybt_sim.quality.faults.plain import sound_copies
from mybt_sim.quality.guards.door import wrongly_led
from mybt_sim.quality.guards.every import GUARDS
from mybt_sim.quality.guards.guard import Guard, first_failure

WHOLE = ("int", "bool")


def functions_of_whole_numbers() -> Iterator[str]:
    """Functions of the engine that are given whole numbers, and nothing else."""
    for module in modules_of_rules():
        source = resources.files("mybt_sim.engine").joinpath(f"{module}.py").read_text("utf-8")
        for function in functions_of(ast.parse(source)):
            arguments = (*function.args.args, *function.args.kwonlyargs)
            kinds = {ast.unparse(one.annotation) for one in arguments if one.annotation}
            if arguments and kinds <= set(WHOLE):
                yield f"{module}.{function.name}"


def test_every_function_of_whole_numbers_is_held_against_a_grid() -> None:
    guarded = {place for guard in GUARDS for place in guard.places}
    assert set(functions_of_whole_numbers()) <= guarded


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.places[0])
def test_a_guard_holds_at_every_point_of_its_grid(guard: Guard) -> None:
    assert first_failure(guard, sound_copies().module(guard.module)) is None


def test_the_door_hands_every_question_to_its_rule() -> None:
    assert len(Question) == 34
    assert not list(wrongly_led(sound_copies().module("mybt_sim.engine.decide")))


@pytest.mark.parametrize(
    ("place", "old", "new"),
    [
        ("daily_fee.fee_until", "E4_PER_KOPECK // 2", "0"),
        ("traffic._zone_of", "country == 373", "country == 372"),
        ("forecast.days_to_promise", "not has_promise(contract)", "True"),
        ("suspension.next_year_at", "past // 4", "past // 5"),
        ("new_line.move_to_fibre", "start_activity(contract, now)", "pass"),
        ("decide.decide", "request.is_declined", "request.is_known"),
    ],
)
def test_a_change_is_seen_by_the_guard_of_its_place(place: str, old: str, new: str) -> None:
    assert failing_guard(Fault("x", "c", "R", place, old, new)).startswith("guard of ")


def test_a_function_without_a_guard_is_left_to_lives() -> None:
    assert failing_guard(Fault("x", "c", "R", "promise._give", "amount_kopecks", "0")) == ""
