"""The hunt and the search of all histories: no law breaks, and what is told of it is true."""

import re
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from mybt_sim import engine
from mybt_sim.base.errors import MybtError
from mybt_sim.cli import app
from mybt_sim.engine.records import DAY_S
from mybt_sim.engine.vocabulary import Event
from mybt_sim.quality.hunt.coverage import coverage_of, never_seen
from mybt_sim.quality.hunt.exhaustive import (
    LETTERS,
    Search,
    make_search,
    search,
    search_all,
    small_world,
)
from mybt_sim.quality.hunt.hunting import TERMS, Replayer, hunt
from mybt_sim.quality.hunt.seen import Seen, is_seen, make_seen
from mybt_sim.quality.hunt.shrinking import shrink
from mybt_sim.quality.hunt.trials import hunt_trials, make_hunter
from mybt_sim.quality.laws.every import LAWS
from mybt_sim.quality.room import EVENTS_ROW
from mybt_sim.quality.steps import AFTER_WORD, STATE, STATE_WORDS, Deed
from mybt_sim.quality.story import (
    Done,
    Ending,
    Start,
    Story,
    done_of,
    read_story,
    save_story,
    start_of,
)


def test_random_lives_keep_every_law_and_meet_every_outcome() -> None:
    hunted = hunt(steps=1_000_000)
    assert hunted.broken is None
    assert not never_seen(coverage_of(hunted.counts))
    told = {event for event in noted_events() if hunted.counts[EVENTS_ROW, event]}
    assert told == noted_events()


def noted_events() -> set[Event]:
    """Every event that some rule of the engine may note."""
    sources = [path.read_text("utf-8") for path in Path(engine.__path__[0]).glob("*.py")]
    words = {word for text in sources for word in re.findall(r"\bEvent\.([A-Z_]+)", text)}
    return {Event[word] for word in words}


def test_the_same_seed_hunts_the_same_lives() -> None:
    one, other, another = (hunt(seed=seed, steps=50_000) for seed in (5, 5, 6))
    assert np.array_equal(one.counts, other.counts)
    assert not np.array_equal(one.counts, another.counts)


def test_a_trial_that_begins_at_a_rare_place_is_a_life_from_its_start() -> None:
    """What is kept of a place is where its path leads to."""
    hunter = make_hunter()
    hunt_trials(hunter, 3, 100_000)
    replayer = Replayer()
    places = hunter.places
    assert places.kept[1] > 100
    for slot in places.filled[: places.kept[1]]:
        length = int(places.lengths[slot])
        *before, last = (done_of(one) for one in places.paths[slot, 1 : length + 1])
        story = Story(start_of(places.starts[slot]), (*before, Done(Deed.LOOK, last.now)))
        assert replayer(story) is None
        kept = places.words[slot].view(STATE)[0]
        assert replayer.room.steps[0]["after"]["contract"] == kept["contract"], last


@pytest.mark.parametrize("threads", [1, 2])
def test_all_histories_are_lived_and_keep_every_law(threads: int) -> None:
    found = search(4, threads=threads)
    assert found.story is None
    assert found.histories == found.expected == LETTERS**4


def test_what_lies_behind_a_state_is_lived_once_and_nothing_is_missed() -> None:
    """Histories that meet in a state go on alike: merged or not, the same outcomes and events come
    about, and as many histories are counted."""
    merged, whole = (
        search_of(make_search(depth=4, is_merging=is_so), 4) for is_so in (True, False)
    )
    assert int(merged.searched[0].histories) == int(whole.searched[0].histories) == LETTERS**4
    assert 2 * int(merged.searched[0].deeds) < int(whole.searched[0].deeds)
    assert np.array_equal(merged.room.counts > 0, whole.room.counts > 0)


def search_of(one: Search, depth: int) -> Search:
    one.room.starts[0] = tuple(small_world())
    assert not search_all(one, depth, -1)
    return one


def test_a_state_is_seen_once_at_each_depth() -> None:
    seen = make_seen(2)
    words = np.zeros((1, AFTER_WORD + STATE_WORDS), np.int64)
    assert [is_seen(seen, words, depth) for depth in (1, 1, 2)] == [False, True, False]
    for word in range(STATE_WORDS):
        other = words.copy()
        other[0, AFTER_WORD + word] = 1
        assert not is_seen(make_seen_with(seen), other, 1), word


def make_seen_with(seen: Seen) -> Seen:
    return Seen(seen.mixes.copy(), seen.taken.copy())


def test_a_full_table_takes_nothing_more_in_and_forgets_nothing() -> None:
    seen, words = make_seen(1), np.zeros((1, AFTER_WORD + STATE_WORDS), np.int64)
    found = []
    for value in [*range(20), *range(20)]:
        words[0, AFTER_WORD] = value
        found.append(is_seen(seen, words, 1))
    assert not any(found[:20])
    assert found[20:].count(True) == int(seen.taken[0]) == 6


def test_a_block_may_come_and_go_within_one_midnight() -> None:
    """An add-on of a day ends and the block is looked at; then a suspension that can't start gives
    its price back. A hunt of 60 million steps found it, and a law that knew one of the two only."""
    start = Start(opened_day=20727, tariff=15, balance_kopecks=1000)
    at = 1790812800
    deeds = (
        Done(Deed.RECORD_CALL, at, 500, 5),
        Done(Deed.CONNECT_ADD_ON, at, 0, 13),
        Done(Deed.SUSPEND, at, 0, 45),
        Done(Deed.LOOK, at + 89_100),
    )
    assert Replayer(TERMS[1])(Story(start, deeds, TERMS[1])) is None


def a_story(*deeds: Done) -> Story:
    return Story(small_world(), deeds)


def test_a_story_comes_back_from_its_file(tmp_path: Path) -> None:
    at = small_world().opened_day * DAY_S
    story = a_story(Done(Deed.TOP_UP, at + 60, 100, 0, 0), Done(Deed.SUSPEND, at + 90, 0, 15))
    story = story.having(terms=(("promise_limit", "20.00"),))
    path = tmp_path / "story.toml"
    told = {"law": "x", "seed": 3, "full_length": 9, "is_shortest": True, "fault": ""}
    save_story(path, story, **told)
    again, saved = read_story(path)
    assert again == story
    assert (saved.law, saved.seed, saved.full_length) == ("x", 3, 9)


def test_a_file_that_is_no_story_is_an_error_with_a_next_step(tmp_path: Path) -> None:
    path = tmp_path / "story.toml"
    path.write_text("law = 1")
    with pytest.raises(MybtError, match="no story of a hunt"):
        read_story(path)


def test_a_replayed_story_tells_answers_and_balances() -> None:
    at = small_world().opened_day * DAY_S
    pay = Done(Deed.TOP_UP, at + 60, 100, 0, 0)
    story = a_story(pay, pay._replace(now=at + 90, amount=99))
    replayer = Replayer()
    assert replayer(story) is None
    told = replayer.tell(story)
    assert [(one.refusal.name, one.balance_kopecks) for one in told] == [
        ("NONE", 500),
        ("TOPUP_AMOUNT_RANGE", 500),
    ]


def test_shrinking_keeps_the_break_and_drops_the_rest() -> None:
    """A stand-in for rules that break when somebody pays and later promises."""
    at = small_world().opened_day * DAY_S

    def replay(story: Story) -> Ending | None:
        has_paid = False
        for place, deed in enumerate(story.deeds, start=1):
            has_paid |= deed.what is Deed.TOP_UP and deed.amount >= 100
            if deed.what is Deed.PROMISE_PAYMENT and has_paid:
                return Ending("law", place)
        return None

    noise = [Done(Deed.RESUME, at + 1_000 * one) for one in range(20)]
    noise[5] = Done(Deed.TOP_UP, at + 5_000, 40_000)
    noise[13] = Done(Deed.PROMISE_PAYMENT, at + 13_000, 700)
    story = a_story(*noise)
    ending = replay(story)
    assert ending is not None
    found = shrink(story, ending, replay)
    assert [one.what for one in found.deeds] == [Deed.TOP_UP, Deed.PROMISE_PAYMENT]
    assert [one.amount for one in found.deeds] == [100, 0]
    assert {one.now for one in found.deeds} == {at}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("--operations", "20000"), f"checked by {len(LAWS)} laws"),
        (("--exhaustive", "2"), "144 histories of 2 deeds out of 12, which are 144"),
    ],
)
def test_the_command_tells_what_was_checked(asked: tuple[str, ...], told: str) -> None:
    result = CliRunner().invoke(app, ["hunt", *asked])
    assert result.exit_code == 0, result.output
    assert told in " ".join(result.output.split())


def test_a_saved_story_is_lived_again_by_the_command(tmp_path: Path) -> None:
    at = small_world().opened_day * DAY_S
    path = tmp_path / "story.toml"
    told = {"law": "x", "seed": 3, "full_length": 9, "is_shortest": True, "fault": ""}
    save_story(path, a_story(Done(Deed.TOP_UP, at + 60, 100, 0, 0)), **told)
    result = CliRunner().invoke(app, ["hunt", "--replay", str(path)])
    assert result.exit_code == 0
    assert "All laws hold" in result.output
