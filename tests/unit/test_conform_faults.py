"""Our own operator with a fault in its rules: seen over HTTP, and not without one."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from mybt_sim.cli import app
from mybt_sim.conformance.conform import Budget, conform
from mybt_sim.conformance.eyes import SETTING, faulty_operator, look_for
from mybt_sim.conformance.faults import ACCESS, BY_NAME, OUTSIDE
from mybt_sim.conformance.own import Own
from mybt_sim.conformance.stories import Story, play_both
from mybt_sim.journeys.model import Step
from mybt_sim.journeys.player import world_of
from mybt_sim.quality.faults.in_world import faulty_world
from mybt_sim.quality.faults.plain import faulty_copies
from mybt_sim.rulebook.book import load_rulebook
from mybt_sim.service.app import create_api
from mybt_sim.world import World
from tests.support.api import AppTransport, served

A_FEW = {
    "promise-without-limit": "decision",
    "day-share-rounded-down": "rounding",
    "foreign-contract-obeys": "access",
}


def test_thirty_faults_fit_their_source_and_break_rules_of_the_rulebook() -> None:
    known = {entry.rule for entry in load_rulebook().entries}
    for fault in ACCESS:
        faulty_copies(fault).module(fault.module)
        assert fault.rule in known, fault
    assert len({one.name for one in OUTSIDE}) == 30
    assert len({one.concern for one in OUTSIDE}) >= 9


def test_faults_are_seen_over_http_each_as_a_short_story() -> None:
    for sight in look_for(BY_NAME[name] for name in A_FEW):
        assert sight.mismatch is not None, sight.fault
        assert sight.mismatch.kind.value == A_FEW[sight.fault.name]
        assert len(sight.mismatch.story.steps) <= 8


def lived(world: World) -> str:
    """Some weeks of somebody with three contracts."""
    phone, mobile = world.client("android"), "+375 29 123-45-67"
    phone.request_code(mobile)
    phone.sign_in(mobile, world.outside.inbox(mobile)[-1].code or "")
    for contract in (*world.contracts_where(settlement="advance", limit=3), 51):
        phone.bind_by_login(*world.outside.paper(contract)[0])
        phone.promise_payment(contract, "15.00")
        world.outside.record_session(contract, down_mb=500, up_mb=1)
    world.advance(days=33, seconds=1)
    return world.digest()


def test_plain_rules_without_a_fault_live_the_same_days() -> None:
    assert lived(faulty_world(None, SETTING)) == lived(world_of(SETTING))
    assert lived(faulty_world(BY_NAME["day-share-rounded-down"], SETTING)) != lived(
        world_of(SETTING)
    )


def test_a_fault_stays_when_a_test_begins_anew_and_rules_are_changed() -> None:
    fault = BY_NAME["promise-limit-excludes-itself"]
    operator = faulty_operator(fault)
    transport = AppTransport(create_api(operator))
    transport.post("/test/reset", subscribers=200)
    assert operator.world._operator.rules is faulty_world(fault, SETTING)._operator.rules
    changed = operator.world.under(terms={"promise_limit": "20.00"})
    assert changed._operator.rules is operator.world._operator.rules
    transport.close()


def test_a_way_back_without_a_place_to_go_back_to_is_not_asked_for() -> None:
    story = Story(name="back", setting=SETTING, cast={}, steps=(Step(do="back"),))
    with served(SETTING) as transport:
        assert play_both(story, Own(transport)).asked == 0


def test_the_first_class_is_enough_where_no_more_is_wanted() -> None:
    transport = AppTransport(create_api(faulty_operator(BY_NAME["guest-is-let-in"])))
    verdict = conform(Own(transport), budget=Budget(seconds=60, kinds=1), setting=SETTING)
    assert len(verdict.mismatches) == 1
    assert verdict.differing == 1
    transport.close()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["serve", "--fault", "no-such"], "There is no fault no-such"),
        (["serve", "--fault", "bound-twice", "--world", "w.duckdb"], "--world"),
        (["conform"], "No system is named"),
    ],
)
def test_what_cannot_be_served_so_is_told(
    asked: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = CliRunner().invoke(app, asked)
    assert told in f"{ended.output} {ended.exception}"
