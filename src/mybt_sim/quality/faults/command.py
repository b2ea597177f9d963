"""`mybt-sim faults`: every named fault hunted, and who caught it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from mybt_sim.base.errors import MybtError

if TYPE_CHECKING:
    from mybt_sim.quality.faults.catching import Caught

SHORT_DEEDS = 8

Concern = Annotated[str | None, typer.Option(help="Only faults of this concern.")]
Name = Annotated[str | None, typer.Argument(metavar="NAME", help="One fault, told as a story.")]
Seconds = Annotated[float, typer.Option(min=0.1, help="How long to hunt for each.")]
Without = Annotated[
    str, typer.Option(help="A family of operations that nobody asks for: less is caught then.")
]
Mutants = Annotated[
    str,
    typer.Option(metavar="MODULE", help="Generic mutants of a module of the rules, as `promise`."),
]
Matrix = Annotated[
    Path | None, typer.Option(help="File for the matrix of laws and faults, as CSV.")
]


def faults(
    name: Name = None,
    concern: Concern = None,
    seconds: Seconds = 30,
    without: Without = "",
    mutants: Mutants = "",
    matrix: Matrix = None,
) -> None:
    """Put named faults into copies of the rules, and tell which law catches each, and how."""
    if mutants:
        _try_mutants(mutants, Console())
        return
    from mybt_sim.catalogue.findings import did_you_mean
    from mybt_sim.quality.faults.catching import catch_all
    from mybt_sim.quality.faults.families import taken_away
    from mybt_sim.quality.faults.matrix import write_matrix
    from mybt_sim.quality.faults.named import BY_NAME, FAULTS

    out = Console()
    chosen = [one for one in FAULTS if concern in (None, one.concern) and name in (None, one.name)]
    if not chosen:
        raise MybtError(
            f"There is no such fault.{did_you_mean(name or '', BY_NAME)}",
            next_step="`mybt-sim faults` goes through them all.",
        )
    taken_away(without)
    with out.status("Hunting"):
        caught = list(catch_all(chosen, seconds=seconds, without=without))
    out.print(_table(caught))
    _tell(caught, out)
    if name is not None:
        _tell_story(caught[0], out)
    if len(chosen) == len(FAULTS) and not without:
        _tell_laws(caught, out)
    if matrix is not None:
        write_matrix(caught, matrix)
    if not all(one.is_killed for one in caught):
        raise typer.Exit(1)


def _try_mutants(module: str, out: Console) -> None:
    """Try every mutant of a module, and hold those that live on against the known ones."""
    from mybt_sim.quality.faults.mutants import is_lived, modules_of_rules, mutants_of, try_mutant
    from mybt_sim.quality.faults.survivors import key_of, survivors

    if module not in modules_of_rules():
        raise MybtError(
            f"The rules have no module {module}.",
            next_step=f"Take one of {', '.join(modules_of_rules())}.",
        )
    chosen, known = list(mutants_of(module)), survivors()
    with out.status("Trying"):
        alive = [one for one in chosen if not (is_lived(one) and try_mutant(one).law)]
    for one in alive:
        why = known[key_of(one)].reason if key_of(one) in known else "nobody knows why"
        out.print(f"lives on: {one.name} ({why})", markup=False, soft_wrap=True)
    is_other = False
    for one in chosen:
        if key_of(one) in known and one not in alive:
            is_other = True
            out.print(f"killed, and listed as a survivor: {one.name}", markup=False)
    out.print(f"{len(chosen) - len(alive)} of {len(chosen)} mutants of {module} killed")
    if is_other or any(key_of(one) not in known for one in alive):
        raise typer.Exit(1)


def _table(caught: Sequence["Caught"]) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in ("fault", "breaks", "caught by", "also", "s", "deeds"):
        table.add_column(column, header_style="dim", overflow="fold")
    for one in caught:
        length = "" if one.story is None else str(len(one.story))
        also = str(max(0, len(one.laws) - 1) or "")
        law = one.law or "NOBODY"
        table.add_row(one.fault.name, one.fault.rule, law, also, f"{one.seconds:.1f}", length)
    return table


def _tell_story(caught: "Caught", out: Console) -> None:
    """Tell the shrunk story, as the fault answers it."""
    from mybt_sim.quality.faults.runner import Runner
    from mybt_sim.quality.hunt.view import show_story, show_visits
    from mybt_sim.quality.story import Story

    story = caught.story
    if isinstance(story, Story):
        told = Runner(caught.fault, story.terms).tell(story)
        show_story(story, told, caught.law, "en", out)
    elif story is not None:
        show_visits(story, caught.law, out)


def _tell(caught: Sequence["Caught"], out: Console) -> None:
    """Tell how many were caught, how fast and by how long stories."""
    from statistics import median

    killed = [one for one in caught if one.is_killed]
    lengths = [len(one.story) for one in killed if one.story is not None]
    refused = [one for one in caught if one.fault.is_of_refusal]
    out.print(
        f"{len(killed)} of {len(caught)} caught ({len(killed) / len(caught):.1%}); "
        f"{len(refused)} of them are on refusals and errors ({len(refused) / len(caught):.0%})"
    )
    if lengths:
        short = sum(length <= SHORT_DEEDS for length in lengths) / len(lengths)
        out.print(
            f"medians: {median(one.seconds for one in killed):.1f} s, {median(lengths):.0f} deeds; "
            f"{short:.0%} of the stories have {SHORT_DEEDS} deeds or less"
        )


def _tell_laws(caught: Sequence["Caught"], out: Console) -> None:
    """Tell what laws come to: those that catch alone, and those that are only said once more."""
    from mybt_sim.quality.faults.matrix import REDUNDANT, only_catchers, unexplained
    from mybt_sim.quality.laws.every import LAWS
    from mybt_sim.quality.visits.every import LAWS as DOOR_LAWS

    alone = only_catchers(caught)
    out.print(
        f"{len(alone)} of {len(LAWS) + len(DOOR_LAWS)} laws are the only catcher of some fault, "
        f"{len(REDUNDANT)} are said to be redundant"
    )
    left = unexplained(caught)
    out.print(f"Laws that are neither: {', '.join(left) or 'none'}")
