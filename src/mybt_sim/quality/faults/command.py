"""`mybt-sim faults`: every named fault hunted, and who caught it."""

from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from mybt_sim.base.errors import MybtError

Concern = Annotated[str | None, typer.Option(help="Only faults of this concern.")]
Name = Annotated[str | None, typer.Argument(metavar="NAME", help="One fault, told as a story.")]
Seconds = Annotated[float, typer.Option(min=0.1, help="How long to hunt for each.")]
Matrix = Annotated[
    Path | None, typer.Option(help="File for the matrix of laws and faults, as CSV.")
]


def faults(
    name: Name = None, concern: Concern = None, seconds: Seconds = 30, matrix: Matrix = None
) -> None:
    """Put named faults into copies of the rules, and tell which law catches each, and how."""
    from mybt_sim.quality.faults.catching import catch_all, idle_laws
    from mybt_sim.quality.faults.named import FAULTS

    out = Console()
    chosen = [one for one in FAULTS if concern in (None, one.concern)]
    if name is not None:
        chosen = [one for one in chosen if one.name == name]
    if not chosen:
        raise MybtError(
            "There is no such fault.", next_step="`mybt-sim faults` goes through them all."
        )
    table = Table(box=None, pad_edge=False)
    for column in ("fault", "breaks", "caught by", "also", "s", "deeds"):
        table.add_column(column, header_style="dim", overflow="fold")
    caught = []
    with out.status("Hunting"):
        for one in catch_all(chosen, seconds=seconds):
            caught.append(one)
            length = "" if one.story is None else str(len(one.story))
            also = str(max(0, len(one.laws) - 1) or "")
            law = one.law or "NOBODY"
            table.add_row(one.fault.name, one.fault.rule, law, also, f"{one.seconds:.1f}", length)
    out.print(table)
    killed = [one for one in caught if one.is_killed]
    lengths = [len(one.story) for one in killed if one.story is not None]
    if killed:
        out.print(
            f"{len(killed)} of {len(caught)} caught; medians: "
            f"{median(one.seconds for one in killed):.1f} s, {median(lengths):.0f} deeds"
        )
    if len(chosen) == len(FAULTS):
        out.print(f"Laws that none of them breaks: {', '.join(idle_laws(caught)) or 'none'}")
    if matrix is not None:
        rows = [f"{one.fault.name},{law}" for one in caught for law in one.laws]
        matrix.write_text("\n".join(("fault,law", *rows)) + "\n", encoding="utf-8")
    if len(killed) < len(caught):
        raise typer.Exit(1)
