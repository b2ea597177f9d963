"""How the corpus is made: a compiled hunt, and a short story for all that it meets.

python -m mybt_sim.quality.hunt.making
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import msgspec
import numpy as np

from mybt_sim.quality.faults.runner import Runner
from mybt_sim.quality.hunt.corpus import FILE
from mybt_sim.quality.hunt.hunting import TERMS, Replayer
from mybt_sim.quality.hunt.shrinking import shrink
from mybt_sim.quality.hunt.trials import Hunter, hunt_trials, make_hunter
from mybt_sim.quality.room import make_room, the_book
from mybt_sim.quality.steps import Deed
from mybt_sim.quality.story import Done, Ending, Replay, Story, Terms, done_of, start_of

CHUNKS = 20_000
CHUNK_STEPS = 100
"""So few that no rare place is overwritten before it is looked at."""
REACHED = "reached"


def make_corpus(seed: int = 1) -> Iterator[Story]:
    """A short story for every outcome and event that a hunt meets, under each terms."""
    for terms in TERMS:
        hunter = make_hunter(make_room(the_book(terms)))
        replayer = Replayer(terms)
        known: set[tuple[int, int]] = set()
        for _ in range(CHUNKS):
            before = int(hunter.places.kept[0])
            hunt_trials(hunter, seed, CHUNK_STEPS)
            for story in _new_places(hunter, before, terms):
                replayer.room.counts[:] = 0
                replayer(story)
                for target in _met(replayer) - known:
                    known.add(target)
                    yield shrink(story, Ending(REACHED, len(story)), _Reach(replayer, target))


def _met(replayer: Replayer) -> set[tuple[int, int]]:
    """Rows and columns of what was counted."""
    rows, columns = np.nonzero(replayer.room.counts)
    return {(int(row), int(column)) for row, column in zip(rows, columns, strict=True)}


class _Reach:
    """Takes a story that meets an outcome for one that breaks a law, so that it can be shrunk."""

    def __init__(self, replayer: Replayer, target: tuple[int, int]) -> None:
        self.replayer, self.target = replayer, target

    def __call__(self, story: Story) -> Ending | None:
        self.replayer.room.counts[:] = 0
        self.replayer(story)
        is_met = self.replayer.room.counts[self.target] > 0
        return Ending(REACHED, len(story)) if is_met else None


def _new_places(hunter: Hunter, before: int, terms: Terms) -> list[Story]:
    """What the hunter has kept since."""
    stories, places = [], hunter.places
    slots = np.flatnonzero(places.numbers > before)
    for slot in slots[np.argsort(places.numbers[slots])]:
        path = places.paths[slot, 1 : int(places.lengths[slot]) + 1]
        deeds = tuple(_asked(done_of(one)) for one in path)
        stories.append(Story(start_of(places.starts[slot]), deeds, terms))
    return stories


def _asked(deed: Done) -> Done:
    """What falls due by itself, as a wait for it."""
    return deed if deed.what > Deed.DUE else Done(Deed.LOOK, deed.now)


def functions_met(story: Story, runner: Replay) -> frozenset[str]:
    """Functions of the engine's copies that are called while a story is lived."""
    met = set()

    def look(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and f"{os.sep}engine{os.sep}" in frame.f_code.co_filename:
            met.add(f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_name}")

    sys.setprofile(look)
    try:
        runner(story)
    finally:
        sys.setprofile(None)
    return frozenset(met)


def main() -> None:
    """Write the corpus."""
    runners = {terms: Runner(None, terms) for terms in TERMS}
    found = dict.fromkeys(make_corpus())
    met = {story: functions_met(story, runners[story.terms]) for story in found}
    names = sorted(frozenset().union(*met.values()))
    places = {name: place for place, name in enumerate(names)}
    rows = sorted(
        (
            TERMS.index(one.terms),
            tuple(one.start),
            tuple(map(tuple, one.deeds)),
            sorted(places[name] for name in met[one]),
        )
        for one in found
    )
    lines = ",\n".join(msgspec.json.encode(row).decode() for row in rows)
    functions = msgspec.json.encode(names).decode()
    FILE.write_text(f'{{"functions": {functions},\n"stories": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
