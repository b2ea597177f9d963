"""What `mybt-sim hunt` does: hunt, or live all histories, and tell what came of it."""

import resource
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.markup import escape

from mybt_sim.quality.hunt.coverage import (
    Seen,
    coverage_of,
    door_coverage_of,
    never_seen,
    seldom_seen,
)
from mybt_sim.quality.hunt.exhaustive import is_shortest, search
from mybt_sim.quality.hunt.health import weakness_said, weaknesses
from mybt_sim.quality.hunt.hunting import Break, Hunted, Replayer, hunt
from mybt_sim.quality.hunt.pairs import pairs_met, write_pairs
from mybt_sim.quality.hunt.view import coverage_table, show_story, show_visits
from mybt_sim.quality.laws.every import LAWS
from mybt_sim.quality.story import Story, read_story, save_story
from mybt_sim.quality.visits.every import LAWS as DOOR_LAWS
from mybt_sim.quality.visits.living import VisitRunner
from mybt_sim.text.messages import Language

DOOR_SHARE = 1 / 6
DOOR_PART, DOOR_MOST = 100, 200_000
"""Of the time, or of the operations, so much goes to visits at the door, which are lived plain; all
their answers are met in a fifth of the most."""

STORY, PAIRS = Path("story.toml"), ".pairs.csv"
PROGRESS_S = 60
PROVEN_MOST = 4
"""A story of so many deeds is proven shortest; longer ones are only shrunk."""


class Wanted(NamedTuple):
    """What was asked for on the command line; `exhaustive` 0 and `replay` None: random lives.

    `operations` are checked if they are given, else it is hunted for `seconds`. `out` is a file for
    the story of a break; the ordered pairs of outcomes stand beside it.
    """

    seconds: float
    operations: int | None
    seed: int
    exhaustive: int
    replay: Path | None
    out: Path | None
    language: Language
    threads: int


def carry_out(wanted: Wanted, out: Console) -> bool:
    """Do what was asked for, and tell of it. Whether all laws held."""
    if wanted.replay is not None:
        return _replay(wanted.replay, wanted.language, out)
    return _search(wanted, out) if wanted.exhaustive else _hunt(wanted, out)


def _hunt(wanted: Wanted, out: Console) -> bool:
    """Hunt and show coverage; tell and save the story of a break. Then the door is hunted."""
    hunted = hunt(
        seed=wanted.seed,
        operations=wanted.operations,
        seconds=None if wanted.operations is not None else wanted.seconds * (1 - DOOR_SHARE),
        threads=wanted.threads,
        progress=_Progress(wanted.operations),
    )
    _tell_coverage(coverage_of(hunted.counts), out)
    out.print(
        f"{hunted.steps:,} steps of {hunted.trials:,} lives, {hunted.asked:,} of them operations, "
        f"checked by {len(LAWS)} laws; {hunted.steps_per_s / 1e6:.1f} M steps/s; seed {wanted.seed}"
    )
    _tell_pairs(hunted, wanted, out)
    if hunted.broken is None:
        for one in weaknesses(hunted):
            out.print(f"[yellow]{escape(weakness_said(one, wanted.language))}[/]")
        return _hunt_the_door(wanted, out)
    _tell_break(hunted.broken, wanted, out)
    return False


def _tell_coverage(seen: Sequence[Seen], out: Console) -> None:
    """Every outcome with how often it was met, and how many of them too seldom."""
    out.print(coverage_table(seen))
    missing, few = never_seen(seen), seldom_seen(seen)
    if missing or few:
        out.print(f"Never met: {len(missing)} outcomes; seldom: {len(few)}. Hunt longer for them.")


def _tell_pairs(hunted: Hunted, wanted: Wanted, out: Console) -> None:
    """How many ordered pairs of outcomes were met, and all of them in a file if there is one."""
    found = pairs_met(hunted.pairs)
    where = "; `--out FILE` lists them"
    if wanted.out is not None:
        path = wanted.out.with_suffix(PAIRS)
        write_pairs(path, hunted.pairs)
        where = f": {path}"
    out.print(
        f"Outcomes directly after each other: {found.met:,} of {found.possible:,} pairs that can "
        f"be were met, {found.possible - found.met:,} were not{where}"
    )


class _Progress:
    """A line every minute, so that a hunt of an hour says how far it is."""

    def __init__(self, goal: int | None) -> None:
        self.out = Console(stderr=True)
        self.goal = "" if goal is None else f" of {goal:,}"
        self.started = self.told = time.perf_counter()

    def __call__(self, steps: int, asked: int) -> None:
        now = time.perf_counter()
        if now - self.told < PROGRESS_S:
            return
        self.told = now
        most_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        self.out.print(
            f"{now - self.started:,.0f} s: {steps:,} steps, {asked:,} operations{self.goal}; "
            f"at most {most_mb:,} MB"
        )


def _hunt_the_door(wanted: Wanted, out: Console) -> bool:
    """Hunt by visits: whoever asks for codes, binds and checks before any contract is asked."""
    runner = VisitRunner()
    if wanted.operations is None:
        found = runner.hunt(wanted.seed, seconds=wanted.seconds * DOOR_SHARE)
    else:
        found = runner.hunt(
            wanted.seed, seconds=3_600, steps=min(DOOR_MOST, wanted.operations // DOOR_PART)
        )
    _tell_coverage(door_coverage_of(runner.counts), out)
    out.print(f"{runner.steps:,} visits at the door checked by {len(DOOR_LAWS)} laws")
    if found is None:
        return True
    story, law = runner.shrink(*found), found[1]
    show_visits(story, law, out)
    return False


def _tell_break(broken: Break, wanted: Wanted, out: Console) -> None:
    """Tell the plainest story of a break, whether it is the shortest, and save it."""
    story = broken.story
    show_story(story, Replayer(story.terms).tell(story), broken.law, wanted.language, out)
    is_proven = len(story) <= PROVEN_MOST and not story.terms and is_shortest(story)
    if is_proven:
        out.print(
            f"No shorter sequence of the twelve deeds breaks a law: {len(story)} is shortest."
        )
    full_length, path = len(broken.found), wanted.out or STORY
    save_story(
        path,
        story,
        law=broken.law,
        seed=wanted.seed,
        full_length=full_length,
        is_shortest=is_proven,
        fault="",
    )
    out.print(f"{path}: {len(story)} of {full_length} deeds; `--replay` lives it again.")


def _search(wanted: Wanted, out: Console) -> bool:
    """Live every history of so many deeds, and say how many there were."""
    depth = wanted.exhaustive
    found = search(depth, threads=wanted.threads)
    out.print(
        f"{found.histories:,} histories of {depth} deeds out of 12, which are "
        f"{found.expected:,}; {found.steps:,} steps checked by {len(LAWS)} laws, since what lies "
        f"behind a state is lived once; {found.seconds:.1f} s"
    )
    if found.story is None:
        assert found.histories == found.expected, "histories were left out"
        return True
    _tell_break(Break(found.law, found.story, found.story), wanted, out)
    return False


def _replay(file: Path, language: Language, out: Console) -> bool:
    """Live the story of a file again, and tell it."""
    story, saved = read_story(file)
    ending = Replayer(story.terms)(story)
    if ending is None:
        out.print(f"All laws hold; {saved.law} was broken by rules {saved.rules}.")
        return True
    shown = Story(story.start, story.deeds[: ending.place], story.terms)
    show_story(shown, Replayer(story.terms).tell(shown), ending.law, language, out)
    return False
