"""How deep a hunt comes: breaks of known depth, planted behind chains of what befalls contracts.

    python -m mybt_sim.bench.maze > docs/maze.md

The same chains are hunted by the hunt, by Hypothesis, and by walks that keep nothing in mind, one
after the other and each for the same time.
"""

import argparse
import os
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.bench.maze_rivals import by_hypothesis, by_world
from mybt_sim.quality.hunt.maze import DEPTH_MOST, Maze, make_maze
from mybt_sim.quality.hunt.outcomes import OUTCOMES
from mybt_sim.quality.hunt.planting import Planted, plant
from mybt_sim.quality.hunt.trials import MAZE_HABITS, WALK_HABITS, Habits, hunt_trials, make_hunter

CHAINS = 1_000
SECONDS = 60.0
CHUNK_STEPS = 100_000

HEADING = """# How deep a hunt comes

Made by `python -m mybt_sim.bench.maze`. {count:,} breaks are planted, of depths 1 to {deepest}.
Each lies behind a chain of situations: an operation with an outcome while something is so, as "an
add-on is refused for the block while the balance is negative". A life goes through a chain if it
meets its situations by one operation directly after another; any other operation leads back to
the entrance. Time may pass between them.

The chains come from lives that the engine has really lived, one operation for each situation. So
the depth of a break is the fewest operations to it: there is a life with so many, and no
operation can pass two situations. Of the outcomes that sixteen drawn operations would have, each
is as likely to become the next situation, however rare it is.

Everybody has one thread and {seconds:.0f} s, draws sums and moments in the same way, and sees
after an operation how far each chain is gone through. *Depth reached* is the deepest at which
half of all breaks were found.

- **hunt** goes on from what it has seldom met; beside that it knows nothing of the chains.
- **walk** asks for any operation, each as likely, and keeps nothing in mind; it is compiled as
  well.
- **Hypothesis** is a `RuleBasedStateMachine` of 50 steps over the same room, whose rules choose
  the operation and the key by which the rest is drawn; **with a target** it is told the farthest
  place.
- **World** is such a walk through the operations of a live `World`, in Python; express cards,
  videos and use are not among them.
"""


class Ran(NamedTuple):
    """What a hunter came to: the second at which each break was found (inf: never), and how many
    operations it asked for in how many seconds."""

    name: str
    found_s: NDArray[np.float64]
    asked: int
    seconds: float


class Watch:
    """Notes when breaks are found, and says when time is over."""

    def __init__(self, maze: Maze, seconds: float) -> None:
        self.maze, self.most = maze, seconds
        self.found_s = np.full(len(maze.depths), np.inf)
        self.started = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.perf_counter() - self.started

    def is_over(self) -> bool:
        """Whether time is over; breaks found since the last look are noted."""
        now = self.seconds
        is_new = (self.maze.solved > 0) & np.isinf(self.found_s)
        self.found_s[is_new] = now
        return now >= self.most


def compiled_hunt(name: str, chains: Sequence[Planted], habits: Habits, seconds: float) -> Ran:
    """The hunt, or a walk, whatever the habits say."""
    maze = maze_of(chains)
    hunter = make_hunter(maze=maze, habits=habits)
    hunt_trials(hunter, 1, 1)  # compiles, or reads what was compiled
    watch = Watch(maze, seconds)
    while not watch.is_over():
        assert not hunt_trials(hunter, 1, CHUNK_STEPS), "a law broke"
    return Ran(name, watch.found_s, int(hunter.found[0].asked), watch.seconds)


def maze_of(chains: Sequence[Planted]) -> Maze:
    """The maze of these chains; nobody has been in it."""
    return make_maze([one.situations for one in chains], len(OUTCOMES))


def run_all(count: int, seconds: float, seed: int) -> tuple[NDArray[np.int64], list[Ran]]:
    """The depths of the breaks, and what each hunter came to."""
    chains = plant(count, seed)

    def rival(name: str, hunt: Callable[[Maze, Callable[[], bool]], int]) -> Ran:
        maze = maze_of(chains)
        watch = Watch(maze, seconds)
        asked = hunt(maze, watch.is_over)
        return Ran(name, watch.found_s, asked, watch.seconds)

    return maze_of(chains).depths, [
        compiled_hunt("hunt", chains, MAZE_HABITS, seconds),
        compiled_hunt("walk", chains, WALK_HABITS, seconds),
        rival("Hypothesis", lambda maze, is_over: by_hypothesis(maze, is_over, has_target=False)),
        rival(
            "Hypothesis with a target",
            lambda maze, is_over: by_hypothesis(maze, is_over, has_target=True),
        ),
        rival("World", by_world),
    ]


def depth_reached(depths: NDArray[np.int64], found_s: NDArray[np.float64]) -> int:
    """The deepest depth at which, and at all before it, half of the breaks were found."""
    reached = 0
    for depth in range(1, DEPTH_MOST + 1):
        here = found_s[depths == depth]
        if len(here) and np.isfinite(here).mean() >= 0.5:
            reached = depth
        else:
            break
    return reached


def lines_of(depths: NDArray[np.int64], ran: Sequence[Ran], seconds: float) -> Iterator[str]:
    """The page."""
    yield HEADING.format(count=len(depths), deepest=DEPTH_MOST, seconds=seconds)
    yield _row("hunter", "depth reached", "found", "operations", "a second")
    yield _row(*"-----")
    for one in ran:
        yield _row(
            one.name,
            str(depth_reached(depths, one.found_s)),
            f"{np.isfinite(one.found_s).sum():,}",
            f"{one.asked:,}",
            f"{one.asked / one.seconds:,.0f}",
        )
    ours, *others = (depth_reached(depths, one.found_s) for one in ran)
    times = ours / max(1, *others)
    yield f"\nThe hunt comes {times:.1f} times as deep as the best of the others.\n"
    yield "Found, and the seconds until half of all breaks of a depth were found:\n"
    yield _row("depth", "planted", *(one.name for one in ran))
    yield _row(*"-" * (2 + len(ran)))
    for depth in range(1, DEPTH_MOST + 1):
        is_here = depths == depth
        cells = (_found(one.found_s[is_here]) for one in ran)
        yield _row(str(depth), str(int(is_here.sum())), *cells)
    load = os.getloadavg()[0]
    yield (
        f"\n{platform.machine()}, Python {platform.python_version()}, {os.cpu_count()} cores, load "
        f"{load:.1f} at the end."
    )


def _found(found_s: NDArray[np.float64]) -> str:
    count = int(np.isfinite(found_s).sum())
    if not count or 2 * count < len(found_s):
        return str(count)
    half_s = np.sort(found_s)[-(-len(found_s) // 2) - 1]
    return f"{count} ({half_s:.1f} s)"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Print the page."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=SECONDS)
    asked.add_argument("--breaks", type=int, default=CHAINS)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    depths, ran = run_all(given.breaks, given.seconds, given.seed)
    for line in lines_of(depths, ran, given.seconds):
        print(line)


if __name__ == "__main__":
    main()
