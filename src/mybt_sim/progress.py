"""What a person sees while the machine works."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from mybt_sim.simulation.baseline import Baseline, live_baseline
from mybt_sim.simulation.block import prepare, simulate_block
from mybt_sim.simulation.compiling import share_compiling
from mybt_sim.simulation.scenario import Scenario


@dataclass
class LifeProgress:
    """Progress of a simulation: subscribers done, and contract-days so far."""

    bar: Progress
    task: TaskID
    rows: int = 0

    def advance(self, subscribers: int, rows: int) -> None:
        """Note that so many more subscribers and contract-days are done."""
        self.rows += rows
        elapsed_s = self.bar.tasks[0].elapsed or 0
        rate = f"{self.rows / elapsed_s / 1e6:.1f} M contract-days/s" if elapsed_s else ""
        self.bar.update(self.task, advance=subscribers, rate=rate)


@contextmanager
def progress_bar(console: Console, subscribers: int) -> Iterator[LifeProgress]:
    """A bar over subscribers with rate and time left; it goes away when it is done."""
    columns = (
        TextColumn("Living"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f} subscribers"),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        yield LifeProgress(bar, bar.add_task("life", total=subscribers, rate=""))


@contextmanager
def points_bar(console: Console, points: int) -> Iterator[Callable[[], None]]:
    """A bar over the points of a grid; it is told of each that is done."""
    columns = (
        TextColumn("Living"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f} points"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("points", total=points)
        yield lambda: bar.advance(task)


def live_shown(scenario: Scenario, console: Console, *, threads: int) -> Baseline:
    """Live a scenario that others will be set beside, and show how far it is."""
    with progress_bar(console, scenario.subscribers) as progress:
        return live_baseline(
            prepare(scenario),
            threads=threads,
            progress=lambda count, contracts: progress.advance(count, contracts * scenario.days),
        )


def warm_up_noting(console: Console) -> None:
    """Compile the rules for lives that are noted, too."""
    warm_up(console)
    with console.status("Compiling the rules once more, to note what they look at"):
        live_baseline(prepare(Scenario(subscribers=1, days=1)))


def warm_up(console: Console) -> None:
    """Compile the rules if that has not been done on this machine."""
    share_compiling()
    with console.status("Compiling the rules, once for this version (about half a minute)"):
        simulate_block(prepare(Scenario(subscribers=1, days=1)), 1, 1)
