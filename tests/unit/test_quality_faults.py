"""Faults in copies of the rules: each fits its source, and the hunt catches it."""

import ast
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mybt_sim.base.errors import MybtError
from mybt_sim.cli import app
from mybt_sim.engine.promise import is_promise_amount
from mybt_sim.engine.records import DAY_S
from mybt_sim.quality.faults.catching import Caught, catch
from mybt_sim.quality.faults.families import taken_away
from mybt_sim.quality.faults.fault import Fault, with_fault
from mybt_sim.quality.faults.matrix import REDUNDANT, only_catchers
from mybt_sim.quality.faults.museum import COMPARABLE, EXHIBITS, SAME, page
from mybt_sim.quality.faults.mutants import (
    Mutant,
    functions_of,
    is_lived,
    mutants_of,
    try_mutant,
    variants,
)
from mybt_sim.quality.faults.named import BY_NAME, FAULTS
from mybt_sim.quality.faults.plain import faulty_copies
from mybt_sim.quality.faults.runner import STUMBLED, Runner
from mybt_sim.quality.faults.survivors import (
    Group,
    all_mutants,
    counts_by_module,
    groups,
    key_of,
)
from mybt_sim.quality.faults.survivors import page as mutants_page
from mybt_sim.quality.faults.traces import TRACE_FAULTS
from mybt_sim.quality.hunt.hunting import Replayer
from mybt_sim.quality.laws.every import BY_NAME as LAWS_BY_NAME
from mybt_sim.quality.room import the_catalogue
from mybt_sim.quality.steps import Deed
from mybt_sim.quality.story import Done, Ending, Start, Story
from mybt_sim.quality.visits.every import BY_NAME as DOOR_LAWS
from mybt_sim.quality.visits.living import VisitRunner, VisitStory
from mybt_sim.rulebook.book import load_rulebook

SOURCE = "def rule(a, b):\n    count(a)\n    return a < b\n"
A_FEW = (
    "promise-upon-promise",
    "lapse-keeps-the-price",
    "blocked-day-is-charged",
    "suspension-at-once",
    "mistakes-of-yesterday",
    "lock-forgets-payments",
    "base-goes-first",
    "decline-is-told-first",
)
AT_THE_DOOR = (
    "dead-code-opens",
    "lock-of-one-only",
    "unanswered-call-is-none",
    "key-for-any-request",
)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("a < b", "a <= b", "def rule(a, b):\n    count(a)\n    return a <= b"),
        ("count(a)", "pass", "def rule(a, b):\n    pass\n    return a < b"),
    ],
)
def test_a_fault_replaces_what_stands_there_once(old: str, new: str, found: str) -> None:
    fault = Fault("x", "c", "R", "m.rule", old, new)
    assert ast.unparse(with_fault(ast.parse(SOURCE), fault)) == found


@pytest.mark.parametrize("old", ["a > b", "a"])
def test_a_fault_that_does_not_stand_there_once_is_told(old: str) -> None:
    with pytest.raises(AssertionError, match="stands there"):
        with_fault(ast.parse(SOURCE), Fault("x", "c", "R", "m.rule", old, "b"))


def test_every_fault_fits_its_source_and_breaks_a_rule_of_the_rulebook() -> None:
    known = {entry.rule for entry in load_rulebook().entries}
    for fault in FAULTS:
        faulty_copies(fault).module(fault.module)
        assert fault.rule in known, fault
    assert len(BY_NAME) == len(FAULTS) >= 120
    assert len({fault.concern for fault in FAULTS}) >= 10
    assert 2 * sum(fault.is_of_refusal for fault in FAULTS) >= len(FAULTS)


@pytest.mark.parametrize("name", A_FEW)
def test_the_hunt_catches_a_fault_by_a_short_story(name: str) -> None:
    caught = catch(BY_NAME[name], seconds=300)
    assert caught.law in LAWS_BY_NAME
    assert isinstance(caught.story, Story)
    assert len(caught.story) <= 8
    again = Runner(BY_NAME[name], caught.story.terms)(caught.story)
    assert again is not None
    assert again.law == caught.law
    assert Replayer(caught.story.terms)(caught.story) is None, "the sound rules break it as well"


@pytest.mark.parametrize("name", AT_THE_DOOR)
def test_visits_catch_a_fault_at_the_door_by_a_short_story(name: str) -> None:
    caught = catch(BY_NAME[name], seconds=300)
    assert caught.law in DOOR_LAWS
    assert isinstance(caught.story, VisitStory)
    assert len(caught.story) <= 8
    again = VisitRunner(BY_NAME[name])(caught.story)
    assert again is not None
    assert again.law == caught.law
    assert VisitRunner()(caught.story) is None, "the sound rules break it as well"


@pytest.mark.parametrize(
    ("name", "without"),
    [
        ("promise-upon-promise", "promises"),
        ("mistakes-of-yesterday", "payments"),
        ("dead-code-opens", "codes"),
    ],
)
def test_a_hunt_without_a_family_of_operations_catches_less(name: str, without: str) -> None:
    """A score that did not fall would say nothing of these operations."""
    caught = catch(BY_NAME[name], seconds=0.5, without=without)
    assert caught.steps > 0
    assert not caught.is_killed


def test_an_add_on_that_ends_before_the_promise_of_its_second_breaks_an_order() -> None:
    """No random life ends both in one second; the law is there for whoever lets them."""
    added = the_catalogue().add_on_index("A14")
    opened, morning = 20_605, 20_605 * DAY_S + 36_000
    deeds = (
        Done(Deed.PROMISE_PAYMENT, morning, 900),
        Done(Deed.CONNECT_ADD_ON, morning + 4 * DAY_S, choice=added),
        Done(Deed.LOOK, morning + 6 * DAY_S),
    )
    story = Story(Start(opened_day=opened, tariff=7, balance_kopecks=50), deeds)
    told = "expire_promise(book, contract, now)"
    both = f"if True:\n    expire_add_ons(book, contract, now)\n    {told}"
    fault = Fault("add-ons-first", "clock", "GEN-CLOCK", "contract_clock.run_due", told, both)
    assert Runner()(story) is None
    assert Runner(fault)(story) == Ending("midnight_keeps_its_order", 3)


def test_a_family_that_is_none_is_an_error_with_a_next_step() -> None:
    with pytest.raises(MybtError, match="no family of operations called taxes"):
        taken_away("taxes")


def test_plain_rules_without_a_fault_keep_every_law() -> None:
    assert Runner().hunt(1, seconds=600, steps=1_500) is None


def test_the_rules_of_the_process_know_nothing_of_a_fault() -> None:
    before = is_promise_amount
    runner = Runner(BY_NAME["promise-of-nothing"])
    assert runner.hunt(1, seconds=300) is not None
    assert is_promise_amount is before


def test_every_exhibit_of_the_museum_has_its_fault_and_stands_on_the_page() -> None:
    assert {one.fault for one in EXHIBITS} <= set(BY_NAME)
    assert {one.likeness for one in EXHIBITS} == {SAME, COMPARABLE}
    assert all(one.source.startswith("http") for one in EXHIBITS)
    assert len(EXHIBITS) >= 15
    written = Path(__file__).parents[2] / "docs" / "museum.md"
    assert written.read_text(encoding="utf-8") == page()


MODULE = "def rule(a, b):\n    c.x = a\n    return a < b and f(a, b + 1)\n"


def test_a_mutant_changes_one_node_and_marks_it() -> None:
    tree = ast.parse(MODULE)
    (function,) = functions_of(tree)
    found = [
        (place, variant, says)
        for place, node in enumerate(ast.walk(function))
        for variant, (says, _) in enumerate(variants(node))
    ]
    assert sorted(says for _, _, says in found) == [
        "1 + 1",
        "1 - 1",
        "Add to Sub",
        "Lt to LtE",
        "and/or",
        "arguments swapped",
        "without `c.x = a`",
    ]
    for place, variant, says in found:
        changed = Mutant("m.rule", place, variant, 1, says).put_into(ast.parse(MODULE))
        assert ast.unparse(changed).count("come_by(") == 1, says


def test_a_mutant_is_killed_by_a_law_and_what_is_not_lived_is_told_apart() -> None:
    correction = {one.name: one for one in mutants_of("correction")}
    (left_out,) = [one for name, one in correction.items() if "reassess_block" in name]
    assert is_lived(left_out)
    assert try_mutant(left_out).law in LAWS_BY_NAME
    plumbing = (one for one in mutants_of("decide") if one.place == "decide.request_of")
    assert not is_lived(next(plumbing))


def test_mutants_of_what_is_no_module_are_an_error() -> None:
    result = CliRunner().invoke(app, ["faults", "--mutants", "taxes"])
    assert result.exit_code != 0


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("offline-is-served", ("  1  admit after 0 s", "Network, client, who is there")),
        ("promise-without-limit", ("Promised payment", "It is within the limit")),
    ],
)
def test_one_fault_is_told_as_a_story(name: str, told: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, ["faults", name, "--seconds", "120"])
    assert result.exit_code == 0, result.output
    assert all(one in result.output for one in told), result.output


def test_a_fault_that_there_is_not_is_named_like_one_that_there_is() -> None:
    result = CliRunner().invoke(app, ["faults", "promise-without-limi"])
    assert "Did you mean promise-without-limit" in str(result.exception)


def test_a_law_that_is_called_redundant_is_one_and_says_why() -> None:
    names = {law.name for law in (*LAWS_BY_NAME.values(), *DOOR_LAWS.values())}
    assert set(REDUNDANT) <= names
    assert all(REDUNDANT.values())


def test_rules_that_never_end_are_caught_by_no_law() -> None:
    assert not only_catchers([Caught(FAULTS[0], 1.0, 1, law=STUMBLED, laws=(STUMBLED,))])


@pytest.mark.parametrize("fault", TRACE_FAULTS, ids=lambda fault: fault.name)
def test_a_trace_is_found_by_one_law_alone(fault: Fault) -> None:
    """Each of these faults is there for a law that nothing else would break alone."""
    caught = catch(fault, seconds=120, is_shrunk=False)
    assert len(caught.laws) == 1, caught.laws
    assert only_catchers([caught]) == {caught.law}
    assert caught.law not in REDUNDANT


def test_every_mutant_that_is_said_to_live_on_is_one_and_stands_on_the_page() -> None:
    known = [key for group in groups() for key in group.mutants]
    assert len(set(known)) == len(known)
    assert set(known) <= {key_of(one) for one in all_mutants()}
    assert all(group.reason for group in groups())
    written = Path(__file__).parents[2] / "docs" / "mutants.md"
    assert written.read_text(encoding="utf-8") == mutants_page()


def test_few_mutants_are_missed() -> None:
    total = [sum(column) for column in zip(*counts_by_module().values(), strict=True)]
    every, equivalent, missed = total
    assert missed <= 0.03 * (every - equivalent)
    assert equivalent <= 0.12 * every


def test_a_listed_mutant_that_is_killed_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    (mutant, *_) = mutants_of("correction")
    known = {key_of(mutant): Group("it is said to do nothing", True, (key_of(mutant),))}
    monkeypatch.setattr("mybt_sim.quality.faults.survivors.survivors", lambda: known)
    result = CliRunner().invoke(app, ["faults", "--mutants", "correction"])
    assert result.exit_code == 1
    assert "killed, and listed as a survivor" in result.output


def test_a_loop_that_never_ends_is_a_rule_that_does_not_answer() -> None:
    endless = Fault("x", "c", "R", "daily_fee._add_on_fees_kopecks", "bits >>= 1", "pass")
    caught = catch(endless, seconds=60, is_shrunk=False)
    assert caught.law == STUMBLED
