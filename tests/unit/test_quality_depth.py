"""What a hunt says of itself: its depth in a maze, pairs of outcomes, and where it was weak."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from mybt_sim.bench.maze import depth_reached, lines_of, maze_of, run_all
from mybt_sim.bench.maze_rivals import by_hypothesis, by_world
from mybt_sim.cli import app
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Event
from mybt_sim.quality.features import features_of
from mybt_sim.quality.hunt.health import OPERATIONS_ENOUGH, weakness_said, weaknesses
from mybt_sim.quality.hunt.hunting import Hunted, Replayer, hunt
from mybt_sim.quality.hunt.maze import ALWAYS, DEPTH_MOST
from mybt_sim.quality.hunt.outcomes import OUTCOMES
from mybt_sim.quality.hunt.pairs import HEAD, pairs_met, pairs_of, why_no_pair
from mybt_sim.quality.hunt.planting import Planted, plant
from mybt_sim.quality.hunt.trials import MAZE_HABITS, WALK_HABITS, hunt_trials, make_hunter
from mybt_sim.quality.room import EVENTS_ROW, FEATURES_ROW
from mybt_sim.quality.steps import Deed
from mybt_sim.text import LANGUAGES

STEPS = 400_000


@cache
def chains() -> list[Planted]:
    return plant(120)


@cache
def hunted() -> Hunted:
    return hunt(steps=300_000)


def test_a_planted_break_lies_as_deep_as_it_is_said_to() -> None:
    """The life that shows the way meets one situation after another, by one deed each."""
    replayer = Replayer()
    for situations, story in chains()[:24]:
        assert len(story) == len(situations)
        assert len({one.outcome for one in situations}) == len(situations)
        for place, one in enumerate(situations, start=1):
            assert replayer(story.having(deeds=story.deeds[:place])) is None
            step = replayer.room.steps[0]
            assert (step.deed.what, step.refusal) == OUTCOMES[one.outcome]
            bits = features_of(replayer.room.books[0], step) | 1 << ALWAYS
            assert bits >> one.feature & 1


def test_a_hunt_goes_deeper_than_a_walk_of_as_many_steps() -> None:
    found = []
    for habits in (MAZE_HABITS, WALK_HABITS):
        hunter = make_hunter(maze=maze_of(chains()), habits=habits)
        assert not hunt_trials(hunter, 1, STEPS)
        found.append(hunter.maze.solved > 0)
    deep = hunter.maze.depths > 3
    ours, walked = found
    assert ours[deep].sum() > 2 * walked[deep].sum()
    assert walked[~deep].sum() > 10


def test_what_is_found_behind_a_place_is_found_by_its_path() -> None:
    """The way that is kept beside a place of a chain leads as far into it."""
    hunter = make_hunter(maze=maze_of(chains()), habits=MAZE_HABITS)
    hunt_trials(hunter, 1, 50_000)
    places, far = hunter.places, 0
    for slot in places.filled[: places.kept[1]]:
        for chain in np.flatnonzero(places.progress[slot]):
            far = max(far, int(places.progress[slot, chain]))
            assert places.lengths[slot] > places.progress[slot, chain]
    assert far > 2


@pytest.mark.parametrize("has_target", [False, True])
def test_hypothesis_goes_into_the_maze(has_target: bool) -> None:
    maze, turns = maze_of(chains()), iter(range(20))
    asked = by_hypothesis(maze, lambda: next(turns, None) is None, has_target=has_target)
    assert asked > 20
    assert maze.solved[maze.depths == 1].any()


def test_a_live_world_is_walked_through_the_maze() -> None:
    maze, turns = maze_of(chains()), iter(range(3))
    assert by_world(maze, lambda: next(turns, None) is None) > 20
    assert maze.solved.any()


def test_the_page_tells_depth_and_times() -> None:
    depths = np.arange(24) % DEPTH_MOST + 1
    found_s = np.where(depths <= 4, 0.5, np.inf)
    assert depth_reached(depths, found_s) == 4
    found_s[0] = np.inf
    assert depth_reached(depths, found_s) == 4
    found_s[12] = np.inf
    assert depth_reached(depths, found_s) == 0
    text = "\n".join(lines_of(*run_all(24, 0.01, 1), 0.01))
    assert "times as deep as the best of the others" in text
    assert text.count("\n| 1") == 4  # depths 1, 10, 11 and 12


def test_operations_are_counted_not_steps() -> None:
    found = hunt(operations=5_000)
    assert 5_000 <= found.asked < 5_100
    assert found.steps > found.asked


def test_no_pair_was_met_that_cannot_be() -> None:
    wrong = [one for one in pairs_of(hunted().pairs) if one.times and one.why_not]
    assert not wrong
    assert hunted().asked * 0.8 < hunted().pairs.sum() < hunted().asked
    found = pairs_met(hunted().pairs)
    assert 3_000 < found.met < found.possible < found.all == len(OUTCOMES) ** 2


def test_who_has_ended_is_not_served_and_a_settlement_is_for_life() -> None:
    by_name = {(one.deed, one.refusal): one for one in OUTCOMES}
    ended = by_name[Deed.TERMINATE, Refusal.NONE]
    paused = by_name[Deed.SUSPEND, Refusal.NONE]
    gone = by_name[Deed.RESUME, Refusal.CONTRACT_TERMINATED]
    assert why_no_pair(ended, paused)
    assert why_no_pair(gone, paused)
    assert why_no_pair(paused, gone)
    not_prepaid = by_name[Deed.PROMISE_PAYMENT, Refusal.PROMISE_NOT_PREPAID]
    assert why_no_pair(not_prepaid, by_name[Deed.PROMISE_PAYMENT, Refusal.NONE])
    assert not why_no_pair(not_prepaid, not_prepaid)
    assert not why_no_pair(paused, ended)
    assert not why_no_pair(ended, gone)


def test_the_command_lists_pairs_and_says_that_little_was_checked(tmp_path: Path) -> None:
    asked = ["hunt", "--operations", "2000", "--language", "en"]
    asked += ["--out", str(tmp_path / "story.toml")]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 0
    told = " ".join(result.output.split())
    assert "Outcomes directly after each other" in told
    assert "Little was checked" in told
    head, *rows = (tmp_path / "story.pairs.csv").read_text("utf-8").splitlines()
    assert head == HEAD
    assert len(rows) == len(OUTCOMES) ** 2
    assert rows[0].startswith("top_up,ok,top_up,ok,")


def test_a_crippled_hunt_says_what_it_lacked() -> None:
    """Nobody was given a promise, and nobody was ever blocked."""
    whole = replace(hunted(), asked=OPERATIONS_ENOUGH)
    assert not {one.kind for one in weaknesses(whole)} & {"few", "refused"}
    counts = whole.counts.copy()
    counts[Deed.PROMISE_PAYMENT, Refusal.NONE] = 0
    counts[EVENTS_ROW, Event.PROMISE_GIVEN] = 0
    counts[FEATURES_ROW + 5] = 0
    found = {one.kind: one.names for one in weaknesses(replace(whole, counts=counts, asked=7))}
    assert found["few"] == ()
    assert found["refused"] == ("promise_payment",)
    assert "nobody_holds_two_promises" in found["silent"]
    assert "blocked" in found["features"]
    for language in LANGUAGES:
        said = [weakness_said(one, language) for one in weaknesses(replace(whole, counts=counts))]
        assert any("promise_payment" in one for one in said)
