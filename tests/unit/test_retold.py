"""A story of the hunt breaks at the same deed in the engine, on a world, over HTTP, on a phone."""

from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mybt_sim.app.demo.playback.finger import finger_on
from mybt_sim.app.demo.playback.opening import begin_story
from mybt_sim.app.demo.sessions import new_demo
from mybt_sim.cli import app
from mybt_sim.conformance.eyes import faulty_operator
from mybt_sim.conformance.own import Own
from mybt_sim.conformance.stories import play_both, story_of
from mybt_sim.engine.vocabulary import CallClass
from mybt_sim.journeys.player import Player
from mybt_sim.journeys.target import WorldTarget
from mybt_sim.quality.faults.catching import catch
from mybt_sim.quality.faults.in_world import faulty_world
from mybt_sim.quality.faults.named import BY_NAME
from mybt_sim.quality.faults.runner import Runner
from mybt_sim.quality.retold import (
    NUMBERS,
    TOLD,
    Retold,
    UntoldError,
    retold_as_journey,
)
from mybt_sim.quality.steps import TIME_PASSES, Card, Deed
from mybt_sim.quality.story import Done, Start, Story, read_story, save_story
from mybt_sim.service.app import create_api
from tests.support.api import AppTransport

PLANTED = ("promise-upon-promise", "declined-card-pays", "lapse-keeps-the-price")
EVERY_DEED = Story(
    Start(opened_day=20_605, tariff=7, balance_kopecks=20_000, technology=1),
    tuple(
        Done(what, 20_605 * 86_400 + 3_600 * place, 300, 2)
        for place, what in enumerate(TOLD)
        if what not in (Deed.TERMINATE, Deed.REDEEM_EXPRESS_CARD)
    ),
)


@cache
def found(name: str) -> tuple[Story, Retold]:
    """The shrunk story of a fault as its file has it, and as a journey."""
    caught = catch(BY_NAME[name], seconds=120)
    assert isinstance(caught.story, Story)
    return caught.story, retold_as_journey(caught.story)


@pytest.mark.parametrize("name", PLANTED)
def test_a_saved_story_breaks_at_the_same_deed_everywhere(name: str, tmp_path: Path) -> None:
    fault = BY_NAME[name]
    story, retold = found(name)
    file = tmp_path / "story.toml"
    save_story(file, story, law="x", seed=1, full_length=9, is_shortest=False, fault=name)
    again = read_story(file)[0]
    assert again == story
    ending = Runner(fault, again.terms)(again)
    assert ending is not None

    journey = retold.journey
    assert all(played.holds for played in Player(journey)), "the sound rules"
    target = WorldTarget(faulty_world(fault, journey.setting))
    on_world = next(p.number for p in Player(journey, target, strict=False) if not p.holds)
    assert retold.places[on_world - 1] == ending.place

    transport = AppTransport(create_api(faulty_operator(fault)))
    over_http = play_both(story_of(journey), Own(transport))
    transport.close()
    assert over_http.difference is not None
    assert over_http.steps == on_world

    demo = new_demo("be")
    demo.story = begin_story(demo, journey, finger_on(demo), on_web=False, fault=name)
    for _ in range(on_world - 1):
        demo.story.play_next()
    assert all(one.played.holds for one in demo.story.shown)
    demo.story.play_next()
    assert not demo.story.shown[-1].played.holds


def test_a_story_that_breaks_as_it_begins_is_kept_by_its_file(tmp_path: Path) -> None:
    story, file = EVERY_DEED.having(deeds=()), tmp_path / "story.toml"
    save_story(file, story, law="x", seed=1, full_length=9, is_shortest=True, fault="")
    assert read_story(file)[0] == story


def test_every_deed_is_told_and_holds() -> None:
    nobody_asks = {*TIME_PASSES, Deed.MOVE_TO_FIBRE, Deed.MOVE_HOME}
    assert set(Deed) - nobody_asks == set(TOLD)
    journey = retold_as_journey(EVERY_DEED).journey
    assert all(played.holds for played in Player(journey))


def test_cards_and_classes_of_calls_are_told() -> None:
    at = 20_605 * 86_400
    start = Start(opened_day=20_605, tariff=19, balance_kopecks=0, technology=0)
    cards = [Done(Deed.REDEEM_EXPRESS_CARD, at, 0, one) for one in (*reversed(Card),)]
    calls = [Done(Deed.RECORD_CALL, at + 1, 61, one) for one in CallClass]
    steps = retold_as_journey(Story(start, (*cards, *calls))).journey.steps
    assert [s.expect for s in steps if s.do == "redeem_express_card"][:2] == [
        "ok",
        "CARD_ALREADY_USED",
    ]
    assert len([s for s in steps if s.do == "call"]) == len(NUMBERS) == len(CallClass)


def test_what_time_does_is_nobodys_deed() -> None:
    story = Story(
        Start(opened_day=20_605, tariff=7, technology=1), (Done(Deed.MIDNIGHT, 20_606 * 86_400),)
    )
    with pytest.raises(UntoldError, match="midnight"):
        retold_as_journey(story)


def test_a_file_is_retold_by_the_command_line(tmp_path: Path) -> None:
    story, _ = found(PLANTED[0])
    file, journey = tmp_path / "story.toml", tmp_path / "journey.toml"
    save_story(file, story, law="x", seed=1, full_length=2, is_shortest=True, fault="")
    ended = CliRunner().invoke(app, ["retell", str(file), "--out", str(journey)])
    assert ended.exit_code == 0, ended.output
    assert CliRunner().invoke(app, ["play", str(journey)]).exit_code == 0
