"""A maze: breaks of known depth, planted behind chains of what befalls contracts.

A chain is a sequence of situations, each an operation with an outcome while something is so. A life
goes through it if it meets them one directly after another, whatever falls due between; any other
operation leads back to its entrance. No rule is written otherwise: whoever hunts sees what a deed
was answered, and how far each chain is gone through.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.records import Records, blank

DEPTH_MOST = 12
ALWAYS = 62
"""The bit of a situation that asks for no feature."""
LINK = np.dtype([("chain", "i8"), ("place", "i8"), ("feature", "i8")], align=True)


class Situation(NamedTuple):
    """An operation with an outcome, by its place among them, while a feature is so."""

    outcome: int
    feature: int


class Maze(NamedTuple):
    """Chains by what goes on in them: `links[firsts[outcome] : firsts[outcome + 1]]`.

    No outcome comes twice in one chain, so no deed can go on twice in it.
    """

    firsts: NDArray[np.int64]
    links: Records
    depths: NDArray[np.int64]
    progress: NDArray[np.uint8]  # of the life in hand after its last operation, and before it
    reached: NDArray[np.int64]  # how often each place of each chain was
    solved: NDArray[np.int64]  # the step at which a chain was gone through first; 0: never


def make_maze(chains: list[tuple[Situation, ...]], outcomes: int) -> Maze:
    """A maze of chains that nobody has gone into; without chains it is a hunt as ever."""
    rows = sorted(
        (one.outcome, chain, place, one.feature)
        for chain, situations in enumerate(chains)
        for place, one in enumerate(situations)
    )
    links = blank(LINK, max(1, len(rows)))
    for at, (_, *link) in enumerate(rows):
        links[at] = tuple(link)
    firsts = np.searchsorted([row[0] for row in rows], np.arange(outcomes + 1)).astype(np.int64)
    return Maze(
        firsts,
        links,
        np.array([len(one) for one in chains], np.int64),
        np.zeros((2, len(chains)), np.uint8),
        np.zeros((len(chains), DEPTH_MOST), np.int64),
        np.zeros(len(chains), np.int64),
    )


@compiled
def leave(maze: Maze) -> None:
    """Lead each chain back to its entrance, and remember how far the life was."""
    for chain in range(len(maze.depths)):
        maze.progress[1, chain] = maze.progress[0, chain]
        maze.progress[0, chain] = 0


@compiled
def go_in(maze: Maze, progress: NDArray[np.uint8], row: int) -> None:
    """Begin as far as a life before was."""
    for chain in range(len(maze.depths)):
        maze.progress[0, chain] = progress[row, chain]


@compiled
def go_back(maze: Maze) -> None:
    """Begin at the entrance of each chain."""
    for chain in range(len(maze.depths)):
        maze.progress[0, chain] = 0
