"""A hunt in which somebody else chooses: each life is opened, and each deed drawn, when asked."""

from mybt_sim.quality.hunt.maze import Maze
from mybt_sim.quality.hunt.trials import FAR, Habits, Hunter, hunt_trials, make_hunter

OPEN = Habits(deeds=0, from_places=0)
ASK = Habits(deeds=1, from_places=0, goes_on=1)


class Asked:
    """One contract after another, of whom what is wanted is asked; `hunter` knows what came of it.

    The rest of a deed, as its sum and moment, is drawn by a key. No law may break."""

    def __init__(self, maze: Maze | None = None) -> None:
        self.hunter: Hunter = make_hunter(maze=maze)

    def open(self, key: int) -> None:
        """Open a contract."""
        self._hunt(OPEN, key)

    def ask(self, operations: int, key: int) -> None:
        """Ask for one of some operations, given as bits."""
        self._hunt(ASK._replace(swarm=FAR | operations), key)

    def _hunt(self, habits: Habits, key: int) -> None:
        self.hunter.habits[0] = tuple(habits)
        self.hunter.found[0].trials = 0  # a key draws the same at any time
        assert not hunt_trials(self.hunter, key, 1), "a law broke"
